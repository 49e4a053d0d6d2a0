using ExoRoute.Orders;

namespace ExoRoute.Runtime;

/// <summary>Where an order can go: what a venue adapter gives.</summary>
/// <remarks>
/// Every call names the child by its <see cref="ChildOrder.ClientId"/>; the answers come as events to the sink, in any order and
/// on any thread. <b>An ambiguous answer is an answer</b>: a timeout, a closed socket or an unreadable reply is
/// <see cref="OrderEventKind.Lost"/>, never a reject. A call that throws counts as that. One with a connection also
/// implements <see cref="IAsyncDisposable"/>; the host's services dispose it. Calls come one after the other, not waiting for the last one's end.
/// </remarks>
public interface IVenue
{
    /// <summary>Its name.</summary>
    VenueId Id { get; }

    /// <summary>What it can do.</summary>
    VenueCapabilities Capabilities { get; }

    /// <summary>Where its order events go; called once, before anything is sent.</summary>
    void Attach(IVenueSink sink);

    /// <summary>Sends a child for the first and only time: an immediate-or-cancel limit order.</summary>
    ValueTask SendAsync(ChildOrder order, CancellationToken cancellation);

    /// <summary>
    /// Asks for a child's end. A cancel that finds no such order is answered with <see cref="OrderEventKind.CancelReject"/>: it may have
    /// overtaken the order. <see cref="OrderEventKind.NotFound"/> answers a <see cref="QueryAsync"/> only.
    /// </summary>
    ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation);

    /// <summary>Asks for other terms of a child.</summary>
    /// <exception cref="NotSupportedException">The venue cannot; see <see cref="VenueCapabilities.Replace"/>.</exception>
    ValueTask ReplaceAsync(ChildOrder order, Lots quantity, Ticks limit, CancellationToken cancellation) =>
        throw new NotSupportedException($"Venue '{Id}' does not replace orders; cancel the child and plan anew.");

    /// <summary>
    /// Asks what became of a child, by its client order id: the venue answers with the fills it made (with their execution ids) and
    /// how the order stands now, or with <see cref="OrderEventKind.NotFound"/> when it is certain that it never had it and never will.
    /// </summary>
    ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation);

    /// <summary>The client order ids of ours that are open at the venue now; null where it cannot say. Others' go to <see cref="IVenueSink.Unsolicited"/>.</summary>
    /// <remarks>Asked now and then (<see cref="ExoRouteOptions.ReconcileEvery"/>): a stream that looks healthy can have lost one report.</remarks>
    ValueTask<IReadOnlyList<ClientOrderId>?> OpenOrdersAsync(CancellationToken cancellation) => new((IReadOnlyList<ClientOrderId>?)null);

    /// <summary>Sends every fill since a time again, as events; execution ids keep them from counting twice. Answers false where it cannot.</summary>
    ValueTask<bool> FillsSinceAsync(Stamp from, CancellationToken cancellation) => new(false);
}

/// <summary>Where a venue says what happened to child orders.</summary>
public interface IVenueSink
{
    /// <summary>Something happened. May be called on any thread; returns at once.</summary>
    void Happened(VenueId venue, OrderEvent happened);

    /// <summary>The connection was lost and is there again: the router asks about every child that is out there. May be called on any thread.</summary>
    void Reconnected(VenueId venue)
    {
    }

    /// <summary>The venue told of an order that this adapter did not send: recorded, and an alarm once. May be called on any thread.</summary>
    /// <param name="venue">Which.</param>
    /// <param name="order">Its client order id, or what the venue calls it.</param>
    void Unsolicited(VenueId venue, string order)
    {
    }
}

/// <summary>What a venue can do.</summary>
public sealed record VenueCapabilities
{
    /// <summary>Whether it replaces orders in place. Default no.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether it answers a query by client order id. Default yes: without it a lost answer stays unknown.</summary>
    public bool Query { get; init; } = true;

    /// <summary>Whether it ends our orders when the connection drops. Default no.</summary>
    public bool CancelsOnDisconnect { get; init; }

    /// <summary>How many messages a second it takes from us; 0 for no limit known. Default 0.</summary>
    public int MessagesPerSecond { get; init; }
}
