using System.Diagnostics.CodeAnalysis;
using ExoRoute.Market;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ExoRoute;

/// <summary>What <c>AddExoRoute</c> returns, to hang venues, listings and feeds on. Adding a thing twice does no harm: the last one counts.</summary>
public sealed class ExoRouteBuilder(IServiceCollection services)
{
    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds a venue of one's own.</summary>
    /// <param name="name">Its name; <see cref="VenueId"/> says which there can be.</param>
    /// <param name="make">Makes it; asked once.</param>
    public ExoRouteBuilder AddVenue(string name, Func<IServiceProvider, IVenue> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var id = new VenueId(name);
        Services.RemoveAllKeyed<IVenue>(id.Name);
        Services.AddKeyedSingleton(id.Name, (provider, _) => make(provider));
        if (!Services.Any(service => service.ImplementationInstance is VenueName there && there.Id == id))
        {
            Services.AddSingleton(new VenueName(id));
        }

        return this;
    }

    /// <summary>Adds what a venue lists and charges.</summary>
    /// <exception cref="ArgumentException">The definition or the fees have faults, or it is a contract, which is not routed; all are named.</exception>
    public ExoRouteBuilder AddListing(InstrumentDefinition definition, FeeSchedule? fees = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var listing = new Listing(definition, fees ?? FeeSchedule.None);
        if (new ListingChanged(definition, listing.Fees).Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException($"'{definition.Instrument}' at '{definition.Venue}': {string.Join(' ', faults)}", nameof(definition));
        }

        var same = Services.Where(service => service.ImplementationInstance is Listing there
            && there.Definition.Venue == definition.Venue && there.Definition.Instrument == definition.Instrument).ToList();
        same.ForEach(service => Services.Remove(service));
        Services.AddSingleton(listing);
        return this;
    }

    /// <summary>Adds a live feed; it runs while the host does. See <see cref="RunInHost"/>.</summary>
    public ExoRouteBuilder AddMarketFeed<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFeed>()
        where TFeed : class, IMarketFeed
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IMarketFeed, TFeed>());
        return this;
    }

    /// <summary>Runs the router as a hosted service, in real time, with the live feeds. Not together with virtual time.</summary>
    public ExoRouteBuilder RunInHost()
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RouterService>());
        return this;
    }

    /// <summary>Adds a feed that is pulled in virtual time.</summary>
    /// <param name="name">Its name; a feed of the same name takes its place.</param>
    /// <param name="make">Makes it; asked once.</param>
    public ExoRouteBuilder AddRecordedFeed(string name, Func<IServiceProvider, IRecordedFeed> make)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(make);
        Services.RemoveAllKeyed<IRecordedFeed>(name);
        Services.AddKeyedSingleton(name, (provider, _) => make(provider));
        if (!Services.Any(service => service.ImplementationInstance is FeedName there && string.Equals(there.Name, name, StringComparison.Ordinal)))
        {
            Services.AddSingleton(new FeedName(name));
        }

        return this;
    }
}

/// <summary>The name a venue is registered under.</summary>
internal sealed record VenueName(VenueId Id);

/// <summary>The name a feed is registered under.</summary>
internal sealed record FeedName(string Name);
