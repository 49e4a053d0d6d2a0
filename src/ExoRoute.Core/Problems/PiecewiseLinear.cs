using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A convex curve of straight pieces over one flow: knots, and the price between each two.</summary>
/// <remarks>Each question is a binary search. Immutable, safe to share between threads.</remarks>
internal sealed class PiecewiseLinear
{
    // Invariant: _knots strictly ascend, only the outer ones may be infinite; _prices[i] holds between knots i and i + 1 and ascends.
    // _values[i] is the cost at knot i, where that is finite.
    private readonly double[] _knots;
    private readonly double[] _prices;
    private readonly double[] _values;
    private readonly double _size;

    /// <param name="knots">One more than prices; strictly ascending; only the outer two may be infinite, and not both where there is one piece.</param>
    /// <param name="prices">Cost of one more unit between two knots; ascending.</param>
    /// <param name="start">The cost at the first finite knot.</param>
    internal PiecewiseLinear(ReadOnlySpan<double> knots, ReadOnlySpan<double> prices, double start)
    {
        Check(knots, prices, start);
        (_knots, _prices) = (knots.ToArray(), prices.ToArray());
        _values = new double[_knots.Length];
        var first = double.IsFinite(_knots[0]) ? 0 : 1;
        _values[first] = start;
        for (var knot = first + 1; knot < _knots.Length && double.IsFinite(_knots[knot]); knot++)
        {
            _values[knot] = _values[knot - 1] + (_prices[knot - 1] * (_knots[knot] - _knots[knot - 1]));
        }

        _size = Math.Max(double.IsFinite(Low) ? Math.Abs(Low) : 0, double.IsFinite(High) ? Math.Abs(High) : 0);
    }

    internal ReadOnlySpan<double> Knots => _knots;

    internal ReadOnlySpan<double> Prices => _prices;

    internal double Low => _knots[0];

    internal double High => _knots[^1];

    /// <summary>The curve of a ladder: from nothing, at the price of each rung. A venue with no rung gives nothing.</summary>
    internal static PiecewiseLinear Of(ReadOnlySpan<Rung> rungs)
    {
        if (rungs.Length == 0)
        {
            return new([0], [], 0);
        }

        var (knots, prices) = (new double[rungs.Length + 1], new double[rungs.Length]);
        var sum = 0L; // summed exactly, turned once
        for (var i = 0; i < rungs.Length; i++)
        {
            sum += rungs[i].Quantity;
            (knots[i + 1], prices[i]) = (sum, rungs[i].Price);
        }

        return new(knots, prices, 0);
    }

    internal double Value(double flow)
    {
        var slack = 1e-12 * Math.Max(_size, Math.Abs(flow));
        if (!(flow >= Low - slack && flow <= High + slack))
        {
            return double.PositiveInfinity;
        }

        if (_prices.Length == 0)
        {
            return _values[0];
        }

        flow = Math.Clamp(flow, Low, High);
        var piece = PieceBelow(flow);
        return double.IsFinite(_knots[piece])
            ? _values[piece] + (_prices[piece] * (flow - _knots[piece]))
            : _values[piece + 1] - (_prices[piece] * (_knots[piece + 1] - flow));
    }

    internal double Respond(double price)
    {
        // The first knot where the next piece costs no less than the price pays; of all flows that are as good, a finite one.
        var (low, high) = (0, _prices.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _prices[middle] >= price ? (low, middle) : (middle + 1, high);
        }

        return low == 0 && low < _prices.Length && _prices[low].Equals(price) && !double.IsFinite(_knots[low]) ? _knots[1] : _knots[low];
    }

    /// <summary>The nearest price at which the response is finite.</summary>
    internal double Admit(double price)
    {
        var floored = double.IsFinite(Low) ? price : Math.Max(price, _prices[0]);
        return double.IsFinite(High) ? floored : Math.Min(floored, _prices[^1]);
    }

    /// <summary>The curve with a price taken off each piece's.</summary>
    internal PiecewiseLinear From(double price)
    {
        var prices = new double[_prices.Length];
        for (var piece = 0; piece < prices.Length; piece++)
        {
            prices[piece] = _prices[piece] - price;
        }

        var first = double.IsFinite(_knots[0]) ? 0 : 1;
        return new(_knots, prices, _values[first] - (price * _knots[first]));
    }

    internal double Prox(double point, double rho)
    {
        var knot = KnotAtOrAbove(point, rho);
        return knot == 0 ? _knots[0] : Math.Clamp(point - (_prices[knot - 1] / rho), _knots[knot - 1], _knots[knot]);
    }

    internal double ProxSlope(double point, double rho)
    {
        var knot = KnotAtOrAbove(point, rho);
        if (knot == 0)
        {
            return 0;
        }

        var free = point - (_prices[knot - 1] / rho);
        return free > _knots[knot - 1] && free < _knots[knot] ? 1 : 0;
    }

    private static void Check(ReadOnlySpan<double> knots, ReadOnlySpan<double> prices, double start)
    {
        if (knots.Length != prices.Length + 1 || !double.IsFinite(start))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A curve needs one knot more than prices and a finite start; there were {knots.Length} knots, {prices.Length} prices and the start {start}."), nameof(knots));
        }

        for (var i = 0; i < knots.Length; i++)
        {
            var open = i == 0 ? double.IsNegativeInfinity(knots[i]) : i == knots.Length - 1 && double.IsPositiveInfinity(knots[i]);
            if (!(open && knots.Length > 1) && !double.IsFinite(knots[i]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Knot {i} is {knots[i]}; only the first may be minus and the last plus infinity."), nameof(knots));
            }

            if (i > 0 && !(knots[i] > knots[i - 1]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Knots must ascend: knot {i} is {knots[i]} after {knots[i - 1]}."), nameof(knots));
            }
        }

        for (var i = 0; i < prices.Length; i++)
        {
            if (!double.IsFinite(prices[i]) || (i > 0 && prices[i] < prices[i - 1]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Prices must be finite and ascend, or the cost is not convex: piece {i} costs {prices[i]}{(i > 0 ? $" after {prices[i - 1].ToString(CultureInfo.InvariantCulture)}" : string.Empty)}."), nameof(prices));
            }
        }

        if (knots.Length == 2 && !double.IsFinite(knots[0]) && !double.IsFinite(knots[1]))
        {
            throw new ArgumentException("A curve open on both sides needs a knot between, to say where its cost starts.", nameof(knots));
        }
    }

    // The first knot at which going on would raise the cost of the proximal step: the answer lies at it or in the piece before.
    private int KnotAtOrAbove(double point, double rho)
    {
        var (low, high) = (0, _prices.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var rises = _prices[middle] + (rho * (_knots[middle] - point)) >= 0;
            (low, high) = rises ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    // The piece that a flow within the curve lies in.
    private int PieceBelow(double flow)
    {
        var place = Array.BinarySearch(_knots, flow);
        return Math.Clamp((place < 0 ? ~place : place) - 1, 0, _prices.Length - 1);
    }
}
