using System.Text.Json;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class PoolTests
{
    [Fact]
    public void Two_tokens_answer_as_the_published_closed_forms_do()
    {
        var draws = new Draws(11);
        for (var i = 0; i < 500; i++)
        {
            var (a, b, gamma) = (0.1 + (10 * draws.Even()), 0.1 + (10 * draws.Even()), i % 3 == 0 ? 1 : 0.9 + (0.1 * draws.Even()));
            var (p, q, share) = (0.1 + draws.Even(), 0.1 + draws.Even(), 0.1 + (0.8 * draws.Even()));
            var product = Respond(new ConstantProductPool("p", a, b, gamma), p, q);
            var (k, m) = (a * b, q / p);
            var pays = Math.Max(Math.Sqrt(gamma * m * k) - a, 0) / gamma;
            var gets = Math.Max(a - Math.Sqrt(k / (gamma * p / q)), 0);
            product[0].Should().BeApproximately(gets - pays, 1e-13);

            var (eta, mean) = (share / (1 - share), Respond(new GeometricMeanPool("p", [a, b], [share, 1 - share], gamma), p, q));
            pays = Math.Max(Math.Pow(gamma * m * eta * b * Math.Pow(a, eta), 1 / (eta + 1)) - a, 0) / gamma;
            var e = 1 / eta;
            gets = Math.Max(a - Math.Pow(b * Math.Pow(a, 1 / e) / (e * gamma * (p / q)), e / (1 + e)), 0);
            mean[0].Should().BeApproximately(gets - pays, 1e-12 * (1 + pays));
        }
    }

    [Fact]
    public void A_pool_of_many_tokens_keeps_its_mean_and_one_scale_moves_all_that_move()
    {
        var draws = new Draws(12);
        for (var i = 0; i < 500; i++)
        {
            var count = 2 + (int)(draws.Next() % 5);
            var (reserves, weights, prices) = (new double[count], new double[count], new double[count]);
            for (var j = 0; j < count; j++)
            {
                (reserves[j], weights[j], prices[j]) = (0.1 + (10 * draws.Even()), 0.1 + draws.Even(), 0.1 + draws.Even());
            }

            var gamma = i % 4 == 0 ? 1 : 0.8 + (0.2 * draws.Even());
            var flows = Respond(new GeometricMeanPool("p", reserves, weights, gamma), prices);
            var (mean, scales, rests) = (0.0, new List<double>(), new List<double>());
            for (var j = 0; j < count; j++)
            {
                var left = reserves[j] - (flows[j] < 0 ? gamma * flows[j] : flows[j]);
                mean += weights[j] * Math.Log(left / reserves[j]);
                (flows[j] == 0 ? rests : scales).Add(prices[j] * left / weights[j] / (flows[j] < 0 ? gamma : 1));
            }

            mean.Should().BeApproximately(0, 1e-14);
            if (scales.Count > 0)
            {
                (scales.Max() / scales.Min()).Should().BeApproximately(1, 1e-14);
                rests.Where(t => t > scales[0] * (1 + 1e-14) || t / gamma < scales[0] * (1 - 1e-14)).Should().BeEmpty("what rests lies between its two prices");
            }
        }
    }

    [Fact]
    public void A_pool_whose_other_token_is_worth_nothing_gives_all_it_has()
    {
        foreach (var pool in (LocalProblem[])[new ConstantProductPool("p", 3, 5, 0.997), new GeometricMeanPool("g", [3, 5], [2, 1], 0.997)])
        {
            var flows = Respond(pool, 0, 1);
            flows[1].Should().BeApproximately(5, 1e-14);
            double.IsFinite(flows[0]).Should().BeTrue();
            pool.Value(flows).Should().Be(0);
            Respond(pool, -1, 1).Should().Equal(double.NegativeInfinity, 5);
            Respond(pool, 0, 0).Should().Equal(0, 0);
        }

        Respond(new ConstantSumPool("c", [3, 5], 0.5), 0, 1).Should().Equal(-10, 5);
    }

    [Fact]
    public void A_sum_pool_is_emptied_of_what_is_worth_more_than_its_fee()
    {
        var pool = new ConstantSumPool("c", [10, 10, 4], 0.9);

        Respond(pool, 1, 1.1, 1).Should().Equal(0, 0, 0);
        Respond(pool, 1, 1.2, 3).Should().Equal(-14 / 0.9, 10, 4);
        pool.Value([-10, 9, 0]).Should().Be(0);
        pool.Value([-10, 9.1, 0]).Should().Be(double.PositiveInfinity);
        pool.Value([-100, 0, 5]).Should().Be(double.PositiveInfinity, "it never had 5");
        var step = Prox(pool, [-10.0, 20, 0], 1); // both others are tendered by one pull, (10 / 0.9 - 10) / 1.8 x 0.9
        step[0].Should().BeApproximately(-10 - (5 / 9.0), 1e-14);
        step[1].Should().Be(10);
        step[2].Should().BeApproximately(-5 / 9.0, 1e-14);
    }

    [Fact]
    public void A_step_lies_where_the_invariant_is_kept_to_the_last_digits()
    {
        var draws = new Draws(13);
        for (var i = 0; i < 300; i++)
        {
            double[] point = [(8 * draws.Even()) - 4, (8 * draws.Even()) - 4];
            var flows = Prox(new ConstantProductPool("p", 4, 2, 0.99), point, 1);
            var kept = (4 - (flows[0] < 0 ? 0.99 * flows[0] : flows[0])) * (2 - (flows[1] < 0 ? 0.99 * flows[1] : flows[1])) / 8;
            (flows.SequenceEqual(point) ? kept >= 1 : Math.Abs(kept - 1) < 2e-15).Should().BeTrue("the product is {0:R} of what it was, at {1}", kept, string.Join(", ", point));
        }
    }

    [Fact]
    public void A_step_of_two_tokens_is_what_the_pool_would_choose_at_the_prices_it_implies()
    {
        // A projection leaves its point along prices at which it is the pool's own choice, whatever the weights and however far off the point.
        var draws = new Draws(17);
        for (var i = 0; i < 2_000; i++)
        {
            var (scale, weight) = (Math.ScaleB(1, (int)(40 * draws.Even()) - 12), Math.ScaleB(1, (int)(16 * draws.Even()) - 8));
            var (first, second) = (1 + (9 * draws.Even()), 1 + (9 * draws.Even()));
            double[] point = [((8 * draws.Even()) - 4) * scale, ((8 * draws.Even()) - 4) * scale];
            foreach (var pool in (LocalProblem[])[new ConstantProductPool("p", first, second, 0.99), new GeometricMeanPool("g", [first, second], [weight, 1], 0.99)])
            {
                var flows = Prox(pool, point, 1);
                pool.Value(flows).Should().Be(0);
                double[] prices = [point[0] - flows[0], point[1] - flows[1]];
                Math.Min(prices[0] + (1e-15 * Math.Abs(point[0])), prices[1] + (1e-15 * Math.Abs(point[1]))).Should().BeGreaterThanOrEqualTo(0, "a pull is in no token's favour");
                var chosen = Respond(pool, Math.Max(prices[0], 0), Math.Max(prices[1], 0));
                var size = Math.Max(1, (Math.Abs(point[0]) * (first + Math.Abs(flows[0]))) + (Math.Abs(point[1]) * (second + Math.Abs(flows[1])))); // prices round as points do
                ((prices[0] * (chosen[0] - flows[0])) + (prices[1] * (chosen[1] - flows[1]))).Should().BeLessThan(1e-14 * size, $"at {string.Join(", ", point)} of {pool} with {first}, {second}, {weight}");
            }
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_named()
    {
        ((Action)(() => _ = new ConstantProductPool("p", 0, 1, 1))).Should().Throw<ArgumentException>().WithMessage("*first reserve*0*");
        ((Action)(() => _ = new ConstantProductPool("p", 1, 1, 1.1))).Should().Throw<ArgumentException>().WithMessage("*fee factor*1.1*");
        ((Action)(() => _ = new GeometricMeanPool("p", [1], [1], 1))).Should().Throw<ArgumentException>().WithMessage("*two reserves*");
        ((Action)(() => _ = new GeometricMeanPool("p", [1, 1], [1, -1], 1))).Should().Throw<ArgumentException>().WithMessage("*weight*-1*");
        ((Action)(() => _ = new ConcentratedLiquidityPool("p", 40, [10, 20], [1], 1))).Should().Throw<ArgumentException>().WithMessage("*40*");
        ((Action)(() => _ = new ConcentratedLiquidityPool("p", 15, [10, 20, 15], [1, 1], 1))).Should().Throw<ArgumentException>();
        ((Action)(() => new ConstantProductPool("p", 1, 1, 1).Prox([double.NaN, 1], 1, new double[2]))).Should().Throw<ArgumentException>();
    }

    [Fact]
    [Trait("Kind", "cases")]
    public void Single_pools_answer_as_published()
    {
        var count = 0;
        foreach (var file in CaseFolder.Cases.Files().Where(file => Path.GetFileName(file).StartsWith("cfmm-routing", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CaseFolder.Cases.Demand(), file)));
            var single = document.RootElement.GetProperty("single_pool");
            var product = single.GetProperty("product_published_in_test_cfmms_jl");
            var reserves = Numbers(product, "R");
            Holds(Respond(new ConstantProductPool("product", reserves[0], reserves[1], product.GetProperty("gamma").GetDouble()), Numbers(product, "v")), product, 1e-15);

            var univ3 = single.GetProperty("univ3");
            double[] ticks = [.. Numbers(univ3, "lower_ticks").Reverse()];
            double[] liquidity = [.. Numbers(univ3, "liquidity").SkipLast(1).Reverse().Select(Math.Sqrt)];
            foreach (var point in univ3.GetProperty("points").EnumerateArray())
            {
                var pool = new ConcentratedLiquidityPool("univ3", univ3.GetProperty("current_price").GetDouble(), ticks, liquidity, point.GetProperty("gamma").GetDouble());
                Holds(Respond(pool, point.GetProperty("price").GetDouble(), 1), point, 1e-13);
                count++;
            }
        }

        count.Should().BePositive();
        CaseFolder.Report("pools on their own", count + 1);
    }

    private static void Holds(double[] flows, JsonElement point, double tolerance)
    {
        var (delta, lambda) = (Numbers(point, "Delta"), Numbers(point, "Lambda"));
        for (var token = 0; token < flows.Length; token++)
        {
            flows[token].Should().BeApproximately(lambda[token] - delta[token], tolerance * (1 + delta[token]));
        }
    }

    private static double[] Numbers(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(one => one.GetDouble())];

    private static double[] Respond(LocalProblem pool, params double[] prices)
    {
        var flows = new double[pool.Ports];
        pool.Respond(prices, flows);
        return flows;
    }

    private static double[] Prox(LocalProblem pool, double[] point, double rho)
    {
        var flows = new double[pool.Ports];
        pool.Prox(point, rho, flows);
        return flows;
    }
}
