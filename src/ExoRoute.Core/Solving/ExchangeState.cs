using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Where a solve stands: flows, node prices and penalty, with the questions that every engine asks of all terms.</summary>
internal sealed class ExchangeState(ExchangeProblem problem)
{
    private readonly double[] _termPrices = new double[problem.Ports];
    private readonly double[] _responses = new double[problem.Ports];

    internal ExchangeProblem Problem { get; } = problem;

    internal double[] Flows { get; } = new double[problem.Ports];

    internal double[] Prices { get; } = new double[problem.Nodes.Count];

    internal double Rho { get; set; } = 1;

    /// <summary>Starts from another answer.</summary>
    internal int Take(ExchangeSolution start, double? rho)
    {
        for (var port = 0; port < Flows.Length; port++)
        {
            Flows[port] = start.Flows[port];
        }

        for (var node = 0; node < Prices.Length; node++)
        {
            Prices[node] = start.Prices[node];
        }

        Rho = rho ?? Math.Max(Largest(Prices), double.Epsilon) / Math.Max(Largest(Flows), 1e-300);
        Rho = double.IsFinite(Rho) && Rho > 0 ? Rho : 1;
        return 0;
    }

    /// <summary>Each term's proximal step at its own point.</summary>
    internal void Prox(ReadOnlySpan<double> points, double rho, Span<double> flows)
    {
        var terms = Problem.Terms;
        for (var term = 0; term < terms.Count; term++)
        {
            terms[term].Problem.Prox(Problem.Part(points, term), rho, Problem.Part(flows, term));
        }
    }

    /// <summary>What flows cost, summed term by term.</summary>
    internal double Cost(ReadOnlySpan<double> flows)
    {
        var (terms, cost) = (Problem.Terms, 0.0);
        for (var term = 0; term < terms.Count; term++)
        {
            cost += terms[term].Problem.Value(Problem.Part(flows, term));
        }

        return cost;
    }

    /// <summary>
    /// The bound that prices prove: prices x demand, and for each term the least it can lose against them. Prices at which a term has no least are first moved to
    /// the nearest admissible ones, in place.
    /// </summary>
    internal double Bound(Span<double> prices)
    {
        var terms = Problem.Terms;
        var feeds = Problem.PortNodes;
        for (var term = 0; term < terms.Count; term++)
        {
            var nodes = feeds[Problem.FirstPort(term)..];
            var part = Paid(prices, term);
            terms[term].Problem.Admit(part);
            for (var port = 0; port < part.Length; port++)
            {
                prices[nodes[port]] = part[port];
            }
        }

        var bound = 0.0;
        for (var node = 0; node < prices.Length; node++)
        {
            bound += prices[node] * Problem.Demand[node];
        }

        for (var term = 0; term < terms.Count; term++)
        {
            var part = Paid(prices, term);
            var flows = Problem.Part(_responses.AsSpan(), term);
            terms[term].Problem.Respond(part, flows);
            var least = 0.0;
            for (var port = 0; port < part.Length; port++)
            {
                if (!double.IsFinite(flows[port]))
                {
                    return double.NegativeInfinity;
                }

                least -= part[port] * flows[port];
            }

            bound += terms[term].Problem.Value(flows) + least;
        }

        return double.IsNaN(bound) ? double.NegativeInfinity : bound;
    }

    /// <summary>The largest excess or lack at a node, against what flows there.</summary>
    internal double Residual(ReadOnlySpan<double> flows, Span<double> excess, Span<double> sizes)
    {
        Problem.Excess(flows, excess);
        for (var node = 0; node < sizes.Length; node++)
        {
            sizes[node] = Math.Abs(Problem.Demand[node]);
        }

        var feeds = Problem.PortNodes;
        for (var port = 0; port < feeds.Length; port++)
        {
            sizes[feeds[port]] += Math.Abs(flows[port]);
        }

        var (worst, all) = (0.0, Largest(sizes));
        for (var node = 0; node < sizes.Length; node++)
        {
            // A node where next to nothing flows is held against what flows elsewhere.
            var size = Math.Max(sizes[node], 1e-3 * all);
            worst = excess[node] == 0 ? worst : Math.Max(worst, Math.Abs(excess[node]) / size);
        }

        return worst;
    }

    // The nodes' prices as one term's ports see them.
    private Span<double> Paid(ReadOnlySpan<double> prices, int term)
    {
        var nodes = Problem.PortNodes[Problem.FirstPort(term)..];
        var part = Problem.Part(_termPrices.AsSpan(), term);
        for (var port = 0; port < part.Length; port++)
        {
            part[port] = prices[nodes[port]];
        }

        return part;
    }

    internal static double Largest(ReadOnlySpan<double> row)
    {
        var largest = 0.0;
        foreach (var one in row)
        {
            largest = Math.Max(largest, Math.Abs(one));
        }

        return largest;
    }
}
