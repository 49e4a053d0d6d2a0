using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Plans;

/// <summary>How far an immediate child's limit may reach beyond the last price its plan uses, so that a book that moves on the way still fills it.</summary>
/// <remarks>
/// Whole price units, exact. A plan's cost stays what the plan expects; what a child may pay beyond it is bounded by the discretion, which is stated and recorded. Pure.
/// Source: Á. Cartea, L. Sánchez-Betancourt, The shadow price of latency (2021): the limit price is a decision of its own.
/// </remarks>
public static class LimitDiscretion
{
    /// <summary>The most discretion, in millionths of the last price: half of it.</summary>
    public const int MaxPpm = 500_000;

    /// <summary>The limit: the last price moved outward by the discretion, in whole price steps, as far as every bound allows.</summary>
    /// <param name="last">The worst price that the plan uses at the venue; within the bounds.</param>
    /// <param name="ppm">The discretion in millionths of that price, rounded down to the venue's price step; 0 to <see cref="MaxPpm"/>.</param>
    /// <param name="side">Buy or sell: outward is up or down.</param>
    /// <param name="listing">For the price step.</param>
    /// <param name="fees">For a limit that is held against the price with its running fee.</param>
    /// <param name="limits">The parent's limit always wins.</param>
    /// <param name="before">A price that must not be reached, such as that of an order of our own; <c>default</c> for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The discretion is out of range.</exception>
    public static Ticks Reach(Ticks last, int ppm, Side side, InstrumentDefinition listing, FeeSchedule fees, in LadderLimits limits, Ticks before = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(fees);
        ArgumentOutOfRangeException.ThrowIfNegative(ppm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ppm, MaxPpm);

        var (sign, tick) = (side == Side.Buy ? 1 : -1, listing.TickSize.Count);
        var steps = (long)((Int128)last.Count * ppm / 1_000_000) / tick;
        steps = Math.Min(steps, (side == Side.Buy ? Ticks.MaxCount - last.Count : last.Count - 1) / tick);
        if (before != default)
        {
            steps = Math.Min(steps, Math.Max(0, (sign * (before.Count - last.Count)) - 1) / tick);
        }

        if (limits.Limit is { } limit)
        {
            steps = limits.LimitIsNet
                ? Within(steps, step => fees.AllIn(side, new(last.Count + (sign * step * tick))) <= sign * limit.Count * Cost.PerTickLot)
                : Math.Min(steps, Math.Max(0, sign * (limit.Count - last.Count)) / tick);
        }

        return new(last.Count + (sign * steps * tick));
    }

    // The most steps that are allowed: prices with their fees worsen with every step.
    private static long Within(long most, Func<long, bool> allowed)
    {
        var (least, beyond) = (0L, most + 1);
        while (beyond - least > 1)
        {
            var middle = least + ((beyond - least) >>> 1);
            (least, beyond) = allowed(middle) ? (middle, beyond) : (least, middle);
        }

        return least;
    }
}
