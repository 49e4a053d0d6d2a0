namespace ExoRoute.Problems;

/// <summary>One step of a ladder: so much quantity at one all-in price.</summary>
/// <param name="Price">Cost units for one more quantity unit with its fee (<see cref="Market.FeeSchedule.AllIn"/>); below zero when selling.
/// Within 2^62 either way.</param>
/// <param name="Quantity">Quantity units, above zero.</param>
/// <param name="VenuePrice">The venue's own quote there: the limit price a child order that reaches this rung must carry.</param>
public readonly record struct Rung(long Price, long Quantity, Ticks VenuePrice);

/// <summary>What ends a venue's ladder, or keeps a quantity from being filled.</summary>
public enum LimitKind : byte
{
    /// <summary>The book shows no more.</summary>
    Liquidity,

    /// <summary>The next level is beyond the limit price.</summary>
    PriceLimit,

    /// <summary>Only a share of what is shown may be taken.</summary>
    Participation,

    /// <summary>A cap on what this venue may get.</summary>
    Cap,

    /// <summary>Only whole lots can be sent.</summary>
    Lot,

    /// <summary>The venue's least quantity or notional.</summary>
    Minimum,
}

/// <summary>What holds for a venue's order beside its ladder. <c>default</c>: any quantity, nothing charged once.</summary>
public readonly record struct LadderTerms
{
    /// <summary>Quantities are whole multiples of this. Zero stands for 1 quantity unit.</summary>
    public Lots Lot { get; init; }

    /// <summary>Nothing at all, or at least this much. Zero for none.</summary>
    public Lots Minimum { get; init; }

    /// <summary>Charged once if any quantity is taken. Not negative.</summary>
    public Cost FixedCost { get; init; }

    /// <summary>What ends the ladder; named when a plan runs out of quantity.</summary>
    public LimitKind EndsBy { get; init; }
}
