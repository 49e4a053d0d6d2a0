using System.Text.RegularExpressions;

namespace ExoRoute.Tests.Machines;

/// <summary>Core cannot look at a clock, draw a number or touch a file: such code does not build.</summary>
public class ClockTests
{
    // One line each; every one must be an error of its own.
    private static readonly string[] Peeks =
    [
        "DateTime.UtcNow", "DateTime.Now", "DateTimeOffset.UtcNow", "System.Diagnostics.Stopwatch.GetTimestamp()", "Environment.TickCount64",
        "TimeProvider.System", "Guid.NewGuid()", "Random.Shared", "new Random(1)", "System.IO.File.Exists(\"x\")", "System.Threading.Tasks.Task.CompletedTask",
        "\"x\".GetHashCode()", "Math.Pow(2, 0.5)", "System.Globalization.CultureInfo.CurrentCulture",
    ];

    [Fact]
    public void A_peek_at_the_clock_in_Apply_does_not_build()
    {
        var folder = Directory.CreateTempSubdirectory("exoroute-").FullName;
        try
        {
            var top = CaseFolder.ProjectTop();
            foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig"])
            {
                File.Copy(Path.Combine(top, file), Path.Combine(folder, file));
            }

            Copy(Path.Combine(top, "src", "ExoRoute.Core"), Path.Combine(folder, "src", "ExoRoute.Core"));
            var apply = Path.Combine(folder, "src", "ExoRoute.Core", "Routing", "RouterState.cs");
            var source = File.ReadAllText(apply);
            var door = source.IndexOf("_decisions.Clear();", StringComparison.Ordinal);
            door.Should().BePositive("Apply begins there");
            File.WriteAllText(apply, source.Insert(door, string.Join('\n', Peeks.Select((peek, n) => $"object peek{n} = {peek};")) + "\n_ = peek0;\n"));

            var (code, output, errors) = Child.Await(Child.Start("dotnet", [("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en")], ["build", Path.Combine(folder, "src", "ExoRoute.Core"), "-c", "Release", "-v", "quiet", "-p:UseSharedCompilation=false"]));
            code.Should().NotBe(0, output + errors);
            var lines = File.ReadAllLines(apply);
            var refused = Regex.Matches(output, @"RouterState\.cs\((?<line>\d+),\d+\): error RS0030", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
                .Select(match => lines[int.Parse(match.Groups["line"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) - 1]).ToHashSet(StringComparer.Ordinal);
            Peeks.Where(peek => !refused.Any(line => line.Contains(peek, StringComparison.Ordinal))).Should().BeEmpty("each is banned in Core: {0}", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (!name.StartsWith("bin", StringComparison.Ordinal) && !name.StartsWith("obj", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                File.Copy(file, Path.Combine(to, name));
            }
        }
    }
}
