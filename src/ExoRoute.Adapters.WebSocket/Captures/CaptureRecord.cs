using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>What a record of a capture is.</summary>
internal enum CaptureRecordKind : byte
{
    /// <summary>A frame as the socket received it.</summary>
    Frame,

    /// <summary>A REST book that seeds.</summary>
    Seed,

    /// <summary>A REST book taken for comparison; never applied.</summary>
    Audit,

    /// <summary>The connection ended.</summary>
    SessionEnded,

    /// <summary>Something that the format knows and that changes no book: a connect, a request sent.</summary>
    Note,
}

/// <summary>One record of a capture; filled again for each.</summary>
internal sealed class CaptureRecord
{
    private byte[] _payload = new byte[1 << 12];
    private int _length;

    internal CaptureRecordKind Kind { get; set; }

    /// <summary>The venue, as the capture names it.</summary>
    internal VenueId Venue { get; set; }

    internal VenueProtocol Protocol { get; set; }

    /// <summary>The symbol that a REST book was asked for, or that the capture writes beside the frame; empty when neither.</summary>
    internal string Symbol { get; set; } = "";

    /// <summary>When it was received, as a stamp.</summary>
    internal Stamp At { get; set; }

    /// <summary>The capture's own time, as written: what the format counts from is its business.</summary>
    internal long RawTime { get; set; }

    /// <summary>The wall clock beside a monotonic time; 0 where the format has none.</summary>
    internal long WallTime { get; set; }

    internal ReadOnlySpan<byte> Payload => _payload.AsSpan(0, _length);

    /// <summary>Room for a payload of at most so many bytes.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (_payload.Length < length)
        {
            _payload = new byte[Math.Max(length, _payload.Length * 2)];
        }

        return _payload;
    }

    internal void Keep(int length) => _length = length;

    internal void Set(ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(Reserve(payload.Length));
        _length = payload.Length;
    }
}

/// <summary>Reads one format's records in file order.</summary>
internal abstract class CaptureReader : IDisposable
{
    private const int MaxFaults = 100;
    private readonly List<CaptureFault> _faults = [];

    /// <summary>Damaged records left out so far.</summary>
    internal long FaultCount { get; private set; }

    /// <summary>The first hundred of them.</summary>
    internal IReadOnlyList<CaptureFault> Faults => _faults;

    /// <summary>The next record; false at the end.</summary>
    /// <exception cref="CaptureException">The file cannot be read on.</exception>
    internal abstract bool TryRead(CaptureRecord record);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected void LeaveOut(string file, long record, string what)
    {
        FaultCount++;
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(new(file, record, what));
        }
    }
}
