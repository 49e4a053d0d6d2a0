using System.Globalization;
using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>How much of an order to take at once, and how much to rest in which queue: exact on the lattice of whole lots.</summary>
/// <remarks>
/// Laws of fills are convolved lot by lot, so that nothing is sampled and the answer is the same bits every time. One venue: a quantile of its law.
/// Several: newsvendor steps from venue to venue, exchanges of lots where those stop, and a bound on any other allocation. Pure.
/// Cost: for K venues and bands of b lots (some 14 standard deviations of an outflow, S at most) about 3 K convolutions of b times K b a sweep, of which a
/// handful are needed, and 8 K for the bound; 5 venues of Poisson(2200) and 5,000 lots take milliseconds.
/// Source: R. Cont, A. Kukanov, Optimal order placement in limit order markets (2012), propositions 3 and 4.
/// </remarks>
public static class MakeTakeSolver
{
    /// <summary>Minimises the expected cost over whole lots.</summary>
    /// <param name="problem">What to solve.</param>
    /// <param name="settings">Taken as checked, see <see cref="MakeTakeSettings.Faults"/>.</param>
    /// <exception cref="ArgumentException">The problem has faults (<see cref="MakeTakeProblem.Faults"/>); the message is the first.</exception>
    public static MakeTakeSolution Solve(MakeTakeProblem problem, MakeTakeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Demand(problem);
        if (problem.Venues.Count > 1)
        {
            return Search(problem, settings);
        }

        var (take, rest) = OneVenue(problem);
        var costs = new MakeTakeCosts(problem);
        return Finish(problem, costs, Curves(problem), (int)take.Count, [(int)rest.Count], MakeTakeEngine.Quantile, settled: true, evaluations: 1, sweeps: 0);
    }

    /// <summary>What a given allocation costs, its conditions, and how far from the best it can be.</summary>
    /// <param name="problem">As for <see cref="Solve"/>.</param>
    /// <param name="take">M; 0 to the target.</param>
    /// <param name="rest">L, one a venue; each 0 to the target.</param>
    /// <returns>That allocation with its cost and bound; not claimed to be settled.</returns>
    /// <exception cref="ArgumentException">The problem has faults, or the allocation does not fit it.</exception>
    public static MakeTakeSolution Evaluate(MakeTakeProblem problem, Lots take, SharedVariables rest)
    {
        Demand(problem);
        ArgumentNullException.ThrowIfNull(rest);
        var (target, lots) = (problem.Target.Count, new int[problem.Venues.Count]);
        if (rest.Count != lots.Length || take.Count < 0 || take.Count > target)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"An allocation takes 0 to {target} lots and rests some at each of {lots.Length} venues; {take.Count} are taken, {rest.Count} amounts rest."), nameof(take));
        }

        for (var venue = 0; venue < lots.Length; venue++)
        {
            lots[venue] = rest[venue].Count <= target ? (int)rest[venue].Count : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"At most the target, {target} lots, can rest at venue '{problem.Venues[venue].Name}'; {rest[venue].Count} do."), nameof(rest));
        }

        return Finish(problem, new(problem), Curves(problem), (int)take.Count, lots, MakeTakeEngine.Given, settled: false, evaluations: 1, sweeps: 0);
    }

    /// <summary>One venue's best allocation, by its formula.</summary>
    /// <remarks>
    /// Where filling pays (under + impact >= 0 beyond the price of taking) all is sent, and one more lot at rest instead of taken pays while
    /// P(outflow &lt;= ahead + L) &lt; (2 s + f + r) / (under + s + r + impact); the penalty for too many plays no part. Where it does not pay nothing is taken, and
    /// a lot is rested while its chance to fill is worth its impact. Source: proposition 3.
    /// </remarks>
    /// <exception cref="ArgumentException">There are faults, or several venues.</exception>
    public static (Lots Taken, Lots Rested) OneVenue(MakeTakeProblem problem)
    {
        Demand(problem);
        if (problem.Venues.Count != 1)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The formula is for one venue, there are {problem.Venues.Count}; use {nameof(Solve)}."), nameof(problem));
        }

        var (venue, target) = (problem.Venues[0], problem.Target.Count);
        var gain = problem.UnderPenalty + problem.Impact + problem.HalfSpread + venue.Rebate; // of a fill over none
        var price = problem.HalfSpread + problem.TakeFee;
        var taking = problem.UnderPenalty > price;
        if (!(gain > 0))
        {
            return (taking ? problem.Target : Lots.Zero, Lots.Zero);
        }

        // Instead of a lot taken, or of a lot not sent.
        var level = taking ? (price + problem.HalfSpread + venue.Rebate) / gain : 1 - (problem.Impact / gain);
        var rest = level <= 0 ? 0 // sent at once it even pays
            : level >= 1 || venue.Law.AtMost(venue.Ahead.Count + target) < level ? target
            : Math.Clamp(venue.Law.Quantile(level) - venue.Ahead.Count, 0, target);
        return taking ? (new(target - rest), new(rest)) : (Lots.Zero, new(rest));
    }

    /// <summary>The search on the lattice, for any number of venues.</summary>
    internal static MakeTakeSolution Search(MakeTakeProblem problem, MakeTakeSettings settings)
    {
        var (costs, curves) = (new MakeTakeCosts(problem), Curves(problem));
        var search = new MakeTakeSearch(costs, curves);
        var settled = search.Settle(settings.MaxSweeps);
        var solution = Finish();
        while (settled && solution.Gap > settings.Tolerance * costs.Size)
        {
            var changed = search.Exchange(settings.MaxExchanges);
            settled = search.Settle(settings.MaxSweeps) && changed is not null;
            solution = Finish();
            if (changed is false && !search.Around(settings.MaxExchanges))
            {
                break;
            }
        }

        return solution;

        MakeTakeSolution Finish() =>
            MakeTakeSolver.Finish(problem, costs, curves, search.Take, search.Rest, MakeTakeEngine.Lattice, settled, search.Evaluations, search.Sweeps);
    }

    /// <summary>What each venue's orders can be filled by.</summary>
    internal static FillCurve[] Curves(MakeTakeProblem problem)
    {
        var curves = new FillCurve[problem.Venues.Count];
        for (var venue = 0; venue < curves.Length; venue++)
        {
            curves[venue] = new(problem.Venues[venue].Law, problem.Venues[venue].Ahead.Count, (int)problem.Target.Count);
        }

        return curves;
    }

    private static MakeTakeSolution Finish(
        MakeTakeProblem problem, MakeTakeCosts costs, FillCurve[] curves, int take, ReadOnlySpan<int> rest, MakeTakeEngine engine, bool settled, int evaluations, int sweeps)
    {
        var proof = new MakeTakeProof(costs, curves, take, rest);
        var lots = new long[rest.Length];
        for (var venue = 0; venue < lots.Length; venue++)
        {
            lots[venue] = rest[venue];
        }

        return new()
        {
            Take = new(take),
            Rest = new(lots),
            Cost = costs.Cost(curves, take, rest, proof.Lack),
            Bound = proof.Bound,
            ShortChance = proof.ShortChance,
            Conditions = proof.Conditions(),
            TieShares = proof.TieShares,
            Engine = engine,
            Settled = settled,
            Evaluations = evaluations,
            Sweeps = sweeps,
        };
    }

    private static void Demand(MakeTakeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        foreach (var fault in problem.Faults())
        {
            throw new ArgumentException(fault, nameof(problem));
        }
    }
}
