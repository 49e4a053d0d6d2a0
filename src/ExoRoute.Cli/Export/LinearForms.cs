using ExoRoute.Cli.Problems;
using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Export;

/// <summary>Problems as linear programs, exactly: amounts in whole units of the instrument, money in the quote asset.</summary>
internal static class LinearForms
{
    /// <summary>The program of a problem.</summary>
    /// <exception cref="CommandException">A part of it is not linear; the first is named, exit code 2.</exception>
    internal static LinearProgram Of(ProblemDocument problem) => problem switch
    {
        RoutingProblem routing => Routing(routing),
        DesksProblem desks => Desks(desks),
        ExchangeDocument exchange => Exchange(exchange),
        _ => throw CommandException.BadInput($"'{problem.File}': a make-and-take order is no linear program: its expected cost has curves. Ladders, desks and exchanges of straight pieces can be exported."),
    };

    private static LinearProgram Routing(RoutingProblem problem)
    {
        var (units, decimals) = (problem.Units, problem.Units.QuantityDecimals);
        var program = new LinearProgram($"{problem.Side} {units.Text(problem.Quantity)} over {problem.Venues.Count} venues; money as paid");
        var total = program.Row(RowSense.Equal, ExactDecimal.Of(problem.Quantity.Count, decimals), "all that is asked for");
        var caps = problem.Groups.Select(group => program.Row(RowSense.AtMost, ExactDecimal.Of(group.Cap.Count, decimals), $"the cap of group {group.Name}")).ToList();
        for (var place = 0; place < problem.Venues.Count; place++)
        {
            var ladder = problem.Venues[place].Ladder;
            var rows = new List<int> { total };
            if (problem.GroupOf(place) is { } group)
            {
                rows.Add(caps[problem.Groups.ToList().IndexOf(group)]);
            }

            Rules(program, ladder, units, rows);
            Rungs(program, ladder, units, rows);
        }

        return program;
    }

    // Lots, a minimum and what is charged once: whole numbers beside the rungs.
    private static void Rules(LinearProgram program, LadderProblem ladder, InstrumentUnits units, List<int> rows)
    {
        var (venue, decimals) = (ladder.Venue.Name, units.QuantityDecimals);
        if (ladder.Lot.Count > 1)
        {
            var lots = program.Row(RowSense.Equal, ExactDecimal.Zero, $"{venue}: whole lots");
            program.Column(ExactDecimal.Zero, ExactDecimal.Zero, ExactDecimal.Of(ladder.Shown.Count / ladder.Lot.Count, 0), $"{venue}: lots of {units.Text(ladder.Lot)}", isWhole: true,
                (lots, -ExactDecimal.Of(ladder.Lot.Count, decimals)));
            rows.Add(lots);
        }

        if (ladder.Minimum.Count <= 1 && ladder.FixedCost.Count == 0)
        {
            return;
        }

        var most = program.Row(RowSense.AtMost, ExactDecimal.Zero, $"{venue}: nothing where it is not used");
        var used = new List<(int, ExactDecimal)> { (most, -ExactDecimal.Of(ladder.Shown.Count, decimals)) };
        if (ladder.Minimum.Count > 1)
        {
            used.Add((program.Row(RowSense.AtLeast, ExactDecimal.Zero, $"{venue}: at least its minimum"), -ExactDecimal.Of(ladder.Minimum.Count, decimals)));
        }

        rows.AddRange(used.Select(static entry => entry.Item1));
        program.Column(ExactDecimal.Of(ladder.FixedCost.Count, units.CostDecimals), ExactDecimal.Zero, ExactDecimal.One, $"{venue}: whether it is used", isWhole: true, used);
    }

    private static void Rungs(LinearProgram program, LadderProblem ladder, InstrumentUnits units, List<int> rows)
    {
        foreach (var rung in ladder.Rungs)
        {
            var price = ExactDecimal.Of(rung.Price, units.PriceDecimals + 6);
            program.Column(price, ExactDecimal.Zero, ExactDecimal.Of(rung.Quantity, units.QuantityDecimals), $"{ladder.Venue} at {price}", isWhole: false,
                rows.Select(static row => (row, ExactDecimal.One)));
        }
    }

