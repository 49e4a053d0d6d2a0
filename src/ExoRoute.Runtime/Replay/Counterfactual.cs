using ExoRoute.Market;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Replay;

/// <summary>What else could have been: fees of some venues changed, some venues left out.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CounterfactualTerms
{
    /// <summary>Taker fees by venue, in millionths, in place of the recorded ones.</summary>
    public IReadOnlyDictionary<VenueId, int> TakerPpm { get; init; } = new Dictionary<VenueId, int>();

    /// <summary>Venues to leave out.</summary>
    public IReadOnlySet<VenueId> Without { get; init; } = new HashSet<VenueId>();

    internal FeeSchedule? Apply(PlanVenue venue) =>
        Without.Contains(venue.Venue) ? null
        : TakerPpm.TryGetValue(venue.Venue, out var ppm) ? venue.Fees with { TakerPpm = ppm }
        : venue.Fees;
}

/// <summary>One decision as it was, and as it would have been on the same books under other terms.</summary>
/// <param name="Basis">The input it was decided on.</param>
/// <param name="Recorded">What was decided; without changes where nothing was sent.</param>
/// <param name="Otherwise">What would have been.</param>
/// <param name="Units">The instrument's units.</param>
public sealed record CounterfactualStep(long Basis, PlanDelta Recorded, PlanDelta Otherwise, InstrumentUnits Units)
{
    /// <summary>What the other terms would have cost more; exact where both fill the same quantity.</summary>
    public Cost Difference => Otherwise.Cost - Recorded.Cost;

    /// <summary>Whether both fill the same quantity, so that the difference is a price and not a size.</summary>
    public bool IsComparable => Otherwise.Quantity == Recorded.Quantity;
}

/// <summary>Replays a store and answers every plan's question a second time, under other terms.</summary>
/// <remarks>Exact for one step: that decision on that book. What would have followed from the other decision is not followed.</remarks>
public static class Counterfactual
{
    /// <summary>Runs it.</summary>
    /// <param name="entries">The store's records.</param>
    /// <param name="terms">The other terms.</param>
    /// <param name="step">Told of each decision that sent something, or would have.</param>
    /// <returns>The fold of the recorded day, with its divergence if there is one.</returns>
    public static ReplayFold Run(IEnumerable<StoredEntry> entries, CounterfactualTerms terms, Action<CounterfactualStep> step)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(step);
        return ReplayFold.Run(entries, seen: null, state => state.PlanSeen = (question, delta) =>
        {
            var otherwise = Planner.Answer(question.With(terms.Apply), delta.Basis);
            if ((!delta.Changes.IsEmpty || !otherwise.Changes.IsEmpty) && question.Units is { } units)
            {
                step(new(delta.Basis, delta, otherwise, units));
            }
        });
    }
}
