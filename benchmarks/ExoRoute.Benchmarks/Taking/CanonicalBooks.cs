using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>How many venues, and how many levels at each.</summary>
public readonly record struct BookSize(int Venues, int Levels)
{
    /// <summary>The sizes that are measured.</summary>
    public static IReadOnlyList<BookSize> All { get; } = [new(5, 20), new(16, 50), new(100, 100), new(1000, 100)];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"({Venues},{Levels})");
}

/// <summary>The canonical taker problem: books from a published generator, half of their depth to be bought.</summary>
internal static class CanonicalBooks
{
    /// <summary>The ladders: SplitMix64, one draw an item, in this order. A price is in 1e-4 of the quote asset with its fee.</summary>
    public static Rung[][] Make(BookSize size)
    {
        var random = new SeededRandom(0x5EEDUL + ((ulong)size.Venues * 1_000_003) + (ulong)size.Levels);
        var ladders = new Rung[size.Venues][];
        for (var venue = 0; venue < size.Venues; venue++)
        {
            var fee = -20 + random.Below(51);
            var tick = 10_000 + random.Below(4);
            ladders[venue] = new Rung[size.Levels];
            for (var level = 0; level < size.Levels; level++)
            {
                ladders[venue][level] = new((tick * 100) + fee, 100 * (1 + random.Below(20)), new(tick));
                tick += 1 + random.Below(3);
            }
        }

        return ladders;
    }

    /// <summary>Half the depth, down to a round hundred.</summary>
    public static long Wanted(Rung[][] ladders) => ladders.Sum(rungs => rungs.Sum(rung => rung.Quantity)) / 200 * 100;

    /// <summary>Level changes: which venue, which level, its new quantity. Anywhere in the book.</summary>
    public static (int Venue, int Level, long Quantity)[] Changes(BookSize size, int count, long unit = 100)
    {
        var random = new SeededRandom(7);
        var changes = new (int, int, long)[count];
        for (var i = 0; i < count; i++)
        {
            changes[i] = ((int)random.Below(size.Venues), (int)random.Below(size.Levels), unit * (1 + random.Below(20)));
        }

        return changes;
    }

    /// <summary>
    /// Books as venues really have them: a tick of 0.1, quantities of 8 decimals, a fee in millionths of the price that differs from venue to venue.
    /// All-in prices share no grid: two venues' levels coincide by accident only.
    /// </summary>
    public static (Level[][] Levels, FeeSchedule[] Fees, InstrumentDefinition[] Listings) Real(BookSize size)
    {
        var random = new SeededRandom(11);
        var (levels, fees, listings) = (new Level[size.Venues][], new FeeSchedule[size.Venues], new InstrumentDefinition[size.Venues]);
        for (var venue = 0; venue < size.Venues; venue++)
        {
            fees[venue] = new() { TakerPpm = (int)random.Between(50, 1_000) };
            listings[venue] = new()
            {
                Venue = new(FormattableString.Invariant($"v{venue}")),
                Instrument = new("btc-usd"),
                Symbol = "BTC/USD",
                BaseAsset = "BTC",
                QuoteAsset = "USD",
                Units = new(1, 8),
            };
            levels[venue] = new Level[size.Levels];
            var price = 600_000 + random.Below(50);
            for (var level = 0; level < size.Levels; level++)
            {
                levels[venue][level] = new(new(price), new(random.Between(100_000, 200_000_000)));
                price += 1 + random.Below(20);
            }
        }

        return (levels, fees, listings);
    }
}
