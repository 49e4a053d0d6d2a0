using System.IO.Hashing;

namespace ExoRoute.Store;

/// <summary>XxHash sums: they find accidents (torn writes, flipped bits) cheaply, and no forger. Forgers meet SHA-256.</summary>
internal static class AccidentSum
{
    /// <summary>Length of <see cref="OfFrame"/>.</summary>
    public const int FrameBytes = 16;

    /// <summary>XxHash3-64, over a header without its last eight bytes.</summary>
    public static ulong OfHeader(ReadOnlySpan<byte> header) => XxHash3.HashToUInt64(header);

    /// <summary>XxHash128, over header and payload of a frame; big-endian, as its specification writes it.</summary>
    public static void OfFrame(ReadOnlySpan<byte> headerAndPayload, Span<byte> sum) => XxHash128.Hash(headerAndPayload, sum);
}
