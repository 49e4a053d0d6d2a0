using ExoRoute.Orders;
using ExoRoute.Risk;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Tests;

public class RouterTests
{
    [Fact]
    public void The_input_is_recorded_then_its_decisions_both_are_flushed_and_only_then_anything_is_sent()
    {
        using var rig = new RouterRig(new MemoryMedium());
        List<string> atSend = [];
        rig.Venue.Answer = (_, _) =>
        {
            atSend = rig.Records(); // what an outsider reads from the medium at this moment
            return default;
        };
        rig.Router.Start();
        rig.Publish();
        _ = rig.Submit("p", 5);
        atSend.Should().Equal("SessionOpened", "ListingChanged", "BookChanged", "ParentSubmitted", "Placed");
        rig.Told.Should().Equal("decided Placed", "send 1");
    }

    [Fact]
    public async Task A_hand_overs_task_ends_with_the_order_or_with_its_refusal()
    {
        using var rig = RouterRig.Started();
        var outcome = rig.Submit("p", 5);
        outcome.IsCompleted.Should().BeFalse();
        var again = await RouterRig.Soon(rig.Submit("p", 5));
        again.Refusal.Should().Contain("'p' was handed over before");
        rig.Happens(OrderEventKind.Fill, 1, 5);
        (await RouterRig.Soon(outcome)).Ended!.End.Should().Be(ParentEnd.Filled);
        rig.Told.Should().ContainInOrder("send 1", "decided Refused", "decided ParentEnded");
    }

    [Fact]
    public void Order_events_and_cancels_pass_new_orders_those_pass_timers_and_those_pass_books()
    {
        using var rig = RouterRig.Started();
        _ = rig.Submit("p", 5, deadlineSeconds: 1);
        rig.Clock.Now = rig.Clock.Now.Plus(Stamp.PerSecond);
        rig.Book.Apply(RouterRig.Levels(false, (99, 1)), rig.Clock.Now);
        rig.Router.Intake.Changed(rig.Book, rig.Clock.Now);
        _ = rig.Router.SubmitAsync(rig.Order("q", 1));
        rig.Router.Happened(rig.Venue.Id, new() { Child = new(1), Kind = OrderEventKind.Ack });
        rig.Router.Cancel(new("nobody"));
        var before = rig.Records().Count;
        rig.Drain();
        rig.Records().Skip(before).Where(record => record is not ("Placed" or "Refused" or "CancelSent" or "ParentEnded"))
            .Should().ContainInOrder("ChildChanged", "ParentCanceled", "ParentSubmitted", "BookChanged");
    }

    [Fact]
    public void A_timer_that_is_due_passes_a_book()
    {
        using var rig = RouterRig.Started();
        _ = rig.Submit("p", 5, deadlineSeconds: 60);
        rig.Clock.Now = rig.Clock.Now.Plus(5 * Stamp.PerSecond);
        rig.Publish((99, 1));
        rig.Records().Should().ContainInOrder("TimerFired", "Asked", "BookChanged");
    }

