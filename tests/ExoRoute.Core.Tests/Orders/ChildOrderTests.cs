using CsCheck;
using ExoRoute.Market;
using ExoRoute.Orders;
using static ExoRoute.Orders.OrderEventKind;
using static ExoRoute.Orders.OrderState;

namespace ExoRoute.Tests.Orders;

public class ChildOrderTests
{
    private static readonly OrderState[] Closed = [OrderState.Filled, Canceled, Expired, Rejected];
    private static readonly OrderState[] AtVenue = [Pending, Live, PartlyFilled, CancelPending, ReplacePending, Unknown];

    // Written by hand from the venues' rules, not from the code: from, what happened, lots filled after it (of 10), to.
    private static readonly (OrderState From, OrderEventKind What, long Filled, OrderState To)[] Legal =
    [
        .. Enum.GetValues<OrderState>().Select(any => (any, Sent, 4L, any)), // the answer may be faster than our own note
        (Pending, Ack, 0, Live), (Pending, Ack, 4, PartlyFilled), (Unknown, Ack, 0, Live), (Unknown, Ack, 4, PartlyFilled),
        .. new[] { Live, PartlyFilled, CancelPending, ReplacePending, OrderState.Filled, Canceled, Expired }.Select(any => (any, Ack, 4L, any)), // a status, repeated or late
        .. new[] { Pending, Live, CancelPending, ReplacePending, Unknown }.Select(any => (any, Reject, 0L, Rejected)), (Rejected, Reject, 4, Rejected),
        .. new[] { Pending, Live, PartlyFilled, Unknown }.SelectMany(any => new[] { (any, Fill, 4L, PartlyFilled), (any, Fill, 10L, OrderState.Filled), (any, Fill, 12L, OrderState.Filled) }),
        (CancelPending, Fill, 4, CancelPending), (CancelPending, Fill, 10, OrderState.Filled),
        (ReplacePending, Fill, 4, ReplacePending), (ReplacePending, Fill, 10, OrderState.Filled),
        .. Closed.Select(any => (any, Fill, 4L, any)), // crossed on the wire: booked, and the order stays closed
        (OrderState.Filled, Bust, 4, Expired), (PartlyFilled, Bust, 0, Live), (PartlyFilled, Bust, 4, PartlyFilled),
        .. new[] { CancelPending, ReplacePending, Unknown, Canceled, Expired, Rejected }.Select(any => (any, Bust, 4L, any)),
        .. AtVenue.Select(any => (any, Expire, 4L, Expired)), .. Closed.Select(any => (any, Expire, 4L, any)),
        .. AtVenue.Select(any => (any, CancelAck, 4L, Canceled)), .. Closed.Select(any => (any, CancelAck, 4L, any)), // also unasked: a halt, the close
        .. new[] { Pending, Live, PartlyFilled, Unknown, ReplacePending }.Select(any => (any, CancelRequest, 4L, CancelPending)),
        (CancelPending, CancelReject, 0, Live), (CancelPending, CancelReject, 4, PartlyFilled),
        .. new[] { Live, PartlyFilled, Unknown }.Concat(Closed).Select(any => (any, CancelReject, 4L, any)),
        (Live, ReplaceRequest, 0, ReplacePending), (PartlyFilled, ReplaceRequest, 4, ReplacePending),
        (ReplacePending, ReplaceAck, 0, Live), (ReplacePending, ReplaceAck, 4, PartlyFilled),
        (ReplacePending, ReplaceReject, 0, Live), (ReplacePending, ReplaceReject, 4, PartlyFilled),
        (Unknown, ReplaceReject, 4, Unknown), (OrderState.Filled, ReplaceReject, 4, OrderState.Filled), (Canceled, ReplaceReject, 4, Canceled), (Expired, ReplaceReject, 4, Expired),
        .. AtVenue.Select(any => (any, Lost, 4L, Unknown)), .. Closed.Select(any => (any, Lost, 4L, any)),
        (Pending, NotFound, 0, Rejected), (Unknown, NotFound, 0, Rejected),
        (CancelPending, NotFound, 4, CancelPending), (ReplacePending, NotFound, 4, ReplacePending), // never an end while a cancel or replace is out
        .. Closed.Select(any => (any, NotFound, 4L, any)), // many venues forget what is over
    ];

