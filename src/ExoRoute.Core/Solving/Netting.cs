using System.Globalization;
using ExoRoute.Market;

namespace ExoRoute.Solving;

/// <summary>What a desk wants of one instrument.</summary>
/// <param name="Desk">Whose.</param>
/// <param name="Side">Which way.</param>
/// <param name="Quantity">0 to <see cref="Lots.MaxCount"/>.</param>
public readonly record struct DeskOrder(string Desk, Side Side, Lots Quantity);

/// <summary>One desk buys from another; no venue sees it. At what price is for the desks to say.</summary>
/// <param name="Buyer">By its place among the orders.</param>
/// <param name="Seller">By its place.</param>
/// <param name="Quantity">Above zero.</param>
public readonly record struct DeskCross(int Buyer, int Seller, Lots Quantity);

/// <summary>What desks do among themselves, and what is left for venues.</summary>
/// <param name="Crosses">Fewer than there are orders.</param>
/// <param name="Left">What each order still wants; on one side only, the smaller one is done.</param>
/// <param name="Side">The side of what is left; null when nothing is.</param>
public sealed record NettedOrders(IReadOnlyList<DeskCross> Crosses, IReadOnlyList<Lots> Left, Side? Side);

/// <summary>Desks on opposite sides of one instrument trade with each other first: no spread, no fee, and no order of ours against another of ours.</summary>
/// <remarks>
/// The smaller side is filled whole. The larger one shares that pro rata: each desk its quantity x smaller / larger, rounded down, and the units that are left one
/// each to the largest remainders, the earlier desk of two alike. So no desk gains by its place. Then buyers and sellers meet in their order. Exact. Pure.
/// </remarks>
public static class Netting
{
    /// <summary>Nets orders.</summary>
    /// <param name="orders">One a desk.</param>
    /// <exception cref="ArgumentException">A desk has two orders, or a quantity or side is out of range.</exception>
    public static NettedOrders Net(IReadOnlyList<DeskOrder> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        Check(orders);

        Int128 bought = 0, sold = 0;
        foreach (var order in orders)
        {
            (bought, sold) = order.Side == Side.Buy ? (bought + order.Quantity.Count, sold) : (bought, sold + order.Quantity.Count);
        }

        var crossed = new long[orders.Count];
        Share(orders, Side.Buy, bought, Int128.Min(bought, sold), crossed);
        Share(orders, Side.Sell, sold, Int128.Min(bought, sold), crossed);
        var left = new Lots[orders.Count];
        for (var at = 0; at < left.Length; at++)
        {
            left[at] = new(orders[at].Quantity.Count - crossed[at]);
        }

        return new(Pair(orders, crossed), left, bought == sold ? null : bought > sold ? Side.Buy : Side.Sell);
    }

    private static void Share(IReadOnlyList<DeskOrder> orders, Side side, Int128 whole, Int128 part, long[] crossed)
    {
        if (part == 0)
        {
            return;
        }

        var (left, places, remainders) = (part, new List<int>(), new Int128[orders.Count]);
        for (var at = 0; at < orders.Count; at++)
        {
            if (orders[at].Side == side)
            {
                var (share, rest) = Int128.DivRem(checked(orders[at].Quantity.Count * part), whole);
                (crossed[at], remainders[at]) = ((long)share, rest);
                left -= share;
                places.Add(at);
            }
        }

        // Fewer than there are remainders above zero: they add up to left x whole, each below whole.
        places.Sort((a, b) => remainders[b].CompareTo(remainders[a]) is var order && order != 0 ? order : a.CompareTo(b));
        for (var at = 0; at < left; at++)
        {
            crossed[places[at]]++;
        }
    }

    private static List<DeskCross> Pair(IReadOnlyList<DeskOrder> orders, long[] crossed)
    {
        var (crosses, open) = (new List<DeskCross>(), (long[])crossed.Clone());
        for (var (buyer, seller) = (0, 0); ;)
        {
            buyer = Next(orders, open, Side.Buy, buyer);
            seller = Next(orders, open, Side.Sell, seller);
            if (buyer == orders.Count || seller == orders.Count)
            {
                return crosses;
            }

            var quantity = Math.Min(open[buyer], open[seller]);
            crosses.Add(new(buyer, seller, new(quantity)));
            open[buyer] -= quantity;
            open[seller] -= quantity;
        }
    }

    private static int Next(IReadOnlyList<DeskOrder> orders, long[] open, Side side, int from)
    {
        while (from < orders.Count && (orders[from].Side != side || open[from] == 0))
        {
            from++;
        }

        return from;
    }

    private static void Check(IReadOnlyList<DeskOrder> orders)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < orders.Count; at++)
        {
            var (desk, side, quantity) = orders[at];
            if (quantity.Count is < 0 or > Lots.MaxCount || side is not (Side.Buy or Side.Sell))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Order {at} of desk '{desk}': a side must be buy or sell and a quantity 0 to 2^56; they were {side} and {quantity.Count}."), nameof(orders));
            }

            if (desk is null || !names.Add(desk))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Order {at}: desk '{desk}' has no name or two orders; net what a desk wants of itself before."), nameof(orders));
            }
        }
    }
}
