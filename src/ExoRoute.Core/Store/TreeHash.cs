using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace ExoRoute.Store;

/// <summary>Leaf and node hashes of the tree, in batches: the one seam between the store and its SHA-256.</summary>
/// <remarks>
/// Leaf = SHA-256(00 || entry), node = SHA-256(01 || left || right): RFC 6962, section 2.1. Callers hand over whole frames and whole
/// levels: in batches eight are hashed at once (<see cref="Sha256Lanes"/>). Static, no state, allocates nothing; safe from any thread.
/// </remarks>
public static class TreeHash
{
    private const int OnStack = 1024;

    /// <summary>The hash of one entry as a leaf.</summary>
    /// <param name="entry">Any bytes, none at all included.</param>
    /// <param name="hash">At least 32 bytes; the first 32 are written.</param>
    public static void Leaf(ReadOnlySpan<byte> entry, Span<byte> hash)
    {
        var length = entry.Length + 1;
        byte[]? rented = null;
        var prefixed = length <= OnStack ? stackalloc byte[OnStack] : (rented = ArrayPool<byte>.Shared.Rent(length));
        prefixed[0] = 0;
        entry.CopyTo(prefixed[1..]);
        SHA256.HashData(prefixed[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The leaf hashes of a frame's entries, in order.</summary>
    /// <param name="payload">Entries with their u16 length before them; checked before by <see cref="FrameEntries.Check"/>.</param>
    /// <param name="hashes">32 bytes for each entry.</param>
    public static void Leaves(ReadOnlySpan<byte> payload, Span<byte> hashes)
    {
        if (Sha256Lanes.IsFaster)
        {
            LeafBatch.Hash(payload, hashes);
            return;
        }

        for (var to = 0; payload.Length > 0; to += Sha256Digest.Bytes)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(payload);
            Leaf(payload.Slice(2, length), hashes[to..]);
            payload = payload[(2 + length)..];
        }
    }

    /// <summary>The hash of one node.</summary>
    /// <param name="left">The left child's hash, at most 32 bytes.</param>
    /// <param name="right">The right child's.</param>
    /// <param name="hash">At least 32 bytes; may overlap the children.</param>
    /// <exception cref="ArgumentOutOfRangeException">A child is longer than a hash.</exception>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left.Length, Sha256Digest.Bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right.Length, Sha256Digest.Bytes);

        Span<byte> prefixed = stackalloc byte[1 + (2 * Sha256Digest.Bytes)];
        prefixed[0] = 1;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + left.Length)..]);
        SHA256.HashData(prefixed[..(1 + left.Length + right.Length)], hash);
    }

    /// <summary>The parents of a level: parent i of the children 2i and 2i + 1.</summary>
    /// <param name="children">64 bytes for each parent.</param>
    /// <param name="parents">32 bytes for each parent. May lie over the children where it begins at most 32 bytes behind them.</param>
    public static void Nodes(ReadOnlySpan<byte> children, Span<byte> parents)
    {
        Debug.Assert(children.Length == 2 * parents.Length && parents.Length % Sha256Digest.Bytes == 0);

        var done = Sha256Lanes.IsFaster ? NodesByEight(children, parents) : 0;
        for (var i = done; i < parents.Length; i += Sha256Digest.Bytes)
        {
            Node(children.Slice(2 * i, 32), children.Slice((2 * i) + 32, 32), parents[i..]);
        }
    }

    // Eight nodes at once, as many as there are; the bytes of parents written.
    private static int NodesByEight(ReadOnlySpan<byte> children, Span<byte> parents)
    {
        const int Message = 1 + (2 * Sha256Digest.Bytes);
        const int Padded = 2 * Sha256Lanes.BlockBytes;
        const int Batch = Sha256Lanes.Lanes * Sha256Digest.Bytes;
        if (parents.Length < Batch)
        {
            return 0;
        }

        Span<byte> messages = stackalloc byte[Sha256Lanes.Lanes * Padded];
        for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
        {
            messages[lane * Padded] = 1;
            Sha256Lanes.Pad(messages.Slice(lane * Padded, Padded), Message);
        }

        var done = 0;
        for (; done <= parents.Length - Batch; done += Batch)
        {
            for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
            {
                children.Slice((2 * done) + (lane * 2 * Sha256Digest.Bytes), 2 * Sha256Digest.Bytes).CopyTo(messages[((lane * Padded) + 1)..]);
            }

            Sha256Lanes.Hash(messages, 2, parents[done..]);
        }

        return done;
    }
}
