using System.Text;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>A part of a frame's bytes, or of the unescaped text kept beside them.</summary>
internal readonly record struct FrameSlice(int At, int Length, bool Unescaped = false)
{
    internal bool IsEmpty => Length == 0;
}

/// <summary>A level as it stands in the frame: where its price and its quantity are written.</summary>
internal readonly record struct FrameLevel(BookSide Side, FrameSlice Price, FrameSlice Quantity);

/// <summary>What a frame says about one symbol's book.</summary>
internal struct FrameEntry
{
    internal const long None = long.MinValue;

    internal FrameSlice Symbol;
    internal bool IsSnapshot;
    internal long First;    // Binance U
    internal long Last;     // Binance u, Bitstamp microtimestamp, a REST book's id
    internal long Previous; // Binance futures pu
    internal long Checksum; // Kraken, 32 bits unsigned
    internal Stamp VenueTime;
    internal int FirstLevel;
    internal int LevelCount;
}

/// <summary>What the venue is telling us with a frame.</summary>
internal enum FrameKind : byte
{
    /// <summary>A channel that no map knows.</summary>
    Unknown,

    /// <summary>Known, and nothing to do with a book: heartbeats, acknowledgements, trades.</summary>
    Other,

    /// <summary>Books: see the entries.</summary>
    Book,

    /// <summary>The best prices: levels 0 (bid) and 1 (ask) of the only entry.</summary>
    Ticker,

    /// <summary>The venue says no to a request of ours.</summary>
    Refusal,
}

/// <summary>A frame, read but not understood: slices of its bytes. Used again for each frame; allocates nothing once warm.</summary>
/// <remarks>Reading and applying are two steps, so that a frame that is bad at its end has changed nothing at its beginning.</remarks>
internal sealed class VenueFrame
{
    private FrameEntry[] _entries = new FrameEntry[4];
    private FrameLevel[] _levels = new FrameLevel[256];
    private byte[] _unescaped = new byte[64];
    private int _unescapedLength;

    internal FrameKind Kind { get; set; }

    /// <summary>The channel's name for the counts: what goes before, and the name.</summary>
    internal FrameSlice Channel { get; set; }

    /// <summary>The number of the frame in its connection; <see cref="FrameEntry.None"/> when it has none.</summary>
    internal long Sequence { get; set; }

    internal FrameFault Fault { get; private set; }

    internal int EntryCount { get; private set; }

    internal int LevelCount { get; private set; }

    internal ReadOnlySpan<FrameEntry> Entries => _entries.AsSpan(0, EntryCount);

    internal ReadOnlySpan<FrameLevel> LevelsOf(in FrameEntry entry) => _levels.AsSpan(entry.FirstLevel, entry.LevelCount);

    internal void Clear()
    {
        (Kind, Channel, Sequence, Fault) = (FrameKind.Unknown, default, FrameEntry.None, default);
        (EntryCount, LevelCount, _unescapedLength) = (0, 0, 0);
    }

    internal static FrameEntry NewEntry(int firstLevel) => new()
    {
        First = FrameEntry.None,
        Last = FrameEntry.None,
        Previous = FrameEntry.None,
        Checksum = FrameEntry.None,
        FirstLevel = firstLevel,
    };

    internal void Add(in FrameEntry entry)
    {
        if (EntryCount == _entries.Length)
        {
            Array.Resize(ref _entries, EntryCount * 2);
        }

        _entries[EntryCount++] = entry;
    }

    internal void Add(in FrameLevel level)
    {
        if (LevelCount == _levels.Length)
        {
            Array.Resize(ref _levels, LevelCount * 2);
        }

        _levels[LevelCount++] = level;
    }

    internal ReadOnlySpan<byte> Text(ReadOnlySpan<byte> frame, FrameSlice slice) =>
        (slice.Unescaped ? _unescaped : frame).Slice(slice.At, slice.Length);

    /// <summary>Room for text that does not stand in the frame as it is meant.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (_unescapedLength + length > _unescaped.Length)
        {
            Array.Resize(ref _unescaped, Math.Max(_unescapedLength + length, _unescaped.Length * 2));
        }

        return _unescaped.AsSpan(_unescapedLength, length);
    }

    /// <summary>Keeps what was written into <see cref="Reserve"/>'s room.</summary>
    internal FrameSlice Keep(int length)
    {
        var slice = new FrameSlice(_unescapedLength, length, Unescaped: true);
        _unescapedLength += length;
        return slice;
    }

    /// <summary>Says what is wrong, and answers false so that a reader can return it.</summary>
    internal bool Fail(FrameFaultKind kind, long at, string text)
    {
        Fault = new(kind, at, text);
        return false;
    }

    /// <summary>A value of the frame for a message: its beginning, with what cannot be printed replaced.</summary>
    internal static string Quote(ReadOnlySpan<byte> value)
    {
        const int Shown = 40;
        Span<char> text = stackalloc char[Shown];
        var length = Math.Min(value.Length, Shown);
        for (var i = 0; i < length; i++)
        {
            text[i] = value[i] is >= 0x20 and < 0x7f ? (char)value[i] : '?';
        }

        var shown = new StringBuilder(length + 5).Append('\'').Append(text[..length]);
        return shown.Append(value.Length > Shown ? "...'" : "'").ToString();
    }
}
