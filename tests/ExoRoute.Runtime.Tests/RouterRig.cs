using System.Diagnostics.Metrics;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExoRoute.Runtime.Tests;

/// <summary>A router over one recording venue, a clock that stands and a store in memory.</summary>
internal sealed class RouterRig : IDisposable
{
    public static readonly InstrumentId Btc = new("btc-usd");
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public RouterRig(IStoreMedium medium, RouterSettings? settings = null, StandingClock? clock = null, long slowLatency = 0)
    {
        (Medium, Clock) = (medium, clock ?? new());
        (Venue, Slow) = (new(this, "v"), slowLatency == 0 ? null : new(this, "slow"));
        Router = new(
            medium, RecordStore.Open(medium, SmallStores.Settings), settings ?? new(), Slow is null ? [Venue] : [Venue, Slow],
            Slow is null ? [Listing(Venue, 0)] : [Listing(Venue, 0), Listing(Slow, slowLatency)],
            Clock, NullLogger<Router>.Instance, new(_services.GetRequiredService<IMeterFactory>()));
        Router.Decided = decision => Told.Add($"decided {decision.Value.GetType().Name}");
        Book.Apply(Levels(true, (100, 10)), Clock.Now);
    }

    public IStoreMedium Medium { get; }

    public StandingClock Clock { get; }

    public RecordingVenue Venue { get; }

    /// <summary>A second venue, whose orders are longer on their way; null unless asked for.</summary>
    public RecordingVenue? Slow { get; }

    public Router Router { get; }

    public Book Book { get; } = new(new("v"), Btc, BookStatus.Sequenced);

    /// <summary>What was decided and what was called, in order.</summary>
    public List<string> Told { get; } = [];

    public static RouterRig Started(IStoreMedium? medium = null, RouterSettings? settings = null)
    {
        var rig = new RouterRig(medium ?? new MemoryMedium(), settings);
        rig.Router.Start();
        rig.Publish();
        return rig;
    }

    private static Listing Listing(RecordingVenue venue, long latency) => new(
        new() { Venue = venue.Id, Instrument = Btc, Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8), OrderLatency = latency }, FeeSchedule.None);

    public static BookUpdate Levels(bool snapshot, params (long Price, long Lots)[] asks)
    {
        var update = new BookUpdate { IsSnapshot = snapshot };
        foreach (var (price, lots) in asks)
        {
            update.Add(BookSide.Ask, new(price), new(lots));
        }

        return update;
    }

    /// <summary>A task's end; one that never comes fails its test.</summary>
    public static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void Publish(params (long Price, long Lots)[] changes)
    {
        Book.Apply(Levels(false, changes), Clock.Now);
        Router.Intake.Changed(Book, Clock.Now);
        Drain();
    }

    public void Drain()
    {
        for (var steps = 0; Router.Step(); steps++)
        {
            steps.Should().BeLessThan(100_000);
        }
    }

    public ParentOrder Order(string id, long lots, int deadlineSeconds = 0) => new()
    {
        Id = new(id),
        Instrument = Btc,
        Side = Side.Buy,
        Quantity = new(lots),
        Deadline = deadlineSeconds == 0 ? default : Clock.Now.Plus(deadlineSeconds * Stamp.PerSecond),
    };

    public Task<ParentOutcome> Submit(string id, long lots, int deadlineSeconds = 0)
    {
        var outcome = Router.SubmitAsync(Order(id, lots, deadlineSeconds));
        Drain();
        return outcome;
    }

    public void Happens(OrderEventKind kind, long child, long lots = 0)
    {
        Router.Happened(Venue.Id, new() { Child = new(child), Kind = kind, Quantity = new(lots), Price = new(100), ExecutionId = lots > 0 ? $"{child}-{lots}" : "" });
        Drain();
    }

    public List<string> Records() => [.. StoreReader.Read(Medium).Select(entry => new Encoding.RecordDecoder().Decode(entry.Bytes.ToArray()).Schema.ToString())];

    public void Dispose()
    {
        Router.Dispose();
        _services.Dispose();
    }

    internal sealed class StandingClock : TimeProvider
    {
        public Stamp Now { get; set; } = new(1_000 * Stamp.PerSecond);

        public override long TimestampFrequency => Stamp.PerSecond;

        public override long GetTimestamp() => Now.Nanoseconds;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Now.Nanoseconds / 100);
    }

    internal sealed class RecordingVenue(RouterRig rig, string name) : IVenue
    {
        public VenueId Id { get; } = new(name);

        public VenueCapabilities Capabilities { get; } = new();

        public Func<string, ChildOrder, ValueTask>? Answer { get; set; }

        public List<string> Calls { get; } = [];

        public void Attach(IVenueSink sink)
        {
        }

        /// <summary>What it answers when it is asked for open orders.</summary>
        public Func<IReadOnlyList<ClientOrderId>?> Open { get; set; } = static () => null;

        public ValueTask<IReadOnlyList<ClientOrderId>?> OpenOrdersAsync(CancellationToken cancellation) => new(Open());

        public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation) => Called("send", order);

        public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) => Called("cancel", order);

        public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation) => Called("query", order);

        private ValueTask Called(string what, ChildOrder order)
        {
            Calls.Add($"{what} {order.Id}");
            rig.Told.Add($"{what} {order.Id}");
            return Answer?.Invoke(what, order) ?? ValueTask.CompletedTask;
        }
    }
}
