namespace ExoRoute.Problems;

/// <summary>Elementary functions whose bits are the same on every machine: only + - * / sqrt and the bits of a double, in one order.</summary>
/// <remarks>
/// Within 2 units in the last place where the result is a normal number; <see cref="Pow"/> where |y ln x| is at most 64, a few units beyond. Results below the
/// normal numbers are rounded once more. Special arguments answer as in <see cref="Math"/>.
/// Source: the reductions are those of W. Cody, W. Waite (1980) and of P. Tang's papers (1989-1992); the series are Taylor's.
/// </remarks>
internal static class Portable
{
    private const double Ln2 = 0.69314718055994530942;
    private const double Ln2High = 0.693147180369123816490; // its last 21 bits are zero: products with an exponent are exact
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double SqrtHalf = 0.70710678118654752440;

    internal static double Exp(double x)
    {
        if (!(x < 709.8))
        {
            return x <= 709.8 || double.IsNaN(x) ? x : double.PositiveInfinity;
        }

        if (x < -746)
        {
            return 0;
        }

        var (k, r, low) = Reduce(x);
        return Scale(1 + (r + (low + Tail(r))), k);
    }

    /// <summary>exp(x) - 1, also where x is small.</summary>
    internal static double Expm1(double x)
    {
        if (!(x < 709.8) || x < -40)
        {
            return x < -40 ? -1 : Exp(x) - 1;
        }

        var (k, r, low) = Reduce(x);
        var tail = low + Tail(r);
        return k == 0 ? r + tail
            : k > 53 ? Exp(x) - 1
            : Scale(1 - Scale(1, -k) + r + tail, k);
    }

