using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Verbs.Solve;

/// <summary>An order to take and to rest.</summary>
internal sealed class MakeTakeAnswer : Answer
{
    private readonly RestingProblem _document;
    private readonly MakeTakeProblem _order;
    private readonly MakeTakeSolution _solution;
    private readonly MakeTakeVerdict _verdict;

    internal MakeTakeAnswer(RestingProblem document)
    {
        (_document, _order, _solution) = (document, document.Order, MakeTakeSolver.Solve(document.Order, document.Settings));
        _verdict = Certificate.Check(_order, _solution);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Faults => _verdict.Faults;

    /// <inheritdoc/>
    internal override bool HasPlan => true;

    /// <inheritdoc/>
    internal override string? Refusal => null;

    private string Engine => _solution.Engine == MakeTakeEngine.Quantile ? "a quantile of the one law" : "the lattice of lots";

    /// <inheritdoc/>
    internal override void Tell(Report report)
    {
        report.Line($"{Lots(_order.Target)} to fill, at {(_order.Venues.Count == 1 ? "one venue" : $"{Lots(_order.Venues.Count)} venues")}: "
            + (_solution.Settled ? "no lot more, less or elsewhere costs less" : "an allocation; the search stopped at its limits"));
        report.Table(["part", ">lots", ">ahead", ">expected fill", ">fills at all", ">fills whole"],
        [
            ["take", Lots(_solution.Take), "", Lots(_solution.Take), "", ""],
            .. _order.Venues.Select((venue, place) => (IReadOnlyList<string>)
            [
                "rest at " + venue.Name, Lots(_solution.Rest[place]), Lots(venue.Ahead), Numbers.Text(Fill(place)), Chance(venue, 0, place), Chance(venue, _solution.Rest[place].Count - 1, place),
            ]),
        ]);
        report.Line($"expected cost {With(Numbers.Text(_solution.Cost), _document.Quote)} against the mid price; the chance to fall short is {Numbers.Text(_solution.ShortChance)}");
        report.Line($"certificate: cost {Numbers.Text(_verdict.Cost)}, bound {Numbers.Text(_verdict.Bound)} (parts of lots included), gap {Numbers.Text(_verdict.Gap)}, "
            + FormattableString.Invariant($"{_solution.Evaluations} {(_solution.Evaluations == 1 ? "evaluation" : "evaluations")}, by {Engine}; ") + Verdict);
    }

    /// <inheritdoc/>
    internal override JsonObject Json() => new()
    {
        ["schema"] = 1,
        ["verb"] = "solve",
        ["shape"] = "makeTake",
        ["status"] = _solution.Settled ? "Settled" : "SearchLimit",
        ["engine"] = _solution.Engine.ToString(),
        ["target"] = _order.Target.Count,
        ["take"] = _solution.Take.Count,
        ["rest"] = new JsonArray([.. _order.Venues.Select((venue, place) => new JsonObject
        {
            ["venue"] = venue.Name,
            ["lots"] = _solution.Rest[place].Count,
            ["expectedFill"] = Numbers.Json(Fill(place)),
        })]),
        ["shortChance"] = Numbers.Json(_solution.ShortChance),
        ["certificate"] = new JsonObject
        {
            ["holds"] = _verdict.Holds,
            ["cost"] = Numbers.Json(_verdict.Cost),
            ["bound"] = Numbers.Json(_verdict.Bound),
            ["gap"] = Numbers.Json(_verdict.Gap),
            ["evaluations"] = _solution.Evaluations,
            ["sweeps"] = _solution.Sweeps,
            ["faults"] = Texts(_verdict.Faults),
        },
    };

    /// <inheritdoc/>
    internal override IEnumerable<string> Explain()
    {
        for (var place = 0; place < _solution.Conditions.Count; place++)
        {
            var one = _solution.Conditions[place];
            var (what, given) = place == 0 ? ("take", "") : ($"rest at {_order.Venues[place - 1].Name}", " if this order fills whole");
            var more = one.Lots >= one.Most
                ? $"no more than {Lots(one.Most)} is of use"
                : $"one more pays only while the chance to be short{given}, {Numbers.Text(one.Below)}, is above {Numbers.Text(one.Ceiling)}";
            var last = one.Lots.Count == 0 ? "" : $"; the last one pays while the chance not to have too much, {Numbers.Text(one.UpTo)}, is no less than {Numbers.Text(one.Floor)}";
            yield return $"{what} {Lots(one.Lots)}: {more}{last}";
        }

        foreach (var line in OneMore())
        {
            yield return line;
        }
    }

    // What one lot more costs at each place, evaluated.
    private IEnumerable<string> OneMore()
    {
        for (var place = 0; place <= _order.Venues.Count; place++)
        {
            var (take, rest) = (_solution.Take.Count, _solution.Rest.Flows.ToArray());
            if ((place == 0 ? ++take : ++rest[place - 1]) > _order.Target.Count)
            {
                continue;
            }

            var more = MakeTakeSolver.Evaluate(_order, new(take), new(rest)).Cost - _solution.Cost;
            yield return $"one lot more {(place == 0 ? "taken" : "at rest at " + _order.Venues[place - 1].Name)} would change the expected cost by {Numbers.Text(more)}";
        }
    }

    private double Fill(int venue) => _order.Venues[venue].Law.ExpectedFill(_order.Venues[venue].Ahead.Count, _solution.Rest[venue].Count);

    private string Chance(MakeTakeVenue venue, long lots, int place) =>
        _solution.Rest[place].Count == 0 ? "-" : Numbers.Text(Math.Round(venue.Law.MoreThan(venue.Ahead.Count + lots), 4));

    private static string Lots(Lots lots) => Lots(lots.Count);

    private static string Lots(long lots) => lots.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
