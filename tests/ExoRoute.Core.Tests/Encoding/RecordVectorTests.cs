using System.Collections.Immutable;
using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Encoding;

/// <summary>One record of every kind, frozen to the byte in tests/vectors: other bytes are another format.</summary>
public class RecordVectorTests
{
    private static readonly string Folder = Path.Combine(CaseFolder.ProjectTop(), "tests", "vectors");

    private static readonly Stamp At = new(1_767_225_600_123_456_789);

    public static TheoryData<string> Kinds => [.. Enum.GetNames<RecordSchema>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_record_of_every_kind_is_written_as_its_vector_says_and_read_from_it(string kind)
    {
        var wanted = Convert.FromHexString(string.Concat(File.ReadLines(Path.Combine(Folder, $"{kind}.hex")).Where(line => !line.StartsWith('#')).Select(line => line.Trim())));
        Encoded(kind).Should().Equal(wanted);
        var read = new RecordDecoder().Decode(wanted);
        (read.Input ?? (object?)read.Decision)!.GetType().Name.Should().Be(kind);
    }

    [Fact]
    public void Every_vector_is_of_a_kind_that_is_known() =>
        Directory.EnumerateFiles(Folder, "*.hex").Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Enum.GetNames<RecordSchema>());

    private static byte[] Encoded(string kind) => Enum.Parse<RecordSchema>(kind) switch
    {
        RecordSchema.SessionOpened => Input(new SessionOpened(new UInt128(0x0123456789abcdef, 0x0123456789abcdef), 3, new())),
        RecordSchema.ListingChanged => Input(new ListingChanged(
            new()
            {
                Venue = new("kraken"),
                Instrument = new("btc-usd"),
                Symbol = "BTC/USD",
                Aliases = ["XBT/USD"],
                BaseAsset = "BTC",
                QuoteAsset = "USD",
                Units = new(1, 8),
                LotSize = new(10),
                MinimumQuantity = new(10_000),
                MinimumNotional = new(5_000_000_000),
            },
            new() { TakerPpm = 4_000, MakerPpm = 2_500, Rounding = FeeRounding.Up, RoundingUnit = new(100) })),
        RecordSchema.BookChanged => Input(Book()),
        RecordSchema.ParentSubmitted => Input(new ParentSubmitted(Order)),
        RecordSchema.ParentAmended => Input(new ParentAmended(Order.Id, new(2_000), default(Ticks), null, 500_000)),
        RecordSchema.ParentCanceled => Input(new ParentCanceled(Order.Id)),
        RecordSchema.ChildChanged => Input(new ChildChanged(new()
        {
            Child = new(7),
            Kind = OrderEventKind.Fill,
            Quantity = new(600),
            Price = new(999_990),
            Fee = new(2_399_976_000_000),
            FilledInAll = new(600),
            ExecutionId = "TX-1",
            VenueTime = At.Plus(-1_000),
        })),
        RecordSchema.OwnOrdersChanged => Input(new OwnOrdersChanged(
            new("kraken"), new("btc-usd"), true, [new(BookSide.Bid, new(999_990), new(600)), new(BookSide.Bid, new(999_980), new(5)), new(BookSide.Ask, new(1_000_010), new(7))])),
        RecordSchema.RiskRulesChanged => Input(new RiskRulesChanged(
            [
                new(RiskLimit.PriceCollar, default, 50_000),
                new(RiskLimit.Credit, new() { Desk = new("crypto") }, 100_000_000_000_000) { Asset = "USD", Soft = true },
                new(RiskLimit.MessageRate, new() { Venue = new("kraken") }, 50) { Window = Stamp.PerSecond },
            ],
            new("ops"), "opening", DayBegins: true)),
        RecordSchema.PositionTold => Input(new PositionTold(new("btc-usd"), new("crypto"), default, new("acme"), -250)),
        RecordSchema.KillSwitched => Input(new KillSwitched(Ann, new("ops"), "drill")),
        RecordSchema.KillReleased => Input(new KillReleased(Ann, new("ops"), "")),
        RecordSchema.VenueReported => Input(new VenueReported(new("kraken"), VenueReportKind.OpenOrders, ["aaaaaaaaadaaaaaaah", "manual-1"], At.Plus(-1_000_000))),
        RecordSchema.Remarked => Output(new Remarked(41, 1, Order.Id, RefusalCode.ChildQuantity, RefusalCode.ChildQuantity.Sentence())),
        RecordSchema.KillCompleted => Output(new KillCompleted(77, 1, 70, 1_500_000, [new(new(7), 900_000, Lots.Zero), new(new(9), 1_500_000, new(25))])),
        RecordSchema.TimerFired => Input(new TimerFired()),
        RecordSchema.Placed => Output(Placed()),
        RecordSchema.CancelSent => Output(new CancelSent(41, 1, new(7))),
        RecordSchema.Asked => Output(new Asked(41, 1, new(7))),
        RecordSchema.ParentEnded => Output(new ParentEnded(41, 1, Order.Id, ParentEnd.NothingMore, new(600), Cost.Of(new(999_990), new(600)), new(2_399_976_000_000), PlanLimit.LimitPrice)),
        RecordSchema.Refused => Output(new Refused(41, 1, Order.Id, RefusalCode.NotListed, "No venue lists 'btc-usd'.")),
        _ => Output(new Alarmed(41, 1, new(7), "Child 7 is filled with 700 of 600 asked.")),
    };

