using System.Globalization;
using ExoRoute.Cli;

namespace ExoRoute.Tests.Cli.Export;

/// <summary>Exported files, in words and as another solver finds them.</summary>
public sealed class ExportVerbTests : IDisposable
{
    private const string Linear = """
        { "schema": 1, "nodes": [{ "name": "A", "demand": 7.3 }, { "name": "B", "demand": 1 }],
          "terms": [
            { "kind": "ladder", "name": "asks", "node": "A", "levels": [[10, 2], [11.1, 3.3], [12, 9]] },
            { "kind": "ladder", "name": "bids", "node": "B", "side": "sell", "levels": [[25, 1], [22, 2]] },
            { "kind": "piecewise-linear", "name": "gen", "node": "B", "knots": [null, -1, 2, null], "prices": [3, 20, 30], "start": 5 },
            { "kind": "market", "name": "m", "node": "A", "price": 15, "low": -3, "high": null },
            { "kind": "activity", "name": "swap", "nodes": ["A", "B"], "coefficients": [-2, 1.01], "knots": [0, 4], "prices": [0.1] },
            { "kind": "quadratic", "name": "q", "node": "A", "b": 10.5, "c": 0, "low": 1, "high": 1.5 }] }
        """;

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("mps")]
    [InlineData("lp")]
    public void Another_solver_finds_our_least_cost_of_every_linear_shape(string format)
    {
        Glpsol.Demand();
        foreach (var file in new[] { Tool.ProblemFile, Tool.Fixture("groups"), Tool.Fixture("desks"), _tool.Write("linear.json", Linear) })
        {
            Compare(file, format).Should().BeTrue("each of them has a plan");
        }
    }

    [Theory]
    [InlineData("mps", 1)]
    [InlineData("lp", 2)]
    public void Another_solver_finds_our_least_cost_of_random_problems_with_lots_minimums_tickets_and_groups(string format, int seed)
    {
        Glpsol.Demand();
        var (random, plans) = (new Random(seed), 0);
        for (var round = 0; round < 25; round++)
        {
            plans += Compare(_tool.Write("random.json", RandomProblem(random)), format) ? 1 : 0;
        }

        plans.Should().BeGreaterThan(12, "most have a plan");
    }

    [Fact]
    public void What_is_not_linear_is_refused_by_the_name_of_the_first_term()
    {
        var run = Tool.Run("export", Tool.Fixture("exchange"), "--format", "lp");
        run.Code.Should().Be(ExitCode.BadInput);
        run.Out.Should().BeEmpty();
        run.Error.Should().Contain("term 'plant' is of kind quadratic, which is not linear");
        Tool.Run("export", Tool.Fixture("makeTake"), "--format", "mps").Error.Should().Contain("a make-and-take order is no linear program");
        Tool.Run("export", Tool.ProblemFile, "--format", "xls").Code.Should().Be(ExitCode.BadInput);
    }

    [Fact]
    public void Digits_are_those_of_the_document_and_remarks_say_what_stands_for_what()
    {
        var text = Tool.Run("export", _tool.Write("linear.json", Linear), "--format", "lp").Out;
        text.Should().Contain("\\ r1: node A balances").And.Contain("\\ x7: gen from -Infinity to -1")
            .And.Contain(" r2: + 1 x5 + 1 x6 + 1 x7 + 1 x8 + 1 x9 + 1.01 x12 = 5").And.Contain(" 0 <= x3 <= 3.3").And.Contain(" -inf <= x7 <= 0");
        var mps = Tool.Run("export", Tool.ProblemFile, "--format", "mps", "--json").Json;
        mps["rows"]!.GetValue<int>().Should().Be(5);
        mps["text"]!.GetValue<string>().Should().Contain(" x6 cost 100.16005\n").And.Contain(" marker 'MARKER' 'INTORG'\n x1 r2 -0.1\n").And.EndWith("ENDATA\n");
    }

    [Fact]
    public void A_file_is_written_where_it_is_wanted()
    {
        var run = Tool.Run("export", Tool.ProblemFile, "--format", "mps", "-o", _tool.At("p.mps"));
        run.Code.Should().Be(ExitCode.Done);
        run.Out.Should().Contain("5 rows, 8 columns, 3 of them whole");
        File.ReadAllText(_tool.At("p.mps")).Should().StartWith("* Buy 3 over 2 venues");
    }

    // Whether there is a plan; both solvers must agree on that, and on its cost.
    private bool Compare(string file, string format)
    {
        var ours = Tool.Run("solve", file, "--json");
        Tool.Run("export", file, "--format", format, "-o", _tool.At("out")).Code.Should().Be(ExitCode.Done);
        var theirs = Glpsol.Solve(_tool.At("out"), format);
        var text = File.ReadAllText(file);
        if (ours.Code == ExitCode.Infeasible)
        {
            theirs.Should().BeNull(text);
            return false;
        }

        ours.Code.Should().Be(ExitCode.Done, text);
        var cost = ours.Json["certificate"]!["cost"]!;
        var least = cost.GetValueKind() == System.Text.Json.JsonValueKind.String ? double.Parse(cost.GetValue<string>(), CultureInfo.InvariantCulture) : cost.GetValue<double>();
        theirs.Should().NotBeNull(text);
        theirs!.Value.Should().BeApproximately(least, 1e-8 * Math.Max(1, Math.Abs(least)), text);
        return true;
    }

    private static string RandomProblem(Random random)
    {
        var (venues, sell) = (new List<string>(), random.Next(2) == 0);
        for (var venue = 0; venue < 4; venue++)
        {
            var price = 1000 + random.Next(20);
            var levels = Enumerable.Range(0, 4).Select(_ => FormattableString.Invariant($"""["{(price += (sell ? -1 : 1) * random.Next(1, 9)) / 10.0}", "{random.Next(1, 60) / 10.0}"]""")).ToList();
            var rules = venue < 2 ? "" : FormattableString.Invariant($""", "lot": "{random.Next(1, 12) / 10.0}", "minimumQuantity": "{random.Next(0, 40) / 10.0}", "cap": "{random.Next(50, 150) / 10.0}" """);
            var fees = venue < 2 ? "" : FormattableString.Invariant($""", "perOrder": "{random.Next(0, 30) / 10.0}", "minimum": "{random.Next(0, 2)}" """);
            venues.Add(FormattableString.Invariant($$"""{ "id": "v{{venue}}", "levels": [{{string.Join(", ", levels)}}]{{rules}}, "fees": { "takerBps": "{{random.Next(-2, 9)}}"{{fees}} } }"""));
        }

        return FormattableString.Invariant($$"""
            { "schema": 1, "priceDecimals": 2, "quantityDecimals": 1, "side": "{{(sell ? "sell" : "buy")}}", "quantity": "{{random.Next(10, 350) / 10.0}}",
              "venues": [{{string.Join(", ", venues)}}], "groups": [{ "id": "same", "venues": ["v0", "v1"], "cap": "{{random.Next(20, 150) / 10.0}}" }] }
            """);
    }
}
