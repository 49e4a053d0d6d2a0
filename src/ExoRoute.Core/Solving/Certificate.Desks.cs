using ExoRoute.Problems;

namespace ExoRoute.Solving;

// Desks on shared ladders: weak duality over desk and venue prices, and min cuts.
public static partial class Certificate
{
    /// <summary>Checks everything that <paramref name="solution"/> claims about desks on shared ladders.</summary>
    /// <param name="problem">The problem that was solved.</param>
    /// <param name="solution">The claims; they may be hostile.</param>
    /// <returns>The verdict; its residual is all flows less all that was asked for.</returns>
    public static CertificateVerdict Check(DeskProblem problem, DeskSolution solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(solution);

        var faults = new List<string>();
        try
        {
            if (solution.Status == SolveStatus.Infeasible)
            {
                var filled = CheckCut(problem, solution, faults);
                return new(faults, default, default, new(filled - problem.Total));
            }

            if (solution.Status != SolveStatus.Optimal)
            {
                faults.Add(Text($"Desks are solved to the end or infeasible; claimed is {solution.Status}."));
                return new(faults, default, default, default);
            }

            var (cost, total) = CheckDeskFlows(problem, solution.Flows, exact: true, faults);
            var bound = Bound(problem, solution.DeskPrices, solution.VenuePrices, faults);
            if (cost != solution.Cost.Count)
            {
                faults.Add(Text($"The flows cost {cost}, claimed is {solution.Cost.Count}."));
            }

            if (bound < solution.Bound.Count)
            {
                faults.Add(Text($"The bound claimed is {solution.Bound.Count}, the prices prove {bound}."));
            }

            if (solution.Bound.Count != cost)
            {
                faults.Add(Text($"The gap of an optimal plan is zero: its cost is {cost}, its bound {solution.Bound.Count}."));
            }

            return new(faults, new(cost), new(bound), new(total - problem.Total));
        }
        catch (OverflowException)
        {
            faults.Add("A claimed price, bound or flow is so large that the proof cannot be computed in 127 bits.");
            return new(faults, default, default, default);
        }
    }

    /// <summary>What every split costs at least, by prices from anywhere.</summary>
    /// <remarks>
    /// Sum of desk prices x quantities, less what each credit is worth (credit x the desk's price less the venue's, where that is above 0), and each venue's
    /// least of ladder(y) - its price x y. Any prices give a bound: cost(x) = sum_d mu_d Q_d + sum_dv (lambda_v - mu_d) x_dv + sum_v (ladder_v(y_v) - lambda_v y_v).
    /// </remarks>
    /// <param name="problem">The problem.</param>
    /// <param name="deskPrices">mu, one a desk.</param>
    /// <param name="venuePrices">lambda, one a venue.</param>
    /// <exception cref="ArgumentException">There are not as many prices as desks and venues.</exception>
    /// <exception cref="OverflowException">A price is so large that the sum is beyond 127 bits.</exception>
    public static Cost Bound(DeskProblem problem, DualVariables deskPrices, DualVariables venuePrices)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(deskPrices);
        ArgumentNullException.ThrowIfNull(venuePrices);

