using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The dual of a search node: the price that bounds the cost of every plan in it from below, as high as it goes.</summary>
/// <remarks>
/// L(price) = price x quantity + the sum over venues of their least cost - price x flow. Each venue's least is exact on its lots,
/// minimum and ticket, so that L is concave and piecewise linear, and any price proves a bound. Prices lie on a grid of 1/<see cref="Scale"/>,
/// a multiple of all lots where that fits: marginal prices of mixed lots are on it. The highest L is found where the
/// lines of the two nearest probes cross, every third time in the middle. Buffers are used again. Not thread-safe.
/// </remarks>
internal sealed class Relaxation
{
    private readonly IReadOnlyList<LadderProblem> _problems;
    private readonly long _quantity;
    private readonly long[] _least, _most;
    private readonly Int128 _bestPrice, _worstPrice;

    internal Relaxation(IReadOnlyList<LadderProblem> problems, long quantity)
    {
        (_problems, _quantity) = (problems, quantity);
        (_least, _most) = (new long[problems.Count], new long[problems.Count]);
        (Under, Over) = (new long[problems.Count], new long[problems.Count]);

        // At the best price every venue takes the least it may, at the worst the most: tickets are spread over one lot at the worst.
        Int128 best = 0, worst = 0, ticket = 0;
        foreach (var problem in problems)
        {
            var table = problem.Table;
            if (table.Count > 0)
            {
                best = Int128.Min(best, table.Prices[0]);
                worst = Int128.Max(worst, table.Prices[table.Count - 1]);
                ticket = Int128.Max(ticket, problem.FixedCost.Count);
                worst = Int128.Max(worst, table.Prices[table.Count - 1] + (problem.FixedCost.Count / Math.Max(problem.Lot.Count, problem.Minimum.Count)) + 1);
            }
        }

        (best, worst) = (best - 1, worst + 1);
        Scale = ScaleFor(problems, quantity, Int128.Max(-best, worst), ticket);
        (_bestPrice, _worstPrice) = (best * Scale, worst * Scale);
    }

    internal Int128 Scale { get; }

    /// <summary>After <see cref="Solve"/>: what each venue takes at the price or just below it; not more than asked for in all.</summary>
    internal long[] Under { get; }

    /// <summary>After <see cref="Solve"/>: what each venue takes at the price or just above it; not less than asked for in all.</summary>
    internal long[] Over { get; }

    /// <summary>The price of the highest bound found, over <see cref="Scale"/>.</summary>
    internal Int128 Price { get; private set; }

    /// <summary>The highest bound found, in whole cost units.</summary>
    internal Int128 Bound { get; private set; }

    /// <summary>Bounds a node, or says why it holds no plan.</summary>
    /// <param name="from">Each venue's least quantity.</param>
    /// <param name="to">Each venue's largest.</param>
    /// <param name="start">A price to begin at.</param>
    /// <param name="enough">A bound that is high enough: the search for a higher one stops there, and Under and Over are not set.</param>
    internal SearchVerdict Solve(ReadOnlySpan<long> from, ReadOnlySpan<long> to, Int128 start, Int128? enough)
    {
        var hopeless = Hopeless(from, to);
        if (hopeless != SearchVerdict.Bounded)
        {
            return hopeless;
        }

        var (under, over) = (default(Line), default(Line));
        (Bound, Price) = (Int128.MinValue, start);
        var step = Int128.Max(1, (_worstPrice - _bestPrice) >> 10);
        var probe = Int128.Clamp(start, _bestPrice, _worstPrice);
        for (var round = 1; ; round++)
        {
            var line = Probe(probe, from, to, out var meets);
            if (meets || (enough is { } high && Bound >= high))
            {
                _least.CopyTo(Under, 0);
                _most.CopyTo(Over, 0);
                return SearchVerdict.Bounded;
            }

            if (line.Slope > 0)
            {
                under = line;
                _most.CopyTo(Under, 0);
            }
            else
            {
                over = line;
                _least.CopyTo(Over, 0);
            }

            if (!under.IsSet || !over.IsSet)
            {
                // Outward from the start in growing steps; at the ends of the range the quantity is met or passed.
                probe = under.IsSet ? Int128.Min(_worstPrice, under.At + step) : Int128.Max(_bestPrice, over.At - step);
                step <<= 3;
                continue;
            }

            if (over.At - under.At <= 1)
            {
                return SearchVerdict.Bounded;
            }

            probe = round % 3 == 0 ? under.At + ((over.At - under.At) >> 1) : Crossing(in under, in over);
        }
    }

