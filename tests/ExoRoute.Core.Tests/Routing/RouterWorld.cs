using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Routing;

/// <summary>A router's state with three venues, fed through its one door; times in milliseconds.</summary>
internal sealed class RouterWorld
{
    public static readonly InstrumentId Btc = new("btc-usd");
    private long _sequence;
    private int _executions;

    public RouterWorld(RouterSettings? settings = null, params string[] venues)
    {
        Settings = settings ?? new();
        Apply(new SessionOpened(0xA5, 1, Settings));
        foreach (var venue in venues)
        {
            List(Listing(venue));
        }
    }

    public RouterState State { get; } = new();

    public RouterSettings Settings { get; }

    public Stamp Now { get; private set; } = new(1_000 * Stamp.PerSecond);

    /// <summary>What the last input decided.</summary>
    public IReadOnlyList<Decision> Last { get; private set; } = [];

    /// <summary>Every child ever placed.</summary>
    public List<ChildOrder> Placed { get; } = [];

    public IEnumerable<string> Alarms => Last.OfType<Alarmed>().Select(alarm => alarm.Reason);

    public ParentEnded Ended => Last.OfType<ParentEnded>().Single();

    public static InstrumentDefinition Listing(string venue) =>
        new() { Venue = new(venue), Instrument = Btc, Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8) };

    public static ParentOrder Buy(long lots, string id = "p") => new() { Id = new(id), Instrument = Btc, Side = Side.Buy, Quantity = new(lots) };

    public IReadOnlyList<Decision> Apply(RouterInput input)
    {
        Last = [.. State.Apply(new(_sequence++, Now, input))];
        Placed.AddRange(Last.OfType<Placed>().SelectMany(placed => placed.Children));
        return Last;
    }

    public RouterWorld Wait(long milliseconds)
    {
        Now = Now.Plus(milliseconds * 1_000_000);
        return this;
    }

    public void List(InstrumentDefinition listing, FeeSchedule? fees = null) => Apply(new ListingChanged(listing, fees ?? FeeSchedule.None));

    /// <summary>A snapshot of asks (and bids, for negative prices): price, lots.</summary>
    public IReadOnlyList<Decision> Book(string venue, params (long Price, long Lots)[] levels) => Book(venue, BookStatus.Sequenced, true, levels);

    public IReadOnlyList<Decision> Change(string venue, params (long Price, long Lots)[] levels) => Book(venue, BookStatus.Sequenced, false, levels);

    public IReadOnlyList<Decision> Book(string venue, BookStatus status, bool snapshot, params (long Price, long Lots)[] levels)
    {
        var update = new BookUpdate { IsSnapshot = snapshot };
        foreach (var (price, lots) in levels)
        {
            update.Add(price < 0 ? BookSide.Bid : BookSide.Ask, new(Math.Abs(price)), new(lots));
        }

        return Apply(new BookChanged { Venue = new(venue), Instrument = Btc, Status = status, UpdatedAt = Now, Update = update });
    }

    public IReadOnlyList<Decision> Submit(ParentOrder order) => Apply(new ParentSubmitted(order));

    public IReadOnlyList<Decision> Cancel(string id = "p") => Apply(new ParentCanceled(new(id)));

    public IReadOnlyList<Decision> Timer() => Apply(new TimerFired());

    public IReadOnlyList<Decision> Fill(long child, long lots, long price = 100, string? execution = null) => Event(child, OrderEventKind.Fill, happened => happened with
    {
        Quantity = new(lots),
        Price = new(price),
        ExecutionId = execution ?? $"x{++_executions}",
    });

    public IReadOnlyList<Decision> Event(long child, OrderEventKind kind, Func<OrderEvent, OrderEvent>? with = null)
    {
        var happened = new OrderEvent { Child = new(child), Kind = kind };
        return Apply(new ChildChanged(with?.Invoke(happened) ?? happened));
    }

    public IReadOnlyList<Decision> Expire(long child, long filled) => Event(child, OrderEventKind.Expire, happened => happened with { FilledInAll = new(filled) });

    /// <summary>Venue and lots of what was placed last, in venue order.</summary>
    public IEnumerable<(string Venue, long Lots)> Plan => Last.OfType<Placed>().SelectMany(placed => placed.Children).Select(child => (child.Venue.Name, child.Target.Count));
}
