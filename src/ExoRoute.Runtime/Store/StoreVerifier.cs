using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>What a check of a whole store found.</summary>
/// <param name="Store">The store; zero where nothing in it was readable.</param>
/// <param name="Epoch">Epoch of the last intact frame.</param>
/// <param name="Count">Intact records, from the first on.</param>
/// <param name="Frames">Intact frames.</param>
/// <param name="Segments">Segments there are.</param>
/// <param name="Root">Merkle root over the intact records.</param>
/// <param name="Head">SHA-256 of the last intact header.</param>
/// <param name="TornTailBytes">Bytes behind the last whole frame of a write that never finished, or is going on; no problem.</param>
/// <param name="Problems">What is wrong, in words; empty for a sound store.</param>
/// <remarks>Immutable.</remarks>
public sealed record StoreVerification(
    StoreId Store, uint Epoch, long Count, long Frames, int Segments, Sha256Digest Root, Sha256Digest Head, long TornTailBytes, IReadOnlyList<string> Problems)
{
    /// <summary>Records that the mark says were durable when the store was last opened for writing, or closed; null without a readable mark.</summary>
    public long? Marked { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}

/// <summary>Checks a whole store: every sum, the chain, the tree, the segments, the mark. Takes no lock and writes nothing.</summary>
public static class StoreVerifier
{
    /// <summary>Checks everything.</summary>
    /// <param name="medium">Where the store lies.</param>
    /// <param name="progress">Told after each frame how many records were checked; may be null.</param>
    /// <exception cref="FileNotFoundException">There is no store.</exception>
    public static StoreVerification Verify(IStoreMedium medium, Action<long>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(medium);
        using var scan = StoreReader.Scan(medium);
        while (scan.MoveNext())
        {
            progress?.Invoke(scan.Chain.Count);
        }

        var (problems, torn) = (new List<string>(), 0L);
        if (scan.Fault is not null)
        {
            if (scan.IsTornTail(out var later))
            {
                torn = scan.TailBytes();
            }
            else
            {
                problems.Add(scan.Broken(later).Message);
            }
        }

        if (scan.MarkDamaged)
        {
            problems.Add($"'{StoreFiles.Mark}' is damaged: whether records are missing at the end cannot be said. Opening the store for writing makes it anew.");
        }

        var chain = scan.Chain;
        return new(chain.Store, chain.Epoch, chain.Count, chain.Frames, scan.Segments, chain.Root, chain.Head, torn, problems) { Marked = scan.Mark?.Count };
    }
}
