using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>What can be filled of a quantity that cannot, and which limits are in the way.</summary>
internal static class Blocking
{
    /// <summary>One node's min cut is every venue's capacity: what ends each, and how far it reaches.</summary>
    internal static IReadOnlyList<BlockingLimit> Ends(IReadOnlyList<LadderProblem> problems)
    {
        var limits = new BlockingLimit[problems.Count];
        for (var venue = 0; venue < limits.Length; venue++)
        {
            limits[venue] = new(problems[venue].Venue, problems[venue].EndsBy, problems[venue].Shown);
        }

        return limits;
    }

    /// <summary>Completes an infeasible answer.</summary>
    internal static Solution Explain(Solution infeasible, IReadOnlyList<LadderProblem> problems, long quantity, int maxNodes)
    {
        var (fillable, bound) = LargestFill(problems, quantity, maxNodes, lots: true, minimums: true);
        var named = new List<BlockingLimit>();
        Int128 shown = 0;
        foreach (var problem in problems)
        {
            shown += problem.Shown.Count;
        }

        if (shown < quantity)
        {
            named.AddRange(Ends(problems));
        }

        // A kind of limit is named where more can be filled without it; both kinds where only both together are in the way.
        var minimumsBlock = LargestFill(problems, quantity, maxNodes, lots: true, minimums: false).Filled > fillable;
        var lotsBlock = LargestFill(problems, quantity, maxNodes, lots: false, minimums: true).Filled > fillable;
        var both = !minimumsBlock && !lotsBlock && Int128.Min(shown, quantity) > fillable;
        foreach (var problem in problems)
        {
            if ((minimumsBlock || both) && problem.Minimum > problem.Lot)
            {
                named.Add(new(problem.Venue, LimitKind.Minimum, problem.Minimum));
            }

            if ((lotsBlock || both) && problem.Lot.Count > 1)
            {
                named.Add(new(problem.Venue, LimitKind.Lot, problem.Lot));
            }
        }

        return infeasible with { Fillable = new(fillable), FillableBound = new(bound), Blocking = named };
    }

    /// <summary>The largest quantity up to <paramref name="quantity"/> that there is a plan for.</summary>
    /// <remarks>The least shortfall is a search like any other: ladders cost nothing, and one more venue sells the shortfall at 1 a unit.</remarks>
    private static (long Filled, long AtMost) LargestFill(
        IReadOnlyList<LadderProblem> problems, long quantity, int maxNodes, bool lots, bool minimums)
    {
        var (free, step) = (new List<LadderProblem>(), 0L);
        foreach (var problem in problems)
        {
            var terms = new LadderTerms { Lot = lots ? problem.Lot : new(1), Minimum = minimums ? problem.Minimum : default };
            ReadOnlySpan<Rung> rungs = problem.Shown.Count > 0 ? [new(0, problem.Shown.Count, new(1))] : [];
            var one = new LadderProblem(problem.Venue, rungs, terms);
            if (one.Capacity.Count > 0)
            {
                free.Add(one);
                step = Relaxation.GreatestDivisor(one.Lot.Count, step);
            }
        }

        var reachable = step == 0 ? 0 : quantity / step * step; // sums of lots are multiples of what divides them all
        if (reachable == 0)
        {
            return (0, 0);
        }

        free.Add(new(new("shortfall"), [new(1, reachable, new(1))], new() { Lot = new(step) }));
        var solution = new LotSearch(free, reachable).Run(maxNodes);
        var filled = solution.HasPlan ? reachable - solution.Flows[free.Count - 1].Count : 0;
        return (filled, (long)(reachable - Int128.Max(0, solution.Bound.Count)) / step * step);
    }
}
