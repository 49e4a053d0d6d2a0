using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>What a person decides, and no program by itself: to go on with the intact beginning of a damaged store.</summary>
public static class StoreRepair
{
    /// <summary>Cuts a store to its first records. What is cut stays beside it, in files of other names.</summary>
    /// <param name="medium">Where it lies; nobody may have it open for writing.</param>
    /// <param name="count">Records to keep, at least 1; a frame must end there.</param>
    /// <returns>The files that hold what was cut.</returns>
    /// <exception cref="ArgumentException">There are not so many intact records, or no frame ends there. Nothing was changed.</exception>
    /// <exception cref="StoreLockedException">It is open for writing.</exception>
    public static IReadOnlyList<string> CutTo(IStoreMedium medium, long count)
    {
        ArgumentNullException.ThrowIfNull(medium);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var writeLock = medium.Lock();
        using var scan = StoreReader.Scan(medium);
        while (scan.Chain.Count < count && scan.MoveNext())
        {
        }

        var chain = scan.Chain;
        if (chain.Count != count || scan.Fault is not null)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The store '{medium.Name}' cannot be cut to {count} records: whole frames end at {scan.Header.FirstIndex} and {scan.Header.FirstIndex + scan.Header.Count}."), nameof(count));
        }

        var cut = new List<string>();
        foreach (var first in medium.Segments(out _).Where(first => first >= count).Reverse())
        {
            var name = StoreFiles.SegmentName(first);
            if (!string.Equals(name, scan.Segment, StringComparison.Ordinal))
            {
                cut.Add(name + ".cut");
                medium.Rename(name, name + ".cut");
            }
        }

        cut.Add(StoreRecovery.CutTail(medium, scan, "cut by hand").Copy);
        SegmentWriter.WriteMark(medium, StoreMark.Of(chain) with { Epoch = Math.Max(chain.Epoch, scan.Mark?.Epoch ?? 0) });
        return cut;
    }
}