    [Fact]
    public void A_call_that_throws_leaves_the_outcome_open_and_the_venue_is_asked_and_nothing_sent_again()
    {
        using var rig = RouterRig.Started();
        rig.Venue.Answer = (what, _) => what == "send" ? throw new TimeoutException("nobody answered") : default;
        _ = rig.Submit("p", 5, deadlineSeconds: 60);
        rig.Router.State.OpenChildren.Single().State.Should().Be(OrderState.Unknown);
        rig.Clock.Now = rig.Clock.Now.Plus(5 * Stamp.PerSecond);
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "query 1");
    }

    [Fact]
    public async Task A_venue_may_answer_later_and_on_another_thread()
    {
        using var rig = RouterRig.Started();
        var (good, bad) = (new TaskCompletionSource(), new TaskCompletionSource());
        var arrived = new SemaphoreSlim(0);
        rig.Venue.Answer = (_, child) => new((child.Id.Number == 1 ? good : bad).Task);
        _ = rig.Submit("p", 5, deadlineSeconds: 60);
        _ = rig.Submit("q", 5, deadlineSeconds: 60);
        rig.Router.Arrived = () => arrived.Release();
        good.SetResult();
        (await arrived.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Should().BeTrue();
        bad.SetException(new IOException("closed"));
        (await arrived.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Should().BeTrue();
        rig.Drain();
        rig.Router.State.OpenChildren.Select(child => (child.State, child.SentAt != default)).Should().Equal((OrderState.Pending, true), (OrderState.Unknown, false));
    }

    [Fact]
    public async Task Many_threads_hand_over_orders_and_each_gets_its_own_answer()
    {
        using var rig = RouterRig.Started();
        var hosts = Enumerable.Range(0, 4).Select(host => Task.Run(() =>
            Enumerable.Range(0, 50).Select(i => rig.Router.SubmitAsync(rig.Order($"h{host}-{i}", i == 7 ? 0 : 1_000_000))).ToList())).ToArray();
        var outcomes = (await Task.WhenAll(hosts)).SelectMany(tasks => tasks).ToList();
        rig.Drain();
        rig.Happens(OrderEventKind.Fill, 1, 10);
        var ended = await RouterRig.Soon(Task.WhenAll(outcomes));
        ended.Count(outcome => outcome.Refusal?.Contains("Quantity", StringComparison.Ordinal) == true).Should().Be(4);
        ended.Count(outcome => outcome.Ended is not null).Should().Be(196);
        ended.Where(outcome => outcome.Ended is not null).Select(outcome => outcome.Ended!.Parent).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void After_a_crash_open_children_are_asked_about_and_their_numbers_go_on()
    {
        var medium = new MemoryMedium();
        using (var first = RouterRig.Started(medium))
        {
            _ = first.Submit("p", 5, deadlineSeconds: 60);
        }

        using var rig = RouterRig.Started(medium);
        rig.Venue.Calls.Should().Equal("query 1");
        rig.Happens(OrderEventKind.Fill, 1, 5);
        _ = rig.Submit("q", 1);
        rig.Venue.Calls.Should().Equal("query 1", "send 2");
        ReplayFold.Run(StoreReader.Read(medium)).Divergence.Should().BeNull();
    }

    [Fact]
    public void Decisions_that_a_crash_kept_from_the_record_are_recorded_never_sent_and_asked_about()
    {
        var medium = new MemoryMedium();
        using (var first = RouterRig.Started(medium))
        {
            _ = first.Submit("p", 5, deadlineSeconds: 60);
        }

        // The same day as a crash between the input and its decisions left it.
        var (crashed, entries) = (new MemoryMedium(), StoreReader.Read(medium).Select(entry => entry.Bytes.ToArray()).ToList());
        using (var store = RecordStore.Open(crashed, Store.SmallStores.Settings))
        {
            var upTo = entries.FindIndex(entry => entry[2] == (byte)Encoding.RecordSchema.Placed);
            entries.Take(upTo).ToList().ForEach(entry => store.Append(entry));
        }

        using var rig = RouterRig.Started(crashed);
        rig.Venue.Calls.Should().Equal("query 1");
        rig.Records().Should().ContainInOrder("ParentSubmitted", "Placed", "SessionOpened", "Asked");
        ReplayFold.Run(StoreReader.Read(crashed)).Divergence.Should().BeNull();
    }

    [Fact]
    public async Task Closing_cancels_the_tasks_of_orders_that_are_still_worked_and_twice_does_no_harm()
    {
        var rig = RouterRig.Started();
        var outcome = rig.Submit("p", 5, deadlineSeconds: 60);
        rig.Dispose();
        rig.Router.Dispose();
        await FluentActions.Awaiting(() => RouterRig.Soon(outcome)).Should().ThrowAsync<TaskCanceledException>();
    }

    [Fact]
    public void What_would_poison_the_store_is_refused_at_the_door()
    {
        using var rig = RouterRig.Started();
        FluentActions.Invoking(() => rig.Router.Happened(rig.Venue.Id, new() { Child = new(1), Kind = (OrderEventKind)99 })).Should().Throw<ArgumentOutOfRangeException>();
        var listing = new Listing(new() { Venue = rig.Venue.Id, Instrument = RouterRig.Btc, Symbol = "BTC/€", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8) }, new() { Asset = (Market.FeeAsset)9 });
        FluentActions.Invoking(() => rig.Router.List(listing)).Should().Throw<ArgumentException>().WithMessage("*printable ASCII*Asset*");
        rig.Router.Cancel(default);
        rig.Router.Amend(new(default, null, null, null, null));
        rig.Drain();
        ReplayFold.Run(StoreReader.Read(rig.Medium)).Divergence.Should().BeNull();
    }
    [Fact]
    public async Task What_works_at_a_venue_is_held_against_what_should_and_a_venue_that_cannot_say_changes_nothing()
    {
        using var rig = RouterRig.Started();
        _ = rig.Submit("p", 5);
        rig.Clock.Now = rig.Clock.Now.Plus(4 * Stamp.PerSecond);
        rig.Happens(OrderEventKind.Ack, 1);
        await Reconcile(static () => null);
        await Reconcile(static () => throw new InvalidOperationException("not connected"));
        await Reconcile(static () => [.. Enumerable.Range(1, VenueReported.MaxOrders + 1).Select(number => ClientOrderId.For(1, 1, new(number)))]);
        rig.Records()[^1].Should().Be("ChildChanged");
        rig.Clock.Now = rig.Clock.Now.Plus(Stamp.PerSecond);
        await Reconcile(() => rig.Router.State.OpenChildren.Select(child => child.ClientId).ToList());
        rig.Venue.Calls.Should().Equal("send 1");
        await Reconcile(static () => []);
        rig.Venue.Calls.Should().Equal("send 1", "query 1");
        rig.Router.Reconnected(rig.Venue.Id);
        rig.Router.Unsolicited(rig.Venue.Id, "manual-1");
        rig.Drain();
        rig.Venue.Calls.Should().Equal("send 1", "query 1", "query 1");
        rig.Records().TakeLast(4).Should().Equal("VenueReported", "Asked", "VenueReported", "Alarmed");

        async Task Reconcile(Func<IReadOnlyList<ClientOrderId>?> open)
        {
            rig.Venue.Open = open;
            await rig.Router.ReconcileAsync(TestContext.Current.CancellationToken);
            rig.Drain();
        }
    }

    [Fact]
    public async Task A_child_that_was_over_before_a_restart_and_works_at_its_venue_is_cancelled_there()
    {
        var medium = new MemoryMedium();
        ClientOrderId name;
        using (var before = RouterRig.Started(medium))
        {
            _ = before.Submit("p", 5);
            name = before.Router.State.OpenChildren.Single().ClientId;
            before.Happens(OrderEventKind.Reject, 1);
        }

        using var rig = RouterRig.Started(medium);
        rig.Venue.Open = () => [name];
        await rig.Router.ReconcileAsync(TestContext.Current.CancellationToken);
        rig.Drain();
        rig.Venue.Calls.Should().Equal("cancel 1");
        rig.Records().TakeLast(3).Should().Equal("VenueReported", "Alarmed", "CancelSent");
    }

    [Fact]
    public void Limits_positions_kills_and_releases_are_recorded_ahead_of_new_orders_and_need_a_name()
    {
        using var rig = RouterRig.Started();
        var waiting = rig.Router.SubmitAsync(rig.Order("p", 5));
        rig.Router.SetPosition(new PositionTold(RouterRig.Btc, default, default, default, 1));
        rig.Router.Limit(new([new(RiskLimit.Position, new() { Instrument = RouterRig.Btc }, 5)], new("ops"), "", false));
        rig.Drain();
        waiting.IsCompletedSuccessfully.Should().BeTrue();
        rig.Records().TakeLast(4).Should().Equal("PositionTold", "RiskRulesChanged", "ParentSubmitted", "Refused");
        FluentActions.Invoking(() => rig.Router.Limit(new([], default, "", false))).Should().Throw<ArgumentException>().WithMessage("*name who does*");
        FluentActions.Invoking(() => rig.Router.Limit(new([new(RiskLimit.Position, default, 5)], new("ops"), "", false))).Should().Throw<ArgumentException>().WithMessage("*Rule 0: *must name the instrument*");
        FluentActions.Invoking(() => rig.Router.Release(default, default, "")).Should().Throw<ArgumentException>().WithMessage("*name who does*");
    }

}
