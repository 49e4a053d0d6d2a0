using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

/// <summary>From the hand-over of a parent order to its end, through Apply alone.</summary>
public class ParentLifeTests
{
    [Fact]
    public void An_order_becomes_a_plan_and_the_plan_becomes_children()
    {
        var world = Market();
        world.Submit(Buy(12));
        world.Plan.Should().Equal(("a", 5), ("b", 7));
        var placed = world.Last.OfType<Placed>().Single();
        (placed.Delta.Number, placed.Delta.Limit, placed.Delta.Cost).Should().Be((1, PlanLimit.None, Cost.Of(new(100), new(5)) + Cost.Of(new(101), new(7))));
        placed.Delta.Bound.Should().Be(placed.Delta.Cost, "it is proved");
        placed.Children.Select(child => (child.Id.Number, child.Limit.Count)).Should().Equal((1, 100), (2, 101));
        placed.Children.Select(child => child.ClientId).Should().Equal(ClientOrderId.For(0xA5, 1, new(1)), ClientOrderId.For(0xA5, 1, new(2)));
    }

    [Fact]
    public void When_all_of_it_traded_it_ends_with_what_was_paid()
    {
        var world = Market();
        world.Submit(Buy(5));
        world.Event(1, OrderEventKind.Fill, fill => fill with { Quantity = new(5), Price = new(100), Fee = new(7) });
        (world.Ended.End, world.Ended.Filled, world.Ended.Traded, world.Ended.Fees).Should().Be((ParentEnd.Filled, new Lots(5), Cost.Of(new(100), new(5)), new Cost(7)));
        world.State.WorkingParents.Should().BeEmpty();
    }

    [Fact]
    public void A_sale_takes_the_bids_and_money_comes_in()
    {
        var world = Market();
        world.Book("a", (-99, 10), (100, 5));
        world.Submit(Buy(5) with { Side = Side.Sell });
        world.Placed.Single().Limit.Should().Be(new Ticks(99));
        world.Fill(1, 5, 99);
        world.Ended.Traded.Should().Be(-Cost.Of(new(99), new(5)));
    }

    [Fact]
    public void What_a_child_leaves_is_planned_again_elsewhere()
    {
        var world = Market();
        world.Submit(Buy(5));
        world.Fill(1, 2);
        world.Plan.Should().BeEmpty("the rest is still out");
        world.Expire(1, 2);
        world.Plan.Should().Equal(("b", 3));
        world.Last.OfType<Placed>().Single().Delta.Number.Should().Be(2);
    }

    [Fact]
    public void Levels_where_a_child_expired_are_not_there_until_they_change()
    {
        var world = Market();
        world.Submit(Buy(5) with { Deadline = world.Now.Plus(Stamp.PerSecond) });
        world.Book("b");
        world.Expire(1, 0);
        world.Plan.Should().BeEmpty();
        world.Change("a", (99, 0));
        world.Plan.Should().BeEmpty("the level at 100 is as it was");
        world.Change("a", (100, 6));
        world.Plan.Should().Equal(("a", 5));
    }

    [Fact]
    public void A_venue_that_refuses_rests_and_is_given_up_after_its_tries()
    {
        var world = new RouterWorld(new() { MaxRejects = 2, RestAfterReject = 1_000_000_000 }, "a");
        world.Book("a", (100, 5));
        world.Submit(Buy(5));
        world.Event(1, OrderEventKind.Reject);
        world.Plan.Should().BeEmpty();
        world.State.NextTimer.Should().Be(world.Now.Plus(1_000_000_000), "it is tried again then");
        world.Wait(999).Timer().Should().BeEmpty();
        world.Wait(1).Timer();
        world.Plan.Should().Equal(("a", 5));
        world.Event(2, OrderEventKind.Reject);
        (world.Ended.End, world.Ended.Limit).Should().Be((ParentEnd.NothingMore, PlanLimit.NoVenue));
    }

