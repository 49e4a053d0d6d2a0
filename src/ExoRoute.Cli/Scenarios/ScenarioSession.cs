using ExoRoute.Adapters.Simulation;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace ExoRoute.Cli.Scenarios;

/// <summary>A scenario as a session in virtual time, wired as a host wires it: through the service collection.</summary>
internal sealed class ScenarioSession : IDisposable
{
    private readonly ServiceProvider _services;

    private ScenarioSession(ServiceProvider services, Router router, SimulatedSession session) =>
        (_services, Router, Session) = (services, router, session);

    /// <summary>The router.</summary>
    internal Router Router { get; }

    /// <summary>The session; its <see cref="SimulatedSession.Run"/> runs it.</summary>
    internal SimulatedSession Session { get; }

    /// <summary>Opens the store, starts the router, and puts in the scenario's orders and actions.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="storeDirectory">Where records go; null for memory.</param>
    /// <param name="decided">Told of each decision once it is flushed; may be null.</param>
    internal static ScenarioSession Open(Scenario scenario, string? storeDirectory, Action<Stamped<Decision>>? decided = null)
    {
        var services = new ServiceCollection();
        Register(services, scenario, storeDirectory);
        var provider = services.BuildServiceProvider();
        try
        {
            var router = provider.GetRequiredService<Router>();
            router.Decided = decided; // before the session starts the router: that may decide already
            var opened = new ScenarioSession(provider, router, provider.GetRequiredService<SimulatedSession>());
            opened.PutIn(scenario);
            return opened;
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>Registers everything a scenario names.</summary>
    internal static void Register(IServiceCollection services, Scenario scenario, string? storeDirectory)
    {
        var settings = scenario.Router;
        var builder = services.AddExoRoute(options =>
        {
            (options.StoreDirectory, options.StoreId, options.Durability) = (storeDirectory, scenario.StoreId, scenario.Durability);
            (options.Depth, options.MaxRejects, options.MaxChildren, options.MaxNodes) = (settings.Depth, settings.MaxRejects, settings.MaxChildren, settings.MaxNodes);
            (options.RestAfterReject, options.AnswerWithin) = (Span(settings.RestAfterReject), Span(settings.AnswerWithin));
        });
        foreach (var venue in scenario.Venues)
        {
            builder.AddSimulatedVenue(venue.Id.Name, venue.Settings);
            foreach (var listing in venue.Listings)
            {
                if (listing.Market is { } market)
                {
                    builder.AddSeededMarket(listing.Definition, listing.Fees, market);
                }
                else
                {
                    builder.AddListing(listing.Definition, listing.Fees);
                }
            }
        }

        var recorded = scenario.Venues.SelectMany(venue => venue.Listings).Where(listing => listing.Market is null).Select(listing => listing.Definition).ToList();
        foreach (var survey in scenario.Captures)
        {
            var held = recorded.Where(definition => survey.Listings.Any(one => one.Venue == definition.Venue
                && (definition.Answers(one.Symbol) || (one.CaptureSymbol.Length > 0 && definition.Answers(one.CaptureSymbol))))).ToList();
            builder.AddRecordedFeed("capture " + survey.Capture.Path, _ => CaptureFeed.Open(survey, held));
        }
    }

    /// <summary>Flushes and closes the store.</summary>
    public void Dispose() => _services.Dispose();

    private void PutIn(Scenario scenario)
    {
        var start = Session.Start ?? default;
        foreach (var (at, order, deadline) in scenario.Orders)
        {
            Session.At(at.In(start), () => _ = Router.SubmitAsync(order with { Deadline = deadline?.In(start) ?? default }));
        }

        foreach (var (at, input, deadline) in scenario.Actions)
        {
            Session.At(at.In(start), () => Do(input, deadline?.In(start)));
        }
    }

    private void Do(RouterInput input, Stamp? deadline)
    {
        switch (input)
        {
            case ParentAmended amended:
                Router.Amend(amended with { Deadline = deadline });
                break;
            case ParentCanceled canceled:
                Router.Cancel(canceled.Parent);
                break;
            case KillSwitched kill:
                Router.Kill(kill.Scope, kill.By, kill.Reason);
                break;
            case KillReleased release:
                Router.Release(release.Scope, release.By, release.Reason);
                break;
            case RiskRulesChanged rules:
                Router.Limit(rules);
                break;
            default:
                throw new ArgumentException($"{input.GetType().Name} is no action of a scenario.", nameof(input));
        }
    }

    private static TimeSpan Span(long nanoseconds) => new(nanoseconds / 100);
}
