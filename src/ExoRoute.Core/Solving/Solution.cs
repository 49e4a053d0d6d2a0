using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>How a solve ended.</summary>
public enum SolveStatus : byte
{
    /// <summary>The flows cost the least there is: the gap is zero, and proved.</summary>
    Optimal,

    /// <summary>The node limit was reached: the flows, if any, cost at most <see cref="Solution.Gap"/> more than the least.</summary>
    NodeLimit,

    /// <summary>No plan fills the quantity, and that is proved; see <see cref="Solution.Blocking"/>.</summary>
    Infeasible,
}

/// <summary>A limit that keeps a quantity from being filled.</summary>
/// <param name="Venue">Where it holds.</param>
/// <param name="Kind">Which.</param>
/// <param name="AtMost">The most this venue takes under it; for <see cref="LimitKind.Minimum"/> and <see cref="LimitKind.Lot"/> the minimum or lot itself.</param>
public readonly record struct BlockingLimit(VenueId Venue, LimitKind Kind, Lots AtMost);

/// <summary>A plan's quantities, what they cost, and the proof that nothing costs less.</summary>
/// <remarks><see cref="Certificate.Check(System.Collections.Generic.IReadOnlyList{LadderProblem}, Lots, Solution)"/> checks every claim without trusting a solver. Immutable, safe to share.</remarks>
public sealed record Solution
{
    /// <summary>How it ended.</summary>
    public required SolveStatus Status { get; init; }

    /// <summary>Each venue's quantity, in the order of the problems; <see cref="SharedVariables.None"/> where there is no plan.</summary>
    public required SharedVariables Flows { get; init; }

    /// <summary>The price of one more quantity unit, as the root of the search has it; none where there is no plan.</summary>
    public required DualVariables Prices { get; init; }

    /// <summary>What the flows cost.</summary>
    public required Cost Cost { get; init; }

    /// <summary>What any plan costs at least; the cost itself when optimal.</summary>
    public required Cost Bound { get; init; }

    /// <summary>The proof.</summary>
    public required SearchTree Proof { get; init; }

    /// <summary>Nodes bounded; 1 where no search was needed.</summary>
    public required int Nodes { get; init; }

    /// <summary>What blocks, when infeasible: each limit without which more could be filled.</summary>
    public IReadOnlyList<BlockingLimit> Blocking { get; init; } = [];

    /// <summary>When infeasible: the largest quantity, not above the one asked for, that a plan was found for.</summary>
    public Lots Fillable { get; init; }

    /// <summary>When infeasible: no larger quantity can be filled than this; <see cref="Fillable"/> itself unless the node limit was reached.</summary>
    public Lots FillableBound { get; init; }

    /// <summary>Whether there are flows.</summary>
    public bool HasPlan => Flows.Count > 0;

    /// <summary>Cost less bound: zero when optimal.</summary>
    public Cost Gap => Cost - Bound;
}
