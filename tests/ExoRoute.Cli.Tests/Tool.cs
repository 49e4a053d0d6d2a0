using System.Text.Json.Nodes;
using ExoRoute.Cli;

namespace ExoRoute.Tests.Cli;

/// <summary>What a command line came to.</summary>
internal sealed record ToolRun(int Code, string Out, string Error)
{
    public JsonObject Json => JsonNode.Parse(Out)!.AsObject();
}

/// <summary>The tool in process, with folders of its own that go with the test.</summary>
internal sealed class Tool : IDisposable
{
    // Words that only the runtime says. (Its namespaces, its types, its stack frames.)
    private static readonly string[] RuntimeWords = ["Exception", "System.", "   at ", "JsonReader", "BytePositionInLine", "LineNumber", "(Parameter", "could not be converted", "Object reference"];

    private readonly string _folder = Directory.CreateTempSubdirectory("exoroute-cli-").FullName;

    public static string ScenarioFile => Path.Combine(AppContext.BaseDirectory, "Documents", "scenario.json");

    public static string ProblemFile => Path.Combine(AppContext.BaseDirectory, "Documents", "problem.json");

    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Documents", name + ".json");

    public string At(string name) => Path.Combine(_folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public static ToolRun Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = ExoRouteCommand.Run(args, output, error);
        var run = new ToolRun(code, output.ToString(), error.ToString());
        foreach (var word in RuntimeWords)
        {
            (run.Out + run.Error).Should().NotContain(word, "no text of the runtime's own is shown");
        }

        return run;
    }

    /// <summary>A store made from the scenario beside the tests.</summary>
    public string Store(string name = "store")
    {
        Run("run", ScenarioFile, "--store", At(name)).Code.Should().Be(ExitCode.Done);
        return At(name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
