using System.Globalization;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;
using ExoRoute.Tests.Machines;
using Xunit.Sdk;

namespace ExoRoute.Tests.Crashes;

/// <summary>Real processes, killed without a warning.</summary>
public class KillTests
{
    private const int Lives = 5;

    [Theory]
    [InlineData(Durability.PageCache, 101)]
    [InlineData(Durability.Disk, 102)]
    [InlineData(Durability.PageCache, 103)]
    [InlineData(Durability.Disk, 104)]
    public void A_killed_router_leaves_a_store_with_all_it_had_told_of_and_the_next_one_goes_on(Durability durability, ulong seed)
    {
        var folder = Directory.CreateTempSubdirectory("exoroute-").FullName;
        try
        {
            var random = new SeededRandom(seed);
            var told = new SortedDictionary<long, string>();
            for (var life = 1; life <= Lives; life++)
            {
                Kill(folder, durability, seed, random, told);
                Check(folder, told, openedAtMost: life);
            }

            told.Should().NotBeEmpty();
            LastLife(folder, seed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Lets it tell of so many flushes, and kills it a moment later.
    private static void Kill(string folder, Durability durability, ulong seed, SeededRandom random, SortedDictionary<long, string> told)
    {
        using var child = Child.Start([], "live", folder, durability.ToString(), seed.ToString(CultureInfo.InvariantCulture));
        var errors = child.StandardError.ReadToEndAsync();
        for (var lines = random.Between(1, 150); lines > 0; lines--)
        {
            Tell(child.StandardOutput.ReadLine() ?? throw new XunitException($"It ended by itself: {errors.Result}"));
        }

        child.WaitForExit((int)random.Below(15));
        child.Kill();
        child.WaitForExit();
        var last = child.StandardOutput.ReadToEnd();
        foreach (var line in last[..(last.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Tell(line);
        }

        void Tell(string line)
        {
            var parts = line.Split(' ');
            told[long.Parse(parts[0], CultureInfo.InvariantCulture)] = parts[1];
        }
    }

    private static void Check(string folder, SortedDictionary<long, string> told, int openedAtMost)
    {
        var medium = new FileMedium(LiveDay.StoreOf(folder));
        StoreVerifier.Verify(medium).Problems.Should().BeEmpty();
        IReadOnlyList<StoredEntry> records = [.. StoreReader.Read(medium)];
        records.Count.Should().BeGreaterThanOrEqualTo((int)told.Keys.Max(), "what was told of is there");
        records.Max(record => record.Frame.Header.Epoch).Should().BeLessThanOrEqualTo((uint)openedAtMost);

        // Not only as many: the very same, by the root it had told.
        var tree = new MerkleTree();
        Span<byte> leaf = stackalloc byte[Sha256Digest.Bytes];
        foreach (var record in records)
        {
            TreeHash.Leaf(record.Bytes.Span, leaf);
            tree.Append(leaf);
            if (told.TryGetValue(tree.Size, out var root))
            {
                tree.Root.ToString().Should().Be(root, "records 0 to {0} are those that were told of", tree.Size - 1);
            }
        }

        ReplayFold.Run(records).Divergence.Should().BeNull();
    }

    // Nobody kills this one: every order of all lives comes to an end, in our books as in the venues'.
    private static void LastLife(string folder, ulong seed)
    {
        var before = Console.Out;
        try
        {
            Console.SetOut(TextWriter.Null);
            LiveDay.Run(folder, Durability.PageCache, seed);
        }
        finally
        {
            Console.SetOut(before);
        }

        var placed = new HashSet<string>(StringComparer.Ordinal);
        var fold = ReplayFold.Run(StoreReader.Read(new FileMedium(LiveDay.StoreOf(folder))), seen =>
        {
            switch (seen.Record)
            {
                case { Decision: Placed { Children: var children } }:
                    foreach (var child in children)
                    {
                        placed.Add(child.ClientId.Text).Should().BeTrue("a client order id is used once, in all lives");
                    }

                    break;
                case { Decision: Alarmed alarmed }:
                    throw new XunitException($"Alarm at record {seen.Index}: {alarmed.Reason}");
                default:
                    break;
            }
        });
        fold.Divergence.Should().BeNull();
        fold.State.OpenChildren.Select(child => child.ToString()).Should().BeEmpty("the venues were asked about all that was open");
        fold.State.WorkingParents.Select(parent => parent.ToString()).Should().BeEmpty();
        var known = Directory.EnumerateFiles(folder, "*.txt").Select(RememberingVenue.Read).SelectMany(orders => orders).ToList();
        known.Should().NotBeEmpty();
        known.Select(order => order.Key).Except(placed).Should().BeEmpty("only what was decided, and is on record, was sent");
    }
}
