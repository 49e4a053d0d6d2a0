namespace ExoRoute.Cli.Documents;

/// <summary>Decimal text in units that may be finer than 63 bits reach: money in cost units.</summary>
internal static class DecimalAmount
{
    /// <summary>Reads a text in whole units of 10^-<paramref name="decimals"/>; false where it is no number, too fine or too large.</summary>
    /// <remarks>The digits that are written must fit in 63 bits; the unit may be finer by any power of ten within 127 bits.</remarks>
    internal static bool TryParse(string text, int decimals, out Int128 units)
    {
        units = 0;
        Span<byte> utf8 = stackalloc byte[DecimalText.MaxLength];
        if (text.Length > DecimalText.MaxLength || !System.Text.Encoding.UTF8.TryGetBytes(text, utf8, out var length)
            || DecimalText.CountDecimals(utf8[..length], out _, out var needed) != DecimalFault.None || needed > decimals)
        {
            return false;
        }

        if (DecimalText.Parse(utf8[..length], Math.Min(needed, DecimalText.MaxDecimals), out var digits) != DecimalFault.None)
        {
            return false;
        }

        units = digits;
        for (var scale = needed; scale < decimals; scale++)
        {
            if (Int128.Abs(units) > Int128.MaxValue / 10)
            {
                units = 0;
                return false;
            }

            units *= 10;
        }

        return true;
    }
}
