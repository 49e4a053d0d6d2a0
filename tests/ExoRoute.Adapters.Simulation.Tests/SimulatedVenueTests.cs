using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.Simulation.Tests;

public class SimulatedVenueTests
{
    private static readonly SimulatedVenueSettings AtOnce = new() { OrderLatency = 0, ReportLatency = 0 };

    [Fact]
    public void An_order_takes_the_levels_up_to_its_limit_best_first_and_its_rest_expires_with_what_it_filled()
    {
        var world = new World(AtOnce);
        world.Book((100, 5), (101, 5), (102, 5));
        world.Send(1, 20, 101).Should().Equal("Fill 5 at 100", "Fill 5 at 101", "Expire in all 10");
        world.Send(2, 3, 99).Should().Equal("Expire in all 0");
    }

    [Fact]
    public void What_was_taken_stays_taken_until_that_level_changes()
    {
        var world = new World(AtOnce);
        world.Book((100, 5), (101, 5));
        world.Send(1, 3, 100).Should().Equal("Fill 3 at 100");
        world.Send(2, 5, 100).Should().Equal("Fill 2 at 100", "Expire in all 2");
        world.Change((101, 7));
        world.Send(3, 5, 100).Should().Equal("Expire in all 0");
        world.Change((100, 4));
        world.Send(4, 5, 100).Should().Equal("Fill 4 at 100", "Expire in all 4");
    }

    [Fact]
    public void Listing_it_anew_gives_nothing_back()
    {
        var world = new World(AtOnce);
        world.Book((100, 5));
        world.Send(1, 5, 100).Should().Equal("Fill 5 at 100");
        world.List(World.Listing);
        world.Send(2, 5, 100).Should().Equal("Expire in all 0");
    }

    [Fact]
    public void A_sale_takes_the_bids()
    {
        var world = new World(AtOnce);
        world.Book((-99, 5), (-98, 5), (100, 5));
        world.Send(1, 7, 98, Side.Sell).Should().Equal("Fill 5 at 99", "Fill 2 at 98");
    }

    [Theory]
    [InlineData(10, 101, "price is off the tick")]
    [InlineData(11, 100, "quantity is off the lot")]
    [InlineData(10, 100, "quantity is below the minimum")]
    [InlineData(20, 100, "notional is below the minimum")]
    [InlineData(40, 100, null)]
    public void The_rules_of_the_listing_refuse(long lots, long limit, string? reason)
    {
        var world = new World(AtOnce);
        world.List(World.Listing with { TickSize = new(2), LotSize = new(10), MinimumQuantity = new(20), MinimumNotional = Cost.Of(new(100), new(30)) });
        world.Book((100, 100));
        world.Send(1, lots, limit).Should().Equal(reason is null ? $"Fill {lots} at 100" : $"Reject {reason}");
    }

    [Fact]
    public void An_instrument_that_is_not_listed_does_not_trade_or_has_no_proved_market_is_refused()
    {
        var world = new World(AtOnce);
        world.Send(1, 1, 100).Should().Equal("Reject no market");
        world.Book((100, 5));
        world.Broken();
        world.Send(2, 1, 100).Should().Equal("Reject no market");
        world.List(World.Listing with { State = TradingState.Halted });
        world.Send(3, 1, 100).Should().Equal("Reject instrument does not trade");
        world.Send(4, 1, 100, instrument: "eth-usd").Should().Equal("Reject instrument is not listed");
        world.Venue.OrdersReceived.Should().Be(4);
    }

    [Fact]
    public void A_client_order_id_counts_once()
    {
        var world = new World(AtOnce);
        world.Book((100, 5));
        world.Send(1, 1, 100).Should().Equal("Fill 1 at 100");
        world.Send(1, 1, 100).Should().Equal("Reject duplicate client order id");
        world.Query(1).Should().Equal("Fill 1 at 100");
    }

    [Fact]
    public void Fees_are_charged_on_the_order_as_a_whole_each_fill_with_what_it_adds()
    {
        var world = new World(AtOnce);
        world.List(World.Listing, new() { TakerPpm = 1_000, PerOrder = new(7), Minimum = new(1_000_000), Rounding = FeeRounding.Up, RoundingUnit = new(1_000) });
        world.Book((100, 5), (101, 5), (102, 50));
        world.Send(1, 30, 102);

        // Running fees after each fill: 500,007 (the minimum counts), 1,005,007 and 3,045,007, each rounded up to thousands.
        world.Heard.Where(one => one.Kind == OrderEventKind.Fill).Select(one => (long)one.Fee.Count).Should().Equal(1_000_000, 6_000, 2_040_000);
    }

    [Fact]
    public void It_fills_against_the_book_at_its_arrival_and_is_heard_of_later_still()
    {
        var world = new World(new() { OrderLatency = 1_000, ReportLatency = 500 });
        world.Book((100, 5));
        world.Post(1, 5, 100);
        world.Time.Next.Should().Be(new Stamp(1_000));
        world.Change((100, 2));
        world.Time.Step();
        world.Heard.Should().BeEmpty();
        world.Run().Should().Equal("Fill 2 at 100", "Expire in all 2");
        (world.Time.Now, world.Heard[0].VenueTime).Should().Be((new Stamp(1_500), new Stamp(1_000)));
    }

