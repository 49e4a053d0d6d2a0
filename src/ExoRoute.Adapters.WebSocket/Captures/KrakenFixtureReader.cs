using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>A JSON document {"init": snapshot, "updates": [frames]} of Kraken v2 frames; their numbers were printed again.</summary>
/// <remarks>It has no times of receipt: a frame's stamp is the venue's own, and the snapshot's that of the first update that has one.</remarks>
internal sealed class KrakenFixtureReader : CaptureReader
{
    private readonly byte[] _document;
    private readonly List<(int From, int Length, Stamp At)> _frames = [];
    private readonly VenueId _venue = VenueProtocol.Kraken.DefaultVenue();
    private int _next;

    internal KrakenFixtureReader(string path)
    {
        using var lines = new LineReader(path);
        _document = lines.Peek(LineReader.MaxLength).ToArray();
        var json = new Utf8JsonReader(_document);
        try
        {
            Find(ref json);
        }
        catch (JsonException e)
        {
            throw new CaptureException(path, _frames.Count + 1, FormattableString.Invariant($"the document is not JSON from byte {json.BytesConsumed} on."), e);
        }

        if (_frames.Count == 0)
        {
            throw new CaptureException(path, 0, "the document has no frames: an object with 'init' and 'updates' is wanted.");
        }

        Stamp();
    }

    internal override bool TryRead(CaptureRecord record)
    {
        if (_next == _frames.Count)
        {
            return false;
        }

        var (from, length, at) = _frames[_next++];
        (record.Kind, record.Protocol, record.Venue, record.Symbol) = (CaptureRecordKind.Frame, VenueProtocol.Kraken, _venue, "");
        (record.RawTime, record.WallTime, record.At) = (at.Nanoseconds, 0, at);
        record.Set(_document.AsSpan(from, length));
        return true;
    }

    protected override void Dispose(bool disposing)
    {
    }

    private void Find(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    Take(ref json);
                }
            }
            else
            {
                Take(ref json);
            }
        }

        json.Read();
    }

    private void Take(ref Utf8JsonReader json)
    {
        var from = (int)json.TokenStartIndex;
        json.Skip();
        _frames.Add((from, (int)json.BytesConsumed - from, default));
    }

    private void Stamp()
    {
        var (reader, frame) = (VenueProtocol.Kraken.CreateReader(), new VenueFrame());
        var earliest = default(Stamp);
        for (var i = 0; i < _frames.Count; i++)
        {
            var (from, length, _) = _frames[i];
            var known = reader.TryRead(_document.AsSpan(from, length), frame) && frame.EntryCount > 0 ? frame.Entries[0].VenueTime : default;
            earliest = earliest == default ? known : earliest;
            _frames[i] = (from, length, known);
        }

        var last = earliest;
        for (var i = 0; i < _frames.Count; i++)
        {
            last = _frames[i].At == default ? last : _frames[i].At;
            _frames[i] = _frames[i] with { At = last };
        }
    }
}
