using System.Globalization;
using System.Runtime.Intrinsics;
using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The answer of a <see cref="ConsolidatedLadder"/>.</summary>
/// <param name="Price">The dual price: cost units for one more quantity unit. Rungs below it are taken whole, rungs above it not at all.</param>
/// <param name="Cost">What all fills cost together.</param>
public readonly record struct LadderSplit(long Price, Cost Cost);

/// <summary>The ladders of all venues under one price, kept with their prefix sums: the exact split of any quantity.</summary>
/// <remarks>
/// Solves: minimise the sum of price x quantity over all rungs, each rung 0 to its quantity, all together as asked. Exact and
/// deterministic: there is one lowest price at which enough is sold, and rungs at it are rationed in venue order.
/// The last answer is kept, venue by venue, so that a changed ladder or quantity is a walk of a few rungs from it; a far answer
/// is found by dual bisection: each probe asks every venue whose window is still open what it sells up to a price, and the windows
/// shrink with the answer. Prices need no common grid. Cost of a walk: a look along the venues for each rung price passed.
/// <see cref="Set"/>, <see cref="Change"/> and <see cref="Solve"/> allocate nothing once the buffers have grown. Not thread-safe.
/// </remarks>
public sealed partial class ConsolidatedLadder
{
    // Beyond so many rung prices bisection is the shorter way.
    private const int LongestWalk = 32;

    private const long NoneAbove = long.MaxValue, NoneBelow = long.MinValue;

    private readonly RungTable[] _tables;