    private static LinearProgram Desks(DesksProblem problem)
    {
        var (units, desks) = (problem.Units, problem.Desks);
        var decimals = units.QuantityDecimals;
        var program = new LinearProgram($"{problem.Side} for {desks.Desks.Count} desks over {desks.Venues.Count} venues; money as paid");
        var asked = desks.Desks.Select(desk => program.Row(RowSense.Equal, ExactDecimal.Of(desk.Quantity.Count, decimals), $"all that {desk.Name} asks for")).ToList();
        for (var venue = 0; venue < desks.Venues.Count; venue++)
        {
            var ladder = desks.Venues[venue];
            var given = program.Row(RowSense.Equal, ExactDecimal.Zero, $"{ladder.Venue}: what desks get is what its levels give");
            for (var desk = 0; desk < desks.Desks.Count; desk++)
            {
                program.Column(ExactDecimal.Zero, ExactDecimal.Zero, ExactDecimal.Of(desks.Credits(desk)[venue], decimals), $"{desks.Desks[desk].Name} at {ladder.Venue}", isWhole: false,
                    (asked[desk], ExactDecimal.One), (given, -ExactDecimal.One));
            }

            Rungs(program, ladder, units, [given]);
        }

        return program;
    }

    private static LinearProgram Exchange(ExchangeDocument problem)
    {
        var program = new LinearProgram(FormattableString.Invariant($"{problem.Exchange.Nodes.Count} nodes, {problem.Terms.Count} terms"));
        var balance = new ExactDecimal[problem.Exchange.Nodes.Count];
        for (var node = 0; node < balance.Length; node++)
        {
            balance[node] = ExactDecimal.Of(problem.Exchange.Demand[node]);
        }

        // A level is counted from its first finite knot: what it moves there is taken off the demand.
        var start = ExactDecimal.Zero;
        foreach (var term in problem.Terms)
        {
            var form = term.Linear ?? throw CommandException.BadInput(
                $"'{problem.File}': term '{term.Name}' is of kind {term.Kind}, which is not linear. Take it out, or draw it with straight pieces: ladder, piecewise-linear, market and activity can be exported.");
            start += ExactDecimal.Of(form.Start);
            var from = ExactDecimal.Of(double.IsFinite(form.Knots[0]) ? form.Knots[0] : form.Knots[1]);
            for (var port = 0; port < term.Nodes.Count; port++)
            {
                balance[term.Nodes[port]] -= ExactDecimal.Of(form.Coefficients[port]) * from;
            }
        }

        for (var node = 0; node < balance.Length; node++)
        {
            program.Row(RowSense.Equal, balance[node], $"node {problem.Exchange.Nodes[node]} balances");
        }

        if (!start.IsZero)
        {
            program.Column(start, ExactDecimal.One, ExactDecimal.One, "1: what all terms cost where their first piece starts", isWhole: false);
        }

        foreach (var term in problem.Terms)
        {
            Pieces(program, term, term.Linear!);
        }

        return program;
    }

    private static void Pieces(LinearProgram program, ProblemTerm term, LinearForm form)
    {
        for (var piece = 0; piece < form.Prices.Length; piece++)
        {
            var (low, high) = (form.Knots[piece], form.Knots[piece + 1]);
            ExactDecimal? most = double.IsFinite(low) && double.IsFinite(high) ? ExactDecimal.Of(high) - ExactDecimal.Of(low) : double.IsFinite(low) ? null : ExactDecimal.Zero;
            program.Column(ExactDecimal.Of(form.Prices[piece]), double.IsFinite(low) ? ExactDecimal.Zero : null, most, FormattableString.Invariant($"{term.Name} from {low} to {high}"), isWhole: false,
                term.Nodes.Select((node, port) => (node, ExactDecimal.Of(form.Coefficients[port]))));
        }
    }
}
