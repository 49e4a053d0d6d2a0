using ExoRoute.Market;
using static ExoRoute.Orders.OrderEventKind;
using static ExoRoute.Orders.OrderState;

namespace ExoRoute.Orders;

/// <summary>Where a child order stands.</summary>
public enum OrderState : byte
{
    /// <summary>Decided, perhaps sent; the venue has not answered.</summary>
    Pending,

    /// <summary>At the venue, nothing filled.</summary>
    Live,

    /// <summary>At the venue, some filled.</summary>
    PartlyFilled,

    /// <summary>We asked for its end.</summary>
    CancelPending,

    /// <summary>We asked for other terms.</summary>
    ReplacePending,

    /// <summary>Nobody can say: its rest counts as possibly filled until the venue tells.</summary>
    Unknown,

    /// <summary>All of it traded.</summary>
    Filled,

    /// <summary>Ended by a cancel.</summary>
    Canceled,

    /// <summary>Its rest ended by its own terms.</summary>
    Expired,

    /// <summary>The venue never took it.</summary>
    Rejected,
}

/// <summary>An order sent to one venue as part of a plan: an immediate-or-cancel limit order.</summary>
/// <remarks>Immutable, safe to share between threads.</remarks>
public sealed record ChildOrder
{
    /// <summary>Our number for it.</summary>
    public required ChildId Id { get; init; }

    /// <summary>The venue's name for it.</summary>
    public required ClientOrderId ClientId { get; init; }

    /// <summary>Whose part it is.</summary>
    public required ParentId Parent { get; init; }

    /// <summary>Where it goes.</summary>
    public required VenueId Venue { get; init; }

    /// <summary>Of what.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required Side Side { get; init; }

    /// <summary>How much it asks for.</summary>
    public required Lots Target { get; init; }

    /// <summary>The worst price it takes.</summary>
    public required Ticks Limit { get; init; }

    /// <summary>How long it is held back after the first of its plan's children leaves, in nanoseconds, so that all arrive together. Default 0.</summary>
    public long SendOffset { get; init; }

    /// <summary>How much traded; can pass the target when a venue errs: every genuine fill is booked.</summary>
    public Lots Filled { get; init; }

    /// <summary>What traded by the venue's account, where that is more than the fills that reached us.</summary>
    public Lots Claimed { get; init; }

    /// <summary>Where it stands.</summary>
    public OrderState State { get; init; }

    /// <summary>When it was decided.</summary>
    public Stamp DecidedAt { get; init; }

    /// <summary>When it left us; <c>default</c> until then.</summary>
    public Stamp SentAt { get; init; }

    /// <summary>Whether nothing more is expected of it. A late fill is booked all the same.</summary>
    public bool IsClosed => State is OrderState.Filled or Canceled or Expired or Rejected;

    /// <summary>What may still trade, or has and did not reach us yet: working and possibly filled.</summary>
    public Lots Open
    {
        get
        {
            var most = IsClosed ? Claimed : Target;
            return most > Filled ? most - Filled : Lots.Zero;
        }
    }

    /// <summary>The order after <paramref name="happened"/>, or null when the venue cannot have meant that.</summary>
    /// <remarks>Fills are booked whatever the state. An event that cannot follow changes nothing.</remarks>
    public ChildOrder? Apply(OrderEvent happened, Stamp at)
    {
        ArgumentNullException.ThrowIfNull(happened);

        // A claim counted the fill that a bust takes back.
        var (filled, claimed) = happened.Kind switch
        {
            Fill => (Filled + happened.Quantity, Claimed),
            Bust => (Filled - Lots.Min(Filled, happened.Quantity), Claimed - Lots.Min(Claimed, happened.Quantity)),
            _ => (Filled, Claimed),
        };
        if (happened.FilledInAll is { } inAll && inAll > claimed)
        {
            claimed = Lots.Min(inAll, new(Lots.MaxCount));
        }

        return Next(State, happened.Kind, filled, Target) is { } next
            ? this with
            {
                State = next,
                Filled = filled,
                Claimed = claimed,
                SentAt = happened.Kind == Sent ? at : SentAt,
            }
            : null;
    }

    // The whole machine, one row a step; a pair that is not here is refused. Partial fills are decided here too,
    // so that no other line of code chooses a state. What only repeats, or comes late, changes nothing and is no alarm.
    internal static OrderState? Next(OrderState from, OrderEventKind what, Lots filled, Lots target) => (from, what) switch
    {
        (_, Sent) => from, // the answer may be faster than our own note of sending

        (Pending or Unknown, Ack) => filled == Lots.Zero ? Live : PartlyFilled,
        (Live or PartlyFilled or CancelPending or ReplacePending or OrderState.Filled or Canceled or Expired, Ack) => from,
        (Pending or Live or CancelPending or ReplacePending or Unknown, Reject) when filled == Lots.Zero => Rejected, // also after an ack, or overtaken by our cancel
        (Rejected, Reject) => from,

        (Pending or Live or PartlyFilled or Unknown, Fill) => filled >= target ? OrderState.Filled : PartlyFilled,
        (CancelPending or ReplacePending, Fill) => filled >= target ? OrderState.Filled : from,
        (OrderState.Filled or Canceled or Expired or Rejected, Fill) => from, // crossed on the wire: the lots are ours, the order stays closed

        (OrderState.Filled, Bust) => Expired, // it was over at the venue; what is taken back does not come to life again
        (PartlyFilled, Bust) => filled == Lots.Zero ? Live : PartlyFilled,
        (CancelPending or ReplacePending or Unknown or Canceled or Expired or Rejected, Bust) => from,

        (Pending or Live or PartlyFilled or CancelPending or ReplacePending or Unknown, Expire) => Expired,
        (Pending or Live or PartlyFilled or CancelPending or ReplacePending or Unknown, CancelAck) => Canceled, // also unasked: a halt, the close
        (OrderState.Filled or Canceled or Expired or Rejected, Expire or CancelAck) => from,

        (Pending or Live or PartlyFilled or Unknown or ReplacePending, CancelRequest) => CancelPending,
        (CancelPending, CancelReject) => filled == Lots.Zero ? Live : PartlyFilled,
        (Live or PartlyFilled or Unknown or OrderState.Filled or Canceled or Expired or Rejected, CancelReject) => from, // too late

        (Live or PartlyFilled, ReplaceRequest) => ReplacePending,
        (ReplacePending, ReplaceAck or ReplaceReject) => filled == Lots.Zero ? Live : PartlyFilled,
        (Unknown or OrderState.Filled or Canceled or Expired, ReplaceReject) => from, // too late

        (Pending or Live or PartlyFilled or CancelPending or ReplacePending or Unknown, Lost) => Unknown,
        (OrderState.Filled or Canceled or Expired or Rejected, Lost) => from, // a call about an order that is over

        // Asked by its own name, the venue never had it. Never an end while a cancel or replace is out: that answer may have
        // overtaken the order.
        (Pending or Unknown, NotFound) when filled == Lots.Zero => Rejected,
        (CancelPending or ReplacePending or OrderState.Filled or Canceled or Expired or Rejected, NotFound) => from,
        _ => null,
    };
}
