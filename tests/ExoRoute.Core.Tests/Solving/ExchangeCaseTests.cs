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

    [Fact]
    public void Economic_dispatch_has_the_exact_cost_price_and_outputs()
    {
        var count = 0;
        foreach (var file in Files("economic-dispatch*.json"))
        {
            var tolerance = file.GetProperty("tolerance_relative").GetDouble();
            foreach (var instance in file.GetProperty("cases").EnumerateArray())
            {
                var plants = instance.GetProperty("units").EnumerateArray().Select((plant, place) => new ExchangeTerm(Plant(plant, place), 0)).ToArray();
                var (expected, demand) = (instance.GetProperty("expected"), instance.GetProperty("D").GetDouble());

                var solution = Proved(new(["grid"], [demand], plants));

                solution.Engine.Should().Be(ExchangeEngine.PriceBisection);
                Close(solution.Cost, Number(expected.GetProperty("cost")), tolerance);
                Close(solution.Prices[0], Number(expected.GetProperty("lambda")), tolerance);
                foreach (var (output, place) in expected.GetProperty("P").EnumerateArray().Select((output, place) => (output, place)))
                {
                    Close(solution.Flows[place], Number(output), tolerance * 100, demand);
                }

                count++;
            }
        }

        CaseFolder.Report("economic dispatch", count);
    }

    [Fact]
    public void Several_instruments_with_covariance_have_the_published_cost_and_amounts()
    {
        var count = 0;
        foreach (var file in Files("qp-multi-instrument*.json"))
        {
            var tolerance = file.GetProperty("tolerance_relative").GetDouble();
            foreach (var instance in file.GetProperty("instances").EnumerateArray())
            {
                var target = instance.GetProperty("target").EnumerateArray().Select(Number).ToArray();
                var sigma = instance.GetProperty("Sigma").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(Number)).ToArray();
                var terms = new List<ExchangeTerm> { new(new CovarianceRisk("risk", target, sigma, instance.GetProperty("lambda").GetDouble()), [.. Enumerable.Range(0, target.Length)]) };
                foreach (var (levels, instrument) in instance.GetProperty("levels").EnumerateArray().Select((levels, instrument) => (levels, instrument)))
                {
                    terms.AddRange(levels.EnumerateArray().Select((level, place) => new ExchangeTerm(
                        PiecewiseLinearProblem.Market($"{instrument}/{place}", level[0].GetDouble() * 1e-4, 0, level[1].GetDouble()), instrument)));
                }

                var problem = new ExchangeProblem([.. target.Select((_, instrument) => $"instrument {instrument}")], new double[target.Length], terms);
                var solution = Proved(problem);

                Close(solution.Cost, instance.GetProperty("expected_obj").GetDouble(), tolerance);
                foreach (var (amount, instrument) in instance.GetProperty("expected_y").EnumerateArray().Select((amount, instrument) => (amount, instrument)))
                {
                    Close(-solution.Flows[instrument], amount.GetDouble(), 1e-6, target[instrument]);
                }

                count++;
            }
        }

        CaseFolder.Report("instruments with covariance", count);
    }

    [Fact]
    public void Pools_have_the_published_optima_and_node_prices()
    {
        var count = 0;
        foreach (var file in Files("cfmm-routing*.json"))
        {
            var tolerance = file.GetProperty("relative_tolerance").GetDouble();
            foreach (var instance in file.GetProperty("cases").EnumerateArray().SelectMany(one => PoolCase.Of(file, one)))
            {
                var solution = Proved(instance.Problem, ExchangeSettings.Default with { Tolerance = 1e-13 }); // prices come as exact as the square root of the gap

                Close(instance.Gain(solution.Cost), Number(instance.Expected.GetProperty("value")), tolerance);
                double[] published = [.. instance.Expected.GetProperty("nu").EnumerateArray().Select(Number)];
                Close(instance.Gain(Certificate.BoundOf(instance.Problem, published, [.. solution.Flows], Certificate.ReachOf([.. solution.Flows]), out _)), Number(instance.Expected.GetProperty("value")), tolerance);
                for (var token = 0; token < published.Length; token++)
                {
                    // A token that nobody trades has many prices, of which the file holds one.
                    if (Enumerable.Range(0, instance.Problem.Ports).Any(port => instance.Problem.PortNodes[port] == token && Math.Abs(solution.Flows[port]) > 1e-6))
                    {
                        Close(solution.Prices[token], published[token], 1e-6);
                    }
                }

                count++;
            }
        }

        CaseFolder.Report("pool routing", count);
    }

    [Fact]
    public void A_network_with_lines_and_a_battery_has_the_published_cost_prices_and_flows()
    {
        var count = 0;
        foreach (var file in Files("convexflows-opf*.json"))
        {
            const int Hours = 120;
            var terms = new List<ExchangeTerm>();
            int Node(int bus, int hour) => ((hour - 1) * 3) + bus - 1;
            for (var bus = 1; bus <= 2; bus++)
            {
                for (var hour = 1; hour <= Hours; hour++)
                {
                    terms.Add(new(new TwoPortEdge($"line {bus}-3 at {hour}", EdgeGain.Line(3, 16, 0.25), 4), Node(bus, hour), Node(3, hour)));
                    terms.Add(new(new TwoPortEdge($"line 3-{bus} at {hour}", EdgeGain.Line(3, 16, 0.25), 4), Node(3, hour), Node(bus, hour)));
                }
            }

            var battery = terms.Count;
            for (var hour = 1; hour < Hours; hour++)
            {
                terms.Add(new(new TwoPortEdge($"battery at {hour}", EdgeGain.Quadratic(1, 0.005), 10), Node(2, hour), Node(2, hour + 1)));
            }

            for (var hour = 1; hour <= Hours; hour++)
            {
                var wanted = Math.Sin(2 * Math.PI * hour / 24) + 1.5;
                terms.Add(new(new ShortfallProblem($"user 1 at {hour}", wanted, 50), Node(1, hour)));
                terms.Add(new(new ShortfallProblem($"user 2 at {hour}", wanted, 50), Node(2, hour)));
                terms.Add(new(new ShortfallProblem($"plant at {hour}", 0, 0.5), Node(3, hour)));
            }

            var nodes = Enumerable.Range(0, 3 * Hours).Select(node => $"bus {(node % 3) + 1} at {(node / 3) + 1}").ToArray();
            var problem = new ExchangeProblem(nodes, new double[nodes.Length], terms);

            var solution = Proved(problem);

            Close(solution.Cost, file.GetProperty("expected_cost").GetDouble(), file.GetProperty("relative_tolerance").GetDouble());
            foreach (var (row, hour) in file.GetProperty("expected_node_prices_first_24h").EnumerateArray().Select((row, hour) => (row, hour + 1)))
            {
                for (var bus = 1; bus <= 3; bus++)
                {
                    Close(solution.Prices[Node(bus, hour)], row[bus - 1].GetDouble(), file.GetProperty("price_tolerance").GetDouble());
                }
            }

            foreach (var (flow, hour) in file.GetProperty("expected_battery_flow_first_24h").EnumerateArray().Select((flow, hour) => (flow, hour)))
            {
                (-solution.Flows[problem.FirstPort(battery + hour)]).Should().BeApproximately(flow.GetDouble(), file.GetProperty("flow_tolerance").GetDouble());
            }

            count++;
        }

        CaseFolder.Report("networks with lines and a battery", count);
    }

    private static QuadraticProblem Plant(JsonElement plant, int place)
    {
        double Of(string name) => plant.GetProperty(name).GetDouble();
        return new($"plant {place}", Of("a"), Of("b"), Of("c"), Of("pmin"), Of("pmax"));
    }

    private static void Close(double found, double wanted, double relative, double scale = 0) =>
        found.Should().BeApproximately(wanted, relative * Math.Max(Math.Abs(wanted), scale));

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
