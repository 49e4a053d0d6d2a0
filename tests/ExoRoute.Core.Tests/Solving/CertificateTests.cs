using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class CertificateTests
{
    private static readonly LadderProblem[] Plain =
        [Worlds.Problem(0, [(10, 50), (12, 50)]), Worlds.Problem(1, [(11, 30), (13, 40)]), Worlds.Problem(2, [(9, 20), (15, 90)])];

    private static readonly LadderProblem[] WithRules =
    [
        Worlds.Problem(0, [(1_000_297, 1371), (1_000_597, 157), (1_000_697, 1552), (1_000_897, 770), (1_001_097, 1734)], lot: 1, minimum: 1500, ticket: 500_000),
        Worlds.Problem(1, [(1_000_090, 861), (1_000_190, 666), (1_000_390, 664), (1_000_690, 213), (1_000_890, 1584)], lot: 100, minimum: 500, ticket: 500_000),
        Worlds.Problem(2, [(1_000_012, 700), (1_000_212, 900), (1_000_512, 1800), (1_000_812, 1900)], lot: 100, minimum: 1500, ticket: 500_000),
    ];

    private static readonly Lots Asked = new(110);
    private static readonly Lots AskedWithRules = new(6540);

    private static Solution Solved() => Solver.Solve(Plain, Asked, SolverSettings.Default);

    private static Solution Searched()
    {
        var solution = Solver.Solve(WithRules, AskedWithRules, SolverSettings.Default);
        solution.Nodes.Should().BeGreaterThan(3, "a tree is wanted here");
        return solution;
    }

    [Fact]
    public void The_optimum_is_accepted()
    {
        var verdict = Certificate.Check(Plain, Asked, Solved());
        verdict.Holds.Should().BeTrue();
        (verdict.Cost, verdict.Bound, verdict.Residual).Should().Be((Solved().Cost, Solved().Cost, Lots.Zero));
        Certificate.Check(WithRules, AskedWithRules, Searched()).Faults.Should().BeEmpty();
    }

    [Fact]
    public void A_plan_made_worse_by_one_lot_is_rejected_whatever_it_claims_to_cost()
    {
        foreach (var (problems, asked, solution) in new[] { (Plain, Asked, Solved()), (WithRules, AskedWithRules, Searched()) })
        {
            var rejected = 0;
            for (var giver = 0; giver < problems.Length; giver++)
            for (var taker = 0; taker < problems.Length; taker++)
            {
                var lot = Math.Max(problems[giver].Lot.Count, problems[taker].Lot.Count);
                var flows = solution.Flows.Flows.ToArray();
                (flows[giver], flows[taker]) = (flows[giver] - lot, flows[taker] + lot);
                if (giver == taker || flows[giver] < 0 || flows[taker] > problems[taker].Shown.Count)
                {
                    continue;
                }

                var cost = new Cost(flows.Select((flow, venue) => problems[venue].Value(new(flow)).Count).Aggregate((a, b) => a + b));
                var worse = solution with { Flows = new(flows), Cost = cost };
                if (flows.Where((flow, venue) => flow % problems[venue].Lot.Count != 0 || (flow > 0 && flow < problems[venue].Minimum.Count)).Any())
                {
                    Certificate.Check(problems, asked, worse).Faults.Should().Contain(fault => fault.Contains("least quantity") || fault.Contains("multiple"));
                    continue;
                }

                cost.Should().BeGreaterThan(solution.Cost);
                Certificate.Check(problems, asked, worse).Faults.Should().Contain(fault => fault.Contains("gap of an optimal plan is zero"));
                Certificate.Check(problems, asked, worse with { Bound = cost }).Faults.Should().Contain(fault => fault.Contains("leaves prove a bound"));
                rejected++;
            }

            rejected.Should().BePositive();
        }
    }

    [Fact]
    public void A_plan_of_one_lot_less_is_rejected()
    {
        var flows = Solved().Flows.Flows.ToArray();
        flows[0]--;
        var verdict = Certificate.Check(Plain, Asked, Solved() with { Flows = new(flows) });
        verdict.Residual.Count.Should().Be(-1);
        verdict.Faults.Should().Contain("The flows add up to 109, asked for were 110.");
    }

    [Fact]
    public void Broken_rules_of_a_venue_are_named()
    {
        Flows(6540, 0, 0).Should().Contain(fault => fault.StartsWith("Venue 'v0' gets 6540, 956 more than its rungs hold"));
        Flows(2390, 50, 4100).Should().Contain("Venue 'v1' gets 50, which is no multiple of its lot 100.")
            .And.Contain("Venue 'v1' gets 50, its least quantity is 500.");
        Certificate.Check(Plain, Asked, Solved() with { Flows = new([110]) }).Faults.Should().Contain("There are 1 flows for 3 venues.");

        static IReadOnlyList<string> Flows(params long[] flows) =>
            Certificate.Check(WithRules, AskedWithRules, Searched() with { Flows = new(flows) }).Faults;
    }

    [Fact]
    public void A_wrong_price_a_wrong_cost_and_a_wrong_bound_are_rejected()
    {
        var solution = Solved();
        var leaf = solution.Proof.Nodes[0];
        foreach (var price in new[] { leaf.Price.Numerator - 1, leaf.Price.Numerator + 1, 0, Int128.MaxValue, Int128.MinValue })
        {
            Faults(solution with { Proof = new([leaf with { Price = new(price, 1) }]) }).Should().NotBeEmpty();
        }

        Faults(solution with { Proof = new([leaf with { Price = default }]) }).Should().Contain("Leaf 0 has no dual price.");
        Faults(solution with { Proof = new([leaf with { Bound = new(leaf.Bound.Count + 1) }]) }).Should().ContainSingle().Which.Should().StartWith("Leaf 0 claims a bound of");
        Faults(solution with { Cost = new(solution.Cost.Count - 1) }).Should().Contain(fault => fault.StartsWith("The flows cost"));
        Faults(solution with { Bound = new(solution.Bound.Count + 1) }).Should().Contain(fault => fault.Contains("claimed is"));
        Faults(solution with { Bound = new(solution.Bound.Count - 1) }).Should().Contain(fault => fault.StartsWith("The gap of an optimal plan is zero"));
        Faults(solution with { Status = SolveStatus.Infeasible }).Should().HaveCount(2);
        Faults(solution with { Proof = SearchTree.None }).Should().Contain(fault => fault.StartsWith("There is no proof"));

        static IReadOnlyList<string> Faults(Solution solution) => Certificate.Check(Plain, Asked, solution).Faults;
    }

    [Fact]
    public void A_cut_leaf_is_rejected_wherever_it_is_cut()
    {
        var solution = Searched();
        var nodes = solution.Proof.Nodes;
        for (var place = 0; place < nodes.Count; place++)
        {
            var cut = nodes.ToArray();
            if (nodes[place].Verdict == SearchVerdict.Split)
            {
                // One side of the split stands for both.
                cut[place] = nodes[place] with { Upper = nodes[place].Lower };
                Faults(cut).Should().NotBeEmpty();
                cut[place] = nodes[place] with { Lower = nodes[place].Upper };
                Faults(cut).Should().NotBeEmpty();
                cut[place] = nodes[place] with { Upper = nodes.Count };
                Faults(cut).Should().NotBeEmpty();
                cut[place] = nodes[place] with { Venue = 3 };
                Faults(cut).Should().NotBeEmpty();
                cut[place] = SearchNode.Hopeless(SearchVerdict.TooLittle);
                Faults(cut).Should().NotBeEmpty();
            }
            else if (nodes[place].Verdict == SearchVerdict.Bounded)
            {
                foreach (var verdict in new[] { SearchVerdict.TooLittle, SearchVerdict.TooMuch, SearchVerdict.NoMultiple, SearchVerdict.Empty, (SearchVerdict)77 })
                {
                    cut[place] = SearchNode.Hopeless(verdict);
                    Faults(cut).Should().NotBeEmpty();
                }
            }
        }

        Faults([.. nodes.Take(nodes.Count - 1)]).Should().NotBeEmpty();

        IReadOnlyList<string> Faults(SearchNode[] tree) => Certificate.Check(WithRules, AskedWithRules, solution with { Proof = new(tree) }).Faults;
    }

    [Fact]
    public void A_tree_that_shares_children_ends_the_check_instead_of_running_on()
    {
        var nodes = Enumerable.Range(0, 200).Select(place => new SearchNode(SearchVerdict.Split, 0, new(50), place + 1, place + 2, default, default))
            .Append(SearchNode.Hopeless(SearchVerdict.Empty)).Append(SearchNode.Hopeless(SearchVerdict.Empty)).ToArray();
        Certificate.Check(Plain, Asked, Solved() with { Proof = new(nodes) }).Faults.Should().Contain(fault => fault.StartsWith("The proof is no tree"));
    }

    [Fact]
    public void An_infeasible_answer_is_accepted_only_where_there_is_no_plan()
    {
        var infeasible = Solver.Solve(Plain, new(1_000), SolverSettings.Default);
        infeasible.Status.Should().Be(SolveStatus.Infeasible);
        Certificate.Check(Plain, new(1_000), infeasible).Holds.Should().BeTrue();
        Certificate.Check(Plain, Asked, infeasible).Faults.Should().Contain("Leaf 0 claims TooLittle, and that is not so.");
    }
}
