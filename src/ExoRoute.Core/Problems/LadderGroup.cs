namespace ExoRoute.Problems;

/// <summary>Several venues that may show the same quantity: one ladder of all they show, cut off at what is believed to be there in all.</summary>
/// <remarks>
/// Whole amounts, exact. Rungs are merged by all-in price; the cheapest are kept up to the cap. What is filled of the merged ladder goes back to the venues rung by rung,
/// among equals to the earlier venue first. The joint cap is one constraint, sum of the venues' fills &lt;= cap, and the merged ladder is its exact cost: for each quantity
/// the cheapest split. Immutable, safe to share between threads. Made in rungs x venues steps.
/// </remarks>
public sealed class LadderGroup
{
    private readonly (int Venue, long UpTo)[] _shares; // in the order they are filled; UpTo ascends

    /// <summary>A group.</summary>
    /// <param name="name">What stands for the group in plans.</param>
    /// <param name="venues">Their ladders: any quantity, nothing charged once (<see cref="LadderProblem.IsPlain"/>).</param>
    /// <param name="cap">What they have together at most, in quantity units; 0 to <see cref="Lots.MaxCount"/>.</param>
    /// <exception cref="ArgumentException">A ladder is not plain, or the cap is out of range.</exception>
    public LadderGroup(VenueId name, IReadOnlyList<LadderProblem> venues, Lots cap)
    {
        ArgumentNullException.ThrowIfNull(venues);
        if (cap.Count is < 0 or > Lots.MaxCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"A group's cap must be 0 to 2^56 quantity units, was {cap.Count}."), nameof(cap));
        }

        foreach (var venue in venues)
        {
            if (!venue.IsPlain)
            {
                throw new ArgumentException(FormattableString.Invariant($"{venue} has lots, a minimum or a fixed cost; a group merges plain ladders only."), nameof(venues));
            }
        }

        var (rungs, shares, left) = (new List<Rung>(), new List<(int, long)>(), cap.Count);
        var next = new int[venues.Count];
        while (left > 0 && Cheapest(venues, next) is var venue && venue >= 0)
        {
            var rung = venues[venue].Rungs[next[venue]++];
            var taken = Math.Min(left, rung.Quantity);
            left -= taken;
            shares.Add((venue, cap.Count - left));
            if (rungs.Count > 0 && rungs[^1].Price == rung.Price)
            {
                rungs[^1] = rungs[^1] with { Quantity = rungs[^1].Quantity + taken };
            }
            else
            {
                rungs.Add(rung with { Quantity = taken });
            }
        }

        (_shares, Venues) = ([.. shares], venues.Count);
        Problem = new(name, rungs.ToArray(), new() { EndsBy = IsMore(venues, cap) ? LimitKind.Cap : LimitKind.Liquidity });
    }

    /// <summary>The merged ladder. Where venues share a price its rung carries the first one's own price: children take theirs from their own ladders.</summary>
    public LadderProblem Problem { get; }

    /// <summary>How many venues.</summary>
    public int Venues { get; }

    /// <summary>What each venue gets of a quantity of the merged ladder.</summary>
    /// <param name="quantity">0 to what the merged ladder holds.</param>
    /// <param name="fills">Written, one a venue, in their order.</param>
    /// <exception cref="ArgumentException">The quantity is outside, or there is not a place for each venue.</exception>
    public void Split(Lots quantity, Span<long> fills)
    {
        if (quantity.Count < 0 || quantity > Problem.Shown || fills.Length != Venues)
        {
            throw new ArgumentException(FormattableString.Invariant($"A split shares out 0 to {Problem.Shown.Count} over {Venues} venues; asked was {quantity.Count} over {fills.Length}."), nameof(quantity));
        }

        fills.Clear();
        var before = 0L;
        foreach (var (venue, upTo) in _shares)
        {
            if (quantity.Count <= before)
            {
                break;
            }

            fills[venue] += Math.Min(quantity.Count, upTo) - before;
            before = upTo;
        }
    }

    // The venue whose next rung costs least, the first of several; -1 when all are used up.
    private static int Cheapest(IReadOnlyList<LadderProblem> venues, ReadOnlySpan<int> next)
    {
        var (best, price) = (-1, 0L);
        for (var venue = 0; venue < next.Length; venue++)
        {
            var rungs = venues[venue].Rungs;
            if (next[venue] < rungs.Length && (best < 0 || rungs[next[venue]].Price < price))
            {
                (best, price) = (venue, rungs[next[venue]].Price);
            }
        }

        return best;
    }

    // Whether the venues show more than the cap.
    private static bool IsMore(IReadOnlyList<LadderProblem> venues, Lots cap)
    {
        Int128 all = 0;
        foreach (var venue in venues)
        {
            all += venue.Shown.Count;
        }

        return all > cap.Count;
    }
}
