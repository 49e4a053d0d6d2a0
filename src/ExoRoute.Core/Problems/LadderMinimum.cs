namespace ExoRoute.Problems;

/// <summary>A price numerator/scale, with its floor and ceiling for comparing it with whole rung prices.</summary>
internal readonly struct ScaledPrice
{
    internal ScaledPrice(DualPrice price)
        : this(price.Numerator, price.Denominator)
    {
    }

    internal ScaledPrice(Int128 numerator, Int128 scale)
    {
        (Numerator, Scale) = (numerator, scale);
        var (floor, rest) = Int128.DivRem(numerator, scale);
        var (low, high) = (rest < 0 ? floor - 1 : floor, rest > 0 ? floor + 1 : floor);
        Floor = (long)Int128.Clamp(low, long.MinValue + 1, long.MaxValue);
        Ceiling = (long)Int128.Clamp(high, long.MinValue + 1, long.MaxValue);
    }

    internal Int128 Numerator { get; }

    internal Int128 Scale { get; }

    internal long Floor { get; }

    internal long Ceiling { get; }
}

/// <summary>The least of scale x cost - numerator x quantity, and the smallest and largest quantity that reach it.</summary>
/// <param name="Value">The least.</param>
/// <param name="Least">The smallest quantity with that value.</param>
/// <param name="Most">The largest.</param>
internal readonly record struct LadderMinimum(Int128 Value, long Least, long Most)
{
    /// <summary>The largest cost charged once that is taken; above what any ladder costs.</summary>
    internal static readonly Int128 MaxFixedCost = (Int128)1 << 118;

    /// <summary>Exact, through prefix sums: a convex function on lot multiples is least beside its least on all quantities.</summary>
    /// <remarks>Allowed are nothing (where <paramref name="from"/> is 0) and lot multiples of at least the minimum, from..to. There must be one.</remarks>
    internal static LadderMinimum Of(
        RungTable table, long lot, long minimum, Int128 fixedCost, in ScaledPrice price, long from, long to)
    {
        var low = RoundUp(Math.Max(from, Math.Max(minimum, 1)), lot);
        var high = to - (to % lot);
        if (low > high)
        {
            return default; // nothing is all that is allowed, and costs nothing
        }

        var used = Used(table, lot, in price, low, high);
        var value = checked((price.Scale * (table.CostOf(used.Least) + fixedCost)) - (price.Numerator * used.Least));
        if (from > 0 || value < 0)
        {
            return new(value, used.Least, used.Most);
        }

        return new(0, 0, value == 0 ? used.Most : 0);
    }

    private static long RoundUp(long quantity, long lot) => (quantity + lot - 1) / lot * lot;

    private static (long Least, long Most) Used(RungTable table, long lot, in ScaledPrice price, long low, long high)
    {
        // Without lots, everything between what is cheaper than the price and what is not dearer is as good.
        var first = table.UpTo[table.CountUpTo(price.Ceiling - 1)];
        var last = price.Floor == price.Ceiling ? table.UpTo[table.CountUpTo(price.Floor)] : first;
        if (lot > 1)
        {
            var (up, down) = (RoundUp(first, lot), last - (last % lot));
            if (up > down)
            {
                // No multiple lies there: the one below or the one above.
                if (up > high)
                {
                    return (Math.Max(low, Math.Min(down, high)), Math.Max(low, Math.Min(down, high)));
                }

                if (down < low)
                {
                    return (Math.Min(high, Math.Max(up, low)), Math.Min(high, Math.Max(up, low)));
                }

                var step = checked((price.Scale * (table.CostOf(up) - table.CostOf(down))) - (price.Numerator * lot));
                return (step < 0 ? up : down, step <= 0 ? up : down);
            }

            (first, last) = (up, down);
        }

        return (Math.Clamp(first, low, high), Math.Clamp(last, low, high));
    }
}
