using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;
using ExoRoute.Tests.Routing;

namespace ExoRoute.Tests.Risk;

/// <summary>Pre-trade limits through Apply: hard ones refuse or hold back, soft ones are remarked on.</summary>
public class RiskLimitTests
{
    private static readonly RiskScope Btc = new() { Instrument = RouterWorld.Btc };

    // Middles: a 100 (twice 200), b 101 (twice 202): the market is a's, twice 200.
    private static RouterWorld Market(params RiskRule[] rules)
    {
        var world = new RouterWorld(null, "a", "b");
        world.Book("a", (-99, 50), (101, 5), (103, 5));
        world.Book("b", (-100, 50), (102, 10), (120, 90));
        world.Apply(new RiskRulesChanged([.. rules], new("ops"), "test", false));
        return world;
    }

    private static ParentOrder Buy(long lots, string id = "p") => RouterWorld.Buy(lots, id);

    private static (RefusalCode Code, string Reason) Refusal(RouterWorld world) => world.Last.OfType<Refused>().Select(refused => (refused.Code, refused.Reason)).Single();

    public static TheoryData<RiskRule, ParentOrder, ParentOrder, RefusalCode> Refusing => new()
    {
        { new(RiskLimit.Restricted, Btc), Buy(1), Buy(1) with { Instrument = new("eth-usd") }, RefusalCode.Restricted },
        { new(RiskLimit.OrderQuantity, Btc, 9), Buy(10), Buy(9), RefusalCode.OrderQuantity },
        { new(RiskLimit.OrderNotional, Btc, Cost.Of(new(104), new(10)).Count), Buy(10) with { Limit = new(105) }, Buy(10) with { Limit = new(104) }, RefusalCode.OrderNotional },
        { new(RiskLimit.OrderNotional, Btc, Cost.Of(new(100), new(10)).Count), Buy(11), Buy(10), RefusalCode.OrderNotional },
        { new(RiskLimit.OrderNotional, Btc, Cost.Of(new(100), new(10)).Count), Buy(11) with { Side = Side.Sell, Limit = new(1) }, Buy(10) with { Side = Side.Sell, Limit = new(1) }, RefusalCode.OrderNotional },
        { new(RiskLimit.PriceCollar, default, 50_000), Buy(1) with { Limit = new(106) }, Buy(1) with { Limit = new(105) }, RefusalCode.PriceCollar },
        { new(RiskLimit.PriceCollar, default, 50_000), Buy(1) with { Side = Side.Sell, Limit = new(94) }, Buy(1) with { Side = Side.Sell, Limit = new(95) }, RefusalCode.PriceCollar },
        { new(RiskLimit.Position, Btc, 9), Buy(10), Buy(9), RefusalCode.Position },
        { new(RiskLimit.Position, Btc, 9), Buy(10) with { Side = Side.Sell }, Buy(9) with { Side = Side.Sell }, RefusalCode.Position },
        { new(RiskLimit.Credit, default, 1_000) { Asset = "USD" }, Buy(1_001) with { Limit = new(100) }, Buy(1_000) with { Limit = new(100) }, RefusalCode.Credit }, // one lot at 100 is 10^-8 USD
        { new(RiskLimit.OrderQuantity, Btc with { Desk = new("x"), Trader = new("ann"), Client = new("c") }, 1), Buy(2) with { Desk = new("x"), Trader = new("ann"), Client = new("c") }, Buy(2) with { Desk = new("x"), Trader = new("ann") }, RefusalCode.OrderQuantity },
    };

