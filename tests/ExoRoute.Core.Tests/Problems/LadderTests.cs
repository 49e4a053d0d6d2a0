using CsCheck;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Problems;

public class LadderTests
{
    private const long Million = Cost.PerTickLot;

    internal static InstrumentDefinition Listing(int place = 0, long lot = 1, long minimum = 0, Int128 notional = default) => new()
    {
        Venue = new($"v{place}"),
        Instrument = new("btc-usd"),
        Symbol = "BTC/USD",
        BaseAsset = "BTC",
        QuoteAsset = "USD",
        Units = new(2, 3),
        LotSize = new(lot),
        MinimumQuantity = new(minimum),
        MinimumNotional = new(notional),
    };

    private static Level[] Levels(params (long Price, long Quantity)[] levels) => [.. levels.Select(level => new Level(new(level.Price), new(level.Quantity)))];

    private static readonly Gen<(Side Side, Level[] Levels)> AnySide = Gen.Select(Gen.Bool, Gen.Select(Gen.Long[1, 20], Gen.Long[1, 30]).Array[1, 6], (buys, steps) =>
    {
        var price = 1_000L;
        return (buys ? Side.Buy : Side.Sell, steps.Select(step => new Level(new(price += buys ? step.Item1 : -step.Item1), new(step.Item2))).ToArray());
    });

    private static readonly Gen<FeeSchedule> AnyFees = Gen.Select(
        Gen.Int[-2_000, 2_000], Gen.Long[-3_000_000, 3_000_000], Gen.Long[0, 40], Gen.Long[0, 80],
        (ppm, unit, order, least) => new FeeSchedule { TakerPpm = ppm, PerUnit = unit, PerOrder = new(order * Million), Minimum = new(least * Million) });

    [Fact]
    public void Every_quantity_costs_its_notional_and_the_schedules_own_fee() => Gen.Select(AnySide, AnyFees).Sample(
        (world, fees) =>
        {
            var problem = LadderProblem.Of(world.Levels, world.Side, fees, Listing(), new());
            var (notional, quantity) = (default(Cost), 0L);
            problem.Value(default).Should().Be(default(Cost));
            foreach (var level in world.Levels)
            {
                for (var unit = 0; unit < level.Quantity.Count; unit++)
                {
                    notional += Cost.Of(level.Price, new(1));
                    quantity++;
                    var paid = fees.On(notional, new(quantity), rounded: false) + (world.Side == Side.Buy ? notional : -notional);
                    problem.Value(new(quantity)).Should().Be(paid);
                    problem.VenuePriceOf(new(quantity)).Should().Be(level.Price);
                }
            }

            problem.Shown.Count.Should().Be(quantity);
        },
        iter: 5_000);

    [Fact]
    public void A_minimum_fee_is_charged_once_then_bends_at_the_unit_that_passes_it()
    {
        // 1 % of 1,000 a unit is 10 a unit; the minimum of 25 is passed inside the third unit.
        var problem = LadderProblem.Of(Levels((1_000, 10)), Side.Buy, new() { TakerPpm = 10_000, Minimum = new(25 * Million) }, Listing(), new());

        problem.FixedCost.Count.Should().Be(25 * Million);
        problem.Rungs.ToArray().Should().Equal(
            new Rung(1_000 * Million, 2, new(1_000)), new Rung(1_005 * Million, 1, new(1_000)), new Rung(1_010 * Million, 7, new(1_000)));
    }

    [Fact]
    public void Limits_cut_the_ladder_and_say_which_one_did()
    {
        var levels = Levels((1_000, 10), (1_001, 11), (1_003, 12));
        var fees = new FeeSchedule { TakerPpm = 1_000 }; // one tick and a little at these prices

        Cut(new()).Should().Be((33, LimitKind.Liquidity));
        Cut(new() { Limit = new(1_002) }).Should().Be((21, LimitKind.PriceLimit));
        Cut(new() { Limit = new(1_001) }).Should().Be((21, LimitKind.PriceLimit));
        Cut(new() { Limit = new(1_002), LimitIsNet = true }).Should().Be((10, LimitKind.PriceLimit), "1001 and its fee are 1002.001");
        Cut(new() { ParticipationPpm = 250_000 }).Should().Be((2 + 2 + 3, LimitKind.Participation));
        Cut(new() { ReachablePpm = 250_000 }).Should().Be((2 + 2 + 3, LimitKind.Participation));
        Cut(new() { ReachablePpm = 500_000, ParticipationPpm = 500_000 }).Should().Be((2 + 2 + 3, LimitKind.Participation), "both are taken together and rounded once");
        Cut(new() { Cap = new(15) }).Should().Be((15, LimitKind.Cap));
        Cut(new() { Cap = new(10) }).Should().Be((10, LimitKind.Cap));
        Cut(new() { Cap = new(33) }).Should().Be((33, LimitKind.Liquidity));
        Cut(default).Should().Be((0, LimitKind.Cap));

        var bids = LadderProblem.Of(Levels((1_000, 5), (999, 5), (998, 5)), Side.Sell, fees, Listing(), new() { Limit = new(998), LimitIsNet = true });
        bids.Shown.Count.Should().Be(10, "999 less its fee is 998.001 and holds, 998 less its fee does not");

        (long, LimitKind) Cut(LadderLimits limits)
        {
            var problem = LadderProblem.Of(levels, Side.Buy, fees, Listing(), limits);
            return (problem.Shown.Count, problem.EndsBy);
        }
    }

