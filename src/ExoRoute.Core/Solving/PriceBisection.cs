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
        var (low, high, steps) = (Key(-double.MaxValue), Key(double.MaxValue), 0);

        // Invariant: at `low` the terms choose less than is demanded, at `high` enough. Both may be infinite.
        if (Choose(problem, Price(high), above) is var most && !(most >= demand))
        {
            return double.IsNaN(most) ? Unbounded(above) : Infeasible(1);
        }

        if (Choose(problem, Price(low), below) is var least && !(least < demand))
        {
            if (double.IsNaN(least))
            {
                return Unbounded(below);
            }

            if (least > demand)
            {
                return Infeasible(-1);
            }
        }

        while (unchecked((ulong)(high - low)) > 1)
        {
            var middle = unchecked(low + (long)((ulong)(high - low) >> 1));
            var sum = Choose(problem, Price(middle), state.Flows);
            if (double.IsNaN(sum))
            {
                return Unbounded(state.Flows);
            }

            (low, high) = sum >= demand ? (low, middle) : (middle, high);
            steps++;
        }

        Choose(problem, Price(low), below);
        Choose(problem, Price(high), above);
        Between(below, above, demand, state.Flows);
        state.Prices[0] = Price(high);
        var bound = state.Bound(state.Prices);
        var cost = state.Cost(state.Flows);
        var residual = state.Residual(state.Flows, new double[1], new double[1]);
        return new()
        {
            Status = cost - bound <= settings.Tolerance * Math.Max(1, Math.Abs(cost)) && residual <= settings.Tolerance ? ExchangeStatus.Optimal : ExchangeStatus.RoundLimit,
            Engine = ExchangeEngine.PriceBisection,
            Flows = state.Flows,
            Prices = state.Prices,
            Cost = cost,
            Bound = bound,
            Residual = residual,
            Rounds = 0,
            Steps = steps,
        };
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

    private static ExchangeSolution Infeasible(double weight) => Without(ExchangeStatus.Infeasible, [weight]);

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

        return Without(ExchangeStatus.Unbounded, direction);
    }

    private static ExchangeSolution Without(ExchangeStatus status, double[] direction) => new()
    {
        Status = status,
        Engine = ExchangeEngine.PriceBisection,
        Flows = [],
        Prices = [],
        Cost = 0,
        Bound = 0,
        Residual = 0,
        Rounds = 0,
        Steps = 0,
        Direction = direction,
    };

    // The doubles in their order as integers: one apart where they are neighbours.
    private static long Key(double price)
    {
        var bits = BitConverter.DoubleToInt64Bits(price);
        return bits < 0 ? long.MinValue - bits : bits;
    }

    private static double Price(long key) => BitConverter.Int64BitsToDouble(key < 0 ? long.MinValue - key : key);
}
