using System.Buffers.Binary;

namespace ExoRoute.Store;

/// <summary>What a store was known to hold when it was last opened for writing, or closed: 128 bytes beside its frames.</summary>
/// <remarks>
/// It keeps an epoch from being used twice and shows that a store lost its end, which a chain alone cannot show. Its sum finds
/// accidents only: whoever can write the frames can write the mark. Immutable.
/// </remarks>
public readonly record struct StoreMark(StoreId Store, uint Epoch, long Count, Sha256Digest Head, Sha256Digest Root)
{
    /// <summary>Length of a mark.</summary>
    public const int Bytes = 128;

    private const ushort Version = 1;
    private const int SumAt = Bytes - sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => "EXOSMARK"u8;

    /// <summary>The mark of a chain as it stands.</summary>
    public static StoreMark Of(DeltaStore chain) => new(chain.Store, chain.Epoch, chain.Count, chain.Head, chain.Root);

    /// <summary>Writes the 128 bytes; little-endian, see docs/formats/store.md.</summary>
    public void Write(Span<byte> to)
    {
        to[..Bytes].Clear();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], Epoch);
        Store.Write(to[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], Count);
        Head.CopyTo(to[40..]);
        Root.CopyTo(to[72..]);
        BinaryPrimitives.WriteUInt64LittleEndian(to[SumAt..], AccidentSum.OfHeader(to[..SumAt]));
    }

    /// <summary>Reads a mark; false where the bytes are none, or were changed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out StoreMark mark)
    {
        mark = default;
        if (from.Length != Bytes || !from.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt64LittleEndian(from[SumAt..]) != AccidentSum.OfHeader(from[..SumAt])
            || BinaryPrimitives.ReadUInt16LittleEndian(from[8..]) != Version)
        {
            return false;
        }

        mark = new(
            StoreId.Read(from[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            new(from.Slice(40, Sha256Digest.Bytes)),
            new(from.Slice(72, Sha256Digest.Bytes)));
        return mark is { Store.IsKnown: true, Epoch: > 0, Count: >= 0 };
    }
}
