using ExoRoute;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;

namespace CustomVenue;

/// <summary>A venue of one's own: a dealer with one firm two-way quote, filled at once as long as the quote lasts.</summary>
/// <remarks>It is its own feed as well: one frame with the quote, then one for every change of it.</remarks>
internal sealed class DealerVenue(InstrumentDefinition listing, Stamp opens, Level bid, Level ask) : IVenue, IRecordedFeed
{
    private readonly Book _book = new(listing.Venue, listing.Instrument, BookStatus.Sequenced);
    private readonly Dictionary<ClientOrderId, OrderEvent[]> _answers = [];
    private Level _bid = bid, _ask = ask;
    private IVenueSink? _sink;
    private Stamp? _nextFrame = opens;

    public VenueId Id => listing.Venue;

    public VenueCapabilities Capabilities { get; } = new();

    public IReadOnlyList<Book> Books => [_book];

    public void Attach(IVenueSink sink) => _sink = sink;

    // The same client order id never trades twice: a second sending gets the first one's answer.
    public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation)
    {
        if (!_answers.TryGetValue(order.ClientId, out var answer))
        {
            _answers[order.ClientId] = answer = Trade(order);
        }

        return Tell(answer);
    }

    public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) =>
        Tell([new() { Child = order.Id, Kind = OrderEventKind.CancelReject }]); // it was over when it arrived

    public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation) =>
        Tell(_answers.GetValueOrDefault(order.ClientId) ?? [new() { Child = order.Id, Kind = OrderEventKind.NotFound }]);

    public bool TryPeek(out Stamp at)
    {
        at = _nextFrame ?? default;
        return _nextFrame is not null;
    }

    public void Step(IMarketSink sink)
    {
        var at = _nextFrame!.Value;
        var update = new BookUpdate { IsSnapshot = true };
        update.Add(BookSide.Bid, _bid.Price, _bid.Quantity);
        update.Add(BookSide.Ask, _ask.Price, _ask.Quantity);
        _book.Apply(update, at);
        _nextFrame = null;
        sink.Changed(_book, at);
    }

    public void Dispose()
    {
    }

    private OrderEvent[] Trade(ChildOrder order)
    {
        ref var quote = ref order.Side == Side.Buy ? ref _ask : ref _bid;
        var reached = order.Side == Side.Buy ? quote.Price <= order.Limit : quote.Price >= order.Limit;
        var traded = reached ? Lots.Min(order.Target, quote.Quantity) : Lots.Zero;
        var end = new OrderEvent { Child = order.Id, Kind = OrderEventKind.Expire, FilledInAll = traded };
        if (traded == Lots.Zero)
        {
            return [end];
        }

        quote = quote with { Quantity = quote.Quantity - traded };
        _nextFrame = order.DecidedAt.Plus(1_000_000); // a millisecond later the quote shows what is left
        var fill = new OrderEvent { Child = order.Id, Kind = OrderEventKind.Fill, Quantity = traded, Price = quote.Price, ExecutionId = $"deal-{order.ClientId}" };
        return traded == order.Target ? [fill] : [fill, end];
    }

    private ValueTask Tell(OrderEvent[] answer)
    {
        Array.ForEach(answer, happened => _sink!.Happened(Id, happened));
        return ValueTask.CompletedTask;
    }
}
