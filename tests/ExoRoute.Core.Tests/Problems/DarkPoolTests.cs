using System.Text.Json;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class DarkPoolTests
{
    [Fact]
    public void A_fill_in_part_tells_the_size_and_a_whole_one_only_a_bound()
    {
        var seen = FillSurvival.None.Add(new(5), new(5)).Add(new(5), new(2)).Add(new(3), new(0)).Add(new(0), new(0));

        seen.Orders.Should().Be(3, "an order of nothing tells nothing");
        seen.Known.Should().Be(new Lots(5));
        (seen.AtRisk(new(0)), seen.Ended(new(0))).Should().Be((3, 1));
        (seen.AtRisk(new(2)), seen.Ended(new(2))).Should().Be((2, 1));
        (seen.AtRisk(new(3)), seen.Ended(new(4))).Should().Be((1, 0));
        seen.Survival(new(0)).Should().Be(1);
        seen.Survival(new(2)).Should().Be(2.0 / 3);
        seen.Survival(new(3)).Should().Be(1.0 / 3);
        seen.Survival(new(1_000_000)).Should().Be(1.0 / 3, "nobody has seen its end");
        FillSurvival.None.Survival(new(7)).Should().Be(1);
    }

    [Fact]
    public void The_order_of_the_orders_does_not_matter_and_large_ones_cost_nothing()
    {
        (long, long)[] orders = [(1L << 50, 1L << 49), (5, 5), (9, 3), (9, 3), (2, 0)];
        var (one, other) = (FillSurvival.None, FillSurvival.None);
        foreach (var (sent, filled) in orders)
        {
            one = one.Add(new(sent), new(filled));
        }

        foreach (var (sent, filled) in orders.Reverse())
        {
            other = other.Add(new(sent), new(filled));
        }

        foreach (var size in (long[])[0, 1, 3, 4, 5, 6, 1L << 49, (1L << 49) + 1])
        {
            one.Survival(new(size)).Should().Be(other.Survival(new(size)));
        }

        one.Steps.Should().Be(4);
    }

    [Fact]
    public void More_filled_than_sent_is_refused()
    {
        var wrong = () => FillSurvival.None.Add(new(3), new(4));
        wrong.Should().Throw<ArgumentException>().WithMessage("*sent 3 and filled 4*");
    }

    [Fact]
    public void The_expected_fill_is_the_sum_of_what_survives()
    {
        var pool = DarkPoolProblem.Of("d", [0.5, 0.5, 0.25], 2, 0.1);

        pool.ExpectedFill(new(0)).Should().Be(0);
        pool.ExpectedFill(new(1)).Should().Be(0.5);
        pool.ExpectedFill(new(3)).Should().Be(1.25);
        pool.Value([2]).Should().BeApproximately((2 * 0.1) - (2 * 1.0), 1e-15);
        var rising = () => DarkPoolProblem.Of("d", [0.5, 0.6]);
        rising.Should().Throw<ArgumentException>().WithMessage("*at 2 it is 0.6*");
        var beyond = () => pool.ExpectedFill(new(4));
        beyond.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Sharing_out_is_unit_by_unit_the_best_and_the_first_of_equals()
    {
        var draws = new Draws(5);
        for (var world = 0; world < 100; world++)
        {
            var laws = new double[3][];
            foreach (ref var law in laws.AsSpan())
            {
                law = [.. Enumerable.Range(0, 6).Select(_ => (int)(draws.Next() % 5) / 4.0).OrderDescending()];
            }

            DarkPoolProblem[] pools = [.. laws.Select((law, i) => DarkPoolProblem.Of($"d{i}", law))];
            for (var quantity = 0; quantity <= 20; quantity++)
            {
                var sent = new long[3];
                for (var unit = 0; unit < quantity; unit++)
                {
                    var best = -1;
                    for (var i = 0; i < 3; i++)
                    {
                        best = sent[i] < 6 && (best < 0 || laws[i][sent[i]] > laws[best][sent[best]]) ? i : best;
                    }

                    if (best >= 0)
                    {
                        sent[best]++;
                    }
                }

                DarkPoolProblem.Allocate(pools, new(quantity)).Should().Equal(sent);
            }
        }
    }

    [Fact]
    public void A_pool_from_fills_has_the_estimate_as_its_law()
    {
        var seen = FillSurvival.None.Add(new(5), new(5)).Add(new(5), new(2)).Add(new(3), new(0));
        var pool = DarkPoolProblem.Estimated("d", seen, new(7));

        var sum = 0.0;
        for (var u = 1; u <= 7; u++)
        {
            sum += seen.Survival(new(u));
            pool.ExpectedFill(new(u)).Should().BeApproximately(sum, 1e-15);
        }
    }

    [Fact]
    [Trait("Kind", "cases")]
    public void Published_dark_pools_are_shared_out_and_estimated_as_published()
    {
        var count = 0;
        foreach (var file in CaseFolder.Cases.Files().Where(file => Path.GetFileName(file).StartsWith("dark-pool", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CaseFolder.Cases.Demand(), file)));
            var greedy = document.RootElement.GetProperty("greedy");
            DarkPoolProblem[] pools = [.. greedy.GetProperty("venues").EnumerateArray().Select((venue, i) =>
                DarkPoolProblem.ZeroBinPower($"dark {i}", venue.GetProperty("z").GetDouble(), venue.GetProperty("alpha").GetDouble(), 200))];
            foreach (var expected in greedy.GetProperty("expected").EnumerateArray())
            {
                var sent = DarkPoolProblem.Allocate(pools, new(expected.GetProperty("V").GetInt64()));
                sent.Should().Equal(expected.GetProperty("alloc").EnumerateArray().Select(one => one.GetInt64()));
                pools.Select((pool, i) => pool.ExpectedFill(new(sent[i]))).Sum()
                    .Should().BeApproximately(expected.GetProperty("expected_fill").GetDouble(), greedy.GetProperty("tolerance").GetDouble());
                count++;
            }

            var estimate = document.RootElement.GetProperty("kaplan_meier");
            var seen = FillSurvival.None;
            foreach (var order in estimate.GetProperty("observations_v_r").EnumerateArray())
            {
                seen = seen.Add(new(order[0].GetInt64()), new(order[1].GetInt64()));
            }

            foreach (var (row, u) in estimate.GetProperty("D_N").EnumerateArray().Select((row, u) => (row, u)))
            {
                (seen.Ended(new(u)), seen.AtRisk(new(u))).Should().Be((row[0].GetInt64(), row[1].GetInt64()));
            }

            foreach (var (survival, s) in estimate.GetProperty("expected_T").EnumerateArray().Select((row, s) => (row.GetDouble(), s)))
            {
                seen.Survival(new(s)).Should().BeApproximately(survival, estimate.GetProperty("tolerance").GetDouble());
            }

            count++;
        }

        count.Should().BePositive();
        CaseFolder.Report("dark pools", count);
    }
}
