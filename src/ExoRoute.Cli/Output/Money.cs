using ExoRoute.Market;

namespace ExoRoute.Cli.Output;

/// <summary>Amounts as people read them; JSON has the same texts.</summary>
internal static class Money
{
    /// <summary>What a quantity cost on the whole, a unit: the average price, cut to four decimals behind the price unit.</summary>
    internal static string Average(Cost notional, Lots quantity, InstrumentUnits units) => quantity == Lots.Zero
        ? "-"
        : DecimalText.FormatShort(Int128.Abs(notional.Count) / quantity.Count / 100, units.PriceDecimals + 4);

    /// <summary>Ten-thousandths of a basis point as basis points.</summary>
    internal static string Bps(long? saved) => saved is { } there ? DecimalText.Format(there, 4) : "-";

    /// <summary>An amount of a node's price: what one whole unit of the instrument costs at the margin, fees and all.</summary>
    internal static string PerUnit(DualPrice price, InstrumentUnits units) =>
        DecimalText.FormatShort(Int128.Abs(price.Numerator) / price.Denominator, units.PriceDecimals + 6);

    /// <summary>What one more lot costs at a node's price, cut to whole cost units.</summary>
    internal static Cost OfLots(DualPrice price, Lots lots)
    {
        var (whole, rest) = Int128.DivRem(price.Numerator, price.Denominator);
        return new(checked((whole * lots.Count) + (rest * lots.Count / price.Denominator)));
    }
}
