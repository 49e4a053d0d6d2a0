using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Finds the cheapest split of several desks' quantities over shared ladders, with the prices that prove it or the limits in the way.</summary>
/// <remarks>Exact in integers; see <see cref="DeskDecomposition"/>, which is this without the allocations. Pure. Threads: none, no shared state.</remarks>
public static class DeskSolver
{
    /// <summary>Solves a problem.</summary>
    /// <exception cref="OverflowException">Costs of all venues together are beyond 127 bits.</exception>
    public static DeskSolution Solve(DeskProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);

        var engine = new DeskDecomposition();
        if (!engine.Solve(problem))
        {
            return Infeasible(problem, engine);
        }

        return new()
        {
            Status = SolveStatus.Optimal,
            Flows = new(engine.Flows),
            Cost = engine.Cost,
            Bound = engine.Cost,
            DeskPrices = Prices(engine.DeskPrices),
            VenuePrices = Prices(engine.VenuePrices),
        };
    }

    private static DeskSolution Infeasible(DeskProblem problem, DeskDecomposition engine)
    {
        var (desks, venues, filled) = (new List<int>(), new List<int>(), 0L);
        for (var desk = 0; desk < problem.Desks.Count; desk++)
        {
            if (engine.CutHoldsDesk(desk))
            {
                desks.Add(desk);
            }
        }

        for (var venue = 0; venue < problem.Venues.Count; venue++)
        {
            if (engine.CutHoldsVenue(venue))
            {
                venues.Add(venue);
            }
        }

        foreach (var flow in engine.Flows)
        {
            filled += flow;
        }

        return new()
        {
            Status = SolveStatus.Infeasible,
            LargestFill = new(engine.Flows),
            Fillable = filled,
            Blocking = new(desks, venues),
        };
    }

    private static DualVariables Prices(ReadOnlySpan<long> prices)
    {
        var whole = new DualPrice[prices.Length];
        for (var at = 0; at < whole.Length; at++)
        {
            whole[at] = DualPrice.Whole(prices[at]);
        }

        return new(whole);
    }
}
