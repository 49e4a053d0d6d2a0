using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>What the check of an exchange's solution found.</summary>
/// <param name="Faults">Each false claim, in words with place and values; empty when all hold.</param>
/// <param name="Cost">The cost of the flows, recomputed.</param>
/// <param name="Bound">The bound that the prices prove, recomputed.</param>
/// <param name="Residual">The largest excess or lack at a node relative to what flows there, recomputed.</param>
public sealed record ExchangeVerdict(IReadOnlyList<string> Faults, double Cost, double Bound, double Residual)
{
    /// <summary>Whether every claim holds.</summary>
    public bool Holds => Faults.Count == 0;
}

/// <content>Exchange problems: weak duality, term by term.</content>
public static partial class Certificate
{
    // Sums of doubles differ in their last digits by who adds; claims and recomputed values are compared to this, relative.
    private const double Rounding = 1e-12;

    /// <summary>Where less than this flows in all, balance is held against this: a millionth of a unit.</summary>
    internal const double LeastSize = 1e-6;

    /// <summary>Checks everything that <paramref name="solution"/> claims, to rounding.</summary>
    /// <param name="problem">The problem that was solved.</param>
    /// <param name="solution">The claims; they may be hostile.</param>
    /// <remarks>
    /// Asks each term for the cost of its flows and for its response to the prices, adds up the nodes, and uses no engine. For any balanced flows, cost is at
    /// least prices x demand + each term's least of cost - prices x flows: that is the bound. It trusts a term to answer rightly, which a
    /// conformance kit checks on random points.
    /// </remarks>
    public static ExchangeVerdict Check(ExchangeProblem problem, ExchangeSolution solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(solution);
        var faults = new List<string>();
        if (solution.Status is ExchangeStatus.Infeasible or ExchangeStatus.Unbounded)
        {
            CheckDirection(problem, solution, faults);
            return new(faults, 0, 0, 0);
        }

        if (solution.Flows.Count != problem.Ports || solution.Prices.Count != problem.Nodes.Count)
        {
            faults.Add(Text($"There are {solution.Flows.Count} flows for {problem.Ports} ports and {solution.Prices.Count} prices for {problem.Nodes.Count} nodes."));
            return new(faults, 0, 0, 0);
        }

        double[] flows = [.. solution.Flows], prices = [.. solution.Prices];
        if (Array.Exists(flows, static flow => !double.IsFinite(flow)) || Array.Exists(prices, static price => !double.IsFinite(price)))
        {
            faults.Add("A flow or a price is not finite.");
            return new(faults, 0, 0, 0);
        }

        var cost = CostOf(problem, flows, faults);
        var bound = BoundOf(problem, prices, flows, ReachOf(flows), out var reached);
        var residual = ResidualOf(problem, flows);
        var size = Math.Max(1, Math.Abs(cost));
        if (!(Math.Abs(cost - solution.Cost) <= Rounding * size * problem.Terms.Count))
        {
            faults.Add(Text($"The flows cost {cost}, claimed is {solution.Cost}."));
        }

        if (!(bound >= solution.Bound - (Rounding * size * problem.Terms.Count)))
        {
            faults.Add(Text($"The prices prove a bound of {bound}, claimed is {solution.Bound}."));
        }

        if (reached && !(solution.Reach <= ReachOf(flows)))
        {
            faults.Add(Text($"The bound is claimed within {solution.Reach} of the flows, the prices prove it within {ReachOf(flows)}."));
        }

        if (!(residual <= solution.Residual + Rounding))
        {
            faults.Add(Text($"A node is out of balance by a relative {residual}, claimed is {solution.Residual}."));
        }

        return new(faults, cost, bound, residual);
    }

    /// <summary>Whether all terms together cannot give what is demanded, as weighed: the bound at prices along the weights rises without end.</summary>
    internal static bool RisesForEver(ExchangeProblem problem, ReadOnlySpan<double> weights)
    {
        Span<double> bounds = stackalloc double[3];
        var none = new double[problem.Ports];
        for (var i = 0; i < bounds.Length; i++)
        {
            var prices = weights.ToArray();
            foreach (ref var price in prices.AsSpan())
            {
                price *= Math.ScaleB(1, 50 + i); // exact
            }

            bounds[i] = BoundOf(problem, prices, none, 1, out var reached);
            if (reached)
            {
                return false; // a term that can give without end is no part of a cut
            }
        }

        // It is concave along a ray: where it still doubles this far out, it goes on.
        return bounds[0] > 0 && bounds[1] >= 1.9 * bounds[0] && bounds[2] >= 1.9 * bounds[1];
    }

    /// <summary>Whether flows along a direction balance, stay possible and cost ever less.</summary>
    internal static bool FallsForEver(ExchangeProblem problem, ReadOnlySpan<double> direction)
    {
        var excess = new double[problem.Nodes.Count];
        problem.Excess(direction, excess);
        for (var node = 0; node < excess.Length; node++)
        {
            if (!(Math.Abs(excess[node] + problem.Demand[node]) <= 1e-9))
            {
                return false;
            }
        }

        Span<double> costs = stackalloc double[2];
        for (var i = 0; i < costs.Length; i++)
        {
            var flows = direction.ToArray();
            foreach (ref var flow in flows.AsSpan())
            {
                flow *= Math.ScaleB(1, 40 + i);
            }

            costs[i] = CostOf(problem, flows, []);
        }

        return costs[0] < 0 && costs[1] <= 1.9 * costs[0];
    }

