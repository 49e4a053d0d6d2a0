using System.Security.Cryptography;
using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>What happens before the first record can be appended: sync, check all, cut a torn tail, begin an epoch.</summary>
internal static class StoreRecovery
{
    /// <summary>Checks the store and makes it ready to be written; the caller holds the lock.</summary>
    /// <exception cref="ChainBrokenException">It cannot be trusted from some record on. Nothing was changed.</exception>
    public static (SegmentWriter Writer, RecoveryReport Report) Run(IStoreMedium medium, StoreSettings settings)
    {
        SyncAll(medium);
        using var scan = new StoreScan(medium);
        while (scan.MoveNext())
        {
        }

        var chain = scan.Chain;
        var known = chain.Store.IsKnown ? chain.Store : settings.Id;
        if (settings.Id.IsKnown && settings.Id != known)
        {
            throw new ArgumentException($"'{medium.Name}' holds store {known}, {nameof(settings.Id)} asks for {settings.Id}: open another place or leave the id out.", nameof(settings));
        }

        TornTail? torn = null;
        if (scan.Fault is not null)
        {
            torn = scan.IsTornTail(out var later) ? CutTail(medium, scan, scan.Fault.Says) : throw scan.Broken(later);
        }

        var epoch = Math.Max(chain.Epoch, scan.Mark?.Epoch ?? 0);
        if (epoch == uint.MaxValue)
        {
            throw new StoreFailedException($"'{medium.Name}' was opened {uint.MaxValue} times, there are no epochs left: begin a new store.");
        }

        var markRebuilt = scan.Mark is null && (scan.MarkDamaged || chain.Count > 0);
        chain.BeginEpoch(known.IsKnown ? known : new StoreId(Draw()), epoch + 1);
        var writer = SegmentWriter.Open(medium, settings, chain, scan.Segment, scan.Segment is null ? 0 : scan.Offset);
        try
        {
            writer.WriteMark();
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        return (writer, new(chain.Store, chain.Epoch, chain.Count, chain.Frames, torn, markRebuilt));
    }

    /// <summary>Copies what follows <paramref name="scan"/>'s last frame aside, then cuts it. Running it again changes nothing more.</summary>
    public static TornTail CutTail(IStoreMedium medium, StoreScan scan, string why)
    {
        var (segment, offset, bytes) = (scan.Segment!, scan.Offset, scan.TailBytes());
        var copy = FormattableString.Invariant($"{segment[..^StoreFiles.SegmentEnding.Length]}.torn-{offset:d12}-{scan.Chain.Count}");
        using var file = medium.Open(segment, StoreFileAccess.Write);
        using (var aside = medium.Open(copy, StoreFileAccess.Replace))
        {
            var buffer = new byte[1 << 16];
            for (var at = 0L; at < bytes;)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - at));
                part = part[..file.ReadAll(offset + at, part)];
                aside.WriteAll(at, part);
                at += part.Length;
            }

            aside.Sync();
        }

        medium.SyncFolder(StoreFiles.Wal);
        var length = file.Length;
        file.Truncate(offset);
        file.Sync();
        file.ZeroFillTo(length);
        file.Sync();
        return new(segment, offset, bytes, copy, why);
    }

    // What a writer that was killed had written may still be in memory only: it must not be believed, and then lost.
    private static void SyncAll(IStoreMedium medium)
    {
        foreach (var first in medium.Segments(out _))
        {
            using var file = medium.Open(StoreFiles.SegmentName(first), StoreFileAccess.Write);
            file.Sync();
        }

        medium.SyncFolder(StoreFiles.Wal);
        medium.SyncFolder("");
    }

    private static UInt128 Draw()
    {
        Span<byte> bytes = stackalloc byte[StoreId.Bytes];
        RandomNumberGenerator.Fill(bytes);
        bytes[0] |= 0x80; // never zero
        return StoreId.Read(bytes).Value;
    }
}
