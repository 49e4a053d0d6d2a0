using System.Numerics;
using System.Text.Json;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;
using Xunit.Sdk;

namespace ExoRoute.Tests.Cases;

/// <summary>The published routing cases on recorded books: exact totals, every one of them.</summary>
[Trait("Kind", "cases")]
public class RoutingCaseTests
{
    [Fact]
    public void Every_routing_case_costs_exactly_its_published_total()
    {
        var folder = CaseFolder.Data.Demand();
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "facts.json")));
        var (books, ran) = (new RecordedBooks(folder), 0);
        foreach (var json in document.RootElement.GetProperty("routing_cases").EnumerateArray())
        {
            try
            {
                var routing = RoutingCase.Of(json);
                routing.Venues.Should().NotBeEmpty();
                Run(routing, [.. routing.Venues.Select(venue => books.At(routing, venue))]);
            }
            catch (Exception failed)
            {
                throw new XunitException($"Routing case {ran}: {failed.Message}\n{json.GetRawText()}", failed);
            }

            ran++;
        }

        ran.Should().BePositive("a folder without routing cases proves nothing");
        CaseFolder.Report("routing cases", ran);
    }

    private static void Run(RoutingCase routing, IReadOnlyList<RecordedBook> books)
    {
        switch (routing.Method)
        {
            case "linear":
                Linear(routing, books);
                break;
            case "lots_and_fixed_fees_exact_dp":
                LotsAndFixedFees(routing, books);
                break;
            case "linear_with_inverse_contract":
                Divisible(routing, books);
                break;
            default:
                throw new NotSupportedException($"'{routing.Method}' is no method that is understood.");
        }
    }

    private static void Linear(RoutingCase routing, IReadOnlyList<RecordedBook> books)
    {
        var units = Units(books);
        var problems = Problems(routing, books, units, lot: new(1));
        var asked = Parse(routing.Quantity, units.QuantityDecimals);
        var filled = Math.Min(asked, problems.Sum(problem => problem.Capacity.Count));
        var solution = Solver.Solve(problems, new(asked), new());
        if (filled < asked)
        {
            solution.Status.Should().Be(SolveStatus.Infeasible);
            Certificate.Check(problems, new(asked), solution).Faults.Should().BeEmpty();
            solution.Fillable.Count.Should().Be(filled);
            solution = Solver.Solve(problems, new(filled), new());
        }

        filled.Should().Be(Parse(routing.Filled!, units.QuantityDecimals), "so much is there");
        Proved(routing, problems, filled, solution, units);
        if (routing.UniqueSplit)
        {
            for (var i = 0; i < books.Count; i++)
            {
                solution.Flows[i].Count.Should().Be(Parse(routing.Fill![books[i].Venue], units.QuantityDecimals), "the split is unique at '{0}'", books[i].Venue);
            }
        }

        if (routing.AveragePrice is { } average && filled > 0)
        {
            var exact = new Fraction(BigInteger.Abs((BigInteger)solution.Cost.Count), filled) / Fraction.Of(BigInteger.Pow(10, units.PriceDecimals + 6), 0);
            var decimals = average.Contains('.', StringComparison.Ordinal) ? average.Length - average.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
            var published = Fraction.Of(BigInteger.Parse(average.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture), decimals);
            (Abs(exact - published) <= new Fraction(1, BigInteger.Pow(10, decimals))).Should().BeTrue("the average price is {0} to its last digit", average);
        }
    }

    private static void LotsAndFixedFees(RoutingCase routing, IReadOnlyList<RecordedBook> books)
    {
        var units = Units(books);
        var lot = Parse(routing.Lot!, units.QuantityDecimals);
        var problems = Problems(routing, books, units, new(lot));
        var quantity = Parse(routing.Quantity, units.QuantityDecimals);
        var solution = Solver.Solve(problems, new(quantity), new() { MaxNodes = 1_000_000 });
        Proved(routing, problems, quantity, solution, units);

        // The published split is one of the best: it costs the same.
        var total = default(Cost);
        for (var i = 0; i < books.Count; i++)
        {
            total += problems[i].Value(new(routing.SplitInLots!.GetValueOrDefault(books[i].Venue) * lot));
        }

        total.Should().Be(solution.Cost);
    }

    private static void Divisible(RoutingCase routing, IReadOnlyList<RecordedBook> books)
    {
        var venues = books.Select(book => new DivisibleVenue(
            [.. book.Levels(routing.Side)], book.Definition.Units, routing.TakerPpm(book.Venue), routing.InverseContracts.GetValueOrDefault(book.Venue))).ToArray();
        foreach (var (venue, contract) in routing.InverseContracts)
        {
            var definition = books.Single(book => book.Venue == venue).Definition;
            definition.IsInverse.Should().BeTrue();
            definition.ContractMultiplier.Should().Be(contract);
        }

        var split = DivisibleCoins.Split(venues, routing.Side, Fraction.Of(Parse(routing.Quantity, 12), 12));
        Text(split.Total).Should().Be(routing.Total);
        Text(split.Filled).Should().Be(Text(Fraction.Of(Parse(routing.Quantity, 12), 12)));

        // Levels of one price can be split either way, so the published fills need not be ours; but they cost the same, as far as ten decimals tell.
        var (published, coins) = (Fraction.Zero, Fraction.Zero);
        for (var i = 0; i < books.Count; i++)
        {
            var alone = DivisibleCoins.Split([venues[i]], routing.Side, Fraction.Of(Parse(routing.Fill![books[i].Venue], 10), 10));
            (published, coins) = (published + alone.Total, coins + alone.Filled);
        }

        (Abs(coins - split.Filled) <= new Fraction(books.Count, 10_000_000_000)).Should().BeTrue("the published fills add up");
        (Abs(published - split.Total) <= new Fraction(books.Count, 10_000_000_000) * new Fraction(1_000_000, 1)).Should().BeTrue("the published fills cost {0}", routing.Total);

        static string Text(Fraction value) => DecimalText.Format((Int128)value.Round(10), 10);
    }

    private static void Proved(RoutingCase routing, LadderProblem[] problems, long quantity, Solution solution, InstrumentUnits units)
    {
        solution.Status.Should().Be(SolveStatus.Optimal);
        var verdict = Certificate.Check(problems, new(quantity), solution);
        verdict.Faults.Should().BeEmpty();
        verdict.Residual.Should().Be(Lots.Zero);

        // A cost is paid, so that what a seller receives is a negative one.
        var total = routing.Side == Side.Buy ? solution.Cost : -solution.Cost;
        Exactly(total.Count, units.CostDecimals).Should().Be(Exactly(routing.Total), "the total is exact to the last digit");
    }

    private static LadderProblem[] Problems(RoutingCase routing, IReadOnlyList<RecordedBook> books, InstrumentUnits units, Lots lot) => [.. books.Select(book =>
    {
        var fees = new FeeSchedule
        {
            TakerPpm = routing.TakerPpm(book.Venue),
            PerOrder = new(routing.FixedFees.TryGetValue(book.Venue, out var fee) ? Parse(fee, units.CostDecimals > 18 ? 18 : units.CostDecimals) * Pow10(Math.Max(0, units.CostDecimals - 18)) : 0),
        };
        var levels = book.Levels(routing.Side, units).ToArray();
        return LadderProblem.Of(levels, routing.Side, fees, book.Definition with { Units = units, LotSize = lot }, new());
    })];

    // Fine enough for all venues of the case.
    private static InstrumentUnits Units(IReadOnlyList<RecordedBook> books) =>
        new(books.Max(book => book.Definition.Units.PriceDecimals), books.Max(book => book.Definition.Units.QuantityDecimals));

    private static long Parse(string text, int decimals)
    {
        var fault = DecimalText.Parse(System.Text.Encoding.UTF8.GetBytes(text), decimals, out var units);
        fault.Should().Be(DecimalFault.None, "'{0}' is exact in units of 10^-{1}", text, decimals);
        return units;
    }

    // Digits without the zeros behind them: equal texts are equal numbers, of any length.
    private static string Exactly(Int128 units, int decimals) => Exactly(DecimalText.Format(units, decimals));

    private static string Exactly(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    private static Int128 Pow10(int exponent) => exponent == 0 ? 1 : 10 * Pow10(exponent - 1);

    private static Fraction Abs(Fraction value) => value < Fraction.Zero ? Fraction.Zero - value : value;
}
