using System.Collections.Immutable;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;

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

    /// <summary>A kill switch reached it.</summary>
    Killed,
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
/// <param name="Parent">Which parent order it was about; <c>default</c> where it was about none.</param>
/// <param name="Code">Why: the first reason.</param>
/// <param name="Reason">All reasons, in words.</param>
public sealed record Refused(long Basis, int LogicVersion, ParentId Parent, RefusalCode Code, string Reason) : Decision(Basis, LogicVersion);

/// <summary>A soft limit is passed: it goes through, and is remarked on.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided.</param>
/// <param name="Parent">Which parent order it is about.</param>
/// <param name="Code">Which limit.</param>
/// <param name="Reason">How far, in words.</param>
public sealed record Remarked(long Basis, int LogicVersion, ParentId Parent, RefusalCode Code, string Reason) : Decision(Basis, LogicVersion);

/// <summary>A child order that a kill switch reached.</summary>
/// <param name="Child">Which.</param>
/// <param name="Took">From the kill until the venue's word that it is over, in nanoseconds.</param>
/// <param name="Filled">What of it traded meanwhile.</param>
public readonly record struct KilledChild(ChildId Child, long Took, Lots Filled);

/// <summary>All child orders that a kill switch reached are over.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided.</param>
/// <param name="Kill">The sequence of the kill.</param>
/// <param name="Took">From the kill until the last one's end, in nanoseconds; 0 where none was out.</param>
/// <param name="Children">They, in the order in which they ended; the first <see cref="MaxChildren"/>.</param>
public sealed record KillCompleted(long Basis, int LogicVersion, long Kill, long Took, ImmutableArray<KilledChild> Children) : Decision(Basis, LogicVersion)
{
    /// <summary>How many children are told.</summary>
    public const int MaxChildren = 1_000;
}

/// <summary>What is wrong that nobody asked for: an overfill, an event that cannot follow, a certificate that does not hold.</summary>
/// <param name="Basis">The sequence of the input it was decided on.</param>
/// <param name="LogicVersion">The logic that decided.</param>
/// <param name="Child">The child it is about; <c>default</c> where none is.</param>
/// <param name="Reason">What, in words.</param>
public sealed record Alarmed(long Basis, int LogicVersion, ChildId Child, string Reason) : Decision(Basis, LogicVersion);
