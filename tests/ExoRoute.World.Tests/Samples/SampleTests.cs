using ExoRoute.Cli;
using ExoRoute.Tests.Machines;

namespace ExoRoute.Tests.Samples;

/// <summary>The samples as their reader runs them: real processes, their output to the letter.</summary>
public class SampleTests
{
    private static readonly string Folder = Path.Combine(CaseFolder.ProjectTop(), "samples");

    public static TheoryData<string> All => [.. Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_sample_prints_what_is_on_record(string sample)
    {
        var (code, output, errors) = Run(sample);
        (code, errors).Should().Be((0, ""));
        output.ReplaceLineEndings("\n").Should().Be(File.ReadAllText(Path.Combine(Folder, sample, "expected.txt")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_quickstarts_scenario_leads_the_tool_to_the_same_root()
    {
        var store = Directory.CreateTempSubdirectory("exoroute-sample-");
        try
        {
            var (output, errors) = (new StringWriter(), new StringWriter());
            ExoRouteCommand.Run(["run", Path.Combine(Folder, "01-quickstart", "scenario.json"), "--store", store.FullName], output, errors).Should().Be(0, errors.ToString());
            var root = File.ReadAllLines(Path.Combine(Folder, "01-quickstart", "expected.txt")).Single(line => line.StartsWith("root: ", StringComparison.Ordinal));
            output.ToString().Should().Contain(root).And.Contain("replay: identical");
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    [Fact]
    [Trait("Kind", "cases")]
    public void The_quickstart_runs_on_every_recorded_tape_and_replays_it_identically()
    {
        var tapes = CaseFolder.Data.Files().Where(file => file.StartsWith("tapes/", StringComparison.Ordinal)).ToArray();
        tapes.Should().NotBeEmpty();
        foreach (var tape in tapes)
        {
            var (code, output, errors) = Run("01-quickstart", "--tape", Path.Combine(CaseFolder.Data.Demand(), tape));
            (code, errors).Should().Be((0, ""), tape);
            output.Should().Contain("gap 0").And.EndWith("replay: identical" + Environment.NewLine);
        }

        CaseFolder.Report("tapes through the quickstart", tapes.Length);
    }

    [Theory]
    [InlineData("--tape")]
    [InlineData("--tape", "no-such-file.gz")]
    [InlineData("--what")]
    public void The_quickstart_says_what_is_wrong_with_its_arguments(params string[] args)
    {
        var (code, _, errors) = Run("01-quickstart", args);
        code.Should().Be(2);
        errors.Should().NotBeEmpty().And.NotContain("   at ");
    }

    [Fact]
    public void A_venue_of_ones_own_takes_less_than_a_hundred_lines() =>
        File.ReadAllLines(Path.Combine(Folder, "02-custom-venue", "DealerVenue.cs")).Length.Should().BeLessThan(100);

    private static (int Code, string Output, string Errors) Run(string sample, params string[] args)
    {
        var built = Path.Combine(Folder, sample, "bin", Configuration, "net10.0", sample + ".dll");
        var (code, output, errors) = Child.Await(Child.Start("dotnet", [], [built, .. args]));
        return (code, output, errors.Trim());
    }

    private static string Configuration => typeof(SampleTests).Assembly.Location.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        ? "Release"
        : "Debug";
}
