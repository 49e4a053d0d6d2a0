using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Solves an exchange problem of any convex terms; its shape chooses the engine.</summary>
/// <remarks>
/// One node and one port a term: bisection. Several nodes: ADMM finds the neighbourhood of the prices, a Newton finish makes them exact. Sums are taken in
/// the order of terms, ports and nodes, so that the same problem gives the same bits. Pure; threads: none. Ladders whose amounts are whole have
/// an exact engine of their own, <see cref="Solver"/>.
/// </remarks>
public static class ExchangeSolver
{
    /// <summary>Minimises the sum of all terms' costs over flows that balance every node.</summary>
    /// <param name="problem">What to solve.</param>
    /// <param name="settings">Taken as checked, see <see cref="ExchangeSettings.Faults"/>.</param>
    /// <param name="start">Flows and prices to start from, of a problem of the same shape; null for none.</param>
    /// <exception cref="ArgumentException">The start has another shape.</exception>
    public static ExchangeSolution Solve(ExchangeProblem problem, ExchangeSettings settings, ExchangeSolution? start = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(settings);
        if (start is { Flows.Count: > 0 } && (start.Flows.Count != problem.Ports || start.Prices.Count != problem.Nodes.Count))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The start has {start.Flows.Count} flows and {start.Prices.Count} prices, the problem {problem.Ports} and {problem.Nodes.Count}; start from a solution of the same shape."), nameof(start));
        }

        if (problem.Nodes.Count == 1 && problem.Ports == problem.Terms.Count)
        {
            return PriceBisection.Run(problem, settings);
        }

        return CurveMerge.Of(problem) is { } merge ? Whole(problem, merge, Several(merge.Merged, settings, Gathered(start, merge)), settings) : Several(problem, settings, start);
    }

    private static ExchangeSolution Several(ExchangeProblem problem, ExchangeSettings settings, ExchangeSolution? start)
    {
        var state = new ExchangeState(problem);
        var rounds = start is { Flows.Count: > 0 } ? state.Take(start, settings.Rho) : Admm.Run(state, settings);
        return ProximalNewton.Run(state, settings, rounds);
    }

    private static ExchangeSolution? Gathered(ExchangeSolution? start, CurveMerge merge) =>
        start is { Flows.Count: > 0 } ? start with { Flows = merge.Gather(start.Flows) } : null;

    // The answer for all terms: what was merged gets its flow back, and cost, bound and residual are taken anew.
    private static ExchangeSolution Whole(ExchangeProblem problem, CurveMerge merge, ExchangeSolution merged, ExchangeSettings settings)
    {
        if (merged.Flows.Count == 0)
        {
            return merged.Status == ExchangeStatus.Unbounded ? merged with { Direction = merge.SpreadDirection(merged.Direction) } : merged;
        }

        var state = new ExchangeState(problem);
        merge.Spread(merged.Flows).CopyTo(state.Flows, 0);
        for (var node = 0; node < state.Prices.Length; node++)
        {
            state.Prices[node] = merged.Prices[node];
        }

        return state.Answer(merged.Engine, settings, merged.Rounds, merged.Steps);
    }
}
