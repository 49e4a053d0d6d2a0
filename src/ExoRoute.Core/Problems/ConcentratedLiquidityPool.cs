namespace ExoRoute.Problems;

/// <summary>A pool of two tokens with liquidity by price range, as Uniswap v3's.</summary>
/// <remarks>
/// Between two neighbouring ticks the pool trades like a product pool of liquidity L: at the square root s of its price (second tokens for a first) it holds L / s of the
/// first and L s of the second above what the range's far ends hold. A port's flow is what it pays out; gamma of what is tendered counts. It costs nothing, whatever is not
/// possible costs infinity; beyond the outer ticks there is nothing to get. Response to prices p1, p2: down to s^2 = p1 / (gamma p2) or up to gamma p1 / p2, no trade
/// between; a binary search over ticks. The proximal step is a projection: the range by binary search, then one equation by Newton's method.
/// Only + - * / sqrt. Immutable, safe to share between threads.
/// Source: H. Adams and others, Uniswap v3 Core (2021), section 6; T. Diamandis and others, An Efficient Algorithm for Optimal Routing (2023).
/// </remarks>
public sealed class ConcentratedLiquidityPool : LocalProblem
{
    // Invariant: _roots strictly ascend and hold the current price; _liquidity[i] and the flows' factors hold between i and i + 1. _first and _second are the flows
    // at each root: the first rises, the second falls, both are 0 at _current.
    private readonly double[] _roots;
    private readonly double[] _liquidity;
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly int _current;
    private readonly double _gamma;

    /// <summary>A pool by its ticks.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="price">What the pool asks now for a unit of the first token, in the second's; within the ticks.</param>
    /// <param name="ticks">Prices at which liquidity changes, strictly ascending, above 0, finite; two at least.</param>
    /// <param name="liquidity">L between each two ticks (sqrt of the product of virtual reserves); 0 or more, finite; one less than ticks.</param>
    /// <param name="gamma">1 less the fee on what is tendered; above 0, to 1.</param>
    /// <exception cref="ArgumentException">A number is out of range or order.</exception>
    public ConcentratedLiquidityPool(string name, double price, ReadOnlySpan<double> ticks, ReadOnlySpan<double> liquidity, double gamma)
        : base(name, 2)
    {
        _gamma = Given.Factor(gamma, nameof(gamma));
        if (ticks.Length < 2 || liquidity.Length != ticks.Length - 1 || !(price >= ticks[0] && price <= ticks[^1]))
        {
            throw new ArgumentException(FormattableString.Invariant($"A pool needs two ticks at least around its price and a liquidity between each two; there were {ticks.Length} ticks, {liquidity.Length} liquidities and the price {price}."), nameof(ticks));
        }

        var (roots, depth) = (new List<double>(), new List<double>());
        for (var tick = 0; tick < ticks.Length; tick++)
        {
            var root = Math.Sqrt(Given.Positive(ticks[tick], "A tick", nameof(ticks)));
            if (tick > 0 && !(ticks[tick] > ticks[tick - 1] && root > roots[^1]))
            {
                throw new ArgumentException(FormattableString.Invariant($"Ticks must strictly ascend: tick {tick} is {ticks[tick]} after {ticks[tick - 1]}."), nameof(ticks));
            }

            if (tick > 0 && price > ticks[tick - 1] && price < ticks[tick] && Math.Sqrt(price) is var now && now > roots[^1] && now < root)
            {
                roots.Add(now);
                depth.Add(liquidity[tick - 1]);
            }

            roots.Add(root);
            if (tick > 0)
            {
                depth.Add(Given.NotNegative(liquidity[tick - 1], "A liquidity", nameof(liquidity)));
            }
        }

        (_roots, _liquidity) = ([.. roots], [.. depth]);
        (_first, _second) = (new double[_roots.Length], new double[_roots.Length]);
        var at = Array.BinarySearch(_roots, Math.Sqrt(price));
        _current = at < 0 ? Math.Min(~at, _roots.Length - 1) : at;
        for (var i = _current + 1; i < _roots.Length; i++)
        {
            (_first[i], _second[i]) = (_first[i - 1] + FirstBetween(i - 1, _roots[i - 1], _roots[i]), _second[i - 1] - (SecondBetween(i - 1, _roots[i - 1], _roots[i]) / _gamma));
        }

        for (var i = _current - 1; i >= 0; i--)
        {
            (_first[i], _second[i]) = (_first[i + 1] - (FirstBetween(i, _roots[i], _roots[i + 1]) / _gamma), _second[i + 1] + SecondBetween(i, _roots[i], _roots[i + 1]));
        }
    }

    /// <inheritdoc/>
    public override string Kind => "concentrated-liquidity";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var size = Math.Abs(_first[0]) + _first[^1];
        var other = _second[0] + Math.Abs(_second[^1]);
        return Holds(flows[0] - (1e-12 * (size + Math.Abs(flows[0]))), flows[1] - (1e-12 * (other + Math.Abs(flows[1])))) ? 0 : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        var (first, second) = (prices[0], prices[1]);
        if (first < 0 || second < 0 || (first == 0 && second == 0))
        {
            flows[0] = first < 0 ? double.NegativeInfinity : first > 0 ? _first[^1] : 0;
            flows[1] = second < 0 ? double.NegativeInfinity : second > 0 ? _second[0] : 0;
            return;
        }

