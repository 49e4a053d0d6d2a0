using System.Buffers.Text;
using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>Lines of <c>&lt;local ns&gt; &lt;json&gt;</c> from one of Binance's markets; the REST depth stands among the frames.</summary>
internal sealed class BinanceCollectorReader : CaptureReader
{
    private const int MaxTimeLength = 19;
    private readonly LineReader _lines;
    private readonly VenueProtocol _protocol;
    private readonly VenueId _venue;

    internal BinanceCollectorReader(string path)
    {
        _protocol = Market(path);
        _venue = _protocol.DefaultVenue();
        _lines = new(path);
    }

    internal override bool TryRead(CaptureRecord record)
    {
        while (_lines.TryReadLine(out var line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            var space = line[..Math.Min(line.Length, MaxTimeLength + 1)].IndexOf((byte)' ');
            if (space > 0 && Utf8Parser.TryParse(line[..space], out long time, out var read) && read == space && time >= 0)
            {
                var payload = line[(space + 1)..];
                (record.Protocol, record.Venue, record.Symbol) = (_protocol, _venue, "");
                (record.RawTime, record.WallTime, record.At) = (time, 0, new(time));
                record.Kind = payload.StartsWith("{\"lastUpdateId\""u8) ? CaptureRecordKind.Seed : CaptureRecordKind.Frame;
                record.Set(payload);
                return true;
            }

            LeaveOut(_lines.Path, _lines.Record, $"a line is a local time in ns, a blank and a frame; this one begins with {VenueFrame.Quote(line)}");
        }

        return false;
    }

    protected override void Dispose(bool disposing) => _lines.Dispose();

    // The market shows in its first depth event: spot has no pu, and only COIN-M names a pair (ps).
    private static VenueProtocol Market(string path)
    {
        using var lines = new LineReader(path);
        while (lines.TryReadLine(out var line))
        {
            if (line.IndexOf("\"depthUpdate\""u8) >= 0)
            {
                return line.IndexOf("\"pu\":"u8) < 0 ? VenueProtocol.BinanceSpot
                    : line.IndexOf("\"ps\":"u8) < 0 ? VenueProtocol.BinanceUsdM
                    : VenueProtocol.BinanceCoinM;
            }
        }

        throw lines.Fault("no depthUpdate in the whole file, so that its market cannot be told. Record it with a @depth stream.");
    }
}
