using System.Diagnostics;
using System.Text.Json.Nodes;
using ExoRoute.Cli;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Runtime;

namespace ExoRoute.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private static readonly string[] Verbs = ["solve", "books", "run", "verify", "replay", "explain", "diff", "metrics"];

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Help_of_the_tool_and_of_every_verb_shows_an_example()
    {
        var all = Tool.Run("--help");
        all.Code.Should().Be(ExitCode.Done);
        foreach (var verb in Verbs)
        {
            all.Out.Should().Contain($"exoroute {verb} ");
            var help = Tool.Run(verb, "--help");
            help.Code.Should().Be(ExitCode.Done);
            help.Out.Should().Contain("Example:").And.Contain($"exoroute {verb} ").And.Contain("--json");
        }
    }

    [Theory]
    [InlineData]
    [InlineData("nosuchverb")]
    [InlineData("verify")]
    [InlineData("run", "scenario.json")]
    [InlineData("verify", "a", "b")]
    [InlineData("verify", "a", "--nosuchoption")]
    [InlineData("verify", "--json=perhaps", "a")]
    public void A_wrong_command_line_is_bad_input_and_says_where_help_is(params string[] args)
    {
        var run = Tool.Run(args);
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain("--help'");
        run.Out.Should().BeEmpty();
    }

    [Theory]
    [InlineData("solve")]
    [InlineData("run")]
    public void A_document_that_is_not_there_or_is_a_directory_is_told(string verb)
    {
        foreach (var file in new[] { _tool.At("nowhere.json"), Path.GetDirectoryName(_tool.At("x"))! })
        {
            string[] args = verb == "run" ? [verb, file, "--store", _tool.At("s")] : [verb, file];
            var run = Tool.Run(args);
            run.Code.Should().Be(ExitCode.BadInput);
            run.Error.Should().Contain(file);
        }
    }

    [Fact]
    public async Task The_tool_as_a_process_ends_with_the_codes_and_keeps_its_streams_apart()
    {
        var (code, output, error) = await Process("run", Tool.ScenarioFile, "--store", _tool.At("s"), "--json");
        code.Should().Be(ExitCode.Done);
        JsonNode.Parse(output)!["verb"]!.GetValue<string>().Should().Be("run");
        error.Should().BeEmpty("there is no terminal, so there is no progress");
        (await Process("verify", _tool.At("nowhere"))).Code.Should().Be(ExitCode.BadInput);
        (await Process("solve", _tool.Write("p.json", File.ReadAllText(Tool.ProblemFile).Replace("\"3\"", "\"300\"")))).Code.Should().Be(ExitCode.Infeasible);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(40)]
    public async Task What_follow_told_is_in_the_store_after_a_kill(int decisions)
    {
        var file = _tool.Write("long.json", File.ReadAllText(Tool.ScenarioFile).Replace("\"12s\"", "\"600s\"").Replace("\"deadline\": \"+9s\"", "\"deadline\": \"+500s\""));
        using var process = Start("run", file, "--store", _tool.At("killed"), "--follow");
        var told = new List<JsonObject>();
        while (told.Count < decisions && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            told.Add(JsonNode.Parse(line)!.AsObject());
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var medium = new FileMedium(_tool.At("killed"));
        var records = StoreReader.Read(medium).ToList();
        var decoder = new Encoding.RecordDecoder();
        foreach (var one in told.Where(one => one.ContainsKey("decision")))
        {
            decoder.Decode(records[one["record"]!.GetValue<int>()].Bytes).Decision!.GetType().Name.Should().Be(one["decision"]!.GetValue<string>());
        }

        ReplayFold.Run(StoreReader.Read(medium)).Divergence.Should().BeNull();
        Tool.Run("replay", _tool.At("killed")).Code.Should().Be(ExitCode.Done);
        Tool.Run("run", file, "--store", _tool.At("killed"), "--until", "+5s").Code.Should().Be(ExitCode.Done, "the store goes on in another epoch");
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "exoroute.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return System.Diagnostics.Process.Start(start)!;
    }

    private static async Task<(int Code, string Out, string Error)> Process(params string[] args)
    {
        using var process = Start(args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