        var faults = new List<string>();
        var bound = Bound(problem, deskPrices, venuePrices, faults);
        return faults.Count == 0 ? new(bound) : throw new ArgumentException(faults[0], nameof(deskPrices));
    }

    private static Int128 Bound(DeskProblem problem, DualVariables desks, DualVariables venues, List<string> faults)
    {
        if (desks.Count != problem.Desks.Count || venues.Count != problem.Venues.Count)
        {
            faults.Add(Text($"There are {desks.Count} desk prices and {venues.Count} venue prices for {problem.Desks.Count} desks and {problem.Venues.Count} venues."));
            return 0;
        }

        // All prices over one denominator, so that sums stay whole.
        Int128 scale = 1;
        for (var at = 0; at < desks.Count + venues.Count; at++)
        {
            var denominator = (at < desks.Count ? desks[at] : venues[at - desks.Count]).Denominator;
            var (a, b) = (scale, denominator);
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            scale = checked(scale / a * denominator);
        }

        var (scaled, lambda) = ((Int128)0, new Int128[venues.Count]);
        for (var venue = 0; venue < lambda.Length; venue++)
        {
            lambda[venue] = checked(venues[venue].Numerator * (scale / venues[venue].Denominator));
            scaled = checked(scaled + Least(problem.Venues[venue], new(lambda[venue], scale), 0, problem.Venues[venue].Shown.Count)!.Value);
        }

        for (var desk = 0; desk < desks.Count; desk++)
        {
            var quantity = problem.Desks[desk].Quantity.Count;
            var credits = problem.Credits(desk);
            var mu = checked(desks[desk].Numerator * (scale / desks[desk].Denominator));
            scaled = checked(scaled + (mu * quantity));
            for (var venue = 0; venue < lambda.Length; venue++)
            {
                if (mu > lambda[venue])
                {
                    scaled = checked(scaled - ((mu - lambda[venue]) * Math.Min(credits[venue], quantity)));
                }
            }
        }

        var (whole, rest) = Int128.DivRem(scaled, scale);
        return rest > 0 ? whole + 1 : whole; // costs are whole numbers
    }

    // Exact: each desk gets what it asked for; else at most that.
    private static (Int128 Cost, long Total) CheckDeskFlows(DeskProblem problem, SharedVariables flows, bool exact, List<string> faults)
    {
        if (flows.Count != problem.Desks.Count * problem.Venues.Count)
        {
            faults.Add(Text($"There are {flows.Count} flows for {problem.Desks.Count} desks and {problem.Venues.Count} venues."));
            return (0, 0);
        }

        var (totals, all) = (new long[problem.Venues.Count], 0L);
        for (var desk = 0; desk < problem.Desks.Count; desk++)
        {
            var credits = problem.Credits(desk);
            var got = 0L;
            for (var venue = 0; venue < totals.Length; venue++)
            {
                var flow = flows[(desk * totals.Length) + venue].Count;
                if (flow > credits[venue])
                {
                    faults.Add(Text($"Desk '{problem.Desks[desk].Name}' gets {flow} at '{problem.Venues[venue].Venue}', its credit there is {credits[venue]}."));
                }

                got = checked(got + flow);
                totals[venue] = checked(totals[venue] + flow);
            }

            var wanted = problem.Desks[desk].Quantity.Count;
            if (exact ? got != wanted : got > wanted)
            {
                faults.Add(Text($"Desk '{problem.Desks[desk].Name}' gets {got}, it asked for {wanted}."));
            }

            all = checked(all + got);
        }

        Int128 cost = 0;
        for (var venue = 0; venue < totals.Length; venue++)
        {
            var left = totals[venue];
            foreach (var rung in problem.Venues[venue].Rungs)
            {
                var taken = Math.Min(left, rung.Quantity);
                cost = checked(cost + ((Int128)rung.Price * taken));
                left -= taken;
            }

            if (left > 0)
            {
                faults.Add(Text($"Venue '{problem.Venues[venue].Venue}' gets {totals[venue]}, {left} more than its rungs hold."));
            }
        }

        return (cost, all);
    }

    // The cut's desks can get their credits outside the cut's venues, and these venues' capacity; all others get what they ask for at most.
    private static long CheckCut(DeskProblem problem, DeskSolution solution, List<string> faults)
    {
        var (desks, venues) = (Marked(solution.Blocking.Desks, problem.Desks.Count), Marked(solution.Blocking.Venues, problem.Venues.Count));
        if (desks is null || venues is null)
        {
            faults.Add("The cut names a desk or venue that is not there, or names one twice.");
            return 0;
        }

        Int128 cut = 0;
        for (var venue = 0; venue < venues.Length; venue++)
        {
            cut += venues[venue] ? problem.Venues[venue].Shown.Count : 0;
        }

        for (var desk = 0; desk < desks.Length; desk++)
        {
            if (!desks[desk])
            {
                cut += problem.Desks[desk].Quantity.Count;
                continue;
            }

            for (var venue = 0; venue < venues.Length; venue++)
            {
                cut += venues[venue] ? 0 : problem.Credits(desk)[venue];
            }
        }

        if (cut >= problem.Total)
        {
            faults.Add(Text($"The cut lets {cut} through, asked for are {problem.Total}: it proves nothing."));
        }

        if (solution.HasPlan)
        {
            faults.Add("An infeasible answer has no plan; a fill of a part is the largest fill.");
        }

        var (_, filled) = CheckDeskFlows(problem, solution.LargestFill, exact: false, faults);
        if (filled != solution.Fillable || filled != cut)
        {
            faults.Add(Text($"The largest fill adds up to {filled}, claimed is {solution.Fillable}, the cut lets {cut} through; all three must be one."));
        }

        return filled;
    }

    private static bool[]? Marked(IReadOnlyList<int> places, int count)
    {
        var marked = new bool[count];
        foreach (var place in places)
        {
            if (place < 0 || place >= count || marked[place])
            {
                return null;
            }

            marked[place] = true;
        }

        return marked;
    }
}
