namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>Why a frame could not be read.</summary>
public enum FrameFaultKind : byte
{
    /// <summary>It could.</summary>
    None,

    /// <summary>Its bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>It is not JSON, or is cut off.</summary>
    NotJson,

    /// <summary>It nests deeper than any venue's frame does.</summary>
    TooDeep,

    /// <summary>A field is missing, or of another type than the venue's protocol says.</summary>
    WrongShape,

    /// <summary>A price, quantity or number is none, or outside its range.</summary>
    BadNumber,
}

/// <summary>Why and where a frame could not be read.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="At">Byte position in the frame.</param>
/// <param name="Text">In words, with the value; null for <c>default</c>.</param>
public readonly record struct FrameFault(FrameFaultKind Kind, long At, string? Text)
{
    /// <summary>The fault as a sentence; empty for <c>default</c>.</summary>
    public override string ToString() => Kind == FrameFaultKind.None ? "" : FormattableString.Invariant($"byte {At}: {Text}");
}
