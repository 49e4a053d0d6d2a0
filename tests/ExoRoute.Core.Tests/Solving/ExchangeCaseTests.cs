using System.Globalization;
using System.Text.Json;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

[Trait("Kind", "cases")]
public class ExchangeCaseTests
{
    [Fact]
    public void A_power_grid_has_the_published_cost_flows_and_node_prices()
    {
        var count = 0;
        foreach (var file in Files("matpower-*.json"))
        {
            var (grid, expected, tolerance) = (new GridCase(file), file.GetProperty("expected"), file.GetProperty("tolerance").GetDouble());

            var solution = Proved(grid.Problem);

            solution.Cost.Should().BeApproximately(expected.GetProperty("f").GetDouble(), tolerance);
            foreach (var row in expected.GetProperty("bus_price").EnumerateArray())
            {
                solution.Prices[grid.NodeOf(row[0].GetInt32())].Should().BeApproximately(row[1].GetDouble(), tolerance);
            }

            foreach (var (row, branch) in expected.GetProperty("branch_flow").EnumerateArray().Select((row, branch) => (row, branch)))
            {
                grid.FlowOf(solution.Flows, branch).Should().BeApproximately(row[2].GetDouble(), tolerance);
            }

            count++;
        }

        CaseFolder.Report("power grids", count);
    }

    private static ExchangeSolution Proved(ExchangeProblem problem, ExchangeSettings? settings = null)
    {
        var solution = ExchangeSolver.Solve(problem, settings ?? ExchangeSettings.Default);
        solution.Status.Should().Be(ExchangeStatus.Optimal, $"its gap was {solution.RelativeGap} and its residual {solution.Residual}");
        string.Join(' ', Certificate.Check(problem, solution).Faults).Should().BeEmpty();
        return solution;
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();

    private static IEnumerable<JsonElement> Files(string pattern)
    {
        var folder = CaseFolder.Cases.Demand();
        var some = false;
        foreach (var file in CaseFolder.Cases.Files().Where(file => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, file)))
        {
            some = true;
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
            yield return document.RootElement.Clone();
        }

        some.Should().BeTrue("'{0}' must name a file", pattern);
    }
}
