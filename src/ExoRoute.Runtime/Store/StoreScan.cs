using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>Reads a store frame by frame, checks each, and knows where and why it had to stop. The one reader behind recovery, reading and verifying.</summary>
internal sealed class StoreScan : IDisposable
{
    private const int Chunk = 1 << 20; // a multiple of the alignment
    private readonly IStoreMedium _medium;
    private readonly List<long> _firsts;
    private readonly List<string> _strangers;
    private readonly byte[] _head = new byte[FrameHeader.Bytes];
    private IStoreFile? _file;
    private int _segment = -1;
    private byte[] _frame = [];

    public StoreScan(IStoreMedium medium)
    {
        _medium = medium;
        _firsts = medium.Segments(out _strangers);
        Mark = ReadMark(medium, out var damaged);
        MarkDamaged = damaged;
        Chain = new(Mark?.Store ?? default);
    }

    /// <summary>The mark, where there is a readable one.</summary>
    public StoreMark? Mark { get; }

    /// <summary>Whether there is a mark that cannot be read.</summary>
    public bool MarkDamaged { get; }

    /// <summary>The chain up to the last frame taken.</summary>
    public DeltaStore Chain { get; }

    /// <summary>Segments there are.</summary>
    public int Segments => _firsts.Count;

    /// <summary>Whether nothing of a store is here.</summary>
    public bool IsNothing => _firsts.Count == 0 && _strangers.Count == 0 && Mark is null && !MarkDamaged;

    /// <summary>The last frame taken; in memory that the next one writes over.</summary>
    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Header of the last frame taken.</summary>
    public FrameHeader Header { get; private set; }

    /// <summary>Where the last frame taken begins.</summary>
    public long FrameOffset { get; private set; }

    /// <summary>The segment at hand; null before the first.</summary>
    public string? Segment { get; private set; }

    /// <summary>Behind the last frame taken in <see cref="Segment"/>.</summary>
    public long Offset { get; private set; }

    /// <summary>Why the scan stopped; null at the clean end.</summary>
    public FrameFault? Fault { get; private set; }

    /// <summary>What the fault is told at.</summary>
    public string Place => Segment is null ? _medium.Name : $"{_medium.Name}/{Segment}";

