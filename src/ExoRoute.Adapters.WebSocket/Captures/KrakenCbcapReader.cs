using System.Buffers.Text;
using System.Text;
using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>CBCAP1: a header line with the venue, symbol and start, then records of a time, a byte count and the bytes.</summary>
/// <remarks>The times are of a monotonic clock in some files and of the wall in others, so that only differences from the first count.</remarks>
internal sealed class KrakenCbcapReader : CaptureReader
{
    private readonly LineReader _lines;
    private readonly string _symbol;
    private readonly long _start;
    private readonly VenueId _venue = VenueProtocol.Kraken.DefaultVenue();
    private long? _firstTime;

    internal KrakenCbcapReader(string path)
    {
        _lines = new(path);
        var header = _lines.TryReadLine(out var line) ? System.Text.Encoding.UTF8.GetString(line).Split(' ') : [];
        if (header is not ["CBCAP1", "kraken", _, _] || DecimalText.Parse(header[3], 0, out _start) != DecimalFault.None)
        {
            throw _lines.Fault($"the header must be 'CBCAP1 kraken <symbol> <start in unix ns>', was {VenueFrame.Quote(line)}.");
        }

        _symbol = header[2];
    }

    /// <summary>The start that the header states.</summary>
    internal Stamp Start => new(_start);

    internal override bool TryRead(CaptureRecord record)
    {
        if (!_lines.TryReadLine(out var line))
        {
            return false;
        }

        var space = line.IndexOf((byte)' ');
        if (space < 1 || !Utf8Parser.TryParse(line[..space], out long time, out var read) || read != space
            || !Utf8Parser.TryParse(line[(space + 1)..], out int length, out read) || read != line.Length - space - 1
            || length is < 0 or >= LineReader.MaxLength)
        {
            // Without the count, nobody can say where the next record begins.
            throw _lines.Fault($"a record begins with its time in ns and its byte count, was {VenueFrame.Quote(line)}. The records before it are intact.");
        }

        if (!_lines.TryReadBytes(length, out var bytes))
        {
            throw _lines.Fault(FormattableString.Invariant($"the record is not the {length} bytes and a line end that its head says: the file is cut off, or the count is wrong. The records before it are intact."));
        }

        _firstTime ??= time;
        (record.Kind, record.Protocol, record.Venue, record.Symbol) = (CaptureRecordKind.Frame, VenueProtocol.Kraken, _venue, _symbol);
        (record.RawTime, record.WallTime) = (time, 0);
        record.At = Start.Plus(new Stamp(time).Since(new(_firstTime.Value)));
        record.Set(bytes);
        return true;
    }

    protected override void Dispose(bool disposing) => _lines.Dispose();
}
