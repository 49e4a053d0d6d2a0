using ExoRoute.Problems;
using Google.OrTools.Sat;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>OR-Tools' constraint solver: a whole number of lots a venue, a switch for its ticket and minimum, a bounded integer for each level.</summary>
internal static class CpSatPeer
{
    public static long Solve(Rung[][] ladders, LadderTerms[] terms, long wanted)
    {
        var (model, sum, cost) = (new CpModel(), LinearExpr.NewBuilder(), LinearExpr.NewBuilder());
        for (var venue = 0; venue < ladders.Length; venue++)
        {
            var (capacity, lot) = (ladders[venue].Sum(rung => rung.Quantity), terms[venue].Lot.Count);
            var (lots, used, parts) = (model.NewIntVar(0, capacity / lot, ""), model.NewBoolVar(""), LinearExpr.NewBuilder());
            foreach (var rung in ladders[venue])
            {
                var part = model.NewIntVar(0, rung.Quantity, "");
                parts.AddTerm(part, 1);
                cost.AddTerm(part, rung.Price);
            }

            model.Add(lots * lot == parts);
            model.Add(lots * lot >= used * terms[venue].Minimum.Count);
            model.Add(lots * lot <= used * capacity);
            sum.AddTerm(lots, lot);
            cost.AddTerm(used, (long)terms[venue].FixedCost.Count);
        }

        model.Add(sum == wanted);
        model.Minimize(cost);
        var solver = new CpSolver();
        var status = solver.Solve(model);
        return status == CpSolverStatus.Optimal ? checked((long)solver.ObjectiveValue) : throw new InvalidOperationException($"CP-SAT ended with {status}.");
    }
}
