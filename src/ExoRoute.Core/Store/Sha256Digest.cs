using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ExoRoute.Store;

/// <summary>A SHA-256 digest: what finds forgers. (What finds accidents only is an <see cref="AccidentSum"/>.)</summary>
/// <remarks>32 bytes by value. <c>default</c> is 32 zero bytes, the predecessor of a store's first frame. Immutable, safe to share between threads.</remarks>
public readonly record struct Sha256Digest
{
    /// <summary>Length of a digest.</summary>
    public const int Bytes = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>The digest that these bytes are.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32.</exception>
    public Sha256Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
        {
            throw new ArgumentException(FormattableString.Invariant($"A SHA-256 digest has 32 bytes, these are {bytes.Length}."), nameof(bytes));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The digest of <paramref name="data"/>.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(data, hash);
        return new(hash);
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="to"/> is shorter.</exception>
    public void CopyTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, _a);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(to[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(to[24..], _d);
    }

    /// <summary>The 32 bytes, in an array of their own.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
