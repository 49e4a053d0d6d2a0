using ExoRoute.Benchmarks.Taking;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Benchmarks.Exchanging;

/// <summary>One network; times in nanoseconds of the thread, medians.</summary>
/// <param name="Size">Which.</param>
/// <param name="Ours">Ladders, problem, solution and proof made anew.</param>
/// <param name="Glop">Built and solved.</param>
/// <param name="Pdlp">Built and solved.</param>
/// <param name="PdlpError">How far PDLP's cost is from GLOP's, relative.</param>
/// <param name="Error">How far ours is.</param>
internal sealed record NetworkFigure(NetworkSize Size, double Ours, double Glop, double Pdlp, double PdlpError, double Error);

/// <summary>Several instruments; times as before.</summary>
/// <param name="Size">Which.</param>
/// <param name="Curves">From nothing, over kept curves.</param>
/// <param name="Kept">One level changed: its ladder and curve made anew, from the last answer.</param>
/// <param name="Ladders">From nothing, over all ladders, merged by the solver.</param>
/// <param name="Gap">Cost less its proved bound, relative: the worst seen.</param>
internal sealed record BasketFigure(BasketSize Size, double Curves, double Kept, double Ladders, double Gap);

/// <summary>Pools; times as before.</summary>
/// <param name="Pools">How many.</param>
/// <param name="Tokens">Over how many tokens.</param>
/// <param name="Weighted">Whether every second keeps a weighted mean.</param>
/// <param name="Fresh">From nothing.</param>
/// <param name="Kept">One pool's reserves changed, from the last answer.</param>
/// <param name="Gap">The worst seen.</param>
internal sealed record PoolFigure(int Pools, int Tokens, bool Weighted, double Fresh, double Kept, double Gap);

/// <summary>An order to take and rest.</summary>
/// <param name="Venues">With a queue each.</param>
/// <param name="Time">Nanoseconds of the thread.</param>
/// <param name="Gap">Cost less bound, relative to the cost.</param>
internal sealed record MakeTakeFigure(int Venues, double Time, double Gap);

/// <summary>What <see cref="ExchangeSolver"/> takes on networks, baskets of instruments and pools, beside linear peers where there are any.</summary>
internal static class ExchangeRace
{
    private const double Same = 1e-8;
    private static readonly int[] PoolCounts = [100, 1_000, 10_000];

    public static IReadOnlyList<NetworkFigure> Networks(bool quick, Action<string> say)
    {
        say("exchange: networks");
        return [.. NetworkSize.All.Select(size => Run(Network.Make(size, seed: 1), quick ? 5 : 15))];
    }

    public static IReadOnlyList<BasketFigure> Baskets(bool quick, Action<string> say)
    {
        say("exchange: instruments");
        return [.. new BasketSize[] { new(10, 10, 20), new(50, 20, 20), new(100, 20, 20) }.Select(size => Run(size, quick ? 15 : 31))];
    }

    public static IReadOnlyList<PoolFigure> Pools(bool quick, Action<string> say)
    {
        say("exchange: pools");
        return [.. PoolCounts.SelectMany(pools => Enumerable.Range(0, 2).Select(kind => Run(pools, weighted: kind == 1, quick ? 7 : 21)))];
    }

    public static IReadOnlyList<MakeTakeFigure> MakeTakes(bool quick, Action<string> say)
    {
        say("exchange: make and take");
        return [.. Enumerable.Range(1, 5).Select(venues => RunMakeTake(venues, quick ? 3 : 9))];
    }

    /// <summary>From nothing over kept curves, for the plot.</summary>
    public static double BasketTime(BasketSize size, int rounds)
    {
        var basket = new Basket(size, seed: 1);
        var problem = basket.OverCurves();
        Proved(problem);
        return Rounds.ThreadMedians(rounds, (() => ExchangeSolver.Solve(problem, ExchangeSettings.Default), 1))[0];
    }

    /// <summary>From nothing, for the plot.</summary>
    public static double PoolTime(int pools, int rounds)
    {
        var problem = new PoolMarket(pools, weighted: false, seed: 1).Problem();
        Proved(problem);
        return Rounds.ThreadMedians(rounds, (() => ExchangeSolver.Solve(problem, ExchangeSettings.Default), 1))[0];
    }

    private static NetworkFigure Run(Network network, int rounds)
    {
        double Away(double cost, double from) => Math.Abs(cost - from) / Math.Max(1, Math.Abs(from));
        var (ours, glop, pdlp) = (Proved(network.Problem()), NetworkPeer.Solve("GLOP", network), NetworkPeer.Solve("PDLP", network));
        if (!(Away(ours.Cost, glop) <= Same))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{network.Size}: ours costs {ours.Cost:R}, GLOP {glop:R}: nothing is timed that is not right."));
        }

