using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>What the check of a make-and-take allocation found.</summary>
/// <param name="Faults">Each false claim, in words with place and values; empty when all hold.</param>
/// <param name="Cost">The expected cost, recomputed.</param>
/// <param name="Bound">What any allocation costs at least, parts of lots included, recomputed.</param>
public sealed record MakeTakeVerdict(IReadOnlyList<string> Faults, double Cost, double Bound)
{
    /// <summary>Whether every claim holds.</summary>
    public bool Holds => Faults.Count == 0;

    /// <summary>At most so much more than the least is paid.</summary>
    public double Gap => Cost - Bound;
}

/// <content>Make and take: expected costs by another path, and a bound by convexity in expected fills.</content>
public static partial class Certificate
{
    // Exchanges are priced one by one up to so many venues; beyond, only the bound speaks for them.
    private const int VenuesForExchanges = 8;

    /// <summary>Checks everything that <paramref name="solution"/> claims, to rounding.</summary>
    /// <param name="problem">The problem that was solved; without faults.</param>
    /// <param name="solution">The claims; they may be hostile.</param>
    /// <remarks>
    /// Laws of fills are asked of the laws themselves and added up by halves, in another order than the engine's. The bound: for independent outflows the expected lack
    /// E (S - A)+ is convex in M and the expected fills, and the chances to be short, ties counted by the claimed shares, are a subgradient; with it the lack replaced by
    /// its tangent, each venue's best is found by trying every amount. It holds for parts of lots as well, so a gap can be left where the best lots are the claimed ones; then
    /// <see cref="MakeTakeSolution.Settled"/> claims less: that no lot more, less or elsewhere is better. That is looked at for up to 8 venues (exchanges) and always (single lots).
    /// Cost: about 2 K log K convolutions, and K^3 of them where a gap is left.
    /// </remarks>
    /// <exception cref="ArgumentException">The problem has faults.</exception>
    public static MakeTakeVerdict Check(MakeTakeProblem problem, MakeTakeSolution solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(solution);
        foreach (var fault in problem.Faults())
        {
            throw new ArgumentException(fault, nameof(problem));
        }

        var (venues, target, faults) = (problem.Venues.Count, problem.Target.Count, new List<string>());
        if (solution.Rest.Count != venues || solution.TieShares.Count != venues + 3 || solution.Conditions.Count != venues + 1)
        {
            faults.Add(Text($"There are {solution.Rest.Count} amounts at rest, {solution.TieShares.Count} shares and {solution.Conditions.Count} conditions for {venues} venues."));
            return new(faults, 0, double.NegativeInfinity);
        }

        if (solution.Take.Count < 0 || solution.Take.Count > target || solution.Rest.Flows.ToArray().Any(lots => lots > target))
        {
            faults.Add(Text($"An amount lies outside 0 to the target, {target}: {solution.Take.Count} are taken and {string.Join(", ", solution.Rest.Flows.ToArray())} rest."));
            return new(faults, 0, double.NegativeInfinity);
        }

        if (!solution.TieShares.All(static share => share is >= 0 and <= 1))
        {
            faults.Add("A share of ties is not 0 to 1: it proves nothing.");
            return new(faults, 0, double.NegativeInfinity);
        }

        var look = new MakeTakeLook(problem, (int)solution.Take.Count, solution.Rest.Flows);
        var bound = look.Bound([.. solution.TieShares]);
        var rounding = 1e-11 * look.Size;
        if (!(Math.Abs(look.Cost - solution.Cost) <= rounding))
        {
            faults.Add(Text($"The allocation costs {look.Cost}, claimed is {solution.Cost}."));
        }

        if (!(bound >= solution.Bound - rounding))
        {
            faults.Add(Text($"The shares prove a bound of {bound}, claimed is {solution.Bound}."));
        }

        if (!(Math.Abs(look.Short[0] - solution.ShortChance) <= 1e-11))
        {
            faults.Add(Text($"The chance to fall short is {look.Short[0]}, claimed is {solution.ShortChance}."));
        }

        for (var place = 0; place <= venues; place++)
        {
            var claimed = solution.Conditions[place];
            if (!(Math.Abs(claimed.Below - look.Short[place]) <= 1e-9 && Math.Abs(claimed.UpTo - look.Short[place] - look.Tie[place]) <= 1e-9))
            {
                faults.Add(Text($"Condition {place} claims chances {claimed.Below} to {claimed.UpTo}; they are {look.Short[place]} to {look.Short[place] + look.Tie[place]}."));
            }
        }

        if (solution.Settled && look.Cost - bound > rounding)
        {
            CheckMoves(look, venues <= VenuesForExchanges, faults);
        }

        return new(faults, look.Cost, bound);
    }

    private static void CheckMoves(MakeTakeLook look, bool exchanges, List<string> faults)
    {
        var venues = look.Rest.Length;
        for (var from = -1; from <= venues; from++)
        {
            for (var to = -1; to <= venues; to++)
            {
                // Place `venues` stands for nowhere: a lot more or less in all.
                if (from == to || (!exchanges && from < venues && to < venues))
                {
                    continue;
                }

                if (look.CostAfter(from, to) is { } cost && cost < look.Cost - (1e-11 * look.Size))
                {
                    faults.Add(Text($"A lot moved from {Place(from)} to {Place(to)} costs {cost}, less than the {look.Cost} that is claimed to be settled."));
                }
            }
        }

        string Place(int place) => place < 0 ? "what is taken" : place == venues ? "nowhere" : Text($"venue {place}");
    }
}
