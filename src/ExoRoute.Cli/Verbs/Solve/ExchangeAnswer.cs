using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Verbs.Solve;

/// <summary>Convex costs on named nodes.</summary>
internal sealed class ExchangeAnswer : Answer
{
    private const int MostListed = 12;
    private const int MostRows = 200;
    private readonly ExchangeDocument _document;
    private readonly ExchangeProblem _problem;
    private readonly ExchangeSolution _solution;
    private readonly ExchangeVerdict _verdict;
    private readonly double[] _flows;

    internal ExchangeAnswer(ExchangeDocument document)
    {
        (_document, _problem, _solution) = (document, document.Exchange, ExchangeSolver.Solve(document.Exchange, document.Settings));
        _verdict = Certificate.Check(_problem, _solution);
        _flows = [.. _solution.Flows];
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Faults => _verdict.Faults;

    /// <inheritdoc/>
    internal override bool HasPlan => _flows.Length > 0;

    /// <inheritdoc/>
    internal override string? Refusal => _solution.Status switch
    {
        ExchangeStatus.Infeasible => $"infeasible: no flows balance. {Cut()}",
        ExchangeStatus.Unbounded => $"unbounded: the cost has no lower end. These flows balance and cost ever less, round and round: {Ring()}.",
        _ => null,
    };

    private string Engine => _solution.Engine == ExchangeEngine.PriceBisection ? "bisection of the price" : "ADMM and Newton's method";

    /// <inheritdoc/>
    internal override void Tell(Report report)
    {
        report.Line(FormattableString.Invariant($"{Numbers.Count(_problem.Nodes.Count, "node")}, {Numbers.Count(_problem.Terms.Count, "term")}: ") + _solution.Status switch
        {
            ExchangeStatus.Optimal => "the least cost, proved within the tolerance",
            ExchangeStatus.RoundLimit => "flows; the search stopped at its limits, so cheaper ones within the gap are not ruled out",
            ExchangeStatus.Infeasible => "infeasible",
            _ => "unbounded",
        });
        if (!HasPlan)
        {
            return;
        }

        report.Table(["term", "kind", "node", ">flow into it", ">price there"], Rows().Take(MostRows));
        if (_problem.Ports > MostRows)
        {
            report.Line(FormattableString.Invariant($"{_problem.Ports - MostRows} more flows; --json has them all"));
        }

        for (var node = 0; node < _problem.Nodes.Count && node < MostRows; node++)
        {
            var unit = _document.Units[node].Length == 0 ? "unit" : _document.Units[node];
            report.Line($"price: one more {unit} at {_problem.Nodes[node]} would cost {With(Numbers.Text(_solution.Prices[node]), _document.Quote)} (demanded: {Numbers.Text(_problem.Demand[node])})");
        }

        var reach = double.IsInfinity(_solution.Reach) ? "" : $", within {Numbers.Text(_solution.Reach)} of these flows";
        report.Line($"certificate: cost {Numbers.Text(_verdict.Cost)}, bound {Numbers.Text(_verdict.Bound)}{reach}, gap {Numbers.Text(_solution.Gap)}, residual {Numbers.Text(_verdict.Residual)}, "
            + FormattableString.Invariant($"{Numbers.Count(_solution.Rounds, "round")}, {Numbers.Count(_solution.Steps, "step")} of {Engine}; ") + Verdict);
    }

    /// <inheritdoc/>
    internal override JsonObject Json() => new()
    {
        ["schema"] = 1,
        ["verb"] = "solve",
        ["shape"] = "exchange",
        ["status"] = _solution.Status.ToString(),
        ["engine"] = _solution.Engine.ToString(),
        ["nodes"] = new JsonArray([.. _problem.Nodes.Select((name, node) => new JsonObject
        {
            ["name"] = name,
            ["demand"] = Numbers.Json(_problem.Demand[node]),
            ["price"] = HasPlan ? Numbers.Json(_solution.Prices[node]) : null,
        })]),
        ["terms"] = new JsonArray([.. _document.Terms.Select((term, place) => new JsonObject
        {
            ["name"] = term.Name,
            ["kind"] = term.Kind,
            ["flows"] = HasPlan ? Row(_problem.Part(_flows, place).ToArray()) : null,
            ["cost"] = HasPlan ? Numbers.Json(term.Problem.Value(_problem.Part(_flows, place))) : null,
        })]),
        ["certificate"] = new JsonObject
        {
            ["holds"] = _verdict.Holds,
            ["cost"] = Numbers.Json(_verdict.Cost),
            ["bound"] = Numbers.Json(_verdict.Bound),
            ["gap"] = Numbers.Json(_solution.Gap),
            ["residual"] = Numbers.Json(_verdict.Residual),
            ["reach"] = Numbers.Json(_solution.Reach),
            ["rounds"] = _solution.Rounds,
            ["steps"] = _solution.Steps,
            ["faults"] = Texts(_verdict.Faults),
        },
        ["direction"] = Row([.. _solution.Direction]),
        ["blocking"] = Refusal,
    };

    /// <inheritdoc/>
    internal override IEnumerable<string> Explain()
    {
        for (var term = 0; term < _document.Terms.Count; term++)
        {
            var reason = _document.Terms[term].Why(_document.View(term, _flows, _solution.Prices));
            var limit = reason.Limit is null ? "" : $"; {reason.Limit}, binds: one more unit of it is worth {Numbers.Text(reason.Worth)}";
            yield return $"{_document.Terms[term].Name}: {reason.Words}{limit}";
        }
    }

    private IEnumerable<IReadOnlyList<string>> Rows()
    {
        for (var term = 0; term < _document.Terms.Count; term++)
        {
            var (one, first) = (_document.Terms[term], _problem.FirstPort(term));
            for (var port = 0; port < one.Nodes.Count; port++)
            {
                yield return
                [
                    port == 0 ? one.Name : "", port == 0 ? one.Kind : "", _problem.Nodes[one.Nodes[port]], Numbers.Text(_flows[first + port]), Numbers.Text(_solution.Prices[one.Nodes[port]]),
                ];
            }
        }
    }

    // The direction's weights: what all terms together can give at most, as weighed, and what is demanded of them.
    private string Cut()
    {
        double[] weights = [.. _solution.Direction];
        var (demanded, most, scale) = (0.0, 0.0, weights.Length == 0 ? 1 : Math.Max(weights.Max(Math.Abs), double.Epsilon));
        var named = new List<string>();
        for (var node = 0; node < weights.Length; node++)
        {
            weights[node] /= scale;
            demanded += weights[node] * _problem.Demand[node];
            if (Math.Abs(weights[node]) > 1e-9)
            {
                named.Add($"{Numbers.Text(weights[node])} of {_problem.Nodes[node]}");
            }
        }

        foreach (var (problem, nodes) in _problem.Terms)
        {
            double[] prices = [.. nodes.Select(node => Math.ScaleB(weights[node], 50))];
            var flows = new double[prices.Length];
            problem.Respond(prices, flows);
            most += flows.Select((flow, port) => weights[nodes[port]] == 0 ? 0 : flow * weights[nodes[port]]).Sum();
        }

        return $"Weighed by {Listed(named)}, {Numbers.Text(demanded)} is demanded and all terms together give {Numbers.Text(most)} at most.";
    }

    private string Ring()
    {
        var (direction, moves) = (_solution.Direction, new List<string>());
        var scale = direction.Count == 0 ? 1 : direction.Max(Math.Abs);
        for (var term = 0; term < _problem.Terms.Count; term++)
        {
            for (var (port, first) = (0, _problem.FirstPort(term)); port < _problem.Terms[term].Nodes.Count; port++)
            {
                if (Math.Abs(direction[first + port]) > 1e-9 * scale)
                {
                    moves.Add($"{_document.Terms[term].Name} {(direction[first + port] > 0 ? "gives" : "takes")} {Numbers.Text(Math.Abs(direction[first + port] / scale))} {_problem.Nodes[_problem.Terms[term].Nodes[port]]}");
                }
            }
        }

        return Listed(moves);
    }

    private static string Listed(List<string> parts) =>
        string.Join(", ", parts.Take(MostListed)) + (parts.Count > MostListed ? FormattableString.Invariant($" and {parts.Count - MostListed} more") : "");

    private static JsonArray Row(double[] numbers) => new([.. numbers.Select(Numbers.Json)]);
}
