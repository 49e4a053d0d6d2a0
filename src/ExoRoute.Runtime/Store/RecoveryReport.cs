using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>What opening a store for writing found and did.</summary>
/// <param name="Store">The store.</param>
/// <param name="Epoch">Which opening this is.</param>
/// <param name="Count">Records it holds.</param>
/// <param name="Frames">Frames they lie in.</param>
/// <param name="Torn">The torn tail that was cut off; null where there was none.</param>
/// <param name="MarkRebuilt">Whether the mark was missing or damaged and was made anew from the frames: then the end of the store could not be checked.</param>
/// <remarks>Immutable.</remarks>
public sealed record RecoveryReport(StoreId Store, uint Epoch, long Count, long Frames, TornTail? Torn, bool MarkRebuilt)
{
    /// <summary>The report in words.</summary>
    public override string ToString() => FormattableString.Invariant($"Store {Store}, epoch {Epoch}: {Count} records in {Frames} frames.")
        + (Torn is null ? "" : " " + Torn)
        + (MarkRebuilt ? " Its mark was missing or damaged and was made anew: whether records are missing at its end could not be checked." : "");
}

/// <summary>Bytes of a write that never finished, behind the last whole frame: copied aside, then cut.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">Where in it they began.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Copy">The file they were copied to.</param>
/// <param name="Why">What made them no frame.</param>
public sealed record TornTail(string Segment, long Offset, long Bytes, string Copy, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"Behind the last whole frame of '{Segment}', at byte {Offset}, lay {Bytes} bytes of a write that never finished ({Why}); they were copied to '{Copy}' and cut.");
}
