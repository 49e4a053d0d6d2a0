using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

/// <summary>Children whose limits reach beyond their plan's last price: what that changes, and what it must not.</summary>
public class DiscretionTests
{
    [Fact]
    public void A_childs_limit_reaches_as_far_as_stated_and_the_plan_says_by_how_much()
    {
        var world = Market();
        world.Submit(Buy(5) with { DiscretionPpm = 2_500 });
        var placed = world.Last.OfType<Placed>().Single();
        (placed.Children.Single().Limit, placed.Delta.Changes.Single().Limit, placed.Delta.Changes.Single().Discretion).Should().Be((new Ticks(1_002), new Ticks(1_002), new Ticks(2)));
        placed.Delta.Cost.Should().Be(Cost.Of(new(1_000), new(5)), "the plan expects what it did without");
    }

    [Fact]
    public void The_parents_limit_always_wins()
    {
        var world = Market();
        world.Submit(Buy(5) with { DiscretionPpm = 100_000, Limit = new(1_003) });
        world.Placed.Single().Limit.Should().Be(new Ticks(1_003));
    }

    [Fact]
    public void A_refused_child_gives_back_what_it_was_to_take_and_not_what_another_took_behind_it()
    {
        var world = Market();
        world.Submit(Buy(5, "near") with { DiscretionPpm = 100_000, Deadline = world.Now.Plus(9 * Stamp.PerSecond) }); // 5 at 1000, up to 1100
        world.Submit(Buy(5, "far") with { Deadline = world.Now.Plus(9 * Stamp.PerSecond) }); // 5 at 1010
        world.Event(1, OrderEventKind.CancelAck);
        world.Plan.Should().Equal([("a", 5)], "it is planned again");
        world.Placed[^1].Limit.Should().Be(new Ticks(1_100));
        world.Last.OfType<Placed>().Single().Delta.Cost.Should().Be(Cost.Of(new(1_000), new(5)), "at the price it gave back");
    }

    [Fact]
    public void A_child_that_expires_has_seen_all_up_to_its_own_limit()
    {
        var world = Market();
        world.Submit(Buy(5) with { DiscretionPpm = 10_000, Deadline = world.Now.Plus(9 * Stamp.PerSecond) });
        world.Expire(1, 0);
        world.Plan.Should().Equal([("a", 5)], "1000 and 1010 are not there");
        world.Last.OfType<Placed>().Single().Delta.Cost.Should().Be(Cost.Of(new(1_020), new(5)));
    }

    private static RouterWorld Market()
    {
        var world = new RouterWorld(null, "a");
        world.Book("a", (1_000, 5), (1_010, 5), (1_020, 5));
        return world;
    }
}
