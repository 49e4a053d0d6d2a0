using System.Collections.Immutable;
using ExoRoute.Orders;
using ExoRoute.Plans;

namespace ExoRoute.Routing;

/// <summary>What we chose, on one input. Recorded and flushed before anything of it is done.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided: <see cref="RouterState.LogicVersion"/> of its build.</param>
public abstract record Decision(long Basis, int LogicVersion);

/// <summary>A plan delta, and the child orders it becomes, one a change and in that order.</summary>
public sealed record Placed(long Basis, int LogicVersion, PlanDelta Delta, ImmutableArray<ChildOrder> Children) : Decision(Basis, LogicVersion);

/// <summary>The venue is asked to end a child.</summary>
public sealed record CancelSent(long Basis, int LogicVersion, ChildId Child) : Decision(Basis, LogicVersion);

/// <summary>The venue is asked what became of a child; it is never sent again.</summary>
public sealed record Asked(long Basis, int LogicVersion, ChildId Child) : Decision(Basis, LogicVersion);

/// <summary>Why a parent order ended.</summary>
public enum ParentEnd : byte
{
    /// <summary>All of it traded.</summary>
    Filled,

    /// <summary>The host cancelled it.</summary>
    Canceled,

    /// <summary>Its deadline came.</summary>
    DeadlinePassed,

    /// <summary>It was for now, and no venue can give more; <see cref="ParentEnded.Limit"/> names what is in the way.</summary>
    NothingMore,

    /// <summary>As many children were sent as are tried.</summary>
    TooManyChildren,
}

/// <summary>A parent order is over, and what became of it.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided.</param>
/// <param name="Parent">Which.</param>
/// <param name="End">Why.</param>
/// <param name="Filled">What traded in all.</param>
/// <param name="Traded">What was paid for it without fees; negative when money came in.</param>
/// <param name="Fees">What the venues charged.</param>
/// <param name="Limit">What kept it from more; None when it is filled.</param>
public sealed record ParentEnded(long Basis, int LogicVersion, ParentId Parent, ParentEnd End, Lots Filled, Cost Traded, Cost Fees, PlanLimit Limit)
    : Decision(Basis, LogicVersion);

/// <summary>An ordinary no to something the host asked for.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided.</param>
/// <param name="Parent">Which parent order it was about.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Refused(long Basis, int LogicVersion, ParentId Parent, string Reason) : Decision(Basis, LogicVersion);

/// <summary>What is wrong that nobody asked for: an overfill, an event that cannot follow, a certificate that does not hold.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided.</param>
/// <param name="Child">The child it is about; <c>default</c> where none is.</param>
/// <param name="Reason">What, in words.</param>
public sealed record Alarmed(long Basis, int LogicVersion, ChildId Child, string Reason) : Decision(Basis, LogicVersion);
