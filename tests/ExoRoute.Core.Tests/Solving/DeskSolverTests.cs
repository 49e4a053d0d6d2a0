using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class DeskSolverTests
{
    [Fact]
    public void Cost_and_largest_fill_are_those_of_successive_shortest_paths() => AgainstTheOracle(20_000);

    [Fact]
    [Trait("Kind", "long")]
    public void Cost_and_largest_fill_are_those_of_successive_shortest_paths_many_times() => AgainstTheOracle(1_000_000);

    private static void AgainstTheOracle(int times)
    {
        var (feasible, parted) = (0, 0);
        DeskWorld.Any.Sample(
            world =>
            {
                var problem = world.Problem();
                var (filled, cost) = world.Oracle();

                var solution = DeskSolver.Solve(problem);

                Faults(problem, solution).Should().BeEmpty();
                if (filled == problem.Total)
                {
                    solution.Status.Should().Be(SolveStatus.Optimal);
                    solution.Cost.Count.Should().Be(cost);
                    Interlocked.Increment(ref feasible);
                    if (Enumerable.Range(0, world.Wanted.Length).Select(desk => solution.DeskPrices[desk]).Distinct().Count() > 1)
                    {
                        Interlocked.Increment(ref parted);
                    }
                }
                else
                {
                    solution.Status.Should().Be(SolveStatus.Infeasible);
                    solution.Fillable.Should().Be(filled);
                }
            },
            iter: times);

        feasible.Should().BeGreaterThan(times / 20, "the worlds must not all be infeasible");
        parted.Should().BeGreaterThan(times / 100, "credits must bind in many of them");
    }

    [Fact]
    public void One_desk_without_limits_gets_what_the_solver_gives_to_the_unit() => DeskWorld.Any.Sample(
        world =>
        {
            var open = world with { Wanted = [world.Wanted[0]], Credits = [[.. world.Ladders.Select(_ => Lots.MaxCount)]] };
            var problem = open.Problem();
            var alone = Solver.Solve(problem.Venues, new(problem.Total), SolverSettings.Default);

            var solution = DeskSolver.Solve(problem);

            solution.Status.Should().Be(alone.Status);
            solution.Cost.Should().Be(alone.Cost);
            solution.Flows.Equals(alone.Flows).Should().BeTrue();
            if (alone.HasPlan)
            {
                solution.DeskPrices[0].Should().Be(alone.Prices[0]);
            }
        },
        iter: 5_000);

    [Fact]
    public void Desks_in_another_order_leave_every_venue_its_total() => DeskWorld.Any.Sample(
        world =>
        {
            var turned = world with { Wanted = [.. world.Wanted.Reverse()], Credits = [.. world.Credits.Reverse()] };

            var (one, other) = (DeskSolver.Solve(world.Problem()), DeskSolver.Solve(turned.Problem()));

            other.Cost.Should().Be(one.Cost);
            other.Fillable.Should().Be(one.Fillable);
            Totals(other, world).Should().Equal(Totals(one, world));
        },
        iter: 5_000);

    [Fact]
    public void Venues_in_another_order_cost_the_same() => DeskWorld.Any.Sample(
        world =>
        {
            var turned = world with { Ladders = [.. world.Ladders.Reverse()], Credits = [.. world.Credits.Select(row => row.Reverse().ToArray())] };

            var (one, other) = (DeskSolver.Solve(world.Problem()), DeskSolver.Solve(turned.Problem()));

            other.Cost.Should().Be(one.Cost);
            other.Fillable.Should().Be(one.Fillable);
        },
        iter: 5_000);

    [Fact]
    public void Quantities_and_prices_scale_the_cost_up_to_the_largest_units() => DeskWorld.Any.Sample(
        world =>
        {
            const long Quantities = 1L << 50, Prices = 1L << 55;
            var scaled = new DeskWorld(
                [.. world.Ladders.Select(rungs => rungs.Select(rung => (rung.Price * Prices, rung.Quantity * Quantities)).ToArray())],
                [.. world.Wanted.Select(wanted => wanted * Quantities)],
                [.. world.Credits.Select(row => row.Select(credit => credit * Quantities).ToArray())]);

            var (one, other) = (DeskSolver.Solve(world.Problem()), DeskSolver.Solve(scaled.Problem()));

            Faults(scaled.Problem(), other).Should().BeEmpty();
            other.Cost.Count.Should().Be(one.Cost.Count * Quantities * Prices);
            other.Flows.Flows.ToArray().Should().Equal(one.Flows.Flows.ToArray().Select(flow => flow * Quantities));
        },
        iter: 2_000);

    [Fact]
    public void A_kept_engine_answers_like_a_new_one()
    {
        var kept = new DeskDecomposition();
        DeskWorld.Any.Sample(
            world =>
            {
                var problem = world.Problem();
                var solution = DeskSolver.Solve(problem);

                kept.Solve(problem).Should().Be(solution.HasPlan);

                kept.Flows.SequenceEqual((solution.HasPlan ? solution.Flows : solution.LargestFill).Flows).Should().BeTrue();
                kept.Cost.Should().Be(solution.Cost);
            },
            iter: 5_000,
            threads: 1);
    }

    [Fact]
    public void A_kept_engine_allocates_nothing()
    {
        var (kept, problem) = (new DeskDecomposition(), Tight().Problem());
        kept.Solve(problem);
        var before = GC.GetAllocatedBytesForCurrentThread();

        kept.Solve(problem).Should().BeTrue();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000, "only the assertion itself allocates");
    }

    [Fact]
    public void A_binding_credit_gives_desks_prices_of_their_own_and_says_what_it_is_worth()
    {
        // Venue 0 sells 10 at 100, venue 1 sells 10 at 107. Both desks want 6; desk 0 may take 2 at the cheap venue, desk 1 what it likes.
        var problem = Tight().Problem();

        var solution = DeskSolver.Solve(problem);

        Faults(problem, solution).Should().BeEmpty();
        solution.Cost.Count.Should().Be((8 * 100) + (4 * 107));
        solution.Flows.Flows.ToArray().Should().Equal(2, 4, 6, 0);
        (solution.DeskPrices[0], solution.DeskPrices[1]).Should().Be((DualPrice.Whole(107), DualPrice.Whole(100)));
        solution.CreditRent(0, 0).Should().Be(DualPrice.Whole(7));
        solution.CreditRent(1, 0).Should().Be(DualPrice.Whole(0));
        (Tight() with { Credits = [[3, 10], [10, 10]] }).Oracle().Cost.Should().Be(solution.Cost.Count - 7, "one more unit of that credit saves its rent");
    }

    [Fact]
    public void At_equal_prices_the_earlier_venue_is_filled_first_as_far_as_credits_let_it()
    {
        var world = new DeskWorld([[(5, 10)], [(5, 10)], [(5, 10)]], [6, 6], [[2, 9, 9], [9, 9, 9]]);

        var solution = DeskSolver.Solve(world.Problem());

        Totals(solution, world).Should().Equal(8, 4, 0);
        solution.DeskPrices[0].Should().Be(solution.DeskPrices[1]);
    }

    [Fact]
    public void An_infeasible_problem_names_the_desks_the_full_venues_and_the_credits_in_the_way()
    {
        // Desk 0 may take 3 at venue 0 and all of venue 1, which holds 4: 7 of its 9. Desk 1 gets its 5 at venue 2.
        var world = new DeskWorld([[(1, 100)], [(2, 4)], [(3, 100)]], [9, 5], [[3, 50, 0], [0, 0, 50]]);
        var problem = world.Problem();

        var solution = DeskSolver.Solve(problem);

        Faults(problem, solution).Should().BeEmpty();
        solution.Status.Should().Be(SolveStatus.Infeasible);
        solution.HasPlan.Should().BeFalse();
        solution.Fillable.Should().Be(12);
        solution.Blocking.Desks.Should().Equal(0);
        solution.Blocking.Capacities(problem).Should().Equal(new BlockingLimit(Worlds.Venue(1), LimitKind.Liquidity, new(4)));
        solution.Blocking.Credits(problem).Should().Equal(new CreditLimit(0, Worlds.Venue(0), new(3)), new CreditLimit(0, Worlds.Venue(2), new(0)));
    }

    [Fact]
    public void Nothing_asked_for_costs_nothing_and_has_the_best_price()
    {
        var world = new DeskWorld([[(-4, 10)], [(-7, 2)], []], [0, 0], [[1, 1, 1], [0, 0, 0]]);

        var solution = DeskSolver.Solve(world.Problem());

        Faults(world.Problem(), solution).Should().BeEmpty();
        solution.Cost.Count.Should().Be(0);
        solution.DeskPrices[0].Should().Be(DualPrice.Whole(-7));
    }

    [Fact]
    public void All_ladders_full_to_the_last_of_the_largest_units_are_solved()
    {
        const long Most = Lots.MaxCount, Dear = 1L << 62;
        var world = new DeskWorld(
            [.. Enumerable.Range(0, 60).Select(_ => new[] { (-Dear, 1L), (Dear, Most - 1) })],
            [.. Enumerable.Range(0, 60).Select(_ => Most)],
            [.. Enumerable.Range(0, 60).Select(desk => Enumerable.Range(0, 60).Select(venue => venue == desk ? Most - 1 : venue == (desk + 1) % 60 ? 1 : 0L).ToArray())]);

        var solution = DeskSolver.Solve(world.Problem());

        solution.Status.Should().Be(SolveStatus.Optimal);
        solution.Cost.Count.Should().Be(60 * (((Int128)Dear * (Most - 1)) - Dear));
        Faults(world.Problem(), solution).Should().BeEmpty();
    }

    [Fact]
    public void A_hundred_desks_in_a_chain_of_credits_part_into_as_many_prices()
    {
        // Desk d may take 1 at venue d and the rest at venue d + 1 only: prices rise along the chain.
        const int Count = 100;
        var world = new DeskWorld(
            [.. Enumerable.Range(0, Count + 1).Select(venue => new[] { (10L * venue, 5L) })],
            [.. Enumerable.Range(0, Count).Select(_ => 3L)],
            [.. Enumerable.Range(0, Count).Select(desk => Enumerable.Range(0, Count + 1).Select(venue => venue == desk ? 1L : venue == desk + 1 ? 9 : 0).ToArray())]);
        var engine = new DeskDecomposition();

        engine.Solve(world.Problem()).Should().BeTrue();

        engine.Cost.Count.Should().Be(world.Oracle().Cost);
        engine.PriceLevels.Should().BeGreaterThan(50);
        Faults(world.Problem(), DeskSolver.Solve(world.Problem())).Should().BeEmpty();
    }

    private static DeskWorld Tight() => new([[(100, 10)], [(107, 10)]], [6, 6], [[2, 10], [10, 10]]);

    private static IReadOnlyList<string> Faults(DeskProblem problem, DeskSolution solution) => Certificate.Check(problem, solution).Faults;

    private static long[] Totals(DeskSolution solution, DeskWorld world) => solution.HasPlan
        ? [.. world.Ladders.Select((_, venue) => Enumerable.Range(0, world.Wanted.Length).Sum(desk => solution.Flow(desk, venue).Count))]
        : [];
}
