using ExoRoute.Adapters.Simulation;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>How many desks share how many ladders of how many levels, and whether credits bind.</summary>
internal readonly record struct DeskSize(int Desks, int Venues, int Levels, bool Tight)
{
    public static IReadOnlyList<DeskSize> All { get; } =
    [
        new(3, 4, 6, Tight: false), new(4, 8, 10, Tight: false), new(8, 16, 50, Tight: false), new(50, 100, 100, Tight: false),
        new(8, 16, 50, Tight: true), new(50, 100, 100, Tight: true),
    ];

    public override string ToString() => FormattableString.Invariant($"{Desks}x{Venues}x{Levels}{(Tight ? ", credits bind" : "")}");
}

/// <summary>What one size took, in nanoseconds, the median of all rounds.</summary>
/// <param name="Size">Which.</param>
/// <param name="Parts">Parts that min cuts left, each with a price of its own.</param>
/// <param name="Kept">Kept problem and engine.</param>
/// <param name="Rebuilt">Ladders, problem, engine and solution made anew.</param>
/// <param name="Peer">MinCostFlow, built and solved.</param>
/// <param name="KeptBytes">Allocated by one kept solve.</param>
internal sealed record DeskFigure(DeskSize Size, int Parts, double Kept, double Rebuilt, double Peer, long KeptBytes);

/// <summary>Several desks over the canonical books, 40 % of the depth, beside OR-Tools' network engine.</summary>
internal static class DeskRace
{
    public static IReadOnlyList<DeskFigure> Run(bool quick, Action<string> say)
    {
        say("desks");
        return [.. DeskSize.All.Select(size => Run(size, rounds: quick ? 15 : 51))];
    }

    /// <summary>Everything made anew, in nanoseconds of the thread.</summary>
    public static double Time(DeskSize size, int rounds)
    {
        var (ladders, desks) = Make(size);
        return Rounds.ThreadMedians(rounds, (() => DeskSolver.Solve(Problem(ladders, desks)), Math.Max(1, 2_000 / (size.Desks * size.Venues))))[0];
    }

    private static DeskFigure Run(DeskSize size, int rounds)
    {
        var (ladders, desks) = Make(size);
        var (engine, problem) = (new DeskDecomposition(), Problem(ladders, desks));
        Same(size, problem, MinCostFlowPeer.Solve(ladders, desks));

        var before = GC.GetAllocatedBytesForCurrentThread();
        engine.Solve(problem);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        engine.Solve(problem);
        bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);

        var batch = Math.Max(1, 20_000 / (size.Desks * size.Venues));
        var medians = Rounds.Medians(
            rounds,
            (() => engine.Solve(problem), batch),
            (() => DeskSolver.Solve(Problem(ladders, desks)), Math.Max(1, batch / 4)),
            (() => MinCostFlowPeer.Solve(ladders, desks), Math.Max(1, batch / 16)));
        return new(size, engine.PriceLevels, medians[0], medians[1], medians[2], bytes);
    }

    // A quarter of the permissions is missing and credits are generous; or half is missing and credits are a fifth more than needed. The first seed that can be filled.
    private static (Rung[][] Ladders, Desk[] Desks) Make(DeskSize size)
    {
        var ladders = CanonicalBooks.Make(new(size.Venues, size.Levels));
        var depth = ladders.Sum(rungs => rungs.Sum(rung => rung.Quantity));
        for (var seed = 1UL; ; seed++)
        {
            var (random, desks) = (new SeededRandom(seed), new Desk[size.Desks]);
            for (var desk = 0; desk < desks.Length; desk++)
            {
                var wanted = depth * 4 / 10 / desks.Length * random.Between(50, 150) / 100;
                var (missing, least, most) = size.Tight ? (500_000, 80, 400) : (250_000, 200, 500);
                var credits = new Lots[size.Venues];
                for (var venue = 0; venue < credits.Length; venue++)
                {
                    credits[venue] = new(random.Chance(missing) ? 0 : wanted * random.Between(least, most) / 100 / size.Venues);
                }

                desks[desk] = new(FormattableString.Invariant($"d{desk}"), new(wanted), credits);
            }

            if (DeskSolver.Solve(Problem(ladders, desks)).HasPlan)
            {
                return (ladders, desks);
            }
        }
    }

    private static DeskProblem Problem(Rung[][] ladders, Desk[] desks)
    {
        var venues = new LadderProblem[ladders.Length];
        for (var venue = 0; venue < venues.Length; venue++)
        {
            venues[venue] = new(new("v"), ladders[venue]);
        }

        return new(venues, desks);
    }

    private static void Same(DeskSize size, DeskProblem problem, long expected)
    {
        var solution = DeskSolver.Solve(problem);
        if (solution.Cost.Count != expected || !Certificate.Check(problem, solution).Holds)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{size}: ours costs {solution.Cost.Count}, MinCostFlow {expected}: nothing is timed that is not right."));
        }
    }
}
