using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Splits several desks' quantities over shared ladders exactly, in integers; kept, so that the next problem of that size allocates nothing.</summary>
/// <remarks>
/// The venues' totals y that the desks can produce are the bases of a polymatroid: y(S) &lt;= rho(S) = sum_d min(quantity_d, credits_d(S)) for every set S
/// of venues, y(all) = rho(all). Minimising a separable convex cost over bases is done by the decomposition algorithm (S. Fujishige,
/// Lexicographically optimal base of a polymatroid with respect to a weight vector, 1980; H. Groenevelt, Two algorithms for maximizing a separable concave
/// function over a polymatroid feasible region, 1991), here with an interval for each venue, so that equal prices need no guess:
/// <list type="number">
/// <item>Without credits there is one price p. Each venue takes at least what is cheaper than p (l) and at most what is not dearer (u).</item>
/// <item>If the desks can fill l, and then raise it within u to all that is asked for, every venue's marginal price is p: done
/// (there is such a base exactly when l(S) &lt;= rho(S) and u(S) &gt;= rho(all) - rho(all - S) for all S: A. Frank, Generalized polymatroids, 1984).</item>
/// <item>Else a min cut gives the S where rho(S) - l(S), or rho(S) - u(S), is least, neither empty nor all. Cheapest bases hold y(S) = rho(S), so that S and the rest are
/// two problems of their own: desks that the credits into S do not satisfy use these whole and look for what is left outside S, the others stay in S.</item>
/// </list>
/// Why S is right for l (for u alike): as S is least, S has a base below l and the rest, with S full, one above l. So the cheapest base of
/// S lies below l, where every unit is cheaper than p, and that of the rest above l, where the next unit is not: otherwise an exchange of
/// one unit toward that other base would save. Within a part no exchange saves, from S into the rest each costs p or more and saves
/// less, and into S none is possible. A base that no exchange of a unit improves is cheapest (Groenevelt, theorem 1).
/// Each split parts the venues for good: at most as many flows as there are venues, mostly one to three. Ties at a price: earlier venues first, as far as
/// credits let them. Which desk is where among equals follows from the order of the desks; venues' totals do not depend on it. Not thread-safe.
/// </remarks>
public sealed partial class DeskDecomposition
{
    private readonly CreditFlow _flow = new();
    private RungTable[] _tables = [];

    // In the order of the parts: each holds a stretch of venues and one of desks, in the order of the problem within it.
    private int[] _venues = [], _desks = [], _aside = [];

    // Of each venue: what desks of other parts take, and what those of its own part do; rungs below and up to the price.
    private long[] _offset = [], _inside = [];
    private int[] _below = [], _upTo = [];

    private long[] _wanted = [], _deskPrice = [], _venuePrice = [], _total = [];
    private Part[] _parts = [];
    private int _partCount;

    /// <summary>Desks of the last problem.</summary>
    public int Desks { get; private set; }

    /// <summary>Venues of the last problem.</summary>
    public int Venues { get; private set; }

    /// <summary>Each desk's quantity at each venue, desk by desk; of the largest fill where the problem is infeasible. Valid until the next solve.</summary>
    public ReadOnlySpan<long> Flows => _flow.Flow.AsSpan(0, Desks * Venues);

    /// <summary>What one more unit for a desk costs.</summary>
    public ReadOnlySpan<long> DeskPrices => _deskPrice.AsSpan(0, Desks);

    /// <summary>A price between a venue's last unit taken and its next; what a desk's credit is worth there is its own price less this, if that is above 0.</summary>
    public ReadOnlySpan<long> VenuePrices => _venuePrice.AsSpan(0, Venues);

    /// <summary>What the flows cost.</summary>
    public Cost Cost { get; private set; }

    /// <summary>Parts that the min cuts left; each has a price of its own. 1 where no credit binds.</summary>
    public int PriceLevels { get; private set; }

    /// <summary>Solves a problem.</summary>
    /// <returns>False when not everything can be filled; then <see cref="Flows"/> is a largest fill, at no particular cost, and prices say nothing.</returns>
    public bool Solve(DeskProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);

        Load(problem);
        if (!HasCredit(problem) || !Decompose())
        {
            FillMost(problem);
            return false;
        }

        Int128 cost = 0;
        for (var venue = 0; venue < Venues; venue++)
        {
            cost = checked(cost + _tables[venue].CostOf(_total[venue]));
        }

