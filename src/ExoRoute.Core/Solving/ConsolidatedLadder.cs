using System.Globalization;
using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The answer of a <see cref="ConsolidatedLadder"/>.</summary>
/// <param name="Price">The dual price: cost units for one more quantity unit. Rungs below it are taken whole, rungs above it not at all.</param>
/// <param name="Cost">What all fills cost together.</param>
public readonly record struct LadderSplit(long Price, Cost Cost);

/// <summary>The ladders of all venues under one price, kept with their prefix sums: the exact split of any quantity.</summary>
/// <remarks>
/// Solves: minimise the sum of price x quantity over all rungs, each rung 0 to its quantity, all together as asked. Dual bisection
/// in integers over rung prices: each probe asks every venue whose window is still open what it sells up to a price, and the
/// windows shrink with the answer. Exact and deterministic: rungs at the price are rationed in venue order.
/// <see cref="Set"/> and <see cref="Solve"/> allocate nothing once the buffers have grown. Not thread-safe.
/// </remarks>
public sealed class ConsolidatedLadder
{
    private readonly RungTable[] _tables;
    private readonly int[] _open, _low, _high, _middle;

    /// <summary>Empty ladders.</summary>
    /// <param name="venues">How many; 1 or more.</param>
    public ConsolidatedLadder(int venues)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(venues, 1);

        _tables = new RungTable[venues];
        for (var venue = 0; venue < venues; venue++)
        {
            _tables[venue] = new();
        }

        (_open, _low, _high, _middle) = (new int[venues], new int[venues], new int[venues], new int[venues]);
    }

    /// <summary>How many venues.</summary>
    public int Venues => _tables.Length;

    /// <summary>What all rungs hold, or <see cref="Lots.MaxCount"/> where that is less: no order is larger.</summary>
    public Lots Capacity
    {
        get
        {
            var sum = 0L;
            foreach (var table in _tables)
            {
                sum = Math.Min(sum + table.Capacity, Lots.MaxCount);
            }

            return new(sum);
        }
    }

    /// <summary>Replaces one venue's ladder. Cost: its rungs.</summary>
    /// <param name="venue">Its place, from 0.</param>
    /// <param name="rungs">Prices strictly ascending, 2^56 in all at most; empty for none.</param>
    /// <exception cref="ArgumentException">The rungs are no ladder. Nothing was changed.</exception>
    public void Set(int venue, ReadOnlySpan<Rung> rungs) => _tables[venue].Load(rungs);

    /// <summary>Splits a quantity at the least cost.</summary>
    /// <param name="quantity">0 to <see cref="Capacity"/>.</param>
    /// <param name="fills">One entry a venue; overwritten.</param>
    /// <returns>The dual price and the cost; for nothing the best price, or 0 where there is no rung.</returns>
    /// <exception cref="ArgumentException">There are not as many fills as venues, or the ladders hold less. Nothing was written.</exception>
    public LadderSplit Solve(Lots quantity, Span<long> fills)
    {
        if (fills.Length != _tables.Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"There are {_tables.Length} venues and room for {fills.Length} fills."), nameof(fills));
        }

        var wanted = quantity.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(quantity));
        var (best, worst, supply) = OpenWindows();
        if (wanted > Math.Min(supply, Lots.MaxCount))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The ladders hold {Capacity.Count}, {wanted} cannot be split; ask for less (Capacity)."),
                nameof(quantity));
        }

        if (wanted == 0)
        {
            fills.Clear();
            return new(supply == 0 ? 0 : best, default);
        }

        var price = FindPrice(wanted, best, worst, supply);
        return new(price, new(Ration(wanted, price, fills)));
    }

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

    private Int128 Ration(long wanted, long price, Span<long> fills)
    {
        var (cost, missing) = ((Int128)0, wanted);
        for (var venue = 0; venue < fills.Length; venue++)
        {
            var table = _tables[venue];
            var whole = _low[venue];
            fills[venue] = table.UpTo[whole];
            missing -= table.UpTo[whole];
            cost += table.CostUpTo[whole];
        }

        cost += (Int128)price * missing;
        for (var venue = 0; missing > 0; venue++)
        {
            var table = _tables[venue];
            var whole = _low[venue];
            if (whole < table.Count && table.Prices[whole] == price)
            {
                var part = Math.Min(missing, table.UpTo[whole + 1] - table.UpTo[whole]);
                fills[venue] += part;
                missing -= part;
            }
        }

        return cost;
    }

    // Quantities add up to at most 2^63 - 1; beyond that the sum stays there, and is enough for any order.
    private static long Add(long sum, long quantity)
    {
        var next = unchecked(sum + quantity);
        return next < 0 ? long.MaxValue : next;
    }
}
