using CsCheck;
using ExoRoute.Market;
using ExoRoute.Plans;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Plans;

public class LimitDiscretionTests
{
    [Theory]
    [InlineData(Side.Buy, 1_000, 9_999, 1, 1_009)]
    [InlineData(Side.Sell, 1_000, 9_999, 1, 991)]
    [InlineData(Side.Buy, 1_000, 9_999, 5, 1_005)]
    [InlineData(Side.Buy, 1_000, 0, 1, 1_000)]
    [InlineData(Side.Sell, 1, 500_000, 1, 1)]
    [InlineData(Side.Buy, Ticks.MaxCount - 3, 500_000, 2, Ticks.MaxCount - 1)]
    [InlineData(Side.Buy, Ticks.MaxCount - 4, 500_000, 2, Ticks.MaxCount)]
    [InlineData(Side.Buy, Ticks.MaxCount, 500_000, 1, Ticks.MaxCount)]
    public void It_is_whole_price_steps_never_more_than_stated(Side side, long last, int ppm, long tick, long wanted) =>
        LimitDiscretion.Reach(new(last), ppm, side, Listing(tick), FeeSchedule.None, new()).Should().Be(new Ticks(wanted));

    [Theory]
    [InlineData(Side.Buy, 1, 1_004, 1_003)]
    [InlineData(Side.Buy, 1, 1_001, 1_000)]
    [InlineData(Side.Buy, 1, 1_000, 1_000)]
    [InlineData(Side.Sell, 1, 996, 997)]
    [InlineData(Side.Buy, 5, 1_010, 1_005)]
    [InlineData(Side.Buy, 5, 1_011, 1_010)]
    public void It_stops_before_a_price_that_must_not_be_reached(Side side, long tick, long before, long wanted) =>
        LimitDiscretion.Reach(new(1_000), 100_000, side, Listing(tick), FeeSchedule.None, new(), new(before)).Should().Be(new Ticks(wanted));

    [Theory]
    [InlineData(Side.Buy, 1_005)]
    [InlineData(Side.Sell, 995)]
    public void A_price_just_at_a_net_limit_is_reached(Side side, long limit) =>
        LimitDiscretion.Reach(new(1_000), 100_000, side, Listing(1), FeeSchedule.None, new() { Limit = new(limit), LimitIsNet = true }).Should().Be(new Ticks(limit));

    [Fact]
    public void A_limit_is_reached_to_the_last_step_that_it_allows_gross_and_net() =>
        Gen.Select(Gen.Bool, Gen.Int[500, 5_000], Gen.Int[0, LimitDiscretion.MaxPpm], Gen.Int[1, 7], Gen.Int[0, 300], Gen.Int[-20_000, 90_000], Gen.Bool).Sample((buys, last, ppm, tick, room, taker, net) =>
        {
            var (side, sign, fees) = (buys ? Side.Buy : Side.Sell, buys ? 1 : -1, new FeeSchedule { TakerPpm = taker });
            long Held(long price) => net ? fees.AllIn(side, new(price)) : sign * price * Cost.PerTickLot;
            var limit = last + ((long)sign * room);
            if (limit < 1 || Held(last) > sign * limit * Cost.PerTickLot)
            {
                return; // the last price itself is beyond the limit: no plan would use it
            }

            var reach = LimitDiscretion.Reach(new(last), ppm, side, Listing(tick), fees, new() { Limit = new(limit), LimitIsNet = net }).Count;
            bool Allowed(long price) => price >= 1 && Held(price) <= sign * limit * Cost.PerTickLot && Math.Abs(price - last) <= (long)last * ppm / 1_000_000;
            ((reach - last) % tick).Should().Be(0);
            Allowed(reach).Should().BeTrue();
            Allowed(reach + (sign * tick)).Should().BeFalse("one step more than {0} is beyond {1}", reach, limit);
        });

    [Fact]
    public void A_discretion_out_of_range_is_the_callers_mistake()
    {
        FluentActions.Invoking(() => LimitDiscretion.Reach(new(1), -1, Side.Buy, Listing(1), FeeSchedule.None, new())).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => LimitDiscretion.Reach(new(1), LimitDiscretion.MaxPpm + 1, Side.Buy, Listing(1), FeeSchedule.None, new())).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static InstrumentDefinition Listing(long tick) =>
        new() { Venue = new("v"), Instrument = new("i"), Symbol = "S", BaseAsset = "B", QuoteAsset = "Q", Units = new(2, 2), TickSize = new(tick) };
}
