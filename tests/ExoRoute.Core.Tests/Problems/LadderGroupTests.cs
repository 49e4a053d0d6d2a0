using ExoRoute.Problems;
using ExoRoute.Tests.Solving;

namespace ExoRoute.Tests.Problems;

public class LadderGroupTests
{
    [Fact]
    public void What_several_venues_show_counts_once_and_the_cheapest_first()
    {
        LadderProblem[] venues = [Worlds.Problem(0, [(100, 5), (102, 5)]), Worlds.Problem(1, [(100, 3), (101, 9)])];
        var group = new LadderGroup(new("group"), venues, new(12));

        group.Problem.Rungs.ToArray().Select(rung => (rung.Price, rung.Quantity)).Should().Equal((100, 8), (101, 4));
        group.Problem.EndsBy.Should().Be(LimitKind.Cap);
        Split(group, 4).Should().Equal(4, 0);
        Split(group, 7).Should().Equal(5, 2);
        Split(group, 12).Should().Equal(5, 7);
        new LadderGroup(new("group"), venues, new(22)).Problem.EndsBy.Should().Be(LimitKind.Liquidity);
        new LadderGroup(new("group"), venues, new(0)).Problem.Capacity.Should().Be(Lots.Zero);
        new LadderGroup(new("group"), [], new(5)).Problem.Capacity.Should().Be(Lots.Zero);
    }

    [Fact]
    public void For_each_quantity_the_merged_ladder_costs_what_the_cheapest_split_costs()
    {
        var draws = new Draws(17);
        for (var world = 0; world < 60; world++)
        {
            LadderProblem[] venues = [.. Enumerable.Range(0, 3).Select(venue => Worlds.Problem(venue, Rungs(draws)))];
            var cap = (long)(draws.Next() % 12);
            var group = new LadderGroup(new("group"), venues, new(cap));
            group.Problem.Shown.Count.Should().Be(Math.Min(cap, venues.Sum(venue => venue.Shown.Count)));
            for (var quantity = 0L; quantity <= group.Problem.Shown.Count; quantity++)
            {
                var best = Int128.MaxValue;
                for (var a = 0L; a <= Math.Min(quantity, venues[0].Shown.Count); a++)
                {
                    for (var b = 0L; b <= Math.Min(quantity - a, venues[1].Shown.Count); b++)
                    {
                        if (quantity - a - b <= venues[2].Shown.Count)
                        {
                            best = Int128.Min(best, venues[0].Value(new Lots(a)).Count + venues[1].Value(new Lots(b)).Count + venues[2].Value(new Lots(quantity - a - b)).Count);
                        }
                    }
                }

                group.Problem.Value(new Lots(quantity)).Count.Should().Be(best);
                var fills = Split(group, quantity);
                fills.Sum().Should().Be(quantity);
                fills.Select((fill, venue) => venues[venue].Value(new Lots(fill)).Count).Aggregate((x, y) => x + y).Should().Be(best);
            }
        }
    }

    [Fact]
    public void A_ladder_with_lots_or_a_quantity_outside_is_refused()
    {
        var lots = () => new LadderGroup(new("group"), [Worlds.Problem(0, [(100, 10)], lot: 5)], new(5));
        var outside = () => Split(new LadderGroup(new("group"), [Worlds.Problem(0, [(100, 10)])], new(5)), 6);

        lots.Should().Throw<ArgumentException>().WithMessage("*plain*");
        outside.Should().Throw<ArgumentException>().WithMessage("*0 to 5*asked was 6*");
    }

    [Fact]
    public void What_is_withdrawn_on_the_way_is_not_counted_on()
    {
        LatencyHaircut.ReachablePpm(0, long.MaxValue).Should().Be(LadderLimits.WholePpm);
        LatencyHaircut.ReachablePpm(1_000_000, 1_000_000_000).Should().Be(367_879, "1/e, rounded down");
        LatencyHaircut.ReachablePpm(20_000_000, 50_000_000).Should().Be(367_879);
        LatencyHaircut.ReachablePpm(long.MaxValue, long.MaxValue).Should().Be(0);
        var last = LadderLimits.WholePpm;
        for (var delay = 0L; delay < 3_000_000_000; delay += 7_654_321)
        {
            var now = LatencyHaircut.ReachablePpm(1_500_000, delay);
            now.Should().BeLessThanOrEqualTo(last).And.BeCloseTo((int)(1e6 * Math.Exp(-1.5e-9 * delay)), 1);
            last = now;
        }

        var negative = () => LatencyHaircut.ReachablePpm(1, -1);
        negative.Should().Throw<ArgumentException>().WithMessage("*-1 ns*");
    }

    private static List<(long Price, long Quantity)> Rungs(Draws draws)
    {
        var (rungs, price) = (new List<(long, long)>(), 100L);
        for (var i = (int)(draws.Next() % 4); i > 0; i--)
        {
            price += 1 + (long)(draws.Next() % 3);
            rungs.Add((price, 1 + (long)(draws.Next() % 4)));
        }

        return rungs;
    }

    private static long[] Split(LadderGroup group, long quantity)
    {
        var fills = new long[group.Venues];
        group.Split(new(quantity), fills);
        return fills;
    }
}
