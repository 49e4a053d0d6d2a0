using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime.Tests.Store;

namespace ExoRoute.Runtime.Tests.Replay;

/// <summary>A day of two venues, "a" and "b", recorded input by input as a router does it.</summary>
internal sealed class RecordedDay
{
    public static readonly InstrumentId Btc = new("btc-usd");
    private readonly RouterState _state = new();
    private readonly RecordEncoder _encoder = new();
    private readonly List<byte[]> _records = [];
    private long _executions;

    public RecordedDay()
    {
        Take(new SessionOpened(0xA5, 1, new()));
        foreach (var venue in new[] { "a", "b" })
        {
            Take(new ListingChanged(new() { Venue = new(venue), Instrument = Btc, Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8) }, FeeSchedule.None));
        }
    }

    public Stamp Now { get; set; } = new(1_000 * Stamp.PerSecond);

    public long Count => _records.Count;

    public RecordedDay Take(RouterInput input)
    {
        var sequence = _records.Count;
        _records.Add(_encoder.Encode(Now, input).ToArray());
        foreach (var decision in _state.Apply(new(sequence, Now, input)))
        {
            _records.Add(_encoder.Encode(decision).ToArray());
        }

        return this;
    }

    public RecordedDay Book(string venue, long price, long lots, BookStatus status = BookStatus.Sequenced, BookGapCause cause = BookGapCause.None)
    {
        var update = new BookUpdate { IsSnapshot = true };
        if (lots > 0)
        {
            update.Add(BookSide.Ask, new(price), new(lots));
        }

        return Take(new BookChanged { Venue = new(venue), Instrument = Btc, Status = status, Cause = cause, UpdatedAt = Now, Update = update });
    }

    public RecordedDay Buy(string id, long lots) => Take(new ParentSubmitted(new()
    {
        Id = new(id), Instrument = Btc, Side = Side.Buy, Quantity = new(lots), Deadline = Now.Plus(3600 * Stamp.PerSecond),
    }));

    public RecordedDay Fill(long child, long lots, string? execution = null) => Happened(child, OrderEventKind.Fill, happened => happened with
    {
        Quantity = new(lots), Price = new(100), ExecutionId = execution ?? FormattableString.Invariant($"x{++_executions}"),
    });

    public RecordedDay Happened(long child, OrderEventKind kind, Func<OrderEvent, OrderEvent>? with = null)
    {
        var happened = new OrderEvent { Child = new(child), Kind = kind };
        return Take(new ChildChanged(with?.Invoke(happened) ?? happened));
    }

    public MemoryMedium Store(int commit = 3)
    {
        var medium = new MemoryMedium();
        using var store = RecordStore.Open(medium, SmallStores.Settings);
        for (var i = 0; i < _records.Count; i++)
        {
            store.Append(_records[i]);
            if (i % commit == commit - 1)
            {
                store.Flush();
            }
        }

        return medium;
    }

    public StoreFigures Figures() => Of(Store());

    public static StoreFigures Of(IStoreMedium medium) => StoreFigures.Of(medium, StoreVerifier.Verify(medium), TimeProvider.System);
}
