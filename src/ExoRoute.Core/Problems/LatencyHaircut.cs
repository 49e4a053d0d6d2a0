using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>How much of what a venue shows is still there when an order arrives: size x exp(-cancel rate x delay).</summary>
/// <remarks>Whole millionths, rounded down; the same on every machine. Pure. Source: the usual model of quotes withdrawn at a constant rate each.</remarks>
public static class LatencyHaircut
{
    /// <summary>The share that is left.</summary>
    /// <param name="cancelRatePpm">How much of the shown quantity is withdrawn in a second, in millionths of it (1,000,000: an e-th is left after a second); 0 or more.</param>
    /// <param name="delay">From the book's picture to the order's arrival, in nanoseconds; 0 or more.</param>
    /// <returns>0 to 1,000,000, for <see cref="LadderLimits.ReachablePpm"/>.</returns>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public static int ReachablePpm(long cancelRatePpm, long delay)
    {
        if (cancelRatePpm < 0 || delay < 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Rate and delay must be 0 or more, were {cancelRatePpm} ppm a second and {delay} ns."), nameof(delay));
        }

        var exponent = (double)((Int128)cancelRatePpm * delay) / 1e15;
        return (int)(Portable.Exp(-exponent) * LadderLimits.WholePpm);
    }
}
