using ExoRoute.Cli;
using ExoRoute.Cli.Scenarios;

namespace ExoRoute.Tests.Cli;

/// <summary>Hostile documents and stores for the tool: an exit code of the table, a message of ours, and never the runtime's words.</summary>
public sealed class DocumentFuzzTests : IDisposable
{
    private const int Rounds = 400;
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Hostile_problems_are_solved_or_refused_with_their_place() => Problems(Rounds);

    [Fact]
    public void Hostile_scenarios_are_read_or_refused_with_their_place() => Scenarios(Rounds);

    [Fact]
    public void Hostile_stores_are_told_by_every_verb_that_reads_them() => Stores(Rounds / 10);

    [Fact]
    [Trait("Kind", "long")]
    public void Hostile_documents_and_stores_are_told_in_a_long_run_too()
    {
        Problems(Rounds * Fuzzing.Times);
        Scenarios(Rounds * Fuzzing.Times);
        Stores(Rounds / 10 * Fuzzing.Times);
    }

    private void Problems(int rounds) => Fuzzing.Run("problem documents", Corpus(Tool.ProblemFile), rounds, (input, _) =>
    {
        File.WriteAllBytes(_tool.At("fuzz.json"), input);
        var run = Tool.Run("solve", _tool.At("fuzz.json"), "--json");
        run.Code.Should().BeOneOf(ExitCode.Done, ExitCode.BadInput, ExitCode.Infeasible);
        return run.Code switch
        {
            ExitCode.BadInput => Refused(run),
            ExitCode.Infeasible => "no plan meets the limits",
            _ => null,
        };
    });

    // Read only: a session for each that is taken would test the router, and cost its time.
    private void Scenarios(int rounds) => Fuzzing.Run("scenario documents", Corpus(Tool.ScenarioFile), rounds, (input, _) =>
    {
        File.WriteAllBytes(_tool.At("fuzz.json"), input);
        try
        {
            ScenarioReader.Read(_tool.At("fuzz.json")).Venues.Count.Should().BePositive();
            return null;
        }
        catch (CommandException)
        {
            var run = Tool.Run("run", _tool.At("fuzz.json"), "--store", _tool.At("never"));
            run.Code.Should().Be(ExitCode.BadInput);
            Directory.Exists(_tool.At("never")).Should().BeFalse("bad input writes nothing");
            return Refused(run);
        }
    });

    private void Stores(int rounds)
    {
        var store = _tool.Store();
        var files = Directory.GetFiles(store, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0).Order(StringComparer.Ordinal).ToList();
        var good = files.ConvertAll(Used);
        string[][] verbs = [["verify"], ["replay"], ["explain", "3"], ["diff"]];
        Fuzzing.Run("stores on disk", good, rounds, leastTaken: 0, door: (input, mutator) =>
        {
            var spoilt = mutator.Below(files.Count);
            File.WriteAllBytes(files[spoilt], input);
            var verb = mutator.OneOf(verbs);
            var run = verb[0] == "explain" ? Tool.Run("explain", store, verb[1]) : verb[0] == "diff" ? Tool.Run("diff", store, store) : Tool.Run(verb[0], store);
            File.WriteAllBytes(files[spoilt], good[spoilt]);
            run.Code.Should().BeOneOf(ExitCode.Done, ExitCode.Found, ExitCode.BadInput);
            if (run.Code != ExitCode.Done)
            {
                run.Error.Should().NotBeNullOrWhiteSpace();
            }

            return run.Code == ExitCode.Done ? null : run.Code == ExitCode.Found ? "found" : "bad input";
        });
    }

    private static string Refused(ToolRun run)
    {
        run.Out.Should().BeEmpty();
        run.Error.Should().Contain("fuzz.json");
        run.Error.Length.Should().BeLessThan(200_000, "a message is not as long as the document");
        return "bad input";
    }

    private static List<byte[]> Corpus(string file) => [File.ReadAllBytes(file), System.Text.Encoding.UTF8.GetBytes(System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!.ToJsonString())];

    // A segment without the zeros that are reserved behind its last frame.
    private static byte[] Used(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return bytes[..(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)];
    }
}
