using System.Globalization;
using System.Numerics;

namespace ExoRoute.Cli.Export;

/// <summary>A decimal number with all its digits: what a file for another solver is written in.</summary>
/// <param name="Digits">Over 10^<paramref name="Scale"/>.</param>
/// <param name="Scale">Digits behind the point; 0 or more.</param>
internal readonly record struct ExactDecimal(BigInteger Digits, int Scale)
{
    /// <summary>Nothing.</summary>
    internal static ExactDecimal Zero => default;

    /// <summary>One.</summary>
    internal static ExactDecimal One => new(1, 0);

    /// <summary>Whether it is nothing.</summary>
    internal bool IsZero => Digits.IsZero;

    /// <summary>The shortest decimal that is read back as this double: what its document said, up to 15 digits.</summary>
    internal static ExactDecimal Of(double number)
    {
        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        text = shortest.Length < text.Length || shortest.Contains('E', StringComparison.Ordinal) ? shortest : text;
        var (mantissa, exponent) = text.Split('E') is [var before, var after] ? (before, int.Parse(after, CultureInfo.InvariantCulture)) : (text, 0);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var behind = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var scale = behind - exponent;
        return scale >= 0 ? new(digits, scale) : new(digits * BigInteger.Pow(10, -scale), 0);
    }

    /// <summary>Whole units of 10^-<paramref name="decimals"/>.</summary>
    internal static ExactDecimal Of(Int128 units, int decimals) => new((BigInteger)units, decimals);

    public static ExactDecimal operator +(ExactDecimal left, ExactDecimal right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return new((left.Digits * BigInteger.Pow(10, scale - left.Scale)) + (right.Digits * BigInteger.Pow(10, scale - right.Scale)), scale);
    }

    public static ExactDecimal operator -(ExactDecimal left, ExactDecimal right) => left + (-right);

    public static ExactDecimal operator -(ExactDecimal one) => new(-one.Digits, one.Scale);

    public static ExactDecimal operator *(ExactDecimal left, ExactDecimal right) => new(left.Digits * right.Digits, left.Scale + right.Scale);

    /// <summary>Plain digits, no more behind the point than are needed.</summary>
    public override string ToString()
    {
        var text = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        if (Scale > 0)
        {
            text = text.Insert(text.Length - Scale, ".").TrimEnd('0').TrimEnd('.');
        }

        return Digits.Sign < 0 ? "-" + text : text;
    }
}
