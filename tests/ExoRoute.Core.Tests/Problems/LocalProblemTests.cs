using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class LocalProblemTests
{
    [Fact]
    public void Prices_counted_from_others_leave_the_same_choice()
    {
        var draws = new Draws(21);
        LocalProblem[] kinds =
        [
            new LadderProblem(new("v"), [new(3, 7, new(3)), new(9, 100, new(9))]),
            new PiecewiseLinearProblem("open below", [double.NegativeInfinity, 0, 4], [1, 6], 2),
            new ActivityProblem("line", [-1, 0.75], [0, 40, double.PositiveInfinity], [0.5, 2.5], 1),
            new QuadraticProblem("plant", 2, 3, 0.25, -5, 30),
        ];
        foreach (var kind in kinds)
        {
            for (var i = 0; i < 200; i++)
            {
                double[] prices = [10 * draws.Even(), 10 * draws.Even()], point = [(60 * draws.Even()) - 30, (60 * draws.Even()) - 30];
                var (rho, count) = (0.1 + draws.Even(), kind.Ports);
                var from = kind.From(prices.AsSpan(0, count));
                double[] moved = [point[0] + (prices[0] / rho), point[1] + (prices[1] / rho)], one = new double[count], other = new double[count];
                from!.Prox(point.AsSpan(0, count), rho, one);
                kind.Prox(moved.AsSpan(0, count), rho, other);
                for (var port = 0; port < count; port++)
                {
                    one[port].Should().BeApproximately(other[port], 1e-11);
                }

                var paid = prices.Take(count).Zip(one, (price, flow) => price * flow).Sum();
                from.Value(one).Should().BeApproximately(kind.Value(one) - paid, 1e-10, kind.Kind);
            }
        }
    }

    [Fact]
    public void A_curve_in_digits_below_a_price_keeps_them_when_prices_are_counted_from_it()
    {
        // 1e-11 beside 2 has five digits left in a double; from 2 it has sixteen.
        var from = new PiecewiseLinearProblem("two prices", [0, 1, 2], [2, 2 + 1e-11]).From([2]);
        var flows = new double[1];
        from.Prox([1.5], 1e-10, flows);
        flows[0].Should().BeApproximately(1.5 - ((2 + 1e-11 - 2) / 1e-10), 1e-15);
    }

    [Fact]
    public void A_conversion_without_limit_moves_prices_by_no_more_than_their_last_digits()
    {
        var draws = new Draws(22);
        for (var i = 0; i < 500; i++)
        {
            var (rate, fee, tail) = (0.5 + draws.Even(), 3 * draws.Even(), 1 + (100 * draws.Even()));
            var line = new ActivityProblem("line", [-1, rate], [0, 40, double.PositiveInfinity], [fee, fee + 2]);
            var head = (tail + fee + 2) / rate;
            double[] prices = [tail, head * (1 + 1e-15)], flows = new double[2];
            line.Admit(prices);
            line.Respond(prices, flows);
            flows.Should().OnlyContain(flow => double.IsFinite(flow));
            (Math.Abs(prices[0] - tail) + Math.Abs(prices[1] - head)).Should().BeLessThan(1e-12);
            var again = prices.ToArray();
            line.Admit(again);
            again.SequenceEqual(prices).Should().BeTrue("what is admitted stays");
        }
    }

    [Fact]
    public void A_pool_has_no_slopes_to_take_prices_off() => new ConstantProductPool("p", 3, 5, 0.997).From([1, 1]).Should().BeNull();
}
