using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Verbs.Solve;

/// <summary>Why a venue's part of whole amounts is what it is: its units' prices against a node's.</summary>
internal sealed class LadderWords(Side side, InstrumentUnits units)
{
    private readonly int _sign = side == Side.Buy ? 1 : -1;

    /// <summary>What ends a ladder, in words.</summary>
    internal static string Word(LimitKind kind) => kind switch
    {
        LimitKind.Liquidity => "the book shows no more",
        LimitKind.PriceLimit => "the limit price",
        LimitKind.Participation => "the share of what is shown",
        LimitKind.Cap => "the venue's cap",
        LimitKind.Lot => "the lot",
        _ => "the minimum quantity or notional",
    };

    /// <summary>A venue's part.</summary>
    /// <param name="ladder">The venue's.</param>
    /// <param name="quantity">What it gets.</param>
    /// <param name="price">What the node pays for a unit.</param>
    internal string Venue(LadderProblem ladder, Lots quantity, DualPrice price)
    {
        var once = ladder.FixedCost.Count > 0 ? $", and {units.Text(ladder.FixedCost)} once for any" : "";
        var least = ladder.Minimum.Count > Math.Max(1, ladder.Lot.Count) ? $", at least {units.Text(ladder.Minimum)}" : "";
        var lots = ladder.Lot.Count > 1 ? $" in lots of {units.Text(ladder.Lot)}" : "";
        var name = $"{ladder.Venue}: {units.Text(quantity)}{(quantity.Count > 0 ? lots : "")}";
        var deal = _sign > 0 ? "costs" : "brings";
        if (quantity.Count == 0)
        {
            return ladder.Shown.Count == 0
                ? $"{name}: it has nothing to give; {Word(ladder.EndsBy)}"
                : ladder.Capacity.Count == 0 ? $"{name}: what it has, {units.Text(ladder.Shown)}, is less than its minimum, {units.Text(ladder.Minimum)}"
                : $"{name}: its first unit {deal} {PriceAt(ladder, 1)}{lots}{least}{once}";
        }

        var last = PriceAt(ladder, quantity.Count);
        if (quantity.Count + ladder.Lot.Count > ladder.Capacity.Count)
        {
            var worth = Worth(price, Rung(ladder, quantity.Count));
            return $"{name}, all it has ({Word(ladder.EndsBy)}): its last unit {deal} {last}{once}; one more unit there is worth {worth}";
        }

        var binds = least.Length > 0 && quantity == ladder.Minimum ? $"; its minimum, {units.Text(ladder.Minimum)}, binds" : "";
        return $"{name}: its last unit {deal} {last}, its next {PriceAt(ladder, quantity.Count + 1)}{once}{binds}";
    }

    /// <summary>A difference of prices a unit, 0 at least: what one more unit of a limit is worth.</summary>
    internal string Worth(DualPrice price, long own) =>
        DecimalText.FormatShort(Int128.Max(0, (price.Numerator / price.Denominator) - own), units.PriceDecimals + 6);

    /// <summary>A price a unit, as paid or received.</summary>
    internal string Price(Int128 price) => DecimalText.FormatShort(_sign * price, units.PriceDecimals + 6);

    /// <summary>What a unit costs, by its number from 1.</summary>
    internal static long Rung(LadderProblem ladder, long unit)
    {
        foreach (var rung in ladder.Rungs)
        {
            if (unit <= rung.Quantity)
            {
                return rung.Price;
            }

            unit -= rung.Quantity;
        }

        return ladder.Rungs[^1].Price;
    }

    private string PriceAt(LadderProblem ladder, long unit) => Price(Rung(ladder, unit));
}
