using ExoRoute.Market;

namespace ExoRoute.Adapters.Simulation;

/// <summary>A market made from a seed. Immutable; change a copy with <c>with</c>.</summary>
public sealed record SeededMarketSettings
{
    /// <summary>What it is made from. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When it begins. Default 2026-01-01T00:00:00Z.</summary>
    public Stamp Start { get; init; } = new(1_767_225_600L * Stamp.PerSecond);

    /// <summary>How long it lasts, in nanoseconds. Default 60 s; 1 ms to ten days.</summary>
    public long Length { get; init; } = 60 * Stamp.PerSecond;

    /// <summary>Between two updates, in nanoseconds. Default 100 ms; 1 us to one hour.</summary>
    public long Interval { get; init; } = 100_000_000;

    /// <summary>The middle of the first book, in price units. Above zero.</summary>
    public required Ticks Price { get; init; }

    /// <summary>From the middle to the best level, in tick sizes. Default 1; 1 to 10,000.</summary>
    public int HalfSpread { get; init; } = 1;

    /// <summary>How far the middle may move at each update, in tick sizes. Default 2; 0 to 10,000.</summary>
    public int Step { get; init; } = 2;

    /// <summary>Levels a side. Default 20; 1 to 500.</summary>
    public int Levels { get; init; } = 20;

    /// <summary>The largest quantity of a level, in lot sizes. Default 100; 1 to 2^30.</summary>
    public long LargestLots { get; init; } = 100;

    /// <summary>All that is wrong with these settings for a listing; empty when nothing is.</summary>
    public IEnumerable<string> Faults(InstrumentDefinition listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (Start.Nanoseconds < 0)
        {
            yield return Invariant($"{nameof(Start)} must not lie before 1970, was {Start.Nanoseconds} ns.");
        }

        if (Length is < 1_000_000 or > 864_000L * Stamp.PerSecond)
        {
            yield return Invariant($"{nameof(Length)} must be 1 ms to ten days, was {Length} ns.");
        }

        if (Interval is < 1_000 or > 3_600L * Stamp.PerSecond)
        {
            yield return Invariant($"{nameof(Interval)} must be 1 us to one hour, was {Interval} ns.");
        }

        if (HalfSpread is < 1 or > 10_000)
        {
            yield return Invariant($"{nameof(HalfSpread)} must be 1 to 10000, was {HalfSpread}.");
        }

        if (Step is < 0 or > 10_000)
        {
            yield return Invariant($"{nameof(Step)} must be 0 to 10000, was {Step}.");
        }

        if (Levels is < 1 or > 500)
        {
            yield return Invariant($"{nameof(Levels)} must be 1 to 500, was {Levels}.");
        }

        if (LargestLots is < 1 or > 1 << 30 || (Int128)LargestLots * listing.LotSize.Count > Lots.MaxCount)
        {
            yield return Invariant($"{nameof(LargestLots)} must be 1 to 2^30 and within 2^56 quantity units, was {LargestLots}.");
        }

        // The middle stays within half and twice the first one; every level of it must be a price.
        var room = (Int128)(HalfSpread + (2 * Levels) + 2) * listing.TickSize.Count;
        if (Price.Count < 1 || Price.Count / 2 <= room || (Price.Count * (Int128)2) + room > Ticks.MaxCount)
        {
            yield return Invariant($"{nameof(Price)} must leave room for {Levels} levels a side on half and twice of it, was {Price.Count} price units.");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
