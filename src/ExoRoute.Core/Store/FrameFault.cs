namespace ExoRoute.Store;

/// <summary>What is wrong with a frame.</summary>
public enum FrameFaultKind : byte
{
    /// <summary>There are fewer bytes than the frame has.</summary>
    CutShort,

    /// <summary>No frame begins here.</summary>
    NotAFrame,

    /// <summary>The header was changed by accident: its XxHash3 does not match.</summary>
    HeaderSum,

    /// <summary>Written by another version of the format, or with a field out of its range.</summary>
    Unreadable,

    /// <summary>The frame was changed by accident: its XxHash128 does not match, or its padding is not zero.</summary>
    FrameSum,

    /// <summary>Header and payload do not agree on the entries.</summary>
    Entries,

    /// <summary>A frame of another store.</summary>
    ForeignStore,

    /// <summary>Records are missing before this frame.</summary>
    Gap,

    /// <summary>The frame repeats records that came before.</summary>
    Repeat,

    /// <summary>A writer wrote it that had been replaced by a later one.</summary>
    StaleEpoch,

    /// <summary>It names another predecessor than the frame before it (SHA-256).</summary>
    Chain,

    /// <summary>Its Merkle root is not the root of the entries so far (SHA-256): an entry was changed by more than an accident.</summary>
    Root,

    /// <summary>The store holds less, or something else, than it was known to hold when it was last opened or closed.</summary>
    Lost,
}

/// <summary>Why a frame was refused, and at which record.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Record">The first record that cannot be had; all before it are intact.</param>
/// <param name="Says">What was expected and what was found, as a clause without a full stop.</param>
/// <remarks>Immutable.</remarks>
public sealed record FrameFault(FrameFaultKind Kind, long Record, string Says)
{
    /// <summary>Whether a write that never finished can look like this. (All others prove a whole frame in the wrong place.)</summary>
    public bool MayBeTorn => Kind is FrameFaultKind.CutShort or FrameFaultKind.NotAFrame or FrameFaultKind.HeaderSum or FrameFaultKind.FrameSum;

    /// <summary>The fault in full: which record, where, what was expected and found, what is intact, what to do.</summary>
    /// <param name="place">The file or source, as its reader knows it.</param>
    /// <param name="offset">Where in it the frame begins, in bytes.</param>
    public string Tell(string place, long offset) => FormattableString.Invariant(
        $"Record {Record} in '{place}' (byte {offset}): {Says}. {Intact(Record)} and nothing was changed; restore '{place}' from a copy, or cut the store to {Record} records.");

    /// <summary>A fault whose text is formatted invariantly.</summary>
    public static FrameFault Of(FrameFaultKind kind, long record, FormattableString says) => new(kind, record, FormattableString.Invariant(says));

    private static string Intact(long record) => record switch
    {
        0 => "No record before it exists",
        1 => "Record 0 is intact",
        _ => FormattableString.Invariant($"Records 0 to {record - 1} are intact"),
    };
}

/// <summary>A store cannot be trusted from some record on. Nothing was changed.</summary>
/// <remarks>SHA-256 and sums decide; the message says which record, where, what was expected and found, what is intact and what to do.</remarks>
public sealed class ChainBrokenException : Exception
{
    /// <summary>The exception for a fault.</summary>
    public ChainBrokenException(FrameFault fault, string place, long offset)
        : base(fault.Tell(place, offset)) => (Fault, Place, Offset) = (fault, place, offset);

    /// <summary>What is wrong, and from which record on.</summary>
    public FrameFault Fault { get; }

    /// <summary>The file or source.</summary>
    public string Place { get; }

    /// <summary>Where in it, in bytes.</summary>
    public long Offset { get; }
}