    // What contradicts fills that were booked: a refusal of an order that traded.
    private static readonly (OrderState From, OrderEventKind What, long Filled)[] Contradictions =
        [(Pending, Reject, 4), (PartlyFilled, Reject, 4), (Unknown, Reject, 4), (CancelPending, Reject, 4), (ReplacePending, Reject, 4), (Pending, NotFound, 4), (Unknown, NotFound, 4)];

    [Fact]
    public void Next_goes_where_the_table_says_and_nowhere_else()
    {
        foreach (var from in Enum.GetValues<OrderState>())
        {
            foreach (var what in Enum.GetValues<OrderEventKind>())
            {
                var rows = Legal.Where(row => row.From == from && row.What == what).Select(row => (row.Filled, To: (OrderState?)row.To)).ToList();
                foreach (var (filled, to) in rows.Count > 0 ? rows : [(0, null), (4, null), (10, null)])
                {
                    ChildOrder.Next(from, what, new(filled), new(10)).Should().Be(to, "{0} on {1} with {2} of 10 filled", what, from, filled);
                }
            }
        }

        Contradictions.Should().OnlyContain(row => ChildOrder.Next(row.From, row.What, new(row.Filled), new(10)) == null);
    }

    [Fact]
    public void Whatever_happens_every_genuine_fill_is_booked_and_none_is_invented() => AnyEvents.Sample(events =>
    {
        var (order, sum) = (Child(), 0L);
        foreach (var happened in events)
        {
            var next = order.Apply(happened, default);
            if (happened.Kind == Fill)
            {
                next.Should().NotBeNull();
                sum += happened.Quantity.Count;
            }
            else if (happened.Kind == Bust && next is not null)
            {
                sum -= Math.Min(sum, happened.Quantity.Count);
            }

            order = next ?? order;
            order.Filled.Count.Should().Be(sum);
            order.Open.Count.Should().BeGreaterThanOrEqualTo(0);
        }
    });

    [Fact]
    public void What_is_closed_never_works_again() => AnyEvents.Sample(events =>
    {
        var order = Child();
        foreach (var happened in events)
        {
            var next = order.Apply(happened, default) ?? order;
            (order.IsClosed && !next.IsClosed).Should().BeFalse("{0} on {1}", happened.Kind, order.State);
            order = next;
        }
    });

    [Fact]
    public void A_working_order_is_open_with_all_it_asked_for_less_its_fills()
    {
        var order = Child();
        order.Open.Should().Be(new Lots(10));
        order = After(order, Event(Fill, 4));
        (order.State, order.Open).Should().Be((PartlyFilled, new Lots(6)));
        order = After(order, Event(Lost));
        (order.State, order.Open, order.IsClosed).Should().Be((Unknown, new Lots(6), false));
    }

    [Fact]
    public void Fills_the_venue_claims_and_that_did_not_reach_us_are_possibly_filled()
    {
        var order = After(Child(), Event(Expire) with { FilledInAll = new(6) });
        (order.State, order.Open).Should().Be((Expired, new Lots(6)));
        order = After(order, Event(Fill, 4));
        order.Open.Should().Be(new Lots(2));
        order = After(order, Event(Fill, 2));
        (order.State, order.Open, order.Filled).Should().Be((Expired, Lots.Zero, new Lots(6)));
    }

    [Fact]
    public void A_fill_beyond_the_target_is_booked_and_leaves_nothing_open()
    {
        var order = After(Child(), Event(Fill, 12));
        (order.State, order.Filled, order.Open).Should().Be((OrderState.Filled, new Lots(12), Lots.Zero));
    }

