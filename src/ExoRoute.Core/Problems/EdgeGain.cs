namespace ExoRoute.Problems;

/// <summary>What arrives of what leaves: a concave gain from 0 at 0, with its slope.</summary>
/// <remarks>Immutable, safe to share between threads. Units: the head node's per the tail node's.</remarks>
public abstract class EdgeGain
{
    private protected EdgeGain()
    {
    }

    /// <summary>What arrives when <paramref name="w"/> leaves; 0 or more.</summary>
    public abstract double Value(double w);

    /// <summary>What one more unit brings.</summary>
    public abstract double Slope(double w);

    /// <summary>By how much the slope falls with a unit more; 0 or below.</summary>
    public abstract double Bend(double w);

    /// <summary>The largest quantity at which one more unit still brings at least <paramref name="slope"/>; infinite where every one does, 0 where none does.</summary>
    public abstract double UpTo(double slope);

    /// <summary>A rate: rate x w. A conversion, or a loss in proportion.</summary>
    /// <param name="rate">Above 0, finite.</param>
    /// <exception cref="ArgumentException">The rate is out of range.</exception>
    public static EdgeGain Rate(double rate) => new LinearGain(Given.Positive(rate, "The rate", nameof(rate)), 0);

    /// <summary>A rate less a loss that grows with the square: rate x w - loss x w^2. A battery, a line with resistance.</summary>
    /// <param name="rate">Above 0, finite.</param>
    /// <param name="loss">Per unit of w; 0 or more, finite.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static EdgeGain Quadratic(double rate, double loss) =>
        new LinearGain(Given.Positive(rate, "The rate", nameof(rate)), Given.NotNegative(loss, "The loss", nameof(loss)));

    /// <summary>A line's loss: rate w - size (ln(1 + exp(bend w)) - ln 2).</summary>
    /// <param name="rate">Above 0, finite.</param>
    /// <param name="size">Above 0, finite.</param>
    /// <param name="bend">Per unit of w; above 0, finite. The first unit brings rate - size x bend / 2, which must be above 0.</param>
    /// <remarks>Source: T. Diamandis, G. Angeris, A. Edelman, Convex Network Flows (2024), with rate 3, size 16, bend 1/4.</remarks>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static EdgeGain Line(double rate, double size, double bend)
    {
        var gain = new LineGain(Given.Positive(rate, "The rate", nameof(rate)), Given.Positive(size, "The size", nameof(size)), Given.Positive(bend, "The bend", nameof(bend)));
        Given.Positive(gain.Slope(0), "What the first unit brings, rate - size x bend / 2,", nameof(rate));
        return gain;
    }

    private sealed class LinearGain(double rate, double loss) : EdgeGain
    {
        public override double Value(double w) => (rate - (loss * w)) * w;

        public override double Slope(double w) => rate - (2 * loss * w);

        public override double Bend(double w) => -2 * loss;

        public override double UpTo(double slope) => slope > rate ? 0 : loss > 0 ? (rate - slope) / (2 * loss) : double.PositiveInfinity;
    }

    private sealed class LineGain(double rate, double size, double bend) : EdgeGain
    {
        // ln((1 + e^u) / 2) = ln(1 + (e^u - 1) / 2); for a large u it is u - ln 2 + ln(1 + e^-u).
        public override double Value(double w) => (rate * w) - (size * (bend * w < 30
            ? Portable.Log1p(0.5 * Portable.Expm1(bend * w))
            : (bend * w) - 0.69314718055994530942 + Portable.Log1p(Portable.Exp(-bend * w))));

        public override double Slope(double w) => rate - (size * bend / (1 + Portable.Exp(-bend * w)));

        public override double Bend(double w)
        {
            var share = 1 / (1 + Portable.Exp(-bend * w));
            return -(size * bend * bend * share * (1 - share));
        }

        // share = e^u / (1 + e^u) = (rate - slope) / (size bend), so u = ln(share / (1 - share)).
        public override double UpTo(double slope)
        {
            var share = (rate - slope) / (size * bend);
            return share <= 0.5 ? 0 : share >= 1 ? double.PositiveInfinity : Portable.Log1p(((2 * share) - 1) / (1 - share)) / bend;
        }
    }
}
