using ExoRoute;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;

namespace Quickstart;

/// <summary>The venues of the quickstart; the same as in scenario.json.</summary>
internal static class Venues
{
    // A fee in millionths of what is traded, and one way to the venue in milliseconds.
    private static readonly (string Name, ulong Seed, int TakerPpm, int Milliseconds)[] Seeded =
        [("alpha", 11, 120, 5), ("beta", 12, 110, 12), ("gamma", 13, 100, 20)];

    private static readonly Dictionary<string, (int TakerPpm, int Milliseconds)> Recorded = new(StringComparer.Ordinal)
    {
        ["bitstamp"] = (300, 25), ["coinbase"] = (500, 8), ["kraken"] = (400, 20),
    };

    public static void AddSeededVenues(this ExoRouteBuilder builder)
    {
        foreach (var (name, seed, takerPpm, milliseconds) in Seeded)
        {
            var listing = new InstrumentDefinition
            {
                Venue = new(name),
                Instrument = new("btc-usd"),
                Symbol = "BTC/USD",
                BaseAsset = "BTC",
                QuoteAsset = "USD",
                Units = new(PriceDecimals: 2, QuantityDecimals: 8),
                TickSize = new(10), // 0.10 USD
                LotSize = new(10_000), // 0.0001 BTC
                MinimumQuantity = new(10_000),
            };
            builder.AddSimulatedVenue(name, Settings(milliseconds, seed)).AddSeededMarket(listing, new FeeSchedule { TakerPpm = takerPpm }, new SeededMarketSettings
            {
                Seed = seed,
                Price = new(60_000_00),
                HalfSpread = 5,
                Step = 1,
                LargestLots = 8_000,
            });
        }
    }

    public static void AddTape(this ExoRouteBuilder builder, string file)
    {
        var venues = new SortedSet<VenueId>();
        builder.AddCapture(file, definition =>
        {
            venues.Add(definition.Venue);
            return new(definition, new FeeSchedule { TakerPpm = Terms(definition.Venue).TakerPpm });
        });
        foreach (var venue in venues)
        {
            builder.AddSimulatedVenue(venue.Name, Settings(Terms(venue).Milliseconds, seed: 1));
        }
    }

    private static (int TakerPpm, int Milliseconds) Terms(VenueId venue) => Recorded.GetValueOrDefault(venue.Name, (TakerPpm: 300, Milliseconds: 10));

    private static SimulatedVenueSettings Settings(int milliseconds, ulong seed) => new()
    {
        OrderLatency = milliseconds * 1_000_000L,
        ReportLatency = milliseconds * 1_000_000L,
        Seed = seed,
    };
}