        Cost = new(cost);
        return true;
    }

    /// <summary>After a solve that found the problem infeasible: whether a desk, or a venue's capacity, is on the near side of the min cut.</summary>
    internal bool CutHoldsDesk(int desk) => _flow.ReachesDesk(desk);

    /// <inheritdoc cref="CutHoldsDesk"/>
    internal bool CutHoldsVenue(int venue) => _flow.ReachesVenue(venue);

    private void Load(DeskProblem problem)
    {
        (Desks, Venues) = (problem.Desks.Count, problem.Venues.Count);
        Reserve();
        _flow.Reset(Desks, Venues);
        for (var venue = 0; venue < Venues; venue++)
        {
            _tables[venue] = problem.Venues[venue].Table;
            (_venues[venue], _offset[venue], _inside[venue]) = (venue, 0, 0);
            (_low[venue], _high[venue]) = (0, _tables[venue].Count);
        }

        for (var desk = 0; desk < Desks; desk++)
        {
            var quantity = problem.Desks[desk].Quantity.Count;
            (_desks[desk], _wanted[desk], _flow.Left[desk]) = (desk, quantity, quantity);
            var credits = problem.Credits(desk);
            var row = desk * Venues;
            for (var venue = 0; venue < credits.Length; venue++)
            {
                _flow.Credit[row + venue] = Math.Min(credits[venue], quantity);
            }
        }
    }

    private void Reserve()
    {
        if (_desks.Length < Desks)
        {
            (_desks, _wanted, _deskPrice) = (new int[Desks], new long[Desks], new long[Desks]);
        }

        if (_venues.Length < Venues)
        {
            (_tables, _venues) = (new RungTable[Venues], new int[Venues]);
            (_offset, _inside, _total, _venuePrice) = (new long[Venues], new long[Venues], new long[Venues], new long[Venues]);
            (_below, _upTo, _low, _high) = (new int[Venues], new int[Venues], new int[Venues], new int[Venues]);
            (_from, _to, _middle, _open) = (new int[Venues], new int[Venues], new int[Venues], new int[Venues]);
            _parts = new Part[Venues + 1];
        }

        if (_aside.Length < Math.Max(Desks, Venues))
        {
            _aside = new int[Math.Max(Desks, Venues)];
        }
    }

    private bool HasCredit(DeskProblem problem)
    {
        for (var desk = 0; desk < Desks; desk++)
        {
            var left = problem.Desks[desk].Quantity.Count;
            foreach (var credit in problem.Credits(desk))
            {
                left = Math.Max(0, left - credit);
            }

            if (left > 0)
            {
                return false;
            }
        }

        return true;
    }

    private bool Decompose()
    {
        (_parts[0], _partCount, PriceLevels) = (new(0, Venues, 0, Desks, 0), 1, 0);
        while (_partCount > 0)
        {
            var part = _parts[--_partCount];
            var venues = _venues.AsSpan(part.Venue..part.EndVenue);
            var desks = _desks.AsSpan(part.Desk..part.EndDesk);
            var wanted = 0L;
            foreach (var desk in desks)
            {
                wanted += _wanted[desk];
            }

            if (!FindPrice(venues, wanted, part.Floor, out var price))
            {
                return false;
            }

            if (!FillCheaper(venues, desks))
            {
                Split(part, price, _below);
            }
            else if (FillAtPrice(venues, desks))
            {
                Settle(venues, desks, price);
            }
            else
            {
                Split(part, price, _upTo);
            }
        }

        return true;
    }

    // The flow of an earlier part stays, as far as what is cheaper than the price has room for it.
    private bool FillCheaper(ReadOnlySpan<int> venues, ReadOnlySpan<int> desks)
    {
        foreach (var venue in venues)
        {
            var most = Math.Max(0, _tables[venue].UpTo[_below[venue]] - _offset[venue]);
            for (var i = desks.Length - 1; i >= 0 && _inside[venue] > most; i--)
            {
                ref var flow = ref _flow.Flow[(desks[i] * Venues) + venue];
                var back = Math.Min(flow, _inside[venue] - most);
                flow -= back;
                _inside[venue] -= back;
                _flow.Left[desks[i]] += back;
            }

            _flow.Room[venue] = most - _inside[venue];
            _inside[venue] = most; // once the room is filled; a split counts anew
        }

        _flow.Fill(desks, venues);
        foreach (var venue in venues)
        {
            if (_flow.Room[venue] > 0)
            {
                return false;
            }
        }

        return true;
    }

    // Venue by venue, so that the earlier one has all it can have: what a flow may fill is a polymatroid, in which greed is right.
    private bool FillAtPrice(ReadOnlySpan<int> venues, ReadOnlySpan<int> desks)
    {
        var left = 0L;
        foreach (var desk in desks)
        {
            left += _flow.Left[desk];
        }

        foreach (var venue in venues)
        {
            var most = Math.Max(0, _tables[venue].UpTo[_upTo[venue]] - _offset[venue]);
            var room = most - _inside[venue];
            if (room > 0 && left > 0)
            {
                _flow.Room[venue] = room;
                _flow.Fill(desks, venues);
                var taken = room - _flow.Room[venue];
                _flow.Room[venue] = 0;
                _inside[venue] += taken;
                left -= taken;
            }
        }

        return left == 0;
    }

    // Every venue of the part has this price between its last unit and its next, except where desks of dearer parts fill it beyond.
    private void Settle(ReadOnlySpan<int> venues, ReadOnlySpan<int> desks, long price)
    {
        PriceLevels++;
        foreach (var desk in desks)
        {
            _deskPrice[desk] = price;
        }

        foreach (var venue in venues)
        {
            var table = _tables[venue];
            _total[venue] = _offset[venue] + _inside[venue];
            _venuePrice[venue] = _offset[venue] > 0 ? Math.Max(price, table.Prices[WholeRungs(venue, _total[venue] - 1)]) : price;
        }
    }

    // The cut's far side is S: the venues that desks with a wish could not come to, and the desks that are content there.
    private void Split(in Part part, long price, int[] ends)
    {
        var venues = _venues.AsSpan(part.Venue..part.EndVenue);
        var desks = _desks.AsSpan(part.Desk..part.EndDesk);
        _flow.Reach(desks, venues);
        var (farVenues, farDesks) = (FarFirst(venues, ofDesks: false), FarFirst(desks, ofDesks: true));
        foreach (var venue in venues[..farVenues])
        {
            var (fixedHere, inside) = (0L, 0L);
            foreach (var desk in desks[farDesks..])
            {
                var flow = _flow.Flow[(desk * Venues) + venue]; // its whole credit, by the cut
                fixedHere += flow;
                _wanted[desk] -= flow;
            }

            foreach (var desk in desks[..farDesks])
            {
                inside += _flow.Flow[(desk * Venues) + venue];
            }

            _offset[venue] += fixedHere;
            _inside[venue] = inside;
            (_low[venue], _high[venue]) = (Math.Max(_low[venue], WholeRungs(venue, _offset[venue])), ends[venue]);
        }

        foreach (var venue in venues[farVenues..])
        {
            var inside = 0L;
            foreach (var desk in desks[farDesks..])
            {
                inside += _flow.Flow[(desk * Venues) + venue];
            }

            _inside[venue] = inside;
            _low[venue] = ends[venue];
        }

        var (venueCut, deskCut) = (part.Venue + farVenues, part.Desk + farDesks);
        _parts[_partCount++] = new(venueCut, part.EndVenue, deskCut, part.EndDesk, price);
        _parts[_partCount++] = new(part.Venue, venueCut, part.Desk, deskCut, part.Floor);
    }

    // Those that were not reached in front, both in their old order.
    private int FarFirst(Span<int> places, bool ofDesks)
    {
        var (front, back) = (0, 0);
        foreach (var place in places)
        {
            if (ofDesks ? _flow.ReachesDesk(place) : _flow.ReachesVenue(place))
            {
                _aside[back++] = place;
            }
            else
            {
                places[front++] = place;
            }
        }

        _aside.AsSpan(0, back).CopyTo(places[front..]);
        return front;
    }

    // How many rungs a quantity passes whole.
    private int WholeRungs(int venue, long quantity)
    {
        var place = _tables[venue].UpTo.AsSpan(0, _tables[venue].Count + 1).BinarySearch(quantity);
        return place < 0 ? ~place - 1 : place;
    }

    // Prices aside: all that ladders, credits and wishes allow. The last look finds no way, and leaves the min cut.
    private void FillMost(DeskProblem problem)
    {
        Load(problem);
        Cost = default;
        for (var venue = 0; venue < Venues; venue++)
        {
            _flow.Room[venue] = _tables[venue].Capacity;
        }

        _flow.Fill(_desks.AsSpan(0, Desks), _venues.AsSpan(0, Venues));
    }

    /// <param name="Venue">The first.</param>
    /// <param name="EndVenue">Behind the last.</param>
    /// <param name="Desk">The first.</param>
    /// <param name="EndDesk">Behind the last.</param>
    /// <param name="Floor">No next unit here costs less.</param>
    private readonly record struct Part(int Venue, int EndVenue, int Desk, int EndDesk, long Floor);
}
