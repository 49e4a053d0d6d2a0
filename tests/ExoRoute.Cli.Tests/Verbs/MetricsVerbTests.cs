using System.Text.Json.Nodes;
using ExoRoute.Cli;
using ExoRoute.Encoding;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Tests.Cli.Verbs;

/// <summary>The figures of sound, damaged, forged and hostile stores.</summary>
public sealed class MetricsVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_sound_store_tells_its_figures_and_every_check_held()
    {
        var run = Tool.Run("metrics", _tool.Store());
        run.Code.Should().Be(ExitCode.Done);
        run.Error.Should().BeEmpty();
        run.Out.Should().StartWith("store 0123456789abcdef0123456789abcdef\n").And.EndWith("metrics: every check held\n")
            .And.Contain("Placed (a plan delta)").And.Contain("frames add").And.Contain(": identical\n").And.Contain("no rounds: bisection or search")
            .And.Contain("filled + working + possibly filled <= parent: held").And.Contain("not signed: there are no checkpoints yet").And.Contain("(100 %)");
    }

    [Fact]
    public void The_json_agrees_with_the_other_verbs_on_the_same_store()
    {
        var store = _tool.Store();
        var (metrics, verify, replay) = (Tool.Run("metrics", store, "--json").Json, Tool.Run("verify", store, "--json").Json, Tool.Run("replay", store, "--json").Json["replay"]!);
        Names(metrics).Should().Equal("schema", "verb", "sound", "store", "size", "replay", "plans", "conformance", "books", "audit");
        metrics["sound"]!.GetValue<bool>().Should().BeTrue();
        Number(metrics, "size", "records").Should().Be(Number(verify, "records"));
        Number(metrics, "size", "frames").Should().Be(Number(verify, "frames"));
        Number(metrics, "size", "inputs", "bytes").Should().Be(Number(replay, "inputBytes"));
        Number(metrics, "size", "decisions", "bytes").Should().Be(Number(replay, "decisionBytes"));
        foreach (var (name, value) in replay.AsObject())
        {
            JsonNode.DeepEquals(metrics["replay"]![name], value).Should().BeTrue(name);
        }

        metrics["audit"]!["root"]!.GetValue<string>().Should().Be(verify["root"]!.GetValue<string>());
        Number(metrics, "audit", "durableRecords").Should().Be(Number(verify, "records"), "the store was closed");
        Number(metrics, "audit", "decisionsBehindTheirInput").Should().Be(Number(replay, "decisions"));
        metrics["audit"]!["signed"]!.GetValue<bool>().Should().BeFalse();
        metrics["plans"]!["rounds"].Should().BeNull();
    }

    [Fact]
    public void The_members_of_the_json_are_those_the_page_tells()
    {
        var json = Tool.Run("metrics", _tool.Store(), "--json").Json;
        Names(json["size"]!).Should().Equal("records", "bytes", "inputs", "decisions", "planDeltas", "unknown", "kinds", "frames", "frameBytes", "frameOverheadBytes");
        Names(json["size"]!["planDeltas"]!).Should().Equal("count", "bytes", "median", "p99", "max");
        Names(json["replay"]!).Should().Contain(["identical", "firstDifference", "logicVersions", "logicVersion", "nanoseconds", "inputsPerSecond"]);
        Names(json["plans"]!).Should().Equal("rounds", "noRounds", "engines", "questions", "nothingToPlan", "deltasPerParent");
        Names(json["plans"]!["engines"]!["branch-and-bound"]!).Should().Equal("plans", "proved", "largestGapBps", "nodes");
        Names(json["conformance"]!).Should().Equal("venues", "parents", "ends", "refusals", "overFillAlarms", "lateFillAlarms", "otherAlarms", "checkedInputs", "withinParent", "breaches");
        Names(json["conformance"]!["venues"]![0]!).Should().Equal("venue", "placed", "sent", "answered", "acknowledged", "rejected", "filled", "fills", "repeatedFills", "lateFills", "busts",
            "cancelsSent", "cancelRejects", "unknown", "resolved", "unresolved", "rejectReasons");
        Names(json["books"]![0]!).Should().Equal("venue", "changes", "snapshots", "broken", "causes");
        Names(json["audit"]!).Should().Equal("chainVerified", "intactRecords", "root", "head", "signed", "epochs", "problems", "tornTailBytes", "setAside", "durableRecords", "decisions",
            "decisionsBehindTheirInput", "decisionsBehindTheirInputPercent", "unreadable", "firstUnfounded");
    }

    [Fact]
    public void A_damaged_store_still_tells_the_figures_of_what_is_intact()
    {
        var store = _tool.Store();
        var segment = Directory.GetFiles(Path.Combine(store, "wal")).Single();
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().LastIndexOfAnyExcept((byte)0) / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);
        var run = Tool.Run("metrics", store);
        run.Code.Should().Be(ExitCode.Found);
        run.Error.Should().MatchRegex("Record [0-9]+ in ").And.Contain("are intact");
        run.Out.Should().Contain("size, in bytes").And.Contain(": identical\n", "what is intact is what was decided").And.Contain("chain, tree and sums: damaged").And.EndWith("metrics: a check found something\n");
        var json = Tool.Run("metrics", store, "--json").Json;
        json["audit"]!["chainVerified"]!.GetValue<bool>().Should().BeFalse();
        Number(json, "size", "records").Should().BeGreaterThan(0).And.Be(Number(json, "audit", "intactRecords"));
    }

    [Fact]
    public void A_forged_record_is_named_and_sizes_and_audit_go_on_behind_it()
    {
        var store = _tool.Store();
        var (forged, altered, count) = (_tool.At("forged"), -1L, 0L);
        using (var medium = new FileMedium(store))
        {
            using var into = RecordStore.Open(new FileMedium(forged));
            var (decoder, encoder) = (new RecordDecoder(), new RecordEncoder());
            foreach (var entry in StoreReader.Read(medium))
            {
                count++;
                if (altered < 0 && decoder.Decode(entry.Bytes).Decision is Placed placed)
                {
                    altered = entry.Index;
                    into.Append(encoder.Encode(placed with { Basis = placed.Basis - 1, Delta = placed.Delta with { Basis = placed.Delta.Basis - 1 } }).Span);
                }
                else
                {
                    into.Append(entry.Bytes.Span);
                }
            }
        }

        var run = Tool.Run("metrics", forged);
        run.Code.Should().Be(ExitCode.Found);
        run.Error.Should().Contain($"differs at record {altered}");
        run.Out.Should().Contain($"are of the records before {altered}").And.Contain("chain, tree and sums: verified");
        var json = Tool.Run("metrics", forged, "--json").Json;
        Number(json, "size", "records").Should().Be(count);
        Number(json, "audit", "firstUnfounded").Should().Be(altered);
        Number(json, "audit", "decisionsBehindTheirInput").Should().Be(Number(json, "audit", "decisions") - 1);
        Number(json, "replay", "firstDifference", "record").Should().Be(altered);
    }

    [Fact]
    public void Records_that_are_none_are_counted_and_nothing_falls_over()
    {
        using (var store = RecordStore.Open(new FileMedium(_tool.At("hostile"))))
        {
            foreach (var record in new[] { "", "\0\0\0", "{\"schema\":3}", new string('x', 60_000), "\u00a3\u0000\u0003", "EXOFRAME" })
            {
                store.Append(System.Text.Encoding.Latin1.GetBytes(record));
            }

        }

        var run = Tool.Run("metrics", _tool.At("hostile"), "--json");
        run.Code.Should().Be(ExitCode.Found);
        Number(run.Json, "audit", "unreadable").Should().Be(Number(run.Json, "size", "records"));
        Number(run.Json, "audit", "firstUnfounded").Should().Be(0);
    }

    [Fact]
    public void A_store_without_records_has_figures_of_nothing()
    {
        RecordStore.Open(new FileMedium(_tool.At("new"))).Dispose();
        var run = Tool.Run("metrics", _tool.At("new"));
        run.Code.Should().Be(ExitCode.Done);
        run.Out.Should().Contain("records 0, 0 bytes").And.Contain("epochs: none");
        Number(Tool.Run("metrics", _tool.At("new"), "--json").Json, "size", "planDeltas", "median").Should().Be(0);
    }

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(member => member.Key);

    private static long Number(JsonNode node, params string[] path) => path.Aggregate(node, (at, name) => at[name]!).GetValue<long>();
}
