namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>What a bare symbol tells of its assets, where no reference data is at hand.</summary>
internal static class SymbolText
{
    // Quote assets that venues run together with the base ("btcusd", "NKNUSDT"); longer ones first.
    private static readonly string[] Quotes =
    [
        "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "EUR", "GBP", "JPY", "TRY", "BRL", "AUD", "CAD", "CHF", "BTC", "ETH", "BNB", "PAX", "DAI",
    ];

    /// <summary>Base and quote: at a separator, else before a known quote asset; a symbol that shows neither is quoted in itself.</summary>
    internal static (string Base, string Quote) Split(string symbol)
    {
        var upper = symbol.ToUpperInvariant();
        var contract = upper.IndexOf('_', StringComparison.Ordinal); // "BTCUSD_PERP", "BTCUSD_240927"
        upper = contract > 0 ? upper[..contract] : upper;
        var separator = upper.IndexOfAny(['-', '/']);
        if (separator > 0 && separator < upper.Length - 1)
        {
            return (upper[..separator], upper[(separator + 1)..]);
        }

        var quote = Quotes.FirstOrDefault(known => upper.Length > known.Length && upper.EndsWith(known, StringComparison.Ordinal));
        return quote is null ? (upper, upper) : (upper[..^quote.Length], quote);
    }

    /// <summary>A name for the instrument, of the characters that names are made of.</summary>
    internal static InstrumentId Instrument(string text)
    {
        const int Longest = 48;
        var name = string.Concat(text.ToLowerInvariant().Take(Longest).Select(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.' ? c : '_'));
        return new(name.Length == 0 ? "unnamed" : name);
    }
}
