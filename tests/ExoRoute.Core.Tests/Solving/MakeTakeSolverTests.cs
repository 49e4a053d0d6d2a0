using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class MakeTakeSolverTests
{
    private static readonly Gen<FillLaw> AnyLaw = Gen.OneOf(
        Gen.Long[0, 12].Array[1, 6].Select(flows => FillLaw.Empirical(flows)),
        Gen.Double[0, 9].Select(FillLaw.Poisson),
        Gen.Double[0.5, 9].Select(FillLaw.Exponential));

    private static readonly Gen<MakeTakeVenue> AnyVenue = Gen.Select(Gen.Long[0, 8], Gen.Int[-1, 4], AnyLaw)
        .Select((ahead, rebate, law) => new MakeTakeVenue("v", new(ahead), rebate / 4.0, law));

    private static readonly Gen<MakeTakeProblem> AnyProblem = Gen.Select(
        Gen.Select(Gen.Long[0, 6], Gen.Int[0, 6], Gen.Int[-2, 4]), Gen.Select(Gen.Int[0, 20], Gen.Int[0, 8], Gen.Int[0, 3]), AnyVenue.Array[1, 3])
        .Select((order, penalties, venues) => new MakeTakeProblem
        {
            Target = new(order.Item1),
            HalfSpread = order.Item2 / 4.0,
            TakeFee = order.Item3 / 4.0,
            UnderPenalty = penalties.Item1 / 4.0,
            OverPenalty = ((order.Item2 + penalties.Item2) / 4.0) + 1,
            Impact = penalties.Item3 == 0 ? 0 : penalties.Item3 / 16.0,
            Venues = venues,
        });

    [Fact]
    public void Every_small_problem_is_solved_as_by_trying_all_allocations() => AnyProblem.Sample(problem =>
    {
        var solution = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default);
        var search = MakeTakeSolver.Search(problem, MakeTakeSettings.Default);
        var least = Allocations(problem).Min(one => Cost(problem, one.Taken, one.Rested));

        Cost(problem, (int)solution.Take.Count, [.. solution.Rest.Flows.ToArray().Select(lots => (int)lots)]).Should().BeApproximately(solution.Cost, 1e-9);
        solution.Cost.Should().BeApproximately(least, 1e-9);
        search.Cost.Should().BeApproximately(least, 1e-9);
        solution.Bound.Should().BeLessThanOrEqualTo(least + 1e-9);
        Holds(problem, solution);
        Holds(problem, search);
    }, iter: 600, seed: "0001maketake0");

    [Fact]
    public void A_bound_holds_wherever_it_is_taken() => Gen.Select(AnyProblem, Gen.Int[0, 1000]).Sample((problem, pick) =>
    {
        var all = Allocations(problem).ToArray();
        var (take, rest) = all[pick % all.Length];
        var given = MakeTakeSolver.Evaluate(problem, new(take), new([.. rest.Select(lots => (long)lots)]));

        given.Cost.Should().BeApproximately(Cost(problem, take, rest), 1e-9);
        given.Bound.Should().BeLessThanOrEqualTo(all.Min(one => Cost(problem, one.Taken, one.Rested)) + 1e-9);
        Holds(problem, given);
    }, iter: 300, seed: "0002maketake0");

    [Fact]
    public void Cost_is_unimodal_in_each_amount_where_lots_sent_cost_nothing() => AnyProblem.Sample(given =>
    {
        var problem = given with { Impact = 0 };
        var (place, target) = (problem.Venues.Count - 1, (int)problem.Target.Count);
        var (take, rest) = (target / 3, problem.Venues.Select(_ => target / 2).ToArray());
        Unimodal(Enumerable.Range(0, target + 1).Select(lots => Cost(problem, lots, rest)));
        Unimodal(Enumerable.Range(0, target + 1).Select(lots => Cost(problem, take, [.. rest[..place], lots])));
    }, iter: 200, seed: "0003maketake0");

    [Fact]
    public void The_dearer_it_is_to_fall_short_the_smaller_is_the_expected_lack() => AnyProblem.Sample(problem =>
    {
        // Two optima priced against each other: (difference of prices) x (difference of lacks) is never positive.
        var dear = problem with { UnderPenalty = problem.UnderPenalty + 0.75 };
        var (cheap, dearer) = (MakeTakeSolver.Solve(problem, MakeTakeSettings.Default), MakeTakeSolver.Solve(dear, MakeTakeSettings.Default));
        double Lack(MakeTakeSolution at) =>
            (MakeTakeSolver.Evaluate(dear, at.Take, at.Rest).Cost - MakeTakeSolver.Evaluate(problem, at.Take, at.Rest).Cost) / 0.75;
        Lack(dearer).Should().BeLessThanOrEqualTo(Lack(cheap) + 1e-9);
        dearer.Cost.Should().BeGreaterThanOrEqualTo(cheap.Cost - 1e-9);
    }, iter: 300, seed: "0004maketake0");

    [Fact]
    public void The_order_of_venues_and_the_unit_of_cost_do_not_matter() => AnyProblem.Sample(problem =>
    {
        var cost = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default).Cost;
        MakeTakeSolver.Solve(problem with { Venues = [.. problem.Venues.Reverse()] }, MakeTakeSettings.Default).Cost.Should().BeApproximately(cost, 1e-9);
        MakeTakeSolver.Solve(problem with
        {
            HalfSpread = 4 * problem.HalfSpread,
            TakeFee = 4 * problem.TakeFee,
            UnderPenalty = 4 * problem.UnderPenalty,
            OverPenalty = 4 * problem.OverPenalty,
            Impact = 4 * problem.Impact,
            Venues = [.. problem.Venues.Select(venue => venue with { Rebate = 4 * venue.Rebate })],
        }, MakeTakeSettings.Default).Cost.Should().BeApproximately(4 * cost, 1e-8);
    }, iter: 300, seed: "0005maketake0");

    [Fact]
    public void A_venue_more_never_costs_more() => Gen.Select(AnyProblem, AnyVenue).Sample((problem, venue) =>
        MakeTakeSolver.Solve(problem with { Venues = [.. problem.Venues, venue] }, MakeTakeSettings.Default).Cost
            .Should().BeLessThanOrEqualTo(MakeTakeSolver.Solve(problem, MakeTakeSettings.Default).Cost + 1e-9), iter: 200, seed: "0006maketake0");

    [Fact]
    public void Extremes_are_answered_and_never_by_not_a_number()
    {
        var problem = Paper(1000, 3);
        var (none, some, huge) = (new Lots(0), new Lots(2000), new Lots(Lots.MaxCount));
        foreach (var one in new[]
        {
            problem with { Target = none },
            problem with { UnderPenalty = 0 },
            problem with { UnderPenalty = 1e9 },
            problem with { HalfSpread = 0, TakeFee = 0, Venues = At(some, 0) },
            problem with { Venues = At(none, 0.002) },
            problem with { Venues = At(huge, 0.002) },
            problem with { HalfSpread = 0, TakeFee = 0, UnderPenalty = 0, OverPenalty = 0, Venues = At(some, 0) },
            problem with { Impact = 1e3 },
            problem with { Target = new(1) },
        })
        {
            var solution = MakeTakeSolver.Solve(one, MakeTakeSettings.Default);
            double.IsFinite(solution.Cost).Should().BeTrue();
            double.IsFinite(solution.Bound).Should().BeTrue();
            Holds(one, solution);
        }

        MakeTakeSolver.Solve(problem with { Venues = At(huge, 0.002) }, MakeTakeSettings.Default).Take.Should().Be(problem.Target, "nothing that rests there fills");

        static IReadOnlyList<MakeTakeVenue> At(Lots ahead, double rebate) => [.. Paper(1000, 3).Venues.Select(venue => venue with { Ahead = ahead, Rebate = rebate })];
    }

    [Fact]
    public void Impact_moves_one_venue_to_the_quantile_that_its_condition_names()
    {
        var problem = Paper(1000, 1) with { Impact = 0.004 };
        var level = (0.04 + 0.003 + 0.002) / (0.026 + 0.02 + 0.002 + 0.004);
        var solution = MakeTakeSolver.Search(problem, MakeTakeSettings.Default);

        solution.Rest[0].Count.Should().Be(problem.Venues[0].Law.Quantile(level) - 2000);
        solution.Take.Count.Should().Be(1000 - solution.Rest[0].Count);
        solution.Cost.Should().BeApproximately(MakeTakeSolver.Solve(problem, MakeTakeSettings.Default).Cost, 1e-9);
    }

    [Fact]
    public void Faults_name_what_is_wrong_and_are_refused()
    {
        var problem = Paper(1000, 2);
        foreach (var (one, word) in new[]
        {
            (problem with { Target = new(-1) }, "Target"),
            (problem with { Target = new(MakeTakeProblem.MaxTarget + 1) }, "Target"),
            (problem with { OverPenalty = -0.1 }, "OverPenalty"),
            (problem with { UnderPenalty = double.NaN }, "UnderPenalty"),
            (problem with { OverPenalty = 0.01 }, "rebate"),
            (problem with { TakeFee = -1 }, "TakeFee"),
            (problem with { Impact = double.PositiveInfinity }, "Impact"),
            (problem with { Venues = [] }, "Venues"),
            (problem with { Venues = [new("x", new(-1), 0, FillLaw.Poisson(1))] }, "'x'"),
        })
        {
            one.Faults().Any(fault => fault.Contains(word)).Should().BeTrue("{0} is wrong", word);
            var solving = () => MakeTakeSolver.Solve(one, MakeTakeSettings.Default);
            solving.Should().Throw<ArgumentException>();
        }

        problem.Faults().Any().Should().BeFalse();
        new MakeTakeSettings { MaxSweeps = 0, MaxExchanges = -1, Tolerance = double.NaN }.Faults().Count().Should().Be(3);
        var misfit = () => MakeTakeSolver.Evaluate(problem, new(1001), new([0, 0]));
        misfit.Should().Throw<ArgumentException>().WithMessage("*1001*");
    }

    [Fact]
    public void A_false_claim_is_found()
    {
        var problem = Paper(1000, 2);
        var solution = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default);
        Certificate.Check(problem, solution).Holds.Should().BeTrue();
        foreach (var claim in new[]
        {
            solution with { Cost = solution.Cost - 1e-6 },
            solution with { Bound = solution.Bound + 1e-6 },
            solution with { ShortChance = 0.5 },
            solution with { Take = new(solution.Take.Count + 1) },
            solution with { Take = new(-1) },
            solution with { Rest = new([1001, 0]) },
            solution with { Rest = new([1]) },
            solution with { TieShares = [0, 0, 2, 0, 0] },
            solution with { TieShares = [0, double.NaN, 0, 0, 0] },
            solution with { TieShares = [] },
            solution with { Conditions = [.. solution.Conditions.Select(one => one with { Below = 0 })] },
            MakeTakeSolver.Evaluate(problem, new(300), new([300, 300])) with { Settled = true },
        })
        {
            Certificate.Check(problem, claim).Holds.Should().BeFalse();
        }
    }

    [Fact]
    public void Different_venues_share_an_order_and_a_bound_proves_how_well()
    {
        var problem = Paper(1000, 4) with
        {
            Venues =
            [
                new("a", new(2000), 0.002, FillLaw.Poisson(2200)), new("b", new(500), 0.001, FillLaw.Exponential(700)),
                new("c", new(1500), 0.003, FillLaw.Poisson(1550)), new("d", new(100), 0, FillLaw.Empirical([50, 150, 220, 300, 90, 800])),
            ],
        };
        var solution = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default);

        solution.Settled.Should().BeTrue();
        Holds(problem, solution);
        solution.Gap.Should().BeLessThan(0.01);
        TestContext.Current.TestOutputHelper?.WriteLine($"{solution.Take} {string.Join(", ", solution.Rest.Flows.ToArray())} costs {solution.Cost}, gap {solution.Gap}");
    }

    private static MakeTakeProblem Paper(long target, int venues) => new()
    {
        Target = new(target),
        HalfSpread = 0.02,
        TakeFee = 0.003,
        UnderPenalty = 0.026,
        OverPenalty = 0.024,
        Venues = [.. Enumerable.Range(0, venues).Select(venue => new MakeTakeVenue($"v{venue}", new(2000), 0.002, FillLaw.Poisson(2200)))],
    };

    private static void Holds(MakeTakeProblem problem, MakeTakeSolution solution)
    {
        var verdict = Certificate.Check(problem, solution);
        verdict.Faults.Count.Should().Be(0, string.Join("; ", verdict.Faults));
        verdict.Gap.Should().BeGreaterThan(-1e-9);
    }

    private static void Unimodal(IEnumerable<double> costs)
    {
        var (last, rising) = (double.PositiveInfinity, false);
        foreach (var cost in costs)
        {
            (!rising || cost >= last - 1e-9).Should().BeTrue("once dearer, never cheaper again");
            (last, rising) = (cost, rising || cost > last + 1e-9);
        }
    }

    private static IEnumerable<(int Taken, int[] Rested)> Allocations(MakeTakeProblem problem)
    {
        var (target, venues) = ((int)problem.Target.Count, problem.Venues.Count);
        var rows = Enumerable.Range(0, target + 1).Select(take => new[] { take });
        for (var venue = 0; venue < venues; venue++)
        {
            rows = rows.SelectMany(row => Enumerable.Range(0, target + 1).Select(lots => (int[])[.. row, lots]));
        }

        return rows.Select(row => (row[0], row[1..]));
    }

    // By the definition: all fills of all venues, one by one.
    private static double Cost(MakeTakeProblem problem, int take, int[] rest)
    {
        var laws = rest.Select((lots, venue) =>
        {
            var masses = new double[lots + 1];
            problem.Venues[venue].Law.FillMasses(problem.Venues[venue].Ahead.Count, masses);
            return masses;
        }).ToArray();
        return From(0, 1, take, 0);

        double From(int venue, double chance, int filled, double earned)
        {
            if (venue == laws.Length)
            {
                var open = (int)problem.Target.Count - filled;
                return chance * (((problem.HalfSpread + problem.TakeFee) * take) - earned + (problem.UnderPenalty * Math.Max(0, open))
                    + (problem.OverPenalty * Math.Max(0, -open)) + (problem.Impact * (take + rest.Sum() + Math.Max(0, open))));
            }

            var sum = 0.0;
            for (var fill = 0; fill < laws[venue].Length; fill++)
            {
                sum += laws[venue][fill] == 0 ? 0
                    : From(venue + 1, chance * laws[venue][fill], filled + fill, earned + ((problem.HalfSpread + problem.Venues[venue].Rebate) * fill));
            }

            return sum;
        }
    }
}
