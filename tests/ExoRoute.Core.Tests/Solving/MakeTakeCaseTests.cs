using System.Text.Json;
using System.Text.RegularExpressions;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

[Trait("Kind", "cases")]
public partial class MakeTakeCaseTests
{
    private const int Samples = 1000; // behind each mean that the authors published

    [Fact]
    public void One_venue_has_the_published_lots_by_formula_and_by_search()
    {
        var count = 0;
        foreach (var (name, file) in Files())
        {
            if (!file.TryGetProperty("single_exchange", out var single))
            {
                continue;
            }

            var problem = Problem(single.GetProperty("params"), default, 1);
            var (take, rest) = MakeTakeSolver.OneVenue(problem);
            take.Count.Should().Be(single.GetProperty("published").GetProperty("M").GetInt64(), "of {0}", name);
            rest.Count.Should().Be(single.GetProperty("published").GetProperty("L").GetInt64(), "of {0}", name);

            foreach (var solution in new[] { MakeTakeSolver.Solve(problem, MakeTakeSettings.Default), MakeTakeSolver.Search(problem, MakeTakeSettings.Default) })
            {
                (solution.Take, solution.Rest[0]).Should().Be((take, rest));
                solution.Cost.Should().BeApproximately(single.GetProperty("exact_V").GetDouble(), 1e-9);
                Proved(problem, solution);
            }

            count++;
        }

        count.Should().BePositive();
        CaseFolder.Report("make and take, one venue", count);
    }

    [Fact]
    public void Published_tables_are_reproduced_and_never_beaten_by_the_published_allocation()
    {
        var count = 0;
        foreach (var (name, file) in Files())
        {
            if (!file.TryGetProperty("table1", out var table))
            {
                continue;
            }

            foreach (var row in table.GetProperty("rows").EnumerateArray())
            {
                Row(name, table, row);
                count++;
            }
        }

        count.Should().BePositive();
        CaseFolder.Report("make and take rows", count);
    }

    [Fact]
    public void Two_exponential_venues_have_the_closed_form()
    {
        var count = 0;
        foreach (var (name, file) in Files())
        {
            if (!file.TryGetProperty("two_exchange_exponential", out var two))
            {
                continue;
            }

            foreach (var instance in two.GetProperty("cases").EnumerateArray())
            {
                var values = instance.GetProperty("params");
                var laws = new[] { FillLaw.Exponential(Number(values, "mu1")), FillLaw.Exponential(Number(values, "mu2")) };
                var problem = Prices(values, laws.Select((law, venue) =>
                    new MakeTakeVenue($"venue {venue}", new((long)Number(values, $"Q{venue + 1}")), Number(values, $"r{venue + 1}"), law)));

                TwoVenueExponential.TrySolve(problem, out var best).Should().BeTrue("{0} has an inner optimum", name);
                var expected = instance.GetProperty("expected");
                best.Take.Should().BeApproximately(Number(expected, "M"), 1e-6);
                best.RestFirst.Should().BeApproximately(Number(expected, "L1"), 1e-6);
                best.RestSecond.Should().BeApproximately(Number(expected, "L2"), 1e-6);
                best.Cost.Should().BeApproximately(Number(expected, "V"), 1e-6);

                foreach (var (take, first, second) in new[] { (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, -1, 0), (0, 1, -1), (1, 0, -1) })
                {
                    TwoVenueExponential.Cost(problem, best.Take + take, best.RestFirst + first, best.RestSecond + second).Should().BeGreaterThan(best.Cost);
                    TwoVenueExponential.Cost(problem, best.Take - take, best.RestFirst - first, best.RestSecond - second).Should().BeGreaterThan(best.Cost);
                }

                count++;
            }
        }

        CaseFolder.Report("make and take, closed forms", count);
    }

    private static void Row(string name, JsonElement table, JsonElement row)
    {
        var values = table.GetProperty("params");
        var (target, venues) = (row.GetProperty("S").GetInt64(), row.GetProperty("K").GetInt32());
        var problem = Problem(values, row, venues);
        var solution = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default);
        var (exact, published) = (row.GetProperty("exact"), row.GetProperty("published"));
        var tolerance = table.TryGetProperty("tolerance_V", out var stated) ? stated.GetDouble() : 1e-6;
        solution.Cost.Should().BeApproximately(exact.GetProperty("V_opt").GetDouble(), tolerance, "{0}, S={1}, K={2}", name, target, venues);
        Proved(problem, solution);
        solution.Conditions.All(condition => condition.Holds).Should().BeTrue("the first-order conditions bracket their targets");

        // The published allocation, in whole lots, under the same laws.
        var given = MakeTakeSolver.Evaluate(problem, Share("M_over_S", published), new(
            [.. published.GetProperty("L_over_S").EnumerateArray().Select(part => (long)Math.Round(part.GetDouble() * target))]));
        given.Cost.Should().BeApproximately(published.GetProperty("exact_V_of_published_allocation").GetDouble(), 1e-6);
        solution.Cost.Should().BeLessThanOrEqualTo(given.Cost);
        given.Bound.Should().BeLessThanOrEqualTo(solution.Cost + 1e-9, "a bound holds wherever it is taken");

        var all = MakeTakeSolver.Evaluate(problem, problem.Target, new(new long[venues]));
        all.Cost.Should().BeApproximately(published.GetProperty("W_XM").GetDouble(), 1e-9);
        Sampled(problem, 0, target, 1, published.GetProperty("W_XL").GetDouble()).Should().BeApproximately(exact.GetProperty("V_XL").GetDouble(), 1e-6);
        var even = (double)target / (venues + 1);
        var split = Sampled(problem, even, even, venues, published.GetProperty("W_XE").GetDouble());
        if (exact.TryGetProperty("V_XE", out var known) && known.ValueKind == JsonValueKind.Number)
        {
            split.Should().BeApproximately(known.GetDouble(), 1e-6);
        }

