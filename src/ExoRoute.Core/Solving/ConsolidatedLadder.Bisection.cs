namespace ExoRoute.Solving;

// The price from nothing: dual bisection in integers over rung prices.
public sealed partial class ConsolidatedLadder
{
    private readonly int[] _open, _low, _high, _middle;

    // Rungs priced below the answer number _low at least and _high at most, venue by venue.
    private (long Best, long Worst, long Supply) OpenWindows()
    {
        var (best, worst, supply) = (long.MaxValue, long.MinValue, 0L);
        for (var venue = 0; venue < _tables.Length; venue++)
        {
            var table = _tables[venue];
            var count = table.Count;
            (_low[venue], _high[venue]) = (0, count);
            if (count > 0)
            {
                best = Math.Min(best, table.Prices[0]);
                worst = Math.Max(worst, table.Prices[count - 1]);
                supply = Add(supply, table.UpTo[count]);
            }
        }

        return (best, worst, supply);
    }

    // The lowest rung price up to which enough is sold. It lies in best..worst, both of them rung prices.
    private long FindPrice(long wanted, long best, long worst, long supplyAtWorst)
    {
        var open = 0;
        for (var venue = 0; venue < _tables.Length; venue++)
        {
            if (_high[venue] > 0)
            {
                _open[open++] = venue;
            }
        }

        var (closed, supplyBelowBest, widest) = (0L, 0L, -1);
        while (best < worst)
        {
            // By the rule of three at first; every other time the middle rung of the widest window, so that it ends soon whatever the shape.
            var probe = widest < 0
                ? best + (long)((Int128)(worst - best) * (wanted - supplyBelowBest) / ((Int128)supplyAtWorst - supplyBelowBest))
                : _tables[widest].Prices[(_low[widest] + _high[widest] - 1) >>> 1];
            probe = Math.Min(probe, worst - 1);

            var (supply, below, above) = Probe(probe, open, closed, best, worst);
            var enough = supply >= wanted;
            (best, worst) = enough ? (best, below) : (above, worst);
            if (enough)
            {
                supplyAtWorst = supply;
            }
            else
            {
                supplyBelowBest = supply;
            }

            var byRung = widest < 0;
            (open, closed, widest) = Shrink(open, closed, enough);
            widest = byRung ? widest : -1;
        }

        return best;
    }

    // What is sold up to a price, and the rung prices next to it on both sides.
    private (long Supply, long Below, long Above) Probe(long price, int open, long closed, long below, long above)
    {
        var supply = closed;
        for (var i = 0; i < open; i++)
        {
            var venue = _open[i];
            var table = _tables[venue];
            var prices = table.Prices;
            var (low, high) = (_low[venue], _high[venue]);
            var end = high;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (prices[middle] <= price)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            _middle[venue] = low;
            supply = Add(supply, table.UpTo[low]);
            if (low > 0)
            {
                below = Math.Max(below, prices[low - 1]);
            }

            if (low < end)
            {
                above = Math.Min(above, prices[low]);
            }
        }

        return (supply, below, above);
    }

    // Keeps the half of each window that holds the answer, and sets venues aside whose window is empty.
    private (int Open, long Closed, int Widest) Shrink(int open, long closed, bool enough)
    {
        var (kept, widest, width) = (0, -1, 0);
        for (var i = 0; i < open; i++)
        {
            var venue = _open[i];
            var bounds = enough ? _high : _low;
            bounds[venue] = _middle[venue];
            var left = _high[venue] - _low[venue];
            if (left == 0)
            {
                closed = Add(closed, _tables[venue].UpTo[_low[venue]]);
                continue;
            }

            _open[kept++] = venue;
            if (left > width)
            {
                (widest, width) = (venue, left);
            }
        }

        return (kept, closed, widest);
    }

    // Quantities add up to at most 2^63 - 1; beyond that the sum stays there, and is enough for any order.
    private static long Add(long sum, long quantity)
    {
        var next = unchecked(sum + quantity);
        return next < 0 ? long.MaxValue : next;
    }
}