    [Fact]
    public void Without_a_deadline_it_ends_when_no_venue_has_more_and_names_the_limit()
    {
        var world = Market();
        world.Submit(Buy(20));
        world.Plan.Should().Equal(("a", 5), ("b", 10));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.Liquidity);
        world.Fill(1, 5);
        world.Fill(2, 10, 101);
        (world.Ended.End, world.Ended.Filled, world.Ended.Limit).Should().Be((ParentEnd.NothingMore, new Lots(15), PlanLimit.Liquidity));
    }

    [Fact]
    public void With_a_deadline_it_waits_for_books_and_ends_when_that_comes()
    {
        var world = Market();
        var deadline = world.Now.Plus(Stamp.PerSecond);
        world.Submit(Buy(20) with { Deadline = deadline });
        world.Fill(1, 5);
        world.Fill(2, 10, 101);
        world.Last.Should().BeEmpty();
        world.State.NextTimer.Should().Be(deadline);
        world.Change("a", (98, 2));
        world.Plan.Should().Equal(("a", 2));
        world.Wait(1_000).Timer();
        world.Last.OfType<CancelSent>().Should().ContainSingle("its child is still out");
        world.Expire(3, 0);
        (world.Ended.End, world.Ended.Filled).Should().Be((ParentEnd.DeadlinePassed, new Lots(15)));
    }

    [Fact]
    public void Two_parents_do_not_take_one_level_twice()
    {
        var world = Market();
        world.Submit(Buy(5, "p"));
        world.Submit(Buy(5, "q"));
        world.Plan.Should().Equal(("b", 5));
    }

    [Fact]
    public void What_a_venue_never_took_is_given_back_where_it_was_taken()
    {
        var world = new RouterWorld(null, "a");
        world.Book("a", (100, 5), (101, 5), (102, 5));
        world.Submit(Buy(5, "p"));
        world.Submit(Buy(5, "q"));
        world.Placed[^1].Limit.Should().Be(new Ticks(101));
        world.Event(2, OrderEventKind.CancelAck, done => done with { FilledInAll = Lots.Zero });
        world.Placed[^1].Limit.Should().Be(new Ticks(101), "the first parent still takes the level at 100");
    }

    [Fact]
    public void As_many_children_are_sent_as_the_cap_says_and_no_more()
    {
        var world = new RouterWorld(new() { MaxChildren = 3 }, "a", "b");
        world.Book("a", (100, 5));
        world.Book("b", (100, 5));
        world.Submit(Buy(10));
        world.Expire(1, 0);
        world.Expire(2, 0);
        world.Book("a", (100, 4));
        world.Plan.Should().BeEmpty("the order is over: it was for now");
        world.Placed.Should().HaveCount(2);

        world = new RouterWorld(new() { MaxChildren = 3 }, "a", "b");
        world.Book("a", (100, 5));
        world.Book("b", (100, 5));
        world.Submit(Buy(10) with { Deadline = world.Now.Plus(Stamp.PerSecond) });
        world.Book("a", (100, 4));
        world.Book("b", (100, 4));
        world.Expire(1, 0);
        world.Placed.Should().HaveCount(3);
        world.Expire(2, 0);
        world.Expire(3, 0);
        world.Book("a", (100, 5));
        world.Ended.End.Should().Be(ParentEnd.TooManyChildren);
        world.Placed.Should().HaveCount(3);
    }

    [Fact]
    public void Amended_up_the_rest_is_planned_amended_to_what_is_filled_it_ends()
    {
        var world = Market();
        world.Submit(Buy(5) with { Deadline = world.Now.Plus(Stamp.PerSecond) });
        world.Apply(new ParentAmended(new("p"), new Lots(8), null, null, null));
        world.Plan.Should().Equal(("b", 3));
        world.Fill(1, 5);
        world.Expire(2, 0);
        world.Apply(new ParentAmended(new("p"), new Lots(5), null, null, null));
        (world.Ended.End, world.Ended.Filled).Should().Be((ParentEnd.Filled, new Lots(5)));
    }

    [Fact]
    public void An_amendment_below_what_is_out_or_with_faults_is_refused_whole()
    {
        var world = Market();
        world.Submit(Buy(12) with { Deadline = world.Now.Plus(Stamp.PerSecond) });
        world.Fill(1, 5);
        world.Apply(new ParentAmended(new("p"), new Lots(11), new Ticks(1), null, null));
        world.Last.OfType<Refused>().Single().Reason.Should().Contain("11").And.Contain("filled (5)").And.Contain("out (7)");
        world.Apply(new ParentAmended(new("p"), null, new Ticks(-1), null, 0));
        world.Last.OfType<Refused>().Single().Reason.Should().Contain("Limit").And.Contain("ParticipationPpm");
        world.State.WorkingParents.Single().Order.Should().BeEquivalentTo(new { Quantity = new Lots(12), Limit = default(Ticks) });
        world.Apply(new ParentAmended(new("nobody"), new Lots(11), null, null, null));
        world.Last.OfType<Refused>().Single().Reason.Should().Contain("'nobody'");
    }

    [Fact]
    public void A_cancel_ends_children_once_and_late_fills_are_booked_with_an_alarm()
    {
        var world = Market();
        world.Submit(Buy(12));
        world.Cancel();
        world.Last.OfType<CancelSent>().Select(cancel => cancel.Child.Number).Should().Equal(1, 2);
        world.Cancel();
        world.Last.Should().BeEmpty("once is enough");
        world.Event(1, OrderEventKind.CancelAck);
        world.Event(2, OrderEventKind.CancelAck);
        (world.Ended.End, world.Ended.Filled).Should().Be((ParentEnd.Canceled, Lots.Zero));
        world.Fill(2, 3, 101);
        world.Alarms.Single().Should().Contain("3").And.Contain("ended").And.Contain("booked");
        world.Cancel();
        world.Last.OfType<Refused>().Single().Reason.Should().Contain("over already");
    }

    [Fact]
    public void An_order_with_faults_is_refused_with_all_of_them()
    {
        var world = Market();
        world.Submit(Buy(12));
        world.Submit(Buy(0) with { Instrument = new("eth-usd"), Deadline = new(5) });
        world.Last.OfType<Refused>().Single().Reason.Should()
            .Contain("Quantity").And.Contain("'p' was handed over before").And.Contain("No venue lists 'eth-usd'").And.Contain("has passed already");
    }

    private static RouterWorld Market()
    {
        var world = new RouterWorld(null, "a", "b");
        world.Book("a", (100, 5));
        world.Book("b", (101, 10));
        return world;
    }
}
