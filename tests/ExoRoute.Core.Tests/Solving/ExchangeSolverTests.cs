using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class ExchangeSolverTests
{
    private const double Endless = double.PositiveInfinity;

    private static readonly Gen<Rung[]> AnyRungs = Gen.Select(Gen.Long[1, 400], Gen.Long[1, 900]).Array[1, 8].Select(pairs => pairs
        .OrderBy(pair => pair.Item1).DistinctBy(pair => pair.Item1).Select(pair => new Rung(pair.Item1, pair.Item2, new(pair.Item1))).ToArray());

    [Fact]
    public void One_node_of_ladders_costs_what_the_whole_number_engine_says() =>
        Gen.Select(AnyRungs.Array[1, 6], Gen.Int[0, 100]).Sample(
            (ladders, percent) =>
            {
                var problems = ladders.Select((rungs, venue) => new LadderProblem(new($"v{venue}"), rungs)).ToArray();
                var quantity = problems.Sum(problem => problem.Capacity.Count) * percent / 100;
                var exact = Solver.Solve(problems, new(quantity), SolverSettings.Default);
                var exchange = new ExchangeProblem(["shares"], [quantity], [.. problems.Select(problem => new ExchangeTerm(problem, 0))]);

                var solution = Proved(exchange);

                solution.Engine.Should().Be(ExchangeEngine.PriceBisection);
                solution.Cost.Should().BeApproximately((double)exact.Cost.Count, 1e-9 * (1 + (double)exact.Cost.Count));
            },
            iter: 500);

    [Fact]
    public void Merged_ladders_cost_what_the_whole_number_engine_says_of_their_split() =>
        Gen.Select(AnyRungs.Array[1, 6], Gen.Int[0, 100]).Sample(
            (ladders, percent) =>
            {
                var problems = ladders.Select((rungs, venue) => new LadderProblem(new($"v{venue}"), rungs)).ToArray();
                var quantity = problems.Sum(problem => problem.Capacity.Count) * percent / 100;

                var merged = PiecewiseLinearProblem.Merged("all", problems);

                merged.High.Should().Be(problems.Sum(problem => (double)problem.Capacity.Count));
                merged.Value([quantity]).Should().Be((double)Solver.Solve(problems, new(quantity), SolverSettings.Default).Cost.Count);
            },
            iter: 500);

    [Fact]
    public void No_ladders_merge_to_a_curve_that_gives_nothing()
    {
        var none = PiecewiseLinearProblem.Merged("none", []);
        (none.Low, none.High).Should().Be((0, 0));
    }

    [Fact]
    public void Bisection_and_the_node_engine_agree_where_both_apply() =>
        Gen.Select(AnyRungs.Array[1, 4], AnyRungs.Array[1, 4], Gen.Double[0.05, 0.95]).Sample(
            (left, right, share) =>
            {
                // Two nodes joined by a free conversion are one node.
                var (a, b) = (Ladders(left, "a"), Ladders(right, "b"));
                var demand = share * (a.Sum(problem => (double)problem.Capacity.Count) + b.Sum(problem => (double)problem.Capacity.Count));
                var one = new ExchangeProblem(["x"], [demand], [.. a.Concat(b).Select(problem => new ExchangeTerm(problem, 0))]);
                var two = new ExchangeProblem(["x", "y"], [demand, 0], [
                    .. a.Select(problem => new ExchangeTerm(problem, 0)), .. b.Select(problem => new ExchangeTerm(problem, 1)),
                    new(new ActivityProblem("free", [1, -1], [-Endless, 0, Endless], [0, 0]), 0, 1)]);

                var (single, several) = (Proved(one), Proved(two));

                several.Engine.Should().Be(ExchangeEngine.AdmmAndNewton);
                several.Cost.Should().BeApproximately(single.Cost, 1e-8 * (1 + Math.Abs(single.Cost)));
            },
            iter: 200);

    [Fact]
    public void Random_transport_networks_are_solved_and_proved() =>
        AnyNetwork.Sample(problem => Proved(problem), iter: 200);

    [Fact]
    public void Lines_whose_fees_differ_in_the_eleventh_digit_are_told_apart()
    {
        // What is left over at y goes back to x by the two lines for 2 more than their first 40: all that the first can take beside the other's 40 is the cheaper one's.
        var solution = Proved(new(["x", "y"], [10.306, 46.002], [
            new(new ActivityProblem("out", [-1, 1.105854199779519], [0, 40, Endless], [1.9293053274462235, 3.9293053274462233]), 0, 1),
            new(new ActivityProblem("out too", [-1, 1.0102511344013225], [0, 40, Endless], [0.213, 2.213]), 0, 1),
            new(new ActivityProblem("back", [-1, 1.4], [0, 40, Endless], [7.631E-11, 2.00000000007631]), 1, 0),
            new(new ActivityProblem("back too", [-1, 1.4], [0, 40, Endless], [9.947999999999999E-90, 2]), 1, 0),
            Last("x", 0), Last("y", 1)]));

        solution.Flows[4].Should().BeApproximately(-40, 1e-9);
        solution.Flows[6].Should().BeApproximately(-86.92005310453516, 1e-6);
    }

    [Fact]
    public void Cycles_that_gain_nothing_are_proved() => FractionNetwork.Sample(problem => Proved(problem), iter: 1_000);

    [Fact]
    [Trait("Kind", "long")]
    public void Very_many_cycles_that_gain_nothing_are_proved() => FractionNetwork.Sample(problem => Proved(problem), iter: 30_000);

    [Fact]
    public void Cycles_that_gain_nothing_and_demands_of_next_to_nothing_are_met_or_the_gap_is_told_and_true() =>
        Gen.Select(FractionNetwork, Gen.Int[-60, 0]).Sample(
            (problem, power) =>
            {
                double[] demand = [.. problem.Demand];
                var tiny = new ExchangeProblem(problem.Nodes, [.. demand.Select((one, node) => node % 2 == 0 ? Math.ScaleB(one, power) : one)], problem.Terms);
                var solution = ExchangeSolver.Solve(tiny, ExchangeSettings.Default);
                (solution.Status is ExchangeStatus.Optimal or ExchangeStatus.RoundLimit).Should().BeTrue();
                (solution.RelativeGap <= ExchangeSettings.Default.Tolerance).Should().BeTrue($"at most an amount of next to nothing is out of balance, not the cost; the gap is {solution.RelativeGap}");
                string.Join(' ', Certificate.Check(tiny, solution).Faults).Should().BeEmpty();
            },
            iter: 200);

    [Fact]
    public void The_same_problem_gives_the_same_bits() =>
        AnyNetwork.Sample(
            problem =>
            {
                var (first, second) = (ExchangeSolver.Solve(problem, ExchangeSettings.Default), ExchangeSolver.Solve(problem, ExchangeSettings.Default));
                first.Flows.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(second.Flows.Select(BitConverter.DoubleToInt64Bits)).Should().BeTrue();
                first.Prices.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(second.Prices.Select(BitConverter.DoubleToInt64Bits)).Should().BeTrue();
            },
            iter: 20);

    [Fact]
    public void A_solution_is_a_start_that_needs_no_rounds() =>
        AnyNetwork.Sample(
            problem =>
            {
                var first = Proved(problem);
                var again = ExchangeSolver.Solve(problem, ExchangeSettings.Default, first);
                again.Status.Should().Be(ExchangeStatus.Optimal);
                again.Rounds.Should().Be(0);
                again.Cost.Should().BeApproximately(first.Cost, 1e-9 * (1 + Math.Abs(first.Cost)));
            },
            iter: 50);

    [Fact]
    public void Scaling_prices_scales_cost_and_prices() =>
        Gen.Select(AnyRungs.Array[2, 4], Gen.Int[-20, 20]).Sample(
            (ladders, power) =>
            {
                var factor = Math.ScaleB(1, power);
                ExchangeProblem Scaled(double by) => new(["x", "y"], [Total(ladders) * 0.4, 0], [
                    .. ladders.Select((rungs, venue) => new ExchangeTerm(Curve($"v{venue}", rungs, by), venue % 2)),
                    new(new ActivityProblem("rate", [1, -1.25], [0, Endless], [0.5 * by]), 0, 1), new(new ActivityProblem("back", [-1.25, 1], [0, Endless], [0.5 * by]), 0, 1),
                    new(PiecewiseLinearProblem.Market("last", 1000 * by, 0, Endless), 0)]);

                var (plain, scaled) = (Proved(Scaled(1)), Proved(Scaled(factor)));

                scaled.Cost.Should().BeApproximately(plain.Cost * factor, 1e-8 * Math.Max(1, Math.Abs(plain.Cost * factor)));
            },
            iter: 100);

    [Fact]
    public void The_order_of_terms_changes_no_cost() =>
        Gen.Select(AnyNetwork, Gen.Int[1, 1000]).Sample(
            (problem, seed) =>
            {
                var order = Enumerable.Range(0, problem.Terms.Count).OrderBy(term => (term * 7919 * seed) % 1009).ToArray();
                var other = new ExchangeProblem(problem.Nodes, problem.Demand, [.. order.Select(term => problem.Terms[term])]);
                var (one, two) = (Proved(problem), Proved(other));
                two.Cost.Should().BeApproximately(one.Cost, 1e-8 * (1 + Math.Abs(one.Cost)));
            },
            iter: 100);

    [Fact]
    public void Two_nodes_made_one_never_cost_more_than_kept_apart() =>
        AnyNetwork.Sample(
            problem =>
            {
                // The second node's terms and demand move to the first; an edge between the two becomes an activity there.
                int Merged(int node) => node == 1 ? 0 : node;
                var demand = problem.Demand.ToArray();
                (demand[0], demand[1]) = (demand[0] + demand[1], 0);
                var together = new ExchangeProblem(problem.Nodes, demand, [
                    .. problem.Terms.Select(term => new ExchangeTerm(term.Problem, [.. term.Nodes.Select(Merged)]))]);
                var (apart, one) = (Proved(problem), Proved(together));
                one.Cost.Should().BeLessThanOrEqualTo(apart.Cost + (1e-8 * (1 + Math.Abs(apart.Cost))));
            },
            iter: 100);

    [Fact]
    public void What_cannot_be_balanced_is_named_by_weights_that_hold()
    {
        var few = PiecewiseLinearProblem.Market("few", 1, 0, 10);
        Refused(new(["x"], [11], [new(few, 0)]), ExchangeStatus.Infeasible);
        Refused(new(["x"], [-1], [new(few, 0)]), ExchangeStatus.Infeasible);
        Refused(new(["x", "y"], [11, 0], [new(few, 1), new(new ActivityProblem("line", [1, -1], [0, Endless], [0]), 0, 1)]), ExchangeStatus.Infeasible);
        Refused(new(["x", "y"], [1, 0], [new(few, 1), new(new ActivityProblem("line", [1, -1], [0, 0.5], [0]), 0, 1)]), ExchangeStatus.Infeasible);
    }

    [Fact]
    public void A_cost_without_end_is_named_by_flows_that_hold()
    {
        var (cheap, dear) = (PiecewiseLinearProblem.Market("cheap", 1, 0, Endless), PiecewiseLinearProblem.Market("dear", 2, -Endless, 0));
        Refused(new(["x"], [0], [new(cheap, 0), new(dear, 0)]), ExchangeStatus.Unbounded);
        Refused(new(["x", "y"], [0, 0], [new(cheap, 0), new(dear, 1), new(new ActivityProblem("line", [-1, 1], [0, Endless], [0.5]), 0, 1)]), ExchangeStatus.Unbounded);
    }

    [Fact]
    public void Degenerate_problems_have_right_answers()
    {
        // Equal prices, nothing demanded, nothing shown, an amount that is fixed, huge amounts, negative prices.
        Proved(new(["x"], [0], [new(PiecewiseLinearProblem.Market("m", 1, 0, 5), 0)])).Cost.Should().Be(0);
        Proved(new(["x"], [5], [new(PiecewiseLinearProblem.Market("a", 1, 0, 5), 0), new(PiecewiseLinearProblem.Market("b", 1, 0, 5), 0)])).Cost.Should().BeApproximately(5, 1e-12);
        Proved(new(["x"], [3], [new(new PiecewiseLinearProblem("fixed", [3], [], 7), 0)])).Cost.Should().Be(7);
        Proved(new(["x", "y"], [3, 0], [new(new PiecewiseLinearProblem("fixed", [3], [], 7), 0), new(new PiecewiseLinearProblem("none", [0], []), 1)])).Cost.Should().Be(7);
        Proved(new(["x"], [1e18], [new(PiecewiseLinearProblem.Market("a", -3, 0, 2e18), 0)])).Cost.Should().BeApproximately(-3e18, 1e6);
        Proved(new(["x", "y"], [0, 0], [new(new ActivityProblem("idle", [1, -1], [-1, 1], [0]), 0, 1)])).Cost.Should().Be(0);
    }

    [Fact]
    public void Crossed_books_of_two_venues_are_traded_against_each_other_to_the_end()
    {
        // Buy 4 at 9 and 2 at 10, sell 5 at 11: five are taken, at a gain of 4 x 2 + 1 x 1.
        var solution = Proved(new(["x", "y"], [0, 0], [
            new(new LadderProblem(new("asks"), [new(9, 4, new(9)), new(10, 2, new(10))]), 0), new(new PiecewiseLinearProblem("bids", [-5, 0], [11], -55), 1),
            new(new ActivityProblem("carry", [-1, 1], [0, Endless], [0]), 0, 1)]));
        solution.Cost.Should().BeApproximately(-9, 1e-9);
    }

    [Theory]
    [InlineData(40, 1, 8)]
    [InlineData(4, 9, 64)]
    public void Where_many_terms_meet_an_eighth_of_the_rounds_is_taken(int pools, int least, int most)
    {
        var solution = Proved(new(["x", "y"], [0, 0], [
            .. Enumerable.Range(1, pools).Select(pool => new ExchangeTerm(new GeometricMeanPool($"p{pool}", [100 + pool, 300 - pool], [1, pool], 0.997), 0, 1)),
            new(PiecewiseLinearProblem.Market("x", 2, -Endless, 0), 0), new(PiecewiseLinearProblem.Market("y", 1, -Endless, 0), 1)]));
        solution.Rounds.Should().BeInRange(least, most);
    }

    [Fact]
    public void A_limit_reached_is_stated_with_its_gap()
    {
        var problem = new ExchangeProblem(["x", "y"], [30, 20], [
            new(new LadderProblem(new("v"), [new(3, 7, new(3)), new(9, 100, new(9))]), 0), new(PiecewiseLinearProblem.Market("m", 20, 0, 100), 1),
            new(new ActivityProblem("line", [-1, 0.9], [0, 15, 40], [1, 2]), 0, 1)]);
        var solution = ExchangeSolver.Solve(problem, new() { MaxRounds = 1, MaxSteps = 1 });
        solution.Status.Should().Be(ExchangeStatus.RoundLimit);
        string.Join(' ', Certificate.Check(problem, solution).Faults).Should().BeEmpty("what it claims is true all the same");
    }

    [Fact]
    public void A_false_claim_is_found()
    {
        var problem = new ExchangeProblem(["x"], [5], [new(PiecewiseLinearProblem.Market("a", 1, 0, 5), 0), new(PiecewiseLinearProblem.Market("b", 2, 0, 5), 0)]);
        var solution = Proved(problem);
        Fault(solution with { Cost = 4 }, "*cost 5*claimed is 4*");
        Fault(solution with { Bound = 6 }, "*bound of 5*claimed is 6*");
        Fault(solution with { Flows = [4, 0] }, "*out of balance*");
        Fault(solution with { Flows = [6, -1] }, "*cannot have its flows*");
        Fault(solution with { Flows = [5] }, "*1 flows for 2 ports*");
        Fault(solution with { Prices = [double.NaN] }, "*not finite*");
        Fault(solution with { Status = ExchangeStatus.Infeasible, Direction = [1] }, "*Infeasible is not so*");
        Fault(solution with { Status = ExchangeStatus.Unbounded, Direction = [1, -1] }, "*Unbounded is not so*");

        void Fault(ExchangeSolution claim, string words) => string.Join(' ', Certificate.Check(problem, claim).Faults).Should().Match(words);
    }

    // Rates, fees and demands are simple fractions: cycles that gain and lose exactly nothing are common.
    private static Gen<ExchangeProblem> FractionNetwork { get; } =
        Gen.Select(Gen.Int[2, 6], AnyRungs.Array[1, 6], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4], Gen.Double[0.5, 2], Gen.Double[0, 3]).Array[1, 12], Gen.Int[0, 50_000].Array[6]).Select(
            (nodes, ladders, lines, demand) =>
            {
                var terms = ladders.Select((rungs, venue) => new ExchangeTerm(new LadderProblem(new($"v{venue}"), rungs), venue % nodes)).ToList();
                foreach (var (from, step, rate, fee) in lines)
                {
                    var (tail, head) = (from % nodes, (from + 1 + (step % (nodes - 1))) % nodes);
                    terms.Add(new(new ActivityProblem($"line {terms.Count}", [-1, rate * 0.7], [0, 40, Endless], [fee, fee + 2]), tail, head));
                }

                // What is left over goes to waste, what lacks is bought dear: there is always an answer.
                terms.AddRange(Enumerable.Range(0, nodes).Select(node => Last($"last {node}", node)));
                return new ExchangeProblem([.. Enumerable.Range(0, nodes).Select(node => $"n{node}")], [.. demand.Take(nodes).Select(thousandths => thousandths / 1000.0)], terms);
            });

    private static Gen<ExchangeProblem> AnyNetwork { get; } = Gen.Int[0, int.MaxValue - 1].Select(seed =>
    {
        var random = new Random(seed);
        var nodes = random.Next(2, 7);
        var terms = new List<ExchangeTerm>();
        for (var venue = random.Next(6); venue >= 0; venue--)
        {
            var prices = Enumerable.Range(0, random.Next(1, 9)).Select(_ => (long)random.Next(1, 401)).Distinct().Order().ToArray();
            terms.Add(new(new LadderProblem(new($"v{venue}"), [.. prices.Select(price => new Rung(price, random.Next(1, 901), new(price)))]), venue % nodes));
        }

        for (var line = random.Next(12); line >= 0; line--)
        {
            var tail = random.Next(nodes);
            var (head, rate, fee) = ((tail + 1 + random.Next(nodes - 1)) % nodes, 0.35 + (1.05 * random.NextDouble()), 3 * random.NextDouble());
            terms.Add(new(new ActivityProblem($"line {line}", [-1, rate], [0, 40, Endless], [fee, fee + 2]), tail, head));
        }

        // What is left over goes to waste, what lacks is bought dear: there is always an answer.
        terms.AddRange(Enumerable.Range(0, nodes).Select(node => Last($"last {node}", node)));
        return new ExchangeProblem([.. Enumerable.Range(0, nodes).Select(node => $"n{node}")], [.. Enumerable.Range(0, nodes).Select(_ => 50 * random.NextDouble())], terms);
    });

    private static ExchangeTerm Last(string name, int node) => new(new PiecewiseLinearProblem(name, [-Endless, 0, Endless], [0, 5000]), node);

    private static LadderProblem[] Ladders(Rung[][] ladders, string name) => [.. ladders.Select((rungs, venue) => new LadderProblem(new($"{name}{venue}"), rungs))];

    private static double Total(Rung[][] ladders) => ladders.Sum(rungs => rungs.Sum(rung => (double)rung.Quantity));

    private static PiecewiseLinearProblem Curve(string name, Rung[] rungs, double by)
    {
        var knots = new List<double> { 0 };
        foreach (var rung in rungs)
        {
            knots.Add(knots[^1] + rung.Quantity);
        }

        return new(name, [.. knots], [.. rungs.Select(rung => rung.Price * by)]);
    }

    private static ExchangeSolution Proved(ExchangeProblem problem)
    {
        var solution = ExchangeSolver.Solve(problem, ExchangeSettings.Default);
        solution.Status.Should().Be(ExchangeStatus.Optimal, $"cost {solution.Cost}, gap {solution.Gap}, residual {solution.Residual}, rounds {solution.Rounds}, steps {solution.Steps}");
        string.Join(' ', Certificate.Check(problem, solution).Faults).Should().BeEmpty();
        return solution;
    }

    private static void Refused(ExchangeProblem problem, ExchangeStatus status)
    {
        var solution = ExchangeSolver.Solve(problem, ExchangeSettings.Default);
        solution.Status.Should().Be(status);
        string.Join(' ', Certificate.Check(problem, solution).Faults).Should().BeEmpty();
    }
}
