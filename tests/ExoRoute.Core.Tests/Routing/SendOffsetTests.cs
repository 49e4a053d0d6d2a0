using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

/// <summary>Children of one plan arrive together; what is withdrawn until then is not counted on.</summary>
public class SendOffsetTests
{
    [Fact]
    public void Each_child_is_held_back_by_what_the_slowest_used_venues_way_is_longer()
    {
        var world = World(("a", 3_000_000, 0), ("b", 200_001, 0), ("c", 9_000_000, 0));
        world.Book("a", (100, 5));
        world.Book("b", (100, 5));
        world.Book("c", (200, 5)); // the slowest, and not used
        world.Submit(Buy(10));
        world.Placed.Select(child => (child.Venue.Name, child.SendOffset)).Should().Equal(("a", 0), ("b", 2_799_999));
        world.Last.OfType<Placed>().Single().Delta.Changes.Select(change => change.SendOffset).Should().Equal(0, 2_799_999);
    }

    [Fact]
    public void Without_latencies_nothing_is_held_back()
    {
        var world = World(("a", 0, 0), ("b", 0, 0));
        world.Book("a", (100, 5));
        world.Book("b", (100, 5));
        world.Submit(Buy(10));
        world.Placed.Should().OnlyContain(child => child.SendOffset == 0);
    }

    [Fact]
    public void A_child_that_is_held_back_is_asked_about_the_later_and_a_not_found_is_believed_the_later()
    {
        var world = World(("a", 2 * Stamp.PerSecond, 0), ("b", 0, 0));
        world.Book("a", (100, 5));
        world.Book("b", (100, 5));
        world.Submit(Buy(10) with { Deadline = world.Now.Plus(100 * Stamp.PerSecond) });
        world.Wait(5_000).Timer();
        world.Last.OfType<Asked>().Select(asked => asked.Child.Number).Should().Equal(1);
        world.Wait(1_999).Timer();
        world.Last.OfType<Asked>().Should().BeEmpty("b's child had five seconds from its own sending on");
        world.Event(2, OrderEventKind.NotFound);
        world.State.OpenChildren.Select(child => child.Id.Number).Should().Contain(2);
        world.Wait(1).Timer();
        world.Last.OfType<Asked>().Select(asked => asked.Child.Number).Should().Equal(2);
        world.Event(2, OrderEventKind.NotFound);
        world.State.OpenChildren.Select(child => child.Id.Number).Should().NotContain(2);
    }

    [Fact]
    public void What_is_withdrawn_until_the_slowest_arrives_is_not_planned_on()
    {
        // All of b's book goes at a rate of one a second; orders arrive with a's, after half a second: 60.65 % are left of each level.
        var world = World(("a", Stamp.PerSecond / 2, 0), ("b", 0, 1_000_000));
        world.Book("a", (300, 1));
        world.Book("b", (100, 10), (101, 100));
        world.Submit(Buy(200));
        world.Plan.Should().Equal(("a", 1), ("b", 66)); // 6 of 10, 60 of 100
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.Liquidity);
    }

    [Fact]
    public void A_slower_venue_that_joins_cuts_the_others_books_anew()
    {
        var world = World(("a", Stamp.PerSecond / 2, 0), ("b", 0, 1_000_000));
        world.Book("b", (100, 10));
        world.Submit(Buy(200) with { Deadline = world.Now.Plus(Stamp.PerSecond), MinimumFill = new(11) });
        world.Plan.Should().BeEmpty("b alone gives 10");
        world.Book("a", (300, 5));
        world.Plan.Should().Equal(("a", 5), ("b", 6)); // and not ten
    }

    [Fact]
    public void A_share_and_a_haircut_are_rounded_down_once_together()
    {
        var world = World(("a", Stamp.PerSecond / 2, 1_000_000));
        world.Book("a", (100, 33));
        world.Submit(Buy(100) with { ParticipationPpm = 500_000 });
        world.Plan.Should().Equal(("a", 10)); // 33 x 0.5 x 0.60653 = 10.007; one after the other would be 9
    }

    [Fact]
    public void A_listing_with_numbers_out_of_range_is_not_taken()
    {
        var world = World(("a", -1, InstrumentDefinition.MaxWithdrawnPpm + 1));
        world.Alarms.Single().Should().Contain("OrderLatency must be 0 to 60000000000 ns, was -1.").And.Contain("WithdrawnPpm must be 0 to 1000000000, was 1000000001.");
    }

    private static RouterWorld World(params (string Venue, long Latency, long WithdrawnPpm)[] venues)
    {
        var world = new RouterWorld();
        foreach (var (venue, latency, withdrawn) in venues)
        {
            world.List(Listing(venue) with { OrderLatency = latency, WithdrawnPpm = withdrawn });
        }

        return world;
    }
}
