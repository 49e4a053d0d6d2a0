using System.Collections.Immutable;
using System.Globalization;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Plans;

/// <summary>What a child is to do at its venue.</summary>
public enum SendKind : byte
{
    /// <summary>Take what is there, at once and up to a limit; the rest ends: immediate-or-cancel.</summary>
    Take,

    /// <summary>Rest at a price, or not at all: post-only.</summary>
    Make,
}

/// <summary>One child, laid out.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Kind">Taking or resting.</param>
/// <param name="Quantity">Above zero.</param>
/// <param name="Limit">The worst price taken, or the price it rests at.</param>
/// <param name="SendOffset">How long it is held back, in nanoseconds, so that all children arrive together.</param>
public readonly record struct SendChild(VenueId Venue, SendKind Kind, Lots Quantity, Ticks Limit, long SendOffset);

/// <summary>A venue as a send plan sees it.</summary>
/// <param name="Listing">Its rules and its order latency.</param>
/// <param name="Fees">For limits that are held against prices with fees.</param>
/// <param name="Ladder">What can be taken there, with what is our own left out.</param>
/// <param name="Quote">Where an order of ours would rest; <c>default</c> where none is to.</param>
public sealed record SendVenue(InstrumentDefinition Listing, FeeSchedule Fees, LadderProblem Ladder, Ticks Quote = default);

/// <summary>The children of a make-and-take allocation: what is taken is split over the ladders for the least, what rests stands at stated prices.</summary>
/// <remarks>
/// Pure. A layout for venues that take post-only orders; <see cref="Routing.RouterState"/> sends the taking part, by the same rules for limits and offsets. Immutable, safe to share.
/// </remarks>
public sealed record SendPlan
{
    private SendPlan(ImmutableArray<SendChild> children, Solution taking, Lots missing) => (Children, Taking, Missing) = (children, taking, missing);

    /// <summary>The children: those that take in the order of the venues, then those that rest.</summary>
    public ImmutableArray<SendChild> Children { get; }

    /// <summary>How the taking was split, with its proof; for <see cref="Certificate"/>.</summary>
    public Solution Taking { get; }

    /// <summary>What was to be taken and is not there.</summary>
    public Lots Missing { get; }

    /// <summary>Lays an allocation out.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="allocation">How much to take, and how much to rest at each venue.</param>
    /// <param name="lot">How many quantity units one lot of the allocation is; above zero.</param>
    /// <param name="venues">The venues of the allocation, in its order.</param>
    /// <param name="limits">The parent's limit; resting prices are held against it as well, as venue prices.</param>
    /// <param name="discretionPpm">How far limits of what takes may reach beyond the last price used; see <see cref="LimitDiscretion"/>.</param>
    /// <exception cref="ArgumentException">The venues are not the allocation's, or a resting order could not stand: its price, quantity or side of the market is wrong.</exception>
    public static SendPlan Of(
        Side side, MakeTakeSolution allocation, Lots lot, IReadOnlyList<SendVenue> venues, in LadderLimits limits, int discretionPpm = 0)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        ArgumentNullException.ThrowIfNull(venues);
        ArgumentOutOfRangeException.ThrowIfLessThan(lot.Count, 1, nameof(lot));
        if (venues.Count != allocation.Rest.Count)
        {
            throw new ArgumentException(Text($"The allocation is of {allocation.Rest.Count} venues, there are {venues.Count}."), nameof(venues));
        }

        var (problems, take) = (venues.Select(venue => venue.Ladder).ToArray(), new Lots(checked(allocation.Take.Count * lot.Count)));
        var taking = Solver.Solve(problems, take, SolverSettings.Default);
        var missing = taking.Status == SolveStatus.Infeasible ? take - taking.Fillable : Lots.Zero;
        if (missing > Lots.Zero)
        {
            taking = Solver.Solve(problems, taking.Fillable, SolverSettings.Default);
        }

        var children = ImmutableArray.CreateBuilder<SendChild>();
        for (var i = 0; i < venues.Count && taking.HasPlan; i++)
        {
            if (taking.Flows[i] > Lots.Zero)
            {
                var (listing, last) = (venues[i].Listing, problems[i].VenuePriceOf(taking.Flows[i]));
                children.Add(new(listing.Venue, SendKind.Take, taking.Flows[i], LimitDiscretion.Reach(last, discretionPpm, side, listing, venues[i].Fees, in limits), 0));
            }
        }

        for (var i = 0; i < venues.Count; i++)
        {
            if (allocation.Rest[i] > Lots.Zero)
            {
                var quantity = new Lots(checked(allocation.Rest[i].Count * lot.Count));
                Check(side, venues[i], quantity, in limits);
                children.Add(new(venues[i].Listing.Venue, SendKind.Make, quantity, venues[i].Quote, 0));
            }
        }

        return new(Together(children, venues), taking, missing);
    }

    // What rests is not to be seen before what takes has arrived, nor the other way round.
    private static ImmutableArray<SendChild> Together(ImmutableArray<SendChild>.Builder children, IReadOnlyList<SendVenue> venues)
    {
        var latencies = venues.ToDictionary(venue => venue.Listing.Venue, venue => venue.Listing.OrderLatency);
        var slowest = children.Count == 0 ? 0 : children.Max(child => latencies[child.Venue]);
        return [.. children.Select(child => child with { SendOffset = slowest - latencies[child.Venue] })];
    }

    private static void Check(Side side, SendVenue venue, Lots quantity, in LadderLimits limits)
    {
        var (listing, price, sign) = (venue.Listing, venue.Quote.Count, side == Side.Buy ? 1 : -1);
        var wrong = price is < 1 or > Ticks.MaxCount || price % listing.TickSize.Count != 0 ? Text($"its price is no multiple of {listing.TickSize.Count} within 1 to 2^40")
            : quantity.Count % listing.LotSize.Count != 0 || quantity < listing.MinimumQuantity ? Text($"quantities are multiples of {listing.LotSize.Count}, {listing.MinimumQuantity.Count} at least")
            : Cost.Of(venue.Quote, quantity) < listing.MinimumNotional ? "it is worth less than the venue's minimum notional"
            : venue.Ladder.Rungs.Length > 0 && sign * price >= sign * venue.Ladder.Rungs[0].VenuePrice.Count ? Text($"it would trade at once with {venue.Ladder.Rungs[0].VenuePrice.Count}")
            : limits.Limit is { } limit && sign * price > sign * limit.Count ? Text($"its price is beyond the limit {limit.Count}")
            : null;
        if (wrong is not null)
        {
            throw new ArgumentException(Text($"{quantity.Count} at {price} cannot rest at '{listing.Venue}': {wrong}."), nameof(venue));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
