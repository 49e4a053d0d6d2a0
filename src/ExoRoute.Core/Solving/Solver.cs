using System.Globalization;
using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Finds the split of a quantity over venues that is provably cheapest; the shape of the problems chooses the engine.</summary>
/// <remarks>
/// Plain ladders: dual bisection. Lots, least quantities, costs charged once: branch and bound over the same dual. All in
/// integers. Pure: the same problems give the same solution. Threads: none, no shared state.
/// </remarks>
public static class Solver
{
    /// <summary>Minimises the sum of all problems' costs over quantities that add up to <paramref name="quantity"/>.</summary>
    /// <param name="problems">One a venue, at least one; ties go to the earlier venue.</param>
    /// <param name="quantity">0 to <see cref="Lots.MaxCount"/>.</param>
    /// <param name="settings">Taken as checked, see <see cref="SolverSettings.Faults"/>.</param>
    /// <exception cref="ArgumentException">There is no problem, or the quantity is out of range.</exception>
    /// <exception cref="OverflowException">Prices, quantities, lots and venues together are beyond 127 bits.</exception>
    public static Solution Solve(IReadOnlyList<LadderProblem> problems, Lots quantity, SolverSettings settings)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(settings);
        if (problems.Count == 0)
        {
            throw new ArgumentException("There is no problem to solve; give one a venue.", nameof(problems));
        }

        if (quantity.Count is < 0 or > Lots.MaxCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(quantity), quantity.Count, string.Create(CultureInfo.InvariantCulture, $"A quantity must be 0 to 2^56, was {quantity.Count}."));
        }

        foreach (var problem in problems)
        {
            if (!problem.IsPlain)
            {
                return Searched(problems, quantity.Count, settings);
            }
        }

        return Bisected(problems, quantity);
    }

    private static Solution Searched(IReadOnlyList<LadderProblem> problems, long quantity, SolverSettings settings)
    {
        var solution = new LotSearch(problems, quantity).Run(settings.MaxNodes);
        return solution.Status == SolveStatus.Infeasible ? Blocking.Explain(solution, problems, quantity, settings.MaxNodes) : solution;
    }

    private static Solution Bisected(IReadOnlyList<LadderProblem> problems, Lots quantity)
    {
        var ladder = new ConsolidatedLadder(problems.Count);
        for (var venue = 0; venue < problems.Count; venue++)
        {
            ladder.Set(venue, problems[venue].Rungs);
        }

        if (quantity > ladder.Capacity)
        {
            return new()
            {
                Status = SolveStatus.Infeasible,
                Flows = SharedVariables.None,
                Prices = DualVariables.None,
                Cost = default,
                Bound = default,
                Proof = new([SearchNode.Hopeless(SearchVerdict.TooLittle)]),
                Nodes = 1,
                Blocking = Blocking.Ends(problems),
                Fillable = ladder.Capacity,
                FillableBound = ladder.Capacity,
            };
        }

        var fills = new long[problems.Count];
        return Of(ladder.Solve(quantity, fills), fills);
    }

    /// <summary>The solution that a split of plain ladders is, with its proof: one leaf, bounded by the price.</summary>
    /// <param name="split">What <see cref="ConsolidatedLadder.Solve"/> answered.</param>
    /// <param name="fills">The fills it wrote.</param>
    public static Solution Of(LadderSplit split, ReadOnlySpan<long> fills) => new()
    {
        Status = SolveStatus.Optimal,
        Flows = new(fills),
        Prices = new(DualPrice.Whole(split.Price)),
        Cost = split.Cost,
        Bound = split.Cost,
        Proof = new([SearchNode.Leaf(DualPrice.Whole(split.Price), split.Cost)]),
        Nodes = 1,
    };
}
