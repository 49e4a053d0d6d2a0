using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.Simulation;

/// <summary>A venue that fills our children against its book as that stands when they arrive.</summary>
/// <remarks>
/// Immediate-or-cancel limit orders: at the arrival, the levels up to the limit are taken best first, each fill at the level's own
/// price, and the rest expires. What our children took stays taken until the level changes. Rules of the listing (tick, lot,
/// minimum quantity and notional, trading state) and a book that is broken refuse. Everything random comes from the seed, all
/// times from <see cref="VirtualTime"/>: the same calls give the same events. One thread.
/// </remarks>
public sealed class SimulatedVenue : IVenue, IMarketSink
{
    private readonly VirtualTime _time;
    private readonly SimulatedVenueSettings _settings;
    private readonly SeededRandom _random;
    private readonly SortedDictionary<InstrumentId, Listed> _listed = [];
    private readonly Dictionary<ClientOrderId, Received> _received = []; // looked up only
    private IVenueSink? _sink;
    private long _executions;

    /// <summary>A venue.</summary>
    /// <exception cref="ArgumentException">The settings have faults; all are named.</exception>
    public SimulatedVenue(VenueId id, SimulatedVenueSettings settings, VirtualTime time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        if (settings.Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException($"Venue '{id}': {string.Join(' ', faults)}", nameof(settings));
        }

        (Id, _settings, _time, _random) = (id, settings, time, new(settings.Seed));
    }

    /// <inheritdoc/>
    public VenueId Id { get; }

    /// <inheritdoc/>
    public VenueCapabilities Capabilities { get; } = new();

    /// <summary>Orders that arrived, refused ones among them.</summary>
    public long OrdersReceived { get; private set; }

    /// <inheritdoc/>
    public void Attach(IVenueSink sink) => _sink = sink;

    /// <summary>Lists an instrument, or lists it anew.</summary>
    /// <exception cref="ArgumentException">It is another venue's listing.</exception>
    public void List(InstrumentDefinition definition, FeeSchedule fees)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Venue != Id)
        {
            throw new ArgumentException($"A listing of '{definition.Venue}' cannot be listed by '{Id}'.", nameof(definition));
        }

        var before = _listed.GetValueOrDefault(definition.Instrument);
        _listed[definition.Instrument] = new(definition, fees, before?.Depletion ?? new()) { Book = before?.Book }; // other rules, the same market
    }

    /// <summary>The book children fill against; other venues' books are passed over.</summary>
    public void Changed(Book book, Stamp receivedAt)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (book.Venue == Id && _listed.TryGetValue(book.Instrument, out var listed))
        {
            listed.Book = book;
            listed.Depletion.See(book);
        }
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        _time.At(_time.Now.Plus(Delay(_settings.OrderLatency)), () => Arrive(order));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);

        // An immediate-or-cancel order is over at its arrival: there is nothing left to cancel, or nothing yet.
        _time.At(_time.Now.Plus(Delay(_settings.OrderLatency)), () => Report(Event(order, OrderEventKind.CancelReject)));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        _time.At(_time.Now.Plus(Delay(_settings.OrderLatency)), () =>
        {
            if (_received.TryGetValue(order.ClientId, out var received))
            {
                foreach (var happened in received.Events)
                {
                    Report(happened);
                }
            }
            else
            {
                // Said for certain: an order that this question overtook is refused when it comes.
                var denied = Event(order, OrderEventKind.NotFound);
                _received.Add(order.ClientId, new() { Events = { denied } });
                Report(denied);
            }
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ClientOrderId>?> OpenOrdersAsync(CancellationToken cancellation) => new([]);

    private void Arrive(ChildOrder order)
    {
        OrdersReceived++;
        if (!_received.TryAdd(order.ClientId, new()))
        {
            Report(Event(order, OrderEventKind.Reject) with { Reason = "duplicate client order id" });
            return;
        }

        if (Refusal(order) is { } reason)
        {
            Keep(order, Event(order, OrderEventKind.Reject) with { Reason = reason });
            return;
        }

        Match(order, _listed[order.Instrument]);
    }

    private string? Refusal(ChildOrder order)
    {
        if (_random.Chance(_settings.RejectPpm))
        {
            return "refused at random";
        }

        if (!_listed.TryGetValue(order.Instrument, out var listed))
        {
            return "instrument is not listed";
        }

        var definition = listed.Definition;
        return definition.State != TradingState.Open ? "instrument does not trade"
            : listed.Book is null || listed.Book.Status == BookStatus.Broken ? "no market"
            : order.Limit.Count % definition.TickSize.Count != 0 ? "price is off the tick"
            : order.Target.Count % definition.LotSize.Count != 0 ? "quantity is off the lot"
            : order.Target < definition.MinimumQuantity ? "quantity is below the minimum"
            : Cost.Of(order.Limit, order.Target) < definition.MinimumNotional ? "notional is below the minimum"
            : null;
    }

    private void Match(ChildOrder order, Listed listed)
    {
        var (from, rest) = (order.Side == Side.Buy ? BookSide.Ask : BookSide.Bid, order.Target);
        var (levels, traded, quantity, charged) = (listed.Book!.Side(from), new Cost(), Lots.Zero, new Cost());
        for (var place = 0; place < levels.Count && rest > Lots.Zero; place++)
        {
            var level = levels[place];
            if (order.Side == Side.Buy ? level.Price > order.Limit : level.Price < order.Limit)
            {
                break;
            }

            var taken = Lots.Min(rest, listed.Depletion.Left(from, level));
            if (taken == Lots.Zero)
            {
                continue;
            }

            listed.Depletion.Take(from, level, taken);
            rest -= taken;

            // Fees are charged on the order as a whole; each fill carries what it adds to them.
            (traded, quantity) = (traded + Cost.Of(level.Price, taken), quantity + taken);
            var inAll = listed.Fees.On(traded, quantity, rounded: true);
            Keep(order, Event(order, OrderEventKind.Fill) with
            {
                Quantity = taken,
                Price = level.Price,
                Fee = inAll - charged,
                ExecutionId = FormattableString.Invariant($"{Id}-{++_executions}"),
            });
            charged = inAll;
        }

        if (rest > Lots.Zero)
        {
            Keep(order, Event(order, OrderEventKind.Expire) with { FilledInAll = quantity });
        }
    }

    private OrderEvent Event(ChildOrder order, OrderEventKind kind) => new() { Child = order.Id, Kind = kind, VenueTime = _time.Now };

    // What was reported once is told again when asked; execution ids keep fills from counting twice.
    private void Keep(ChildOrder order, OrderEvent happened)
    {
        _received[order.ClientId].Events.Add(happened);
        if (!_random.Chance(_settings.LostReportPpm))
        {
            Report(happened);
        }
    }

    private void Report(OrderEvent happened)
    {
        var sink = _sink ?? throw new InvalidOperationException($"Venue '{Id}' has nobody to report to; attach a sink before sending.");
        _time.At(_time.Now.Plus(Delay(_settings.ReportLatency)), () => sink.Happened(Id, happened));
    }

    private long Delay(long latency) => latency + (_settings.Jitter == 0 ? 0 : _random.Between(0, _settings.Jitter));

    private sealed class Listed(InstrumentDefinition definition, FeeSchedule fees, Depletion depletion)
    {
        internal InstrumentDefinition Definition { get; } = definition;

        internal FeeSchedule Fees { get; } = fees;

        internal Book? Book { get; set; }

        internal Depletion Depletion { get; } = depletion;
    }

    private sealed class Received
    {
        internal List<OrderEvent> Events { get; } = [];
    }
}
