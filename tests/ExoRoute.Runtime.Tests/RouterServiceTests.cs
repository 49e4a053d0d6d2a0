using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ExoRoute.Runtime.Tests;

/// <summary>The router under a host: real time, a live feed, a venue that answers on threads of its own.</summary>
public sealed class RouterServiceTests
{
    private static readonly VenueId Desk = new("desk");

    [Fact]
    public async Task A_parent_handed_over_under_a_host_is_filled_on_a_live_book()
    {
        await using var host = await Host.Started();
        var outcome = await RouterRig.Soon(host.Router.SubmitAsync(host.Order("p", 7, TimeSpan.FromMinutes(1))));
        (outcome.Ended!.End, outcome.Ended.Filled).Should().Be((Routing.ParentEnd.Filled, new Lots(7)));
        host.Venue.Sent.Should().Be(1);
    }

    [Fact]
    public async Task A_deadline_ends_a_parent_though_nothing_else_happens()
    {
        await using var host = await Host.Started();
        var outcome = await RouterRig.Soon(host.Router.SubmitAsync(host.Order("p", 7, TimeSpan.FromMilliseconds(200)) with { Limit = new(1) }));
        outcome.Ended!.End.Should().Be(Routing.ParentEnd.DeadlinePassed);
    }

    [Fact]
    public async Task Stopping_the_host_ends_the_feed_and_closes_the_store()
    {
        var host = await Host.Started();
        var fed = host.Feed;
        await RouterRig.Soon(host.Router.SubmitAsync(host.Order("p", 7, TimeSpan.FromMinutes(1)))); // the feed runs: its book is known
        await host.DisposeAsync();
        fed.Ended.Should().BeTrue();
        StoreVerifier.Verify(host.Medium).IsSound.Should().BeTrue();
    }

    [Fact]
    public async Task A_store_that_lacked_space_is_tried_again_by_itself()
    {
        var medium = new FaultMedium();
        await using var host = await Host.Started(medium);
        medium.Space = 0;
        var outcome = host.Router.SubmitAsync(host.Order("p", 7, TimeSpan.FromMinutes(5)));
        await WaitUntil(() => host.Router.LacksSpace);
        host.Venue.Sent.Should().Be(0, "what is not on record is not sent");
        medium.Space = long.MaxValue;
        (await RouterRig.Soon(outcome)).Ended!.Filled.Should().Be(new Lots(7));
    }

    [Fact]
    public async Task A_venue_is_asked_for_its_open_orders_every_so_often_and_never_where_that_is_off()
    {
        await using var never = await Host.Started(reconcileEvery: TimeSpan.Zero);
        await using var host = await Host.Started(reconcileEvery: TimeSpan.FromSeconds(1));
        await WaitUntil(() => host.Venue.AskedForOpen >= 2);
        never.Venue.AskedForOpen.Should().Be(0);
    }

    private static async Task WaitUntil(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private sealed class Host(ServiceProvider services, IStoreMedium medium) : IAsyncDisposable
    {
        public Router Router { get; } = services.GetRequiredService<Router>();

        public DeskVenue Venue { get; } = (DeskVenue)services.GetVenues()[0];

        public DeskFeed Feed { get; } = (DeskFeed)services.GetRequiredService<IMarketFeed>();

        public IStoreMedium Medium => medium;

        public static async Task<Host> Started(IStoreMedium? medium = null, TimeSpan? reconcileEvery = null)
        {
            var collection = new ServiceCollection();
            collection.AddSingleton(medium ??= new MemoryMedium());
            collection.AddExoRoute(options => options.ReconcileEvery = reconcileEvery ?? options.ReconcileEvery).AddVenue(Desk.Name, _ => new DeskVenue()).AddMarketFeed<DeskFeed>().RunInHost().RunInHost()
                .AddListing(new() { Venue = Desk, Instrument = RouterRig.Btc, Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8) });
            var host = new Host(collection.BuildServiceProvider(), medium);
            foreach (var service in host.Hosted())
            {
                await service.StartAsync(TestContext.Current.CancellationToken);
            }

            return host;
        }

        public ParentOrder Order(string id, long lots, TimeSpan patience) => new()
        {
            Id = new(id),
            Instrument = RouterRig.Btc,
            Side = Side.Buy,
            Quantity = new(lots),
            Deadline = new((DateTimeOffset.UtcNow + patience - DateTimeOffset.UnixEpoch).Ticks * 100),
        };

        public async ValueTask DisposeAsync()
        {
            foreach (var service in Hosted())
            {
                await service.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }

        private IEnumerable<IHostedService> Hosted() => services.GetServices<IHostedService>().Where(service => service is RouterService);
    }

    internal sealed class DeskFeed : IMarketFeed
    {
        public bool Ended { get; private set; }

        public async Task RunAsync(IMarketSink sink, CancellationToken cancellation)
        {
            var book = new Book(Desk, RouterRig.Btc, BookStatus.Sequenced);
            var now = new Stamp((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100);
            book.Apply(RouterRig.Levels(true, (100, 10)), now);
            sink.Changed(book, now);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                Ended = true;
            }
        }
    }

    internal sealed class DeskVenue : IVenue
    {
        private IVenueSink? _sink;
        private int _sent, _asked;

        public VenueId Id => Desk;

        public int Sent => _sent;

        public int AskedForOpen => _asked;

        public VenueCapabilities Capabilities { get; } = new();

        public ValueTask<IReadOnlyList<ClientOrderId>?> OpenOrdersAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            return new([]);
        }

        public void Attach(IVenueSink sink) => _sink = sink;

        public async ValueTask SendAsync(ChildOrder order, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _sent);
            await Task.Yield();
            _sink!.Happened(Id, new() { Child = order.Id, Kind = OrderEventKind.Fill, Quantity = order.Target, Price = order.Limit, ExecutionId = order.ClientId.Text });
        }

        public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