    [Fact]
    public void A_bust_takes_back_what_was_filled_and_what_was_claimed()
    {
        var order = After(After(Child(), Event(Fill, 6)), Event(Expire) with { FilledInAll = new(6) });
        order = After(order, Event(Bust, 6));
        (order.State, order.Filled, order.Open).Should().Be((Expired, Lots.Zero, Lots.Zero));

        order = After(After(Child(), Event(Fill, 10)), Event(Bust, 4));
        (order.State, order.Filled, order.Open).Should().Be((Expired, new Lots(6), Lots.Zero));
    }

    [Fact]
    public void When_it_left_is_noted_once_it_is_said() => After(Child(), Event(Sent), new(77)).SentAt.Should().Be(new Stamp(77));

    [Fact]
    public void When_it_left_stays_as_it_was_noted() => After(After(Child(), Event(Sent), new(77)), Event(Ack), new(99)).SentAt.Should().Be(new Stamp(77));

    [Theory]
    [InlineData(Filled, true)]
    [InlineData(Canceled, true)]
    [InlineData(Expired, true)]
    [InlineData(Rejected, true)]
    [InlineData(Pending, false)]
    [InlineData(Live, false)]
    [InlineData(PartlyFilled, false)]
    [InlineData(CancelPending, false)]
    [InlineData(ReplacePending, false)]
    [InlineData(Unknown, false)]
    public void What_is_over_has_nothing_open_and_all_else_its_whole_rest(OrderState state, bool over)
    {
        var order = Child() with { State = state, Filled = new(4), Claimed = new(4) };
        (order.IsClosed, order.Open).Should().Be((over, new Lots(over ? 0 : 6)));
    }

    [Fact]
    public void What_says_nothing_has_empty_texts() =>
        (Event(Ack).ExecutionId, Event(Ack).Reason, default(ClientOrderId).Text).Should().Be(("", "", ""));

    [Theory]
    [InlineData("plain 1 ~", "plain 1 ~")]
    [InlineData("\nfirst of all", "?first of all")]
    [InlineData("~\u007f ~", "~? ~")]
    [InlineData("new\nline\tand é and \0", "new?line?and ? and ?")]
    public void Foreign_text_is_kept_as_printable_ascii(string text, string kept)
    {
        var happened = new OrderEvent { Child = new(1), Kind = Reject, Reason = text, ExecutionId = text };
        (happened.Reason, happened.ExecutionId).Should().Be((kept, kept));
    }

    [Fact]
    public void Foreign_text_is_cut() =>
        new OrderEvent { Child = new(1), Kind = Reject, Reason = new string('x', OrderEvent.MaxText - 1) + "yz" }.Reason.Should().HaveLength(OrderEvent.MaxText).And.EndWith("xy");

    [Fact]
    public void Foreign_text_of_any_length_is_cut() =>
        new OrderEvent { Child = new(1), Kind = Reject, Reason = new('x', 10_000) }.Reason.Should().HaveLength(OrderEvent.MaxText);

    private static readonly Gen<List<OrderEvent>> AnyEvents =
        Gen.Select(Gen.Int[0, (int)NotFound], Gen.Long[1, 7], Gen.Long[0, 12]).Select((kind, lots, claimed) =>
            Event((OrderEventKind)kind, lots) with { FilledInAll = claimed == 0 ? null : new Lots(claimed) }).List[0, 25];

    private static OrderEvent Event(OrderEventKind kind, long lots = 0) => new() { Child = new(1), Kind = kind, Quantity = new(lots), Price = new(100) };

    private static ChildOrder After(ChildOrder order, OrderEvent happened, Stamp at = default) => order.Apply(happened, at)!;

    private static ChildOrder Child() => new()
    {
        Id = new(1),
        ClientId = ClientOrderId.For(1, 1, new(1)),
        Parent = new("p"),
        Venue = new("v"),
        Instrument = new("i"),
        Side = Side.Buy,
        Target = new(10),
        Limit = new(100),
    };
}
