using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ExoRoute.Adapters.Simulation.Tests;

public class SimulatedSessionTests
{
    private static readonly Stamp Start = new SeededMarketSettings { Price = new(1) }.Start;

    [Fact]
    public async Task A_session_runs_to_its_end_and_every_order_with_it()
    {
        using var provider = Host();
        var session = provider.GetRequiredService<SimulatedSession>();
        session.Start.Should().Be(Start);
        session.Books.Select(book => book.Venue.Name).Should().Equal("alpha", "beta");
        var outcome = session.Submit(Start.Plus(Stamp.PerSecond), Order("p", Start.Plus(4 * Stamp.PerSecond)));
        session.Run(cancellation: TestContext.Current.CancellationToken);
        session.Frames.Should().Be(2 * 51);
        var ended = (await outcome).Ended!;
        ended.End.Should().BeOneOf(ParentEnd.Filled, ParentEnd.DeadlinePassed);
        var fold = ReplayFold.Run(StoreReader.Read(provider.GetRequiredService<IStoreMedium>()));
        (fold.Divergence, fold.Root).Should().Be((null, provider.GetRequiredService<Router>().Store.Root));
    }

    [Fact]
    public void Of_things_at_one_time_frames_come_before_orders_and_those_before_timers()
    {
        using var provider = Host();
        var (session, router) = (provider.GetRequiredService<SimulatedSession>(), provider.GetRequiredService<Router>());
        var at = Start.Plus(Stamp.PerSecond);
        long? framesThen = null;
        session.At(at, () => framesThen = session.Frames);
        session.Run(at, cancellation: TestContext.Current.CancellationToken);
        framesThen.Should().Be(2 * 11, "the frames of that very time are in");
        router.State.Now.Should().Be(at);
    }

    [Fact]
    public void It_stops_at_a_time_and_goes_on_from_there()
    {
        using var provider = Host();
        var session = provider.GetRequiredService<SimulatedSession>();
        session.Run(Start.Plus(Stamp.PerSecond), cancellation: TestContext.Current.CancellationToken);
        session.Frames.Should().Be(22);
        session.Run(cancellation: TestContext.Current.CancellationToken);
        session.Frames.Should().Be(102);
    }

    [Fact]
    public void It_tells_how_far_it_is_and_stops_when_cancelled()
    {
        using var provider = Host();
        var session = provider.GetRequiredService<SimulatedSession>();
        using var stop = new CancellationTokenSource();
        session.At(Start.Plus(Stamp.PerSecond), stop.Cancel);
        var told = new Progress();
        session.Run(progress: told, cancellation: stop.Token);
        told.Seen.Should().Equal(new SessionProgress(Start.Plus(Stamp.PerSecond), 22));
    }

    [Fact]
    public async Task Without_feeds_an_order_ends_for_want_of_a_venue()
    {
        var services = new ServiceCollection();
        services.AddExoRoute().AddSimulatedVenue("alpha").AddListing(Listing("alpha"));
        using var provider = services.BuildServiceProvider();
        var session = provider.GetRequiredService<SimulatedSession>();
        session.Start.Should().BeNull();
        var outcome = session.Submit(new(5 * Stamp.PerSecond), Order("p", default));
        session.Run(cancellation: TestContext.Current.CancellationToken);
        (await outcome).Ended!.Limit.Should().Be(Plans.PlanLimit.NoVenue);
    }

    [Fact]
    public void Adding_a_venue_or_a_market_twice_does_no_harm()
    {
        using var provider = Host(times: 2);
        provider.GetVenues().Should().HaveCount(2);
        provider.GetRecordedFeeds().Should().HaveCount(2);
        provider.GetServices<TimeProvider>().Should().ContainSingle().Which.Should().BeOfType<VirtualTime>();
    }

    private static InstrumentDefinition Listing(string venue) =>
        new() { Venue = new(venue), Instrument = new("btc-usd"), Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8), TickSize = new(10) };

    private static ParentOrder Order(string id, Stamp deadline) => new() { Id = new(id), Instrument = new("btc-usd"), Side = Side.Buy, Quantity = new(3_000), Deadline = deadline };

    private static ServiceProvider Host(int times = 1)
    {
        var services = new ServiceCollection();
        for (var i = 0; i < times; i++)
        {
            var builder = services.AddExoRoute(options => options.StoreId = "0123456789abcdef0123456789abcdef");
            foreach (var venue in new[] { "alpha", "beta" })
            {
                builder.AddSimulatedVenue(venue, new() { Jitter = 1_000_000, RejectPpm = 100_000, LostReportPpm = 100_000 })
                    .AddSeededMarket(Listing(venue), new() { TakerPpm = 1_000 }, new() { Price = new(6_000_000), Length = 5 * Stamp.PerSecond });
            }
        }

        return services.BuildServiceProvider();
    }

    private sealed class Progress : IProgress<SessionProgress>
    {
        public List<SessionProgress> Seen { get; } = [];

        public void Report(SessionProgress value) => Seen.Add(value);
    }
}
