using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>What a solve claims, wherever it lies: what <see cref="Certificate"/> looks at.</summary>
internal readonly ref struct Claims
{
    internal required SolveStatus Status { get; init; }

    internal required ReadOnlySpan<long> Flows { get; init; }

    internal required Cost Cost { get; init; }

    internal required Cost Bound { get; init; }

    internal required IReadOnlyList<SearchNode> Proof { get; init; }

    internal bool HasPlan => Flows.Length > 0;
}

/// <summary>An answer in buffers that the next one is written over: what a <see cref="Solution"/> says, without making one.</summary>
/// <remarks>For whoever solves at every input. The price is the one thing made anew: a plan delta keeps it. Not thread-safe.</remarks>
internal sealed class KeptAnswer
{
    private readonly SearchNode[] _leaf = new SearchNode[1];
    private long[] _flows = [];
    private int _venues;
    private SolveStatus _status;
    private IReadOnlyList<SearchNode> _proof = [];

    internal bool HasPlan => _venues > 0;

    /// <summary>Each venue's quantity, in the order of the problems.</summary>
    internal ReadOnlySpan<long> Flows => _flows.AsSpan(0, _venues);

    internal DualVariables Prices { get; private set; } = DualVariables.None;

    internal Cost Cost { get; private set; }

    internal Cost Bound { get; private set; }

    internal int Nodes { get; private set; }

    internal Claims Claims => new() { Status = _status, Flows = Flows, Cost = Cost, Bound = Bound, Proof = _proof };

    /// <summary>What all venues take together.</summary>
    internal Lots Quantity
    {
        get
        {
            var sum = 0L;
            foreach (var flow in Flows)
            {
                sum = checked(sum + flow);
            }

            return new(sum);
        }
    }

    internal void Clear() => _venues = 0;

    /// <summary>Takes a split of plain ladders: the answer that <see cref="Solver.Of"/> makes of it.</summary>
    internal void Split(ConsolidatedLadder ladder, Lots quantity)
    {
        var split = ladder.Solve(quantity, Room(ladder.Venues));
        var price = DualPrice.Whole(split.Price);
        _leaf[0] = SearchNode.Leaf(price, split.Cost);
        (_status, _proof, Nodes) = (SolveStatus.Optimal, _leaf, 1);
        (Prices, Cost, Bound) = (new(price), split.Cost, split.Cost);
    }

    /// <summary>Takes what a search found.</summary>
    internal void Take(Solution solution)
    {
        solution.Flows.Flows.CopyTo(Room(solution.Flows.Count));
        (_status, _proof, Nodes) = (solution.Status, solution.Proof.Nodes, solution.Nodes);
        (Prices, Cost, Bound) = (solution.Prices, solution.Cost, solution.Bound);
    }

    /// <summary>The same as a value that stays.</summary>
    internal Solution ToSolution() => new()
    {
        Status = _status,
        Flows = new(Flows),
        Prices = Prices,
        Cost = Cost,
        Bound = Bound,
        Proof = new([.. _proof]),
        Nodes = Nodes,
    };

    private Span<long> Room(int venues)
    {
        if (_flows.Length < venues)
        {
            _flows = new long[venues];
        }

        _venues = venues;
        return _flows.AsSpan(0, venues);
    }
}
