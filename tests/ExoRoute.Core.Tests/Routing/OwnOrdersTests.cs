using CsCheck;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

/// <summary>What rests at a venue in our own name is not traded with.</summary>
public class OwnOrdersTests
{
    [Fact]
    public void Where_the_venue_passes_over_our_own_orders_exactly_their_quantity_leaves_the_ladder()
    {
        var world = Market();
        Own(world, passedOver: true, (BookSide.Ask, 101, 3));
        world.Submit(Buy(15));
        world.Plan.Should().Equal(("a", 12));
        world.Placed.Single().Limit.Should().Be(new Ticks(102));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.Liquidity);
    }

    [Fact]
    public void Where_it_does_not_a_plan_ends_before_the_best_of_them_and_says_so()
    {
        var world = Market();
        Own(world, passedOver: false, (BookSide.Ask, 101, 3));
        world.Submit(Buy(15));
        world.Plan.Should().Equal(("a", 5));
        world.Placed.Single().Limit.Should().Be(new Ticks(100));
        world.Last.OfType<Placed>().Single().Delta.Limit.Should().Be(PlanLimit.OwnOrders);
    }

    [Fact]
    public void Only_the_side_that_an_order_takes_from_counts()
    {
        var world = Market();
        Own(world, passedOver: false, (BookSide.Bid, 99, 5));
        world.Submit(Buy(15));
        world.Plan.Should().Equal(("a", 15));
        world.Submit(Buy(5, "s") with { Side = Side.Sell });
        world.Plan.Should().BeEmpty("99 is all ours, and 98 stands behind it");
        world.Ended.Limit.Should().Be(PlanLimit.OwnOrders);
    }

    [Fact]
    public void Our_own_order_that_the_book_does_not_show_yet_takes_nothing_from_others_beyond_its_level()
    {
        var world = Market();
        Own(world, passedOver: true, (BookSide.Ask, 101, 50), (BookSide.Ask, 103, 50));
        world.Submit(Buy(15));
        world.Plan.Should().Equal(("a", 10)); // 5 at 100, 5 at 102
    }

    [Fact]
    public void A_discretion_stops_short_of_our_own_order()
    {
        var world = Market();
        Own(world, passedOver: false, (BookSide.Ask, 102, 1));
        world.Submit(Buy(10) with { DiscretionPpm = 500_000 });
        world.Placed.Single().Limit.Should().Be(new Ticks(101));
    }

    [Fact]
    public void What_is_told_anew_replaces_what_was_told_and_whoever_waits_gets_more()
    {
        var world = Market();
        Own(world, passedOver: false, (BookSide.Ask, 100, 3));
        world.Submit(Buy(15) with { Deadline = world.Now.Plus(Stamp.PerSecond) });
        world.Plan.Should().BeEmpty();
        Own(world, passedOver: false);
        world.Plan.Should().Equal(("a", 15));
    }

    [Fact]
    public void What_was_told_holds_over_another_session()
    {
        var world = Market();
        Own(world, passedOver: false, (BookSide.Ask, 101, 3));
        world.Apply(new SessionOpened(0xA5, 2, new()));
        world.Book("a", (100, 5), (101, 5), (102, 5));
        world.Submit(Buy(15));
        world.Plan.Should().Equal(("a", 5));
    }

    [Fact]
    public void Levels_that_cannot_be_are_an_alarm_and_what_was_told_before_holds()
    {
        var world = Market();
        Own(world, passedOver: false, (BookSide.Ask, 101, 3));
        Own(world, passedOver: false, (BookSide.Ask, 103, 3), (BookSide.Ask, 102, 0));
        world.Alarms.Single().Should().Contain("those told before still hold").And.Contain("was side 1, 0 at 102");
        Own(world, passedOver: false, (BookSide.Ask, 103, 3), (BookSide.Bid, 99, 1));
        world.Alarms.Single().Should().Contain("Level 1 at 99 must stand behind the one before, at 103");
        world.Apply(new OwnOrdersChanged(new("z"), Btc, false, []));
        world.Alarms.Single().Should().Contain("which nobody lists");
        world.Submit(Buy(15));
        world.Plan.Should().Equal(("a", 5));
    }

    [Fact]
    public void A_plan_never_takes_our_own_quantity() =>
        Gen.Select(Gen.Int[1, 40].Array[12], Gen.Int[0, 40].Array[12], Gen.Bool, Gen.Int[1, 400], Gen.Int[0, 400_000]).Sample((shown, own, passedOver, wanted, discretion) =>
        {
            var world = new RouterWorld(null, "a");
            world.Book("a", [.. shown.Select((lots, i) => (100L + i, (long)lots))]);
            Own(world, passedOver, [.. own.Select((lots, i) => (BookSide.Ask, 100L + i, (long)lots)).Where(level => level.Item3 > 0)]);
            world.Submit(Buy(wanted) with { DiscretionPpm = discretion });
            foreach (var child in world.Placed)
            {
                // Filled from the best level on, as the venue does it.
                var left = child.Target.Count;
                for (var i = 0; i < shown.Length && 100 + i <= child.Limit.Count && left > 0; i++)
                {
                    (passedOver || own[i] == 0).Should().BeTrue("a child that reaches {0} would meet our own {1} there", 100 + i, own[i]);
                    left -= Math.Min(left, Math.Max(0, shown[i] - own[i]));
                }

                left.Should().Be(0, "others show all of it");
            }

            var reachable = passedOver ? 12 : own.TakeWhile(lots => lots == 0).Count();
            world.Placed.Sum(child => child.Target.Count).Should().Be(Math.Min(wanted, shown.Zip(own).Take(reachable).Sum(level => Math.Max(0, level.First - level.Second))));
        });

    private static RouterWorld Market()
    {
        var world = new RouterWorld(null, "a");
        world.Book("a", (100, 5), (101, 5), (102, 5), (-99, 5), (-98, 5));
        return world;
    }

    private static void Own(RouterWorld world, bool passedOver, params (BookSide Side, long Price, long Lots)[] levels) => world.Apply(
        new OwnOrdersChanged(new("a"), Btc, passedOver, [.. levels.Select(level => new LevelChange(level.Side, new(level.Price), new(level.Lots)))]));
}
