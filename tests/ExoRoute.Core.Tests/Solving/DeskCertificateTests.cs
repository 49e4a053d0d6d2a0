using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class DeskCertificateTests
{
    private static readonly DeskWorld World = new([[(100, 10)], [(107, 10)]], [6, 6], [[2, 10], [10, 10]]);

    private static readonly DeskWorld Short = World with { Credits = [[2, 3], [10, 10]] };

    [Fact]
    public void A_dearer_split_is_found_out() => Found(World, solution => solution with { Flows = new([1, 5, 6, 0]), Cost = new(835) }, "gap");

    [Fact]
    public void A_false_cost_is_found_out() => Found(World, solution => solution with { Cost = new(1) }, "cost 1228, claimed is 1");

    [Fact]
    public void A_credit_that_is_passed_is_found_out() => Found(World, solution => solution with { Flows = new([3, 3, 6, 0]) }, "'d0' gets 3 at 'v0', its credit there is 2");

    [Fact]
    public void A_desk_with_too_little_is_found_out() => Found(World, solution => solution with { Flows = new([2, 3, 6, 0]) }, "'d0' gets 5, it asked for 6");

    [Fact]
    public void A_venue_filled_beyond_its_rungs_is_found_out() => Found(
        World with { Wanted = [6, 10] }, solution => solution with { Flows = new([2, 4, 10, 0]) }, "'v0' gets 12, 2 more than its rungs hold");

    [Fact]
    public void A_bound_that_the_prices_do_not_prove_is_found_out() =>
        Found(World, solution => solution with { VenuePrices = new(DualPrice.Whole(107), DualPrice.Whole(107)) }, "the prices prove");

    [Fact]
    public void Prices_that_are_missing_are_found_out() => Found(World, solution => solution with { DeskPrices = DualVariables.None }, "0 desk prices");

    [Fact]
    public void Prices_beyond_all_bounds_are_found_out() =>
        Found(World, solution => solution with { DeskPrices = new(new DualPrice(Int128.MaxValue, 1), new DualPrice(Int128.MaxValue, 3)) }, "127 bits");

    [Fact]
    public void Flows_of_another_shape_are_found_out() => Found(World, solution => solution with { Flows = SharedVariables.None }, "0 flows for 2 desks");

    [Fact]
    public void A_status_that_desks_do_not_have_is_found_out() => Found(World, solution => solution with { Status = SolveStatus.NodeLimit }, "NodeLimit");

    [Fact]
    public void A_feasible_problem_called_infeasible_is_found_out() => Found(
        World,
        solution => new() { Status = SolveStatus.Infeasible, Fillable = 12, LargestFill = solution.Flows, Blocking = new([0, 1], [0, 1]) },
        "lets 20 through, asked for are 12");

    [Fact]
    public void A_cut_that_is_not_there_is_found_out() => Found(Short, solution => solution with { Blocking = new([0, 7], []) }, "names a desk or venue that is not there");

    [Fact]
    public void A_desk_named_twice_in_the_cut_is_found_out() => Found(Short, solution => solution with { Blocking = new([0, 0], []) }, "twice");

    [Fact]
    public void A_fill_that_could_be_larger_is_found_out() =>
        Found(Short, solution => solution with { Fillable = 10, LargestFill = new([2, 2, 6, 0]) }, "the cut lets 11 through");

    [Fact]
    public void The_bound_of_fractional_prices_is_rounded_up_as_costs_are_whole()
    {
        var problem = new DeskWorld([[(3, 5)]], [1], [[5]]).Problem();
        var half = new DualVariables(new DualPrice(5, 2));

        Certificate.Bound(problem, half, half).Count.Should().Be(3);
    }

    [Fact]
    public void Bad_problems_are_refused_with_desk_venue_and_value()
    {
        var venue = Worlds.Problem(0, [(1, 10)]);
        Refused(() => new DeskProblem([], [new("a", new(1), [])]), "0 venues and 1 desks");
        Refused(() => new DeskProblem([venue], [new("a", new(-1), [new(1)])]), "'a' asks for -1");
        Refused(() => new DeskProblem([venue], [new("a", new(1), [])]), "'a' has 0 credits for 1 venues");
        Refused(() => new DeskProblem([venue], [new("a", new(1), [new(-5)])]), "'a' has a credit of -5 at 'v0'");
        Refused(() => new DeskProblem([Worlds.Problem(0, [(1, 10)], lot: 5)], [new("a", new(1), [new(1)])]), "'v0' has lot 5");
        Refused(() => new DeskProblem([venue], [.. Enumerable.Range(0, 65).Select(desk => new Desk($"{desk}", new(Lots.MaxCount), [new(1)]))]), "at most 2^62");
    }

    private static void Refused(Func<DeskProblem> make, string why) => make.Should().Throw<ArgumentException>().WithMessage($"*{why}*");

    private static void Found(DeskWorld world, Func<DeskSolution, DeskSolution> lie, string fault)
    {
        var (problem, solution) = (world.Problem(), DeskSolver.Solve(world.Problem()));
        Certificate.Check(problem, solution).Holds.Should().BeTrue();

        var verdict = Certificate.Check(problem, lie(solution));

        string.Join(' ', verdict.Faults).Should().Contain(fault);
    }
}
