using ExoRoute.Market;
using ExoRoute.Plans;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Plans;

/// <summary>A make-and-take allocation becomes children: who takes up to which price, who rests where, and who leaves when.</summary>
public class SendPlanTests
{
    [Fact]
    public void What_is_taken_is_split_for_the_least_what_rests_stands_at_its_price_and_all_arrive_together()
    {
        var plan = SendPlan.Of(Side.Buy, Allocation(7, 0, 4), new(10), [Venue("a", 500, default, (100, 50), (102, 50)), Venue("b", 2_000, new(99), (101, 30))], new(), 10_000);
        plan.Children.Should().Equal(
            new SendChild(new("a"), SendKind.Take, new(50), new(101), 1_500), // not two of 102: 101 at b costs less
            new SendChild(new("b"), SendKind.Take, new(20), new(102), 0),
            new SendChild(new("b"), SendKind.Make, new(40), new(99), 0));
        plan.Missing.Should().Be(Lots.Zero);
        Certificate.Check([Venue("a", 0, default, (100, 50), (102, 50)).Ladder, Venue("b", 0, default, (101, 30)).Ladder], new(70), plan.Taking).Faults.Count.Should().Be(0);
    }

    [Fact]
    public void What_is_not_there_to_take_is_said_and_the_rest_laid_out()
    {
        var plan = SendPlan.Of(Side.Buy, Allocation(9, 3), new(1), [Venue("a", 0, new(98), (100, 5))], new());
        (plan.Missing, plan.Children.Length).Should().Be((new Lots(4), 2));
        plan.Children[0].Should().Be(new SendChild(new("a"), SendKind.Take, new(5), new(100), 0));
    }

    [Fact]
    public void An_allocation_that_only_rests_or_does_nothing_takes_nothing()
    {
        SendPlan.Of(Side.Sell, Allocation(0, 3), new(1), [Venue("a", 7, new(103))], new()).Children.Should().Equal(new SendChild(new("a"), SendKind.Make, new(3), new(103), 0));
        SendPlan.Of(Side.Buy, Allocation(0, 0), new(1), [Venue("a", 7, default, (100, 5))], new()).Children.Length.Should().Be(0);
    }

    [Theory]
    [InlineData(100, 3, "trade at once with 100")]
    [InlineData(0, 3, "no multiple of 1 within")]
    [InlineData(97, 3, "beyond the limit 96")]
    [InlineData(96, 1, "2 at least")]
    public void An_order_that_could_not_rest_is_refused_with_the_reason(long quote, long lots, string reason) => FluentActions
        .Invoking(() => SendPlan.Of(Side.Buy, Allocation(0, lots), new(1), [Venue("a", 0, new(quote), (100, 5))], new() { Limit = new(96) }))
        .Should().Throw<ArgumentException>().WithMessage($"*cannot rest at 'a': *{reason}*");

    [Theory]
    [InlineData(96, 3)]
    [InlineData(95, 2)]
    [InlineData(1, 3)]
    public void An_order_just_within_price_quantity_and_limit_rests(long quote, long lots) => SendPlan
        .Of(Side.Buy, Allocation(0, lots), new(1), [Venue("a", 0, new(quote), (100, 5))], new() { Limit = new(96) })
        .Children.Should().Equal(new SendChild(new("a"), SendKind.Make, new(lots), new(quote), 0));

    [Fact]
    public void A_resting_order_is_worth_the_venues_minimum_at_least()
    {
        static SendVenue Worth(Cost least)
        {
            var venue = Venue("a", 0, new(99));
            return venue with { Listing = venue.Listing with { MinimumNotional = least } };
        }

        var worth = Cost.Of(new(99), new(3));
        SendPlan.Of(Side.Buy, Allocation(0, 3), new(1), [Worth(worth)], new()).Children.Length.Should().Be(1);
        FluentActions.Invoking(() => SendPlan.Of(Side.Buy, Allocation(0, 3), new(1), [Worth(worth + new Cost(1))], new()))
            .Should().Throw<ArgumentException>().WithMessage("3 at 99 cannot rest at 'a': it is worth less than the venue's minimum notional.*");
    }

