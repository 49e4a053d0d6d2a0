namespace ExoRoute.Problems;

/// <summary>A function that never falls, with its derivative where it has one.</summary>
internal interface IRising
{
    /// <summary>Its value at a place, and its derivative there or 0 for none.</summary>
    double At(double place, out double slope);
}

/// <summary>Finds where a rising function passes zero, to the last digits.</summary>
internal static class Rising
{
    /// <summary>A place between two at which the function changes its sign: a zero, or a double beside it.</summary>
    /// <param name="function">Below zero or unknown at <paramref name="low"/>, zero or above at <paramref name="high"/>.</param>
    /// <param name="low">0 or more.</param>
    /// <param name="high">Above <paramref name="low"/>, finite.</param>
    /// <param name="start">Where to look first; outside, the middle.</param>
    /// <remarks>Newton's method; where it leaves the bracket or is slow, the bracket's doubles are halved as integers: at most some 200 questions at any scale.</remarks>
    internal static double Zero<T>(ref T function, double low, double high, double start = double.NaN)
        where T : struct, IRising, allows ref struct
    {
        var place = start > low && start < high ? start : Middle(low, high);
        var (best, least, last, idle) = (high, double.PositiveInfinity, double.PositiveInfinity, 0);
        for (var tries = 0; tries < 200; tries++)
        {
            var value = function.At(place, out var slope);
            if (Math.Abs(value) < least)
            {
                (best, least) = (place, Math.Abs(value));
            }

            (low, high) = value < 0 ? (place, high) : (low, place);
            var step = value / slope; // infinite or not a number where there is no derivative
            var slow = !(Math.Abs(value) <= 0.5 * last);
            idle = slow && Math.Abs(step) <= 1e-13 * place ? idle + 1 : 0;
            if (value == 0 || Math.Abs(step) <= 1e-16 * place || idle > 3)
            {
                break; // what is left is rounding
            }

            var next = place - step;
            if (!(next > low && next < high) || (slow && idle == 0))
            {
                next = Middle(low, high);
            }

            if (!(next > low && next < high))
            {
                break;
            }

            (place, last) = (next, Math.Abs(value));
        }

        return best;
    }

    private static double Middle(double low, double high)
    {
        var (from, to) = (BitConverter.DoubleToInt64Bits(low), BitConverter.DoubleToInt64Bits(high));
        return BitConverter.Int64BitsToDouble(from + ((to - from) / 2));
    }
}
