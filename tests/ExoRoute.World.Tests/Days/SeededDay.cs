using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Days;

/// <summary>One venue of a seeded day: what it lists and charges, how it behaves, and its market.</summary>
internal sealed record DayVenue(InstrumentDefinition Definition, FeeSchedule Fees, SimulatedVenueSettings Settings, SeededMarketSettings Market)
{
    public VenueId Id => Definition.Venue;
}

/// <summary>One parent order of a seeded day, with what its owner does to it later.</summary>
internal sealed record DayParent(Stamp At, ParentOrder Order, Stamp? AmendAt, ParentAmended? Amendment, Stamp? CancelAt);

/// <summary>A whole day made from a seed alone: venues, markets, parent orders. The same seed gives the same day on every machine.</summary>
internal sealed record SeededDay
{
    public static readonly InstrumentId Instrument = new("abc-usd");
    private static readonly InstrumentUnits Units = new(2, 4);

    public required ulong Seed { get; init; }

    /// <summary>Whether venues refuse at random and lose reports.</summary>
    public required bool HasFaults { get; init; }

    public required IReadOnlyList<DayVenue> Venues { get; init; }

    public required IReadOnlyList<DayParent> Parents { get; init; }

    /// <summary>Limits that are set and kill switches that are thrown and released, in a third of the days.</summary>
    public required IReadOnlyList<(Stamp At, RouterInput Input)> Measures { get; init; }

    /// <summary>How long venues may be silent before they are asked.</summary>
    public required TimeSpan AnswerWithin { get; init; }

    public Stamp Start => Venues[0].Market.Start;

    /// <summary>The store's id, so that client order ids are the seed's too.</summary>
    public string StoreId => FormattableString.Invariant($"{Seed + 1:x16}{Seed:x16}");

    /// <summary>The day of a seed.</summary>
    /// <param name="seed">Everything comes from it.</param>
    /// <param name="start">When it begins, where that is not for the seed to say.</param>
    /// <param name="length">How long it lasts, in nanoseconds; likewise.</param>
    /// <param name="parents">How many parent orders; likewise.</param>
    /// <param name="prefix">What their names begin with.</param>
    public static SeededDay Of(ulong seed, Stamp? start = null, long? length = null, int? parents = null, string prefix = "parent")
    {
        var random = new SeededRandom((seed * 0x9E3779B97F4A7C15) + 1);
        var faults = seed % 3 != 0;
        var begins = start ?? new SeededMarketSettings { Price = default }.Start;
        var lasts = length ?? (random.Between(4, 16) * Stamp.PerSecond);
        var price = random.Between(20, 400) * 100; // 20.00 to 400.00
        var tick = Pick(random, 1, 1, 5, 10);
        DayVenue[] venues = [.. Enumerable.Range(0, (int)random.Between(2, 5)).Select(at => Venue(random, at, faults, begins, lasts, price, tick))];
        var lot = venues.Max(venue => venue.Definition.LotSize.Count);
        var shown = venues.Sum(venue => venue.Market.LargestLots * venue.Definition.LotSize.Count * venue.Market.Levels / 2);
        return new()
        {
            Seed = seed,
            Measures = seed % 3 == 1 ? [.. Draw(new((seed * 0x9E3779B97F4A7C15) + 2), begins, lasts, venues)] : [],
            HasFaults = faults,
            Venues = venues,
            AnswerWithin = TimeSpan.FromMilliseconds(Pick(random, 30, 300, 5_000)),
            Parents = [.. Enumerable.Range(1, parents ?? (int)random.Between(1, 5)).Select(number => Parent(random, FormattableString.Invariant($"{prefix}-{number}"), begins, lasts, price, lot, shown))],
        };
    }

    private static IEnumerable<(Stamp At, RouterInput Input)> Draw(SeededRandom random, Stamp start, long length, DayVenue[] venues)
    {
        PartyId ops = new("ops");
        var one = new RiskScope { Venue = venues[(int)random.Below(venues.Length)].Id };
        var lot = venues.Max(venue => venue.Definition.LotSize.Count * 30);
        RiskRule[] rules =
        [
            new(RiskLimit.ChildQuantity, new() { Instrument = Instrument }, random.Between(lot, 40 * lot)),
            new(RiskLimit.OpenOrders, random.Chance(500_000) ? default : one, random.Between(1, 3)),
            new(RiskLimit.MessageRate, random.Chance(500_000) ? default : one, random.Between(1, 6)) { Window = random.Between(50, 2_000) * 1_000_000 },
            new(RiskLimit.PriceCollar, default, random.Between(1_000, 200_000)),
        ];
        yield return (start.Plus(random.Below(length / 2)), new RiskRulesChanged([.. rules.Where(_ => random.Chance(600_000))], ops, "", false));
        if (random.Chance(600_000))
        {
            var (scope, at) = (random.Chance(500_000) ? default : one, start.Plus(700_000_000 + random.Below(length * 2 / 3)));
            yield return (at, new KillSwitched(scope, default, ""));
            yield return (at.Plus(random.Between(1, 3_000) * 1_000_000), new KillReleased(scope, ops, ""));
        }
    }

