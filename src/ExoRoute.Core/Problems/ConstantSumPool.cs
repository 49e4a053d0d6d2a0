namespace ExoRoute.Problems;

/// <summary>A pool of two or more tokens that trades them one for one until a reserve is empty.</summary>
/// <remarks>
/// Tender Delta, receive Lambda: sum of (gamma Delta - Lambda) >= 0 and Lambda &lt;= R + gamma Delta. A port's flow is what the pool pays out, Lambda - Delta; it costs
/// nothing, whatever is not possible costs infinity. Response: the cheapest token goes in, every token worth more than 1/gamma of it comes out whole; n steps.
/// The proximal step is a projection on straight pieces: its 3n thresholds in order, n log n, exact. Immutable, safe to share between threads.
/// Source: G. Angeris, A. Evans, T. Chitra, S. Boyd, Optimal Routing for Constant Function Market Makers (2021), section 2.
/// </remarks>
public sealed class ConstantSumPool : LocalProblem
{
    private readonly double[] _reserves;
    private readonly double _gamma;
    private readonly double _all;

    /// <summary>A pool by its reserves.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="reserves">One a port, all in units of one worth; 0 or more, finite; two at least.</param>
    /// <param name="gamma">1 less the fee on what is tendered; above 0, to 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public ConstantSumPool(string name, ReadOnlySpan<double> reserves, double gamma)
        : base(name, Math.Max(1, reserves.Length))
    {
        if (reserves.Length < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"A pool needs two reserves at least; there were {reserves.Length}."), nameof(reserves));
        }

        (_gamma, _reserves) = (Given.Factor(gamma, nameof(gamma)), reserves.ToArray());
        foreach (var reserve in _reserves)
        {
            _all += Given.NotNegative(reserve, "A reserve", nameof(reserves));
        }

        Given.Finite(_all, "All reserves together", nameof(reserves));
    }

    /// <inheritdoc/>
    public override string Kind => "constant-sum";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var (owed, size, within) = (0.0, _all, true);
        for (var token = 0; token < _reserves.Length; token++)
        {
            within &= Given.Within(flows[token], double.NegativeInfinity, _reserves[token]);
            (owed, size) = (owed + Owed(flows[token]), size + Math.Abs(flows[token]));
        }

        return within && owed <= 1e-12 * size ? 0 : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        var (cheapest, owed) = (0, 0.0);
        for (var token = 1; token < _reserves.Length; token++)
        {
            cheapest = prices[token] < prices[cheapest] ? token : cheapest;
        }

        var least = prices[cheapest];
        for (var token = 0; token < _reserves.Length; token++)
        {
            flows[token] = prices[token] < 0 ? double.NegativeInfinity : prices[token] > 0 && _gamma * prices[token] > least ? _reserves[token] : 0;
            owed += Math.Max(flows[token], 0);
        }

        if (least >= 0 && owed > 0)
        {
            flows[cheapest] = -owed / _gamma;
        }
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        var pull = Pull(point);
        for (var token = 0; token < _reserves.Length; token++)
        {
            flows[token] = Flow(token, point[token], pull);
        }
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var (count, pull, total) = (_reserves.Length, Pull(point), 0.0);
        Span<double> pushes = count <= 32 ? stackalloc double[count] : new double[count];
        slope[..(count * count)].Clear();
        for (var token = 0; token < count; token++)
        {
            var (push, free) = Moves(token, point[token], pull);
            slope[(token * count) + token] = free ? 1 : 0;
            pushes[token] = free ? push : 0;
            total += pushes[token] * pushes[token];
        }

        if (pull > 0 && total > 0)
        {
            for (var row = 0; row < count; row++)
            {
                for (var column = 0; column < count; column++)
                {
                    slope[(row * count) + column] -= pushes[row] * pushes[column] / total;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Admit(Span<double> prices) => PoolToken.Admit(prices);

    private double Owed(double flow) => flow < 0 ? _gamma * flow : flow;

    private double Flow(int token, double point, double pull) =>
        point > pull ? Math.Min(point - pull, _reserves[token])
        : point < _gamma * pull ? point - (_gamma * pull)
        : 0;

    // How hard the pull takes hold of a flow, and whether the flow moves with its point.
    private (double Push, bool Free) Moves(int token, double point, double pull) =>
        point > pull ? (1, point - pull < _reserves[token])
        : point < _gamma * pull ? (_gamma, true)
        : (1, pull == 0); // at rest, unless nothing pulls

    // The pull at which nothing is owed: what is owed falls in straight pieces, bent where a flow leaves its cap, comes to rest or starts again.
    private double Pull(ReadOnlySpan<double> point)
    {
        var count = _reserves.Length;
        Span<double> bends = count <= 20 ? stackalloc double[(3 * count) + 1] : new double[(3 * count) + 1];
        for (var token = 0; token < count; token++)
        {
            var one = point[token];
            (bends[3 * token], bends[(3 * token) + 1], bends[(3 * token) + 2]) = (Math.Max(one, 0), Math.Max(one / _gamma, 0), Math.Max(one - _reserves[token], 0));
        }

        bends[^1] = 0;
        if (Owed(point, 0) <= 0)
        {
            return 0;
        }

        bends.Sort();
        var (low, high) = (0, bends.Length - 1); // invariant: something is owed at low, nothing at high
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Owed(point, bends[middle]) > 0 ? (middle, high) : (low, middle);
        }

        var (sum, slope, within) = (0.0, 0.0, bends[low] + (0.5 * (bends[high] - bends[low])));
        for (var token = 0; token < count; token++)
        {
            var (push, free) = Moves(token, point[token], within);
            sum += free ? push * point[token] : point[token] > within ? _reserves[token] : 0;
            slope += free ? push * push : 0;
        }

        return Math.Clamp(sum / slope, bends[low], bends[high]);
    }

    private double Owed(ReadOnlySpan<double> point, double pull)
    {
        var owed = 0.0;
        for (var token = 0; token < point.Length; token++)
        {
            owed += Owed(Flow(token, point[token], pull));
        }

        return owed;
    }
}
