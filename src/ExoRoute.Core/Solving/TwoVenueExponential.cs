using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>A smooth allocation over two venues.</summary>
/// <param name="Take">M, in lots and parts of them.</param>
/// <param name="RestFirst">L of the first venue.</param>
/// <param name="RestSecond">L of the second venue.</param>
/// <param name="Cost">V, the expected cost.</param>
public readonly record struct SmoothMakeTake(double Take, double RestFirst, double RestSecond, double Cost);

/// <summary>Two venues with exponential outflows, amounts of any size: one equation for z = Q1 + Q2 + S - M, solved by bisection.</summary>
/// <remarks>
/// With a_k = (under + s + r_k) / (under + over) and c = (under - s - f) / (under + over): P(A > S) = c, L1 = z - Q1 + mu2 ln a1, L2 = z - Q2 + mu1 ln a2.
/// Nothing is rounded to lots here. Pure, the same bits everywhere. Source: R. Cont, A. Kukanov (2012), equations 9 to 12.
/// </remarks>
public static class TwoVenueExponential
{
    /// <summary>The best allocation, where it is an inner one.</summary>
    /// <param name="problem">Two venues, both with <see cref="FillLaw.Exponential"/> (before rounding), no impact.</param>
    /// <param name="best">The allocation.</param>
    /// <returns>False where the optimum has an amount at its limit: then the equations do not hold, and <see cref="MakeTakeSolver"/> answers in lots.</returns>
    /// <exception cref="ArgumentException">The problem has faults, or is not of this shape.</exception>
    public static bool TrySolve(MakeTakeProblem problem, out SmoothMakeTake best)
    {
        ArgumentNullException.ThrowIfNull(problem);
        foreach (var fault in problem.Faults())
        {
            throw new ArgumentException(fault, nameof(problem));
        }

        if (problem.Venues.Count != 2 || problem.Impact != 0 || problem.Venues.Any(static venue => venue.Law is not ExponentialFillLaw))
        {
            throw new ArgumentException("The equations are for two venues with exponential outflows and no impact; use MakeTakeSolver for others.", nameof(problem));
        }

        best = default;
        var (first, second, target) = (problem.Venues[0], problem.Venues[1], (double)problem.Target.Count);
        var (mu1, mu2, ahead) = (first.Law.Mean, second.Law.Mean, (double)first.Ahead.Count + second.Ahead.Count);
        var weight = problem.UnderPenalty + problem.OverPenalty;
        var chance = (problem.UnderPenalty - problem.HalfSpread - problem.TakeFee) / weight;
        var log1 = Portable.Log((problem.UnderPenalty + problem.HalfSpread + first.Rebate) / weight);
        var log2 = Portable.Log((problem.UnderPenalty + problem.HalfSpread + second.Rebate) / weight);
        if (!(chance > 0 && double.IsFinite(log1) && double.IsFinite(log2)))
        {
            return false;
        }

        // Both orders filled whole pass the target from z = -(mu2 ln a1 + mu1 ln a2) on; there P(A > S) falls as z rises.
        var low = Math.Max(ahead, -((mu2 * log1) + (mu1 * log2)));
        var high = ahead + target;
        if (!(low < high && Passes(low) >= chance && Passes(high) <= chance))
        {
            return false;
        }

        for (var middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
        {
            (low, high) = Passes(middle) >= chance ? (middle, high) : (low, middle);
        }

        var take = ahead + target - low;
        var (rest1, rest2) = (low - first.Ahead.Count + (mu2 * log1), low - second.Ahead.Count + (mu1 * log2));
        if (!(rest1 >= 0 && rest2 >= 0 && rest1 <= target - take && rest2 <= target - take))
        {
            return false;
        }

        best = new(take, rest1, rest2, Cost(problem, take, rest1, rest2));
        return true;

        // mu1/(mu1-mu2) e^(-z/mu1) a1^((mu1-mu2)/mu1) + mu2/(mu2-mu1) e^(-z/mu2) a2^((mu2-mu1)/mu2), written so that mu1 = mu2 is no special case.
        double Passes(double z)
        {
            var between = mu1 - mu2;
            var rate = (z / (mu1 * mu2)) + (log1 / mu1) + (log2 / mu2);
            return Portable.Exp(-(z / mu2) - (between * log2 / mu2)) * (1 + (mu1 * rate * ExpRatio(between * rate)));
        }
    }

    /// <summary>The expected cost of a smooth allocation.</summary>
    /// <param name="problem">As for <see cref="TrySolve"/>.</param>
    /// <param name="take">M; 0 to the target.</param>
    /// <param name="rest1">L of the first venue; 0 or more.</param>
    /// <param name="rest2">L of the second venue; 0 or more.</param>
    internal static double Cost(MakeTakeProblem problem, double take, double rest1, double rest2)
    {
        var (first, second, target) = (problem.Venues[0], problem.Venues[1], (double)problem.Target.Count);
        var (mu1, mu2, open) = (first.Law.Mean, second.Law.Mean, target - take);
        var (reach1, reach2) = (Portable.Exp(-first.Ahead.Count / mu1), Portable.Exp(-second.Ahead.Count / mu2));
        var (fill1, fill2) = (-mu1 * reach1 * Portable.Expm1(-rest1 / mu1), -mu2 * reach2 * Portable.Expm1(-rest2 / mu2));

        // E (open - fill1 - fill2)+ = psi(open) - integral over y up to min(L1, open) of P(x1 > y) psi'(open - y), with psi(t) = E (t - fill2)+.
        var end = Math.Min(rest1, open);
        var start = Math.Min(Math.Max(0, open - rest2), end);
        var lack = open + (mu2 * reach2 * Portable.Expm1(-Math.Min(rest2, open) / mu2)) + (mu1 * reach1 * Portable.Expm1(-end / mu1));
        var rates = (1 / mu1) - (1 / mu2);
        lack += reach1 * reach2 * Portable.Exp(-(open / mu2) - (rates * start)) * (end - start) * ExpRatio(-rates * (end - start));

        var over = take + fill1 + fill2 - target + lack;
        return ((problem.HalfSpread + problem.TakeFee) * take) - ((problem.HalfSpread + first.Rebate) * fill1) - ((problem.HalfSpread + second.Rebate) * fill2)
            + (problem.UnderPenalty * lack) + (problem.OverPenalty * over);
    }

    // (e^x - 1) / x.
    private static double ExpRatio(double x) => x == 0 ? 1 : Portable.Expm1(x) / x;
}
