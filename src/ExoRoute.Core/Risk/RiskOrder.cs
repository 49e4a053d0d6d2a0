using System.Globalization;

namespace ExoRoute.Risk;

/// <summary>A parent order as limits see it.</summary>
/// <param name="Who">Its instrument and parties; no venue.</param>
/// <param name="Buys">Whether it buys.</param>
/// <param name="Quantity">All of it, in quantity units.</param>
/// <param name="Left">What of it may still trade.</param>
/// <param name="Limit">Its limit in price units; 0 for none.</param>
internal readonly record struct RiskOrder(RiskScope Who, bool Buys, long Quantity, long Left, long Limit)
{
    /// <summary>Twice the market's price when it was checked, in price units; 0 where no book gave one.</summary>
    internal long MarketTwice { get; init; }

    /// <summary>What its money is counted in.</summary>
    internal RiskMoney Money { get; init; }

    /// <summary>The worth of a quantity at the worst price there is reason to expect; null without any price.</summary>
    /// <remarks>A buyer's limit bounds what is paid; a seller's does not bound what comes in, so that the market counts.</remarks>
    internal Int128? Worth(long quantity)
    {
        var twice = Limit > 0 && (Buys || MarketTwice == 0) ? 2 * Limit : MarketTwice;
        return twice == 0 ? null : (((Int128)quantity * twice) + 1) / 2 * Cost.PerTickLot;
    }
}

/// <summary>What an instrument's money is counted in: which asset, and how many decimals one cost unit has.</summary>
internal readonly record struct RiskMoney(string Asset, int Decimals)
{
    /// <summary>The decimals that money of several instruments is added up in.</summary>
    internal const int CommonDecimals = 8;

    /// <summary>Money of an instrument, at or above zero, in 10^-8 of its asset, rounded up: a limit is never passed by rounding. Held to 2^112.</summary>
    internal Int128 Common(Int128 money)
    {
        var (size, scale) = (Int128.Min(money, Most), Int128.One);
        for (var i = Math.Min(Decimals, CommonDecimals); i < Math.Max(Decimals, CommonDecimals); i++)
        {
            scale *= 10;
        }

        return Decimals > CommonDecimals ? (size + scale - 1) / scale : Int128.Min(size, Most / scale) * scale;
    }

    private static readonly Int128 Most = Int128.One << 112;
}

/// <summary>A limit that is passed: refused, or only remarked on.</summary>
internal readonly record struct RiskBreach(RefusalCode Code, bool Soft, string Reason)
{
    /// <summary>A rule that is passed by a value.</summary>
    internal static RiskBreach Of(RefusalCode code, RiskRule rule, Int128 was) =>
        new(code, rule.Soft, string.Create(CultureInfo.InvariantCulture, $"{code.Sentence()} It was {was}; limit: {rule}."));

    /// <summary>A rule that is passed by what is, not by how much.</summary>
    internal static RiskBreach Of(RefusalCode code, RiskRule rule) => new(code, rule.Soft, $"{code.Sentence()} Limit: {rule}.");
}

/// <summary>What the parties behind one kind of order hold and moved in one instrument.</summary>
internal sealed class RiskTally(RiskScope who)
{
    /// <summary>Instrument, desk, trader, client.</summary>
    internal RiskScope Who { get; } = who;

    /// <summary>The net position in quantity units; below zero is short.</summary>
    internal Int128 Net { get; set; }

    /// <summary>What was bought and sold since the day began, added up in 10^-8 of <see cref="Asset"/>.</summary>
    internal Int128 Moved { get; set; }

    /// <summary>What it was counted in; empty before the first fill.</summary>
    internal string Asset { get; set; } = "";

    /// <summary>Books a fill, or takes one back.</summary>
    internal void Book(bool buys, Lots quantity, Ticks price, RiskMoney money, bool back)
    {
        var sign = back ? -1 : 1;
        Net += (buys ? sign : -sign) * (Int128)quantity.Count;
        Moved = Int128.Clamp(Moved + (sign * money.Common(Cost.Of(price, quantity).Count)), 0, RiskRule.MaxValue);
        Asset = money.Asset;
    }
}
