using System.Security.Cryptography;
using CsCheck;
using ExoRoute.Store;

namespace ExoRoute.Core.Tests.Store;

public class MerkleTreeTests
{
    // RFC 6962, section 2.1, word for word: an oracle that shares nothing with the code.
    private static byte[] Root(ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length == 0)
        {
            return SHA256.HashData([]);
        }

        if (entries.Length == 1)
        {
            return SHA256.HashData([0, .. entries[0]]);
        }

        var k = 1;
        while (2 * k < entries.Length)
        {
            k *= 2;
        }

        return SHA256.HashData([1, .. Root(entries[..k]), .. Root(entries[k..])]);
    }

    private static byte[] Leaves(IEnumerable<byte[]> entries)
    {
        var buffer = new FrameBuffer();
        foreach (var entry in entries)
        {
            buffer.Add(entry);
        }

        var hashes = new byte[buffer.Count * Sha256Digest.Bytes];
        TreeHash.Leaves(buffer.Payload, hashes);
        return hashes;
    }

    [Fact]
    public void However_the_leaves_are_cut_into_batches_the_root_is_the_standards() =>
        Gen.Select(Gen.Byte.Array[0, 80].Array[0, 300], Gen.Int[1, 70]).Sample((entries, batch) =>
        {
            var tree = new MerkleTree();
            foreach (var part in entries.Chunk(batch))
            {
                tree.Append(Leaves(part));
            }

            tree.Size.Should().Be(entries.Length);
            tree.Root.Should().Be(new Sha256Digest(Root(entries)));
        }, iter: 60);

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(5000)]
    public void One_leaf_at_a_time_and_all_at_once_give_the_same_tree(int size)
    {
        var entries = Enumerable.Range(0, size).Select(BitConverter.GetBytes).ToArray();
        var leaves = Leaves(entries);
        var (single, whole) = (new MerkleTree(), new MerkleTree());
        foreach (var leaf in leaves.Chunk(Sha256Digest.Bytes))
        {
            single.Append(leaf);
        }

        whole.Append(leaves);
        single.Root.Should().Be(whole.Root).And.Be(new Sha256Digest(Root(entries)));
    }

    [Fact]
    public void Leaf_hashes_are_right_at_every_length_around_a_block_and_the_stack() =>
        Enumerable.Range(0, 140).Concat([1022, 1023, 1024, 1025, 65_535]).Should().AllSatisfy(length =>
        {
            var entry = new byte[length];
            Array.Fill(entry, (byte)length);
            Leaves([entry]).Should().Equal(SHA256.HashData([0, .. entry]));
        });

    [Fact]
    public void A_copy_goes_on_by_itself()
    {
        var (tree, copy) = (new MerkleTree(), new MerkleTree());
        tree.Append(Leaves([[1], [2], [3]]));
        copy.CopyFrom(tree);
        tree.Append(Leaves([[4]]));
        (copy.Size, copy.Root).Should().Be((3, new Sha256Digest(Root([[1], [2], [3]]))));
    }

    [Fact]
    public void What_is_no_whole_number_of_hashes_is_refused()
    {
        var tree = new MerkleTree();
        tree.Invoking(t => t.Append(new byte[33])).Should().Throw<ArgumentException>().WithMessage("*32 bytes each*33*");
        tree.Size.Should().Be(0);
        FluentActions.Invoking(() => TreeHash.Node(new byte[33], [], new byte[32])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Sha256Digest(new byte[12])).Should().Throw<ArgumentException>().WithMessage("*32 bytes*12*");
    }
}
