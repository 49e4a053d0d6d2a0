using System.Text.Json;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

[Trait("Kind", "cases")]
public class DeskCaseTests
{
    internal const string Files = "multi-desk*.json";

    [Fact]
    public void Desks_on_shared_ladders_have_the_published_cost_and_the_published_prices_prove_it()
    {
        var count = 0;
        foreach (var file in CaseFolder.Cases.Files().Where(file => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Files, file)))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CaseFolder.Cases.Demand(), file)));
            foreach (var instance in document.RootElement.GetProperty("instances").EnumerateArray())
            {
                var world = new DeskWorld(
                    [.. instance.GetProperty("venues").EnumerateArray().Select(levels => levels.EnumerateArray().Select(level => (level[0].GetInt64(), level[1].GetInt64())).ToArray())],
                    Longs(instance.GetProperty("Q")),
                    [.. instance.GetProperty("credit").EnumerateArray().Select(Longs)]);
                var (problem, expected) = (world.Problem(), instance.GetProperty("expected_cost").GetInt64());

                var solution = DeskSolver.Solve(problem);

                solution.Status.Should().Be(SolveStatus.Optimal);
                solution.Cost.Count.Should().Be(expected);
                Certificate.Check(problem, solution).Faults.Should().BeEmpty();
                if (instance.TryGetProperty("desk_duals_glop", out var published))
                {
                    var desks = Longs(published);
                    var venues = world.Ladders.Select((rungs, venue) => BestVenuePrice(world, venue, rungs, desks)).ToArray();
                    Certificate.Bound(problem, Whole(desks), Whole(venues)).Count.Should().Be(expected, "the published prices prove the same bound");
                }

                CaseFolder.Report($"multi-desk {world.Wanted.Length}x{world.Ladders.Length}", solution.DeskPrices[0]);
                count++;
            }
        }

        count.Should().BePositive();
        CaseFolder.Report("multi-desk", count);
    }

    // The bound is concave in each venue's price, and linear between prices of desks and rungs.
    private static long BestVenuePrice(DeskWorld world, int venue, (long Price, long Quantity)[] rungs, long[] desks)
    {
        Int128 At(long price)
        {
            Int128 value = 0;
            for (var desk = 0; desk < desks.Length; desk++)
            {
                value -= Int128.Max(0, desks[desk] - price) * world.Credits[desk][venue];
            }

            foreach (var rung in rungs)
            {
                value += Int128.Min(0, rung.Price - price) * rung.Quantity;
            }

            return value;
        }

        return rungs.Select(rung => rung.Price).Concat(desks).MaxBy(At);
    }

    private static DualVariables Whole(long[] prices) => new([.. prices.Select(DualPrice.Whole)]);

    private static long[] Longs(JsonElement row) => [.. row.EnumerateArray().Select(item => item.GetInt64())];
}
