using System.Numerics;

namespace ExoRoute.Store;

/// <summary>The Merkle tree over all entries, kept as its frontier: appends leaves, tells the root.</summary>
/// <remarks>
/// RFC 6962, section 2.1. Of each level only the last complete node without a sibling is kept, so a tree of any size takes 2 KB; proofs
/// need the published tiles. Appending allocates only when a batch is larger than any before. Not thread-safe.
/// </remarks>
public sealed class MerkleTree
{
    private const int Levels = 63;
    private const int Together = 64;

    // Invariant: frontier[l] is the root of 2^l leaves exactly where bit l of _grown is set; it is the l-th from the right.
    private readonly byte[] _frontier = new byte[Levels * Sha256Digest.Bytes];
    private byte[] _level = new byte[64 * Sha256Digest.Bytes];

    // Leaves that came one by one wait here: their nodes are cheaper together.
    private readonly byte[] _waiting = new byte[Together * Sha256Digest.Bytes];
    private int _waits;
    private long _grown; // leaves that stand in the frontier

    /// <summary>Leaves appended.</summary>
    public long Size => _grown + _waits;

    /// <summary>The root over all leaves; of the empty tree SHA-256 of no bytes. Cost: a node a set bit of <see cref="Size"/>.</summary>
    public Sha256Digest Root
    {
        get
        {
            if (Size == 0)
            {
                return Sha256Digest.Of([]);
            }

            GrowByWaiting();
            Span<byte> root = stackalloc byte[Sha256Digest.Bytes];
            var lowest = BitOperations.TrailingZeroCount(_grown);
            Frontier(lowest).CopyTo(root);
            for (var level = lowest + 1; level < Levels; level++)
            {
                if ((_grown >> level & 1) != 0)
                {
                    TreeHash.Node(Frontier(level), root, root);
                }
            }

            return new(root);
        }
    }

    /// <summary>Appends leaves by their hashes.</summary>
    /// <param name="leafHashes">32 bytes a leaf, in order; see <see cref="TreeHash.Leaves"/>.</param>
    /// <exception cref="ArgumentException">The length is no multiple of 32. Nothing was appended.</exception>
    public void Append(ReadOnlySpan<byte> leafHashes)
    {
        var (nodes, rest) = Math.DivRem(leafHashes.Length, Sha256Digest.Bytes);
        if (rest != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Leaf hashes have 32 bytes each; {leafHashes.Length} bytes are no whole number of them."), nameof(leafHashes));
        }

        _ = checked(Size + nodes);
        if (_waits + nodes <= Together)
        {
            leafHashes.CopyTo(_waiting.AsSpan(_waits * Sha256Digest.Bytes));
            _waits += nodes;
            return;
        }

        GrowByWaiting();
        Grow(leafHashes);
    }

    /// <summary>Makes this tree the same as <paramref name="other"/>.</summary>
    public void CopyFrom(MerkleTree other)
    {
        other._frontier.CopyTo(_frontier, 0);
        other._waiting.AsSpan(0, other._waits * Sha256Digest.Bytes).CopyTo(_waiting);
        (_grown, _waits) = (other._grown, other._waits);
    }

    private void GrowByWaiting()
    {
        var waits = _waits;
        _waits = 0;
        Grow(_waiting.AsSpan(0, waits * Sha256Digest.Bytes));
    }

    private void Grow(ReadOnlySpan<byte> leafHashes)
    {
        var nodes = leafHashes.Length / Sha256Digest.Bytes;
        var size = _grown + nodes;
        if (_level.Length < leafHashes.Length + Sha256Digest.Bytes)
        {
            _level = new byte[Math.Max(leafHashes.Length + Sha256Digest.Bytes, 2 * _level.Length)];
        }

        // A level's new nodes stand from the second place on; the first is for the sibling that waited in the frontier.
        var list = _level.AsSpan();
        leafHashes.CopyTo(list[Sha256Digest.Bytes..]);
        for (var level = 0; nodes > 0; level++)
        {
            var waited = (int)(_grown >> level & 1);
            if (waited == 1)
            {
                Frontier(level).CopyTo(list);
            }

            var here = list.Slice((1 - waited) * Sha256Digest.Bytes, (waited + nodes) * Sha256Digest.Bytes);
            (nodes, var odd) = Math.DivRem(waited + nodes, 2);
            if (odd == 1)
            {
                here[^Sha256Digest.Bytes..].CopyTo(Frontier(level));
            }

            TreeHash.Nodes(here[..(2 * nodes * Sha256Digest.Bytes)], list.Slice(Sha256Digest.Bytes, nodes * Sha256Digest.Bytes));
        }

        _grown = size;
    }

    private Span<byte> Frontier(int level) => _frontier.AsSpan(level * Sha256Digest.Bytes, Sha256Digest.Bytes);
}
