using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ExoRoute.Store;

/// <summary>The leaf hashes of a frame, eight at once: entries wait, by the number of their blocks, until eight of a kind are there.</summary>
internal static class LeafBatch
{
    // Longer entries are hashed by themselves: the call no longer counts there.
    private const int MostBlocks = 8;

    /// <summary>Room for eight waiting messages of 1 to <see cref="MostBlocks"/> blocks: some 18 KB of stack.</summary>
    private const int Room = Sha256Lanes.Lanes * Sha256Lanes.BlockBytes * (MostBlocks * (MostBlocks + 1) / 2);

    internal static void Hash(ReadOnlySpan<byte> payload, Span<byte> hashes)
    {
        Span<byte> messages = stackalloc byte[Room];
        Span<byte> digests = stackalloc byte[Sha256Lanes.Lanes * Sha256Digest.Bytes];
        var waiting = default(Waiting);
        for (var place = 0; payload.Length > 0; place++)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(payload);
            var entry = payload.Slice(FrameEntries.PrefixBytes, length);
            payload = payload[(FrameEntries.PrefixBytes + length)..];
            var blocks = Sha256Lanes.BlocksOf(length + 1);
            if (blocks > MostBlocks)
            {
                TreeHash.Leaf(entry, hashes[(place * Sha256Digest.Bytes)..]);
                continue;
            }

            ref var kind = ref waiting[blocks - 1];
            var message = MessageOf(messages, blocks, kind.Count);
            message[0] = 0;
            entry.CopyTo(message[1..]);
            Sha256Lanes.Pad(message, length + 1);
            kind.Lengths[kind.Count] = length + 1;
            kind.Places[kind.Count++] = place;
            if (kind.Count == Sha256Lanes.Lanes)
            {
                HashTogether(messages, digests, hashes, blocks, ref kind);
            }
        }

        for (var blocks = 1; blocks <= MostBlocks; blocks++)
        {
            ref var kind = ref waiting[blocks - 1];

            // Eight lanes cost the same however few are used: some 13 to a block, where a call costs some 10 and 1 to a block.
            if (kind.Count * (10 + blocks) >= 13 * blocks)
            {
                HashTogether(messages, digests, hashes, blocks, ref kind);
            }

            for (var lane = 0; lane < kind.Count; lane++)
            {
                SHA256.HashData(MessageOf(messages, blocks, lane)[..kind.Lengths[lane]], hashes[(kind.Places[lane] * Sha256Digest.Bytes)..]);
            }
        }
    }

    private static void HashTogether(ReadOnlySpan<byte> messages, Span<byte> digests, Span<byte> hashes, int blocks, ref Kind kind)
    {
        Sha256Lanes.Hash(messages[Start(blocks)..], blocks, digests);
        for (var lane = 0; lane < kind.Count; lane++)
        {
            digests.Slice(lane * Sha256Digest.Bytes, Sha256Digest.Bytes).CopyTo(hashes[(kind.Places[lane] * Sha256Digest.Bytes)..]);
        }

        kind.Count = 0;
    }

    private static Span<byte> MessageOf(Span<byte> messages, int blocks, int lane) =>
        messages.Slice(Start(blocks) + (lane * blocks * Sha256Lanes.BlockBytes), blocks * Sha256Lanes.BlockBytes);

    // Messages of one block come first, then those of two, ...
    private static int Start(int blocks) => Sha256Lanes.Lanes * Sha256Lanes.BlockBytes * (blocks * (blocks - 1) / 2);

    private struct Kind
    {
        internal int Count;
        internal Eight Lengths, Places;
    }

    [InlineArray(Sha256Lanes.Lanes)]
    private struct Eight
    {
        private int _first;
    }

    [InlineArray(MostBlocks)]
    private struct Waiting
    {
        private Kind _first;
    }
}