        var batch = Math.Max(1, 500 / (network.Size.Ladders + network.Size.Lines));
        var medians = Rounds.ThreadMedians(
            rounds,
            (() => ExchangeSolver.Solve(network.Problem(), ExchangeSettings.Default), batch),
            (() => NetworkPeer.Solve("GLOP", network), batch),
            (() => NetworkPeer.Solve("PDLP", network), 1));
        return new(network.Size, medians[0], medians[1], medians[2], Away(pdlp, glop), Away(ours.Cost, glop));
    }

    private static BasketFigure Run(BasketSize size, int rounds)
    {
        var basket = new Basket(size, seed: 1);
        var (curves, ladders) = (basket.OverCurves(), basket.OverLadders());
        var (last, whole) = (Proved(curves), Proved(ladders));
        if (!(Math.Abs(last.Cost - whole.Cost) <= Same * Math.Max(1, Math.Abs(whole.Cost))))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{size}: merged by us {last.Cost:R}, by the solver {whole.Cost:R}: nothing is timed that is not right."));
        }

        var (gap, random, worst) = (Math.Max(last.RelativeGap, whole.RelativeGap), new Adapters.Simulation.SeededRandom(7), last);
        void Change()
        {
            var (instrument, venue, level) = ((int)random.Below(size.Instruments), (int)random.Below(size.Venues), (int)random.Below(size.Levels));
            basket.Change(instrument, venue, level, 100 * (1 + random.Below(20)));
            last = ExchangeSolver.Solve(basket.OverCurves(), ExchangeSettings.Default, last);
            worst = last.Status == ExchangeStatus.Optimal && last.RelativeGap <= worst.RelativeGap ? worst : last;
        }

        var medians = Rounds.ThreadMedians(
            rounds,
            (() => ExchangeSolver.Solve(curves, ExchangeSettings.Default), 1),
            (Change, 8),
            (() => ExchangeSolver.Solve(ladders, ExchangeSettings.Default), 1));
        Demand(worst);
        return new(size, medians[0], medians[1], medians[2], Math.Max(gap, worst.RelativeGap));
    }

    private static PoolFigure Run(int pools, bool weighted, int rounds)
    {
        var market = new PoolMarket(pools, weighted, seed: 1);
        var problem = market.Problem();
        var (last, random) = (Proved(problem), new Adapters.Simulation.SeededRandom(7));
        var (gap, worst) = (last.RelativeGap, last);
        void Change()
        {
            market.Change((int)random.Below(pools), 1 + random.Below(1_000), 1 + random.Below(1_000));
            last = ExchangeSolver.Solve(market.Problem(), ExchangeSettings.Default, last);
            worst = last.Status == ExchangeStatus.Optimal && last.RelativeGap <= worst.RelativeGap ? worst : last;
        }

        var medians = Rounds.ThreadMedians(rounds, (() => ExchangeSolver.Solve(problem, ExchangeSettings.Default), 1), (Change, pools > 1_000 ? 1 : 4));
        Demand(worst);
        return new(pools, market.Tokens, weighted, medians[0], medians[1], Math.Max(gap, worst.RelativeGap));
    }

    // The published order of Cont and Kukanov (2012), table 1, over more queues and lots.
    private static MakeTakeFigure RunMakeTake(int venues, int rounds)
    {
        var problem = new MakeTakeProblem
        {
            Target = new(5_000), HalfSpread = 0.02, TakeFee = 0.003, UnderPenalty = 0.026, OverPenalty = 0.024,
            Venues = [.. Enumerable.Range(0, venues).Select(venue => new MakeTakeVenue("v", new(2_000), 0.002, FillLaw.Poisson(2_200)))],
        };
        var solution = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default);
        if (!Certificate.Check(problem, solution).Holds)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Make and take over {venues} venues: the certificate does not hold; nothing is timed that is not right."));
        }

        var time = Rounds.ThreadMedians(rounds, (() => MakeTakeSolver.Solve(problem, MakeTakeSettings.Default), 1))[0];
        return new(venues, time, solution.Gap / Math.Max(1, Math.Abs(solution.Cost)));
    }

    private static ExchangeSolution Proved(ExchangeProblem problem)
    {
        var solution = ExchangeSolver.Solve(problem, ExchangeSettings.Default);
        Demand(solution);
        var verdict = Certificate.Check(problem, solution);
        return verdict.Holds ? solution : throw new InvalidOperationException($"{string.Join(' ', verdict.Faults)} Nothing is timed that is not right.");
    }

    private static void Demand(ExchangeSolution solution)
    {
        if (solution.Status != ExchangeStatus.Optimal)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The solve ended with {solution.Status}, gap {solution.RelativeGap}, residual {solution.Residual}, after {solution.Rounds} rounds and {solution.Steps} steps: nothing is timed that is not right."));
        }
    }
}
