using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class SolverTests
{
    private static readonly SolverSettings Patient = new() { MaxNodes = 200_000 };

    private sealed record Row(long Start, (long Step, long Quantity)[] Rungs, long Lot, long Minimum, long Ticket)
    {
        internal LadderProblem Problem(int place)
        {
            var price = Start;
            return Worlds.Problem(place, Rungs.Select(rung => (price += rung.Step, rung.Quantity)), Lot, Minimum, Ticket);
        }
    }

    private static readonly Gen<Row> AnyRow = Gen.Select(
        Gen.Long[-30, 30], Gen.Select(Gen.Long[1, 9], Gen.Long[1, 9]).Array[0, 4], AnyOf(1, 1, 2, 3, 5),
        AnyOf(0, 0, 4, 7), AnyOf(0, 0, 5, 40),
        (start, rungs, lot, minimum, ticket) => new Row(start, rungs, lot, minimum, ticket));

    private static readonly Gen<(Row[] Rows, long Quantity)> AnyWorld = Gen.Select(AnyRow.Array[1, 5], Gen.Long[0, 60]);

    [Fact]
    public void Branch_and_bound_costs_what_trying_every_split_costs() => BruteForce(10_000);

#if !ONE_ROOM
    [Fact]
    [Trait("Kind", "long")]
    public void Branch_and_bound_costs_what_trying_every_split_costs_many_times() => BruteForce(300_000);
#endif

    private static void BruteForce(int times) => AnyWorld.Sample(
        world =>
        {
            var problems = Problems(world.Rows);
            var best = Best(problems, (int)world.Quantity);

            var solution = Solver.Solve(problems, new(world.Quantity), Patient);

            Certificate.Check(problems, new(world.Quantity), solution).Faults.Should().BeEmpty();
            if (best[world.Quantity] is { } cost)
            {
                solution.Status.Should().Be(SolveStatus.Optimal);
                solution.Cost.Count.Should().Be(cost);
            }
            else
            {
                solution.Status.Should().Be(SolveStatus.Infeasible);
                solution.Fillable.Count.Should().Be(Array.FindLastIndex(best, least => least is not null));
                solution.FillableBound.Should().Be(solution.Fillable);
                solution.Blocking.Should().NotBeEmpty();
            }
        },
        iter: times);

    [Fact]
    public void Bisection_and_branch_and_bound_agree_where_both_apply() => AnyWorld.Sample(
        world =>
        {
            var problems = Problems([.. world.Rows.Select(row => row with { Lot = 1, Minimum = 0, Ticket = 0 })]);
            var quantity = Math.Min(world.Quantity, problems.Sum(problem => problem.Capacity.Count));

            var searched = new LotSearch(problems, quantity).Run(1_000);

            searched.Status.Should().Be(SolveStatus.Optimal);
            searched.Nodes.Should().Be(1, "plain ladders have no gap");
            searched.Cost.Should().Be(Solver.Solve(problems, new(quantity), Patient).Cost);
        },
        iter: 5_000);

    [Fact]
    public void The_plan_never_costs_more_than_one_venue_alone_or_pro_rata() => AnyWorld.Sample(
        world =>
        {
            var problems = Problems(world.Rows);
            var solution = Solver.Solve(problems, new(world.Quantity), Patient);
            foreach (var problem in problems.Where(problem => Allows(problem, world.Quantity)))
            {
                solution.Status.Should().Be(SolveStatus.Optimal);
                solution.Cost.Should().BeLessThanOrEqualTo(problem.Value(new(world.Quantity)));
            }

            // Pro rata by what is shown, what is lost to rounding added from the first venue on.
            var plain = Problems([.. world.Rows.Select(row => row with { Lot = 1, Minimum = 0 })]);
            var shown = plain.Sum(problem => problem.Shown.Count);
            if (shown == 0 || world.Quantity > shown)
            {
                return;
            }

            var parts = plain.Select(problem => problem.Shown.Count * world.Quantity / shown).ToArray();
            for (var venue = 0; parts.Sum() < world.Quantity; venue++)
            {
                parts[venue] += Math.Min(world.Quantity - parts.Sum(), plain[venue].Shown.Count - parts[venue]);
            }

            var proRata = parts.Select((part, venue) => plain[venue].Value(new(part)).Count).Aggregate((a, b) => a + b);
            Solver.Solve(plain, new(world.Quantity), Patient).Cost.Count.Should().BeLessThanOrEqualTo(proRata);
        },
        iter: 3_000);

    [Fact]
    public void Adding_a_venue_never_raises_the_cost() => Gen.Select(AnyWorld, AnyRow).Sample(
        (world, more) =>
        {
            var without = Solver.Solve(Problems(world.Rows), new(world.Quantity), Patient);
            var with = Solver.Solve(Problems([.. world.Rows, more]), new(world.Quantity), Patient);
            if (without.HasPlan)
            {
                with.Cost.Should().BeLessThanOrEqualTo(without.Cost);
            }
            else
            {
                with.HasPlan.Should().Be(with.Status == SolveStatus.Optimal);
            }
        },
        iter: 3_000);

    [Fact]
    public void Merging_two_venues_without_rules_of_their_own_costs_the_same_and_with_a_ticket_never_more() => AnyWorld.Sample(
        world =>
        {
            var rows = world.Rows.Select(row => row with { Lot = 1, Minimum = 0 }).ToArray();
            if (rows.Length < 2)
            {
                return;
            }

            var apart = Problems(rows);
            var merged = apart[0].Rungs.ToArray().Concat(apart[1].Rungs.ToArray()).GroupBy(rung => rung.Price).OrderBy(group => group.Key)
                .Select(group => (group.Key, group.Sum(rung => rung.Quantity)));
            LadderProblem[] together = [Worlds.Problem(0, merged, ticket: Math.Min(rows[0].Ticket, rows[1].Ticket)), .. apart[2..]];

            var (one, two) = (Solver.Solve(together, new(world.Quantity), Patient), Solver.Solve(apart, new(world.Quantity), Patient));

            one.Status.Should().Be(two.Status);
            if (two.HasPlan)
            {
                one.Cost.Should().BeLessThanOrEqualTo(two.Cost);
                if (rows[0].Ticket + rows[1].Ticket == 0)
                {
                    one.Cost.Should().Be(two.Cost);
                }
            }
        },
        iter: 3_000);

    [Fact]
    public void The_order_of_venues_and_the_unit_of_prices_and_quantities_do_not_matter() => Gen.Select(AnyWorld, Gen.Long[1, 1000], Gen.Long[1, 1000]).Sample(
        (world, byPrice, byQuantity) =>
        {
            var solution = Solver.Solve(Problems(world.Rows), new(world.Quantity), Patient);
            var turned = Solver.Solve(Problems([.. world.Rows.Reverse()]), new(world.Quantity), Patient);
            var scaled = Solver.Solve(
                Problems([.. world.Rows.Select(row => new Row(
                    row.Start * byPrice, [.. row.Rungs.Select(rung => (rung.Step * byPrice, rung.Quantity * byQuantity))],
                    row.Lot * byQuantity, row.Minimum * byQuantity, row.Ticket * byPrice * byQuantity))]),
                new(world.Quantity * byQuantity),
                Patient);

            (turned.Status, turned.Cost).Should().Be((solution.Status, solution.Cost));
            scaled.Status.Should().Be(solution.Status);
            scaled.Cost.Count.Should().Be(solution.Cost.Count * byPrice * byQuantity);
        },
        iter: 3_000);

    [Fact]
    public void At_the_node_limit_the_best_plan_and_a_bound_are_stated()
    {
        var (problems, quantity) = Hard(seed: 3, venues: 12);

        var stopped = Solver.Solve(problems, quantity, new() { MaxNodes = 3 });
        var solved = Solver.Solve(problems, quantity, Patient);

        stopped.Status.Should().Be(SolveStatus.NodeLimit);
        stopped.Nodes.Should().BeLessThanOrEqualTo(3);
        solved.Status.Should().Be(SolveStatus.Optimal);
        stopped.Bound.Should().BeLessThanOrEqualTo(solved.Cost);
        stopped.Cost.Should().BeGreaterThanOrEqualTo(solved.Cost);
        Certificate.Check(problems, quantity, stopped).Faults.Should().BeEmpty();
    }

    [Fact]
    public void Limits_in_the_way_are_named()
    {
        LadderProblem Of(int place, long quantity, long lot = 1, long minimum = 0, LimitKind end = LimitKind.Liquidity) =>
            new(Worlds.Venue(place), quantity == 0 ? [] : [new Rung(7, quantity, new(7))], new() { Lot = new(lot), Minimum = new(minimum), EndsBy = end });

        Blocks([Of(0, 10), Of(1, 5, end: LimitKind.PriceLimit)], 16, 15, new(Worlds.Venue(0), LimitKind.Liquidity, new(10)), new(Worlds.Venue(1), LimitKind.PriceLimit, new(5)));
        Blocks([Of(0, 100, lot: 10)], 75, 70, new BlockingLimit(Worlds.Venue(0), LimitKind.Lot, new(10)));
        Blocks([Of(0, 100, lot: 10, minimum: 20)], 75, 70, new BlockingLimit(Worlds.Venue(0), LimitKind.Lot, new(10)));
        Blocks([Of(0, 100, lot: 5, minimum: 80)], 75, 0, new BlockingLimit(Worlds.Venue(0), LimitKind.Minimum, new(80)));
        Blocks([Of(0, 100, lot: 50, minimum: 100)], 77, 0, new BlockingLimit(Worlds.Venue(0), LimitKind.Minimum, new(100)));
        Blocks([Of(0, 100, lot: 60, minimum: 120)], 59, 0, new(Worlds.Venue(0), LimitKind.Minimum, new(120)), new(Worlds.Venue(0), LimitKind.Lot, new(60)));
        Blocks([Of(0, 100, minimum: 80), Of(1, 20)], 75, 20, new BlockingLimit(Worlds.Venue(0), LimitKind.Minimum, new(80)));
        Blocks([Of(0, 10, lot: 4)], 12, 8, new(Worlds.Venue(0), LimitKind.Liquidity, new(10)), new(Worlds.Venue(0), LimitKind.Lot, new(4)));
        Blocks([Of(0, 0, end: LimitKind.Cap)], 1, 0, new BlockingLimit(Worlds.Venue(0), LimitKind.Cap, default));

        static void Blocks(LadderProblem[] problems, long quantity, long fillable, params BlockingLimit[] limits)
        {
            var solution = Solver.Solve(problems, new(quantity), Patient);
            solution.Status.Should().Be(SolveStatus.Infeasible);
            solution.HasPlan.Should().BeFalse();
            solution.Fillable.Count.Should().Be(fillable);
            solution.Blocking.Should().BeEquivalentTo(limits);
            Certificate.Check(problems, new(quantity), solution).Faults.Should().BeEmpty();
        }
    }

    [Fact]
    public void The_largest_prices_and_quantities_are_solved_exactly_or_refused_clearly()
    {
        var top = (Ticks.MaxCount * Cost.PerTickLot) - 1;
        LadderProblem Huge(int place, Int128 ticket) => new(
            Worlds.Venue(place), [new(top, 1, new(Ticks.MaxCount)), new(top + 1, Lots.MaxCount - 1, new(Ticks.MaxCount))], new() { FixedCost = new(ticket) });

        var problems = new[] { Huge(0, 5), Huge(1, 6), Huge(2, 0) };
        var solution = Solver.Solve(problems, new(Lots.MaxCount), SolverSettings.Default);
        solution.Cost.Count.Should().Be(((Int128)(top + 1) * Lots.MaxCount) - 1);
        Certificate.Check(problems, new(Lots.MaxCount), solution).Faults.Should().BeEmpty();

        var many = Enumerable.Range(0, 4_000).Select(place => Huge(place, 5)).ToArray();
        FluentActions.Invoking(() => Solver.Solve(many, new(Lots.MaxCount), SolverSettings.Default))
            .Should().Throw<OverflowException>().WithMessage("*4000 venues*127 bits*split the quantity*");
    }

    [Fact]
    public void A_quantity_out_of_range_or_no_problem_is_refused()
    {
        var problem = Worlds.Problem(0, [(5, 5)]);
        FluentActions.Invoking(() => Solver.Solve([], new(1), Patient)).Should().Throw<ArgumentException>().WithMessage("*no problem*");
        FluentActions.Invoking(() => Solver.Solve([problem], new(-1), Patient)).Should().Throw<ArgumentException>().WithMessage("*0 to 2^56, was -1*");
        FluentActions.Invoking(() => Solver.Solve([problem], new(Lots.MaxCount + 1), Patient)).Should().Throw<ArgumentException>();
        new SolverSettings { MaxNodes = 0 }.Faults().Should().ContainSingle().Which.Should().Contain("was 0");
        SolverSettings.Default.Faults().Should().BeEmpty();
    }

#if !ONE_ROOM
    [Fact]
    [Trait("Kind", "long")]
    public void Real_sized_lots_and_tickets_are_proved_in_few_nodes()
    {
        foreach (var (venues, levels) in new[] { (3, 1000), (8, 10), (8, 100), (8, 1000), (16, 10), (16, 100), (16, 1000) })
        {
            var nodes = new List<int>();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (var seed = 0; seed < 20; seed++)
            {
                var (problems, quantity) = Real(seed, venues, levels);
                var solution = Solver.Solve(problems, quantity, SolverSettings.Default);
                solution.Status.Should().Be(SolveStatus.Optimal);
                Certificate.Check(problems, quantity, solution).Faults.Should().BeEmpty();
                nodes.Add(solution.Nodes);
            }

            nodes.Sort();
            CaseFolder.Report($"lots and tickets ({venues},{levels})", $"nodes median {nodes[10]}, most {nodes[^1]}; {watch.Elapsed.TotalMilliseconds / 20:F1} ms each with its check");
        }
    }
#endif

#if !ONE_ROOM
    [Fact]
    [Trait("Kind", "long")]
    public void Venues_all_alike_end_proved_or_at_the_node_limit_with_a_bound()
    {
        foreach (var venues in new[] { 4, 8, 12, 16 })
        {
            var (one, _) = Real(seed: 5, venues: 1, levels: 50);
            var problems = Enumerable.Range(0, venues).Select(place => new LadderProblem(
                Worlds.Venue(place), one[0].Rungs, new() { Lot = new(1_000_000), FixedCost = new((Int128)1_000_000_000_000_000_000) })).ToArray();
            var quantity = new Lots(problems[0].Capacity.Count * venues * 37 / 100 / 1_000_000 * 1_000_000);

            var watch = System.Diagnostics.Stopwatch.StartNew();
            var solution = Solver.Solve(problems, quantity, SolverSettings.Default);

            CaseFolder.Report($"{venues} venues alike", $"{solution.Status}, {solution.Nodes} nodes, gap {(double)solution.Gap.Count / (double)solution.Cost.Count:E1} of the cost, {watch.Elapsed.TotalMilliseconds:F0} ms");
            Certificate.Check(problems, quantity, solution).Faults.Should().BeEmpty();
        }
    }
#endif

    private static Gen<long> AnyOf(params long[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    private static bool Allows(LadderProblem problem, long quantity) =>
        quantity == 0 || (quantity % problem.Lot.Count == 0 && quantity >= problem.Minimum.Count && quantity <= problem.Capacity.Count);

    private static LadderProblem[] Problems(Row[] rows) => [.. rows.Select((row, place) => row.Problem(place))];

    // The least cost of every quantity up to the one asked for, by trying every split: null where there is none.
    private static Int128?[] Best(LadderProblem[] problems, int quantity)
    {
        var best = new Int128?[quantity + 1];
        best[0] = 0;
        foreach (var problem in problems)
        {
            var next = new Int128?[quantity + 1];
            for (var sum = 0; sum <= quantity; sum++)
            {
                for (var flow = 0L; flow <= Math.Min(sum, problem.Shown.Count); flow++)
                {
                    if (Allows(problem, flow) && best[sum - flow] is { } before)
                    {
                        var cost = before + problem.Value(new(flow)).Count;
                        next[sum] = next[sum] is { } other && other <= cost ? other : cost;
                    }
                }
            }

            best = next;
        }

        return best;
    }

    private static (LadderProblem[] Problems, Lots Quantity) Hard(uint seed, int venues)
    {
        var next = Draw(seed);
        var problems = Enumerable.Range(0, venues).Select(place =>
        {
            var price = 1_000_000 + next(300);
            return Worlds.Problem(
                place, Enumerable.Range(0, 8).Select(_ => (price += 100 + next(200), 100 + next(2000))).ToArray(),
                lot: new long[] { 1, 10, 50, 100 }[next(4)], minimum: 500 * next(4), ticket: 250_000 * next(4));
        }).ToArray();
        return (problems, new(problems.Sum(problem => problem.Shown.Count) * 2 / 5));
    }

    // As a spot pair: price units 0.01, quantity units 1e-8, lot 0.01, fees 0 to 9 bps, tickets up to a few units of the quote asset.
    private static (LadderProblem[] Problems, Lots Quantity) Real(int seed, int venues, int levels)
    {
        var next = Draw((uint)seed + 17);
        var problems = Enumerable.Range(0, venues).Select(place =>
        {
            var (price, rate) = (6_470_000 + next(400), 1_000_000 + (100 * next(10)));
            var lot = new long[] { 1_000_000, 1_000_000, 100_000, 10_000 }[next(4)];
            return Worlds.Problem(
                place,
                Enumerable.Range(0, levels).Select(_ => ((price += 1 + next(300)) * rate, 1 + (next(1 << 20) * next(100)))).ToArray(),
                lot: lot, minimum: lot * next(3), ticket: (Int128)(5 * next(80)) * 100_000_000_000_000);
        }).ToArray();
        return (problems, new(Math.Min(150_000_000L * (1 + next(20)), problems.Sum(problem => problem.Capacity.Count) / 2) / 1_000_000 * 1_000_000));
    }

    private static Func<long, long> Draw(uint seed)
    {
        var state = (ulong)seed * 0x9E3779B97F4A7C15;
        return below =>
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (long)((z ^ (z >> 31)) % (ulong)below);
        };
    }
}