    // Invariant while _price is set: of each venue _whole rungs cost less than it; they hold _taken. The rung behind them costs _above,
    // the last of them _below.
    private readonly int[] _whole;
    private readonly long[] _taken, _above, _below;
    private Int128 _supply, _takenInAll, _costInAll;
    private long? _price;

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
        (_whole, _taken, _above, _below) = (new int[venues], new long[venues], new long[venues], new long[venues]);
    }

    /// <summary>How many venues.</summary>
    public int Venues => _tables.Length;

    /// <summary>What all rungs hold, or <see cref="Lots.MaxCount"/> where that is less: no order is larger.</summary>
    public Lots Capacity => new((long)Int128.Min(_supply, Lots.MaxCount));

    /// <summary>Replaces one venue's ladder. Cost: its rungs; those in front of the first that changed are only compared.</summary>
    /// <param name="venue">Its place, from 0.</param>
    /// <param name="rungs">Prices strictly ascending, 2^56 in all at most; empty for none.</param>
    /// <exception cref="ArgumentException">The rungs are no ladder. Nothing was changed.</exception>
    public void Set(int venue, ReadOnlySpan<Rung> rungs)
    {
        var table = _tables[venue];
        var (capacity, costOfTaken) = (table.Capacity, _price is null ? 0 : table.CostOfFirst(_whole[venue]));
        table.Load(rungs);
        _supply += table.Capacity - capacity;
        if (_price is { } price)
        {
            var before = _taken[venue];
            Stand(venue, table.CountBelow(price));
            _takenInAll += _taken[venue] - before;
            _costInAll += table.CostOfFirst(_whole[venue]) - costOfTaken;
        }
    }

    /// <summary>Changes one rung of a venue's ladder: what a book's level change is, where no fee minimum ties the levels together.</summary>
    /// <param name="venue">Its place, from 0.</param>
    /// <param name="price">The rung's all-in price; a price that is not there puts a rung in. Within 2^62 either way.</param>
    /// <param name="quantity">Its quantity from now on; zero takes the rung out.</param>
    /// <remarks>Cost: a binary search, and an addition for each rung behind it. Allocates only when a ladder is longer than ever before.</remarks>
    /// <exception cref="ArgumentException">The price or quantity is out of range, or the ladder would hold more than 2^56. Nothing was changed.</exception>
    public void Change(int venue, long price, Lots quantity)
    {
        var table = _tables[venue];
        var count = table.Count;
        var more = table.Change(price, quantity.Count);
        _supply += more;
        if (_price is { } last)
        {
            var whole = _whole[venue];
            if (price < last)
            {
                whole += table.Count - count;
                _takenInAll += more;
                _costInAll += Math.BigMul(price, more);
            }

            Stand(venue, whole);
        }
    }

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
        if (wanted > Capacity.Count)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The ladders hold {Capacity.Count}, {wanted} cannot be split; ask for less (Capacity)."),
                nameof(quantity));
        }

        if (wanted == 0)
        {
            fills.Clear();
            return new(_supply == 0 ? 0 : OpenWindows().Best, default);
        }

        if (_price is not { } last || !TryWalk(wanted, last))
        {
            var (best, worst, supply) = OpenWindows();
            Settle(FindPrice(wanted, best, worst, supply));
        }

        return Ration(wanted, _price!.Value, fills);
    }

    /// <summary>Forgets the last answer, so that the next one is found from nothing; the answer is the same.</summary>
    internal void Forget()
    {
        _price = null;
        Array.Clear(_whole);
    }

    // From the last price on, rung price by rung price, until what is cheaper is too little and what is not dearer is enough.
    private bool TryWalk(long wanted, long price)
    {
        for (var step = 0; step < LongestWalk; step++)
        {
            if (_takenInAll >= wanted)
            {
                price = Highest(_below);
                Move(_below, price, by: -1);
            }
            else if (_takenInAll + SoldAt(price) >= wanted)
            {
                _price = price;
                return true;
            }
            else
            {
                Move(_above, price, by: 1);
                price = Lowest(_above);
            }
        }

        _price = null; // the sums stand for no price any more; bisection settles them anew
        return false;
    }

    // Takes, or gives back, the one rung at a price of each venue that has it next to what is taken.
    private void Move(long[] next, long price, int by)
    {
        for (var venue = Next(next, price, 0); venue >= 0; venue = Next(next, price, venue + 1))
        {
            var table = _tables[venue];
            var whole = _whole[venue];
            var quantity = by > 0 ? table.QuantityOf(whole) : -table.QuantityOf(whole - 1);
            Stand(venue, whole + by);
            _takenInAll += quantity;
            _costInAll += Math.BigMul(price, quantity);
        }
    }

    private Int128 SoldAt(long price)
    {
        var sold = (Int128)0;
        for (var venue = Next(_above, price, 0); venue >= 0; venue = Next(_above, price, venue + 1))
        {
            sold += _tables[venue].QuantityOf(_whole[venue]);
        }

        return sold;
    }

    // After a bisection: what is taken of each venue below the price it found.
    private void Settle(long price)
    {
        (_takenInAll, _costInAll, _price) = (0, 0, price);
        for (var venue = 0; venue < _tables.Length; venue++)
        {
            Stand(venue, _low[venue]);
            _takenInAll += _taken[venue];
            _costInAll += _tables[venue].CostOfFirst(_low[venue]);
        }
    }

    private void Stand(int venue, int whole)
    {
        var table = _tables[venue];
        _whole[venue] = whole;
        _taken[venue] = table.UpTo[whole];
        _above[venue] = whole < table.Count ? table.Prices[whole] : NoneAbove;
        _below[venue] = whole > 0 ? table.Prices[whole - 1] : NoneBelow;
    }

    private LadderSplit Ration(long wanted, long price, Span<long> fills)
    {
        _taken.CopyTo(fills);
        var missing = wanted - (long)_takenInAll;
        var cost = _costInAll + Math.BigMul(price, missing);
        for (var venue = Next(_above, price, 0); missing > 0; venue = Next(_above, price, venue + 1))
        {
            var part = Math.Min(missing, _tables[venue].QuantityOf(_whole[venue]));
            fills[venue] += part;
            missing -= part;
        }

        return new(price, new(cost));
    }

    private static int Next(long[] prices, long price, int from)
    {
        var at = prices.AsSpan(from).IndexOf(price);
        return at < 0 ? -1 : from + at;
    }

    private static long Lowest(long[] prices)
    {
        var (lowest, at) = (NoneAbove, 0);
        if (Vector256.IsHardwareAccelerated && prices.Length >= 2 * Vector256<long>.Count)
        {
            var lanes = Vector256.Create(NoneAbove);
            for (; at <= prices.Length - Vector256<long>.Count; at += Vector256<long>.Count)
            {
                lanes = Vector256.Min(lanes, Vector256.Create(prices, at));
            }

            lowest = Math.Min(Math.Min(lanes[0], lanes[1]), Math.Min(lanes[2], lanes[3]));
        }

        for (; at < prices.Length; at++)
        {
            lowest = Math.Min(lowest, prices[at]);
        }

        return lowest;
    }

    private static long Highest(long[] prices)
    {
        var (highest, at) = (NoneBelow, 0);
        if (Vector256.IsHardwareAccelerated && prices.Length >= 2 * Vector256<long>.Count)
        {
            var lanes = Vector256.Create(NoneBelow);
            for (; at <= prices.Length - Vector256<long>.Count; at += Vector256<long>.Count)
            {
                lanes = Vector256.Max(lanes, Vector256.Create(prices, at));
            }

            highest = Math.Max(Math.Max(lanes[0], lanes[1]), Math.Max(lanes[2], lanes[3]));
        }

        for (; at < prices.Length; at++)
        {
            highest = Math.Max(highest, prices[at]);
        }

        return highest;
    }
}
