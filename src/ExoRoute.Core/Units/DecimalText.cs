using System.Globalization;

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
        var fault = Split(utf8, decimals, out var negative, out var digits, out var scale, out _);
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
        return Parse(utf8[..System.Text.Encoding.UTF8.GetBytes(text, utf8)], decimals, out units);
    }

    /// <summary>How many decimals <paramref name="utf8"/> shows as written ("0.50" shows two), and how many of them matter (one).</summary>
    /// <returns>The fault, when the text is not a number.</returns>
    public static DecimalFault CountDecimals(ReadOnlySpan<byte> utf8, out int written, out int needed)
    {
        var fault = Split(utf8, MaxDecimals, out _, out var digits, out var scale, out var zeros);
        (written, needed) = fault == DecimalFault.None
            ? (Math.Max(scale + zeros, 0), digits == 0 ? 0 : Math.Max(scale, 0))
            : (0, 0);
        return fault;
    }

    /// <summary>The amount as decimal text with exactly <paramref name="decimals"/> decimals.</summary>
    public static string Format(Int128 units, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);

        // The sign is cut from the text: the most negative amount has no positive twin.
        var digits = units.ToString(CultureInfo.InvariantCulture).TrimStart('-').PadLeft(decimals + 1, '0');
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

    // The value is digits x 10^-scale; the zeros written at its end are not among the digits, so that scale can be negative
    // ("1e3", "1000") and many zeros do not overflow. More digits than 63 bits hold are a fault: which one depends on the unit.
    private static DecimalFault Split(ReadOnlySpan<byte> text, int decimals, out bool negative, out ulong digits, out int scale, out int zeros)
    {
        (negative, digits, scale, zeros) = (false, 0, 0, 0);
        if (text.IsEmpty)
        {
            return DecimalFault.Empty;
        }

        if (text.Length > MaxLength)
        {
            return DecimalFault.TooLong;
        }

        negative = text[0] == (byte)'-';
        var (seen, point, fits) = (0, false, true);
        var at = negative ? 1 : 0;
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
            scale += point ? 1 : 0;
            if (c == (byte)'0')
            {
                zeros++;
                continue;
            }

            fits = fits && Push(ref digits, zeros, c - '0');
            zeros = 0;
        }

        var exponent = 0;
        if (seen == 0 || (at < text.Length && !TryExponent(text[at..], out exponent)))
        {
            return DecimalFault.NotANumber;
        }

        scale -= zeros + exponent;
        return fits ? DecimalFault.None
            : scale > decimals ? DecimalFault.TooPrecise
            : DecimalFault.OutOfRange;
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

    // "e3", "E+3", "e-003": whole, and held to four digits, beyond which every number is out of every range.
    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        text = text[1..];
        var negative = !text.IsEmpty && text[0] == (byte)'-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            text = text[1..];
        }

        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            exponent = Math.Min((exponent * 10) + (c - '0'), 9999);
        }

        exponent = negative ? -exponent : exponent;
        return !text.IsEmpty;
    }
}