    [Fact]
    public void An_order_rests_at_the_last_price_there_is_and_not_beyond_it()
    {
        SendPlan.Of(Side.Sell, Allocation(0, 3), new(1), [Venue("a", 0, new(Ticks.MaxCount))], new()).Children.Length.Should().Be(1);
        FluentActions.Invoking(() => SendPlan.Of(Side.Sell, Allocation(0, 3), new(1), [Venue("a", 0, new(Ticks.MaxCount + 1))], new()))
            .Should().Throw<ArgumentException>().WithMessage("*no multiple of 1 within*");
    }

    [Fact]
    public void A_sale_rests_above_the_bid_and_not_below_its_limit()
    {
        SendPlan.Of(Side.Sell, Allocation(0, 3), new(1), [Venue("a", 0, new(101))], new() { Limit = new(101) }).Children.Length.Should().Be(1);
        FluentActions.Invoking(() => SendPlan.Of(Side.Sell, Allocation(0, 3), new(1), [Venue("a", 0, new(100))], new() { Limit = new(101) }))
            .Should().Throw<ArgumentException>().WithMessage("*beyond the limit 101*");
    }

    [Fact]
    public void Venues_that_are_not_the_allocations_and_a_lot_of_nothing_are_refused()
    {
        FluentActions.Invoking(() => SendPlan.Of(Side.Buy, Allocation(0, 1, 1), new(1), [Venue("a", 0, new(99))], new())).Should().Throw<ArgumentException>().WithMessage("*2 venues, there are 1*");
        FluentActions.Invoking(() => SendPlan.Of(Side.Buy, Allocation(0, 1), Lots.Zero, [Venue("a", 0, new(99))], new())).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("lot");
        FluentActions.Invoking(() => SendPlan.Of(Side.Buy, Allocation(long.MaxValue / 2, 0), new(4), [Venue("a", 0, new(99))], new())).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => SendPlan.Of(Side.Buy, Allocation(0, long.MaxValue / 2), new(4), [Venue("a", 0, new(99))], new())).Should().Throw<OverflowException>();
    }

    [Fact]
    public void The_solvers_own_allocation_is_laid_out_whole()
    {
        var problem = new MakeTakeProblem
        {
            Target = new(1_000),
            HalfSpread = 0.02,
            TakeFee = 0.003,
            UnderPenalty = 0.05,
            OverPenalty = 0.05,
            Venues = [new("a", new(2_000), 0.002, FillLaw.Poisson(2_200))],
        };
        var allocation = MakeTakeSolver.Solve(problem, MakeTakeSettings.Default);
        var plan = SendPlan.Of(Side.Buy, allocation, new(1), [Venue("a", 0, new(99), (100, 5_000))], new());
        plan.Children.Sum(child => child.Quantity.Count).Should().Be(allocation.Take.Count + allocation.Rest[0].Count);
    }

    private static MakeTakeSolution Allocation(long take, params long[] rest) => new()
    {
        Take = new(take),
        Rest = new(rest),
        Cost = 0,
        Bound = 0,
        ShortChance = 0,
        Conditions = [],
        TieShares = [],
        Engine = MakeTakeEngine.Given,
        Settled = true,
        Evaluations = 0,
        Sweeps = 0,
    };

    private static SendVenue Venue(string name, long latency, Ticks quote, params (long Price, long Lots)[] asks)
    {
        var listing = new InstrumentDefinition
        {
            Venue = new(name), Instrument = new("i"), Symbol = "S", BaseAsset = "B", QuoteAsset = "Q", Units = new(2, 2), OrderLatency = latency, MinimumQuantity = new(2),
        };
        Level[] levels = [.. asks.Select(ask => new Level(new(ask.Price), new(ask.Lots)))];
        return new(listing, FeeSchedule.None, LadderProblem.Of(levels, Side.Buy, FeeSchedule.None, listing, new()), quote);
    }
}