    [Theory]
    [MemberData(nameof(Refusing))]
    public void A_hard_limit_refuses_what_passes_it_and_nothing_at_it(RiskRule rule, ParentOrder beyond, ParentOrder within, RefusalCode code)
    {
        var world = Market(rule);
        world.List(RouterWorld.Listing("a") with { Instrument = new("eth-usd") });
        world.Submit(beyond);
        Refusal(world).Code.Should().Be(code);
        Refusal(world).Reason.Should().StartWith(code.Sentence()).And.Contain(rule.ToString());
        world.Submit(within with { Id = new("q") });
        world.Last.OfType<Refused>().Count().Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public void A_soft_limit_remarks_and_lets_it_through(RiskRule rule, ParentOrder beyond, ParentOrder within, RefusalCode code)
    {
        _ = within;
        var world = Market(rule with { Soft = true });
        world.Submit(beyond with { Deadline = world.Now.Plus(1) });
        world.Last.OfType<Remarked>().First().Code.Should().Be(code);
        world.State.WorkingParents.Count().Should().Be(1);
    }

    [Fact]
    public void All_limits_that_are_passed_are_named_and_the_first_gives_the_code()
    {
        var world = Market(new RiskRule(RiskLimit.OrderQuantity, Btc, 9), new RiskRule(RiskLimit.Position, Btc, 5) { Soft = true }, new RiskRule(RiskLimit.Restricted, Btc));
        world.Submit(Buy(10));
        Refusal(world).Code.Should().Be(RefusalCode.OrderQuantity);
        Refusal(world).Reason.Should().Contain("OrderQuantity 9").And.Contain("Restricted for").And.NotContain("Position");
    }

    [Fact]
    public void The_same_order_again_is_refused_within_the_window_and_taken_after_it()
    {
        var world = Market(new RiskRule(RiskLimit.DuplicateWindow, default) { Window = Stamp.PerSecond });
        world.Submit(Buy(1, "p"));
        world.Submit(Buy(1, "q"));
        Refusal(world).Code.Should().Be(RefusalCode.DuplicateOrder);
        world.Submit(Buy(1, "r") with { Trader = new("ann") });
        world.Last.OfType<Refused>().Count().Should().Be(0, "another trader's is another order");
        world.Submit(Buy(2, "s"));
        world.Last.OfType<Refused>().Count().Should().Be(0);
        world.Wait(999).Submit(Buy(1, "t"));
        Refusal(world).Code.Should().Be(RefusalCode.DuplicateOrder);
        world.Wait(1).Submit(Buy(1, "u"));
        world.Last.OfType<Refused>().Count().Should().Be(0);
    }

    [Fact]
    public void A_position_counts_fills_busts_what_is_out_and_what_the_host_holds()
    {
        var world = Market(new RiskRule(RiskLimit.Position, Btc with { Desk = new("x") }, 20));
        var deadline = world.Now.Plus(60 * Stamp.PerSecond);
        world.Apply(new PositionTold(RouterWorld.Btc, new("x"), default, default, 4));
        world.Submit(Buy(10, "p") with { Desk = new("x"), Deadline = deadline });
        world.Fill(1, 5, 101, "e1");
        world.Submit(Buy(7, "q") with { Desk = new("x") });
        Refusal(world).Reason.Should().Contain("It was 21;", "4 held, 5 filled, 5 out, 7 asked");
        world.Submit(Buy(7, "r") with { Desk = new("y") });
        world.Last.OfType<Refused>().Count().Should().Be(0, "another desk's");
        world.Event(1, OrderEventKind.Bust, bust => bust with { Quantity = new(5), Price = new(101), ExecutionId = "e1" });
        world.Submit(Buy(7, "s") with { Desk = new("x") });
        Refusal(world).Reason.Should().Contain("It was 21;", "what was taken back is asked for again");
        world.Submit(Buy(24, "t") with { Desk = new("x"), Side = Side.Sell, Deadline = deadline });
        world.Last.OfType<Refused>().Count().Should().Be(0, "selling what is held is no position; what is out to buy does not help a sale, nor hinder it");
        world.Submit(Buy(1, "u") with { Desk = new("x"), Side = Side.Sell });
        Refusal(world).Reason.Should().Contain("It was 21;");
    }

    [Fact]
    public void A_sale_that_filled_and_what_others_hold_leave_room_for_a_purchase()
    {
        var world = Market(new RiskRule(RiskLimit.Position, Btc with { Desk = new("x") }, 10));
        world.Submit(Buy(6, "p") with { Desk = new("x"), Side = Side.Sell });
        world.Fill(1, 6, 100);
        world.Ended.Filled.Should().Be(new Lots(6));
        world.Submit(Buy(9, "q") with { Desk = new("y") });
        world.Fill(2, 5, 101);
        world.Fill(3, 4, 102);
        world.Submit(Buy(17, "r") with { Desk = new("x") });
        Refusal(world).Reason.Should().Contain("It was 11;", "six were sold, and another desk's nine do not count");
        world.Submit(Buy(16, "s") with { Desk = new("x") });
        world.Last.OfType<Refused>().Count().Should().Be(0);
    }

    [Fact]
    public void Credit_counts_what_the_client_has_out_and_nothing_of_others()
    {
        var world = Market(new RiskRule(RiskLimit.Credit, new() { Client = new("c") }, 1_000) { Asset = "USD" });
        ParentOrder Order(long lots, string id, string client) => Buy(lots, id) with { Client = new(client), Limit = new(100), Deadline = world.Now.Plus(Stamp.PerSecond) };
        world.List(RouterWorld.Listing("a") with { Instrument = new("gold-usd"), Units = new(0, 1), BaseAsset = "GOLD" }); // one lot at 1: 0.1 USD
        world.Submit(Buy(5, "other") with { Client = new("d") });
        world.Fill(1, 5, 101);
        world.Submit(Order(900, "p", "d"));
        world.Submit(Order(600, "q", "c"));
        world.Last.OfType<Refused>().Count().Should().Be(0);
        world.Submit(Order(401, "r", "c"));
        Refusal(world).Reason.Should().Contain("It was 1001;");
        world.Submit(Order(1, "s", "c") with { Instrument = new("gold-usd"), Limit = new(2) });
        Refusal(world).Reason.Should().Contain("It was 20000600;");
        world.Submit(Order(400, "t", "c"));
        world.Last.OfType<Refused>().Count().Should().Be(0);
    }

    [Fact]
    public void Limits_set_anew_within_a_day_forget_nothing_that_was_traded()
    {
        var rule = new RiskRule(RiskLimit.Credit, default, 10) { Asset = "USD" };
        var world = Market(rule);
        world.Submit(Buy(5) with { Limit = new(101) });
        world.Fill(1, 5, 101);
        world.Apply(new RiskRulesChanged([rule], new("ops"), "", DayBegins: false));
        world.Submit(Buy(5, "q") with { Limit = new(101) });
        Refusal(world).Reason.Should().Contain("It was 12;", "6 moved and 6 asked");
    }

    [Fact]
    public void Credit_counts_money_of_all_instruments_in_its_asset_until_a_day_begins()
    {
        var rule = new RiskRule(RiskLimit.Credit, new() { Client = new("c") }, 1_000) { Asset = "USD" };
        var world = Market(rule);
        ParentOrder Order(long lots, string id) => Buy(lots, id) with { Client = new("c"), Limit = new(101) };
        world.List(RouterWorld.Listing("a") with { Instrument = new("eth-usd"), Units = new(1, 4), BaseAsset = "ETH" }); // one lot at 1: 10^-5 USD
        world.List(RouterWorld.Listing("a") with { Instrument = new("btc-eur"), QuoteAsset = "EUR" });
        world.Submit(Order(5, "p"));
        world.Fill(1, 5, 101);
        world.Ended.End.Should().Be(ParentEnd.Filled);
        world.Submit(Order(986, "q"));
        Refusal(world).Reason.Should().Contain("It was 1002;", "6 moved and 996 asked, each rounded up");
        world.Submit(Order(1, "r") with { Instrument = new("eth-usd") });
        Refusal(world).Reason.Should().Contain("It was 101006;");
        world.Submit(Order(9_999, "s") with { Instrument = new("btc-eur") });
        world.Last.OfType<Refused>().Count().Should().Be(0);
        world.Apply(new RiskRulesChanged([rule], new("ops"), "", DayBegins: true));
        world.Submit(Order(986, "t"));
        world.Last.OfType<Refused>().Count().Should().Be(0);
    }

    [Fact]
    public void Without_any_price_a_limit_on_money_refuses_an_order_that_names_none()
    {
        var world = new RouterWorld(null, "a");
        world.Apply(new RiskRulesChanged([new(RiskLimit.OrderNotional, Btc, 1_000_000_000)], new("ops"), "", false));
        world.Submit(Buy(1));
        Refusal(world).Code.Should().Be(RefusalCode.NoReferencePrice);
        world.Submit(Buy(1, "q") with { Limit = new(5), Deadline = world.Now.Plus(1) });
        world.Last.OfType<Refused>().Count().Should().Be(0);
    }

    [Fact]
    public void A_collar_ends_every_plan_before_prices_beyond_it_and_the_plan_says_so()
    {
        var world = Market(new RiskRule(RiskLimit.PriceCollar, default, 30_000));
        world.Submit(Buy(30) with { DiscretionPpm = 500_000 });
        world.Plan.Should().Equal(("a", 10), ("b", 10));
        world.Placed.Select(child => child.Limit.Count).Should().Equal([103, 103], "103 is 3 % above 100, and discretion ends there too");
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.RiskLimit);
        world.Fill(1, 10, 101);
        world.Fill(2, 10, 102);
        (world.Ended.End, world.Ended.Limit).Should().Be((ParentEnd.NothingMore, PlanLimit.RiskLimit));
    }

