using System.Globalization;
using System.Text;

namespace ExoRoute;

/// <summary>Why a text is not an amount.</summary>
public enum DecimalFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Nothing stands there.</summary>
    Empty,

    /// <summary>Longer than <see cref="DecimalText.MaxLength"/>.</summary>
    TooLong,

    /// <summary>Not a decimal number (NaN, a stray sign, two points, ...).</summary>
    NotANumber,

    /// <summary>Beyond 63 bits in the unit asked for.</summary>
    OutOfRange,

    /// <summary>It has a digit below the unit asked for; rounding would lose it.</summary>
    TooPrecise,
}

/// <summary>The one road between decimal text and whole units, exact both ways: no double stands on it.</summary>
/// <remarks>
/// Takes an optional minus, digits with an optional point, and an optional exponent (JSON's number form, and also ".5" and
/// "5."). The text is UTF-8. Threads: pure functions. Cost: one pass, no allocation in <see cref="Parse(ReadOnlySpan{byte}, int, out long)"/>.
/// </remarks>
public static class DecimalText
{
    /// <summary>The longest text taken, in bytes: no venue writes longer amounts, and a hostile one is refused early.</summary>
    public const int MaxLength = 64;

    /// <summary>The most decimals a unit may have.</summary>
    public const int MaxDecimals = 18;

    /// <summary>Reads <paramref name="utf8"/> as whole units of 10^-<paramref name="decimals"/>.</summary>
    /// <param name="utf8">The text, without blanks around it.</param>
    /// <param name="decimals">0 to <see cref="MaxDecimals"/>.</param>
    /// <param name="units">The amount; 0 when there is a fault.</param>
    public static DecimalFault Parse(ReadOnlySpan<byte> utf8, int decimals, out long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, MaxDecimals);

        units = 0;
        var fault = Split(utf8, out var negative, out var digits, out var scale);
        if (fault != DecimalFault.None)
        {
            return fault;
        }

        // digits x 10^-scale is the value; digits x 10^(decimals - scale) are the units.
        for (; scale > decimals; scale--)
        {
            var (quotient, rest) = Math.DivRem(digits, 10UL);
            if (rest != 0)
            {
                return DecimalFault.TooPrecise;
            }

            digits = quotient;
            if (digits == 0)
            {
                break; // zero stays zero, however small its unit
            }
        }

        for (; scale < decimals && digits != 0; scale++)
        {
            if (digits > long.MaxValue / 10)
            {
                return DecimalFault.OutOfRange;
            }

            digits *= 10;
        }

        if (digits > long.MaxValue)
        {
            return DecimalFault.OutOfRange;
        }

        units = negative ? -(long)digits : (long)digits;
        return DecimalFault.None;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, int, out long)"/>
    public static DecimalFault Parse(ReadOnlySpan<char> text, int decimals, out long units)
    {
        units = 0;
        if (text.Length > MaxLength)
        {
            return DecimalFault.TooLong;
        }

        Span<byte> utf8 = stackalloc byte[MaxLength * 3];
        return Parse(utf8[..Encoding.UTF8.GetBytes(text, utf8)], decimals, out units);
    }

    /// <summary>How many decimals <paramref name="utf8"/> shows as written ("0.50" shows two), and how many of them matter (one).</summary>
    /// <returns>The fault, when the text is not a number.</returns>
    public static DecimalFault CountDecimals(ReadOnlySpan<byte> utf8, out int written, out int needed)
    {
        (written, needed) = (0, 0);
        var fault = Split(utf8, out _, out var digits, out var scale);
        if (fault != DecimalFault.None)
        {
            return fault;
        }

        written = Math.Max(scale, 0);
        for (needed = written; needed > 0 && digits % 10 == 0; needed--)
        {
            digits /= 10;
        }

        return DecimalFault.None;
    }

    /// <summary>The amount as decimal text with exactly <paramref name="decimals"/> decimals.</summary>
    public static string Format(Int128 units, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);

        var digits = Int128.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = units < 0 ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>As <see cref="Format"/>, without zeros at the end of the fraction.</summary>
    public static string FormatShort(Int128 units, int decimals)
    {
        var text = Format(units, decimals);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    /// <summary>A sentence's end for a fault: "is not a decimal number", ...</summary>
    public static string Describe(DecimalFault fault, int decimals) => fault switch
    {
        DecimalFault.None => "is a decimal number",
        DecimalFault.Empty => "is empty where a decimal number is wanted",
        DecimalFault.TooLong => string.Create(CultureInfo.InvariantCulture, $"is longer than {MaxLength} characters"),
        DecimalFault.NotANumber => "is not a decimal number",
        DecimalFault.OutOfRange => string.Create(CultureInfo.InvariantCulture, $"is too large for a unit of 10^-{decimals}"),
        DecimalFault.TooPrecise => string.Create(CultureInfo.InvariantCulture, $"has more than {decimals} decimals, the instrument's unit"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };

    // digits x 10^-scale; scale can be negative ("1e3").
    private static DecimalFault Split(ReadOnlySpan<byte> text, out bool negative, out ulong digits, out int scale)
    {
        (negative, digits, scale) = (false, 0, 0);
        if (text.IsEmpty)
        {
            return DecimalFault.Empty;
        }

        if (text.Length > MaxLength)
        {
            return DecimalFault.TooLong;
        }

        var at = 0;
        if (text[0] == (byte)'-')
        {
            (negative, at) = (true, 1);
        }

        var (seen, point, pendingZeros) = (0, false, 0);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == (byte)'.' && !point)
            {
                point = true;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            seen++;
            if (point)
            {
                scale++;
            }

            // Zeros at the end are held back, so that "1.000...0" with many zeros does not overflow.
            if (c == (byte)'0')
            {
                pendingZeros++;
                continue;
            }

            if (!Push(ref digits, pendingZeros, c - '0'))
            {
                return DecimalFault.OutOfRange;
            }

            pendingZeros = 0;
        }

        if (seen == 0)
        {
            return DecimalFault.NotANumber;
        }

        scale -= pendingZeros; // the zeros held back are worth 10^pendingZeros
        if (at == text.Length)
        {
            return FitBack(ref digits, ref scale, pendingZeros);
        }

        if (text[at] is not ((byte)'e' or (byte)'E') || !TryExponent(text[(at + 1)..], out var exponent))
        {
            return DecimalFault.NotANumber;
        }

        scale -= exponent;
        return FitBack(ref digits, ref scale, pendingZeros);
    }

    // Puts zeros of the written fraction back while they fit, so that CountDecimals sees what was written.
    private static DecimalFault FitBack(ref ulong digits, ref int scale, int zeros)
    {
        for (; zeros > 0 && digits <= long.MaxValue / 10; zeros--)
        {
            digits *= 10;
            scale++;
        }

        return DecimalFault.None;
    }

    private static bool Push(ref ulong digits, int zeros, int digit)
    {
        for (var i = 0; i <= zeros; i++)
        {
            if (digits > long.MaxValue / 10)
            {
                return false;
            }

            digits *= 10;
        }

        digits += (ulong)digit;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = !text.IsEmpty && text[0] == (byte)'-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            text = text[1..];
        }

        if (text.IsEmpty || text.Length > 3)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            exponent = (exponent * 10) + (c - '0');
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }
}
