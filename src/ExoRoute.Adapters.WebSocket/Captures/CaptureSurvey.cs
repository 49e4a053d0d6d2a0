using System.Globalization;
using System.Text;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Adapters.WebSocket.Map.Kraken;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>One venue's symbol in a capture, and the decimals its numbers need.</summary>
/// <param name="Venue">The venue, as captures name it.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Symbol">The symbol on the wire.</param>
/// <param name="CaptureSymbol">The symbol that the capture writes beside the frames ("BTC-USD"); empty where it writes none.</param>
/// <param name="PriceDecimals">The most decimals that matter in any price.</param>
/// <param name="QuantityDecimals">The most decimals that matter in any quantity.</param>
/// <param name="DeepestSide">The most levels a side of a snapshot had.</param>
public sealed record CaptureListing(
    VenueId Venue, VenueProtocol Protocol, string Symbol, string CaptureSymbol, int PriceDecimals, int QuantityDecimals, int DeepestSide);

/// <summary>Which venues and symbols a capture holds, found by reading it once: what a feed needs to know before its first step.</summary>
/// <remarks>Immutable, safe to share between threads. Cost: one pass over the file.</remarks>
public sealed class CaptureSurvey
{
    private static readonly int[] KrakenDepths = [10, 25, 100, 500, 1_000];

    private CaptureSurvey(DetectedCapture capture, IReadOnlyList<CaptureListing> listings, int? krakenDepth) =>
        (Capture, Listings, KrakenDepthAcknowledged) = (capture, listings, krakenDepth);

    /// <summary>The file.</summary>
    public DetectedCapture Capture { get; }

    /// <summary>What it holds, in the order first seen.</summary>
    public IReadOnlyList<CaptureListing> Listings { get; }

    /// <summary>The depth that Kraken acknowledged; null where the capture does not hold the acknowledgement.</summary>
    internal int? KrakenDepthAcknowledged { get; }

    /// <summary>Reads a capture.</summary>
    /// <exception cref="CaptureException">It cannot be read, is damaged, or is of a format that is not read.</exception>
    public static CaptureSurvey Of(string path)
    {
        var capture = DetectedCapture.Of(path);
        using var reader = capture.OpenReader();
        var (record, frame) = (new CaptureRecord(), new VenueFrame());
        var readers = new Dictionary<VenueProtocol, FrameReader>();
        var found = new List<Finding>();
        int? depth = null;
        while (reader.TryRead(record))
        {
            if (record.Kind is not (CaptureRecordKind.Frame or CaptureRecordKind.Seed))
            {
                continue;
            }

            if (!readers.TryGetValue(record.Protocol, out var frames))
            {
                readers.Add(record.Protocol, frames = record.Protocol.CreateReader());
            }

            if (record.Kind == CaptureRecordKind.Seed ? frames.TryReadRest(record.Payload, frame) : frames.TryRead(record.Payload, frame))
            {
                depth ??= record.Protocol == VenueProtocol.Kraken ? AcknowledgedDepth(record.Payload) : null;
                Look(record, frame, found);
            }
        }

        return new(capture, Listed(found), depth);
    }

    /// <summary>A definition for each listing: what the capture itself shows, and what its protocol says of contracts.</summary>
    /// <remarks>
    /// Listings of one capture symbol are taken as one instrument on several venues, with units fine enough for all of them; others
    /// stay apart. Aliases are the capture's symbol. Ticks, lots and minimums are not in a capture and stay at their defaults.
    /// What damage makes of a listing (assets or decimals beyond any instrument's) is left out.
    /// </remarks>
    public IReadOnlyList<InstrumentDefinition> Define()
    {
        var named = Listings.Select(listing => (Listing: listing, Assets: Assets(listing))).ToArray();
        return
        [
            .. named.Select(one => new InstrumentDefinition
            {
                Venue = one.Listing.Venue,
                Instrument = one.Assets.Instrument,
                Symbol = one.Listing.Symbol,
                Aliases = one.Listing.CaptureSymbol.Length > 0 ? [one.Listing.CaptureSymbol] : [],
                BaseAsset = one.Assets.Base,
                QuoteAsset = one.Assets.Quote,
                SettlementAsset = one.Listing.Protocol == VenueProtocol.BinanceCoinM ? one.Assets.Base : one.Assets.Quote,
                Units = new(
                    named.Where(other => other.Assets.Instrument == one.Assets.Instrument).Max(other => other.Listing.PriceDecimals),
                    named.Where(other => other.Assets.Instrument == one.Assets.Instrument).Max(other => other.Listing.QuantityDecimals)),
                IsInverse = one.Listing.Protocol == VenueProtocol.BinanceCoinM,
                // Binance COIN-M contract specifications: 100 USD for BTC, 10 USD for every other coin.
                ContractMultiplier = one.Listing.Protocol != VenueProtocol.BinanceCoinM ? 1 : string.Equals(one.Assets.Base, "BTC", StringComparison.Ordinal) ? 100 : 10,
            }).Where(definition => !definition.Faults().Any()),
        ];
    }

