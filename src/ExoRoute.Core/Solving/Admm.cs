using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Exchange ADMM: every term answers prices on its own, each node shares out what does not balance and moves its price.</summary>
/// <remarks>
/// x := prox(z - u) term by term; z := x + u, less each node's mean excess; u := x + u - z, one a node, and -rho u is its price. It finds prices in some dozens of
/// rounds and crawls afterwards where costs have straight pieces; so it ends on the prices and a finish makes the flows exact. A round is cheap beside a step of the finish,
/// and saves one, where few terms meet at a node.
/// The penalty is balanced by relative residuals at fixed rounds, by a bounded factor, a bounded number of times.
/// Source: S. Boyd et al. (2011), sections 7.3.2 and 3.4.1; B. Wohlberg, ADMM penalty parameter selection by residual balancing (2017).
/// </remarks>
internal static class Admm
{
    // So many ports a node make its excess all but smooth: Newton's method then needs no near start, and a round asks all of them.
    private const int Crowded = 16;

    // At these rounds the penalty may change, the first times by more: a first guess knows nothing of the problem's scale.
    private static ReadOnlySpan<int> BalanceAt => [2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

    /// <summary>Runs rounds until the prices stand or the limit is reached; leaves flows, prices and penalty in the state.</summary>
    internal static int Run(ExchangeState state, ExchangeSettings settings)
    {
        var problem = state.Problem;
        var feeds = problem.PortNodes;
        var (ports, nodes) = (problem.Ports, problem.Nodes.Count);
        var (x, z, points) = (state.Flows, new double[ports], new double[ports]);
        var (u, excess, degree) = (new double[nodes], new double[nodes], new int[nodes]);
        foreach (var node in feeds)
        {
            degree[node]++;
        }

        for (var port = 0; port < ports; port++)
        {
            z[port] = problem.Demand[feeds[port]] / degree[feeds[port]];
        }

        var (rho, change) = (settings.Rho ?? 1, 0);
        var round = 0;
        var most = ports > Crowded * nodes ? (settings.MaxRounds + 7) / 8 : settings.MaxRounds;
        while (round < most)
        {
            round++;
            for (var port = 0; port < ports; port++)
            {
                points[port] = z[port] - u[feeds[port]];
            }

            state.Prox(points, rho, x);
            problem.Excess(x, excess);
            var moved = ShareOut(x, z, u, excess, degree, feeds);

            var (gap, size, price) = (Norm(excess, degree), Math.Max(Norm(x), Norm(z)), PriceNorm(u, degree));
            var primal = size > 0 ? gap / size : 0;
            var dual = price > 0 ? moved / price : moved > 0 ? 1 : 0;
            if (primal <= settings.PriceTolerance && dual <= settings.PriceTolerance)
            {
                break;
            }

            if (settings.Rho is null && change < BalanceAt.Length && round == BalanceAt[change])
            {
                var most10 = change < 6 ? 100.0 : 3.0;
                var factor = Math.Clamp(Math.Sqrt(Math.Max(primal, 1e-12) / Math.Max(dual, 1e-12)), 1 / most10, most10);
                rho *= factor;
                foreach (ref var one in u.AsSpan())
                {
                    one /= factor; // -rho u, the price, stays
                }

                change++;
            }
        }

        state.Rho = rho;
        for (var node = 0; node < nodes; node++)
        {
            state.Prices[node] = -rho * u[node];
        }

        return round;
    }

    // z := x + u less the mean of what remains at the node; u := what was taken off. How far z moved.
    private static double ShareOut(
        ReadOnlySpan<double> x, Span<double> z, Span<double> u, ReadOnlySpan<double> excess, ReadOnlySpan<int> degree, ReadOnlySpan<int> feeds)
    {
        var moved = 0.0;
        for (var port = 0; port < x.Length; port++)
        {
            // x + u - mean(x + u - demand) = x - excess / degree: u is one a node and cancels.
            var node = feeds[port];
            var next = x[port] - (excess[node] / degree[node]);
            moved += (next - z[port]) * (next - z[port]);
            z[port] = next;
        }

        for (var node = 0; node < u.Length; node++)
        {
            u[node] += degree[node] > 0 ? excess[node] / degree[node] : 0;
        }

        return Math.Sqrt(moved);
    }

    private static double Norm(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var one in row)
        {
            sum += one * one;
        }

        return Math.Sqrt(sum);
    }

    // |x - z|: each node's excess, shared over its ports.
    private static double Norm(ReadOnlySpan<double> excess, ReadOnlySpan<int> degree)
    {
        var sum = 0.0;
        for (var node = 0; node < excess.Length; node++)
        {
            sum += degree[node] > 0 ? excess[node] * excess[node] / degree[node] : 0;
        }

        return Math.Sqrt(sum);
    }

    private static double PriceNorm(ReadOnlySpan<double> u, ReadOnlySpan<int> degree)
    {
        var sum = 0.0;
        for (var node = 0; node < u.Length; node++)
        {
            sum += degree[node] * u[node] * u[node];
        }

        return Math.Sqrt(sum);
    }
}
