using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Verbs.Solve;

/// <summary>Several desks on the same venues.</summary>
internal sealed class DesksAnswer : Answer
{
    private const int MostColumns = 12;
    private readonly DesksProblem _problem;
    private readonly DeskProblem _desks;
    private readonly DeskSolution _solution;
    private readonly CertificateVerdict _verdict;

    internal DesksAnswer(DesksProblem problem)
    {
        (_problem, _desks, _solution) = (problem, problem.Desks, DeskSolver.Solve(problem.Desks));
        _verdict = Certificate.Check(problem.Desks, _solution);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Faults => _verdict.Faults;

    /// <inheritdoc/>
    internal override bool HasPlan => _solution.HasPlan;

    /// <inheritdoc/>
    internal override string? Refusal
    {
        get
        {
            if (HasPlan)
            {
                return null;
            }

            var (blocked, asked) = (_solution.Blocking.Desks, _solution.Blocking.Desks.Sum(desk => Desks[desk].Quantity.Count));
            return $"infeasible: {Total} asked, {Amount(_solution.Fillable)} can be filled. {string.Join(", ", blocked.Select(desk => Desks[desk].Name))} {(blocked.Count == 1 ? "asks" : "ask")} for {Amount(asked)}, "
                + $"more than there is for them: {string.Join("; ", Cut())}.";
        }
    }

    private InstrumentUnits Units => _problem.Units;

    private string Total => Amount(_desks.Total);

    private IReadOnlyList<Desk> Desks => _desks.Desks;

    /// <inheritdoc/>
    internal override void Tell(Report report)
    {
        report.Line($"{RecordWords.Word(_problem.Side)} {Total} for {Desks.Count} {(Desks.Count == 1 ? "desk" : "desks")} over {_desks.Venues.Count} {(_desks.Venues.Count == 1 ? "venue" : "venues")}: {(HasPlan ? "the cheapest plan, proved" : "infeasible")}");
        if (!HasPlan)
        {
            report.Line($"can be filled: {Amount(_solution.Fillable)} of {Total}");
            report.Table(["in the way at", "limit", ">most"], Limits().Select(static limit => (IReadOnlyList<string>)[limit.Where, limit.What, limit.AtMost]));
            return;
        }

        if (_desks.Venues.Count <= MostColumns)
        {
            report.Table(["desk", .. _desks.Venues.Select(static venue => ">" + venue.Venue.Name), ">in all", ">price"], Enumerable.Range(0, Desks.Count).Select(desk => (IReadOnlyList<string>)
            [
                Desks[desk].Name, .. Enumerable.Range(0, _desks.Venues.Count).Select(venue => Units.Text(_solution.Flow(desk, venue))), Units.Text(Desks[desk].Quantity), DeskPrice(desk),
            ]));
        }
        else
        {
            report.Table(["desk", "venue", ">quantity"], Parts().Select(part => (IReadOnlyList<string>)[Desks[part.Desk].Name, Venue(part.Venue), Units.Text(part.Quantity)]));
        }

        for (var desk = 0; desk < Desks.Count; desk++)
        {
            report.Line($"price: one more unit for {Desks[desk].Name} would cost {With(DeskPrice(desk), _problem.Quote)}, fees and all{(_problem.Side == Side.Sell ? " (as received)" : "")}");
        }

        report.Line($"certificate: cost {Units.Text(_verdict.Cost)}, bound {Units.Text(_verdict.Bound)}, gap {Units.Text(_solution.Gap)}, residual {Units.Text(_verdict.Residual)}; {Verdict}");
    }

    /// <inheritdoc/>
    internal override JsonObject Json() => new()
    {
        ["schema"] = 1,
        ["verb"] = "solve",
        ["shape"] = "desks",
        ["status"] = _solution.Status.ToString(),
        ["side"] = RecordWords.Word(_problem.Side),
        ["asked"] = Total,
        ["plan"] = new JsonArray([.. Parts().Select(part => new JsonObject { ["desk"] = Desks[part.Desk].Name, ["venue"] = Venue(part.Venue), ["quantity"] = Units.Text(part.Quantity) })]),
        ["deskPrices"] = HasPlan ? new JsonObject(Enumerable.Range(0, Desks.Count).Select(desk => KeyValuePair.Create(Desks[desk].Name, (JsonNode?)DeskPrice(desk)))) : null,
        ["venuePrices"] = HasPlan ? new JsonObject(Enumerable.Range(0, _desks.Venues.Count).Select(venue => KeyValuePair.Create(Venue(venue), (JsonNode?)Money.PerUnit(_solution.VenuePrices[venue], Units)))) : null,
        ["creditRents"] = new JsonArray([.. Rents().Select(rent => new JsonObject { ["desk"] = Desks[rent.Desk].Name, ["venue"] = Venue(rent.Venue), ["worth"] = rent.Worth })]),
        ["certificate"] = new JsonObject
        {
            ["holds"] = _verdict.Holds,
            ["cost"] = Units.Text(_verdict.Cost),
            ["bound"] = Units.Text(_verdict.Bound),
            ["gap"] = Units.Text(_solution.Gap),
            ["residual"] = Units.Text(_verdict.Residual),
            ["faults"] = Texts(_verdict.Faults),
        },
        ["fillable"] = HasPlan ? Total : Amount(_solution.Fillable),
        ["blocking"] = new JsonArray([.. Limits().Select(static limit => new JsonObject { ["at"] = limit.Where, ["limit"] = limit.What, ["atMost"] = limit.AtMost })]),
    };

    /// <inheritdoc/>
    internal override IEnumerable<string> Explain()
    {
        var words = new LadderWords(_problem.Side, Units);
        for (var venue = 0; venue < _desks.Venues.Count; venue++)
        {
            var filled = Enumerable.Range(0, Desks.Count).Sum(desk => _solution.Flow(desk, venue).Count);
            yield return words.Venue(_desks.Venues[venue], new(filled), _solution.VenuePrices[venue]);
        }

        foreach (var (desk, venue, worth) in Rents())
        {
            var credit = _desks.Credits(desk)[venue];
            yield return credit == 0
                ? $"{Desks[desk].Name} has no permission at {Venue(venue)}; the first unit of one is worth {worth}"
                : $"{Desks[desk].Name}'s credit at {Venue(venue)}, {Amount(credit)}, binds; one more unit of it is worth {worth}";
        }
    }

    private IEnumerable<(int Desk, int Venue, Lots Quantity)> Parts()
    {
        for (var desk = 0; HasPlan && desk < Desks.Count; desk++)
        {
            for (var venue = 0; venue < _desks.Venues.Count; venue++)
            {
                if (_solution.Flow(desk, venue) is { Count: > 0 } quantity)
                {
                    yield return (desk, venue, quantity);
                }
            }
        }
    }

    private IEnumerable<(int Desk, int Venue, string Worth)> Rents()
    {
        for (var desk = 0; HasPlan && desk < Desks.Count; desk++)
        {
            for (var venue = 0; venue < _desks.Venues.Count; venue++)
            {
                if (_solution.CreditRent(desk, venue) is { Numerator: var worth } rent && worth > 0)
                {
                    yield return (desk, venue, Money.PerUnit(rent, Units));
                }
            }
        }
    }

    // The min cut's limits.
    private IEnumerable<(string Where, string What, string AtMost)> Limits() =>
    [
        .. _solution.Blocking.Capacities(_desks).Select(limit => (limit.Venue.Name, LadderWords.Word(limit.Kind), Units.Text(limit.AtMost))),
        .. _solution.Blocking.Credits(_desks).Select(limit => (limit.Venue.Name, limit.AtMost.Count == 0 ? $"no permission for {Desks[limit.Desk].Name}" : $"{Desks[limit.Desk].Name}'s credit", Units.Text(limit.AtMost))),
    ];

    private IEnumerable<string> Cut()
    {
        var (full, credits) = (_solution.Blocking.Capacities(_desks), _solution.Blocking.Credits(_desks));
        if (full.Count > 0)
        {
            yield return "all of " + string.Join(", ", full.Select(limit => $"{limit.Venue} ({Units.Text(limit.AtMost)})"));
        }

        if (credits.Count > 0)
        {
            yield return $"{(full.Count > 0 ? "credits elsewhere" : "credits")}, " + string.Join(", ", credits.Take(MostColumns).Select(limit => $"{Desks[limit.Desk].Name} at {limit.Venue} ({Units.Text(limit.AtMost)})"))
                + (credits.Count > MostColumns ? ", ..." : "");
        }
    }

    private string Venue(int venue) => _desks.Venues[venue].Venue.Name;

    private string DeskPrice(int desk) => Money.PerUnit(_solution.DeskPrices[desk], Units);

    private string Amount(long units) => DecimalText.FormatShort(units, Units.QuantityDecimals);
}
