namespace ExoRoute.Problems;

/// <summary>A pool of two or more tokens that keeps the weighted geometric mean of its reserves.</summary>
/// <remarks>
/// Tender Delta, receive Lambda: product of (R + gamma Delta - Lambda)^w >= product of R^w. A port's flow is what the pool pays out, Lambda - Delta; it costs nothing,
/// whatever is not possible costs infinity. Response: token j rests while the scale nu lies between t_j = p_j R_j / w_j and t_j / gamma, is paid out to nu / t_j of its
/// reserve below and filled to gamma nu / t_j of it above; ln nu is a weighted mean of those in motion, found by walking the 2n thresholds in order: n log n.
/// The proximal step is a projection: one equation in one unknown, by Newton's method. Immutable, safe to share between threads.
/// Source: G. Angeris, A. Evans, T. Chitra, S. Boyd, Optimal Routing for Constant Function Market Makers (2021), section 2; F. Martinelli, N. Mushegian, Balancer (2019).
/// </remarks>
public sealed class GeometricMeanPool : LocalProblem
{
    private readonly PoolToken[] _tokens;

    /// <summary>A pool by its reserves and weights.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="reserves">One a port, in its token's unit; above 0, finite; two at least.</param>
    /// <param name="weights">As many, above 0, finite; only their ratios count.</param>
    /// <param name="gamma">1 less the fee on what is tendered; above 0, to 1.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there are not as many weights as reserves.</exception>
    public GeometricMeanPool(string name, ReadOnlySpan<double> reserves, ReadOnlySpan<double> weights, double gamma)
        : base(name, Math.Max(1, reserves.Length))
    {
        if (reserves.Length < 2 || weights.Length != reserves.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"A pool needs two reserves at least and a weight for each; there were {reserves.Length} reserves and {weights.Length} weights."), nameof(reserves));
        }

        var (factor, sum) = (Given.Factor(gamma, nameof(gamma)), 0.0);
        foreach (var weight in weights)
        {
            sum += Given.Positive(weight, "A weight", nameof(weights));
        }

        _tokens = new PoolToken[reserves.Length];
        for (var token = 0; token < _tokens.Length; token++)
        {
            _tokens[token] = new(Given.Positive(reserves[token], "A reserve", nameof(reserves)), Given.Positive(weights[token] / sum, "A weight's share", nameof(weights)), factor);
        }
    }

    /// <inheritdoc/>
    public override string Kind => "geometric-mean";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var sum = 0.0;
        for (var token = 0; token < _tokens.Length; token++)
        {
            sum += _tokens[token].Weight * Portable.Log1p(_tokens[token].Growth(_tokens[token].Eased(flows[token])));
        }

        return sum >= 0 ? 0 : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        if (PoolToken.GivenAway(_tokens, prices, flows))
        {
            return;
        }

        var (count, most) = (_tokens.Length, 0.0);
        foreach (var price in prices)
        {
            most = Math.Max(most, price);
        }

        Span<double> thresholds = count <= 32 ? stackalloc double[count] : new double[count];
        Span<double> marks = count <= 32 ? stackalloc double[2 * count] : new double[2 * count];
        var (top, bottom) = (0.0, double.PositiveInfinity);
        for (var token = 0; token < count; token++)
        {
            var t = Math.Max(prices[token], most * PoolToken.LeastPrice) * _tokens[token].Reserve / _tokens[token].Weight;
            (thresholds[token], marks[2 * token], marks[(2 * token) + 1]) = (t, t, t / _tokens[token].Gamma);
            (top, bottom) = (Math.Max(top, t), Math.Min(bottom, t / _tokens[token].Gamma));
        }

        flows[..count].Clear();
        if (top <= bottom)
        {
            return; // a scale at which every token rests
        }

        marks.Sort();
        var mark = Crossing(marks, thresholds);
        var scale = LogScale(mark, thresholds);
        for (var token = 0; token < count; token++)
        {
            var (t, gamma) = (thresholds[token], _tokens[token].Gamma);
            flows[token] = t > mark ? -_tokens[token].Reserve * Portable.Expm1(scale - Portable.Log(t / mark))
                : t / gamma <= mark ? -_tokens[token].Reserve * Portable.Expm1(scale - Portable.Log(t / gamma / mark)) / gamma
                : 0;
        }
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        if (Holds(point))
        {
            point.CopyTo(flows);
            return;
        }

        if (_tokens.Length == 2 && ProjectPair(point, flows))
        {
            return;
        }

        var most = 0.0;
        for (var token = 0; token < _tokens.Length; token++)
        {
            most = Math.Max(most, _tokens[token].Pull(point[token]));
        }

        var balance = new Balance(_tokens, point);
        var pull = Rising.Zero(ref balance, 0, most);
        for (var token = 0; token < _tokens.Length; token++)
        {
            flows[token] = _tokens[token].Flow(point[token], pull);
        }
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) =>
        PoolToken.ProjectionSlope(_tokens, point, flows, slope);

    /// <inheritdoc/>
    public override void Admit(Span<double> prices) => PoolToken.Admit(prices);

    // Whether a point keeps the mean. Mostly bounds of the logarithm tell: g / (1 + g) <= ln(1 + g) <= g.
    private bool Holds(ReadOnlySpan<double> point)
    {
        var (least, most) = (0.0, 0.0);
        for (var token = 0; token < _tokens.Length; token++)
        {
            ref readonly var one = ref _tokens[token];
            var growth = one.Growth(point[token]);
            if (!(growth > -1))
            {
                return false;
            }

            (least, most) = (least + (one.Weight * (growth / (1 + growth))), most + (one.Weight * growth));
        }

        if (most < 0 || least >= 0)
        {
            return least >= 0;
        }

        var sum = 0.0;
        for (var token = 0; token < _tokens.Length; token++)
        {
            sum += _tokens[token].Weight * Portable.Log1p(_tokens[token].Growth(point[token]));
        }

        return sum >= 0;
    }

    // Two tokens: as for a pool of products, the curve by the growth t of the one that is filled: (paid (1 - (1 + t)^-ratio), -filled t / gamma), and Newton's method from below.
    // False where that is slow: very uneven weights and a point far off.
    private bool ProjectPair(ReadOnlySpan<double> point, Span<double> flows)
    {
        var (one, other) = (_tokens[0].Pull(point[0]), _tokens[1].Pull(point[1]));
        var from = one * _tokens[0].Gamma > other ? 0 : other * _tokens[0].Gamma > one ? 1 : -1;
        if (from < 0)
        {
            flows[..2].Clear();
            return true; // between the two slopes at rest none moves
        }

        ref readonly var paid = ref _tokens[from];
        ref readonly var filled = ref _tokens[1 - from];
        var (paidPoint, filledPoint) = (point[from], point[1 - from]);
        var (reserve, wide, ratio) = (paid.Reserve, filled.Reserve / filled.Gamma, filled.Weight / paid.Weight);
        var low = Math.Max(0, -filledPoint / wide);
        var (growth, share, passed) = (low, 0.0, paidPoint / reserve); // share: what is paid out of the reserve; passed: of which more is never wanted
        if (filledPoint > 0)
        {
            // Where both points are far off the two slopes at them alone would say.
            var log = Math.Max(0, Portable.Log(reserve * ratio / wide * (paidPoint / filledPoint)) / (ratio + 1));
            (growth, share) = (Portable.Expm1(log), -Portable.Expm1(-ratio * log));
        }
        else if (low > 0)
        {
            share = Share(growth, ratio);
        }

        var most = share;
        for (var tries = 0; tries < 40; tries++)
        {
            if (share > passed)
            {
                (growth, share) = (Portable.Expm1(-Portable.Log1p(-passed) / ratio), passed);
            }

            var left = 1 / (1 + growth);
            var (far, lacks, pull) = ((wide * growth) + filledPoint, paidPoint - (reserve * share), reserve * ratio * (1 - share) * left);
            var step = ((wide * far) - (lacks * pull)) / ((wide * wide) + (pull * (pull + (lacks * (ratio + 1) * left))));
            var next = Math.Max(growth - step, 0.5 * (low + growth));
            var moved = Math.Abs(next - growth);
            (growth, share, most) = (next, Share(next, ratio, share, (next - growth) * left), Math.Max(most, share));
            if (moved <= 1e-9 * growth)
            {
                // The next step would be of the order of its square. Of a share that came down from far above it the last digits are not its own.
                share = most > 16 * share ? Share(growth, ratio) : share;
                (flows[from], flows[1 - from]) = (reserve * share, -wide * growth);
                return true;
            }
        }

        return false;
    }

    private static double Share(double growth, double ratio) => -Portable.Expm1(-ratio * Portable.Log1p(growth));

    // The share of 1 - (1 + growth)^-ratio from a known one close by, 1 + growth having changed by a small part of itself: (1 + part)^-ratio by its own series.
    private static double Share(double growth, double ratio, double known, double part)
    {
        if (!(Math.Abs(part) * Math.Max(1, ratio) <= 0.125))
        {
            return Share(growth, ratio);
        }

        var (sum, term) = (0.0, 1.0);
        for (var power = 1; power < 20 && Math.Abs(term) > 1e-18; power++)
        {
            term *= part * (1 - power - ratio) / power;
            sum += term;
        }

        return known - ((1 - known) * sum);
    }

    // The last mark at which less has been filled than paid out, in logarithms: between it and the next the same tokens move.
    private double Crossing(ReadOnlySpan<double> marks, ReadOnlySpan<double> thresholds)
    {
        var (low, high) = (0, marks.Length - 1); // at the first all but one are below their rest, at the last none is
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            var sum = 0.0;
            for (var token = 0; token < thresholds.Length; token++)
            {
                var (t, mark, gamma) = (thresholds[token], marks[middle], _tokens[token].Gamma);
                sum += t > mark ? _tokens[token].Weight * Portable.Log(mark / t) : t / gamma < mark ? _tokens[token].Weight * Portable.Log(mark / (t / gamma)) : 0;
            }

            (low, high) = sum < 0 ? (middle, high) : (low, middle);
        }

        return marks[low];
    }

    // ln(nu / mark) for the tokens in motion right of the mark.
    private double LogScale(double mark, ReadOnlySpan<double> thresholds)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var token = 0; token < thresholds.Length; token++)
        {
            var (t, gamma, weight) = (thresholds[token], _tokens[token].Gamma, _tokens[token].Weight);
            if (t > mark || t / gamma <= mark)
            {
                sum += weight * Portable.Log((t > mark ? t : t / gamma) / mark);
                weights += weight;
            }
        }

        return sum / weights;
    }

    private readonly ref struct Balance(ReadOnlySpan<PoolToken> tokens, ReadOnlySpan<double> point) : IRising
    {
        private readonly ReadOnlySpan<PoolToken> _tokens = tokens;
        private readonly ReadOnlySpan<double> _point = point;

        public double At(double place, out double slope)
        {
            var sum = 0.0;
            slope = 0;
            for (var token = 0; token < _tokens.Length; token++)
            {
                ref readonly var one = ref _tokens[token];
                var flow = one.Flow(_point[token], place, out var flowSlope, out var share);
                var growth = one.Growth(flow);
                sum += one.Weight * (Math.Abs(growth) < 0.5 ? Portable.Log1p(growth) : Portable.Log(share));
                slope += one.Weight * one.Thrift(flow) * flowSlope / share;
            }

            return sum;
        }
    }
}
