using CsCheck;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

/// <summary>A kept ladder answers from where it last stood. Whatever changes in between, the answer is the one from nothing.</summary>
public class ConsolidatedLadderWalkTests
{
    private static readonly Gen<Rung[]> AnyLadder = Gen.Select(Gen.Long[-50, 50], Gen.Select(Gen.Long[1, 9], Gen.Long[1, 20]).Array[0, 12], (start, steps) =>
    {
        var price = start;
        return Worlds.Rungs(steps.Select(step => (price += step.Item1, step.Item2)));
    });

    private static readonly Gen<(int Venue, Rung[] Ladder, double Share)[]> AnyDay =
        Gen.Select(Gen.Int[0, 19], AnyLadder, Gen.Double[0, 1]).Array[1, 30];

    [Fact]
    public void Changes_one_after_another_are_answered_as_from_nothing() => Gen.Select(Gen.Int[1, 20], AnyDay).Sample(
        (venues, day) =>
        {
            var (kept, fresh) = (new ConsolidatedLadder(venues), new ConsolidatedLadder(venues));
            var (left, right) = (new long[venues], new long[venues]);
            foreach (var (venue, rungs, share) in day)
            {
                kept.Set(venue % venues, rungs);
                fresh.Set(venue % venues, rungs);
                fresh.Forget();
                var wanted = new Lots((long)(fresh.Capacity.Count * share));

                kept.Solve(wanted, left).Should().Be(fresh.Solve(wanted, right));
                left.Should().Equal(right);
            }
        },
        iter: 3_000);

    [Theory]
    [InlineData(5, 20)]
    [InlineData(16, 50)]
    [InlineData(100, 100)]
    public void One_level_after_another_is_answered_as_from_nothing(int venues, int levels)
    {
        var ladders = Worlds.Canonical(venues, levels);
        var (kept, fresh) = (ConsolidatedLadderTests.Load(ladders), ConsolidatedLadderTests.Load(ladders));
        var (left, right) = (new long[venues], new long[venues]);
        var (wanted, state) = (kept.Capacity.Count / 200 * 100, 1UL);
        for (var i = 0; i < 2_000; i++)
        {
            state = (state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
            var (venue, level) = ((int)(state >> 33) % venues, (int)(state >> 40) % levels);
            ladders[venue][level] = ladders[venue][level] with { Quantity = 100 * (1 + (long)(state >> 50) % 20) };
            kept.Set(venue, ladders[venue]);
            fresh.Set(venue, ladders[venue]);
            fresh.Forget();

            kept.Solve(new(wanted), left).Should().Be(fresh.Solve(new(wanted), right));
            left.AsSpan().SequenceEqual(right).Should().BeTrue("change {0}", i);
        }
    }

    [Fact]
    public void Rungs_that_come_go_and_change_are_answered_as_whole_ladders_are() => Gen.Select(
        Gen.Int[1, 20], AnyLadder.Array[20, 20], Gen.Select(Gen.Int[0, 19], Gen.Long[-60, 80], Gen.Long[0, 4], Gen.Double[0, 1]).Array[1, 40]).Sample(
        (venues, ladders, changes) =>
        {
            var kept = ConsolidatedLadderTests.Load(ladders[..venues]);
            var books = ladders.Select(rungs => new SortedDictionary<long, long>(rungs.ToDictionary(rung => rung.Price, rung => rung.Quantity))).ToArray();
            var (left, right) = (new long[venues], new long[venues]);
            foreach (var (which, price, quantity, share) in changes)
            {
                var venue = which % venues;
                kept.Change(venue, price, new(quantity * 3));
                books[venue].Remove(price);
                if (quantity > 0)
                {
                    books[venue].Add(price, quantity * 3);
                }

                var fresh = ConsolidatedLadderTests.Load([.. books[..venues].Select(book => Worlds.Rungs(book.Select(rung => (rung.Key, rung.Value))))]);
                kept.Capacity.Should().Be(fresh.Capacity);
                var wanted = new Lots((long)(fresh.Capacity.Count * share));
                var split = fresh.Solve(wanted, right);
                kept.Solve(wanted, left).Should().Be(split);
                left.Should().Equal(right);
                if (quantity == 1)
                {
                    kept.Forget();
                    kept.Solve(wanted, left).Should().Be(split, "sums that were put off are caught up with");
                }
            }
        },
        iter: 1_000);

    [Fact]
    public void A_change_that_cannot_be_is_refused_with_its_values_and_changes_nothing()
    {
        var ladder = ConsolidatedLadderTests.Load([Worlds.Rungs([(5, 10), (6, 10)])]);
        Refused(6, -1, "*were 6 and -1*");
        Refused((1L << 62) + 1, 1, "*were 4611686018427387905 and 1*");
        Refused(7, Lots.MaxCount, "*would hold 72057594037927956 in all*");
        ladder.Capacity.Count.Should().Be(20);
        ladder.Solve(new(20), new long[1]).Cost.Count.Should().Be(110);

        void Refused(long price, long quantity, string message) =>
            ladder.Invoking(l => l.Change(0, price, new(quantity))).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void A_ladder_that_shrinks_below_what_was_taken_of_it_is_walked_back()
    {
        var ladder = ConsolidatedLadderTests.Load([Worlds.Rungs([(5, 10), (6, 10)]), Worlds.Rungs([(6, 10), (7, 10)])]);
        var fills = new long[2];
        ladder.Solve(new(25), fills).Should().Be(new LadderSplit(6, new(50 + 90)));
        fills.Should().Equal(20, 5);

        ladder.Set(0, []);
        ladder.Solve(new(15), fills).Should().Be(new LadderSplit(7, new(60 + 35)));
        fills.Should().Equal(0, 15);

        ladder.Set(0, Worlds.Rungs([(5, 40)]));
        ladder.Solve(new(15), fills).Should().Be(new LadderSplit(5, new(75)));
        fills.Should().Equal(15, 0);
    }

    [Fact]
    public void A_ladder_that_is_refused_leaves_the_answer_as_it_was()
    {
        var ladder = ConsolidatedLadderTests.Load([Worlds.Rungs([(5, 10), (6, 10)])]);
        var fills = new long[1];
        var split = ladder.Solve(new(15), fills);
        ladder.Invoking(l => l.Set(0, [new(5, 10, new(5)), new(4, 1, new(4))])).Should().Throw<ArgumentException>().WithMessage("*Rung 1*4 follows 5*");
        ladder.Solve(new(15), fills).Should().Be(split);
    }
}
