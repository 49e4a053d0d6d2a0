using ExoRoute.Problems;

namespace ExoRoute.Routing;

/// <summary>What a plan's quantity would have cost otherwise on the very books the plan was made on.</summary>
/// <param name="Quantity">The plan's quantity.</param>
/// <param name="Planned">What the plan expects to pay, fees and all.</param>
/// <param name="SingleVenue">The venue that takes all of it for the least; <c>default</c> where no venue can.</param>
/// <param name="SingleCost">What it would cost there; null where no venue can.</param>
/// <param name="ProRataCost">What it would cost split by what each venue shows; null where no such split is allowed.</param>
/// <remarks>
/// Both ways are held to the same lots, minimums, limits and fees as the plan, so neither can be cheaper than a plan whose gap is zero.
/// Pure. Immutable, safe to share.
/// </remarks>
public sealed record PlanComparison(Lots Quantity, Cost Planned, VenueId SingleVenue, Cost? SingleCost, Cost? ProRataCost)
{
    /// <summary>Compares a plan with its two plain rivals. Cost: venues x log rungs.</summary>
    /// <param name="question">What the plan was asked; see <see cref="RouterState.PlanSeen"/>. Read at once, kept nowhere.</param>
    /// <param name="delta">Its answer.</param>
    public static PlanComparison Of(PlanQuestion question, PlanDelta delta)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(delta);
        var (venue, single) = Single(question.Problems, delta.Quantity);
        return new(delta.Quantity, delta.Cost, venue, single, ProRata(question.Problems, delta.Quantity));
    }

    /// <summary>How much cheaper <paramref name="planned"/> is than <paramref name="other"/>, in ten-thousandths of a basis point of the other, cut toward zero.</summary>
    /// <returns>Null where the other costs nothing: then there is no share of it. Negative where the plan costs more.</returns>
    public static long? Saved(Cost planned, Cost other)
    {
        const int Digits = 8; // 1 = 10^4 bps = 10^8 of these
        if (other.Count == 0)
        {
            return null;
        }

        // Long division: costs reach 2^118, so that a product with 10^8 would not fit.
        var (difference, whole) = ((other - planned).Count, Int128.Abs(other.Count));
        var (share, rest) = Int128.DivRem(Int128.Abs(difference), whole);
        for (var digit = 0; digit < Digits; digit++)
        {
            var (next, left) = Int128.DivRem(rest * 10, whole);
            (share, rest) = ((share * 10) + next, left);
            if (share > long.MaxValue / 16)
            {
                return difference < 0 ? long.MinValue : long.MaxValue;
            }
        }

        return (long)(difference < 0 ? -share : share);
    }

    private static (VenueId Venue, Cost? Cost) Single(List<LadderProblem> problems, Lots quantity)
    {
        var (venue, least) = (default(VenueId), (Cost?)null);
        foreach (var problem in problems)
        {
            if (Allows(problem, quantity) && problem.Value(quantity) is var cost && (least is null || cost < least))
            {
                (venue, least) = (problem.Venue, cost);
            }
        }

        return (venue, least);
    }

    // By what is shown, in whole lots; what rounding leaves over goes to the venues in their order, as far as they can take it.
    private static Cost? ProRata(List<LadderProblem> problems, Lots quantity)
    {
        var shown = (Int128)0;
        foreach (var problem in problems)
        {
            shown += problem.Capacity.Count;
        }

        if (shown < quantity.Count || quantity == Lots.Zero)
        {
            return null;
        }

        var (flows, left) = (new long[problems.Count], quantity.Count);
        for (var i = 0; i < flows.Length; i++)
        {
            var share = (long)((Int128)quantity.Count * problems[i].Capacity.Count / shown);
            var whole = share / problems[i].Lot.Count * problems[i].Lot.Count;
            flows[i] = whole >= problems[i].Minimum.Count ? whole : 0;
            left -= flows[i];
        }

        for (var i = 0; i < flows.Length && left > 0; i++)
        {
            var more = Math.Min(left, problems[i].Capacity.Count - flows[i]) / problems[i].Lot.Count * problems[i].Lot.Count;
            more = flows[i] + more >= problems[i].Minimum.Count ? more : 0;
            flows[i] += more;
            left -= more;
        }

        if (left > 0)
        {
            return null;
        }

        var cost = new Cost();
        for (var i = 0; i < flows.Length; i++)
        {
            cost += problems[i].Value(new(flows[i]));
        }

        return cost;
    }

    private static bool Allows(LadderProblem problem, Lots quantity) =>
        quantity > Lots.Zero && quantity <= problem.Capacity && quantity >= problem.Minimum && quantity.Count % problem.Lot.Count == 0;
}