    private static Int128 Crossing(in Line under, in Line over)
    {
        var width = over.At - under.At;
        var into = (over.Value - under.Value - (over.Slope * width)) / (under.Slope - over.Slope);
        return under.At + Int128.Clamp(into, 1, width - 1);
    }

    private Line Probe(Int128 numerator, ReadOnlySpan<long> from, ReadOnlySpan<long> to, out bool meets)
    {
        var price = new ScaledPrice(numerator, Scale);
        var (value, least, most) = (numerator * _quantity, (Int128)0, (Int128)0);
        for (var venue = 0; venue < _least.Length; venue++)
        {
            var minimum = _problems[venue].Cheapest(in price, from[venue], to[venue]);
            (_least[venue], _most[venue]) = (minimum.Least, minimum.Most);
            (value, least, most) = (value + minimum.Value, least + minimum.Least, most + minimum.Most);
        }

        var (whole, rest) = Int128.DivRem(value, Scale);
        var bound = rest > 0 ? whole + 1 : whole; // costs are whole numbers
        if (bound > Bound)
        {
            (Bound, Price) = (bound, numerator);
        }

        meets = least <= _quantity && most >= _quantity;
        return new(numerator, value, most < _quantity ? _quantity - most : _quantity - least, IsSet: true);
    }

    private SearchVerdict Hopeless(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        var (least, most, step, pinned) = ((Int128)0, (Int128)0, 0L, (Int128)0);
        for (var venue = 0; venue < from.Length; venue++)
        {
            var problem = _problems[venue];
            var (low, high) = Allowed(problem, from[venue], to[venue]);
            if (low > high)
            {
                if (from[venue] > 0)
                {
                    return SearchVerdict.Empty;
                }

                (low, high) = (0, 0);
            }

            low = from[venue] > 0 ? low : 0;
            (least, most) = (least + low, most + high);
            if (low == high)
            {
                pinned += low;
            }
            else
            {
                step = GreatestDivisor(problem.Lot.Count, step);
            }
        }

        return most < _quantity ? SearchVerdict.TooLittle
            : least > _quantity ? SearchVerdict.TooMuch
            : step > 0 && (_quantity - pinned) % step != 0 ? SearchVerdict.NoMultiple
            : SearchVerdict.Bounded;
    }

    /// <summary>The smallest and the largest quantity above zero that a venue allows between two bounds; low above high where there is none.</summary>
    internal static (long Low, long High) Allowed(LadderProblem problem, long from, long to)
    {
        var lot = problem.Lot.Count;
        var low = (Math.Max(from, Math.Max(1, problem.Minimum.Count)) + lot - 1) / lot * lot;
        return (low, Math.Min(to, problem.Capacity.Count) / lot * lot);
    }

    internal static long GreatestDivisor(long a, long b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    // As fine as 127 bits allow: a multiple of all lots as far as that goes, then times a power of two.
    private static Int128 ScaleFor(IReadOnlyList<LadderProblem> problems, long quantity, Int128 price, Int128 ticket)
    {
        Int128 room;
        try
        {
            // The largest number that a probe and a crossing meet is 8 (venues + 1) (2 price x quantity + ticket) x scale.
            room = Int128.MaxValue / checked(8 * (problems.Count + 1) * ((2 * price * Math.Max(1, quantity)) + ticket));
        }
        catch (OverflowException)
        {
            room = 0;
        }

        if (room < 1)
        {
            throw new OverflowException(FormattableString.Invariant(
                $"A price of {price} for a quantity of {quantity} on {problems.Count} venues with a fixed cost of {ticket} is beyond what 127 bits can prove; split the quantity or choose coarser units."));
        }

        room = Int128.Min(room, (Int128)1 << 56);
        Int128 scale = 1;
        foreach (var problem in problems)
        {
            var lot = problem.Lot.Count;
            var next = scale * (lot / GreatestDivisor(lot, (long)scale));
            if (next <= room)
            {
                scale = next;
            }
        }

        while (scale * 2 <= room)
        {
            scale *= 2;
        }

        return scale;
    }

    private readonly record struct Line(Int128 At, Int128 Value, Int128 Slope, bool IsSet);
}
