using System.Buffers.Binary;

namespace ExoRoute.Store;

/// <summary>The fixed 128 bytes before each commit of entries; little-endian, see docs/formats/store.md.</summary>
/// <remarks>Immutable, safe to share between threads. <c>default</c> is no header that <see cref="Read"/> lets pass.</remarks>
public readonly record struct FrameHeader
{
    /// <summary>Length of a header.</summary>
    public const int Bytes = 128;

    /// <summary>Frames begin at multiples of this and are padded to it.</summary>
    public const int Alignment = 8;

    /// <summary>The longest payload of one frame: 256 MiB.</summary>
    public const int MaxPayloadBytes = 1 << 28;

    private const ushort Version = 1;
    private const int SumAt = Bytes - sizeof(ulong);

    /// <summary>The store it belongs to.</summary>
    public StoreId Store { get; init; }

    /// <summary>Which opening of the store wrote it: 1 for the first, one more for each.</summary>
    public uint Epoch { get; init; }

    /// <summary>Index of its first entry; not negative.</summary>
    public long FirstIndex { get; init; }

    /// <summary>Entries in it; at least 1.</summary>
    public int Count { get; init; }

    /// <summary>Length of the entries with their prefixes.</summary>
    public int PayloadBytes { get; init; }

    /// <summary>SHA-256 of the header before; zero in a store's first frame.</summary>
    public Sha256Digest Previous { get; init; }

    /// <summary>Merkle root over all entries up to this frame's last.</summary>
    public Sha256Digest RootAfter { get; init; }

    /// <summary>Length of the whole frame: header, payload, sum, padding.</summary>
    public int FrameBytes => FrameBytesFor(PayloadBytes);

    private static ReadOnlySpan<byte> Magic => "EXOFRAME"u8;

    internal static int FrameBytesFor(int payloadBytes) => (Bytes + payloadBytes + AccidentSum.FrameBytes + Alignment - 1) & -Alignment;

    /// <summary>Writes the 128 bytes, the sum of the header included.</summary>
    public void Write(Span<byte> to)
    {
        to[..Bytes].Clear();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], Bytes); // flags, at 10, are zero in version 1
        Store.Write(to[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[32..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], FirstIndex);
        BinaryPrimitives.WriteInt32LittleEndian(to[48..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[52..], PayloadBytes);
        Previous.CopyTo(to[56..]);
        RootAfter.CopyTo(to[88..]);
        BinaryPrimitives.WriteUInt64LittleEndian(to[SumAt..], AccidentSum.OfHeader(to[..SumAt]));
    }

    /// <summary>Reads a header and believes none of its fields before its sum was right.</summary>
    /// <param name="from">What remains of the source; a header needs 128 bytes of it.</param>
    /// <param name="record">The index expected next; faults are told at it.</param>
    /// <param name="header">The header; <c>default</c> where there is a fault.</param>
    /// <returns>What is wrong, or null.</returns>
    public static FrameFault? Read(ReadOnlySpan<byte> from, long record, out FrameHeader header)
    {
        header = default;
        if (from.Length < Bytes)
        {
            return FrameFault.Of(FrameFaultKind.CutShort, record, $"a frame's header has {Bytes} bytes, only {from.Length} are left");
        }

        if (!from.StartsWith(Magic))
        {
            return FrameFault.Of(FrameFaultKind.NotAFrame, record, $"a frame begins with {Convert.ToHexStringLower(Magic)}, here stands {Convert.ToHexStringLower(from[..8])}");
        }

        var (named, found) = (BinaryPrimitives.ReadUInt64LittleEndian(from[SumAt..]), AccidentSum.OfHeader(from[..SumAt]));
        if (named != found)
        {
            return FrameFault.Of(FrameFaultKind.HeaderSum, record, $"its header names {named:x16} as its own XxHash3, the header's bytes give {found:x16}");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(from[8..]);
        if (version != Version)
        {
            return FrameFault.Of(FrameFaultKind.Unreadable, record, $"its frame has format version {version}, this build reads version {Version}");
        }

        header = new()
        {
            Store = StoreId.Read(from[16..]),
            Epoch = BinaryPrimitives.ReadUInt32LittleEndian(from[32..]),
            FirstIndex = BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            Count = BinaryPrimitives.ReadInt32LittleEndian(from[48..]),
            PayloadBytes = BinaryPrimitives.ReadInt32LittleEndian(from[52..]),
            Previous = new(from.Slice(56, Sha256Digest.Bytes)),
            RootAfter = new(from.Slice(88, Sha256Digest.Bytes)),
        };
        var unreadable = header.OutOfRange(from);
        if (unreadable is not null)
        {
            header = default;
            return FrameFault.Of(FrameFaultKind.Unreadable, record, unreadable);
        }

        return null;
    }

    // Only a writer with a fault of its own, or a forger, gets a wrong field past the sum.
    private FormattableString? OutOfRange(ReadOnlySpan<byte> from)
    {
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(from[10..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(from[12..]);
        var spare = BinaryPrimitives.ReadUInt32LittleEndian(from[36..]);
        if ((flags, length, spare) != (0, Bytes, 0))
        {
            return $"flags, header length and spare bytes must be 0, {Bytes} and 0, were {flags}, {length} and {spare}";
        }

        if (!Store.IsKnown || Epoch == 0)
        {
            return $"store id and epoch must not be zero, were {Store} and {Epoch}";
        }

        if (PayloadBytes is < FrameEntries.PrefixBytes or > MaxPayloadBytes)
        {
            return $"its payload must have {FrameEntries.PrefixBytes} to {MaxPayloadBytes} bytes, was said to have {(uint)PayloadBytes}";
        }

        if (Count < 1 || Count > PayloadBytes / FrameEntries.PrefixBytes)
        {
            return $"{PayloadBytes} bytes hold 1 to {PayloadBytes / FrameEntries.PrefixBytes} entries, its count was {(uint)Count}";
        }

        return FirstIndex < 0 || FirstIndex > long.MaxValue - Count
            ? (FormattableString)$"its first index must be 0 to 2^63 - 1 less its count, was {(ulong)FirstIndex}"
            : null;
    }
}
