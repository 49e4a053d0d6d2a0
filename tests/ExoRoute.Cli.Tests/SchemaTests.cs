using System.Text.RegularExpressions;
using NJsonSchema;

namespace ExoRoute.Tests.Cli;

/// <summary>The schemas beside the pages are schemas, and every document there is meets them.</summary>
public sealed class SchemaTests
{
    private static readonly string Top = CaseFolder.ProjectTop();

    [Theory]
    [InlineData("scenario", "scenario")]
    [InlineData("problem", "problem", "groups", "desks", "exchange", "makeTake")]
    public async Task The_fixtures_and_the_pages_examples_meet_the_schema(string kind, params string[] fixtures)
    {
        var schema = await Schema(kind);
        var page = await File.ReadAllTextAsync(Path.Combine(Top, "docs/formats", kind + ".md"), TestContext.Current.CancellationToken);
        var examples = Examples(page);
        examples.Length.Should().Be(kind == "problem" ? 4 : 1, "each shape has an example");
        foreach (var document in fixtures.Select(name => File.ReadAllText(Tool.Fixture(name))).Concat(examples))
        {
            schema.Validate(document).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Every_scenario_of_the_samples_meets_the_schema()
    {
        var schema = await Schema("scenario");
        var samples = Path.Combine(Top, "samples");
        foreach (var file in Directory.Exists(samples) ? Directory.GetFiles(samples, "scenario*.json", SearchOption.AllDirectories) : [])
        {
            schema.Validate(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().BeEmpty(file);
            ExoRoute.Cli.Scenarios.ScenarioReader.Read(file).Venues.Should().NotBeEmpty();
        }
    }

    [Theory]
    [InlineData("scenario")]
    [InlineData("problem")]
    public async Task The_examples_of_the_pages_run(string kind)
    {
        using var tool = new Tool();
        var page = await File.ReadAllTextAsync(Path.Combine(Top, "docs/formats", kind + ".md"), TestContext.Current.CancellationToken);
        foreach (var (example, place) in Examples(page).Select(static (example, place) => (example, place)))
        {
            var file = tool.Write("example.json", example);
            (kind == "scenario" ? Tool.Run("run", file, "--store", tool.At("s")) : Tool.Run("solve", file, "--explain")).Code.Should().Be(0, $"example {place} runs");
        }
    }

    [Theory]
    [InlineData("scenario", "scenario")]
    [InlineData("problem", "problem")]
    [InlineData("problem", "groups")]
    [InlineData("problem", "desks")]
    [InlineData("problem", "exchange")]
    [InlineData("problem", "makeTake")]
    public async Task The_schema_refuses_nothing_that_the_reader_takes_and_most_of_what_it_does_not(string kind, string fixture)
    {
        var schema = await Schema(kind);
        using var tool = new Tool();
        var (refusedByBoth, refusedByReader) = (0, 0);
        foreach (var spoilt in Hostile.Of(File.ReadAllText(Tool.Fixture(fixture))).Where(one => one.How is not ("10,000 digits" or "nested 10,000 deep" or "half a character")))
        {
            var file = tool.Write("spoilt.json", spoilt.Text);
            var valid = schema.Validate(spoilt.Text).Count == 0;
            if (Takes(kind, file))
            {
                valid.Should().BeTrue(spoilt.ToString());
            }
            else
            {
                (refusedByReader, refusedByBoth) = (refusedByReader + 1, refusedByBoth + (valid ? 0 : 1));
            }
        }

        refusedByBoth.Should().BeGreaterThan(refusedByReader * 8 / 10);
    }

    private static string[] Examples(string page) =>
        [.. Regex.Matches(page, "```json\n(?<document>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture).Select(static match => match.Groups["document"].Value)];

    private static bool Takes(string kind, string file)
    {
        try
        {
            _ = kind == "scenario" ? (object)ExoRoute.Cli.Scenarios.ScenarioReader.Read(file) : ExoRoute.Cli.Problems.ProblemReader.Read(file);
            return true;
        }
        catch (ExoRoute.Cli.CommandException)
        {
            return false;
        }
    }

    private static Task<JsonSchema> Schema(string kind) => JsonSchema.FromFileAsync(Path.Combine(Top, "docs/formats", kind + ".schema.json"));
}
