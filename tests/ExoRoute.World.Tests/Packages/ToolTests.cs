using System.Reflection;
using System.Runtime.InteropServices;
using ExoRoute.Cli;
using ExoRoute.Tests.Machines;

namespace ExoRoute.Tests.Packages;

/// <summary>The tool as its user gets it: installed from its package.</summary>
[Collection("packages")]
public class ToolTests(PackageFeed feed)
{
    [Fact]
    public void The_tool_installs_tells_its_version_and_solves_the_problem_on_its_page()
    {
        var folder = feed.NewFolder("tool");
        var (code, output) = PackageFeed.Dotnet(folder, "tool", "install", "exoroute", "--tool-path", "bin", "--version", feed.Version, "--configfile", "nuget.config");
        code.Should().Be(0, output);

        Run(folder, "--version").Should().Be(typeof(ExoRouteCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        var page = File.ReadAllText(Path.Combine(CaseFolder.ProjectTop(), "src", "ExoRoute.Cli", "README.md")).ReplaceLineEndings("\n");
        var (from, to) = (page.IndexOf("```json\n", StringComparison.Ordinal) + 8, page.LastIndexOf("\n```\n", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "problem.json"), page[from..to]);
        Run(folder, "solve", "problem.json").Should().Contain("it holds");
    }

    private static string Run(string folder, params string[] args)
    {
        var program = Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "exoroute.exe" : "exoroute");
        // Where this very runtime is installed, three folders up: the tool's launcher looks in the usual places only.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var (code, output, errors) = Child.Await(Child.Start(program, [("DOTNET_ROOT", root)], args, folder));
        (code, errors.Trim()).Should().Be((0, ""), output);
        return output.Trim();
    }
}
