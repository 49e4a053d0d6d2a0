using System.Buffers.Text;
using System.IO.Hashing;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Kraken;

/// <summary>Kraken's checksum of a book: CRC32 (IEEE) over the digits of its ten best levels a side.</summary>
/// <remarks>Source: docs.kraken.com, guide "Checksums (v2)". Asks low to high, then bids high to low; each price and quantity
/// as on the wire, without the point and without zeros in front. Cost: about half a microsecond, no allocation.</remarks>
internal static class KrakenChecksum
{
    private const int Levels = 10;
    private const int MaxDigits = 19 + InstrumentUnits.MaxDecimals;

    // 10^0 to 10^MaxDecimals.
    private static readonly ulong[] Powers =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
    ];

    /// <summary>The checksum of a book that is counted in <paramref name="units"/>, written with the venue's decimals.</summary>
    internal static uint Of(Book book, InstrumentUnits units, int priceDecimals, int quantityDecimals)
    {
        Span<byte> text = stackalloc byte[2 * Levels * 2 * MaxDigits];
        var length = Append(book.Asks, text, units, priceDecimals, quantityDecimals);
        length += Append(book.Bids, text[length..], units, priceDecimals, quantityDecimals);
        return Crc32.HashToUInt32(text[..length]);
    }

    private static int Append(BookLevels levels, Span<byte> text, InstrumentUnits units, int priceDecimals, int quantityDecimals)
    {
        var length = 0;
        var count = Math.Min(levels.Count, Levels);
        for (var place = 0; place < count; place++)
        {
            var level = levels[place];
            length += Append(level.Price.Count, text[length..], units.PriceDecimals - priceDecimals);
            length += Append(level.Quantity.Count, text[length..], units.QuantityDecimals - quantityDecimals);
        }

        return length;
    }

    // Ours may have more decimals than the wire (the last ones are zeros there), or fewer (zeros are added).
    private static int Append(long units, Span<byte> text, int decimalsTooMany)
    {
        var digits = decimalsTooMany > 0 ? (ulong)units / Powers[decimalsTooMany] : (ulong)units;
        Utf8Formatter.TryFormat(digits, text, out var length);
        for (var missing = -decimalsTooMany; missing > 0; missing--)
        {
            text[length++] = (byte)'0';
        }

        return length;
    }
}