    [Fact]
    public void A_least_notional_is_the_smallest_quantity_from_which_on_every_order_is_worth_it() => Gen.Select(AnySide, Gen.Long[1, 90_000]).Sample(
        (world, ticks) =>
        {
            var notional = ticks * Million;
            var problem = LadderProblem.Of(world.Levels, world.Side, FeeSchedule.None, Listing(notional: notional), new());
            var shown = problem.Shown.Count;
            bool Worth(long quantity) => problem.VenuePriceOf(new(quantity)).Count * quantity * Million >= notional;
            var least = shown + 1;
            while (least > 1 && Worth(least - 1))
            {
                least--;
            }

            Math.Max(1, problem.Minimum.Count).Should().Be(least);
            problem.Capacity.Count.Should().Be(least <= shown ? shown : 0);
        },
        iter: 5_000);

    [Fact]
    public void A_least_quantity_is_rounded_up_to_lots_and_what_is_shown_down()
    {
        var problem = LadderProblem.Of(Levels((1_000, 57)), Side.Buy, FeeSchedule.None, Listing(lot: 10, minimum: 25), new());
        (problem.Lot.Count, problem.Minimum.Count, problem.Capacity.Count, problem.Shown.Count, problem.IsPlain).Should().Be((10, 30, 50, 57, false));
        LadderProblem.Of(Levels((1_000, 29)), Side.Buy, FeeSchedule.None, Listing(lot: 10, minimum: 25), new()).Capacity.Count.Should().Be(0);
    }

    [Fact]
    public void Filling_a_buffer_from_a_book_gives_the_same_rungs_and_allocates_nothing()
    {
        var book = new Book(new("v0"), new("btc-usd"), BookStatus.Sequenced);
        var update = new BookUpdate { IsSnapshot = true };
        for (var place = 0; place < 50; place++)
        {
            update.Add(BookSide.Ask, new(1_000 + place), new(7 + place));
        }

        book.Apply(update, default);
        var (fees, listing) = (new FeeSchedule { TakerPpm = 2_500, Minimum = new(100 * Million) }, Listing(lot: 5, minimum: 10, notional: 50_000 * Million));
        var limits = new LadderLimits { Limit = new(1_040), ParticipationPpm = 900_000 };
        var rungs = new Rung[Ladder.RoomFor(50)];
        var levels = Enumerable.Range(0, 50).Select(place => book.Asks[place]).ToArray();
        var count = Ladder.Fill(book.Asks, Side.Buy, fees, listing, limits, rungs, out var terms);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Ladder.Fill(book.Asks, Side.Buy, fees, listing, limits, rungs, out _);
            Ladder.Fill(levels, Side.Buy, fees, listing, limits, rungs, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        var problem = LadderProblem.Of(levels, Side.Buy, fees, listing, limits);
        problem.Rungs.ToArray().Should().Equal(rungs[..count]);
        (problem.FixedCost, problem.EndsBy).Should().Be((terms.FixedCost, terms.EndsBy));
    }

    [Fact]
    public void The_largest_levels_stay_within_their_units_and_a_cap_cuts_what_no_order_can_use()
    {
        var levels = Levels((Ticks.MaxCount - 1, Lots.MaxCount), (Ticks.MaxCount, Lots.MaxCount));
        var fees = new FeeSchedule { TakerPpm = FeeSchedule.MaxPpm - 1, PerUnit = 1L << 60 };

        var problem = LadderProblem.Of(levels, Side.Buy, fees, Listing(notional: Int128.MaxValue >> 1), new());

        problem.Shown.Count.Should().Be(Lots.MaxCount);
        problem.Value(new(Lots.MaxCount)).Count.Should().Be(Lots.MaxCount * (((Int128)(Ticks.MaxCount - 1) * ((2 * Million) - 1)) + (1L << 60)));
        problem.Capacity.Count.Should().Be(0, "no order is worth that much");
    }

    [Fact]
    public void Levels_out_of_order_or_range_and_buffers_too_short_are_refused_with_their_values()
    {
        Refused(Levels((1_000, 1), (1_000, 1)), 9, "*price 1000 and quantity 1 cannot follow one of price 1000*");
        Refused(Levels((1_000, 1), (999, 1)), 9, "*price 999*");
        Refused(Levels((0, 1)), 9, "*price 0*");
        Refused(Levels((1, -1)), 9, "*quantity -1*");
        Refused(Levels((1, Lots.MaxCount + 1)), 9, "*quantity 72057594037927937*");
        Refused(Levels((1, 1), (2, 1)), 5, "*2 levels need room for 6 rungs, the buffer has 5*");

        new LadderLimits { Limit = new(0), ParticipationPpm = -1, ReachablePpm = 1_000_001, Cap = new(-1) }.Faults().Should().HaveCount(4);
        new LadderLimits().Faults().Should().BeEmpty();

        static void Refused(Level[] levels, int room, string message) => FluentActions
            .Invoking(() => Ladder.Fill(levels, Side.Buy, FeeSchedule.None, Listing(), new(), new Rung[room], out _))
            .Should().Throw<ArgumentException>().WithMessage(message);
    }
}