        var (ratio, now) = (first / second, _roots[_current]);
        var (down, up) = (Math.Sqrt(ratio / _gamma), Math.Sqrt(ratio * _gamma));
        At(down < now ? down : up > now ? up : now, out flows[0], out flows[1]);
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        var rest = Project(point[0], point[1]);
        (flows[0], flows[1]) = (rest.First, rest.Second);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var rest = Project(point[0], point[1]);
        (slope[0], slope[1], slope[2], slope[3]) = (rest.Slope00, rest.Slope01, rest.Slope01, rest.Slope11);
    }

    /// <inheritdoc/>
    public override void Admit(Span<double> prices) => PoolToken.Admit(prices);

    // What a move of the price between two roots of one range takes out of the first token, and puts in of the second.
    private double FirstBetween(int range, double low, double high) => _liquidity[range] * (high - low) / (low * high);

    private double SecondBetween(int range, double low, double high) => _liquidity[range] * (high - low);

    // The range that a root lies in, from the side of the current price.
    private int RangeOf(double root)
    {
        var at = Array.BinarySearch(_roots, root);
        return Math.Clamp((at < 0 ? ~at : at) - 1, 0, _liquidity.Length - 1);
    }

    // The flows that bring the price to a root.
    private void At(double root, out double first, out double second)
    {
        root = Math.Clamp(root, _roots[0], _roots[^1]);
        var range = RangeOf(root);
        if (range < _current)
        {
            first = _first[range + 1] - (FirstBetween(range, root, _roots[range + 1]) / _gamma);
            second = _second[range + 1] + SecondBetween(range, root, _roots[range + 1]);
        }
        else
        {
            first = _first[range] + FirstBetween(range, _roots[range], root);
            second = _second[range] - (SecondBetween(range, _roots[range], root) / _gamma);
        }
    }

    // Whether flows are possible: the root at which the second flow is all that is paid, and the first not more than it allows there.
    private bool Holds(double first, double second)
    {
        if (!(first <= _first[^1] && second <= _second[0]))
        {
            return false;
        }

        // The last root at which the second flow is still at least what is asked: it falls along the roots.
        var (low, high) = (0, _roots.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            (low, high) = _second[middle] >= second ? (middle, high) : (low, middle - 1);
        }

        if (low == _roots.Length - 1 || first <= _first[low])
        {
            return true;
        }

        var root = low < _current ? _roots[low + 1] - ((second - _second[low + 1]) / _liquidity[low]) : _roots[low] + ((_second[low] - second) * _gamma / _liquidity[low]);
        At(Math.Clamp(root, _roots[low], _roots[low + 1]), out var most, out _);
        return first <= most;
    }

    private Rest Project(double first, double second)
    {
        if (Holds(first, second))
        {
            return new(first, second, 1, 0, 1);
        }

        // Outside the outer ticks only one token's bound is felt.
        var end = _roots.Length - 1;
        if (first <= _first[0])
        {
            return new(first, _second[0], 1, 0, 0);
        }

        if (second <= _second[end])
        {
            return new(_first[end], second, 0, 0, 1);
        }

        // The pull along the curve falls from root to root where the point is ahead of it in both flows; ahead of the first flow only, it is below zero.
        var (low, high) = (0, end);
        if (Pull(first, second, 0, 0) <= 0)
        {
            return new(_first[0], _second[0], 0, 0, 0);
        }

        if (Pull(first, second, end, end - 1) >= 0)
        {
            return new(_first[end], _second[end], 0, 0, 0);
        }

        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Pull(first, second, middle, middle) > 0 ? (middle, high) : (low, middle);
        }

        // Between low and high the pull passes zero, or at high, between its two sides.
        var (factor, weight) = low < _current ? (1 / _gamma, 1.0) : (_gamma, 1 / _gamma);
        if (_liquidity[low] == 0 || Pull(first, second, high, low) >= 0)
        {
            return new(_first[high], _second[high], 0, 0, 0);
        }

        var along = new Along(this, first, second, factor, _liquidity[low] * weight);
        var root = Rising.Zero(ref along, _roots[low], _roots[high]);
        At(root, out var paid, out var other);
        along.At(root, out var rises);
        var tangent = factor / (root * root);
        var share = _liquidity[low] * weight / rises;
        return new(paid, other, share * tangent * tangent, -share * tangent, share);
    }

    // (point - flows) x the curve's direction (t, -1) at a root, t that of a range beside it.
    private double Pull(double first, double second, int root, int range)
    {
        var (ahead, other) = (first - _first[root], second - _second[root]);
        return ahead <= 0 ? -Math.Max(other, double.Epsilon)
            : other <= 0 ? ahead
            : (ahead * (range < _current ? 1 / _gamma : _gamma) / (_roots[root] * _roots[root])) - other;
    }

    private readonly record struct Rest(double First, double Second, double Slope00, double Slope01, double Slope11);

    // Less the pull, which falls as the root rises.
    private readonly struct Along(ConcentratedLiquidityPool pool, double first, double second, double factor, double liquidity) : IRising
    {
        public double At(double place, out double slope)
        {
            pool.At(place, out var paid, out var other);
            var (ahead, tangent) = (first - paid, factor / (place * place));
            slope = (2 * ahead * tangent / place) + (liquidity * ((tangent * tangent) + 1));
            return second - other - (ahead * tangent);
        }
    }
}