    /// <summary>How the capture's Kraken books were subscribed to.</summary>
    internal KrakenSubscription Kraken(VenueId venue)
    {
        var listings = Listings.Where(listing => listing.Venue == venue).ToArray();
        var deepest = listings.Select(listing => listing.DeepestSide).DefaultIfEmpty(0).Max();
        var depth = KrakenDepthAcknowledged ?? KrakenDepths.FirstOrDefault(known => known >= deepest, Math.Max(deepest, 1));
        return Capture.Format == CaptureFormat.KrakenFixture
            ? new(depth, listings.Max(listing => listing.PriceDecimals), listings.Max(listing => listing.QuantityDecimals))
            : new(depth);
    }

    private static void Look(CaptureRecord record, VenueFrame frame, List<Finding> found)
    {
        if (frame.Kind != FrameKind.Book && record.Kind != CaptureRecordKind.Seed)
        {
            return;
        }

        foreach (ref readonly var entry in frame.Entries)
        {
            var finding = Find(record, frame.Text(record.Payload, entry.Symbol), found);
            var sides = (Bids: 0, Asks: 0);
            foreach (ref readonly var level in frame.LevelsOf(entry))
            {
                finding.Price = Math.Max(finding.Price, Needed(frame.Text(record.Payload, level.Price)));
                finding.Quantity = Math.Max(finding.Quantity, Needed(frame.Text(record.Payload, level.Quantity)));
                sides = level.Side == BookSide.Bid ? sides with { Bids = sides.Bids + 1 } : sides with { Asks = sides.Asks + 1 };
            }

            finding.Deepest = entry.IsSnapshot ? Math.Max(finding.Deepest, Math.Max(sides.Bids, sides.Asks)) : finding.Deepest;
        }
    }

    // A damaged frame can show a symbol that nobody lists: it must not take another listing's names.
    private static CaptureListing[] Listed(List<Finding> found)
    {
        var listings = found.Select(finding => finding.Listing()).Where(listing => IsName(listing.Symbol))
            .Select(listing => IsName(listing.CaptureSymbol) ? listing : listing with { CaptureSymbol = "" }).ToArray();
        return [.. listings.Select(listing => listings.Any(other => other != listing && other.Venue == listing.Venue
            && (Same(other.Symbol, listing.CaptureSymbol) || Same(other.CaptureSymbol, listing.CaptureSymbol)))
            ? listing with { CaptureSymbol = "" }
            : listing)];
    }

    // What else stands in a symbol's place is damage.
    private static bool IsName(string text) => text.Length is >= 1 and <= InstrumentDefinition.MaxSymbol && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    // A frame names its symbol. A REST book may not: then it is known by what was asked for, or by the capture's own symbol.
    private static Finding Find(CaptureRecord record, ReadOnlySpan<byte> wire, List<Finding> found)
    {
        var symbol = System.Text.Encoding.UTF8.GetString(wire);
        var ours = found.Where(finding => finding.Venue == record.Venue);
        var known = symbol.Length > 0
            ? ours.FirstOrDefault(finding => Same(finding.Symbol, symbol))
                ?? ours.FirstOrDefault(finding => finding.Symbol.Length == 0 && (Same(finding.CaptureSymbol, record.Symbol) || Same(finding.CaptureSymbol, symbol)))
            : ours.FirstOrDefault(finding => Same(finding.Symbol, record.Symbol) || Same(finding.CaptureSymbol, record.Symbol));
        if (known is null)
        {
            known = new(record.Venue, record.Protocol) { CaptureSymbol = record.Symbol };
            found.Add(known);
        }

        known.Symbol = known.Symbol.Length == 0 ? symbol : known.Symbol;
        return known;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static int Needed(ReadOnlySpan<byte> number)
    {
        DecimalText.CountDecimals(number, out _, out var needed);
        return Math.Min(needed, InstrumentUnits.MaxDecimals);
    }

    private static int? AcknowledgedDepth(ReadOnlySpan<byte> frame)
    {
        var at = frame.IndexOf("\"depth\":"u8);
        if (at < 0 || frame.IndexOf("\"subscribe\""u8) < 0)
        {
            return null;
        }

        var number = frame[(at + "\"depth\":"u8.Length)..].TrimStart((byte)' ');
        var end = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end > 0 && int.TryParse(number[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth > 0 ? depth : null;
    }

    private static (InstrumentId Instrument, string Base, string Quote) Assets(CaptureListing listing)
    {
        var symbol = listing.CaptureSymbol.Length > 0 ? listing.CaptureSymbol : listing.Symbol;
        var (first, second) = SymbolText.Split(symbol);
        var id = listing.Protocol switch
        {
            VenueProtocol.BinanceUsdM => $"{listing.Symbol}-usdm",
            VenueProtocol.BinanceCoinM => $"{listing.Symbol}-coinm",
            _ => $"{first}-{second}",
        };
        return (SymbolText.Instrument(id), first, second);
    }

    private sealed class Finding(VenueId venue, VenueProtocol protocol)
    {
        internal VenueId Venue => venue;

        internal string Symbol { get; set; } = "";

        internal string CaptureSymbol { get; set; } = "";

        internal int Price { get; set; }

        internal int Quantity { get; set; }

        internal int Deepest { get; set; }

        internal CaptureListing Listing()
        {
            var wire = Symbol.Length > 0 ? Symbol : CaptureSymbol; // seeded and never updated: what was asked for is all there is
            return new(venue, protocol, wire, Same(wire, CaptureSymbol) ? "" : CaptureSymbol, Price, Quantity, Deepest);
        }
    }
}
