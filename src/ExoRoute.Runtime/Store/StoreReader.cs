using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>Where a record lies.</summary>
/// <param name="Header">Header of its frame.</param>
/// <param name="Segment">Segment of its frame.</param>
/// <param name="Offset">Where in the segment the frame begins, in bytes.</param>
public sealed record StoredFrame(FrameHeader Header, string Segment, long Offset);

/// <summary>A record as it was stored.</summary>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Bytes">Its bytes; they stay as they are.</param>
/// <param name="Frame">The frame it lies in.</param>
public readonly record struct StoredEntry(long Index, ReadOnlyMemory<byte> Bytes, StoredFrame Frame);

/// <summary>Reads the records of a store; takes no lock and writes nothing, so a store may be read while it is written.</summary>
public static class StoreReader
{
    /// <summary>All records in order, each frame checked before its records are handed out.</summary>
    /// <returns>A stream: a frame at a time is in memory. It ends before a tail that is torn, or just being written.</returns>
    /// <exception cref="FileNotFoundException">There is no store.</exception>
    /// <exception cref="ChainBrokenException">After the last intact record, where the store is damaged.</exception>
    public static IEnumerable<StoredEntry> Read(IStoreMedium medium)
    {
        ArgumentNullException.ThrowIfNull(medium);
        return Stream(medium);
    }

    internal static StoreScan Scan(IStoreMedium medium)
    {
        var scan = new StoreScan(medium);
        return scan.IsNothing
            ? throw new FileNotFoundException($"'{medium.Name}' holds no store: neither segments under '{StoreFiles.Wal}' nor a '{StoreFiles.Mark}'. Name the directory a store was made in.")
            : scan;
    }

    private static IEnumerable<StoredEntry> Stream(IStoreMedium medium)
    {
        using var scan = Scan(medium);
        while (scan.MoveNext())
        {
            var bytes = scan.Frame.ToArray().AsMemory(FrameHeader.Bytes);
            var frame = new StoredFrame(scan.Header, scan.Segment!, scan.FrameOffset);
            for (var (i, at) = (0, 0); i < frame.Header.Count; i++)
            {
                var length = (bytes.Span[at] << 8) | bytes.Span[at + 1];
                yield return new(frame.Header.FirstIndex + i, bytes.Slice(at + 2, length), frame);
                at += 2 + length;
            }
        }

        if (scan.Fault is not null && !scan.IsTornTail(out var later))
        {
            throw scan.Broken(later);
        }
    }
}
