using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime.Tests.Store;

namespace ExoRoute.Runtime.Tests.Replay;

/// <summary>Each figure against a day in which it is known by hand.</summary>
public class StoreFiguresTests
{
    private static RecordedDay Placed(long lots = 10) => new RecordedDay().Book("a", 100, 50).Book("b", 200, 50).Buy("p", lots); // all of it to "a"

    private static VenueConduct At(StoreFigures figures, string venue) => figures.Conduct.Venues[new(venue)];

    [Fact]
    public void A_day_without_trouble_is_sound_and_adds_up()
    {
        var day = Placed().Happened(1, OrderEventKind.Sent).Happened(1, OrderEventKind.Ack).Fill(1, 4).Fill(1, 6);
        var medium = day.Store();
        var figures = RecordedDay.Of(medium);
        figures.IsSound.Should().BeTrue();
        var entries = StoreReader.Read(medium).ToList();
        var size = figures.Size;
        (size.Records, size.Bytes).Should().Be((day.Count, entries.Sum(entry => entry.Bytes.Length)));
        size.FrameBytes.Should().Be(entries.Select(entry => (entry.Frame.Offset, entry.Frame.Segment, entry.Frame.Header.FrameBytes)).Distinct().Sum(frame => frame.FrameBytes));
        size.Overhead.Should().BeGreaterThan(128 * size.Frames);
        size.Frames.Should().Be(figures.Verified.Frames);
        (size.Inputs.Count, size.Decisions.Count, size.PlanDeltas.Count).Should().Be((10, 2, 1));
        var venue = At(figures, "a");
        (venue.Placed, venue.Sent, venue.Answered, venue.Acknowledged, venue.Filled, venue.Fills, venue.LateFills).Should().Be((1, 1, 1, 1, 1, 2, 0));
        (figures.Conduct.Parents, figures.Conduct.Ends[ParentEnd.Filled], figures.Conduct.Checked).Should().Be((1, 1, 10));
        (figures.Audit.Decisions, figures.Audit.Founded, figures.Audit.FirstUnfounded, figures.Verified.Marked).Should().Be((2, 2, null, day.Count));
        figures.SetAside.Count.Should().Be(0);
    }

    [Fact]
    public void Plans_are_counted_by_engine_with_their_nodes_and_what_nothing_was_planned_for()
    {
        var plans = new RecordedDay().Book("a", 100, 5).Buy("p", 10).Book("b", 200, 3).Figures().Plans;
        plans.Questions.Should().Be(2);
        plans.PerParent.Max.Should().Be(2);
        plans.Engines.Values.Sum(engine => engine.Nodes.Count).Should().Be(2);
        plans.Engines.Values.Sum(engine => engine.Proved).Should().Be(2);
        var none = new RecordedDay().Buy("p", 10).Figures().Plans;
        (none.Questions, none.Nothing[PlanLimit.NoVenue], none.Engines.Count).Should().Be((1, 1, 0));
    }

    [Fact]
    public void A_plan_with_a_gap_is_not_proved_and_its_gap_is_a_share_of_its_cost()
    {
        var engine = new EngineFigures();
        var delta = new PlanDelta
        {
            Parent = new("p"), Number = 1, Basis = 0, Engine = "branch-and-bound", Asked = new(1), Changes = [], Excluded = [], Prices = DualVariables.None,
            Cost = new(10_000), Bound = new(9_999), Nodes = 7, Limit = PlanLimit.None,
        };
        engine.Add(delta);
        engine.Add(delta with { Bound = delta.Cost });
        (engine.Proved, engine.LargestGap, engine.Nodes.Max).Should().Be((1, 10_000, 7), "one in ten thousand is one basis point");
        engine.Add(delta with { Cost = default, Bound = new(-1) });
        engine.LargestGap.Should().BeNull("a cost of nothing has no shares");
    }

    [Fact]
    public void A_late_fill_is_counted_and_one_beyond_what_was_asked_breaks_the_promise()
    {
        var late = new RecordedDay().Book("a", 100, 50).Buy("p", 10).Happened(1, OrderEventKind.Expire).Take(new ParentCanceled(new("p"))).Fill(1, 4).Figures();
        (At(late, "a").LateFills, late.Conduct.LateFillAlarms, late.Conduct.OverFillAlarms, late.IsSound).Should().Be((1, 1, 0, true));
        var over = Placed().Fill(1, 10).Fill(1, 1).Figures();
        (At(over, "a").LateFills, over.Conduct.OverFillAlarms, over.IsSound).Should().Be((1, 1, false));
        over.Conduct.Breaches.Single().Should().Be(new Breach(over.Size.Records - 2, new("p"), new(11), new(0), new(10)), "the fill's own record, before its alarm");
        var inTime = Placed().Fill(1, 12).Figures();
        (inTime.Conduct.OverFillAlarms, inTime.Conduct.Breaches.Count, At(inTime, "a").Filled).Should().Be((1, 1, 1));
        var again = Placed().Happened(1, OrderEventKind.Expire).Fill(1, 4).Figures();
        again.Conduct.Breaches.Single().Open.Count.Should().Be(10, "its rest had gone to \"b\" when the venue that had ended it filled it after all");
        inTime.IsIdentical.Should().BeTrue("a venue's fault is no difference of the replay");
    }

