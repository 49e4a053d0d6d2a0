namespace ExoRoute.Orders;

/// <summary>What can happen to a child order.</summary>
public enum OrderEventKind : byte
{
    /// <summary>It left us for the venue.</summary>
    Sent,

    /// <summary>The venue took it.</summary>
    Ack,

    /// <summary>The venue refused it, for certain.</summary>
    Reject,

    /// <summary>Some of it traded.</summary>
    Fill,

    /// <summary>A fill was taken back by the venue.</summary>
    Bust,

    /// <summary>What was left of it ended by its own terms (an IOC's rest, a deadline).</summary>
    Expire,

    /// <summary>We asked for its end.</summary>
    CancelRequest,

    /// <summary>The venue ended it, asked or unasked.</summary>
    CancelAck,

    /// <summary>The venue will not cancel it.</summary>
    CancelReject,

    /// <summary>We asked for other terms.</summary>
    ReplaceRequest,

    /// <summary>The venue took the other terms.</summary>
    ReplaceAck,

    /// <summary>The venue keeps the old terms.</summary>
    ReplaceReject,

    /// <summary>Nobody can say: a timeout, a closed socket, an answer that cannot be read.</summary>
    Lost,

    /// <summary>Asked, the venue says that it never had it.</summary>
    NotFound,
}

/// <summary>What happened to one child order, as the venue (or we) said it.</summary>
/// <remarks>Immutable, safe to share between threads.</remarks>
public sealed record OrderEvent
{
    /// <summary>The longest execution id and reason kept, in characters; longer ones are cut. What is not printable ASCII becomes '?'.</summary>
    public const int MaxText = 64;

    /// <summary>Which child.</summary>
    public required ChildId Child { get; init; }

    /// <summary>What happened.</summary>
    public required OrderEventKind Kind { get; init; }

    /// <summary>How much traded, or was taken back; only for fills and busts.</summary>
    public Lots Quantity { get; init; }

    /// <summary>At what price; only for fills and busts.</summary>
    public Ticks Price { get; init; }

    /// <summary>What the venue charged for this fill; negative when it paid.</summary>
    public Cost Fee { get; init; }

    /// <summary>
    /// What traded in all by the venue's account, where it says so with an end: fills that are still on the wire then count as
    /// possibly filled. Null where it does not say.
    /// </summary>
    public Lots? FilledInAll { get; init; }

    /// <summary>The venue's own id of the execution: the same execution twice counts once. Empty where it has none.</summary>
    public string ExecutionId { get => field; init => field = PlainText.Of(value, MaxText); } = "";

    /// <summary>Why, in the venue's words; for rejects.</summary>
    public string Reason { get => field; init => field = PlainText.Of(value, MaxText); } = "";

    /// <summary>When, by the venue's clock; <c>default</c> where it does not say.</summary>
    public Stamp VenueTime { get; init; }
}
