using ExoRoute.Market;

namespace ExoRoute.Cli.Documents;

/// <summary>What scenario and problem documents say alike: sides, fees, rules of a venue.</summary>
internal static class MarketTerms
{
    /// <summary>Buy and sell.</summary>
    internal static readonly (string, Side)[] Sides = [("buy", Side.Buy), ("sell", Side.Sell)];

    /// <summary>Which price a limit bounds.</summary>
    internal static readonly (string, Orders.FeeBasis)[] Bases = [("gross", Orders.FeeBasis.Gross), ("net", Orders.FeeBasis.Net)];

    private static readonly (string, FeeAsset)[] Assets = [("quote", FeeAsset.Quote), ("base", FeeAsset.Base)];

    private static readonly (string, FeeRounding)[] Roundings =
        [("exact", FeeRounding.Exact), ("up", FeeRounding.Up), ("halfUp", FeeRounding.HalfUp), ("down", FeeRounding.Down)];

    // 2^100 cost units: more money than there is, and still far from the end of 127 bits.
    private static readonly Int128 MostMoney = (Int128)1 << 100;

    /// <summary>A schedule of fees; one that charges nothing where the member is missing.</summary>
    internal static FeeSchedule Fees(DocumentObject parent, InstrumentUnits units)
    {
        if (parent.Object("fees") is not { } from)
        {
            return FeeSchedule.None;
        }

        var rounding = from.Word("rounding", Roundings, FeeRounding.Exact);
        var fees = new FeeSchedule
        {
            TakerPpm = (int)from.Amount("takerBps", 2, -FeeSchedule.MaxPpm + 1, FeeSchedule.MaxPpm - 1, 0),
            MakerPpm = (int)from.Amount("makerBps", 2, -FeeSchedule.MaxPpm + 1, FeeSchedule.MaxPpm - 1, 0),
            PerUnit = from.Amount("perUnit", units.PriceDecimals + 6, -(1L << 60), 1L << 60, 0),
            PerOrder = Money(from, "perOrder", units),
            Minimum = Money(from, "minimum", units),
            Asset = from.Word("asset", Assets, FeeAsset.Quote),
            Rounding = rounding,
            RoundingUnit = new(from.Wide("roundingUnit", units.CostDecimals, rounding == FeeRounding.Exact ? 0 : 1, MostMoney, rounding == FeeRounding.Exact ? 0 : null)),
        };
        from.Close();
        return fees;
    }

    /// <summary>An amount of the quote asset, nothing where it is missing.</summary>
    internal static Cost Money(DocumentObject from, string name, InstrumentUnits units) => new(from.Wide(name, units.CostDecimals, 0, MostMoney, 0));

    /// <summary>A share of what is displayed, in millionths: "0.25" is a quarter.</summary>
    internal static int Participation(DocumentObject from) => (int)from.Amount("participation", 6, 1, Orders.ParentOrder.FullParticipation, Orders.ParentOrder.FullParticipation);
}
