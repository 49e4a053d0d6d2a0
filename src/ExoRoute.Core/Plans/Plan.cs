using System.Collections.Immutable;

namespace ExoRoute.Plans;

/// <summary>What kept a plan below what was asked for.</summary>
public enum PlanLimit : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No venue that lists the instrument can be used now; the exclusions say why.</summary>
    NoVenue,

    /// <summary>The books hold no more.</summary>
    Liquidity,

    /// <summary>More is there, but beyond the limit price.</summary>
    LimitPrice,

    /// <summary>More is there, but beyond the share of the displayed size that may be taken.</summary>
    Participation,

    /// <summary>What is left is below a venue's lot, minimum quantity or minimum notional.</summary>
    LotOrMinimum,

    /// <summary>The parent's minimum fill cannot be reached now.</summary>
    MinimumFill,

    /// <summary>Prices, quantities and lots together are beyond 127 bits: no honest market is.</summary>
    OutOfRange,

    /// <summary>More is there, but behind resting orders of our own that it would trade with first.</summary>
    OwnOrders,

    /// <summary>More is there, but beyond a pre-trade limit: a collar, a child order's quantity, open orders or messages.</summary>
    RiskLimit,
}

/// <summary>Why a venue is left out of a plan.</summary>
public enum ExclusionReason : byte
{
    /// <summary>No book has arrived.</summary>
    NoBook,

    /// <summary>The book is broken: a gap, a wrong checksum, crossed, or the session ended.</summary>
    BookBroken,

    /// <summary>The book's grade is below the parent's policy.</summary>
    BookNotProved,

    /// <summary>The book is older than the parent's policy allows.</summary>
    BookTooOld,

    /// <summary>The venue does not trade the instrument now.</summary>
    NotTrading,

    /// <summary>It refused an order of this parent and is left alone for a while.</summary>
    Resting,

    /// <summary>It refused as many orders of this parent as are tried.</summary>
    TooManyRejects,

    /// <summary>A kill switch reaches it.</summary>
    Killed,

    /// <summary>The order may not go there.</summary>
    NotPermitted,

    /// <summary>A pre-trade limit has no room for another order there now.</summary>
    RiskLimit,
}

/// <summary>One venue's part of a plan delta.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Quantity">How much more, above zero.</param>
/// <param name="Limit">The child's limit: the worst of the venue's prices that the plan uses, moved outward by <see cref="Discretion"/>.</param>
/// <param name="Cost">What the plan expects to pay there, fees and all.</param>
public readonly record struct PlanChange(VenueId Venue, Lots Quantity, Ticks Limit, Cost Cost)
{
    /// <summary>How long the child is held back, in nanoseconds: the plan's longest order latency less this venue's. Default 0.</summary>
    public long SendOffset { get; init; }

    /// <summary>How far <see cref="Limit"/> lies beyond the worst price that the plan uses, in price units. Default 0.</summary>
    public Ticks Discretion { get; init; }
}

/// <summary>A venue that a plan left out, and why.</summary>
public readonly record struct PlanExclusion(VenueId Venue, ExclusionReason Reason);

/// <summary>What goes where, all deltas of one parent together.</summary>
/// <remarks>Immutable, safe to share between threads.</remarks>
/// <param name="Parent">Whose plan.</param>
/// <param name="Number">The last delta's number; 0 before the first.</param>
/// <param name="Targets">What each venue was asked for in all, in venue order.</param>
public sealed record Plan(ParentId Parent, int Number, ImmutableSortedDictionary<VenueId, Lots> Targets)
{
    /// <summary>Nothing planned yet.</summary>
    public static Plan Empty(ParentId parent) => new(parent, 0, ImmutableSortedDictionary<VenueId, Lots>.Empty);

    /// <summary>The plan after one more delta.</summary>
    /// <exception cref="ArgumentException">The delta is another parent's, or not the next one.</exception>
    public Plan After(PlanDelta delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        if (delta.Parent != Parent || delta.Number != Number + 1)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Delta {delta.Number} of '{delta.Parent}' does not follow plan {Number} of '{Parent}'."), nameof(delta));
        }

        var targets = Targets.ToBuilder();
        foreach (var change in delta.Changes)
        {
            targets[change.Venue] = targets.GetValueOrDefault(change.Venue) + change.Quantity;
        }

        return this with { Number = delta.Number, Targets = targets.ToImmutable() };
    }
}
