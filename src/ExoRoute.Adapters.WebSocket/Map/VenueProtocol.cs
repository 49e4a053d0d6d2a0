using ExoRoute.Adapters.WebSocket.Map.Binance;
using ExoRoute.Adapters.WebSocket.Map.Bitstamp;
using ExoRoute.Adapters.WebSocket.Map.Coinbase;
using ExoRoute.Adapters.WebSocket.Map.Kraken;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>The venue protocols that this assembly proves books by.</summary>
public enum VenueProtocol : byte
{
    /// <summary>Kraken WebSocket v2, <c>book</c>.</summary>
    Kraken,

    /// <summary>Coinbase Advanced Trade, <c>level2</c>.</summary>
    Coinbase,

    /// <summary>Binance spot, depth differences.</summary>
    BinanceSpot,

    /// <summary>Binance USD-M futures, depth differences.</summary>
    BinanceUsdM,

    /// <summary>Binance COIN-M futures, depth differences.</summary>
    BinanceCoinM,

    /// <summary>Bitstamp v2, <c>diff_order_book</c>.</summary>
    Bitstamp,
}

/// <summary>The map, and the reader, of each protocol.</summary>
public static class VenueProtocols
{
    /// <summary>A map for one connection.</summary>
    /// <param name="protocol">Whose frames.</param>
    /// <param name="definitions">The listings subscribed to, all of one venue.</param>
    /// <param name="kraken">Kraken's depth and decimals; its default is depth 10 and the decimals of the wire. Others ignore it.</param>
    /// <exception cref="ArgumentException">A definition is at fault, two answer to one symbol, or there is no such protocol.</exception>
    public static VenueMap CreateMap(this VenueProtocol protocol, IReadOnlyList<InstrumentDefinition> definitions, KrakenSubscription? kraken = null) => protocol switch
    {
        VenueProtocol.Kraken => new KrakenMap(definitions, kraken ?? new()),
        VenueProtocol.Coinbase => new CoinbaseMap(definitions),
        VenueProtocol.BinanceSpot => new BinanceMap(BinanceMarket.Spot, definitions),
        VenueProtocol.BinanceUsdM => new BinanceMap(BinanceMarket.UsdM, definitions),
        VenueProtocol.BinanceCoinM => new BinanceMap(BinanceMarket.CoinM, definitions),
        VenueProtocol.Bitstamp => new BitstampMap(definitions),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "No such protocol."),
    };

    internal static FrameReader CreateReader(this VenueProtocol protocol) => protocol switch
    {
        VenueProtocol.Kraken => new KrakenFrameReader(),
        VenueProtocol.Coinbase => new CoinbaseFrameReader(),
        VenueProtocol.BinanceSpot => new BinanceFrameReader(futures: false),
        VenueProtocol.BinanceUsdM or VenueProtocol.BinanceCoinM => new BinanceFrameReader(futures: true),
        VenueProtocol.Bitstamp => new BitstampFrameReader(),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "No such protocol."),
    };

    /// <summary>The name that captures and scenarios know the venue by.</summary>
    internal static VenueId DefaultVenue(this VenueProtocol protocol) => new(protocol switch
    {
        VenueProtocol.Kraken => "kraken",
        VenueProtocol.Coinbase => "coinbase",
        VenueProtocol.BinanceSpot => "binance-spot",
        VenueProtocol.BinanceUsdM => "binance-usdm",
        VenueProtocol.BinanceCoinM => "binance-coinm",
        VenueProtocol.Bitstamp => "bitstamp",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "No such protocol."),
    });

    internal static VenueProtocol? FromTapeName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("kraken"u8) ? VenueProtocol.Kraken
        : name.SequenceEqual("coinbase"u8) ? VenueProtocol.Coinbase
        : name.SequenceEqual("bitstamp"u8) ? VenueProtocol.Bitstamp
        : null;
}
