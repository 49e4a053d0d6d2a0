using ExoRoute.Orders;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime.Tests.Store;

namespace ExoRoute.Runtime.Tests;

/// <summary>A store without space, and a store that failed.</summary>
public class RouterStoreTroubleTests
{
    [Fact]
    public async Task Without_space_nothing_new_is_sent_cancels_go_out_once_and_all_goes_on_when_there_is_space()
    {
        var medium = new FaultMedium();
        using var rig = RouterRig.Started(medium);
        var first = rig.Submit("p", 4, deadlineSeconds: 60);
        medium.Space = 0;
        var second = rig.Submit("q", 3, deadlineSeconds: 60);
        rig.Venue.Calls.Should().Equal("send 1");
        rig.Router.Cancel(new("p"));
        rig.Happens(OrderEventKind.Ack, 1);
        rig.Drain();
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1");
        (rig.Router.LacksSpace, rig.Router.NextTimer).Should().Be((true, null), "there is nothing to be done about it by time");

        medium.Space = long.MaxValue;
        rig.Drain();
        rig.Router.LacksSpace.Should().BeFalse();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1", "send 2");
        rig.Happens(OrderEventKind.CancelAck, 1);
        rig.Happens(OrderEventKind.Fill, 2, 3);
        (await RouterRig.Soon(first)).Ended!.End.Should().Be(Routing.ParentEnd.Canceled);
        (await RouterRig.Soon(second)).Ended!.End.Should().Be(Routing.ParentEnd.Filled);
        var fold = ReplayFold.Run(StoreReader.Read(medium));
        (fold.Divergence, fold.Root).Should().Be((null, rig.Router.Store.Root));
    }

    [Fact]
    public void A_cancel_that_meets_the_full_store_itself_goes_out_all_the_same()
    {
        var medium = new FaultMedium();
        using var rig = RouterRig.Started(medium);
        _ = rig.Submit("p", 4, deadlineSeconds: 60);
        medium.Space = 0;
        rig.Router.Cancel(new("p"));
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1");
        medium.Space = long.MaxValue;
        rig.Drain();
        rig.Venue.Calls.Should().Equal(["send 1", "cancel 1"], "once is enough");
        rig.Records().Should().Contain("CancelSent");
    }

    [Fact]
    public void A_kill_goes_out_without_space_and_past_a_failed_store_and_only_within_its_scope()
    {
        var medium = new FaultMedium();
        var rig = RouterRig.Started(medium);
        _ = rig.Submit("p", 4, deadlineSeconds: 60);
        medium.Space = 0;
        rig.Router.Kill(new() { Desk = new("other") }, default, "not ours");
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1");
        rig.Router.Kill(new() { Instrument = RouterRig.Btc }, default, "watchdog");
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1");
        medium.Space = long.MaxValue;
        rig.Drain();
        rig.Venue.Calls.Should().Equal(["send 1", "cancel 1"], "once is enough");
        rig.Records().Count(record => record == "KillSwitched").Should().Be(2);

        rig.Router.Release(new() { Instrument = RouterRig.Btc }, new("ops"), "over");
        rig.Happens(OrderEventKind.CancelAck, 1);
        _ = rig.Submit("q", 4, deadlineSeconds: 60);
        medium.Before = static () => throw new StoreFailedException("EIO of the medium");
        rig.Router.Kill(default, default, "again");
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1", "send 2", "cancel 2");
        medium.Before = null;
        rig.Dispose();
    }

    [Fact]
    public async Task A_store_that_failed_refuses_all_but_cancels_and_every_outcome_says_so()
    {
        var medium = new FaultMedium();
        var rig = RouterRig.Started(medium);
        var working = rig.Submit("p", 4, deadlineSeconds: 60);
        medium.Before = static () => throw new StoreFailedException("EIO of the medium");
        var meets = rig.Submit("q", 3, deadlineSeconds: 60);
        var after = rig.Submit("r", 3, deadlineSeconds: 60);
        foreach (var outcome in new[] { working, meets, after })
        {
            await FluentActions.Awaiting(() => RouterRig.Soon(outcome)).Should().ThrowAsync<StoreFailedException>();
        }

        rig.Router.Cancel(new("p"));
        rig.Router.Cancel(new("p"));
        rig.Router.Step().Should().BeTrue();
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1");
        rig.Router.NextTimer.Should().BeNull();
        medium.Before = null;
        rig.Dispose();
    }

    [Fact]
    public void A_cancel_that_meets_the_failure_itself_goes_out_all_the_same()
    {
        var medium = new FaultMedium();
        var rig = RouterRig.Started(medium);
        _ = rig.Submit("p", 4, deadlineSeconds: 60);
        medium.Before = static () => throw new StoreFailedException("EIO of the medium");
        rig.Router.Cancel(new("p"));
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "cancel 1");
        medium.Before = null;
        rig.Dispose();
    }
}
