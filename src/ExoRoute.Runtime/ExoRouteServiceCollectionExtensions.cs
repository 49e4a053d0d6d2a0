using ExoRoute;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the router.</summary>
public static class ExoRouteServiceCollectionExtensions
{
    /// <summary>Adds the router, once however often it is called; returns a builder to hang venues, listings and feeds on.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; each call's runs, in order.</param>
    /// <remarks>
    /// Options are checked when the host starts, or at first use. A clock (<see cref="TimeProvider"/>) that the host brought stays.
    /// The store is opened, and locked, when the <see cref="Router"/> is first asked for.
    /// </remarks>
    public static ExoRouteBuilder AddExoRoute(this IServiceCollection services, Action<ExoRouteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddLogging();
        services.AddMetrics();
        services.AddOptionsWithValidateOnStart<ExoRouteOptions>().Configure(configure ?? (static _ => { }));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ExoRouteOptions>, ExoRouteOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RouterMetrics>();
        services.TryAddSingleton<IStoreMedium>(static provider =>
            provider.GetRequiredService<IOptions<ExoRouteOptions>>().Value.StoreDirectory is { } directory ? new FileMedium(directory) : new MemoryMedium());
        services.TryAddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<ExoRouteOptions>>().Value;
            var medium = provider.GetRequiredService<IStoreMedium>();
            return new Router(
                medium,
                RecordStore.Open(medium, options.ToStoreSettings()),
                options.ToRouterSettings(),
                provider.GetVenues(),
                provider.GetServices<Listing>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<Router>>(),
                provider.GetRequiredService<RouterMetrics>());
        });
        return new ExoRouteBuilder(services);
    }

    /// <summary>All venues that were added, in the order of their names.</summary>
    public static IReadOnlyList<IVenue> GetVenues(this IServiceProvider provider) =>
        [.. provider.GetServices<VenueName>().OrderBy(name => name.Id).Select(name => provider.GetRequiredKeyedService<IVenue>(name.Id.Name))];

    /// <summary>All recorded feeds that were added, in the order of their names.</summary>
    public static IReadOnlyList<IRecordedFeed> GetRecordedFeeds(this IServiceProvider provider) =>
        [.. provider.GetServices<FeedName>().OrderBy(name => name.Name, StringComparer.Ordinal)
            .Select(name => provider.GetRequiredKeyedService<IRecordedFeed>(name.Name))];
}
