using ExoRoute.Plans;
using ExoRoute.Problems;
using ExoRoute.Routing;
using ExoRoute.Solving;
using Xunit.Sdk;

namespace ExoRoute.Tests.Days;

public class PlanPropertyTests
{
    [Fact]
    public void No_plan_of_a_seeded_day_costs_more_than_a_simpler_one_and_its_certificate_tells_it_from_worse_ones()
    {
        var counts = new Counts();
        for (var seed = 0UL; seed < 60; seed++)
        {
            using var day = Day.Of(SeededDay.Of(seed));
            day.Router.State.PlanSeen = (question, delta) =>
            {
                if (delta.Changes.IsEmpty)
                {
                    return;
                }

                try
                {
                    Check(question, delta, counts);
                }
                catch (Exception failed)
                {
                    throw new XunitException($"Day {seed}, plan {delta.Number} of '{delta.Parent}' on input {delta.Basis}: {failed.Message}", failed);
                }
            };
            day.Run();
        }

        (counts.Plans > 100 && counts.Unproved * 50 < counts.Plans && counts.Single > 50 && counts.ProRata > 20 && counts.Fewer > 50 && counts.Worse > 50).Should().BeTrue("each property was put to the test: {0}", counts);
        CaseFolder.Report("plans against simpler ones", counts);
    }

    private static void Check(PlanQuestion question, PlanDelta delta, Counts counts)
    {
        counts.Plans++;
        var (problems, quantity, solution) = (question.Problems, delta.Quantity, question.Answer.ToSolution());
        delta.Bound.Should().BeLessThanOrEqualTo(delta.Cost);
        counts.Unproved += delta.Gap > default(Cost) ? 1 : 0; // the search stopped at its node limit, and says so
        Certificate.Check(problems, quantity, solution).Faults.Should().BeEmpty();

        foreach (var problem in problems)
        {
            if (Allows(problem, quantity.Count))
            {
                counts.Single++;
                delta.Cost.Should().BeLessThanOrEqualTo(problem.Value(quantity), "'{0}' alone is a plan, too", problem.Venue);
            }
        }

        if (ProRata(problems, quantity.Count) is { } split)
        {
            counts.ProRata++;
            delta.Cost.Should().BeLessThanOrEqualTo(CostOf(problems, split), "pro rata is a plan, too");
        }

        FewerVenues(question, delta, counts);
        Worse(problems, quantity, solution, counts);
    }

    private static void FewerVenues(PlanQuestion question, PlanDelta delta, Counts counts)
    {
        foreach (var left in question.Problems.Select(problem => problem.Venue).ToArray())
        {
            var fewer = question.With(venue => venue.Venue == left ? null : venue.Fees);
            fewer.Rest = delta.Quantity;
            var answer = Planner.Answer(fewer, delta.Basis);
            if (answer.Quantity == delta.Quantity)
            {
                counts.Fewer++;
                answer.Cost.Should().BeGreaterThanOrEqualTo(delta.Gap == default(Cost) ? delta.Cost : delta.Bound, "'{0}' more never costs more", left);
            }
        }
    }

    // The plan with one step of quantity moved to where it costs more, or left out: no claim about it holds.
    private static void Worse(List<LadderProblem> problems, Lots quantity, Solution solution, Counts counts)
    {
        for (var from = 0; from < problems.Count; from++)
        {
            var lot = problems[from].Lot.Count;
            if (solution.Flows[from] == Lots.Zero)
            {
                continue;
            }

            var less = solution.Flows.Flows.ToArray();
            less[from] -= lot;
            Certificate.Check(problems, quantity, solution with { Flows = new(less) }).Holds.Should().BeFalse("a lot less is not what was asked");

            for (var to = 0; to < problems.Count; to++)
            {
                var step = lot * problems[to].Lot.Count / Gcd(lot, problems[to].Lot.Count);
                var moved = solution.Flows.Flows.ToArray();
                if (to == from || moved[from] < step)
                {
                    continue;
                }

                (moved[from], moved[to]) = (moved[from] - step, moved[to] + step);
                if (!Allows(problems[from], moved[from]) || !Allows(problems[to], moved[to]))
                {
                    continue;
                }

                var cost = CostOf(problems, moved);
                cost.Should().BeGreaterThanOrEqualTo(solution.Bound);
                if (cost > solution.Cost && solution.Status == SolveStatus.Optimal)
                {
                    counts.Worse++;
                    var flows = solution with { Flows = new(moved) };
                    Certificate.Check(problems, quantity, flows).Holds.Should().BeFalse("it does not cost what is claimed");
                    Certificate.Check(problems, quantity, flows with { Cost = cost }).Holds.Should().BeFalse("its gap is not zero");
                    Certificate.Check(problems, quantity, flows with { Cost = cost, Bound = cost }).Holds.Should().BeFalse("its bound is not proved");
                }
            }
        }
    }

    // In proportion to what each venue shows, in whole lots, what is left over going to the first that has room.
    private static long[]? ProRata(List<LadderProblem> problems, long quantity)
    {
        var shown = problems.Sum(problem => (decimal)problem.Shown.Count);
        var split = problems.Select(problem => (long)(quantity * (decimal)problem.Shown.Count / shown) / problem.Lot.Count * problem.Lot.Count).ToArray();
        var left = quantity - split.Sum();
        for (var i = 0; i < split.Length; i++)
        {
            var more = Math.Min(left, problems[i].Capacity.Count - split[i]) / problems[i].Lot.Count * problems[i].Lot.Count;
            (split[i], left) = (split[i] + Math.Max(0, more), left - Math.Max(0, more));
        }

        return left == 0 && problems.Select((problem, i) => Allows(problem, split[i])).All(allowed => allowed) ? split : null;
    }

    private static bool Allows(LadderProblem problem, long quantity) =>
        quantity == 0 || (quantity % problem.Lot.Count == 0 && quantity >= problem.Minimum.Count && quantity <= problem.Capacity.Count);

    private static Cost CostOf(List<LadderProblem> problems, long[] split)
    {
        var cost = default(Cost);
        for (var i = 0; i < split.Length; i++)
        {
            cost += problems[i].Value(new(split[i]));
        }

        return cost;
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);

    private sealed record Counts
    {
        public int Plans { get; set; }

        public int Unproved { get; set; }

        public int Single { get; set; }

        public int ProRata { get; set; }

        public int Fewer { get; set; }

        public int Worse { get; set; }
    }
}