    [Fact]
    public void A_repeated_execution_is_no_fill_and_a_bust_takes_back()
    {
        var day = Placed().Fill(1, 4, "e").Fill(1, 4, "e").Happened(1, OrderEventKind.Bust, happened => happened with { Quantity = new(4), Price = new(100), ExecutionId = "e" });
        var figures = day.Fill(1, 10).Figures();
        var venue = At(figures, "a");
        (venue.Fills, venue.RepeatedFills, venue.Busts, venue.Filled, figures.Conduct.OverFillAlarms, figures.IsSound).Should().Be((2, 1, 1, 1, 0, true));
    }

    [Fact]
    public void An_unknown_outcome_is_resolved_when_the_venue_tells()
    {
        var day = Placed().Happened(1, OrderEventKind.Lost);
        var open = At(day.Figures(), "a");
        (open.Unknown, open.Resolved, open.Unresolved).Should().Be((1, 0, 1));
        var told = At(day.Fill(1, 10).Figures(), "a");
        (told.Unknown, told.Resolved, told.Unresolved).Should().Be((1, 1, 0));
        var silent = Placed();
        silent.Now = silent.Now.Plus(6 * Stamp.PerSecond);
        At(silent.Take(new TimerFired()).Figures(), "a").Unknown.Should().Be(1, "the venue is asked when it is silent");
    }

    [Fact]
    public void Refusals_of_venues_and_to_the_host_are_counted_by_reason()
    {
        var figures = Placed().Buy("p", 1).Take(new ParentCanceled(new("q"))).Take(new ParentCanceled(new("q")))
            .Happened(1, OrderEventKind.Reject, happened => happened with { Reason = "too many" }).Figures();
        figures.Conduct.Refusals.Values.Order().Should().Equal(1, 2);
        (At(figures, "a").Rejected, At(figures, "a").RejectReasons["too many"], figures.Conduct.Parents).Should().Be((1, 1, 1));
    }

    [Fact]
    public void A_cancel_the_venue_refuses_is_counted()
    {
        var venue = At(Placed().Happened(1, OrderEventKind.Ack).Take(new ParentCanceled(new("p"))).Happened(1, OrderEventKind.CancelReject).Figures(), "a");
        (venue.CancelsSent >= 1, venue.CancelRejects).Should().Be((true, 1));
    }

    [Fact]
    public void An_amendment_that_was_taken_moves_the_promise_and_one_that_was_refused_does_not()
    {
        var taken = Placed().Take(new ParentAmended(new("p"), new(12), null, null, null)).Fill(1, 10).Fill(2, 2).Figures();
        taken.Conduct.Breaches.Count.Should().Be(0);
        taken.Conduct.Ends[ParentEnd.Filled].Should().Be(1);
        var refused = Placed().Take(new ParentAmended(new("p"), new(5), null, null, null)).Fill(1, 10).Figures();
        (refused.Conduct.Breaches.Count, refused.Conduct.Refusals.Count).Should().Be((0, 1));
        var late = Placed().Fill(1, 10).Take(new ParentAmended(new("p"), new(20), null, null, null)).Fill(1, 1).Figures();
        late.Conduct.Breaches.Single().Asked.Count.Should().Be(10, "a parent that is over is not amended");
    }

    [Fact]
    public void A_book_breaks_once_for_its_cause_until_it_is_whole_again()
    {
        var books = new RecordedDay().Book("a", 0, 0, BookStatus.Broken, BookGapCause.NoSnapshot).Book("a", 100, 5)
            .Book("a", 0, 0, BookStatus.Broken, BookGapCause.SequenceGap).Book("a", 0, 0, BookStatus.Broken, BookGapCause.SequenceGap).Book("b", 100, 5)
            .Take(new SessionOpened(0xA5, 2, new())).Book("b", 0, 0, BookStatus.Broken, BookGapCause.NoSnapshot).Figures().Books.Venues;
        books[new("a")].Breaks.Single().Should().Be(KeyValuePair.Create(BookGapCause.SequenceGap, 1L));
        (books[new("b")].Breaks.Count, books[new("a")].Changes).Should().Be((0, 4));
    }

    [Fact]
    public void Epochs_torn_tails_and_what_was_cut_off_are_told()
    {
        var medium = Placed().Store();
        RecordStore.Open(medium, SmallStores.Settings).Dispose();
        using (var store = RecordStore.Open(medium, SmallStores.Settings))
        {
            store.Append(new RecordEncoder().Encode(new(2_000 * Stamp.PerSecond), new TimerFired()).Span);
        }

        var segments = medium.List("wal");
        using (var file = medium.Open("wal/" + segments[^1], StoreFileAccess.Write))
        {
            var end = StoreReader.Read(medium).Last().Frame;
            file.WriteAll(end.Offset + end.Header.FrameBytes, "EXOFRAME"u8);
        }

        SmallStores.Write(medium, "wal/00000000000000000000.torn-000000000008-0", "x"u8);
        var figures = RecordedDay.Of(medium);
        figures.Audit.Epochs.Select(epoch => epoch.Epoch).Should().Equal(1u, 3u);
        figures.Audit.Epochs[1].Records.Should().Be(1);
        figures.Verified.TornTailBytes.Should().Be(8);
        figures.SetAside.Single().Should().Contain(".torn-");
    }
}