    /// <summary>The natural logarithm; minus infinity of 0, not a number below.</summary>
    internal static double Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        var (k, m) = Split(x);
        var f = m - 1;
        return k == 0 ? SmallLog(f, 0) : (k * Ln2High) + (SmallLog(f, 0) + (k * Ln2Low));
    }

    /// <summary>ln(1 + x), also where x is small.</summary>
    internal static double Log1p(double x)
    {
        if (!(x > -1) || double.IsInfinity(x))
        {
            return x == -1 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        if (x is > -0.29 and < 0.41)
        {
            return SmallLog(x, 0);
        }

        // What rounding 1 + x loses comes back as a correction of the logarithm.
        var sum = 1 + x;
        var lost = x >= 1 ? 1 - (sum - x) : x - (sum - 1);
        var (k, m) = Split(sum);
        return (k * Ln2High) + (SmallLog(m - 1, lost / sum) + (k * Ln2Low));
    }

    /// <summary>x to the power of y, for x of 0 or more; not a number below.</summary>
    internal static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (!(x > 0) || double.IsInfinity(x) || !double.IsFinite(y))
        {
            return double.IsNaN(y) || !(x >= 0) ? double.NaN
                : double.IsInfinity(y) ? (x > 1 == y > 0 ? double.PositiveInfinity : 0)
                : (x == 0) == (y > 0) ? 0 : double.PositiveInfinity;
        }

        var (high, low) = LongLog(x);
        var (product, error) = Times(high, y);
        error += low * y;
        var exponent = product + error;
        if (Math.Abs(exponent) > 800 || double.IsNaN(exponent))
        {
            return product > 0 ? double.PositiveInfinity : 0;
        }

        var power = Exp(exponent);
        return double.IsInfinity(power) ? power : power + (power * (product - exponent + error));
    }

    // x = k ln 2 + r + low, |r| at most half of ln 2.
    private static (int K, double R, double Low) Reduce(double x)
    {
        var k = (int)((x / Ln2) + (x < 0 ? -0.5 : 0.5));
        var (high, low) = (x - (k * Ln2High), k * -Ln2Low);
        var r = high + low;
        return (k, r, high - r + low);
    }

    // exp(r) - 1 - r.
    private static double Tail(double r)
    {
        var sum = 1.0 / 87178291200;
        sum = (sum * r) + (1.0 / 6227020800);
        sum = (sum * r) + (1.0 / 479001600);
        sum = (sum * r) + (1.0 / 39916800);
        sum = (sum * r) + (1.0 / 3628800);
        sum = (sum * r) + (1.0 / 362880);
        sum = (sum * r) + (1.0 / 40320);
        sum = (sum * r) + (1.0 / 5040);
        sum = (sum * r) + (1.0 / 720);
        sum = (sum * r) + (1.0 / 120);
        sum = (sum * r) + (1.0 / 24);
        sum = (sum * r) + (1.0 / 6);
        return ((sum * r) + 0.5) * r * r;
    }

    // ln(1 + f) + more, f from sqrt(1/2) - 1 to sqrt(2) - 1: with s = f / (2 + f) it is 2 s + 2 s^3/3 + ..., written so that f itself stays exact.
    private static double SmallLog(double f, double more)
    {
        var s = f / (2 + f);
        var half = 0.5 * f * f;
        return f - (half - ((s * (half + (s * s * Series(s * s)))) + more));
    }

    // 2/3 + 2/5 z + 2/7 z^2 + ...
    private static double Series(double z)
    {
        var sum = 2.0 / 25;
        sum = (sum * z) + (2.0 / 23);
        sum = (sum * z) + (2.0 / 21);
        sum = (sum * z) + (2.0 / 19);
        sum = (sum * z) + (2.0 / 17);
        sum = (sum * z) + (2.0 / 15);
        sum = (sum * z) + (2.0 / 13);
        sum = (sum * z) + (2.0 / 11);
        sum = (sum * z) + (2.0 / 9);
        sum = (sum * z) + (2.0 / 7);
        sum = (sum * z) + (2.0 / 5);
        return (sum * z) + (2.0 / 3);
    }

    // The logarithm as a sum of two doubles.
    private static (double High, double Low) LongLog(double x)
    {
        var (k, m) = Split(x);
        var (f, sum) = (m - 1, m + 1);
        var lost = m - (sum - 1);
        var s = f / sum;
        var (product, error) = Times(s, sum);
        var rest = (f - product - error - (s * lost)) / sum;
        var tail = (2 * rest) + (s * s * s * Series(s * s));
        var (high, low) = Plus(k * Ln2High, 2 * s);
        return Plus(high, low + (tail + (k * Ln2Low)));
    }

    // x = 2^k m, m from sqrt(1/2) to sqrt(2).
    private static (int K, double M) Split(double x)
    {
        var k = 0;
        if (x < 2.2250738585072014e-308)
        {
            (x, k) = (x * 18014398509481984, -54);
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> 52) - 1022;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1022L << 52));
        return m < SqrtHalf ? (k - 1, 2 * m) : (k, m);
    }

    // x 2^k, rounded once at most.
    private static double Scale(double x, int k) =>
        k > 1023 ? x * PowerOf2(k - 1) * 2
        : k < -1022 ? x * PowerOf2(k + 54) * 5.5511151231257827e-17
        : x * PowerOf2(k);

    private static double PowerOf2(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);

    private static (double Sum, double Error) Plus(double a, double b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    // The product and what rounding it lost, by halves of 26 bits (T. Dekker, 1971).
    private static (double Product, double Error) Times(double a, double b)
    {
        var product = a * b;
        if (Math.Abs(a) > 1e290 || Math.Abs(b) > 1e290)
        {
            return (product, 0);
        }

        var (aHigh, bHigh) = (Upper(a), Upper(b));
        var (aLow, bLow) = (a - aHigh, b - bHigh);
        return (product, (aLow * bLow) - (product - (aHigh * bHigh) - (aLow * bHigh) - (aHigh * bLow)));
    }

    private static double Upper(double x)
    {
        var shifted = 134217729 * x;
        return shifted - (shifted - x);
    }
}
