using System.Buffers.Binary;
using System.Globalization;

namespace ExoRoute.Store;

/// <summary>Which store a frame belongs to: 16 bytes drawn once, when the store is made.</summary>
/// <remarks><c>default</c> (zero) names no store. Immutable, safe to share between threads. Text: 32 lower-case hexadecimal digits.</remarks>
public readonly record struct StoreId(UInt128 Value)
{
    /// <summary>Length of an id.</summary>
    public const int Bytes = 16;

    /// <summary>Whether this names a store at all.</summary>
    public bool IsKnown => Value != 0;

    /// <summary>The id in the first 16 bytes.</summary>
    public static StoreId Read(ReadOnlySpan<byte> from) => new(BinaryPrimitives.ReadUInt128BigEndian(from));

    /// <summary>Writes the 16 bytes, in the order of the text.</summary>
    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt128BigEndian(to, Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