    [Fact]
    public void One_seed_gives_one_day_and_another_seed_another()
    {
        static List<string> Day(ulong seed)
        {
            var world = new World(new() { Seed = seed, Jitter = 1_000_000, RejectPpm = 200_000, LostReportPpm = 200_000 });
            world.Book([.. Enumerable.Range(0, 50).Select(place => (100L + place, 3L))]);
            for (var child = 1; child <= 40; child++)
            {
                world.Post(child, 5, 150);
            }

            world.Run();
            return [.. world.Heard.Select(one => $"{one.Child} {one.Kind} {one.Quantity} {one.VenueTime.Nanoseconds}")];
        }

        var day = Day(1);
        day.Should().Equal(Day(1)).And.NotEqual(Day(2));
        day.Should().Contain(one => one.Contains("Reject"));
    }

    [Fact]
    public void A_report_that_was_lost_is_told_when_the_venue_is_asked()
    {
        var world = new World(AtOnce with { LostReportPpm = 1_000_000 });
        world.Book((100, 5));
        world.Send(1, 7, 100).Should().BeEmpty();
        world.Query(1).Should().Equal("Fill 5 at 100", "Expire in all 5");
        var first = world.Heard[0].ExecutionId;
        world.Query(1);
        world.Heard.Where(one => one.Kind == OrderEventKind.Fill).Should().OnlyContain(one => one.ExecutionId == first);
        world.Query(2).Should().Equal("NotFound");
    }

    [Fact]
    public void An_order_that_a_question_overtook_and_that_was_denied_does_not_trade()
    {
        var world = new World(AtOnce);
        world.Book((100, 5));
        world.Query(1).Should().Equal("NotFound");
        world.Send(1, 3, 100).Should().Equal("Reject duplicate client order id");
        world.Query(1).Should().Equal("NotFound");
        world.Send(2, 5, 100).Should().Equal("Fill 5 at 100");
    }

    [Fact]
    public void There_is_nothing_to_cancel_once_it_arrived_and_a_cancel_that_overtook_it_denies_nothing()
    {
        var world = new World(AtOnce);
        world.Book((100, 5));
        world.Send(1, 1, 100);
        world.Cancel(1).Should().Equal("CancelReject");
        world.Cancel(2).Should().Equal("CancelReject");
        world.Send(2, 4, 100).Should().Equal("Fill 4 at 100");
    }

    [Fact]
    public void Settings_with_faults_are_refused_with_all_of_them() => FluentActions
        .Invoking(() => new SimulatedVenue(new("v"), new() { OrderLatency = -1, ReportLatency = -1, Jitter = -1, RejectPpm = -1, LostReportPpm = 1_000_001 }, new(default)))
        .Should().Throw<ArgumentException>().WithMessage("Venue 'v'*OrderLatency*ReportLatency*Jitter*RejectPpm*LostReportPpm*1000001*");

    private sealed class World : IVenueSink
    {
        public static readonly InstrumentDefinition Listing = new() { Venue = new("v"), Instrument = new("btc-usd"), Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8) };
        private readonly Book _book = new(new("v"), Listing.Instrument, BookStatus.Sequenced);

        public World(SimulatedVenueSettings settings)
        {
            Venue = new(new("v"), settings, Time);
            Venue.Attach(this);
            List(Listing);
        }

        public VirtualTime Time { get; } = new(default);

        public SimulatedVenue Venue { get; }

        public List<OrderEvent> Heard { get; } = [];

        public void Happened(VenueId venue, OrderEvent happened) => Heard.Add(happened);

        public void List(InstrumentDefinition listing, FeeSchedule? fees = null) => Venue.List(listing, fees ?? FeeSchedule.None);

        public void Book(params (long Price, long Lots)[] levels) => Apply(true, levels);

        public void Change(params (long Price, long Lots)[] levels) => Apply(false, levels);

        public void Broken()
        {
            _book.Break(BookGapCause.SequenceGap, 1, 2, default);
            Venue.Changed(_book, default);
        }

        public void Post(long child, long lots, long limit, Side side = Side.Buy, string instrument = "btc-usd") => Sent(Venue.SendAsync(Child(child, lots, limit, side, instrument), default));

        public List<string> Send(long child, long lots, long limit, Side side = Side.Buy, string instrument = "btc-usd")
        {
            Post(child, lots, limit, side, instrument);
            return Run();
        }

        public List<string> Query(long child)
        {
            Sent(Venue.QueryAsync(Child(child, 1, 1), default));
            return Run();
        }

        public List<string> Cancel(long child)
        {
            Sent(Venue.CancelAsync(Child(child, 1, 1), default));
            return Run();
        }

        public List<string> Run()
        {
            var before = Heard.Count;
            while (Time.Step())
            {
            }

            return [.. Heard.Skip(before).Select(one => one.Kind switch
            {
                OrderEventKind.Fill => $"Fill {one.Quantity.Count} at {one.Price.Count}",
                OrderEventKind.Expire => $"Expire in all {one.FilledInAll?.Count}",
                OrderEventKind.Reject => $"Reject {one.Reason}",
                _ => one.Kind.ToString(),
            })];
        }

        private static void Sent(ValueTask call) => call.IsCompletedSuccessfully.Should().BeTrue();

        private static ChildOrder Child(long child, long lots, long limit, Side side = Side.Buy, string instrument = "btc-usd") => new()
        {
            Id = new(child),
            ClientId = ClientOrderId.For(1, 1, new(child)),
            Parent = new("p"),
            Venue = new("v"),
            Instrument = new(instrument),
            Side = side,
            Target = new(lots),
            Limit = new(limit),
        };

        private void Apply(bool snapshot, (long Price, long Lots)[] levels)
        {
            var update = new BookUpdate { IsSnapshot = snapshot };
            foreach (var (price, lots) in levels)
            {
                update.Add(price < 0 ? BookSide.Bid : BookSide.Ask, new(Math.Abs(price)), new(lots));
            }

            _book.Apply(update, default);
            Venue.Changed(_book, default);
        }
    }
}
