using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>What "flushed" means: what a record that was flushed survives.</summary>
public enum Durability : byte
{
    /// <summary>The operating system has it: survives the end of the process (kill -9), not a power cut.</summary>
    PageCache,

    /// <summary>A sync of the file returned without error: survives a power cut, as far as the disk tells the truth. A thread of its own syncs.</summary>
    Disk,
}

/// <summary>How a store is kept. Immutable; change a copy with <c>with</c>.</summary>
public sealed record StoreSettings
{
    /// <summary>The smallest segment and frame: 4 KiB.</summary>
    public const int LeastBytes = 4096;

    /// <summary>What a flush promises. Default <see cref="Durability.PageCache"/>, where latency counts.</summary>
    public Durability Durability { get; init; } = Durability.PageCache;

    /// <summary>Length of a segment file, filled with zeros when it is made. Default 64 MiB; 4 KiB to 1 GiB. A larger frame gets a larger segment.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The most that waits for one commit, in bytes with 2 for each entry; a commit of more is made in several frames. Default 4 MiB; 4 KiB to 256 MiB.</summary>
    public int MaxFrameBytes { get; init; } = 4 << 20;

    /// <summary>The id a new store gets, or an existing one must have. Default none: a new store draws one.</summary>
    public StoreId Id { get; init; }

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Durability))
        {
            yield return FormattableString.Invariant($"{nameof(Durability)} must be PageCache or Disk, was {(int)Durability}.");
        }

        if (SegmentBytes is < LeastBytes or > 1 << 30)
        {
            yield return FormattableString.Invariant($"{nameof(SegmentBytes)} must be {LeastBytes} to {1 << 30}, was {SegmentBytes}.");
        }

        if (MaxFrameBytes is < LeastBytes or > FrameHeader.MaxPayloadBytes)
        {
            yield return FormattableString.Invariant($"{nameof(MaxFrameBytes)} must be {LeastBytes} to {FrameHeader.MaxPayloadBytes}, was {MaxFrameBytes}.");
        }
    }
}
