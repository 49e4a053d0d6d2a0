using CsCheck;
using ExoRoute.Market;

namespace ExoRoute.Tests.Market;

public class BookLevelsTests
{
    // One step of a market: a level is set or removed, the side is replaced whole, or its tail is cut.
    private sealed record Step(int Kind, LevelChange[] Changes, int Depth);

    // Few prices, so that steps hit the same levels; now and then many, so that the arrays grow.
    private static readonly Gen<LevelChange> Change = Gen.Select(
        Gen.Enum<BookSide>(), Gen.Frequency((4, Gen.Long[1, 12]), (1, Gen.Long[1, 400])), Gen.Frequency((1, Gen.Const(0L)), (3, Gen.Long[1, 99])),
        (side, price, quantity) => new LevelChange(side, new(price), new(quantity)));

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Frequency((8, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2))), Change.Array[1, 120], Gen.Int[1, 90],
        (kind, changes, depth) => new Step(kind, changes, depth)).Array[1, 12];

    [Theory]
    [InlineData(BookSide.Bid)]
    [InlineData(BookSide.Ask)]
    public void Whatever_happens_the_side_is_what_a_sorted_dictionary_would_be(BookSide side) => Steps.Sample(steps =>
    {
        var levels = new BookLevels(side);
        var model = new SortedDictionary<long, long>(Comparer<long>.Create((a, b) => side == BookSide.Bid ? b.CompareTo(a) : a.CompareTo(b)));
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case 0:
                    foreach (var change in step.Changes.Where(change => change.Side == side))
                    {
                        levels.Set(change.Price, change.Quantity).Should().Be(model.ContainsKey(change.Price.Count));
                        Put(model, change);
                    }

                    break;
                case 1:
                    levels.Load(step.Changes);
                    model.Clear();
                    foreach (var change in step.Changes.Where(change => change.Side == side))
                    {
                        Put(model, change);
                    }

                    break;
                default:
                    levels.Truncate(step.Depth);
                    foreach (var price in model.Keys.Skip(step.Depth).ToArray())
                    {
                        model.Remove(price);
                    }

                    break;
            }

            Content(levels).Should().Equal(model.Select(level => (level.Key, level.Value)));
            levels.At(new(7)).Count.Should().Be(model.GetValueOrDefault(7));
        }
    });

    [Fact]
    public void A_snapshot_counts_the_last_naming_of_a_level_also_when_that_removes_it()
    {
        var bids = new BookLevels(BookSide.Bid);
        bids.Load([new(BookSide.Bid, new(9), new(1)), new(BookSide.Bid, new(8), new(2)), new(BookSide.Bid, new(9), new(5)), new(BookSide.Bid, new(8), new(0))]);
        Content(bids).Should().Equal((9, 5));

        bids.Load([new(BookSide.Bid, new(9), new(1)), new(BookSide.Bid, new(9), new(0))]);
        bids.Count.Should().Be(0);

        bids.Load([new(BookSide.Bid, new(9), new(1)), new(BookSide.Bid, new(8), new(0))]);
        Content(bids).Should().Equal((9, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_deep_snapshot_in_either_order_is_the_same_side(bool ascending)
    {
        var prices = Enumerable.Range(1, 20_000).Select(price => (long)(ascending ? price : 20_001 - price));
        foreach (var side in Enum.GetValues<BookSide>())
        {
            var levels = new BookLevels(side);
            levels.Load([.. prices.Select(price => new LevelChange(side, new(price), new(price)))]);
            levels.Count.Should().Be(20_000);
            levels[0].Price.Count.Should().Be(side == BookSide.Bid ? 20_000 : 1);
            levels[19_999].Price.Count.Should().Be(side == BookSide.Bid ? 1 : 20_000);
        }
    }

    [Fact]
    public void A_place_that_is_not_there_is_the_callers_mistake()
    {
        var asks = new BookLevels(BookSide.Ask);
        asks.Set(new(5), new(1));
        FluentActions.Invoking(() => asks[1]).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => asks[-1]).Should().Throw<ArgumentOutOfRangeException>();
        asks.At(new(6)).Should().Be(Lots.Zero);
    }

    [Fact]
    public void A_market_that_goes_on_allocates_nothing()
    {
        var asks = new BookLevels(BookSide.Ask);
        void Day()
        {
            for (var i = 0; i < 1_000; i++)
            {
                asks.Set(new(1 + (i * 7 % 50)), new(i % 5));
            }
        }

        Day();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Day();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static void Put(SortedDictionary<long, long> model, LevelChange change)
    {
        if (change.Quantity == Lots.Zero)
        {
            model.Remove(change.Price.Count);
        }
        else
        {
            model[change.Price.Count] = change.Quantity.Count;
        }
    }

    private static IEnumerable<(long Price, long Quantity)> Content(BookLevels levels) =>
        Enumerable.Range(0, levels.Count).Select(place => (levels[place].Price.Count, levels[place].Quantity.Count));
}
