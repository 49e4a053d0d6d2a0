using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A ladder with its prefix sums: quantity and cost of the first rungs, found by binary search.</summary>
/// <remarks>A buffer to be loaded again; steady state allocates nothing. Not thread-safe while it is loaded.</remarks>
internal sealed class RungTable
{
    /// <summary>The largest all-in price either way: price 2^40 at a rate of 100 % and a fee a unit of 2^60 lie within.</summary>
    internal const long MaxPrice = 1L << 62;

    // Invariant: prices strictly ascend; UpTo[i] and _costUpTo[i] are quantity and cost of the first i rungs, so that [0] is 0.
    // Costs are right for the first _costed rungs; all are after a Load.
    internal long[] Prices = [];
    internal long[] UpTo = [0];
    private Int128[] _costUpTo = [0];
    private int _costed;

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
            Reserve(room);
        }

        var (quantity, cost) = (UpTo[same], CostOfFirst(same));
        for (var i = same; i < rungs.Length; i++)
        {
            ref readonly var rung = ref rungs[i];
            quantity += rung.Quantity;
            cost += Math.BigMul(rung.Price, rung.Quantity); // 2^62 x 2^56 at most: far within 127 bits
            Prices[i] = rung.Price;
            UpTo[i + 1] = quantity;
            _costUpTo[i + 1] = cost;
        }

        (Count, _costed) = (rungs.Length, rungs.Length);
    }

    /// <summary>Gives the rung at a price another quantity; zero takes it out, a price that is not there puts one in.</summary>
    /// <returns>How much more there is now.</returns>
    internal long Change(long price, long quantity)
    {
        if (price is < -MaxPrice or > MaxPrice || quantity is < 0 or > Lots.MaxCount)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A rung's price must lie within 2^62 either way and its quantity be 0 to 2^56; they were {price} and {quantity}."), nameof(quantity));
        }

        var at = CountBelow(price);
        var known = at < Count && Prices[at] == price;
        var more = quantity - (known ? QuantityOf(at) : 0);
        if (more > Lots.MaxCount - Capacity)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The ladder would hold {Capacity + more} in all, at most 2^56 may be; cut it there, no order is larger."), nameof(quantity));
        }

        if (more == 0)
        {
            return 0;
        }

        if (!known)
        {
            Insert(at, price);
        }
        else if (quantity == 0)
        {
            // The sums of the rung in front stand for both until the loop below.
            Array.Copy(Prices, at + 1, Prices, at, Count - at - 1);
            Array.Copy(UpTo, at + 2, UpTo, at + 1, Count - at - 1);
            Count--;
        }

        foreach (ref var upTo in UpTo.AsSpan(at + 1, Count - at))
        {
            upTo += more;
        }

        _costed = Math.Min(_costed, at);
        return more;
    }

    /// <summary>What the first <paramref name="count"/> rungs cost together.</summary>
    internal Int128 CostOfFirst(int count)
    {
        for (; _costed < count; _costed++)
        {
            _costUpTo[_costed + 1] = _costUpTo[_costed] + Math.BigMul(Prices[_costed], QuantityOf(_costed));
        }

        return _costUpTo[count];
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
        return part == 0 ? CostOfFirst(low) : CostOfFirst(low) + Math.BigMul(Prices[low], part);
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

    private void Insert(int at, long price)
    {
        if (Count == Prices.Length)
        {
            Reserve(Math.Max(8, Count * 2));
        }

        Array.Copy(Prices, at, Prices, at + 1, Count - at);
        Array.Copy(UpTo, at, UpTo, at + 1, Count - at + 1);
        Prices[at] = price;
        Count++;
    }

    private void Reserve(int rungs)
    {
        Array.Resize(ref Prices, rungs);
        Array.Resize(ref UpTo, rungs + 1);
        Array.Resize(ref _costUpTo, rungs + 1);
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
