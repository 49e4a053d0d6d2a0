using ExoRoute.Adapters.Simulation;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ExoRoute.Tests.Days;

/// <summary>A day put together as a host would, and run in virtual time. Dispose it.</summary>
internal sealed class Day : IDisposable
{
    private readonly ServiceProvider _provider;

    private Day(IServiceCollection services)
    {
        _provider = services.BuildServiceProvider();
        Session = _provider.GetRequiredService<SimulatedSession>();
        Router = _provider.GetRequiredService<Router>();
        Medium = _provider.GetRequiredService<IStoreMedium>();
    }

    public Router Router { get; }

    public SimulatedSession Session { get; }

    public IStoreMedium Medium { get; }

    /// <summary>The venues, in the order of their names.</summary>
    public IReadOnlyList<SimulatedVenue> Venues => [.. _provider.GetVenues().OfType<SimulatedVenue>()];

    /// <summary>The store's records, in order; whole once the day has run.</summary>
    public IReadOnlyList<StoredEntry> Records()
    {
        Router.Store.Flush();
        return [.. StoreReader.Read(Medium)];
    }

    /// <summary>A seeded day, ready to run: started, with its parent orders put in.</summary>
    /// <param name="seeded">What to run.</param>
    /// <param name="medium">Where its store lies; memory where none is given.</param>
    /// <param name="world">Clock, venues and markets that were there before this router and stay after it; new ones where none is given.</param>
    /// <param name="durability">What a flush promises.</param>
    public static Day Of(SeededDay seeded, IStoreMedium? medium = null, DayWorld? world = null, Durability durability = Durability.PageCache)
    {
        var services = new ServiceCollection();
        if (medium is not null)
        {
            services.AddSingleton(medium);
        }

        if (world is not null)
        {
            services.AddSingleton(world.Time);
        }

        var builder = services.AddExoRoute(options =>
            (options.StoreId, options.AnswerWithin, options.Durability) = (seeded.StoreId, seeded.AnswerWithin, durability)).AddVirtualTime();
        foreach (var venue in seeded.Venues)
        {
            if (world is null)
            {
                builder.AddSimulatedVenue(venue.Id.Name, venue.Settings).AddSeededMarket(venue.Definition, venue.Fees, venue.Market);
            }
            else
            {
                builder.AddVenue(venue.Id.Name, _ => world.Venues[venue.Id]).AddListing(venue.Definition, venue.Fees)
                    .AddRecordedFeed(venue.Id.Name, _ => world.Markets[venue.Id]);
            }
        }

        var day = new Day(services);
        foreach (var (at, measure) in seeded.Measures)
        {
            day.Put(at, measure);
        }

        foreach (var parent in seeded.Parents)
        {
            day.Put(parent);
        }

        return day;
    }

    /// <summary>A recorded tape with one large order a side over all its venues, ready to run.</summary>
    public static Day OfTape(string path)
    {
        var survey = CaptureSurvey.Of(path);
        var services = new ServiceCollection();
        var builder = services.AddExoRoute(options => options.StoreId = "00000000000000000000000000007a9e").AddVirtualTime();
        var fees = 1_000;
        foreach (var definition in survey.Define())
        {
            builder.AddSimulatedVenue(definition.Venue.Name, new() { Seed = (ulong)fees, Jitter = 3_000_000 })
                .AddListing(definition, new FeeSchedule { TakerPpm = fees += 200 });
        }

        builder.AddRecordedFeed("tape", _ => CaptureFeed.Open(survey));
        var day = new Day(services);
        var listed = survey.Define()[0];
        var one = Pow10(listed.Units.QuantityDecimals);
        foreach (var side in Enum.GetValues<Side>())
        {
            var at = day.Session.Start!.Value.Plus((20 + (int)side) * Stamp.PerSecond);
            day.Put(new(at, new()
            {
                Id = new(side == Side.Buy ? "buy" : "sell"),
                Instrument = listed.Instrument,
                Side = side,
                Quantity = new(25 * one),
                Deadline = at.Plus(100 * Stamp.PerSecond),
                ParticipationPpm = 300_000,
            }, null, null, null));
        }

        return day;
    }

    /// <summary>Runs to the end.</summary>
    public Day Run()
    {
        Session.Run();
        return this;
    }

    public void Dispose() => _provider.Dispose();

    private void Put(Stamp at, RouterInput measure) => Session.At(at, measure switch
    {
        RiskRulesChanged rules => () => Router.Limit(rules),
        KillSwitched kill => () => Router.Kill(kill.Scope, kill.By, kill.Reason),
        KillReleased release => () => Router.Release(release.Scope, release.By, release.Reason),
        _ => throw new ArgumentException($"{measure.GetType().Name} is no measure.", nameof(measure)),
    });

    private void Put(DayParent parent)
    {
        _ = Session.Submit(parent.At, parent.Order);
        if (parent is { AmendAt: { } amendAt, Amendment: { } amendment })
        {
            Session.At(amendAt, () => Router.Amend(amendment));
        }

        if (parent.CancelAt is { } cancelAt)
        {
            Session.At(cancelAt, () => Router.Cancel(parent.Order.Id));
        }
    }

    private static long Pow10(int exponent) => exponent == 0 ? 1 : 10 * Pow10(exponent - 1);
}
