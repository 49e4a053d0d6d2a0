using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExoRoute.Store;
using ExoRoute.Tests;

namespace ExoRoute.Core.Tests.Store;

[Trait("Kind", "cases")]
public class TreeVectorTests
{
    // Every file of the vectors' folder has a row, or the test fails. Null: run here; else who runs it, or why not yet.
    private static readonly (string Pattern, string? Reason)[] Files =
    [
        (@"^audit/merkle-basics\.json$", null),
        (@"^audit/merkle-accumulated\.json$", null),
        (@"^audit/cbor-appendix-a\.json$", "run by the tests of Encoding"),
        (@"^audit/proof-(inclusion|consistency)\.json$", "not yet: proofs"),
        (@"^audit/tile-paths\.json$", "not yet: the published tree"),
        (@"^audit/(signed-notes|cosignature-ed25519)\.json$", "not yet: signed checkpoints"),
        (@"^privacy/.*\.json$", "not yet: privacy"),
    ];

    [Fact]
    public void Every_vector_file_is_run_or_named_as_not_yet()
    {
        var notYet = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in CaseFolder.Vectors.Files())
        {
            Files.Should().Contain(row => Regex.IsMatch(file, row.Pattern), "'{0}' is known", file);
            if (Files.First(row => Regex.IsMatch(file, row.Pattern)).Reason is { } reason && reason.StartsWith("not yet", StringComparison.Ordinal))
            {
                notYet[reason["not yet: ".Length..]] = notYet.GetValueOrDefault(reason["not yet: ".Length..]) + 1;
            }
        }

        foreach (var (reason, count) in notYet)
        {
            CaseFolder.Report($"vector files not yet ({reason})", count);
        }
    }

    [Fact]
    public void Leaves_nodes_and_roots_are_those_of_the_basic_vectors()
    {
        using var document = Read("audit/merkle-basics.json");
        var (vectors, count) = (document.RootElement, 0);
        Span<byte> hash = stackalloc byte[Sha256Digest.Bytes];
        foreach (var leaf in vectors.GetProperty("leaf_hash").EnumerateArray())
        {
            TreeHash.Leaf(Hex(leaf, "entry"), hash);
            hash.ToArray().Should().Equal(Hex(leaf, "hash"));
            count++;
        }

        foreach (var node in vectors.GetProperty("raw_node_hash").EnumerateArray())
        {
            TreeHash.Node(Hex(node, "left"), Hex(node, "right"), hash);
            hash.ToArray().Should().Equal(Hex(node, "hash"));
            count++;
        }

        var tree = vectors.GetProperty("tree");
        var roots = tree.GetProperty("root_by_size").EnumerateArray().Select(root => root.GetString()!).ToList();
        var growing = new MerkleTree();
        growing.Root.ToString().Should().Be(vectors.GetProperty("empty_root").GetString()).And.Be(roots[0]);
        foreach (var entry in tree.GetProperty("entries").EnumerateArray())
        {
            TreeHash.Leaf(Convert.FromHexString(entry.GetString()!), hash);
            growing.Append(hash);
            growing.Root.ToString().Should().Be(roots[(int)growing.Size]);
            count++;
        }

        var level = tree.GetProperty("entries").EnumerateArray().Select(entry => Leaf(Convert.FromHexString(entry.GetString()!))).ToList();
        var levels = new List<byte[]>(level);
        while (level.Count > 1)
        {
            var parents = new byte[level.Count / 2 * Sha256Digest.Bytes];
            TreeHash.Nodes(level.SelectMany(node => node).ToArray(), parents);
            levels.AddRange(level = [.. parents.Chunk(Sha256Digest.Bytes)]);
        }

        levels.Select(Convert.ToHexStringLower).Should().Equal(
            tree.GetProperty("node_hashes_flat_levels_8_4_2_1").EnumerateArray().Select(node => node.GetString()));
        CaseFolder.Report("merkle basics", count + levels.Count);
    }

    [Fact]
    public void All_subtrees_of_a_tree_of_130_leaves_have_the_accumulated_hash()
    {
        using var document = Read("audit/merkle-accumulated.json");
        var leaves = Enumerable.Range(0, 130).Select(i => Leaf([(byte)i])).ToArray();
        var (lines, count) = (new StringBuilder(), 0);
        for (var end = 0; end <= leaves.Length; end++)
        {
            for (var start = 0; start <= end; start++)
            {
                var size = 1;
                while (size < end - start)
                {
                    size *= 2;
                }

                if (start == end || start % size == 0)
                {
                    var tree = new MerkleTree();
                    tree.Append(leaves[start..end].SelectMany(leaf => leaf).ToArray());
                    lines.Append($"[{start}, {end}) {tree.Root}\n");
                    count++;
                }
            }
        }

        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(lines.ToString())))
            .Should().Be(document.RootElement.GetProperty("sha256_of_all_lines").GetProperty("subtree_hash").GetString());
        CaseFolder.Report("merkle accumulated subtrees", count);
        CaseFolder.Report("merkle accumulated not yet", "inclusion, consistency, covering");
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CaseFolder.Vectors.Demand(), file)));

    private static byte[] Hex(JsonElement of, string name) => Convert.FromHexString(of.GetProperty(name).GetString()!);

    private static byte[] Leaf(byte[] entry)
    {
        var hash = new byte[Sha256Digest.Bytes];
        TreeHash.Leaf(entry, hash);
        return hash;
    }
}