        var error = exact.GetProperty("se_of_a_1000_sample_mean").GetDouble();
        solution.Cost.Should().BeLessThanOrEqualTo(published.GetProperty("W_Xhat").GetDouble() + (4 * error));

        Lots Share(string of, JsonElement element) => new((long)Math.Round(element.GetProperty(of).GetDouble() * target));
    }

    private static void Proved(MakeTakeProblem problem, MakeTakeSolution solution)
    {
        var verdict = Certificate.Check(problem, solution);
        verdict.Faults.Count.Should().Be(0, string.Join("; ", verdict.Faults));
        solution.Settled.Should().BeTrue();
        verdict.Gap.Should().BeInRange(-1e-9, 1e-9, "the bound proves that nothing costs less, parts of lots included");
    }

    // The exact mean of an allocation that rests the same amount, parts of lots too, at so many equal venues. The published mean must lie within 4 standard errors.
    private static double Sampled(MakeTakeProblem problem, double take, double rested, int venues, double published)
    {
        var (venue, whole) = (problem.Venues[0], (int)Math.Ceiling(rested));
        var part = new double[whole + 1];
        venue.Law.FillMasses(venue.Ahead.Count, part);
        var fills = part[^1];
        var laws = new List<double[]> { new[] { 1.0 } }; // by how many venues fill whole: the law of what the others fill
        for (var one = 0; one < venues; one++)
        {
            var next = Enumerable.Range(0, laws.Count + 1).Select(_ => new double[((one + 1) * whole) + 1]).ToArray();
            for (var full = 0; full < laws.Count; full++)
            {
                for (var lots = 0; lots < laws[full].Length; lots++)
                {
                    next[full + 1][lots] += fills * laws[full][lots];
                    for (var more = 0; more < whole && laws[full][lots] > 0; more++)
                    {
                        next[full][lots + more] += part[more] * laws[full][lots];
                    }
                }
            }

            laws = [.. next];
        }

        var (mean, square) = (0.0, 0.0);
        for (var full = 0; full < laws.Count; full++)
        {
            for (var lots = 0; lots < laws[full].Length; lots++)
            {
                var fill = (full * rested) + lots;
                var open = problem.Target.Count - take - fill;
                var cost = ((problem.HalfSpread + problem.TakeFee) * take) - ((problem.HalfSpread + venue.Rebate) * fill)
                    + (problem.UnderPenalty * Math.Max(0, open)) + (problem.OverPenalty * Math.Max(0, -open));
                (mean, square) = (mean + (laws[full][lots] * cost), square + (laws[full][lots] * cost * cost));
            }
        }

        Math.Abs(published - mean).Should().BeLessThan((4 * Math.Sqrt(Math.Max(0, square - (mean * mean)) / Samples)) + 0.005, "{0} was published, to two digits; exact is {1}", published, mean);
        return mean;
    }

    private static IEnumerable<(string Name, JsonElement File)> Files()
    {
        foreach (var file in CaseFolder.Cases.Files().Where(file => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression("cont-kukanov*.json", file)))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CaseFolder.Cases.Demand(), file)));
            yield return (file, document.RootElement.Clone());
        }
    }

    private static MakeTakeProblem Problem(JsonElement values, JsonElement row, int venues)
    {
        var law = Law(values.GetProperty("law").GetString()!, values);
        var venue = Enumerable.Range(0, venues).Select(place => new MakeTakeVenue($"venue {place}", new((long)Number(values, "Q")), Number(values, "r"), law));
        return Prices(values, venue) with { Target = new(row.ValueKind == JsonValueKind.Object ? row.GetProperty("S").GetInt64() : (long)Number(values, "S")) };
    }

    private static MakeTakeProblem Prices(JsonElement values, IEnumerable<MakeTakeVenue> venues) => new()
    {
        Target = new(values.TryGetProperty("S", out var target) ? target.GetInt64() : 0),
        HalfSpread = Number(values, "s"),
        TakeFee = Number(values, "f"),
        UnderPenalty = Number(values, "lambda_u"),
        OverPenalty = Number(values, "lambda_o"),
        Impact = values.TryGetProperty("theta", out _) ? Number(values, "theta") : 0,
        Venues = [.. venues],
    };

    // A law as the files write it: its name, and a product of numbers and parameters in brackets.
    private static FillLaw Law(string text, JsonElement values)
    {
        var match = LawPattern().Match(text);
        match.Success.Should().BeTrue("'{0}' must name a law", text);
        var mean = match.Groups["mean"].Value.Split('*', StringSplitOptions.TrimEntries)
            .Select(factor => double.TryParse(factor, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : Number(values, factor)).Aggregate((a, b) => a * b);
        return match.Groups["kind"].Value.Equals("poisson", StringComparison.OrdinalIgnoreCase) ? FillLaw.Poisson(mean) : FillLaw.Exponential(mean);
    }

    private static double Number(JsonElement values, string name) => values.GetProperty(name) is { ValueKind: JsonValueKind.String } text
        ? double.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : values.GetProperty(name).GetDouble();

    [GeneratedRegex(@"(?<kind>Poisson|Exponential)\s*\((?<mean>[^)]*)\)", RegexOptions.IgnoreCase)]
    private static partial Regex LawPattern();
}
