using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A ladder with its prefix sums: quantity and cost of the first rungs, found by binary search.</summary>
/// <remarks>A buffer to be loaded again; steady state allocates nothing. Not thread-safe while it is loaded.</remarks>
internal sealed class RungTable
{
    /// <summary>The largest all-in price either way: price 2^40 at a rate of 100 % and a fee a unit of 2^60 lie within.</summary>
    internal const long MaxPrice = 1L << 62;

    // Invariant: prices strictly ascend; UpTo[i] and CostUpTo[i] are quantity and cost of the first i rungs, so that [0] is 0.
    internal long[] Prices = [];
    internal long[] UpTo = [0];
    internal Int128[] CostUpTo = [0];

    internal int Count { get; private set; }

    internal long Capacity => UpTo[Count];

    /// <summary>What the rung at a place holds.</summary>
    internal long QuantityOf(int place) => UpTo[place + 1] - UpTo[place];

    /// <summary>Takes in a ladder; refuses it whole when it is not one. What stands in front of the first changed rung stays.</summary>
    internal void Load(ReadOnlySpan<Rung> rungs)
    {
        var same = SameUpTo(rungs);
        Check(rungs, same);
        if (rungs.Length > Prices.Length)
        {
            var room = Math.Max(rungs.Length, Prices.Length * 2);
            Array.Resize(ref Prices, room);
            Array.Resize(ref UpTo, room + 1);
            Array.Resize(ref CostUpTo, room + 1);
        }

        var (quantity, cost) = (UpTo[same], CostUpTo[same]);
        for (var i = same; i < rungs.Length; i++)
        {
            ref readonly var rung = ref rungs[i];
            quantity += rung.Quantity;
            cost += Math.BigMul(rung.Price, rung.Quantity); // 2^62 x 2^56 at most: far within 127 bits
            Prices[i] = rung.Price;
            UpTo[i + 1] = quantity;
            CostUpTo[i + 1] = cost;
        }

        Count = rungs.Length;
    }

    /// <summary>What the cheapest <paramref name="quantity"/> costs; 0 to <see cref="Capacity"/>.</summary>
    internal Int128 CostOf(long quantity)
    {
        // The last i with UpTo[i] <= quantity: i whole rungs, and a part of the next.
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            (low, high) = UpTo[middle] <= quantity ? (middle, high) : (low, middle - 1);
        }

        var part = quantity - UpTo[low];
        return part == 0 ? CostUpTo[low] : CostUpTo[low] + ((Int128)Prices[low] * part);
    }

    /// <summary>How many rungs cost at most <paramref name="price"/>.</summary>
    internal int CountUpTo(long price)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Prices[middle] <= price ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many rungs cost less than <paramref name="price"/>.</summary>
    internal int CountBelow(long price)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Prices[middle] < price ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // How many rungs from the front on are those that are here already, and were checked when they came.
    private int SameUpTo(ReadOnlySpan<Rung> rungs)
    {
        var both = Math.Min(rungs.Length, Count);
        var (prices, upTo, same) = (Prices, UpTo, 0);
        while (same < both && rungs[same].Price == prices[same] && rungs[same].Quantity == upTo[same + 1] - upTo[same])
        {
            same++;
        }

        return same;
    }

    private void Check(ReadOnlySpan<Rung> rungs, int from)
    {
        var (last, total) = (from == 0 ? long.MinValue : Prices[from - 1], UpTo[from]);
        for (var i = from; i < rungs.Length; i++)
        {
            ref readonly var rung = ref rungs[i];
            if (rung.Price is < -MaxPrice or > MaxPrice)
            {
                throw Bad(i, $"the price must lie within 2^62 cost units per quantity unit either way, was {rung.Price}");
            }

            if (rung.Price <= last)
            {
                throw Bad(i, $"prices must strictly ascend, {rung.Price} follows {last}; merge rungs of one price");
            }

            if (rung.Quantity is < 1 or > Lots.MaxCount)
            {
                throw Bad(i, $"the quantity must be 1 to 2^56, was {rung.Quantity}");
            }

            total += rung.Quantity; // at most 2^57, as it is looked at in every turn
            if (total > Lots.MaxCount)
            {
                throw Bad(i, $"the ladder holds {total} in all, at most 2^56 may be; cut it there, no order is larger");
            }

            last = rung.Price;
        }
    }

    private static ArgumentException Bad(int place, FormattableString what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Rung {place}: ") + what.ToString(CultureInfo.InvariantCulture) + ".", "rungs");
}
