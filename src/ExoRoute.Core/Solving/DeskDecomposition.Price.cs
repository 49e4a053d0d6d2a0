namespace ExoRoute.Solving;

// The one price of a part without its credits: bisection over the rungs in its venues' windows.
public sealed partial class DeskDecomposition
{
    // The part's answer lies between these rungs of each venue; and within the search: rungs not above the price number _from at least and _to at most.
    private int[] _low = [], _high = [], _from = [], _to = [], _middle = [], _open = [];

    // The lowest rung price up to which enough is left to sell behind the offsets; for nothing, the cheapest that is left. False when there is too little.
    private bool FindPrice(ReadOnlySpan<int> venues, long wanted, long floor, out long price)
    {
        var (best, worst, supply, closed, belowBest, open) = (long.MaxValue, long.MinValue, 0L, 0L, 0L, 0);
        foreach (var venue in venues)
        {
            var (table, low, high) = (_tables[venue], _low[venue], _high[venue]);
            var (least, most) = (Sold(venue, low), Sold(venue, high));
            (supply, belowBest) = (Add(supply, most), Add(belowBest, least));
            if (low == high)
            {
                closed = Add(closed, most);
                continue;
            }

            (_from[venue], _to[venue]) = (low, high);
            (best, worst) = (Math.Min(best, table.Prices[low]), Math.Max(worst, table.Prices[high - 1]));
            _open[open++] = venue;
        }

        price = floor;
        if (supply < wanted)
        {
            return false;
        }

        if (open > 0)
        {
            price = wanted <= belowBest ? best : Bisect(wanted, best, worst, (belowBest, supply), closed, open);
        }

        foreach (var venue in venues)
        {
            var table = _tables[venue];
            _below[venue] = Count(table.Prices, price, _low[venue], _high[venue], orEqual: false);
            var more = _below[venue] < _high[venue] && table.Prices[_below[venue]] == price;
            _upTo[venue] = more ? _below[venue] + 1 : _below[venue];
        }

        return true;
    }

    // What is sold below the best price is less than wanted, and what is sold up to the worst is enough.
    private long Bisect(long wanted, long best, long worst, (long BelowBest, long AtWorst) sold, long closed, int open)
    {
        var widest = -1;
        while (best < worst)
        {
            // The rule of three, and every other time the middle rung of the widest window.
            var probe = widest < 0
                ? best + (long)((Int128)(worst - best) * (wanted - sold.BelowBest) / ((Int128)sold.AtWorst - sold.BelowBest))
                : _tables[widest].Prices[(_from[widest] + _to[widest] - 1) >>> 1];
            probe = Math.Min(probe, worst - 1);

            var (supply, below, above) = (closed, best, worst);
            for (var i = 0; i < open; i++)
            {
                var venue = _open[i];
                var table = _tables[venue];
                var at = _middle[venue] = Count(table.Prices, probe, _from[venue], _to[venue], orEqual: true);
                supply = Add(supply, Sold(venue, at));
                below = at > _from[venue] ? Math.Max(below, table.Prices[at - 1]) : below;
                above = at < _to[venue] ? Math.Min(above, table.Prices[at]) : above;
            }

            var enough = supply >= wanted;
            (best, worst) = enough ? (best, below) : (above, worst);
            sold = enough ? (sold.BelowBest, supply) : (supply, sold.AtWorst);

            var (byRung, kept, width) = (widest < 0, 0, 0);
            for (var i = 0; i < open; i++)
            {
                var venue = _open[i];
                (enough ? _to : _from)[venue] = _middle[venue];
                var left = _to[venue] - _from[venue];
                if (left == 0)
                {
                    closed = Add(closed, Sold(venue, _from[venue]));
                    continue;
                }

                _open[kept++] = venue;
                (widest, width) = left > width ? (venue, left) : (widest, width);
            }

            (open, widest) = (kept, byRung ? widest : -1);
        }

        return best;
    }

    // What the first rungs hold behind what other parts' desks take.
    private long Sold(int venue, int rungs) => Math.Max(0, _tables[venue].UpTo[rungs] - _offset[venue]);

    private static int Count(long[] prices, long price, int low, int high, bool orEqual)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var counted = orEqual ? prices[middle] <= price : prices[middle] < price;
            (low, high) = counted ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // Beyond 2^63 - 1 it is enough for any problem.
    private static long Add(long sum, long quantity) => unchecked(sum + quantity) is var next && next < 0 ? long.MaxValue : next;
}
