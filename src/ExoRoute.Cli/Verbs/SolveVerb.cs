using System.CommandLine;
using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Verbs;

/// <summary>Solves a problem document and checks the answer by its certificate.</summary>
internal sealed class SolveVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "The problem document (docs/formats/problem.md)" };

    internal SolveVerb()
        : base("solve", "Splits a quantity over venues at the provably least cost: plan, price, certificate", "exoroute solve problem.json") => Command.Add(_file);

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var problem = ProblemReader.Read(result.GetRequiredValue(_file));
        IReadOnlyList<LadderProblem> ladders = [.. problem.Venues.Select(static venue => venue.Ladder)];
        Solution solution;
        try
        {
            solution = Solver.Solve(ladders, problem.Quantity, new() { MaxNodes = problem.MaxNodes });
        }
        catch (OverflowException beyond)
        {
            throw CommandException.BadInput($"'{problem.File}': prices, quantities, lots and venues together are beyond 127 bits. Take coarser units: fewer priceDecimals or quantityDecimals.", beyond);
        }

        var verdict = Certificate.Check(ladders, problem.Quantity, solution);
        Tell(report, problem, solution, verdict);
        report.Document(Json(problem, solution, verdict));
        if (!verdict.Holds)
        {
            report.Say($"the certificate does not hold: {string.Join(' ', verdict.Faults)}");
            return ExitCode.Found;
        }

        if (!solution.HasPlan)
        {
            report.Say(Blocked(problem, solution));
            return ExitCode.Infeasible;
        }

        return ExitCode.Done;
    }

    private static void Tell(Report report, RoutingProblem problem, Solution solution, CertificateVerdict verdict)
    {
        var units = problem.Units;
        report.Line($"{RecordWords.Word(problem.Side)} {units.Text(problem.Quantity)} over {problem.Venues.Count} {(problem.Venues.Count == 1 ? "venue" : "venues")}: {Word(solution)}");
        if (solution.HasPlan)
        {
            report.Table(["venue", ">quantity", ">limit", ">average price", ">fees", ">cost"], Parts(problem, solution).Select(part => (IReadOnlyList<string>)
            [
                part.Ladder.Venue.Name, units.Text(part.Quantity), units.Text(part.Limit), Money.Average(part.Notional, part.Quantity, units), units.Text(part.Fees), units.Text(part.Cost),
            ]));
            report.Line($"price: one more {(problem.Quote.Length > 0 ? $"unit would cost {Money.PerUnit(solution.Prices[0], units)} {problem.Quote}" : $"unit would cost {Money.PerUnit(solution.Prices[0], units)}")}, fees and all{(problem.Side == Side.Sell ? " (as received)" : "")}");
            report.Line(FormattableString.Invariant($"certificate: cost {units.Text(verdict.Cost)}, bound {units.Text(verdict.Bound)}, gap {units.Text(solution.Gap)}, residual {units.Text(verdict.Residual)}, {solution.Nodes} {(solution.Nodes == 1 ? "node" : "nodes")}; ") + (verdict.Holds ? "it holds" : "it does not hold"));
            return;
        }

        report.Line($"can be filled: {units.Text(solution.Fillable)} of {units.Text(problem.Quantity)}");
        report.Table(["in the way at", "limit", ">it takes at most"], solution.Blocking.Select(limit => (IReadOnlyList<string>)[limit.Venue.Name, Word(limit.Kind), units.Text(limit.AtMost)]));
    }

    private static JsonObject Json(RoutingProblem problem, Solution solution, CertificateVerdict verdict)
    {
        var units = problem.Units;
        return new()
        {
            ["schema"] = 1,
            ["verb"] = "solve",
            ["status"] = solution.Status.ToString(),
            ["side"] = RecordWords.Word(problem.Side),
            ["asked"] = units.Text(problem.Quantity),
            ["plan"] = new JsonArray([.. Parts(problem, solution).Select(part => new JsonObject
            {
                ["venue"] = part.Ladder.Venue.Name,
                ["quantity"] = units.Text(part.Quantity),
                ["limit"] = units.Text(part.Limit),
                ["notional"] = units.Text(part.Notional),
                ["fees"] = units.Text(part.Fees),
                ["cost"] = units.Text(part.Cost),
            })]),
            ["price"] = solution.HasPlan ? Money.PerUnit(solution.Prices[0], units) : null,
            ["priceFraction"] = solution.HasPlan ? solution.Prices[0].Reduced().ToString() : null,
            ["certificate"] = new JsonObject
            {
                ["holds"] = verdict.Holds,
                ["cost"] = units.Text(verdict.Cost),
                ["bound"] = units.Text(verdict.Bound),
                ["gap"] = units.Text(solution.Gap),
                ["residual"] = units.Text(verdict.Residual),
                ["nodes"] = solution.Nodes,
                ["faults"] = new JsonArray([.. verdict.Faults.Select(static fault => JsonValue.Create(fault))]),
            },
            ["fillable"] = units.Text(solution.HasPlan ? problem.Quantity : solution.Fillable),
            ["blocking"] = new JsonArray([.. solution.Blocking.Select(limit => new JsonObject
            {
                ["venue"] = limit.Venue.Name,
                ["limit"] = limit.Kind.ToString(),
                ["atMost"] = units.Text(limit.AtMost),
            })]),
        };
    }

    private static IEnumerable<Part> Parts(RoutingProblem problem, Solution solution)
    {
        for (var i = 0; solution.HasPlan && i < problem.Venues.Count; i++)
        {
            var (venue, quantity) = (problem.Venues[i], solution.Flows[i]);
            if (quantity == Lots.Zero)
            {
                continue;
            }

            var (cost, notional) = (venue.Ladder.Value(quantity), Notional(venue.Ladder, quantity));
            var fees = problem.Side == Side.Buy ? cost - notional : cost + notional;
            yield return new(venue.Ladder, quantity, venue.Ladder.VenuePriceOf(quantity), notional, fees, cost);
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

    private static string Blocked(RoutingProblem problem, Solution solution)
    {
        var units = problem.Units;
        if (solution.Status == SolveStatus.NodeLimit)
        {
            return FormattableString.Invariant($"no plan was found within {problem.MaxNodes} nodes, and none was ruled out; raise maxNodes.");
        }

        var limits = string.Join("; ", solution.Blocking.Select(limit => $"{limit.Venue}: {Word(limit.Kind)}, {units.Text(limit.AtMost)}"));
        return $"infeasible: {units.Text(problem.Quantity)} asked, {units.Text(solution.Fillable)} can be filled. In the way: {limits}.";
    }

    private static string Word(Solution solution) => solution.Status switch
    {
        SolveStatus.Optimal => "the cheapest plan, proved",
        SolveStatus.NodeLimit when solution.HasPlan => "a plan; the search stopped at the node limit, so a cheaper one within the gap is not ruled out",
        SolveStatus.NodeLimit => "no plan found within the node limit",
        _ => "infeasible",
    };

    private static string Word(LimitKind kind) => kind switch
    {
        LimitKind.Liquidity => "the book shows no more",
        LimitKind.PriceLimit => "the limit price",
        LimitKind.Participation => "the share of what is shown",
        LimitKind.Cap => "the venue's cap",
        LimitKind.Lot => "the lot",
        _ => "the minimum quantity or notional",
    };

    private sealed record Part(LadderProblem Ladder, Lots Quantity, Ticks Limit, Cost Notional, Cost Fees, Cost Cost);
}
