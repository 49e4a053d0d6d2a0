using System.Text;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Adapters.WebSocket.Map.Kraken;
using ExoRoute.Market;

namespace ExoRoute.Tests.Map;

/// <summary>Frames written by hand, in each venue's words, and maps to take them.</summary>
internal static class Written
{
    internal static readonly IReadOnlyList<VenueProtocol> Protocols = Enum.GetValues<VenueProtocol>();

    /// <summary>A listing of one symbol; prices in cents, quantities in 10^-8.</summary>
    internal static InstrumentDefinition Listing(string symbol, int priceDecimals = 2, int quantityDecimals = 8) => new()
    {
        Venue = new("venue"),
        Instrument = new("one"),
        Symbol = symbol,
        BaseAsset = "A",
        QuoteAsset = "B",
        Units = new(priceDecimals, quantityDecimals),
    };

    internal static string Symbol(VenueProtocol protocol) => protocol switch
    {
        VenueProtocol.Kraken => "A/B",
        VenueProtocol.Coinbase => "A-B",
        VenueProtocol.Bitstamp => "ab",
        _ => "AB",
    };

    internal static VenueMap Map(VenueProtocol protocol, KrakenSubscription? kraken = null) => protocol.CreateMap([Listing(Symbol(protocol))], kraken);

    internal static bool IsSeeded(VenueProtocol protocol) => protocol is not (VenueProtocol.Kraken or VenueProtocol.Coinbase);

    /// <summary>The venue's book of 10.00 x 1 / 10.01 x 2, numbered 100.</summary>
    internal static string First(VenueProtocol protocol) => protocol switch
    {
        VenueProtocol.Kraken => KrakenBook("snapshot", [("10.00", "1.00000000")], [("10.01", "2.00000000")], [("10.00", "1.00000000")], [("10.01", "2.00000000")]),
        VenueProtocol.Coinbase => Coinbase(100, "snapshot", ("bid", "10", "1"), ("offer", "10.01", "2")),
        VenueProtocol.Bitstamp => """{"timestamp":"1","microtimestamp":"100","bids":[["10.00","1.0"]],"asks":[["10.01","2.0"]]}""",
        _ => """{"lastUpdateId":100,"bids":[["10.00","1.0"]],"asks":[["10.01","2.0"]]}""",
    };

    /// <summary>The update that follows it: the bid becomes 3.</summary>
    internal static string Next(VenueProtocol protocol) => protocol switch
    {
        VenueProtocol.Kraken => KrakenBook("update", [("10.00", "3.00000000")], [], [("10.00", "3.00000000")], [("10.01", "2.00000000")]),
        VenueProtocol.Coinbase => Coinbase(101, "update", ("bid", "10", "3")),
        VenueProtocol.Bitstamp => """{"data":{"timestamp":"1","microtimestamp":"101","bids":[["10.00","3.0"]],"asks":[]},"channel":"diff_order_book_ab","event":"data"}""",
        VenueProtocol.BinanceSpot => """{"stream":"ab@depth","data":{"e":"depthUpdate","E":1,"s":"AB","U":101,"u":105,"b":[["10.00","3.0"]],"a":[]}}""",
        _ => """{"stream":"ab@depth","data":{"e":"depthUpdate","E":1,"s":"AB","U":99,"u":105,"pu":98,"b":[["10.00","3.0"]],"a":[]}}""",
    };

    internal static void Start(this VenueMap map, VenueProtocol protocol, Heard? sink = null)
    {
        var first = Utf8(First(protocol));
        if (IsSeeded(protocol))
        {
            map.Seed(first, [], At(1), sink ?? new());
        }
        else
        {
            map.Apply(first, At(1), sink ?? new());
        }
    }

    internal static void Take(this VenueMap map, string frame, Heard? sink = null) => map.Apply(Utf8(frame), At(2), sink ?? new());

    internal static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    internal static Stamp At(long seconds) => new(seconds * Stamp.PerSecond);

    internal static string Show(this Book book) => string.Join(' ', Levels(book.Bids)) + " | " + string.Join(' ', Levels(book.Asks));

    internal static string Coinbase(long sequence, string type, params (string Side, string Price, string Quantity)[] levels) =>
        $$$"""{"channel":"l2_data","timestamp":"2026-01-01T00:00:00.5Z","sequence_num":{{{sequence}}},"events":[{"type":"{{{type}}}","product_id":"A-B","updates":[{{{
            string.Join(',', levels.Select(level => $$"""{"side":"{{level.Side}}","price_level":"{{level.Price}}","new_quantity":"{{level.Quantity}}"}"""))}}}]}]}""";

    /// <summary>A frame of Kraken's with the checksum of the book that it should lead to.</summary>
    internal static string KrakenBook(
        string type, (string, string)[] bids, (string, string)[] asks, (string Price, string Quantity)[] bidsAfter, (string Price, string Quantity)[] asksAfter) =>
        KrakenBook(type, bids, asks, Checksum(asksAfter.Concat(bidsAfter)));

    internal static string KrakenBook(string type, (string, string)[] bids, (string, string)[] asks, long checksum) =>
        $$$"""{"channel":"book","type":"{{{type}}}","data":[{"symbol":"A/B","bids":[{{{Kraken(bids)}}}],"asks":[{{{Kraken(asks)}}}],"checksum":{{{checksum}}},"timestamp":"2026-01-01T00:00:00.5Z"}]}""";

    private static string Kraken(IEnumerable<(string Price, string Quantity)> levels) =>
        string.Join(',', levels.Select(level => $$"""{"price":{{level.Price}},"qty":{{level.Quantity}}}"""));

    // The guide's own words: without the point, without zeros in front, one after another.
    private static uint Checksum(IEnumerable<(string Price, string Quantity)> levels) => System.IO.Hashing.Crc32.HashToUInt32(Utf8(string.Concat(
        levels.SelectMany(level => new[] { level.Price, level.Quantity }).Select(text => text.Replace(".", "", StringComparison.Ordinal).TrimStart('0')))));

    private static IEnumerable<string> Levels(BookLevels levels) => Enumerable.Range(0, levels.Count).Select(place => $"{levels[place].Price.Count}x{levels[place].Quantity.Count}");
}