    /// <summary>Takes the next frame; false at the end or at a fault.</summary>
    public bool MoveNext()
    {
        while (Fault is null)
        {
            if (_file is null && !NextSegment())
            {
                return false;
            }

            var left = _file!.Length - Offset;
            var head = _head.AsSpan(0, (int)Math.Min(_head.Length, left));
            head = head[.._file.ReadAll(Offset, head)];
            if (!head.ContainsAnyExcept((byte)0))
            {
                EndSegment();
            }
            else if (TakeFrame(head, left))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the fault can be a write that never finished: in the last segment, nothing whole behind it, nothing lost that was known.</summary>
    /// <param name="later">A whole frame behind the fault, in words; null where there is none.</param>
    public bool IsTornTail(out string? later)
    {
        later = null;
        if (Fault is null || !Fault.MayBeTorn)
        {
            return false;
        }

        for (var segment = Math.Max(0, _segment); segment < _firsts.Count && later is null; segment++)
        {
            using var file = _medium.Open(StoreFiles.SegmentName(_firsts[segment]), StoreFileAccess.Read);
            later = FindFrame(file, _firsts[segment], segment == _segment ? Offset + FrameHeader.Alignment : 0);
        }

        return later is null && _segment == _firsts.Count - 1 && Chain.Count >= (Mark?.Count ?? 0);
    }

    /// <summary>The exception for the fault, with what was found behind it.</summary>
    public ChainBrokenException Broken(string? later) =>
        new(later is null ? Fault! : Fault! with { Says = $"{Fault!.Says} ({later})" }, Place, Offset);

    /// <summary>Bytes of the segment at hand from <see cref="Offset"/> to its last byte that is not zero.</summary>
    public long TailBytes()
    {
        if (Segment is null)
        {
            return 0;
        }

        using var file = _medium.Open(Segment, StoreFileAccess.Read);
        var (buffer, end) = (Buffer(file.Length - Offset), Offset);
        for (var at = Offset; file.ReadAll(at, buffer) is > 0 and var got; at += got)
        {
            if (buffer.AsSpan(0, got).LastIndexOfAnyExcept((byte)0) is >= 0 and var last)
            {
                end = at + last + 1;
            }
        }

        return end - Offset;
    }

    public void Dispose() => _file?.Dispose();

    private static StoreMark? ReadMark(IStoreMedium medium, out bool damaged)
    {
        damaged = false;
        if (!medium.List("").Contains(StoreFiles.Mark, StringComparer.Ordinal))
        {
            return null;
        }

        using var file = medium.Open(StoreFiles.Mark, StoreFileAccess.Read);
        var bytes = new byte[StoreMark.Bytes + 1]; // one more, so that a longer file is seen to be none
        damaged = !StoreMark.TryRead(bytes.AsSpan(0, file.ReadAll(0, bytes)), out var mark);
        return damaged ? null : mark;
    }

    private bool TakeFrame(ReadOnlySpan<byte> head, long left)
    {
        Fault = FrameHeader.Read(head, Chain.Count, out var header);
        if (Fault is null && header.FrameBytes > left)
        {
            Fault = FrameFault.Of(FrameFaultKind.CutShort, Chain.Count, $"its frame has {header.FrameBytes} bytes, only {left} are left in the segment");
        }

        if (Fault is not null)
        {
            return false;
        }

        if (_frame.Length < header.FrameBytes)
        {
            _frame = new byte[Math.Max(header.FrameBytes, 2 * _frame.Length)];
        }

        var bytes = _frame.AsMemory(0, header.FrameBytes);
        var before = Chain.Count;
        Fault = Chain.Accept(bytes.Span[.._file!.ReadAll(Offset, bytes.Span)], out header) ?? AgainstMark(before);
        if (Fault is not null)
        {
            return false;
        }

        (Frame, Header, FrameOffset) = (bytes, header, Offset);
        Offset += header.FrameBytes;
        return true;
    }

    // A frame ends where the mark was made, and is the one it was made at.
    private FrameFault? AgainstMark(long before)
    {
        if (Mark is not { } mark || before >= mark.Count || Chain.Count < mark.Count)
        {
            return null;
        }

        return Chain.Count == mark.Count && Chain.Head == mark.Head
            ? null
            : FrameFault.Of(FrameFaultKind.Lost, before, $"the store was marked at {mark.Count} records with the head {mark.Head}, the frame that holds record {mark.Count - 1} now has {Chain.Head}: the store was rewritten, or its mark is another's");
    }

    private bool NextSegment()
    {
        if (_strangers.Count > 0)
        {
            Segment = $"{StoreFiles.Wal}/{_strangers[0]}";
            Fault = FrameFault.Of(FrameFaultKind.Unreadable, Chain.Count, $"a segment is named by its first record in 20 digits, this file is not");
            return false;
        }

        if (_segment + 1 == _firsts.Count)
        {
            if (Mark is { } mark && (Chain.Count < mark.Count || _firsts.Count == 0))
            {
                Fault = FrameFault.Of(FrameFaultKind.Lost, Chain.Count, $"the store was marked at {mark.Count} records, its segments hold {Chain.Count}: its end is missing");
            }

            return false;
        }

        var first = _firsts[++_segment];
        (Segment, Offset) = (StoreFiles.SegmentName(first), 0);
        if (first != Chain.Count)
        {
            Fault = first > Chain.Count
                ? FrameFault.Of(FrameFaultKind.Gap, Chain.Count, $"the next segment begins with record {first}, expected record {Chain.Count}: records {Chain.Count} to {first - 1} are missing")
                : FrameFault.Of(FrameFaultKind.Repeat, Chain.Count, $"the next segment begins with record {first}, expected record {Chain.Count}: a segment stands twice or in the wrong place");
            return false;
        }

        _file = _medium.Open(Segment, StoreFileAccess.Read);
        return true;
    }

    // Zeros follow. They end the segment where nothing else follows them.
    private void EndSegment()
    {
        if (TailBytes() > 0)
        {
            Fault = FrameFault.Of(FrameFaultKind.NotAFrame, Chain.Count, $"zeros stand where its frame should begin, and other bytes behind them");
            return;
        }

        _file!.Dispose();
        _file = null;
    }

    private string? FindFrame(IStoreFile file, long first, long from)
    {
        var buffer = Buffer(file.Length - from);
        for (var at = from; file.ReadAll(at, buffer) is >= FrameHeader.Bytes and var got; at += got - FrameHeader.Bytes + FrameHeader.Alignment)
        {
            for (var i = 0; i + FrameHeader.Bytes <= got && buffer.AsSpan(i, got - i).IndexOf("EXOFRAME"u8) is >= 0 and var next;)
            {
                i += next;
                if (i % FrameHeader.Alignment == 0 && IsFrame(file, at + i, out var header))
                {
                    return FormattableString.Invariant($"records {header.FirstIndex} to {header.FirstIndex + header.Count - 1} lie whole behind it, in '{StoreFiles.SegmentName(first)}' at byte {at + i}: damage, not a write that never finished");
                }

                i++;
            }

            if (got < buffer.Length)
            {
                break;
            }
        }

        return null;
    }

    private static byte[] Buffer(long needed) => new byte[Math.Clamp(needed, FrameHeader.Bytes, Chunk)];

    private bool IsFrame(IStoreFile file, long at, out FrameHeader header)
    {
        var head = new byte[FrameHeader.Bytes];
        if (file.ReadAll(at, head) < head.Length || FrameHeader.Read(head, Chain.Count, out header) is not null
            || (Chain.Store.IsKnown && header.Store != Chain.Store) || header.FrameBytes > file.Length - at)
        {
            header = default;
            return false;
        }

        var frame = new byte[header.FrameBytes];
        return DeltaStore.CheckWhole(frame.AsSpan(0, file.ReadAll(at, frame)), Chain.Count, out header) is null;
    }
}
