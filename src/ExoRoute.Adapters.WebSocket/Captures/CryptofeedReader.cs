using System.Text;
using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>cryptofeed's format 1: a file of socket traffic, and beside it one of REST answers; merged by time.</summary>
/// <remarks>
/// Socket: <c>url &lt;-&gt; t</c> (connected), <c>url &lt;- t: text</c> (sent), <c>t: text</c> (received). REST: <c>url -&gt; t: body</c>.
/// A second connect to an address means that the first connection had ended.
/// </remarks>
internal sealed class CryptofeedReader : CaptureReader
{
    private const int MaxHead = 4_096;
    private readonly LineReader _socket;
    private readonly LineReader? _rest;
    private readonly VenueProtocol _protocol;
    private readonly VenueId _venue;
    private readonly HashSet<string> _connected = new(StringComparer.Ordinal);
    private readonly CaptureRecord _nextRest = new();
    private bool _hasRest;
    private readonly CaptureRecord _pending = new();
    private bool _hasPending;

    internal CryptofeedReader(string path, VenueProtocol protocol)
    {
        (_protocol, _venue) = (protocol, protocol.DefaultVenue());
        _socket = new(path);
        _rest = RestFile(path) is { } rest ? new LineReader(rest) : null;
        _hasRest = ReadRest();
    }

    /// <summary>Which venue's protocol an address speaks; null when it is none that is read.</summary>
    internal static VenueProtocol? ProtocolOf(ReadOnlySpan<byte> url) =>
        url.IndexOf("//stream.binance.com"u8) >= 0 ? VenueProtocol.BinanceSpot
        : url.IndexOf("//fstream.binance.com"u8) >= 0 ? VenueProtocol.BinanceUsdM
        : url.IndexOf("//dstream.binance.com"u8) >= 0 ? VenueProtocol.BinanceCoinM
        : url.IndexOf("//ws.bitstamp.net"u8) >= 0 ? VenueProtocol.Bitstamp
        : null;

    /// <summary>The REST file that belongs to a socket file; null where there is none.</summary>
    internal static string? RestFile(string path)
    {
        var name = Path.GetFileName(path);
        var at = name.LastIndexOf(".ws.", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = Path.Combine(Path.GetDirectoryName(path) ?? "", string.Concat(name.AsSpan(0, at), ".http.", name.AsSpan(at + 4)));
        return File.Exists(rest) ? rest : null;
    }

    internal override bool TryRead(CaptureRecord record)
    {
        if (!_hasPending)
        {
            _hasPending = ReadSocket(_pending);
        }

        if (_hasRest && (!_hasPending || _nextRest.RawTime < _pending.RawTime))
        {
            Copy(_nextRest, record);
            _hasRest = ReadRest();
            return true;
        }

        if (!_hasPending)
        {
            return false;
        }

        Copy(_pending, record);
        _hasPending = false;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        _rest?.Dispose();
    }

    private bool ReadSocket(CaptureRecord record)
    {
        while (_socket.TryReadLine(out var line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            var head = line[..Math.Min(line.Length, MaxHead)];
            var connect = head.IndexOf(" <-> "u8);
            var sent = head.IndexOf(" <- "u8);
            if (line[0] is >= (byte)'0' and <= (byte)'9' && TrySplit(line, out var time, out var payload))
            {
                Fill(record, CaptureRecordKind.Frame, time);
                record.Set(payload);
                return true;
            }

            if (connect > 0 && TryTime(line[(connect + 5)..], out time))
            {
                var again = !_connected.Add(System.Text.Encoding.UTF8.GetString(line[..connect]));
                Fill(record, again ? CaptureRecordKind.SessionEnded : CaptureRecordKind.Note, time);
                record.Set(default);
                return true;
            }

            if (sent > 0 && TrySplit(line[(sent + 4)..], out time, out payload))
            {
                Fill(record, CaptureRecordKind.Note, time);
                record.Set(payload);
                return true;
            }

            LeaveOut(_socket.Path, _socket.Record, $"a line is '<url> <-> <time>', '<url> <- <time>: <text>' or '<time>: <text>'; this one begins with {VenueFrame.Quote(line)}");
        }

        return false;
    }

    private bool ReadRest()
    {
        while (_rest is not null && _rest.TryReadLine(out var line))
        {
            var arrow = line[..Math.Min(line.Length, MaxHead)].IndexOf(" -> "u8);
            if (arrow > 0 && TrySplit(line[(arrow + 4)..], out var time, out var body))
            {
                var symbol = Symbol(line[..arrow]);
                Fill(_nextRest, symbol.Length > 0 ? CaptureRecordKind.Seed : CaptureRecordKind.Note, time);
                _nextRest.Symbol = symbol;
                _nextRest.Set(body);
                return true;
            }

            if (!line.IsEmpty)
            {
                LeaveOut(_rest.Path, _rest.Record, $"a line is '<url> -> <time>: <body>'; this one begins with {VenueFrame.Quote(line)}");
            }
        }

        return false;
    }

    private void Fill(CaptureRecord record, CaptureRecordKind kind, long time)
    {
        (record.Kind, record.Protocol, record.Venue, record.Symbol) = (kind, _protocol, _venue, "");
        (record.RawTime, record.WallTime, record.At) = (time, 0, new(time));
    }

    private static void Copy(CaptureRecord from, CaptureRecord to)
    {
        (to.Kind, to.Protocol, to.Venue, to.Symbol) = (from.Kind, from.Protocol, from.Venue, from.Symbol);
        (to.RawTime, to.WallTime, to.At) = (from.RawTime, from.WallTime, from.At);
        to.Set(from.Payload);
    }

    // The symbol of a depth request; empty for other requests.
    private static string Symbol(ReadOnlySpan<byte> url)
    {
        var (query, path) = (url.IndexOf("symbol="u8), url.IndexOf("/order_book/"u8));
        var symbol = query >= 0 && url.IndexOf("/depth?"u8) >= 0 ? url[(query + "symbol="u8.Length)..]
            : path >= 0 ? url[(path + "/order_book/"u8.Length)..]
            : default;
        var end = symbol.IndexOfAny((byte)'&', (byte)'/', (byte)'?');
        return System.Text.Encoding.UTF8.GetString(end < 0 ? symbol : symbol[..end]);
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out long time, out ReadOnlySpan<byte> payload)
    {
        var colon = text[..Math.Min(text.Length, DecimalText.MaxLength)].IndexOf(": "u8);
        payload = colon < 0 ? default : text[(colon + 2)..];
        time = 0;
        return colon > 0 && TryTime(text[..colon], out time);
    }

    // Seconds since 1970 with decimals, as ns.
    private static bool TryTime(ReadOnlySpan<byte> text, out long time) => DecimalText.Parse(text, 9, out time) == DecimalFault.None && time >= 0;
}