    private static RiskScope Ann => new() { Instrument = new("btc-usd"), Trader = new("ann") };

    private static ParentOrder Order { get; } = new()
    {
        Id = new("p-1"),
        Instrument = new("btc-usd"),
        Side = Side.Sell,
        Quantity = new(1_000),
        Limit = new(999_000),
        Basis = FeeBasis.Net,
        MinimumFill = new(100),
        Deadline = At.Plus(60 * Stamp.PerSecond),
        ParticipationPpm = 250_000,
    };

    private static BookChanged Book()
    {
        var update = new BookUpdate();
        update.Add(BookSide.Bid, new(999_990), new(600));
        update.Add(BookSide.Bid, new(999_980), Lots.Zero);
        update.Add(BookSide.Ask, new(1_000_010), new(5));
        return new() { Venue = new("kraken"), Instrument = new("btc-usd"), Status = BookStatus.Broken, Cause = BookGapCause.ChecksumMismatch, UpdatedAt = At.Plus(-250), Update = update };
    }

    private static Placed Placed()
    {
        var child = new ChildOrder
        {
            Id = new(7),
            ClientId = ClientOrderId.For(new UInt128(0x0123456789abcdef, 0x0123456789abcdef), 3, new(7)),
            Parent = Order.Id,
            Venue = new("kraken"),
            Instrument = Order.Instrument,
            Side = Side.Sell,
            Target = new(600),
            Limit = new(999_990),
            DecidedAt = At,
        };
        var delta = new PlanDelta
        {
            Parent = Order.Id,
            Number = 2,
            Basis = 41,
            Engine = "branch-and-bound",
            Asked = new(1_000),
            Changes = [new(child.Venue, child.Target, child.Limit, new(-597_594_024_000_000))],
            Excluded = [new(new("bitstamp"), ExclusionReason.BookTooOld), new(new("coinbase"), ExclusionReason.Resting)],
            Prices = new(new DualPrice(-9_959_900_400_000, 10)),
            Cost = new(-597_594_024_000_000),
            Bound = new(-597_594_024_000_500),
            Nodes = 3,
            Limit = PlanLimit.LimitPrice,
        };
        return new(41, 1, delta, [child]);
    }

    private static byte[] Input(RouterInput input) => new RecordEncoder().Encode(At, input).ToArray();

    private static byte[] Output(Decision decision) => new RecordEncoder().Encode(decision).ToArray();
}
