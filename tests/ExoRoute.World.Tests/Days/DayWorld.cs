using ExoRoute.Adapters.Simulation;
using ExoRoute.Runtime;

namespace ExoRoute.Tests.Days;

/// <summary>What is there whether a router runs or not: the time, the markets, and venues that remember their orders.</summary>
internal sealed class DayWorld
{
    /// <summary>The world of a seeded day.</summary>
    /// <param name="seeded">What is in it.</param>
    /// <param name="through">What stands between a router and each venue.</param>
    public DayWorld(SeededDay seeded, Func<SimulatedVenue, VirtualTime, IVenue> through)
    {
        foreach (var venue in seeded.Venues)
        {
            var simulated = new SimulatedVenue(venue.Id, venue.Settings, Time);
            simulated.List(venue.Definition, venue.Fees);
            Venues.Add(venue.Id, through(simulated, Time));
            Markets.Add(venue.Id, new(venue.Definition, venue.Market));
        }
    }

    public VirtualTime Time { get; } = new(default);

    public SortedDictionary<VenueId, IVenue> Venues { get; } = [];

    public SortedDictionary<VenueId, SeededMarket> Markets { get; } = [];
}
