using CsCheck;
using ExoRoute.Market;

namespace ExoRoute.Tests.Market;

public class FeeScheduleTests
{
    // 100 ticks x 3 lots: 300 tick-lots, 300,000,000 cost units; one ppm of that is 300.
    private static readonly Cost Notional = Cost.Of(new(100), new(3));

    public static TheoryData<string, FeeSchedule, long> Fees => new()
    {
        { "nothing", FeeSchedule.None, 0 },
        { "a rate", new() { TakerPpm = 2_600 }, 780_000 },
        { "a rebate", new() { TakerPpm = -250 }, -75_000 },
        { "a unit", new() { PerUnit = 7 }, 21 },
        { "a rebate a unit", new() { PerUnit = -7 }, -21 },
        { "an order", new() { PerOrder = new(5_000) }, 5_000 },
        { "all of them", new() { TakerPpm = 10, PerUnit = -100, PerOrder = new(50) }, 3_000 - 300 + 50 },
        { "a minimum above", new() { TakerPpm = 10, Minimum = new(9_999) }, 9_999 },
        { "a minimum below", new() { TakerPpm = 10, Minimum = new(2_999) }, 3_000 },
        { "a minimum holds for a rebate too", new() { TakerPpm = -10, Minimum = new(1) }, 1 },
        { "without a minimum a rebate is whole", new() { TakerPpm = -10, Minimum = default }, -3_000 },
        { "the maker's rate is not the taker's", new() { MakerPpm = 500 }, 0 },
        { "in the base asset it counts the same", new() { TakerPpm = 2_600, Asset = FeeAsset.Base }, 780_000 },
    };

    [Theory]
    [MemberData(nameof(Fees))]
    public void A_fee_is_the_sum_of_its_parts_and_at_least_the_minimum(string what, FeeSchedule fees, long expected)
    {
        fees.Faults().Should().BeEmpty();
        fees.On(Notional, new(3), rounded: false).Count.Should().Be((Int128)expected, what);
        fees.On(Notional, new(3), rounded: true).Count.Should().Be((Int128)expected, "it is not rounded unless it says so");
    }

    [Fact]
    public void An_order_that_fills_nothing_pays_nothing()
    {
        var fees = new FeeSchedule { PerOrder = new(5), Minimum = new(9), PerUnit = 3, TakerPpm = 1 };
        fees.On(default, Lots.Zero, rounded: true).Should().Be(default(Cost));
    }

    // The fee in units of ten, its rounding, what is paid.
    [Theory]
    [InlineData(20, FeeRounding.Up, 20)]
    [InlineData(21, FeeRounding.Up, 30)]
    [InlineData(-21, FeeRounding.Up, -30)]
    [InlineData(24, FeeRounding.HalfUp, 20)]
    [InlineData(25, FeeRounding.HalfUp, 30)]
    [InlineData(-24, FeeRounding.HalfUp, -20)]
    [InlineData(-25, FeeRounding.HalfUp, -30)]
    [InlineData(29, FeeRounding.Down, 20)]
    [InlineData(-29, FeeRounding.Down, -20)]
    [InlineData(29, FeeRounding.Exact, 29)]
    public void A_fee_is_rounded_as_the_venue_does_both_ways(long fee, FeeRounding rounding, long paid)
    {
        var fees = new FeeSchedule { PerUnit = fee, Rounding = rounding, RoundingUnit = new(10) };
        fees.On(Notional, new(1), rounded: true).Count.Should().Be((Int128)paid);
        fees.On(Notional, new(1), rounded: false).Count.Should().Be((Int128)fee, "plans price the fee as it is");
    }

    [Fact]
    public void Rounding_moves_a_fee_by_less_than_one_unit() =>
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Enum<FeeRounding>(), Gen.Long[1, 1_000]).Sample((fee, rounding, unit) =>
        {
            var fees = new FeeSchedule { PerUnit = fee, Rounding = rounding, RoundingUnit = new(unit) };
            var paid = fees.On(Notional, new(1), rounded: true).Count;
            (Int128.Abs(paid - fee) < unit).Should().BeTrue();
            (rounding == FeeRounding.Exact || paid % unit == 0).Should().BeTrue();
        });

    [Fact]
    public void The_all_in_price_is_what_one_more_unit_adds_to_money_on_both_sides() =>
        Gen.Select(Gen.Long[1, Ticks.MaxCount], Gen.Long[1, 1L << 40], Gen.Int[-999_999, 999_999], Gen.Long[-(1L << 60), 1L << 60])
            .Sample((price, quantity, ppm, perUnit) =>
            {
                var fees = new FeeSchedule { TakerPpm = ppm, PerUnit = perUnit };
                var notional = Cost.Of(new(price), new(quantity));
                var fee = fees.On(notional, new(quantity), rounded: false);
                ((Int128)fees.AllIn(Side.Buy, new(price)) * quantity).Should().Be((notional + fee).Count, "a buyer pays notional and fee");
                ((Int128)fees.AllIn(Side.Sell, new(price)) * quantity).Should().Be((fee - notional).Count, "a seller receives notional less fee");
            });

    [Fact]
    public void A_worse_price_is_higher_on_both_sides_whatever_the_fee() =>
        Gen.Select(Gen.Long[1, Ticks.MaxCount - 1], Gen.Int[-999_999, 999_999]).Sample((price, ppm) =>
        {
            var fees = new FeeSchedule { TakerPpm = ppm };
            fees.AllIn(Side.Buy, new(price + 1)).Should().BeGreaterThan(fees.AllIn(Side.Buy, new(price)));
            fees.AllIn(Side.Sell, new(price + 1)).Should().BeLessThan(fees.AllIn(Side.Sell, new(price)));
        });

    public static TheoryData<FeeSchedule, string> Wrong => new()
    {
        { new() { TakerPpm = 1_000_000 }, "TakerPpm must be above -1000000 and below 1000000, was 1000000." },
        { new() { TakerPpm = -1_000_000 }, "TakerPpm must be above -1000000 and below 1000000, was -1000000." },
        { new() { MakerPpm = int.MinValue }, "MakerPpm must be above -1000000 and below 1000000, was -2147483648." },
        { new() { PerUnit = long.MaxValue }, "PerUnit must be -2^60 to 2^60 cost units, was 9223372036854775807." },
        { new() { PerOrder = new(-1) }, "PerOrder must not be negative, was -1." },
        { new() { Minimum = new(-1) }, "Minimum must not be negative, was -1." },
        { new() { Asset = (FeeAsset)9 }, "Asset must be Quote or Base, was 9." },
        { new() { Rounding = (FeeRounding)9, RoundingUnit = new(1) }, "Rounding must be Exact, Up, HalfUp or Down, was 9." },
        { new() { Rounding = FeeRounding.Up }, "RoundingUnit must be above 0 where fees are rounded, was 0." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_fault_says_the_field_its_range_and_its_value(FeeSchedule fees, string fault) => fees.Faults().Should().Equal(fault);

    [Fact]
    public void All_faults_are_told_at_once() =>
        new FeeSchedule { TakerPpm = int.MaxValue, PerOrder = new(-1), Rounding = FeeRounding.Down }.Faults().Should().HaveCount(3);
}
