using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The expected cost in the form that is convex: linear in what is taken and in expected fills, and a weight on the expected lack.</summary>
/// <remarks>
/// (A - S)+ = A - S + (S - A)+ turns V into Take M + sum (Impact L_k + Rest_k E fill_k) + Constant + Weight E(S - A)+. In the coordinates (M, E fill_1, ..., E fill_K)
/// the last part is convex for independent outflows: its second derivative is E[1{A = S} w w'], w = (1, ..., 1{k fills whole} / P(k fills whole), ...). In (M, L) it is not.
/// </remarks>
internal sealed class MakeTakeCosts
{
    internal MakeTakeCosts(MakeTakeProblem problem)
    {
        Target = (int)problem.Target.Count;
        Impact = problem.Impact;
        Take = problem.HalfSpread + problem.TakeFee + problem.Impact + problem.OverPenalty;
        Weight = problem.UnderPenalty + problem.Impact + problem.OverPenalty;
        Constant = -problem.OverPenalty * Target;
        Rest = new double[problem.Venues.Count];
        for (var venue = 0; venue < Rest.Length; venue++)
        {
            Rest[venue] = problem.OverPenalty - (problem.HalfSpread + problem.Venues[venue].Rebate);
        }

        Size = (Take + Weight) * Math.Max(1, Target);
    }

    internal int Target { get; }

    internal double Take { get; }

    internal double Weight { get; }

    internal double Impact { get; }

    internal double Constant { get; }

    internal double[] Rest { get; }

    /// <summary>The size of what is added up: rounding is relative to it.</summary>
    internal double Size { get; }

    /// <summary>Differences of costs below this are rounding.</summary>
    internal double Noise => 1e-14 * Size;

    internal double Cost(ReadOnlySpan<FillCurve> curves, int take, ReadOnlySpan<int> rest, double lack)
    {
        var sum = Constant + (Take * take);
        for (var venue = 0; venue < rest.Length; venue++)
        {
            sum += (Impact * rest[venue]) + (Rest[venue] * curves[venue].Expected(rest[venue]));
        }

        return sum + (Weight * lack);
    }

    /// <summary>The least cost of any allocation, given the lack at one of them and a subgradient of the lack there.</summary>
    /// <param name="curves">One a venue.</param>
    /// <param name="take">M of that allocation.</param>
    /// <param name="rest">L of that allocation.</param>
    /// <param name="lack">E(S - A)+ there.</param>
    /// <param name="slopes">The subgradient by M, then by each venue's expected fill: none positive.</param>
    internal double Bound(ReadOnlySpan<FillCurve> curves, int take, ReadOnlySpan<int> rest, double lack, ReadOnlySpan<double> slopes)
    {
        // Linear in M: best at an end. Given its expected fill each venue stands alone: lots cost the impact and are worth the same the fuller they fill.
        var price = Take + (Weight * slopes[0]);
        var bound = Constant + (Weight * (lack - (slopes[0] * take))) + Math.Min(0, price * Target);
        for (var venue = 0; venue < rest.Length; venue++)
        {
            var curve = curves[venue];
            var worth = Rest[venue] + (Weight * slopes[venue + 1]);
            bound -= Weight * slopes[venue + 1] * curve.Expected(rest[venue]);
            var lots = 0;
            while (lots < curve.Most && (worth * curve.AtLeast(lots + 1)) + Impact < 0)
            {
                lots++;
            }

            bound += (Impact * lots) + (worth * curve.Expected(lots));
        }

        return bound;
    }
}
