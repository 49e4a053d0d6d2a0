namespace ExoRoute.Adapters.WebSocket.Map.Binance;

/// <summary>Binance's three markets: three engines, and not one rule for all.</summary>
public enum BinanceMarket : byte
{
    /// <summary>Spot.</summary>
    Spot,

    /// <summary>Futures settled in a dollar token.</summary>
    UsdM,

    /// <summary>Futures settled in the coin; quantities are contracts.</summary>
    CoinM,
}

/// <summary>How an event (U, u, pu) follows a REST book and another event.</summary>
/// <remarks>
/// Source: "How to manage a local order book correctly", binance-spot-api-docs (web-socket-streams.md) and
/// developers.binance.com (USD-M and COIN-M). Spot and futures disagree on the same event, and swapping them goes unseen for hours.
/// </remarks>
internal static class BinanceRules
{
    internal static DiffAnswer Judge(BinanceMarket market, DiffChain chain, long first, long last, long previous) => market switch
    {
        BinanceMarket.Spot => Spot(chain, first, last),
        BinanceMarket.UsdM => UsdM(chain, first, last, previous),
        _ => CoinM(chain, first, last, previous),
    };

    // Drop u <= seed; the first has U <= seed + 1 <= u; then U = last u + 1.
    internal static DiffAnswer Spot(DiffChain chain, long first, long last)
    {
        if (!chain.Chained && last <= chain.SeedId)
        {
            return new(DiffVerdict.Drop);
        }

        var follows = chain.Chained ? first == chain.LastId + 1 : first <= chain.SeedId + 1;
        return follows ? new(DiffVerdict.Apply) : new(DiffVerdict.Gap, chain.LastId + 1, first);
    }

    // Drop u < seed; the first has U <= seed <= u; then pu = last u.
    internal static DiffAnswer UsdM(DiffChain chain, long first, long last, long previous)
    {
        if (!chain.Chained)
        {
            return last < chain.SeedId ? new(DiffVerdict.Drop)
                : first <= chain.SeedId ? new(DiffVerdict.Apply)
                : new(DiffVerdict.Gap, chain.SeedId, first);
        }

        return previous == chain.LastId ? new(DiffVerdict.Apply) : new(DiffVerdict.Gap, chain.LastId, previous);
    }

    // As its documentation says today, COIN-M follows USD-M's rule; its events come at other numbers' pace, and it may part again.
    internal static DiffAnswer CoinM(DiffChain chain, long first, long last, long previous) => UsdM(chain, first, last, previous);
}