    [Fact]
    public void A_collar_ends_a_sale_before_prices_below_it()
    {
        var world = Market(new RiskRule(RiskLimit.PriceCollar, default, 20_000));
        world.Book("a", (-99, 5), (-98, 5), (-97, 50), (101, 5));
        world.Book("b", (-96, 50), (104, 5));
        world.Submit(Buy(30) with { Side = Side.Sell, DiscretionPpm = 500_000 });
        world.Placed.Select(child => (child.Venue.Name, child.Target.Count, child.Limit.Count)).Should().Equal(("a", 10, 98)); // the market is 100, 2 % below it 98
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.RiskLimit);
    }

    [Theory]
    [InlineData(30_000, 20_000, 102)]
    [InlineData(20_000, 30_000, 102)]
    [InlineData(30_000, 30_000, 103)]
    public void Of_two_limits_the_tighter_one_holds(long one, long other, long last)
    {
        var world = Market(new RiskRule(RiskLimit.PriceCollar, default, one), new RiskRule(RiskLimit.PriceCollar, Btc, other));
        world.Submit(Buy(30));
        world.Placed.Max(child => child.Limit.Count).Should().Be(last);
    }

    [Fact]
    public void A_collar_without_a_market_holds_the_venue_back()
    {
        var world = new RouterWorld(null, "a");
        world.Apply(new RiskRulesChanged([new(RiskLimit.PriceCollar, default, 30_000)], new("ops"), "", false));
        world.Book("a", (101, 5));
        world.Submit(Buy(5) with { Deadline = world.Now.Plus(Stamp.PerSecond) });
        world.Plan.Should().BeEmpty("one side has no middle");
        world.Book("a", (-99, 5), (101, 5));
        world.Plan.Should().Equal(("a", 5));
    }

    [Fact]
    public void One_venue_gone_mad_does_not_move_the_market()
    {
        var world = Market(new RiskRule(RiskLimit.PriceCollar, default, 50_000));
        world.List(RouterWorld.Listing("c"));
        world.Book("c", (-1, 5), (9, 5));
        world.Submit(Buy(1) with { Limit = new(105) });
        world.Last.OfType<Refused>().Count().Should().Be(0, "the market is the median of the middles");
    }

    [Fact]
    public void A_child_gets_no_more_than_its_limit_and_the_rest_goes_elsewhere_or_later()
    {
        var world = Market(new RiskRule(RiskLimit.ChildQuantity, Btc with { Venue = new("a") }, 3));
        world.Submit(Buy(12));
        world.Plan.Should().Equal(("a", 3), ("b", 9));
    }

    [Fact]
    public void Open_orders_leave_room_for_so_many_children_the_largest_first_and_wait_for_the_rest()
    {
        var world = Market(new RiskRule(RiskLimit.OpenOrders, default, 1));
        world.Submit(Buy(12));
        world.Plan.Should().Equal([("b", 12)], "a gives 10 at most, b all");
        world.Last.OfType<Placed>().Single().Delta.Excluded.Should().Equal(new PlanExclusion(new("a"), ExclusionReason.RiskLimit));
        world.Submit(Buy(3, "q"));
        world.Last.Should().BeEmpty("it is held, not refused, and not over");
        world.Fill(1, 12, 102);
        world.Plan.Should().Equal(("a", 3));
    }

    [Fact]
    public void Messages_wait_for_the_window_and_go_out_when_it_has_room()
    {
        var world = Market(new RiskRule(RiskLimit.MessageRate, new() { Venue = new("a") }, 1) { Window = Stamp.PerSecond });
        world.Submit(Buy(1, "p"));
        world.Plan.Should().Equal(("a", 1));
        world.Submit(Buy(1, "q") with { Limit = new(101) });
        world.Plan.Should().BeEmpty("b asks 102");
        world.State.NextTimer.Should().Be(world.Now.Plus(Stamp.PerSecond));
        world.Wait(999).Timer().Should().BeEmpty();
        world.Wait(1).Timer();
        world.Plan.Should().Equal(("a", 1));
    }

    [Fact]
    public void Each_window_counts_its_own_messages_and_the_first_to_have_room_is_waited_for()
    {
        var world = Market(
            new RiskRule(RiskLimit.MessageRate, new() { Venue = new("a") }, 1) { Window = 3 * Stamp.PerSecond },
            new RiskRule(RiskLimit.MessageRate, new() { Venue = new("b") }, 1) { Window = 2 * Stamp.PerSecond });
        world.Submit(Buy(1, "p"));
        world.Submit(Buy(1, "q"));
        world.Plan.Should().Equal([("b", 1)], "a message to a is none to b");
        world.Submit(Buy(1, "r") with { Deadline = world.Now.Plus(60 * Stamp.PerSecond) });
        world.State.NextTimer.Should().Be(world.Now.Plus(2 * Stamp.PerSecond));
        world.Wait(2_000).Timer();
        world.Plan.Should().Equal(("b", 1));
    }

    [Fact]
    public void A_cancel_counts_as_a_message_and_is_never_held_back()
    {
        var world = Market(new RiskRule(RiskLimit.MessageRate, default, 1) { Window = Stamp.PerSecond });
        world.Submit(Buy(1));
        world.Wait(500).Cancel();
        world.Last.OfType<CancelSent>().Count().Should().Be(1);
        world.Event(1, OrderEventKind.CancelAck, done => done with { FilledInAll = Lots.Zero });
        world.Wait(600).Submit(Buy(1, "q"));
        world.Plan.Should().BeEmpty("the cancel is 600 ms old");
        world.Wait(400).Timer();
        world.Plan.Should().Equal(("a", 1));
    }

    [Fact]
    public void A_venue_that_is_forbidden_to_a_desk_serves_the_others()
    {
        var world = Market(new RiskRule(RiskLimit.Restricted, new() { Venue = new("a"), Desk = new("x") }));
        world.Submit(Buy(3, "p") with { Desk = new("x") });
        world.Plan.Should().Equal(("b", 3));
        world.Last.OfType<Placed>().Single().Delta.Excluded.Should().Equal(new PlanExclusion(new("a"), ExclusionReason.NotPermitted));
        world.Submit(Buy(3, "q"));
        world.Plan.Should().Equal(("a", 3));
    }

    [Fact]
    public void Soft_limits_of_child_orders_remark_on_what_went_out()
    {
        var world = Market(
            new RiskRule(RiskLimit.ChildQuantity, Btc, 6) { Soft = true },
            new RiskRule(RiskLimit.PriceCollar, default, 10_000) { Soft = true },
            new RiskRule(RiskLimit.OpenOrders, default, 1) { Soft = true },
            new RiskRule(RiskLimit.MessageRate, default, 1) { Soft = true, Window = 1 },
            new RiskRule(RiskLimit.Restricted, new() { Venue = new("a") }) { Soft = true });
        world.Submit(Buy(12));
        world.Plan.Should().Equal(("a", 5), ("b", 7));
        world.Last.OfType<Remarked>().Select(remark => remark.Code).Should().Equal(
            RefusalCode.OpenOrders, RefusalCode.MessageRate, RefusalCode.Restricted,
            RefusalCode.ChildQuantity, RefusalCode.PriceCollar, RefusalCode.OpenOrders, RefusalCode.MessageRate);
    }

    [Fact]
    public void What_is_just_at_a_soft_limit_is_not_remarked_on()
    {
        var world = Market(
            new RiskRule(RiskLimit.ChildQuantity, Btc, 3) { Soft = true },
            new RiskRule(RiskLimit.PriceCollar, default, 10_000) { Soft = true },
            new RiskRule(RiskLimit.OpenOrders, default, 1) { Soft = true },
            new RiskRule(RiskLimit.MessageRate, default, 1) { Soft = true, Window = 1 });
        world.Submit(Buy(3));
        world.Plan.Should().Equal(("a", 3));
        world.Last.OfType<Remarked>().Count().Should().Be(0);
    }

    [Fact]
    public void An_amendment_that_asks_for_more_is_checked_and_one_that_asks_for_less_never_refused()
    {
        var world = Market();
        world.Submit(Buy(10) with { Deadline = world.Now.Plus(Stamp.PerSecond), Limit = new(50) });
        world.Apply(new RiskRulesChanged([new(RiskLimit.OrderQuantity, Btc, 5)], new("ops"), "", false));
        world.Apply(new ParentAmended(new("p"), new(9), null, null, null));
        world.Last.OfType<Refused>().Count().Should().Be(0);
        world.Apply(new ParentAmended(new("p"), new(10), null, null, null));
        Refusal(world).Code.Should().Be(RefusalCode.OrderQuantity);
        world.Apply(new ParentAmended(new("p"), null, new(51), null, null));
        Refusal(world).Code.Should().Be(RefusalCode.OrderQuantity);
    }

    [Fact]
    public void Limits_with_faults_or_without_a_name_are_refused_and_those_before_hold()
    {
        var world = Market(new RiskRule(RiskLimit.OrderQuantity, Btc, 5));
        world.Apply(new RiskRulesChanged([new(RiskLimit.OrderQuantity, default, 5)], new("ops"), "", false));
        Refusal(world).Code.Should().Be(RefusalCode.FaultyRules);
        world.Apply(new RiskRulesChanged([], default, "", false));
        Refusal(world).Code.Should().Be(RefusalCode.NobodyNamed);
        world.Submit(Buy(6));
        Refusal(world).Code.Should().Be(RefusalCode.OrderQuantity);
        new RiskRulesChanged(default, new("ops"), "", false).Faults().Should().ContainSingle().Which.Should().Contain("none at all");
        new RiskRulesChanged([.. Enumerable.Repeat(new RiskRule(RiskLimit.Restricted, Btc), 201)], new("ops"), "", false).Faults().Should().ContainSingle().Which.Should().Contain("0 to 200, were 201");
    }

    [Fact]
    public void Other_limits_set_anew_do_not_forget_what_an_equal_one_counted()
    {
        var rate = new RiskRule(RiskLimit.MessageRate, default, 1) { Window = Stamp.PerSecond };
        var world = Market(rate);
        world.Submit(Buy(1));
        world.Apply(new RiskRulesChanged([new(RiskLimit.OrderQuantity, Btc, 5), rate], new("ops"), "", false));
        world.Submit(Buy(1, "q"));
        world.Plan.Should().BeEmpty();
    }
}
