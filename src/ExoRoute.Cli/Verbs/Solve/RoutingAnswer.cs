using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Verbs.Solve;

/// <summary>One quantity over venues.</summary>
internal sealed class RoutingAnswer : Answer
{
    private readonly RoutingProblem _problem;
    private readonly Solution _solution;
    private readonly CertificateVerdict _verdict;
    private readonly Lots[] _fills;

    internal RoutingAnswer(RoutingProblem problem)
    {
        (_problem, _solution) = (problem, Solver.Solve(problem.Ladders, problem.Quantity, new() { MaxNodes = problem.MaxNodes }));
        _verdict = Certificate.Check(problem.Ladders, problem.Quantity, _solution);
        _fills = _solution.HasPlan && _verdict.Holds ? problem.Spread(_solution.Flows) : new Lots[problem.Venues.Count];
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
            if (_solution.HasPlan)
            {
                return null;
            }

            if (_solution.Status == SolveStatus.NodeLimit)
            {
                return FormattableString.Invariant($"no plan was found within {_problem.MaxNodes} nodes, and none was ruled out; raise maxNodes.");
            }

            var limits = string.Join("; ", _solution.Blocking.Select(limit => $"{limit.Venue}: {Word(limit)}, {Units.Text(limit.AtMost)}"));
            return $"infeasible: {Units.Text(_problem.Quantity)} asked, {Units.Text(_solution.Fillable)} can be filled. In the way: {limits}.";
        }
    }

    private InstrumentUnits Units => _problem.Units;

    /// <inheritdoc/>
    internal override void Tell(Report report)
    {
        report.Line($"{RecordWords.Word(_problem.Side)} {Units.Text(_problem.Quantity)} over {_problem.Venues.Count} {(_problem.Venues.Count == 1 ? "venue" : "venues")}: {Word(_solution)}");
        if (!_solution.HasPlan)
        {
            report.Line($"can be filled: {Units.Text(_solution.Fillable)} of {Units.Text(_problem.Quantity)}");
            report.Table(["in the way at", "limit", ">it takes at most"], _solution.Blocking.Select(limit => (IReadOnlyList<string>)[limit.Venue.Name, Word(limit), Units.Text(limit.AtMost)]));
            return;
        }

        report.Table(["venue", ">quantity", ">limit", ">average price", ">fees", ">cost"], Parts().Select(part => (IReadOnlyList<string>)
        [
            part.Ladder.Venue.Name, Units.Text(part.Quantity), Units.Text(part.Limit), Money.Average(part.Notional, part.Quantity, Units), Units.Text(part.Fees), Units.Text(part.Cost),
        ]));
        report.Line($"price: one more unit would cost {With(Money.PerUnit(_solution.Prices[0], Units), _problem.Quote)}, fees and all{(_problem.Side == Side.Sell ? " (as received)" : "")}");
        report.Line(FormattableString.Invariant($"certificate: cost {Units.Text(_verdict.Cost)}, bound {Units.Text(_verdict.Bound)}, gap {Units.Text(_solution.Gap)}, residual {Units.Text(_verdict.Residual)}, {_solution.Nodes} {(_solution.Nodes == 1 ? "node" : "nodes")}; ") + Verdict);
    }

    /// <inheritdoc/>
    internal override JsonObject Json() => new()
    {
        ["schema"] = 1,
        ["verb"] = "solve",
        ["status"] = _solution.Status.ToString(),
        ["side"] = RecordWords.Word(_problem.Side),
        ["asked"] = Units.Text(_problem.Quantity),
        ["plan"] = new JsonArray([.. Parts().Select(part => new JsonObject
        {
            ["venue"] = part.Ladder.Venue.Name,
            ["quantity"] = Units.Text(part.Quantity),
            ["limit"] = Units.Text(part.Limit),
            ["notional"] = Units.Text(part.Notional),
            ["fees"] = Units.Text(part.Fees),
            ["cost"] = Units.Text(part.Cost),
        })]),
        ["price"] = _solution.HasPlan ? Money.PerUnit(_solution.Prices[0], Units) : null,
        ["priceFraction"] = _solution.HasPlan ? _solution.Prices[0].Reduced().ToString() : null,
        ["certificate"] = new JsonObject
        {
            ["holds"] = _verdict.Holds,
            ["cost"] = Units.Text(_verdict.Cost),
            ["bound"] = Units.Text(_verdict.Bound),
            ["gap"] = Units.Text(_solution.Gap),
            ["residual"] = Units.Text(_verdict.Residual),
            ["nodes"] = _solution.Nodes,
            ["faults"] = Texts(_verdict.Faults),
        },
        ["fillable"] = Units.Text(_solution.HasPlan ? _problem.Quantity : _solution.Fillable),
        ["blocking"] = new JsonArray([.. _solution.Blocking.Select(limit => new JsonObject
        {
            ["venue"] = limit.Venue.Name,
            ["limit"] = limit.Kind.ToString(),
            ["atMost"] = Units.Text(limit.AtMost),
        })]),
    };

    /// <inheritdoc/>
    internal override IEnumerable<string> Explain()
    {
        var words = new LadderWords(_problem.Side, Units);
        for (var venue = 0; venue < _problem.Venues.Count; venue++)
        {
            var group = _problem.GroupOf(venue) is { } there ? $" (in group {there.Name})" : "";
            yield return words.Venue(_problem.Venues[venue].Ladder, _fills[venue], _solution.Prices[0]) + group;
        }

        foreach (var group in _problem.Groups)
        {
            var filled = group.Members.Sum(member => _fills[member].Count);
            yield return filled == group.Cap.Count && filled > 0
                ? $"group {group.Name}: its cap, {Units.Text(group.Cap)}, binds; one more unit of it is worth {words.Worth(_solution.Prices[0], CheapestLeft(group))}"
                : $"group {group.Name}: {Units.Text(new Lots(filled))} of its cap, {Units.Text(group.Cap)}";
        }

        yield return OneMore();
    }

    // The next unit that a group would give if its cap were one more.
    private long CheapestLeft(ProblemGroup group)
    {
        var least = long.MaxValue;
        foreach (var member in group.Members)
        {
            var ladder = _problem.Venues[member].Ladder;
            least = _fills[member] < ladder.Shown ? Math.Min(least, LadderWords.Rung(ladder, _fills[member].Count + 1)) : least;
        }

        return least;
    }

    // Solved again with the least that more can be asked for: what all lots are multiples of.
    private string OneMore()
    {
        var step = 0L;
        foreach (var ladder in _problem.Ladders)
        {
            var rest = ladder.Lot.Count;
            while (rest != 0)
            {
                (step, rest) = (rest, step % rest);
            }
        }

        var asked = new Lots(_problem.Quantity.Count + step);
        var more = asked.Count > Lots.MaxCount ? null : Solver.Solve(_problem.Ladders, asked, new() { MaxNodes = _problem.MaxNodes });
        if (more is not { HasPlan: true })
        {
            return $"{Units.Text(new Lots(step))} more: no plan for {Units.Text(asked)}{(more?.Status == SolveStatus.NodeLimit ? " was found within maxNodes" : "")}";
        }

        var extra = more.Cost - _solution.Cost;
        var about = more.Status == SolveStatus.Optimal && _solution.Status == SolveStatus.Optimal ? "" : ", as far as the search went";
        return _problem.Side == Side.Buy
            ? $"{Units.Text(new Lots(step))} more would cost {With(Units.Text(extra), _problem.Quote)} (solved again with {Units.Text(asked)}{about})"
            : $"{Units.Text(new Lots(step))} more would bring {With(Units.Text(new Cost() - extra), _problem.Quote)} (solved again with {Units.Text(asked)}{about})";
    }

    private IEnumerable<Part> Parts()
    {
        for (var i = 0; i < _problem.Venues.Count; i++)
        {
            var (ladder, quantity) = (_problem.Venues[i].Ladder, _fills[i]);
            if (quantity == Lots.Zero)
            {
                continue;
            }

            var (cost, notional) = (ladder.Value(quantity), Notional(ladder, quantity));
            var fees = _problem.Side == Side.Buy ? cost - notional : cost + notional;
            yield return new(ladder, quantity, ladder.VenuePriceOf(quantity), notional, fees, cost);
        }
    }

    // A rung's own price may stand for several levels of one all-in price; such levels have one price, as all-in prices are strictly monotone.
    private static Cost Notional(LadderProblem ladder, Lots quantity)
    {
        var (sum, left) = (new Cost(), quantity.Count);
        foreach (var rung in ladder.Rungs)
        {
            var taken = Math.Min(left, rung.Quantity);
            sum += Cost.Of(rung.VenuePrice, new(taken));
            left -= taken;
        }

        return sum;
    }

    private string Word(BlockingLimit limit) =>
        limit.Kind == LimitKind.Cap && _problem.Groups.Any(group => group.Name == limit.Venue) ? "the group's cap" : LadderWords.Word(limit.Kind);

    private static string Word(Solution solution) => solution.Status switch
    {
        SolveStatus.Optimal => "the cheapest plan, proved",
        SolveStatus.NodeLimit when solution.HasPlan => "a plan; the search stopped at the node limit, so a cheaper one within the gap is not ruled out",
        SolveStatus.NodeLimit => "no plan found within the node limit",
        _ => "infeasible",
    };

    private sealed record Part(LadderProblem Ladder, Lots Quantity, Ticks Limit, Cost Notional, Cost Fees, Cost Cost);
}
