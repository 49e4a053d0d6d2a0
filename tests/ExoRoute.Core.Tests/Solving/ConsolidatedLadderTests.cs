using System.Diagnostics;
using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class ConsolidatedLadderTests
{
    private static readonly Gen<Rung[]> AnyLadder = Gen.Select(Gen.Long[-50, 50], Gen.Select(Gen.Long[1, 9], Gen.Long[1, 20]).Array[0, 12], (start, steps) =>
    {
        var price = start;
        return Worlds.Rungs(steps.Select(step => (price += step.Item1, step.Item2)));
    });

    private static readonly Gen<(Rung[][] Ladders, double Share)> AnyWorld = Gen.Select(AnyLadder.Array[1, 8], Gen.Double[0, 1]);

    [Fact]
    public void Fills_are_those_of_sorting_all_rungs_by_price_then_venue() => AnyWorld.Sample(
        world =>
        {
            var ladder = Load(world.Ladders);
            var wanted = (long)(ladder.Capacity.Count * world.Share);
            var (expected, cost, price) = Sorted(world.Ladders, wanted);
            var fills = new long[world.Ladders.Length];

            var split = ladder.Solve(new(wanted), fills);

            fills.Should().Equal(expected);
            split.Cost.Count.Should().Be(cost);
            if (wanted > 0)
            {
                split.Price.Should().Be(price);
            }
        },
        iter: 20_000);

    [Fact]
    public void Replacing_a_ladder_answers_as_a_fresh_one_does() => Gen.Select(AnyWorld, AnyLadder, Gen.Int[0, 7]).Sample(
        (world, other, place) =>
        {
            var kept = Load(world.Ladders);
            kept.Solve(kept.Capacity, new long[kept.Venues]);
            place %= kept.Venues;
            kept.Set(place, other);
            world.Ladders[place] = other;
            var fresh = Load(world.Ladders);
            var (left, right) = (new long[kept.Venues], new long[kept.Venues]);
            var wanted = new Lots((long)(fresh.Capacity.Count * world.Share));

            kept.Solve(wanted, left).Should().Be(fresh.Solve(wanted, right));
            left.Should().Equal(right);
        },
        iter: 2_000);

    [Fact]
    public void Setting_and_solving_allocate_nothing()
    {
        var ladders = Worlds.Canonical(16, 50);
        var ladder = Load(ladders);
        var fills = new long[16];
        ladder.Solve(new(430_700), fills);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            ladder.Set(i % 16, ladders[(i + 1) % 16]);
            ladder.Solve(new(400_000 + i), fills);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void The_largest_prices_and_quantities_on_two_hundred_venues_do_not_overflow()
    {
        var ladder = new ConsolidatedLadder(200);
        for (var venue = 0; venue < 200; venue++)
        {
            ladder.Set(venue, [new(-(1L << 62), 1, new(1)), new(1L << 62, Lots.MaxCount - 1, new(Ticks.MaxCount))]);
        }

        var fills = new long[200];
        ladder.Capacity.Count.Should().Be(Lots.MaxCount);

        var split = ladder.Solve(new(Lots.MaxCount), fills);

        fills.Sum().Should().Be(Lots.MaxCount);
        split.Price.Should().Be(1L << 62);
        split.Cost.Count.Should().Be((((Int128)Lots.MaxCount - 200) << 62) - ((Int128)200 << 62));
    }

    [Fact]
    public void Rungs_that_are_no_ladder_are_refused_with_their_place_and_nothing_changes()
    {
        var ladder = new ConsolidatedLadder(1);
        ladder.Set(0, [new(5, 10, new(5))]);

        Refused([new(5, 1, new(5)), new(5, 1, new(5))], "*Rung 1*strictly ascend*5 follows 5*");
        Refused([new(5, 0, new(5))], "*Rung 0*quantity must be 1 to 2^56, was 0*");
        Refused([new(5, Lots.MaxCount, new(5)), new(6, 1, new(6))], "*Rung 1*72057594037927937 in all*");
        Refused([new(long.MinValue, 1, new(5))], "*Rung 0*within 2^62*");
        Refused([new((1L << 62) + 1, 1, new(5))], "*Rung 0*within 2^62*");

        var fills = new long[1];
        ladder.Solve(new(10), fills).Cost.Count.Should().Be(50);

        void Refused(Rung[] rungs, string message) =>
            ladder.Invoking(l => l.Set(0, rungs)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void More_than_the_ladders_hold_is_refused_with_both_quantities()
    {
        var ladder = Load([Worlds.Rungs([(5, 10)])]);

        ladder.Invoking(l => l.Solve(new(11), new long[1])).Should().Throw<ArgumentException>().WithMessage("*hold 10, 11 cannot be split*");
        ladder.Invoking(l => l.Solve(new(1), new long[2])).Should().Throw<ArgumentException>().WithMessage("*1 venues and room for 2*");
        new ConsolidatedLadder(3).Solve(default, new long[3]).Should().Be(new LadderSplit(0, default));
    }

#if !ONE_ROOM
    [Fact]
    [Trait("Kind", "long")]
    public void Timings_are_told_and_never_gate()
    {
        foreach (var (venues, levels) in new[] { (5, 20), (16, 50), (100, 100), (1000, 100) })
        {
            var ladders = Worlds.Canonical(venues, levels);
            var ladder = Load(ladders);
            var quantity = new Lots(ladders.Sum(rungs => rungs.Sum(rung => rung.Quantity)) / 200 * 100);
            var fills = new long[venues];
            var times = new double[1_000];
            var inner = Math.Max(1, 2_000 / venues);
            for (var round = -200; round < times.Length; round++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < inner; i++)
                {
                    ladder.Forget();
                    ladder.Solve(quantity, fills);
                }

                times[Math.Max(0, round)] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / inner;
            }

            Array.Sort(times);
            CaseFolder.Report($"consolidated ladder ({venues},{levels})", $"median {times[500]:F2} us, least {times[0]:F2} us");
            fills.Sum().Should().Be(quantity.Count);
        }
    }
#endif

    internal static ConsolidatedLadder Load(Rung[][] ladders)
    {
        var ladder = new ConsolidatedLadder(ladders.Length);
        for (var venue = 0; venue < ladders.Length; venue++)
        {
            ladder.Set(venue, ladders[venue]);
        }

        return ladder;
    }

    // The same answer in the plainest way.
    private static (long[] Fills, Int128 Cost, long Price) Sorted(Rung[][] ladders, long wanted)
    {
        var (fills, cost, last) = (new long[ladders.Length], (Int128)0, 0L);
        foreach (var (rung, venue) in ladders.SelectMany((rungs, venue) => rungs.Select(rung => (rung, venue))).OrderBy(x => x.rung.Price).ThenBy(x => x.venue))
        {
            var part = Math.Min(wanted, rung.Quantity);
            if (part == 0)
            {
                break;
            }

            fills[venue] += part;
            cost += (Int128)rung.Price * part;
            (wanted, last) = (wanted - part, rung.Price);
        }

        return (fills, cost, last);
    }
}
