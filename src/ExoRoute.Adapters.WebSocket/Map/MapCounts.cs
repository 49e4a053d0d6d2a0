namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>What a map has seen on its connection, whatever the book. Not thread-safe: read it on the feed's thread.</summary>
public sealed class MapCounts
{
    private readonly long[] _faults = new long[Enum.GetValues<FrameFaultKind>().Length];

    internal MapCounts()
    {
    }

    /// <summary>Frames given to the map.</summary>
    public long Frames { get; internal set; }

    /// <summary>Frames that could not be read; each of them broke every book of the connection.</summary>
    public long Malformed { get; private set; }

    /// <summary>Frames on channels that the map does not know.</summary>
    public long UnknownChannels { get; internal set; }

    /// <summary>Entries about symbols that no definition answers to.</summary>
    public long UnknownSymbols { get; internal set; }

    /// <summary>Best-price messages that show no price on a side, or none that can be read.</summary>
    public long UnreadTickers { get; internal set; }

    /// <summary>Requests of ours that the venue refused.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Frames of the connection whose number did not follow the one before (Coinbase).</summary>
    public long SequenceGaps { get; internal set; }

    /// <summary>The last frame number of the connection; -1 where there is none.</summary>
    public long LastSequence { get; internal set; } = -1;

    /// <summary>How often the connection ended.</summary>
    public long SessionsEnded { get; internal set; }

    /// <summary>Frames by channel, as the venue names them.</summary>
    public ChannelCounts Channels { get; } = new();

    /// <summary>Why the last malformed frame could not be read.</summary>
    public FrameFault LastFault { get; private set; }

    /// <summary>Frames that could not be read for this reason.</summary>
    public long Faults(FrameFaultKind kind) => _faults[(int)kind];

    internal void Count(FrameFault fault)
    {
        Malformed++;
        _faults[(int)fault.Kind]++;
        LastFault = fault;
    }
}
