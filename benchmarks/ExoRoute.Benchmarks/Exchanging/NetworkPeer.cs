using Google.OrTools.LinearSolver;

namespace ExoRoute.Benchmarks.Exchanging;

/// <summary>OR-Tools' linear engines on the same network: a row a node, a bounded variable a level and a line's part. Built and solved each time.</summary>
internal static class NetworkPeer
{
    /// <param name="engine">GLOP (simplex) or PDLP (first order; its default tolerance).</param>
    /// <param name="network">What to solve.</param>
    public static double Solve(string engine, Network network)
    {
        using var solver = Solver.CreateSolver(engine);
        var objective = solver.Objective();
        var rows = new Constraint[network.Size.Nodes];
        for (var node = 0; node < rows.Length; node++)
        {
            rows[node] = solver.MakeConstraint(network.Demand[node], network.Demand[node]);
        }

        void Column(double most, double price, int node, double into, int other = -1, double intoOther = 0)
        {
            var variable = solver.MakeNumVar(0, most, "");
            objective.SetCoefficient(variable, price);
            rows[node].SetCoefficient(variable, into);
            if (other >= 0)
            {
                rows[other].SetCoefficient(variable, intoOther);
            }
        }

        for (var ladder = 0; ladder < network.Ladders.Length; ladder++)
        {
            foreach (var rung in network.Ladders[ladder])
            {
                Column(rung.Quantity, rung.Price, ladder % rows.Length, 1);
            }
        }

        foreach (var line in network.Lines)
        {
            Column(line.First, line.Fee, line.Tail, -1, line.Head, line.Yield);
            Column(double.PositiveInfinity, line.Fee + Network.Dearer, line.Tail, -1, line.Head, line.Yield);
        }

        for (var node = 0; node < rows.Length; node++)
        {
            Column(double.PositiveInfinity, Network.LastPrice, node, 1);
            Column(double.PositiveInfinity, 0, node, -1);
        }

        objective.SetMinimization();
        var status = solver.Solve();
        return status == Solver.ResultStatus.OPTIMAL ? objective.Value() : throw new InvalidOperationException($"{engine} ended with {status}.");
    }
}
