using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime.Tests.Store;

namespace ExoRoute.Runtime.Tests;

/// <summary>Children that are held back so that a plan's children arrive together: when they leave, and when they never do.</summary>
public class HeldSendTests
{
    private const long Latency = 3_000_001;

    [Fact]
    public void A_child_leaves_when_its_offset_has_passed_and_not_a_nanosecond_before()
    {
        using var rig = Placed(new MemoryMedium());
        rig.Told.Should().Equal("decided Placed", "send 1");
        rig.Router.NextSendIn.Should().Be(Latency);
        Pass(rig, Latency - 1);
        rig.Venue.Calls.Should().BeEmpty();
        rig.Router.NextSendIn.Should().Be(1);
        Pass(rig, 1);
        rig.Venue.Calls.Should().Equal("send 2");
        rig.Router.NextSendIn.Should().BeNull();
        rig.Router.State.OpenChildren.Single(child => child.Id.Number == 2).SentAt.Should().Be(new Stamp(rig.Clock.Now.Nanoseconds / 100 * 100), "it is on record when it left");
        Replays(rig);
    }

    [Fact]
    public void A_child_that_is_cancelled_before_it_left_ends_here_and_the_venue_hears_nothing_of_it()
    {
        using var rig = Placed(new MemoryMedium());
        rig.Router.Cancel(new("p"));
        rig.Drain();
        Pass(rig, 2 * Latency);
        (rig.Venue.Calls.Count, rig.Slow!.Calls.Count).Should().Be((0, 2), "only the child that left is cancelled at its venue");
        rig.Router.State.OpenChildren.Single().Id.Number.Should().Be(1);
        rig.Router.State.WorkingParents.Single().Open.Should().Be(new Lots(10), "what never left cannot trade");
        Replays(rig);
    }

    [Fact]
    public void A_cancel_that_waits_when_a_child_is_due_is_worked_off_first()
    {
        using var rig = Placed(new MemoryMedium());
        rig.Clock.Now = rig.Clock.Now.Plus(Latency);
        rig.Router.Cancel(new("p"));
        rig.Drain();
        rig.Venue.Calls.Should().BeEmpty();
    }

    [Fact]
    public void What_is_asked_about_while_it_is_held_back_is_never_sent()
    {
        // Something stray was said of it, and the venue's silence since then is longer than is waited for.
        using var rig = Placed(new MemoryMedium(), new() { AnswerWithin = 1_000_000 });
        rig.Happens(OrderEventKind.Lost, 2);
        Pass(rig, 1_000_000);
        rig.Told.Should().ContainInOrder("decided Placed", "send 1", "decided Asked");
        Pass(rig, 2 * Latency);
        rig.Venue.Calls.Should().NotContain("send 2").And.NotContain("query 2");
        rig.Router.State.OpenChildren.Select(child => child.Id.Number).Should().NotContain(2, "it ended for certain");
        Replays(rig);
    }

    [Fact]
    public void A_crash_between_the_decision_and_a_delayed_send_asks_and_never_sends()
    {
        var (medium, clock) = (new MemoryMedium(), default(RouterRig.StandingClock));
        using (var rig = Placed(medium))
        {
            clock = rig.Clock; // what is on record when the process dies here: the decision was flushed before anything was sent
        }

        using var next = new RouterRig(medium, null, clock, Latency);
        next.Router.Start();
        next.Drain();
        Pass(next, 2 * Latency);
        next.Venue.Calls.Should().Equal("query 2");
        next.Slow!.Calls.Should().Equal("query 1");
        next.Router.State.OpenChildren.Select(child => child.State).Should().Equal(OrderState.Unknown, OrderState.Unknown);
    }

    [Fact]
    public void While_the_store_has_no_space_nothing_leaves_and_a_cancel_still_ends_what_is_held_back()
    {
        var medium = new FaultMedium();
        using var rig = Placed(medium);
        medium.Space = 0;
        _ = rig.Router.SubmitAsync(rig.Order("q", 1));
        rig.Router.Step();
        rig.Router.NextSendIn.Should().BeNull();
        rig.Clock.Now = rig.Clock.Now.Plus(Latency);
        rig.Router.Step();
        rig.Venue.Calls.Should().BeEmpty("nothing new goes out");
        rig.Router.Cancel(new("p"));
        rig.Router.Step();
        rig.Slow!.Calls.Should().Equal("send 1", "cancel 1");
        medium.Space = long.MaxValue;
        rig.Drain();
        rig.Venue.Calls.Should().BeEmpty();
        rig.Router.State.OpenChildren.Select(child => child.Id.Number).Should().NotContain(2);
        Replays(rig);
    }

    [Fact]
    public void Own_orders_that_are_told_are_on_record_and_in_the_plan_and_faults_are_the_tellers()
    {
        using var rig = RouterRig.Started();
        rig.Router.Tell(new(rig.Venue.Id, RouterRig.Btc, true, [new(BookSide.Ask, new(100), new(7))]));
        rig.Drain();
        _ = rig.Submit("p", 10);
        rig.Records().Should().ContainInOrder("OwnOrdersChanged", "ParentSubmitted", "Placed");
        rig.Router.State.OpenChildren.Single().Target.Should().Be(new Lots(3));
        FluentActions.Invoking(() => rig.Router.Tell(new(rig.Venue.Id, RouterRig.Btc, true, [new(BookSide.Ask, new(100), new(0))])))
            .Should().Throw<ArgumentException>().WithMessage("*'btc-usd' at 'v': Level 0 must be*");
        Replays(rig);
    }

    // Child 1 goes to the slow venue at once, child 2 to the other one later.
    private static RouterRig Placed(IStoreMedium medium, RouterSettings? settings = null)
    {
        var rig = new RouterRig(medium, settings, null, Latency);
        rig.Router.Start();
        rig.Publish();
        var slow = new Book(rig.Slow!.Id, RouterRig.Btc, BookStatus.Sequenced);
        slow.Apply(RouterRig.Levels(true, (100, 10)), rig.Clock.Now);
        rig.Router.Intake.Changed(slow, rig.Clock.Now);
        rig.Drain();
        _ = rig.Submit("p", 20, deadlineSeconds: 60);
        return rig;
    }

    private static void Pass(RouterRig rig, long nanoseconds)
    {
        rig.Clock.Now = rig.Clock.Now.Plus(nanoseconds);
        rig.Drain();
    }

    // A replay needs no clock: the same decisions, byte for byte.
    private static void Replays(RouterRig rig)
    {
        rig.Router.Flush();
        ReplayFold.Run(StoreReader.Read(rig.Medium)).Divergence.Should().BeNull();
    }
}
