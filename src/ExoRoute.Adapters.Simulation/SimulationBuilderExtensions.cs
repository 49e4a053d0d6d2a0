using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ExoRoute;

/// <summary>Registers simulated venues and seeded markets; both go by virtual time.</summary>
public static class SimulationBuilderExtensions
{
    /// <summary>Adds a venue that fills children against its book, in virtual time.</summary>
    /// <param name="builder">From <c>AddExoRoute</c>.</param>
    /// <param name="name">The venue's name. The same name again replaces its settings.</param>
    /// <param name="settings">How it behaves; null for the defaults.</param>
    /// <remarks>The host's clock becomes <see cref="VirtualTime"/>: run a <see cref="SimulatedSession"/>.</remarks>
    public static ExoRouteBuilder AddSimulatedVenue(this ExoRouteBuilder builder, string name, SimulatedVenueSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddVirtualTime().AddVenue(name, provider =>
        {
            var venue = new SimulatedVenue(new(name), settings ?? new(), provider.GetRequiredService<VirtualTime>());
            foreach (var listing in provider.GetServices<Listing>().Where(listing => listing.Definition.Venue == venue.Id))
            {
                venue.List(listing.Definition, listing.Fees);
            }

            return venue;
        });
    }

    /// <summary>Adds a market made from a seed for one listing, and the listing with it.</summary>
    public static ExoRouteBuilder AddSeededMarket(this ExoRouteBuilder builder, InstrumentDefinition listing, FeeSchedule fees, SeededMarketSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(listing);
        return builder.AddVirtualTime().AddListing(listing, fees)
            .AddRecordedFeed($"{listing.Venue}/{listing.Instrument}", _ => new SeededMarket(listing, settings));
    }

    /// <summary>Makes virtual time the host's clock, and registers the session that runs in it. Done by all that need it.</summary>
    public static ExoRouteBuilder AddVirtualTime(this ExoRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(new VirtualTime(default));
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(static provider => provider.GetRequiredService<VirtualTime>()));
        builder.Services.TryAddSingleton(static provider => new SimulatedSession(
            provider.GetRequiredService<Router>(), provider.GetRequiredService<VirtualTime>(), provider.GetRecordedFeeds(), provider.GetVenues()));
        return builder;
    }
}
