using System.Buffers.Binary;
using System.Text.Json;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

[Trait("Kind", "cases")]
public class TakerCaseTests
{
    // Each file of the folder by name: run here or in a class beside this one, or not yet. A file that is in neither list fails.
    private static readonly string[] Run =
    [
        "taker-ladders*.json", "taker-lots-minqty-ticket*.json", DeskCaseTests.Files, "cont-kukanov*.json", "dark-pool*.json", "matpower-*.json",
        "economic-dispatch*.json", "qp-multi-instrument*.json", "cfmm-routing*.json", "convexflows-opf*.json",
    ];

    private static readonly string[] NotYet =
    [
    ];

    [Fact]
    public void Every_case_file_is_run_or_named_as_not_yet()
    {
        foreach (var file in CaseFolder.Cases.Files())
        {
            (Matches(file, Run) || Matches(file, NotYet)).Should().BeTrue("'{0}' must be in one of the two lists", file);
            if (Matches(file, NotYet))
            {
                CaseFolder.Report("not yet", file);
            }
        }
    }

    [Fact]
    public void Canonical_taker_orders_have_the_published_cost_price_and_fills()
    {
        var count = 0;
        foreach (var instance in Instances("taker-ladders*.json"))
        {
            var (venues, levels, quantity) = (instance.Int("V"), instance.Int("K"), instance.Long("Q"));
            var ladders = Worlds.Canonical(venues, levels);
            if (instance.Has("venues", out var rows))
            {
                var written = rows.EnumerateArray().Select(row => Worlds.Rungs(Pairs(row.GetProperty("levels")))).ToArray();
                written.Select(rungs => rungs.Select(rung => (rung.Price, rung.Quantity))).Should().BeEquivalentTo(
                    ladders.Select(rungs => rungs.Select(rung => (rung.Price, rung.Quantity))), o => o.WithStrictOrdering());
                ladders = written;
            }

            var problems = Worlds.Problems(ladders);
            var solution = Solver.Solve(problems, new(quantity), SolverSettings.Default);

            solution.Status.Should().Be(SolveStatus.Optimal);
            solution.Cost.Count.Should().Be(instance.Long("expected_cost"));
            solution.Prices[0].Should().Be(DualPrice.Whole(instance.Long("expected_lambda")));
            if (instance.Has("expected_fill", out var fills))
            {
                solution.Flows.Flows.ToArray().Should().Equal(fills.EnumerateArray().Select(fill => fill.GetInt64()));
            }
            else
            {
                Fnv1A64(solution.Flows.Flows).Should().Be(instance.Text("expected_fill_fnv1a64"));
            }

            Certificate.Check(problems, new(quantity), solution).Faults.Should().BeEmpty();
            count++;
        }

        count.Should().BePositive();
        CaseFolder.Report("taker ladders", count);
    }

    [Fact]
    public void Lots_minimums_and_tickets_have_the_published_cost_and_are_proved()
    {
        var count = 0;
        foreach (var instance in Instances("taker-lots-minqty-ticket*.json"))
        {
            var (lots, minimums, tickets) = (instance.Longs("lot"), instance.Longs("minqty"), instance.Longs("ticket"));
            instance.Has("venues", out var rows).Should().BeTrue();
            var problems = rows.EnumerateArray()
                .Select((levels, venue) => Worlds.Problem(venue, Pairs(levels), lots[venue], minimums[venue], tickets[venue])).ToArray();
            var quantity = new Lots(instance.Long("Q"));

            var solution = Solver.Solve(problems, quantity, SolverSettings.Default);

            solution.Status.Should().Be(SolveStatus.Optimal);
            solution.Cost.Count.Should().Be(instance.Long("expected_cost"));
            Certificate.Check(problems, quantity, solution).Faults.Should().BeEmpty();
            instance.Longs("one_optimal_fill").Select((fill, venue) => problems[venue].Value(new(fill)).Count).Aggregate((a, b) => a + b)
                .Should().Be(solution.Cost.Count, "the published fill costs the same by our own evaluation");

            var relaxed = rows.EnumerateArray().Select((levels, venue) => Worlds.Problem(venue, Pairs(levels))).ToArray();
            Solver.Solve(relaxed, quantity, SolverSettings.Default).Cost.Count.Should().Be(instance.Long("relaxed_cost_no_lots_no_min_no_ticket"));
            CaseFolder.Report($"taker lots V={problems.Length} nodes", solution.Nodes);
            count++;
        }

        count.Should().BePositive();
        CaseFolder.Report("taker lots, minimums, tickets", count);
    }

    private static bool Matches(string file, string[] patterns) =>
        patterns.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, file));

    private static IEnumerable<Instance> Instances(string pattern)
    {
        foreach (var file in CaseFolder.Cases.Files().Where(file => Matches(file, [pattern])))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CaseFolder.Cases.Demand(), file)));
            foreach (var instance in document.RootElement.GetProperty("instances").EnumerateArray())
            {
                yield return new(instance.Clone());
            }
        }
    }

    private static IEnumerable<(long Price, long Quantity)> Pairs(JsonElement levels) =>
        levels.EnumerateArray().Select(level => (level[0].GetInt64(), level[1].GetInt64()));

    private static string Fnv1A64(ReadOnlySpan<long> fills)
    {
        var hash = 0xcbf29ce484222325UL;
        Span<byte> bytes = stackalloc byte[8];
        foreach (var fill in fills)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, fill);
            foreach (var one in bytes)
            {
                hash = (hash ^ one) * 0x100000001b3UL;
            }
        }

        return hash.ToString("x16");
    }

    private sealed record Instance(JsonElement Json)
    {
        internal int Int(string name) => Json.GetProperty(name).GetInt32();

        internal long Long(string name) => Json.GetProperty(name).GetInt64();

        internal string Text(string name) => Json.GetProperty(name).GetString()!;

        internal long[] Longs(string name) => [.. Json.GetProperty(name).EnumerateArray().Select(item => item.GetInt64())];

        internal bool Has(string name, out JsonElement value) => Json.TryGetProperty(name, out value);
    }
}
