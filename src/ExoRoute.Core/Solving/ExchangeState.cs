using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Where a solve stands: flows, node prices and penalty, with the questions that every engine asks of all terms.</summary>
internal sealed class ExchangeState(ExchangeProblem problem)
{
    private readonly double[] _excess = new double[problem.Nodes.Count];
    private readonly double[] _sizes = new double[problem.Nodes.Count];

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

    /// <summary>The flows as they are, as an answer: with what they cost, what the prices prove, and whether that is close enough.</summary>
    internal ExchangeSolution Answer(ExchangeEngine engine, ExchangeSettings settings, int rounds, int steps)
    {
        var (flows, prices) = (Flows.ToArray(), Prices.ToArray());
        var (cost, residual, reach) = (Cost(flows), Residual(flows, _excess, _sizes), Certificate.ReachOf(flows));
        Admit(prices, mostPorts: 1);
        var bound = Certificate.BoundOf(Problem, prices, flows, reach, out var reached);
        if (reached)
        {
            // Conversions without limit too: a bound on all plans, where it is as good.
            var others = prices.ToArray();
            for (var pass = 0; pass < 4 && Admit(others, int.MaxValue); pass++)
            {
            }

            var other = Certificate.BoundOf(Problem, others, flows, reach, out var still);
            if (!still && cost - other <= Math.Max(cost - bound, settings.Tolerance * 0.1 * Math.Max(1, Math.Abs(cost))))
            {
                (prices, bound, reached) = (others, other, false);
            }
        }

        return new()
        {
            Status = Math.Abs(cost - bound) <= settings.Tolerance * Math.Max(1, Math.Abs(cost)) && residual <= settings.Tolerance ? ExchangeStatus.Optimal : ExchangeStatus.RoundLimit,
            Engine = engine,
            Flows = flows,
            Prices = prices,
            Cost = cost,
            Bound = bound,
            Reach = reached ? reach : double.PositiveInfinity,
            Residual = residual,
            Rounds = rounds,
            Steps = steps,
        };
    }

    /// <summary>An answer that there are no best flows, and the direction that says why.</summary>
    internal static ExchangeSolution Without(ExchangeStatus status, ExchangeEngine engine, double[] direction, int rounds, int steps) => new()
    {
        Status = status,
        Engine = engine,
        Flows = [],
        Prices = [],
        Cost = 0,
        Bound = 0,
        Residual = 0,
        Rounds = rounds,
        Steps = steps,
        Direction = direction,
    };

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
            var size = Math.Max(sizes[node], Math.Max(1e-3 * all, Certificate.LeastSize));
            worst = excess[node] == 0 ? worst : Math.Max(worst, Math.Abs(excess[node]) / size);
        }

        return worst;
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

    // An engine's price is right to its last digits only; a market that takes any quantity bounds nothing a digit beside its own. Whether any price moved.
    private bool Admit(Span<double> prices, int mostPorts)
    {
        Span<double> paid = stackalloc double[16];
        var moved = false;
        for (var term = 0; term < Problem.Terms.Count; term++)
        {
            var one = Problem.Terms[term].Problem;
            var nodes = Problem.PortNodes.Slice(Problem.FirstPort(term), one.Ports);
            if (nodes.Length > Math.Min(mostPorts, paid.Length))
            {
                continue;
            }

            for (var port = 0; port < nodes.Length; port++)
            {
                paid[port] = prices[nodes[port]];
            }

            one.Admit(paid[..nodes.Length]);
            for (var port = 0; port < nodes.Length; port++)
            {
                moved |= !paid[port].Equals(prices[nodes[port]]);
                prices[nodes[port]] = paid[port];
            }
        }

        return moved;
    }
}
