using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Problems;

public class RestingOrderProblemTests
{
    private static readonly Gen<RestingOrderProblem> AnyProblem = Gen.Select(
        Gen.OneOf(Gen.Double[1, 40].Select(FillLaw.Poisson), Gen.Double[1, 40].Select(FillLaw.Exponential), Gen.Long[1, 40].Array[1, 6].Select(flows => FillLaw.Empirical(flows))),
        Gen.Long[0, 30], Gen.Double[-2, 5], Gen.Double[0, 4], Gen.Long[0, 25], Gen.Double[0, 1])
        .Select((law, ahead, rest, more, most, wait) => new RestingOrderProblem("queue", new(ahead), law, rest, rest + more, new(most), wait < 0.4 ? 0 : wait));

    [Fact]
    public void Cost_is_convex_and_the_answers_are_its_least() => Gen.Select(AnyProblem, Gen.Double[-3, 12], Gen.Double[0.01, 3], Gen.Double[-10, 40]).Sample((problem, price, rho, point) =>
    {
        var most = 0.0;
        while (double.IsFinite(problem.Value([most + 1])))
        {
            most++;
        }

        Span<double> flow = [0.0];
        Span<double> step = [0.0];
        problem.Respond([price], flow);
        problem.Prox([point], rho, step);
        var (best, near) = (problem.Value(flow) - (price * flow[0]), problem.Value(step) + (0.5 * rho * (step[0] - point) * (step[0] - point)));
        for (var at = 0.0; at <= most; at += 0.125)
        {
            (problem.Value([at]) - (price * at)).Should().BeGreaterThanOrEqualTo(best - 1e-9);
            (problem.Value([at]) + (0.5 * rho * (at - point) * (at - point))).Should().BeGreaterThanOrEqualTo(near - 1e-9);
            if (at > 0 && at < most)
            {
                (problem.Value([at - 0.125]) + problem.Value([at + 0.125])).Should().BeGreaterThanOrEqualTo((2 * problem.Value([at])) - 1e-9);
            }
        }
    }, iter: 300);

    [Fact]
    public void An_exchange_of_a_queue_and_a_market_stops_resting_where_the_last_lot_is_as_dear()
    {
        // One more lot at rest costs 102 - 3 P(outflow > 200 + x); the market takes any at 100.5: rested while P is at least 1/2.
        var law = FillLaw.Poisson(300);
        var exchange = new ExchangeProblem(["lots"], [150], [
            new(new RestingOrderProblem("queue", new(200), law, 99, 102, new(1000)), 0), new(PiecewiseLinearProblem.Market("market", 100.5, 0, 1000), 0)]);
        var solution = ExchangeSolver.Solve(exchange, ExchangeSettings.Default);

        solution.Status.Should().Be(ExchangeStatus.Optimal);
        solution.Flows[0].Should().BeApproximately(law.Quantile(0.5) - 200, 1e-9);
        Certificate.Check(exchange, solution).Holds.Should().BeTrue();
    }

    [Fact]
    public void A_dearer_fallback_or_a_shorter_queue_is_asked_for()
    {
        var law = FillLaw.Poisson(10);
        foreach (var making in new Action[]
        {
            () => _ = new RestingOrderProblem("q", new(0), law, 2, 1, new(5)), () => _ = new RestingOrderProblem("q", new(-1), law, 1, 2, new(5)),
            () => _ = new RestingOrderProblem("q", new(0), law, 1, double.NaN, new(5)), () => _ = new RestingOrderProblem("q", new(0), law, 1, 2, new(5), -1),
            () => _ = new RestingOrderProblem("q", new(0), FillLaw.Poisson(0), 1, 2, new(5), 1),
        })
        {
            making.Should().Throw<ArgumentException>();
        }
    }
}
