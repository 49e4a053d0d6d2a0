using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;
using ExoRoute.Tests.Routing;

namespace ExoRoute.Tests.Risk;

/// <summary>Kill switches through Apply: nothing new, cancels for what is out, how long each took, and a name for the release.</summary>
public class KillSwitchTests
{
    private static RouterWorld Market()
    {
        var world = new RouterWorld(null, "a", "b");
        world.Book("a", (100, 5));
        world.Book("b", (101, 50));
        return world;
    }

    private static ParentOrder Buy(long lots, string id = "p") => RouterWorld.Buy(lots, id);

    public static TheoryData<RiskScope> Scopes => new()
    {
        default(RiskScope),
        new RiskScope { Instrument = RouterWorld.Btc },
        new RiskScope { Desk = new("x") },
        new RiskScope { Trader = new("ann") },
        new RiskScope { Client = new("c") },
        new RiskScope { Desk = new("x"), Client = new("c") },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void A_kill_cancels_what_is_out_ends_the_order_and_refuses_the_next_until_somebody_releases_it(RiskScope scope)
    {
        var world = Market();
        var order = Buy(12) with { Desk = new("x"), Trader = new("ann"), Client = new("c") };
        world.Submit(order);
        world.Wait(5).Apply(new KillSwitched(scope, default, "watchdog"));
        world.Last.OfType<CancelSent>().Select(cancel => cancel.Child.Number).Should().Equal(1, 2);
        world.Wait(3).Event(2, OrderEventKind.CancelAck, done => done with { FilledInAll = Lots.Zero });
        world.Last.Count.Should().Be(0);
        world.Wait(4).Fill(1, 5);
        world.Last.OfType<KillCompleted>().Single().Children.Should().Equal(new KilledChild(new(2), 3_000_000, Lots.Zero), new KilledChild(new(1), 7_000_000, new(5)));
        world.Last.OfType<KillCompleted>().Single().Took.Should().Be(7_000_000);
        (world.Ended.End, world.Ended.Filled).Should().Be((ParentEnd.Killed, new Lots(5)));

        world.Submit(order with { Id = new("q") });
        world.Last.OfType<Refused>().Single().Code.Should().Be(RefusalCode.KillSwitch);
        world.Apply(new KillReleased(scope, default, ""));
        world.Last.OfType<Refused>().Single().Code.Should().Be(RefusalCode.NobodyNamed);
        world.Submit(order with { Id = new("r") });
        world.Last.OfType<Refused>().Single().Code.Should().Be(RefusalCode.KillSwitch, "nobody released it");
        world.Apply(new KillReleased(scope, new("ops"), "all clear"));
        world.Submit(order with { Id = new("s") });
        world.Plan.Any().Should().BeTrue();
    }

    [Fact]
    public void An_order_outside_the_scope_goes_on()
    {
        var world = Market();
        world.Submit(Buy(3) with { Desk = new("y") });
        world.Apply(new KillSwitched(new() { Desk = new("x") }, new("ops"), ""));
        world.Last.OfType<CancelSent>().Count().Should().Be(0);
        world.Last.OfType<KillCompleted>().Single().Should().Match<KillCompleted>(kill => kill.Took == 0 && kill.Children.IsEmpty);
        world.Fill(1, 3);
        world.Ended.End.Should().Be(ParentEnd.Filled);
    }

    [Fact]
    public void A_venue_that_is_killed_gets_nothing_and_the_order_goes_on_elsewhere()
    {
        var world = Market();
        world.Submit(Buy(12));
        world.Apply(new KillSwitched(new() { Venue = new("a") }, new("ops"), ""));
        world.Last.OfType<CancelSent>().Select(cancel => cancel.Child.Number).Should().Equal(1);
        world.Event(1, OrderEventKind.CancelAck, done => done with { FilledInAll = Lots.Zero });
        world.Plan.Should().Equal(("b", 5));
        world.Last.OfType<Placed>().Single().Delta.Excluded.Should().Equal(new PlanExclusion(new("a"), ExclusionReason.Killed));
        world.Apply(new KillReleased(new() { Venue = new("a") }, new("ops"), ""));
        world.Submit(Buy(2, "q"));
        world.Plan.Should().Equal(("a", 2));
    }

    [Fact]
    public void A_child_of_unknown_outcome_is_waited_for_and_cancelled_when_it_turns_out_to_live()
    {
        var world = Market();
        world.Submit(Buy(3));
        world.Event(1, OrderEventKind.Lost);
        world.Apply(new KillSwitched(new() { Venue = new("a") }, new("ops"), ""));
        world.Last.Count.Should().Be(0);
        world.Wait(10).Event(1, OrderEventKind.Ack);
        world.Last.OfType<CancelSent>().Count().Should().Be(1);
        world.Wait(10).Event(1, OrderEventKind.CancelAck, done => done with { FilledInAll = Lots.Zero });
        world.Last.OfType<KillCompleted>().Single().Took.Should().Be(20_000_000);
    }

    [Fact]
    public void A_kill_stays_on_over_a_restart_and_another_release_does_not_end_it()
    {
        var world = Market();
        world.Apply(new KillSwitched(default, new("ops"), ""));
        world.Apply(new SessionOpened(0xA5, 2, world.Settings));
        world.Book("a", (100, 5));
        world.Apply(new KillReleased(new() { Desk = new("x") }, new("ops"), ""));
        world.Last.OfType<Refused>().Single().Code.Should().Be(RefusalCode.NoSuchKill);
        world.Submit(Buy(1));
        world.Last.OfType<Refused>().Single().Code.Should().Be(RefusalCode.KillSwitch);
    }

    [Fact]
    public void Two_kills_of_one_scope_are_released_at_once_and_each_reports_its_own()
    {
        var world = Market();
        world.Submit(Buy(3));
        world.Apply(new KillSwitched(default, new("ops"), ""));
        world.Wait(1).Apply(new KillSwitched(default, new("ops"), "again"));
        world.Wait(1).Event(1, OrderEventKind.Expire, done => done with { FilledInAll = Lots.Zero });
        world.Last.OfType<KillCompleted>().Select(kill => kill.Took).Should().Equal(2_000_000, 1_000_000);
        world.Apply(new KillReleased(default, new("ops"), ""));
        world.Submit(Buy(1, "q"));
        world.Plan.Any().Should().BeTrue();
    }

    [Fact]
    public void What_can_still_trade_within_a_scope_can_be_listed()
    {
        var world = Market();
        world.Submit(Buy(12) with { Desk = new("x") });
        world.State.OpenWithin(new() { Desk = new("x") }).Select(child => child.Id.Number).Should().Equal(1, 2);
        world.State.OpenWithin(new() { Venue = new("b") }).Select(child => child.Id.Number).Should().Equal(2);
        world.State.OpenWithin(new() { Desk = new("y") }).Count().Should().Be(0);
        world.Fill(2, 7, 101);
        world.State.OpenWithin(default).Select(child => child.Id.Number).Should().Equal(1);
    }
}
