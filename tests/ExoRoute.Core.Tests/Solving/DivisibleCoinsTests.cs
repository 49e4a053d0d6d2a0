using CsCheck;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class DivisibleCoinsTests
{
    private static readonly InstrumentUnits Cents = new(PriceDecimals: 2, QuantityDecimals: 3);

    private static DivisibleVenue Venue(int ppm, long contract, params (long Price, long Quantity)[] levels) =>
        new([.. levels.Select(level => new Level(new(level.Price), new(level.Quantity)))], Cents, ppm, contract);

    [Fact]
    public void Inverse_contracts_are_worth_their_quote_amount_over_the_price()
    {
        // 3 contracts of 100 at 7.00 are 300/7 coins for 300 in all, the fee of 1 % beside it.
        var split = DivisibleCoins.Split([Venue(10_000, 100, (700, 3_000))], Side.Buy, new(1_000, 1));

        split.Filled.Should().Be(new Fraction(300, 7));
        split.Total.Should().Be(new Fraction(303, 1));
        split.Fills.Should().Equal(new Fraction(300, 7));
        split.Filled.Round(10).Should().Be(428_571_428_571);
    }

    [Fact]
    public void Books_of_both_kinds_are_taken_in_the_order_of_their_price_with_fee()
    {
        var coins = Venue(0, 0, (1_000, 2_000), (1_002, 1_000)); // 2 coins at 10.00, 1 at 10.02
        var contracts = Venue(1_000, 10, (1_000, 1_000)); // 1 contract of 10: one coin at 10.00, 10.01 with its fee

        var split = DivisibleCoins.Split([coins, contracts], Side.Buy, new(7, 2));

        split.Fills.Should().Equal(new Fraction(5, 2), new Fraction(1, 1));
        split.Total.Should().Be(new Fraction(2_000 + 1_001 + 501, 100));
    }

    [Fact]
    public void Sellers_receive_less_by_the_fee_and_ties_go_to_the_earlier_venue()
    {
        var split = DivisibleCoins.Split([Venue(500, 0, (999, 1_000)), Venue(500, 0, (999, 1_000), (990, 9_000))], Side.Sell, new(3, 2));

        split.Fills.Should().Equal(new Fraction(1, 1), new Fraction(1, 2));
        split.Total.Should().Be(new Fraction(999 * 3 * 9_995, 100 * 2 * 10_000));
    }

    [Fact]
    public void Whole_units_cost_what_the_solver_says() => Gen.Select(Gen.Long[1, 9].Array[1, 6].Array[1, 4], Gen.Int[-900, 900].Array[4], Gen.Long[0, 60], Gen.Bool).Sample(
        (worlds, fees, wanted, buys) =>
        {
            var side = buys ? Side.Buy : Side.Sell;
            var levels = worlds.Select((quantities, venue) => quantities
                .Select((quantity, place) => new Level(new(1_000 + ((buys ? 1 : -1) * (place + venue))), new(quantity))).ToArray()).ToArray();
            var problems = levels.Select((side1, venue) => LadderProblem.Of(
                side1, side, new() { TakerPpm = fees[venue] }, Problems.LadderTests.Listing(venue), new())).ToArray();
            var quantity = Math.Min(wanted, problems.Sum(problem => problem.Capacity.Count));

            var split = DivisibleCoins.Split([.. levels.Select((side1, venue) => new DivisibleVenue(side1, Cents, fees[venue]))], side, Fraction.Of(wanted, 3));

            split.Filled.Should().Be(Fraction.Of(quantity, 3));
            var cost = Solver.Solve(problems, new(quantity), SolverSettings.Default).Cost.Count;
            split.Total.Should().Be(Fraction.Of(System.Numerics.BigInteger.Abs((System.Numerics.BigInteger)cost), Cents.CostDecimals));
        },
        iter: 2_000);

    [Fact]
    public void Bad_levels_fees_and_quantities_are_refused()
    {
        Refused([], new(1, 1), "*no venue*");
        Refused([Venue(0, 0, (5, 1))], new(-1, 2), "*must not be negative, was -1/2*");
        Refused([Venue(0, 0, (5, 1), (5, 1))], new(1, 1), "*Venue 0*price 5 and quantity 1 cannot follow one of price 5*");
        Refused([Venue(0, 0, (0, 1))], new(1, 1), "*price 0*");
        Refused([Venue(1_000_000, 0, (5, 1))], new(1, 1), "*was 1000000*");
        Refused([Venue(0, -1, (5, 1))], new(1, 1), "*was -1*");

        static void Refused(DivisibleVenue[] venues, Fraction quantity, string message) =>
            FluentActions.Invoking(() => DivisibleCoins.Split(venues, Side.Buy, quantity)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Fractions_are_in_lowest_terms_and_round_halves_away_from_zero()
    {
        new Fraction(6, -4).Should().Be(new Fraction(-3, 2));
        default(Fraction).Should().Be(new Fraction(0, 7));
        (new Fraction(1, 3) + new Fraction(1, 6)).Should().Be(new Fraction(1, 2));
        (new Fraction(1, 3) / new Fraction(-2, 3)).Should().Be(new Fraction(-1, 2));
        new Fraction(-1, 2).Round(0).Should().Be(-1);
        new Fraction(249, 1000).Round(1).Should().Be(2);
        (new Fraction(1, 3) < new Fraction(34, 100)).Should().BeTrue();
        FluentActions.Invoking(() => new Fraction(1, 0)).Should().Throw<DivideByZeroException>().WithMessage("*numerator was 1*");
    }
}
