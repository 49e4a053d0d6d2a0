using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using ExoRoute.Store;

namespace ExoRoute.Tests.Store;

/// <summary>Eight hashes at once are the platform's eight hashes.</summary>
public class Sha256LanesTests
{
    [Fact]
    public void Eight_messages_of_any_length_of_as_many_blocks_hash_as_the_platform_hashes_them()
    {
        for (var blocks = 1; blocks <= 9; blocks++)
        {
            var (least, most) = (Math.Max(0, ((blocks - 1) * 64) - 8), (blocks * 64) - 9);
            for (var length = least; length + 7 <= most; length += 8)
            {
                var (messages, hashes) = (new byte[8 * blocks * 64], new byte[8 * 32]);
                var expected = new List<byte>();
                for (var lane = 0; lane < 8; lane++)
                {
                    var message = messages.AsSpan(lane * blocks * 64, blocks * 64);
                    Fill(message, seed: (blocks * 1_000) + length + lane);
                    expected.AddRange(SHA256.HashData(message[..(length + lane)]));
                    Sha256Lanes.BlocksOf(length + lane).Should().Be(blocks);
                    Sha256Lanes.Pad(message, length + lane);
                }

                Sha256Lanes.Hash(messages, blocks, hashes);
                hashes.Should().Equal(expected);
            }
        }
    }

    [Fact]
    public void Leaves_of_any_lengths_in_any_order_are_those_hashed_one_by_one() => Gen.Int[0, 700].Array[0, 60].Sample(
        lengths =>
        {
            var payload = new byte[lengths.Sum(length => 2 + length)];
            var (at, expected) = (0, new List<byte>());
            foreach (var length in lengths)
            {
                BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(at), (ushort)length);
                var entry = payload.AsSpan(at + 2, length);
                Fill(entry, seed: at);
                expected.AddRange(SHA256.HashData([0, .. entry]));
                at += 2 + length;
            }

            var hashes = new byte[32 * lengths.Length];
            TreeHash.Leaves(payload, hashes);
            hashes.Should().Equal(expected);
        },
        iter: 500);

    [Fact]
    public void Nodes_are_those_hashed_one_by_one_also_over_their_own_children()
    {
        for (var parents = 0; parents <= 40; parents++)
        {
            var list = new byte[32 + (parents * 64)];
            Fill(list, seed: parents);
            var expected = new List<byte>();
            for (var i = 0; i < parents; i++)
            {
                expected.AddRange(SHA256.HashData([1, .. list.AsSpan(64 * i, 64)]));
            }

            TreeHash.Nodes(list.AsSpan(0, parents * 64).ToArray(), list.AsSpan(32, parents * 32)); // apart
            list.AsSpan(32, parents * 32).ToArray().Should().Equal(expected);

            Fill(list, seed: parents);
            TreeHash.Nodes(list.AsSpan(0, parents * 64), list.AsSpan(32, parents * 32)); // over them, as a tree does
            list.AsSpan(32, parents * 32).ToArray().Should().Equal(expected);
        }
    }

    private static void Fill(Span<byte> bytes, int seed)
    {
        var state = (uint)seed + 1;
        foreach (ref var one in bytes)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            one = (byte)(state >> 24);
        }
    }
}