    private static void CheckDirection(ExchangeProblem problem, ExchangeSolution solution, List<string> faults)
    {
        double[] direction = [.. solution.Direction];
        var (wanted, what) = solution.Status == ExchangeStatus.Infeasible ? (problem.Nodes.Count, "weights") : (problem.Ports, "flows");
        if (direction.Length != wanted || Array.Exists(direction, static one => !double.IsFinite(one)))
        {
            faults.Add(Text($"The answer needs {wanted} finite {what} as its direction, there are {direction.Length}."));
        }
        else if (solution.Status == ExchangeStatus.Infeasible ? !RisesForEver(problem, direction) : !FallsForEver(problem, direction))
        {
            faults.Add(Text($"Along the direction claimed the answer {solution.Status} is not so."));
        }
    }

    private static double CostOf(ExchangeProblem problem, ReadOnlySpan<double> flows, List<string> faults)
    {
        var sum = 0.0;
        for (var term = 0; term < problem.Terms.Count; term++)
        {
            var cost = problem.Terms[term].Problem.Value(problem.Part(flows, term));
            if (!double.IsFinite(cost))
            {
                faults.Add(Text($"Term {term}, {problem.Terms[term].Problem}, cannot have its flows: their cost is {cost}."));
            }

            sum += cost;
        }

        return sum;
    }

    /// <summary>
    /// The least that balanced flows cost, proved by prices: prices x demand + each term's least of cost - prices x flows. Where a term has no least at
    /// these prices (unlimited flow, and a price right to its last digits only) it is bounded within the reach around its flows.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="prices">One a node.</param>
    /// <param name="around">All flows.</param>
    /// <param name="reach">How far from its flows a term without a least is bounded.</param>
    /// <param name="reached">Whether any term needed it: the bound then holds for plans within the reach only.</param>
    internal static double BoundOf(ExchangeProblem problem, ReadOnlySpan<double> prices, ReadOnlySpan<double> around, double reach, out bool reached)
    {
        var bound = 0.0;
        for (var node = 0; node < prices.Length; node++)
        {
            bound += prices[node] * problem.Demand[node];
        }

        reached = false;
        var (paidRow, flowRow, pointRow) = (new double[problem.Ports], new double[problem.Ports], new double[problem.Ports]);
        for (var port = 0; port < paidRow.Length; port++)
        {
            paidRow[port] = prices[problem.PortNodes[port]];
        }

        for (var term = 0; term < problem.Terms.Count; term++)
        {
            var one = problem.Terms[term].Problem;
            var paid = problem.Part(paidRow.AsSpan(), term);
            var flows = problem.Part(flowRow.AsSpan(), term);
            one.Respond(paid, flows);
            if (AllFinite(flows))
            {
                bound += one.Value(flows) - Dot(paid, flows);
                continue;
            }

            // Weak enough that over the reach it costs nothing, strong enough that a last digit of a price cannot go far.
            reached = true;
            var rho = Math.ScaleB((Largest(paid) > 0 ? Largest(paid) : Largest(prices)) / reach, -47);
            if (!(rho > 0 && double.IsFinite(rho)))
            {
                return double.NegativeInfinity;
            }

            // cost - paid x flows >= its least with rho/2 |flows - center|^2 added, less what that addition can be within the reach.
            var center = problem.Part(around, term);
            var points = problem.Part(pointRow.AsSpan(), term);
            for (var port = 0; port < points.Length; port++)
            {
                points[port] = center[port] + (paid[port] / rho);
            }

            one.Prox(points, rho, flows);
            var far = 0.0;
            for (var port = 0; port < points.Length; port++)
            {
                far += (flows[port] - center[port]) * (flows[port] - center[port]);
            }

            bound += one.Value(flows) - Dot(paid, flows) + (0.5 * rho * (far - (reach * reach)));
        }

        return double.IsNaN(bound) ? double.NegativeInfinity : bound;
    }

    /// <summary>How far a bound must reach at least: some times the largest flow.</summary>
    internal static double ReachOf(ReadOnlySpan<double> flows) => 8 * Math.Max(Largest(flows), 1e-9);

    private static double ResidualOf(ExchangeProblem problem, ReadOnlySpan<double> flows)
    {
        var (excess, sizes) = (new double[problem.Nodes.Count], new double[problem.Nodes.Count]);
        problem.Excess(flows, excess);
        for (var port = 0; port < flows.Length; port++)
        {
            sizes[problem.PortNodes[port]] += Math.Abs(flows[port]);
        }

        var (all, worst) = (0.0, 0.0);
        for (var node = 0; node < sizes.Length; node++)
        {
            sizes[node] += Math.Abs(problem.Demand[node]);
            all = Math.Max(all, sizes[node]);
        }

        for (var node = 0; node < sizes.Length; node++)
        {
            worst = excess[node] == 0 ? worst : Math.Max(worst, Math.Abs(excess[node]) / Math.Max(sizes[node], Math.Max(1e-3 * all, LeastSize)));
        }

        return worst;
    }

    private static bool AllFinite(ReadOnlySpan<double> row)
    {
        foreach (var one in row)
        {
            if (!double.IsFinite(one))
            {
                return false;
            }
        }

        return true;
    }

    private static double Largest(ReadOnlySpan<double> row)
    {
        var largest = 0.0;
        foreach (var one in row)
        {
            largest = Math.Max(largest, Math.Abs(one));
        }

        return largest;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
