using System.Collections.Immutable;
using ExoRoute.Plans;

namespace ExoRoute;

/// <summary>The change from a parent's last plan to its next, with what it was decided on and the proof that it is the cheapest.</summary>
/// <remarks>
/// Each change adds to one venue's target and becomes one child order. Cost and bound are of these changes only, on the books
/// seen: equal ones mean that no split of the same quantity over the same books is cheaper. Immutable, safe to share.
/// </remarks>
public sealed record PlanDelta
{
    /// <summary>Whose plan.</summary>
    public required ParentId Parent { get; init; }

    /// <summary>1 for a parent's first plan, then one more each time.</summary>
    public required int Number { get; init; }

    /// <summary>The sequence of the input that led to it: the books seen are those after that input.</summary>
    public required long Basis { get; init; }

    /// <summary>The engine that found it.</summary>
    public required string Engine { get; init; }

    /// <summary>What the parent still needed, in lots.</summary>
    public required Lots Asked { get; init; }

    /// <summary>What is added where, in venue order; each above zero.</summary>
    public required ImmutableArray<PlanChange> Changes { get; init; }

    /// <summary>Venues that list the instrument but could not be used, in venue order, each with its reason.</summary>
    public required ImmutableArray<PlanExclusion> Excluded { get; init; }

    /// <summary>The node price: what one more lot would cost, fees and all.</summary>
    public required DualVariables Prices { get; init; }

    /// <summary>What the changes cost together, fees and all; negative when money comes in.</summary>
    public required Cost Cost { get; init; }

    /// <summary>No split costs less than this. Equal to <see cref="Cost"/> when the plan is proved optimal.</summary>
    public required Cost Bound { get; init; }

    /// <summary>Nodes of the search tree behind the proof; 1 where the problem is convex.</summary>
    public required int Nodes { get; init; }

    /// <summary>What kept the plan below <see cref="Asked"/>; <see cref="PlanLimit.None"/> where nothing did.</summary>
    public required PlanLimit Limit { get; init; }

    /// <summary>What is added in all.</summary>
    public Lots Quantity
    {
        get
        {
            var sum = Lots.Zero;
            foreach (var change in Changes)
            {
                sum += change.Quantity;
            }

            return sum;
        }
    }

    /// <summary>How far the plan may be from the cheapest one; zero is proved.</summary>
    public Cost Gap => Cost - Bound;
}
