using ExoRoute.Adapters.Simulation;
using ExoRoute.Benchmarks.Feeds;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ExoRoute.Benchmarks.Deciding;

/// <summary>Sessions in virtual time that leave a store in memory, to be replayed.</summary>
internal static class Sessions
{
    private static readonly string[] Seeds = ["alpha", "beta", "gamma"];

    /// <summary>Three venues made from seeds, an update of each every 10 ms, a parent order every 500 ms.</summary>
    public static IStoreMedium Seeded(int seconds)
    {
        var services = new ServiceCollection();
        var builder = services.AddExoRoute(options => options.StoreId = "00000000000000000000000000000003");
        for (var place = 0; place < Seeds.Length; place++)
        {
            var listing = new InstrumentDefinition
            {
                Venue = new(Seeds[place]),
                Instrument = new("btc-usd"),
                Symbol = "BTC/USD",
                BaseAsset = "BTC",
                QuoteAsset = "USD",
                Units = new(2, 8),
                TickSize = new(10),
                LotSize = new(10_000),
                MinimumQuantity = new(10_000),
            };
            builder.AddSimulatedVenue(Seeds[place], new() { Seed = (ulong)place + 1 })
                .AddSeededMarket(listing, new() { TakerPpm = 100 + (10 * place) }, new()
                {
                    Seed = (ulong)place + 1,
                    Price = new(60_000_00),
                    HalfSpread = 5,
                    Step = 1,
                    LargestLots = 8_000,
                    Interval = 10_000_000,
                    Length = seconds * Stamp.PerSecond,
                });
        }

        return Run(services, new("btc-usd"), new(200_000_000), seconds);
    }

    /// <summary>A recorded tape of several venues, if the folder of data has one; a parent order every 500 ms.</summary>
    public static IStoreMedium? Recorded(int seconds)
    {
        if (KrakenFrames.DataFolder is not { } data || !Directory.Exists(Path.Combine(data, "tapes")))
        {
            return null;
        }

        var tape = Directory.EnumerateFiles(Path.Combine(data, "tapes"), "*.jsonl.gz").Order(StringComparer.Ordinal).First();
        var services = new ServiceCollection();
        var venues = new SortedSet<VenueId>();
        var (instrument, units) = (default(InstrumentId), default(InstrumentUnits));
        var builder = services.AddExoRoute(options => options.StoreId = "00000000000000000000000000000004");
        builder.AddCapture(tape, definition =>
        {
            venues.Add(definition.Venue);
            (instrument, units) = (definition.Instrument, definition.Units);
            return new(definition, new FeeSchedule { TakerPpm = 300 + (50 * venues.Count) });
        });
        foreach (var venue in venues)
        {
            builder.AddSimulatedVenue(venue.Name, new() { Seed = 1 });
        }

        var one = DecimalText.Parse("1", units.QuantityDecimals, out var quantity) == DecimalFault.None ? quantity : 1;
        return Run(services, instrument, new(one), seconds);
    }

    /// <summary>The same records, committed in groups as a busy store commits them.</summary>
    public static IStoreMedium Grouped(IStoreMedium from, int group)
    {
        var medium = new MemoryMedium();
        using var store = RecordStore.Open(medium, new() { Id = new(5) });
        foreach (var entry in StoreReader.Read(from))
        {
            if (store.Append(entry.Bytes.Span) % group == group - 1)
            {
                store.Flush();
            }
        }

        return medium;
    }

    private static IStoreMedium Run(ServiceCollection services, InstrumentId instrument, Lots quantity, int seconds)
    {
        using var provider = services.BuildServiceProvider();
        var session = provider.GetRequiredService<SimulatedSession>();
        var medium = provider.GetRequiredService<IStoreMedium>();
        var start = session.Start!.Value;
        for (var half = 1; half < 2 * seconds; half++)
        {
            var when = start.Plus(half * Stamp.PerSecond / 2);
            _ = session.Submit(when, new ParentOrder
            {
                Id = new(FormattableString.Invariant($"p{half}")),
                Instrument = instrument,
                Side = half % 2 == 0 ? Side.Buy : Side.Sell,
                Quantity = quantity,
                Deadline = when.Plus(Stamp.PerSecond / 4),
            });
        }

        session.Run(until: start.Plus(seconds * Stamp.PerSecond));
        return medium;
    }
}
