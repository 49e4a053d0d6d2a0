using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Branch and bound over lots, least quantities and tickets: a tree of quantity ranges, the lowest bound first.</summary>
/// <remarks>
/// At a node's best price at most a few venues are torn between two quantities (nothing or a lot; one lot more or less); the
/// split is made there, and each side's price bounds it anew. Ends with the gap proved zero or at the node limit. Deterministic.
/// </remarks>
internal sealed class LotSearch
{
    private readonly IReadOnlyList<LadderProblem> _problems;
    private readonly long _quantity;
    private readonly Relaxation _relaxation;
    private readonly PlanRepair _plans;
    private readonly List<SearchNode> _tree = [];
    private readonly PriorityQueue<Open, (Int128 Bound, int Place)> _open = new();
    private DualPrice _rootPrice;

    internal LotSearch(IReadOnlyList<LadderProblem> problems, long quantity)
    {
        (_problems, _quantity) = (problems, quantity);
        (_relaxation, _plans) = (new(problems, quantity), new(problems, quantity));
    }

    internal Solution Run(int maxNodes)
    {
        var to = new long[_problems.Count];
        for (var venue = 0; venue < to.Length; venue++)
        {
            to[venue] = Math.Min(_quantity, _problems[venue].Capacity.Count);
        }

        Bound(new long[to.Length], to, start: 0);
        _rootPrice = _tree[0].Price;
        while (_open.TryPeek(out var node, out var key) && !Pruned(key.Bound))
        {
            if (_tree.Count + 2 > maxNodes)
            {
                return Answer(SolveStatus.NodeLimit, key.Bound);
            }

            _open.Dequeue();
            Split(node);
        }

        return _plans.Cost is { } cost ? Answer(SolveStatus.Optimal, cost) : Answer(SolveStatus.Infeasible, 0);
    }

    private bool Pruned(Int128 bound) => _plans.Cost is { } cost && bound >= cost;

    private void Split(Open node)
    {
        var (venue, at) = (node.Venue, node.At);
        var (lower, upper) = (_tree.Count, _tree.Count + 1);
        _tree[node.Place] = new(SearchVerdict.Split, venue, new(at), lower, upper, default, default);

        var (from, to) = ((long[])node.From.Clone(), (long[])node.To.Clone());
        from[venue] = Math.Max(from[venue], at + 1);
        node.To[venue] = Math.Min(node.To[venue], at);
        Bound(node.From, node.To, node.Price);
        Bound(from, to, node.Price);
    }

    // Adds a node to the tree as a leaf, and to what is open unless it is settled.
    private void Bound(long[] from, long[] to, Int128 start)
    {
        var place = _tree.Count;
        var verdict = _relaxation.Solve(from, to, start, _plans.Cost);
        if (verdict != SearchVerdict.Bounded)
        {
            _tree.Add(SearchNode.Hopeless(verdict));
            return;
        }

        var (bound, price) = (_relaxation.Bound, _relaxation.Price);
        _tree.Add(SearchNode.Leaf(new DualPrice(price, _relaxation.Scale).Reduced(), new(bound)));
        if (Pruned(bound))
        {
            return;
        }

        _plans.Try(_relaxation);
        if (!Pruned(bound))
        {
            var (venue, at) = Torn();
            _open.Enqueue(new(place, from, to, price, venue, at), (bound, place));
        }
    }

    // The venue that keeps the flows from adding up, and the quantity to split it at: whether to use it at all before how much.
    private (int Venue, long At) Torn()
    {
        var (under, over) = (_relaxation.Under, _relaxation.Over);
        var (chosen, width) = (-1, 0L);
        for (var venue = 0; venue < under.Length; venue++)
        {
            if (under[venue] == 0 && over[venue] > width && (_problems[venue].FixedCost.Count > 0 || _problems[venue].Minimum > _problems[venue].Lot))
            {
                (chosen, width) = (venue, over[venue]);
            }
        }

        if (chosen >= 0)
        {
            return (chosen, 0);
        }

        var missing = _quantity;
        foreach (var flow in under)
        {
            missing -= flow;
        }

        // Coarse lots are decided before fine ones.
        for (var venue = 0; venue < under.Length; venue++)
        {
            if (over[venue] > under[venue] && (chosen < 0 || _problems[venue].Lot > _problems[chosen].Lot))
            {
                chosen = venue;
            }
        }

        var lot = _problems[chosen].Lot.Count;
        return (chosen, under[chosen] + Math.Min(missing / lot * lot, over[chosen] - under[chosen] - lot));
    }

    private Solution Answer(SolveStatus status, Int128 bound)
    {
        var (cost, hasPlan) = (_plans.Cost ?? 0, _plans.Cost is not null);
        return new()
        {
            Status = status,
            Flows = hasPlan ? new(_plans.Best) : SharedVariables.None,
            Prices = status == SolveStatus.Infeasible ? DualVariables.None : new(_rootPrice),
            Cost = new(cost),
            Bound = new(bound),
            Proof = new(_tree),
            Nodes = _tree.Count,
        };
    }

    private sealed record Open(int Place, long[] From, long[] To, Int128 Price, int Venue, long At);
}
