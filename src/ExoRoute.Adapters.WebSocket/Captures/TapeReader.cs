using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>Tapes: a JSON object a line, with the frame's text in <c>payload</c>; several venues on one monotonic clock.</summary>
/// <remarks>A stamp is the first line's wall time plus the monotonic difference, so that all venues stay on one clock.</remarks>
internal sealed class TapeReader(string path) : CaptureReader
{
    private static readonly VenueId[] VenueNames = [.. Enum.GetValues<VenueProtocol>().Select(protocol => protocol.DefaultVenue())];
    private readonly LineReader _lines = new(path);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private (long Elapsed, long Wall)? _start;

    internal override bool TryRead(CaptureRecord record)
    {
        while (_lines.TryReadLine(out var line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (Read(line, record) is not { } fault)
            {
                _start ??= (record.RawTime, record.WallTime);
                record.At = new Stamp(_start.Value.Wall).Plus(new Stamp(record.RawTime).Since(new(_start.Value.Elapsed)));
                return true;
            }

            LeaveOut(_lines.Path, _lines.Record, fault);
        }

        return false;
    }

    protected override void Dispose(bool disposing) => _lines.Dispose();

    // Answers what is wrong with the line.
    private string? Read(ReadOnlySpan<byte> line, CaptureRecord record)
    {
        if (!System.Text.Unicode.Utf8.IsValid(line))
        {
            return "the line is not UTF-8";
        }

        var json = new Utf8JsonReader(line);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return $"a tape's line is a JSON object; this one begins with {VenueFrame.Quote(line)}";
            }

            var fault = Read(ref json, line, record);
            return fault ?? (json.Read() ? "the line holds more than one object" : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return FormattableString.Invariant($"the line is not JSON from byte {json.BytesConsumed} on: {VenueFrame.Quote(line)}");
        }
    }

    private string? Read(ref Utf8JsonReader json, ReadOnlySpan<byte> line, CaptureRecord record)
    {
        var (hasElapsed, hasWall, hasPayload) = (false, false, false);
        VenueProtocol? protocol = null;
        (record.Kind, record.Symbol) = (CaptureRecordKind.Frame, "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            json.Read();
            var text = json.TokenType == JsonTokenType.String;
            if (name.SequenceEqual("venue"u8) && text)
            {
                protocol = VenueProtocols.FromTapeName(json.ValueSpan);
                if (protocol is null)
                {
                    return $"venue {VenueFrame.Quote(json.ValueSpan)} is none that is read (coinbase, kraken, bitstamp)";
                }
            }
            else if (name.SequenceEqual("symbol"u8) && text)
            {
                record.Symbol = Intern(json.GetString() ?? "");
            }
            else if (name.SequenceEqual("elapsed_nanos"u8))
            {
                hasElapsed = TryWhole(ref json, out var elapsed);
                record.RawTime = elapsed;
            }
            else if (name.SequenceEqual("recorded_wall_unix_nanos"u8))
            {
                hasWall = TryWhole(ref json, out var wall);
                record.WallTime = wall;
            }
            else if (name.SequenceEqual("payload"u8) && text)
            {
                hasPayload = true;
                record.Keep(json.CopyString(record.Reserve(json.ValueSpan.Length)));
            }
            else if (name.SequenceEqual("source"u8) && text)
            {
                if (json.ValueSpan.SequenceEqual("rest_snapshot"u8))
                {
                    record.Kind = CaptureRecordKind.Seed;
                }
                else if (json.ValueSpan.SequenceEqual("rest_audit"u8))
                {
                    record.Kind = CaptureRecordKind.Audit;
                }
                else if (!json.ValueSpan.SequenceEqual("web_socket"u8))
                {
                    return $"source {VenueFrame.Quote(json.ValueSpan)} is none that is read (web_socket, rest_snapshot, rest_audit)";
                }
            }
            else if (name.SequenceEqual("kind"u8) && text)
            {
                if (json.ValueSpan.SequenceEqual("session_ended"u8))
                {
                    record.Kind = CaptureRecordKind.SessionEnded;
                }
                else if (!json.ValueSpan.SequenceEqual("frame"u8))
                {
                    return $"kind {VenueFrame.Quote(json.ValueSpan)} is none that is read (frame, session_ended)";
                }
            }

            json.Skip();
        }

        if (protocol is not { } known || !hasElapsed || !hasWall || !hasPayload)
        {
            return $"a tape's line needs venue, elapsed_nanos, recorded_wall_unix_nanos and payload: {VenueFrame.Quote(line)}";
        }

        (record.Protocol, record.Venue) = (known, VenueNames[(int)known]);
        return null;
    }

    private static bool TryWhole(ref Utf8JsonReader json, out long value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out value) && value >= 0;
    }

    // A tape has a handful of symbols.
    private string Intern(string text)
    {
        if (_names.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_names.Count < 1_024)
        {
            _names.Add(text, text);
        }

        return text;
    }
}