    private static DayVenue Venue(SeededRandom random, int at, bool faults, Stamp start, long length, long price, long tick)
    {
        var lot = Pick(random, 1, 1, 10, 100);
        var definition = new InstrumentDefinition
        {
            Venue = new($"venue-{(char)('a' + at)}"),
            Instrument = Instrument,
            Symbol = "ABC/USD",
            BaseAsset = "ABC",
            QuoteAsset = "USD",
            Units = Units,
            TickSize = new(tick),
            LotSize = new(lot),
            MinimumQuantity = new(random.Chance(300_000) ? lot * random.Between(2, 30) : 0),
            MinimumNotional = random.Chance(200_000) ? Cost.Of(new(price), new(lot * random.Between(1, 20))) : default,
        };
        return new(definition, Fees(random, price), Settings(random, faults), new()
        {
            Seed = random.Next(),
            Start = start.Plus(random.Between(0, 500) * 1_000_000),
            Length = length,
            Interval = random.Between(60, 700) * 1_000_000,
            Price = new(price + (tick * random.Between(-3, 3))),
            HalfSpread = (int)random.Between(4, 8), // a cross between venues is an arbitrage, which is fine; within one venue there is none
            Step = (int)random.Between(0, 3),
            Levels = (int)random.Between(3, 15),
            LargestLots = random.Between(20, 5_000) / lot is var largest && largest > 0 ? largest : 1,
        });
    }

    private static FeeSchedule Fees(SeededRandom random, long price)
    {
        var tickLot = price * Cost.PerTickLot; // what one quantity unit costs
        return new()
        {
            TakerPpm = (int)random.Between(-200, 3_000),
            PerUnit = random.Chance(250_000) ? random.Between(-tickLot / 5_000, tickLot / 1_000) : 0,
            PerOrder = new(random.Chance(250_000) ? tickLot * (Int128)random.Between(1, 40) / 10 : 0),
            Minimum = new(random.Chance(250_000) ? tickLot * (Int128)random.Between(1, 40) / 10 : 0),
            Rounding = (FeeRounding)random.Below(4),
            RoundingUnit = new(Cost.PerTickLot * (Int128)Pick(random, 1, 100, 10_000)),
        };
    }

    private static SimulatedVenueSettings Settings(SeededRandom random, bool faults) => new()
    {
        Seed = random.Next(),
        OrderLatency = random.Between(0, 40) * 1_000_000,
        ReportLatency = random.Between(0, 40) * 1_000_000,
        Jitter = random.Between(0, 60) * 1_000_000,
        RejectPpm = faults ? (int)Pick(random, 0, 50_000, 300_000) : 0,
        LostReportPpm = faults ? (int)Pick(random, 0, 50_000, 300_000) : 0,
    };

    private static DayParent Parent(SeededRandom random, string name, Stamp start, long length, long price, long lot, long shown)
    {
        var at = start.Plus(600_000_000 + random.Below(length / 2));
        var quantity = Math.Max(1, random.Between(1, 1_000) * shown / 700);
        quantity = random.Chance(500_000) ? Math.Max(lot, quantity / lot * lot) : quantity;
        var order = new ParentOrder
        {
            Id = new(name),
            Instrument = Instrument,
            Side = random.Chance(500_000) ? Side.Buy : Side.Sell,
            Quantity = new(quantity),
            Limit = new(random.Chance(600_000) ? Math.Max(1, price + random.Between(-price / 50, price / 50)) : 0),
            Basis = random.Chance(300_000) ? FeeBasis.Net : FeeBasis.Gross,
            MinimumFill = new(random.Chance(200_000) ? random.Between(1, quantity) : 0),
            Deadline = random.Chance(600_000) ? at.Plus(random.Between(100, 15_000) * 1_000_000) : default,
            ParticipationPpm = random.Chance(400_000) ? (int)random.Between(50_000, 1_000_000) : ParentOrder.FullParticipation,
        };
        var amends = random.Chance(300_000);
        var amendment = new ParentAmended(
            order.Id,
            random.Chance(600_000) ? new(Math.Max(1, quantity * random.Between(20, 180) / 100)) : null,
            random.Chance(400_000) ? new(Math.Max(1, price + random.Between(-price / 50, price / 50))) : null,
            random.Chance(300_000) ? at.Plus(random.Between(50, 9_000) * 1_000_000) : null,
            random.Chance(300_000) ? (int)random.Between(50_000, 1_000_000) : null);
        return new(
            at,
            order,
            amends ? at.Plus(random.Between(1, 4_000) * 1_000_000) : null,
            amends ? amendment : null,
            random.Chance(200_000) ? at.Plus(random.Between(1, 6_000) * 1_000_000) : null);
    }

    private static long Pick(SeededRandom random, params ReadOnlySpan<long> from) => from[(int)random.Below(from.Length)];
}
