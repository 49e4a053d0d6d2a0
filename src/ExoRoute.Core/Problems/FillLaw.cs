using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>How much flows out of a queue until the deadline: fills and cancels in front of us, in whole lots; a random amount with a known law.</summary>
/// <remarks>
/// An order of L lots behind Q others is filled by min(max(outflow - Q, 0), L). Probabilities are doubles computed by additions, multiplications and
/// divisions in one fixed order, so that they have the same bits on every machine. Tails are summed from their far end: they are right relative to their own
/// size. Immutable, safe to share between threads.
/// Source of the model: R. Cont, A. Kukanov, Optimal order placement in limit order markets (2012), section 2.
/// </remarks>
public abstract class FillLaw
{
    private protected FillLaw(string kind, double mean) => (Kind, Mean) = (kind, mean);

    /// <summary>Names the law: "poisson", "exponential", "empirical".</summary>
    public string Kind { get; }

    /// <summary>The mean outflow, in lots, as the law was given it.</summary>
    public double Mean { get; }

    /// <summary>No smaller outflow is possible; what is smaller is counted in <see cref="Truncated"/>.</summary>
    public abstract long First { get; }

    /// <summary>No larger outflow is possible; what is larger is counted in <see cref="Truncated"/>.</summary>
    public abstract long Last { get; }

    /// <summary>A bound on the probability outside <see cref="First"/> to <see cref="Last"/> that was left out; at most 1e-16.</summary>
    public abstract double Truncated { get; }

    /// <summary>Outflows counted by a Poisson law.</summary>
    /// <param name="mean">Lots until the deadline (rate x time); 0 to 2^32.</param>
    /// <remarks>Masses by recursion from the mode, normalised: no factorials or exponentials. Room and time: about 20 times the root of the mean.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The mean is outside.</exception>
    public static FillLaw Poisson(double mean)
    {
        if (!(mean is >= 0 and <= 1L << 32))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean outflow must be 0 to 2^32 lots.");
        }

        return TabulatedFillLaw.Poisson(mean);
    }

    /// <summary>Outflows of an exponential law, rounded down to whole lots: each lot more is as likely as the last, by one ratio.</summary>
    /// <param name="mean">Lots until the deadline, before rounding; 2^-10 to 2^40.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mean is outside.</exception>
    public static FillLaw Exponential(double mean)
    {
        if (!(mean is >= 1.0 / 1024 and <= 1L << 40))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean outflow must be 2^-10 to 2^40 lots.");
        }

        return new ExponentialFillLaw(mean);
    }

    /// <summary>Outflows as they were observed, each as likely as it was frequent.</summary>
    /// <param name="outflows">Lots, in any order; at least one, none negative, the largest at most 2^24 above the smallest.</param>
    /// <exception cref="ArgumentException">There is none, one is negative, or they are too far apart.</exception>
    public static FillLaw Empirical(ReadOnlySpan<long> outflows) => TabulatedFillLaw.Empirical(outflows);

    /// <summary>The probability of exactly so many lots.</summary>
    public abstract double Mass(long lots);

    /// <summary>The probability of at most so many lots.</summary>
    public abstract double AtMost(long lots);

    /// <summary>The probability of more than so many lots.</summary>
    public abstract double MoreThan(long lots);

    /// <summary>What is expected to flow out beyond so many lots: E max(outflow - lots, 0).</summary>
    public abstract double ExpectedAbove(long lots);

    /// <summary>The least number of lots that the outflow stays within with this probability; <see cref="Last"/> for 1 and above.</summary>
    /// <remarks>A binary search over the lots.</remarks>
    public long Quantile(double level)
    {
        var (low, high) = (First, Last);
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            (low, high) = AtMost(middle) >= level ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>The expected fill of an order.</summary>
    /// <param name="ahead">Lots in front of it in the queue; 0 or more.</param>
    /// <param name="rested">Its own lots; 0 or more.</param>
    public double ExpectedFill(long ahead, long rested) => ExpectedAbove(ahead) - ExpectedAbove(ahead + rested);

    /// <summary>The law of an order's fill.</summary>
    /// <param name="ahead">Lots in front of it in the queue; 0 or more.</param>
    /// <param name="masses">Written: the probability of a fill of 0, 1, ... lots; as many entries as the order has lots, and one more.</param>
    /// <exception cref="ArgumentException">There is no entry.</exception>
    public void FillMasses(long ahead, Span<double> masses)
    {
        if (masses.IsEmpty)
        {
            throw new ArgumentException("An order's fill can be 0 to its own lots; there must be room for one mass at least.", nameof(masses));
        }

        var rested = masses.Length - 1;
        for (var lots = 1; lots < rested; lots++)
        {
            masses[lots] = Mass(ahead + lots);
        }

        masses[0] = rested == 0 ? 1 : AtMost(ahead);
        if (rested > 0)
        {
            masses[rested] = MoreThan(ahead + rested - 1);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}({Mean})");
}
