using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

/// <summary>What a plan may use, what it leaves out and why, and which limit it names.</summary>
public class PlanLimitTests
{
    [Fact]
    public void A_gross_limit_bounds_the_venues_price_a_net_one_the_price_with_its_fee()
    {
        var world = Market(new() { TakerPpm = 10_000 });
        world.Submit(Buy(15, "gross") with { Limit = new(1_010) });
        world.Plan.Should().Equal(("a", 10));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.LimitPrice);

        world = Market(new() { TakerPpm = 10_000 });
        world.Submit(Buy(15, "net") with { Limit = new(1_010), Basis = FeeBasis.Net });
        world.Plan.Should().Equal(("a", 5)); // 1000 + 1 % is 1010; 1010 + 1 % is beyond
        world.Placed.Single().Limit.Should().Be(new Ticks(1_000));
    }

    [Fact]
    public void A_minimum_fill_that_cannot_be_reached_sends_nothing()
    {
        var world = Market();
        world.Submit(Buy(40) with { MinimumFill = new(16) });
        world.Plan.Should().BeEmpty();
        (world.Ended.End, world.Ended.Limit).Should().Be((ParentEnd.NothingMore, PlanLimit.MinimumFill));
        world.Submit(Buy(40, "q") with { MinimumFill = new(15) });
        world.Plan.Should().Equal(("a", 15));
    }

    [Fact]
    public void What_is_out_counts_towards_a_minimum_fill()
    {
        var world = new RouterWorld(null, "a", "b");
        world.Book("a", (1_000, 5));
        world.Book("b", (1_000, 5));
        world.Submit(Buy(10) with { MinimumFill = new(10), Deadline = world.Now.Plus(10 * Stamp.PerSecond) });
        world.Plan.Should().Equal(("a", 5), ("b", 5));
        world.Event(1, OrderEventKind.Reject);
        world.Wait(1_000).Timer();
        world.Plan.Should().Equal([("a", 5)], "with the 5 that are out it reaches 10");
    }

    [Fact]
    public void A_share_of_each_displayed_level_is_taken_and_named()
    {
        var world = Market();
        world.Submit(Buy(15) with { ParticipationPpm = 400_000 });
        world.Plan.Should().Equal(("a", 6)); // 2 + 2 + 2 of 5 + 5 + 5
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.Participation);
    }

    [Fact]
    public void A_share_that_is_out_is_not_planned_again_though_its_child_fills_better_levels_first()
    {
        var world = new RouterWorld(null, "a");
        world.Book("a", (100, 1_000), (101, 50));
        world.Submit(Buy(500) with { ParticipationPpm = 100_000, Deadline = world.Now.Plus(10 * Stamp.PerSecond) });
        world.Plan.Should().Equal(("a", 105)); // 100 + 5, which may all fill at 100
        world.Event(1, OrderEventKind.Sent);
        world.Plan.Should().BeEmpty();
        world.Fill(1, 105);
        world.Plan.Should().BeEmpty();
        world.Change("a", (101, 200));
        world.Plan.Should().Equal([("a", 15)], "20 of the new level, less the 5 that the other one gave too much");
    }

    [Fact]
    public void A_lot_or_a_minimum_that_the_rest_is_below_is_named()
    {
        var world = new RouterWorld();
        world.List(Listing("a") with { LotSize = new(4) });
        world.Book("a", (1_000, 100));
        world.Submit(Buy(10));
        world.Plan.Should().Equal(("a", 8));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.LotOrMinimum);
        world.Fill(1, 8, 1_000);
        (world.Ended.End, world.Ended.Limit).Should().Be((ParentEnd.NothingMore, PlanLimit.LotOrMinimum));

        world.List(Listing("a") with { MinimumQuantity = new(20) });
        world.Submit(Buy(10, "q"));
        world.Ended.Limit.Should().Be(PlanLimit.LotOrMinimum);
    }

    [Fact]
    public void Liquidity_is_named_where_the_books_hold_no_more_and_no_venue_where_none_can_be_used()
    {
        var world = Market();
        world.Submit(Buy(16));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.Liquidity);
        world = new RouterWorld(null, "a");
        world.Submit(Buy(16));
        world.Ended.Limit.Should().Be(PlanLimit.NoVenue);
        world = Market();
        world.Submit(Buy(15));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.None);
    }

    [Fact]
    public void A_listing_dated_later_holds_from_its_date_and_the_old_one_until_then()
    {
        var world = new RouterWorld(null, "a");
        var later = world.Now.Plus(5 * Stamp.PerSecond);
        world.List(Listing("a") with { From = later }, new FeeSchedule { TakerPpm = 100_000 });
        world.Book("a", (1_000, 50));
        world.Submit(Buy(5, "before"));
        world.Last.OfType<Placed>().Single().Delta.Cost.Should().Be(Cost.Of(new(1_000), new(5)));
        world.Submit(Buy(5, "waits") with { Limit = new(1), Deadline = later.Plus(Stamp.PerSecond) });
        world.State.NextTimer.Should().Be(later, "whoever waits may want the new terms");

        world.Wait(5_000);
        world.Submit(Buy(5, "after"));
        world.Last.OfType<Placed>().Single().Delta.Cost.Should().Be(new Cost(Cost.Of(new(1_000), new(5)).Count / 10 * 11));
    }

    [Fact]
    public void A_contract_is_not_routed_because_its_money_is_not_price_times_quantity()
    {
        foreach (var contract in new[] { Listing("a") with { IsInverse = true }, Listing("a") with { ContractMultiplier = 100 } })
        {
            var world = new RouterWorld(null);
            world.List(contract);
            world.Alarms.Should().ContainSingle().Which.Should().Contain("Contracts are not routed");
            world.Submit(Buy(5));
            world.Last.OfType<Refused>().Should().ContainSingle().Which.Reason.Should().Contain("No venue lists");
        }
    }

    [Fact]
    public void A_listing_that_changes_its_units_or_assets_is_not_taken()
    {
        var world = new RouterWorld(null, "a");
        world.List(Listing("a") with { Units = new(3, 8) });
        world.Alarms.Should().ContainSingle().Which.Should().Contain("not the same thing as 'btc-usd' listed at 'a'");
        world.Book("a", (1_000, 5));
        world.Submit(Buy(5));
        world.Last.OfType<Placed>().Should().ContainSingle();
    }

    [Fact]
    public void Every_venue_that_is_left_out_is_named_with_its_reason()
    {
        var world = new RouterWorld(null, "a", "b", "d", "e", "f", "g");
        world.List(Listing("b") with { State = TradingState.Halted });
        world.List(Listing("c") with { From = world.Now.Plus(3_600 * Stamp.PerSecond) });
        world.Book("d", BookStatus.Broken, true, (1_000, 5));
        world.Book("e", BookStatus.Unproved, true, (1_000, 5));
        world.Book("f", BookStatus.Seeded, true, (1_000, 5));
        world.Wait(10_001);
        world.Book("g", (1_000, 1));
        world.Submit(Buy(5));
        world.Last.OfType<Placed>().Single().Delta.Excluded.Select(excluded => (excluded.Venue.Name, excluded.Reason)).Should().Equal(
            ("a", ExclusionReason.NoBook), ("b", ExclusionReason.NotTrading), ("c", ExclusionReason.NotTrading), ("d", ExclusionReason.BookBroken),
            ("e", ExclusionReason.BookNotProved), ("f", ExclusionReason.BookTooOld));
    }

    [Fact]
    public void A_policy_can_take_unproved_books_of_any_age()
    {
        var world = new RouterWorld(null, "a");
        world.Book("a", BookStatus.Unproved, true, (1_000, 5));
        world.Wait(1_000_000);
        world.Submit(Buy(5) with { Books = new(BookStatus.Unproved, 0, 0) });
        world.Plan.Should().Equal(("a", 5));
    }

    [Fact]
    public void Resting_venues_and_those_given_up_are_named()
    {
        var world = new RouterWorld(new() { MaxRejects = 1 }, "a", "b");
        world.Book("a", (1_000, 5));
        world.Book("b", (1_001, 5));
        world.Submit(Buy(5));
        world.Event(1, OrderEventKind.Reject);
        world.Last.OfType<Placed>().Single().Delta.Excluded.Should().Equal(new PlanExclusion(new("a"), ExclusionReason.TooManyRejects));
        world = new RouterWorld(null, "a", "b");
        world.Book("a", (1_000, 5));
        world.Book("b", (1_001, 5));
        world.Submit(Buy(5));
        world.Event(1, OrderEventKind.Reject);
        world.Last.OfType<Placed>().Single().Delta.Excluded.Should().Equal(new PlanExclusion(new("a"), ExclusionReason.Resting));
    }

    [Fact]
    public void A_listing_that_is_not_the_same_thing_or_has_faults_raises_an_alarm_and_is_not_taken()
    {
        var world = Market();
        world.List(Listing("b") with { QuoteAsset = "USDT" });
        world.Alarms.Single().Should().Contain("not the same thing").And.Contain("'b'").And.Contain("'a'");
        world.List(Listing("b") with { TickSize = default });
        world.Alarms.Single().Should().Contain("TickSize");
        world.Book("b", (1, 5));
        world.Alarms.Single().Should().Contain("nobody lists");
    }

    [Fact]
    public void A_listing_changed_while_an_order_works_counts_from_the_next_plan_on()
    {
        var world = Market();
        world.List(Listing("a"), new() { TakerPpm = 10_000 });
        world.Submit(Buy(1));
        world.Last.OfType<Placed>().Single().Delta.Cost.Should().Be(new Cost(1_000 * 1_010_000));
    }

    [Fact]
    public void A_book_that_moves_without_an_order_to_work_for_allocates_nothing()
    {
        var state = new RouterState();
        state.Apply(new(0, default, new SessionOpened(1, 1, new())));
        state.Apply(new(1, default, new ListingChanged(Listing("a"), FeeSchedule.None)));
        var update = new BookUpdate();
        RouterInput input = new BookChanged { Venue = new("a"), Instrument = Btc, Status = BookStatus.Sequenced, UpdatedAt = default, Update = update };
        for (var i = 0; i < 64; i++)
        {
            update.Add(i % 2 == 0 ? BookSide.Bid : BookSide.Ask, new(1_000 + i), new(1 + i));
        }

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                state.Apply(new(2 + i, default, input));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Code that is not optimised yet boxes: as many rounds as that takes.
        Enumerable.Range(0, 10_000).Any(_ => Allocated() == 0).Should().BeTrue();
    }

    private static RouterWorld Market(FeeSchedule? fees = null)
    {
        var world = new RouterWorld();
        world.List(Listing("a"), fees);
        world.Book("a", (1_000, 5), (1_010, 5), (1_020, 5));
        return world;
    }
}
