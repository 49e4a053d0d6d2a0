using ExoRoute.Problems;
using Google.OrTools.Graph;
using Google.OrTools.LinearSolver;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>OR-Tools' network engine on the same books: an arc for each level. Built and solved each time, as it cannot be changed.</summary>
internal static class MinCostFlowPeer
{
    public static long Solve(Rung[][] ladders, long wanted)
    {
        using var flow = new MinCostFlow();
        foreach (var rungs in ladders)
        {
            foreach (var rung in rungs)
            {
                flow.AddArcWithCapacityAndUnitCost(0, 1, rung.Quantity, rung.Price);
            }
        }

        flow.SetNodeSupply(0, wanted);
        flow.SetNodeSupply(1, -wanted);
        return Cost(flow);
    }

    /// <summary>Several desks: an arc for each credit, from its desk to its venue.</summary>
    public static long Solve(Rung[][] ladders, Desk[] desks)
    {
        using var flow = new MinCostFlow();
        var (sink, total) = (desks.Length + ladders.Length, 0L);
        for (var desk = 0; desk < desks.Length; desk++)
        {
            var credits = desks[desk].Credits;
            for (var venue = 0; venue < credits.Count; venue++)
            {
                if (credits[venue].Count > 0)
                {
                    flow.AddArcWithCapacityAndUnitCost(desk, desks.Length + venue, credits[venue].Count, 0);
                }
            }

            flow.SetNodeSupply(desk, desks[desk].Quantity.Count);
            total += desks[desk].Quantity.Count;
        }

        for (var venue = 0; venue < ladders.Length; venue++)
        {
            foreach (var rung in ladders[venue])
            {
                flow.AddArcWithCapacityAndUnitCost(desks.Length + venue, sink, rung.Quantity, rung.Price);
            }
        }

        flow.SetNodeSupply(sink, -total);
        return Cost(flow);
    }

    private static long Cost(MinCostFlow flow)
    {
        var status = flow.Solve();
        return status == MinCostFlowBase.Status.OPTIMAL ? flow.OptimalCost() : throw new InvalidOperationException($"MinCostFlow ended with {status}.");
    }
}

/// <summary>OR-Tools' simplex on the same books: one row, a bounded variable for each level.</summary>
internal sealed class GlopPeer : IDisposable
{
    private readonly Google.OrTools.LinearSolver.Solver _solver = Google.OrTools.LinearSolver.Solver.CreateSolver("GLOP");
    private readonly Variable[][] _variables;

    public GlopPeer(Rung[][] ladders, long wanted)
    {
        var row = _solver.MakeConstraint(wanted, wanted);
        var objective = _solver.Objective();
        _variables = new Variable[ladders.Length][];
        for (var venue = 0; venue < ladders.Length; venue++)
        {
            _variables[venue] = new Variable[ladders[venue].Length];
            for (var level = 0; level < ladders[venue].Length; level++)
            {
                var variable = _variables[venue][level] = _solver.MakeNumVar(0, ladders[venue][level].Quantity, "");
                row.SetCoefficient(variable, 1);
                objective.SetCoefficient(variable, ladders[venue][level].Price);
            }
        }

        objective.SetMinimization();
    }

    public static double BuildAndSolve(Rung[][] ladders, long wanted)
    {
        using var peer = new GlopPeer(ladders, wanted);
        return peer.Solve();
    }

    /// <summary>Changes one level; the next solve starts from the last basis.</summary>
    public void Change(int venue, int level, long quantity) => _variables[venue][level].SetUb(quantity);

    public double Solve()
    {
        var status = _solver.Solve();
        return status == Google.OrTools.LinearSolver.Solver.ResultStatus.OPTIMAL
            ? _solver.Objective().Value()
            : throw new InvalidOperationException($"GLOP ended with {status}.");
    }

    public void Dispose() => _solver.Dispose();
}
