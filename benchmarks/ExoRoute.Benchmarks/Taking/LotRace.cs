using ExoRoute.Adapters.Simulation;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>What one problem with lots, minimums and tickets took, in nanoseconds, the median of all rounds.</summary>
/// <param name="Size">Venues and levels.</param>
/// <param name="Nodes">Of our search.</param>
/// <param name="Ours">Ladders, search and proof.</param>
/// <param name="Peer">CP-SAT, built and solved to the proved optimum, on all cores.</param>
internal sealed record LotFigure(BookSize Size, int Nodes, double Ours, double Peer);

/// <summary>Mixed lots, least quantities and tickets beside OR-Tools' CP-SAT.</summary>
internal static class LotRace
{
    private static readonly SolverSettings Patient = new() { MaxNodes = 1_000_000 };

    public static IReadOnlyList<LotFigure> Run(bool quick, Action<string> say)
    {
        say("lots");
        var figures = new List<LotFigure>();
        foreach (var size in new BookSize[] { new(3, 6), new(5, 10), new(8, 12) })
        {
            figures.Add(Run(size, seed: 1, rounds: quick ? 3 : 9));
            figures.Add(Run(size, seed: 2, rounds: quick ? 3 : 9));
        }

        return figures;
    }

    private static LotFigure Run(BookSize size, ulong seed, int rounds)
    {
        var (ladders, terms, quantity) = Make(size, seed);
        var (ours, theirs) = (Solve(ladders, terms, quantity), CpSatPeer.Solve(ladders, terms, quantity));
        if (ours.Status != SolveStatus.Optimal || ours.Cost.Count != theirs)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{size}, seed {seed}: ours is {ours.Status} at {ours.Cost.Count}, CP-SAT {theirs}: nothing is timed that is not right."));
        }

        var medians = Rounds.Medians(rounds, (() => Solve(ladders, terms, quantity), 20), (() => CpSatPeer.Solve(ladders, terms, quantity), 1));
        return new(size, ours.Nodes, medians[0], medians[1]);
    }

    private static Solution Solve(Rung[][] ladders, LadderTerms[] terms, long quantity)
    {
        var problems = new LadderProblem[ladders.Length];
        for (var venue = 0; venue < problems.Length; venue++)
        {
            problems[venue] = new(new("v"), ladders[venue], terms[venue]);
        }

        return Solver.Solve(problems, new(quantity), Patient);
    }

    // The shape of the published cases: prices in 1e-4 of the quote asset, odd sizes, the first venue without lots, nearly a third of the depth.
    private static (Rung[][] Ladders, LadderTerms[] Terms, long Quantity) Make(BookSize size, ulong seed)
    {
        var random = new SeededRandom(seed + ((ulong)size.Venues * 100));
        var (ladders, terms) = (new Rung[size.Venues][], new LadderTerms[size.Venues]);
        long[] lots = [1, 10, 50, 100];
        for (var venue = 0; venue < ladders.Length; venue++)
        {
            var price = 1_000_000 + random.Below(400);
            ladders[venue] = new Rung[size.Levels];
            for (var level = 0; level < size.Levels; level++)
            {
                ladders[venue][level] = new(price, random.Between(100, 2_050), new(1));
                price += 100 * random.Between(1, 3);
            }

            terms[venue] = new()
            {
                Lot = new(venue == 0 ? 1 : lots[random.Below(4)]),
                Minimum = new(500 * random.Below(4)),
                FixedCost = new(250_000 * random.Below(4)),
            };
        }

        return (ladders, terms, ladders.Sum(rungs => rungs.Sum(rung => rung.Quantity)) * 3 / 10);
    }
}
