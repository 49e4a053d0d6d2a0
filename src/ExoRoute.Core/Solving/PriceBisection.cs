using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>One node: the price at which the terms together give what is demanded, by bisection over the doubles themselves.</summary>
/// <remarks>
/// What all terms choose together never falls as the price rises. The doubles are halved as integers, in their order: 64 steps end at two neighbours, whatever the
/// scale. Where a term jumps between them (a straight piece of its cost lies at that price) the demand is met part of the way: both ends are possible and as
/// good, so what lies between is. Source: S. Boyd, L. Vandenberghe, Convex Optimization (2004), section 5.5.3 and exercise 5.40 (water filling).
/// </remarks>
internal static class PriceBisection
{
    internal static ExchangeSolution Run(ExchangeProblem problem, ExchangeSettings settings)
    {
        var state = new ExchangeState(problem);
        var (below, above, demand) = (new double[problem.Ports], new double[problem.Ports], problem.Demand[0]);
        var atNothing = Choose(problem, 0, state.Flows);
        if (atNothing.Equals(demand))
        {
            return state.Answer(ExchangeEngine.PriceBisection, settings, 0, 0);
        }

        // Invariant: at `near` the terms do not yet choose what is demanded, at `far` they do, or more than that. Of several prices that
        // would do, it ends at the one nearest to nothing.
        var dearer = atNothing < demand;
        var (near, far, steps) = (0L, Key(dearer ? double.MaxValue : -double.MaxValue), 0);
        var end = Choose(problem, Price(far), above);
        if (double.IsNaN(atNothing) || double.IsNaN(end))
        {
            return Unbounded(double.IsNaN(end) ? above : state.Flows);
        }

        if (dearer ? end < demand : end > demand)
        {
            return ExchangeState.Without(ExchangeStatus.Infeasible, ExchangeEngine.PriceBisection, [dearer ? 1 : -1], 0, 0);
        }

        while (Math.Abs(far - near) > 1)
        {
            var middle = near + ((far - near) / 2);
            var sum = Choose(problem, Price(middle), state.Flows);
            if (double.IsNaN(sum))
            {
                return Unbounded(state.Flows);
            }

            (near, far) = (dearer ? sum < demand : sum > demand) ? (middle, far) : (near, middle);
            steps++;
        }

        Choose(problem, Price(Math.Min(near, far)), below);
        Choose(problem, Price(Math.Max(near, far)), above);
        Between(below, above, demand, state.Flows);
        state.Prices[0] = Price(far);
        return state.Answer(ExchangeEngine.PriceBisection, settings, 0, steps);
    }

    private static double Choose(ExchangeProblem problem, double price, Span<double> flows)
    {
        var (sum, terms) = (0.0, problem.Terms);
        for (var term = 0; term < terms.Count; term++)
        {
            terms[term].Problem.Respond([price], flows.Slice(term, 1));
            sum += flows[term];
        }

        return sum;
    }

    private static void Between(ReadOnlySpan<double> below, ReadOnlySpan<double> above, double demand, Span<double> flows)
    {
        // A term without an end at this price gives the whole rest; the others stay where they are finite.
        var (open, less, more) = (-1, 0.0, 0.0);
        for (var term = 0; term < flows.Length; term++)
        {
            flows[term] = double.IsFinite(below[term]) ? below[term] : double.IsFinite(above[term]) ? above[term] : 0;
            open = open < 0 && !(double.IsFinite(below[term]) && double.IsFinite(above[term])) ? term : open;
            (less, more) = (less + flows[term], more + above[term]);
        }

        if (open >= 0)
        {
            flows[open] += demand - less;
            return;
        }

        var share = more > less ? Math.Clamp((demand - less) / (more - less), 0, 1) : 1;
        for (var term = 0; term < flows.Length; term++)
        {
            flows[term] = share == 1 ? above[term] : below[term] + (share * (above[term] - below[term]));
        }
    }

    private static ExchangeSolution Unbounded(ReadOnlySpan<double> flows)
    {
        // One term gives for ever what another takes for ever.
        var direction = new double[flows.Length];
        var (give, take) = (false, false);
        for (var term = 0; term < flows.Length; term++)
        {
            direction[term] = double.IsPositiveInfinity(flows[term]) && !give ? 1 : double.IsNegativeInfinity(flows[term]) && !take ? -1 : 0;
            (give, take) = (give || direction[term] > 0, take || direction[term] < 0);
        }

        return ExchangeState.Without(ExchangeStatus.Unbounded, ExchangeEngine.PriceBisection, direction, 0, 0);
    }

    // The doubles in their order as integers: one apart where they are neighbours.
    private static long Key(double price)
    {
        var bits = BitConverter.DoubleToInt64Bits(price);
        return bits < 0 ? long.MinValue - bits : bits;
    }

    private static double Price(long key) => BitConverter.Int64BitsToDouble(key < 0 ? long.MinValue - key : key);
}
