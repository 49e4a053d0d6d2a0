using System.Globalization;
using ExoRoute.Market;

namespace ExoRoute.Problems;

/// <summary>A venue's book as a problem: rungs of all-in prices, whole lots, a least quantity, a cost charged once.</summary>
/// <remarks>
/// Made from copies: the caller's buffers stay the caller's. Immutable, safe to share between threads; but the one that a
/// <see cref="Routing.PlanVenue"/> shows is the router's own, filled anew when the book moves.
/// </remarks>
public sealed class LadderProblem : LocalProblem
{
    private Rung[] _rungs = [];
    private int _count;
    private Lots _capacity;
    private PiecewiseLinear? _curve; // of the rungs as they are

    /// <summary>A ladder.</summary>
    /// <param name="venue">Whose.</param>
    /// <param name="rungs">Prices strictly ascending; 2^56 in all at most.</param>
    /// <param name="terms">What holds beside it.</param>
    /// <exception cref="ArgumentException">The rungs are no ladder, or a term is out of range.</exception>
    public LadderProblem(VenueId venue, ReadOnlySpan<Rung> rungs, LadderTerms terms = default)
        : base(venue.Name)
    {
        (Venue, _rungs, _count) = (venue, rungs.ToArray(), rungs.Length);
        Load(terms);
    }

    /// <summary>A ladder of nothing, to be filled.</summary>
    internal LadderProblem(VenueId venue)
        : base(venue.Name) => Venue = venue;

    /// <inheritdoc/>
    public override string Kind => "ladder";

    /// <summary>Whose.</summary>
    public VenueId Venue { get; }

    /// <summary>The most it can take in whole lots; nothing where that is less than <see cref="Minimum"/>.</summary>
    public Lots Capacity => _capacity;

    /// <summary>What all rungs hold, whole lots or not.</summary>
    public Lots Shown => new(Table.Capacity);

    /// <summary>Quantities are whole multiples of this; at least 1.</summary>
    public Lots Lot { get; private set; } = new(1);

    /// <summary>Nothing, or at least this much: a whole number of lots. Zero for none.</summary>
    public Lots Minimum { get; private set; }

    /// <summary>Charged once if any quantity is taken.</summary>
    public Cost FixedCost { get; private set; }

    /// <summary>What ends the ladder.</summary>
    public LimitKind EndsBy { get; private set; }

    /// <summary>The rungs, cheapest first.</summary>
    public ReadOnlySpan<Rung> Rungs => _rungs.AsSpan(0, _count);

    /// <summary>Whether any quantity up to the capacity will do and nothing is charged once: convex in single quantity units.</summary>
    public bool IsPlain => Lot.Count == 1 && Minimum.Count <= 1 && FixedCost.Count == 0;

    internal RungTable Table { get; } = new();

    internal PiecewiseLinear Curve => _curve ??= PiecewiseLinear.Of(Rungs);

    /// <summary>The problem of taking from one side of a book.</summary>
    /// <inheritdoc cref="Ladder.Fill(ReadOnlySpan{Level}, Side, FeeSchedule, InstrumentDefinition, in LadderLimits, Span{Rung}, out LadderTerms)"/>
    public static LadderProblem Of(ReadOnlySpan<Level> levels, Side side, FeeSchedule fees, InstrumentDefinition listing, in LadderLimits limits)
    {
        ArgumentNullException.ThrowIfNull(listing);

        var problem = new LadderProblem(listing.Venue);
        problem.Fill(levels, side, fees, listing, in limits);
        return problem;
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{Level}, Side, FeeSchedule, InstrumentDefinition, in LadderLimits)"/>
    public static LadderProblem Of(BookLevels levels, Side side, FeeSchedule fees, InstrumentDefinition listing, in LadderLimits limits)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(listing);

        var rungs = new Rung[Ladder.RoomFor(levels.Count)];
        var count = Ladder.Fill(levels, side, fees, listing, in limits, rungs, out var terms);
        return new(listing.Venue, rungs.AsSpan(0, count), terms);
    }

    /// <summary>What a quantity costs in all, also one that is no whole lot or below the minimum; nothing for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quantity is negative or more than <see cref="Shown"/>.</exception>
    public Cost Value(Lots quantity)
    {
        if (quantity.Count < 0 || quantity > Shown)
        {
            throw new ArgumentOutOfRangeException(
                nameof(quantity),
                quantity.Count,
                string.Create(CultureInfo.InvariantCulture, $"The ladder of '{Venue}' holds {Shown.Count}."));
        }

        return quantity == Lots.Zero ? default : new(Table.CostOf(quantity.Count) + FixedCost.Count);
    }

    /// <summary>The venue's own price at the rung a quantity reaches: the limit price of a child of that size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quantity is not 1 to <see cref="Shown"/>.</exception>
    public Ticks VenuePriceOf(Lots quantity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity.Count, 1, nameof(quantity));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity.Count, Shown.Count, nameof(quantity));

        var place = Table.UpTo.AsSpan(0, Table.Count + 1).BinarySearch(quantity.Count);
        return _rungs[(place < 0 ? ~place : place) - 1].VenuePrice;
    }

    /// <summary>What the venue would take at a price: the quantity with the least cost - price x quantity, the smallest of several.</summary>
    /// <exception cref="ArgumentException">The price is <c>default</c>, which is none.</exception>
    /// <exception cref="OverflowException">The price is so large that its product with a quantity or cost is beyond 127 bits.</exception>
    public Lots Response(DualPrice price)
    {
        if (price.Denominator <= 0)
        {
            throw new ArgumentException($"A price needs a denominator above 0, was {price}.", nameof(price));
        }

        return new(Cheapest(new(price), 0, Capacity.Count).Least);
    }

    /// <inheritdoc/>
    /// <remarks>The convex part: lots, least quantities and what is charged once play no part, here and in the two steps below.</remarks>
    public override double Value(ReadOnlySpan<double> flows) => Curve.Value(flows[0]);

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) => flows[0] = Curve.Respond(prices[0]);

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        flows[0] = Curve.Prox(point[0], rho);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) => slope[0] = Curve.ProxSlope(point[0], rho);

    internal override LocalProblem From(ReadOnlySpan<double> prices) => new PiecewiseLinearProblem(Name, Curve.From(prices[0]));

    /// <summary>Makes this the problem that <see cref="Of(ReadOnlySpan{Level}, Side, FeeSchedule, InstrumentDefinition, in LadderLimits)"/> makes, in the buffers it has.</summary>
    /// <remarks>Allocates only when there are more levels than ever before. For the one owner of a problem that nobody else keeps.</remarks>
    internal void Fill(ReadOnlySpan<Level> levels, Side side, FeeSchedule fees, InstrumentDefinition listing, in LadderLimits limits)
    {
        if (_rungs.Length < Ladder.RoomFor(levels.Length))
        {
            _rungs = new Rung[Math.Max(Ladder.RoomFor(levels.Length), 2 * _rungs.Length)];
        }

        _count = Ladder.Fill(levels, side, fees, listing, in limits, _rungs, out var terms);
        Load(terms);
    }

    /// <summary>The least of cost - price x quantity over the quantities allowed between two bounds.</summary>
    internal LadderMinimum Cheapest(in ScaledPrice price, long from, long to) =>
        LadderMinimum.Of(Table, Lot.Count, Minimum.Count, FixedCost.Count, in price, from, Math.Min(to, Capacity.Count));

    private void Load(LadderTerms terms)
    {
        Check(terms);
        _curve = null;
        Table.Load(Rungs);
        Lot = new(Math.Max(1, terms.Lot.Count));
        Minimum = terms.Minimum == Lots.Zero ? default : new((terms.Minimum.Count + Lot.Count - 1) / Lot.Count * Lot.Count);
        (FixedCost, EndsBy) = (terms.FixedCost, terms.EndsBy);
        var whole = Table.Capacity / Lot.Count * Lot.Count;
        _capacity = whole >= Minimum.Count ? new(whole) : default;
    }

    private static void Check(LadderTerms terms)
    {
        if (terms.Lot.Count is < 0 or > Lots.MaxCount)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Lot must be 0 to 2^56, was {terms.Lot.Count}."), nameof(terms));
        }

        if (terms.Minimum.Count is < 0 or > Lots.MaxCount + 1)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Minimum must be 0 to 2^56, was {terms.Minimum.Count}."), nameof(terms));
        }

        if (terms.FixedCost.Count < 0 || terms.FixedCost.Count > LadderMinimum.MaxFixedCost)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"FixedCost must be 0 to 2^118 cost units, was {terms.FixedCost.Count}."), nameof(terms));
        }

        if (!Enum.IsDefined(terms.EndsBy))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"EndsBy must be a LimitKind, was {(int)terms.EndsBy}."), nameof(terms));
        }
    }
}
