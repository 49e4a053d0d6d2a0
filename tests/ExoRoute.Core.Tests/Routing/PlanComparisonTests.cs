using CsCheck;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Routing;

public class PlanComparisonTests
{
    [Theory]
    [InlineData(100, 100, 0L)]
    [InlineData(99, 100, 1_000_000L)] // 1 % is 100 bps
    [InlineData(101, 100, -1_000_000L)]
    [InlineData(-101, -100, 1_000_000L)] // more received
    [InlineData(0, 3, 100_000_000L)]
    [InlineData(2, 3, 33_333_333L)] // cut toward zero
    public void Saved_is_the_share_of_the_other_in_ten_thousandths_of_a_basis_point(int planned, int other, long saved) =>
        PlanComparison.Saved(new(planned), new(other)).Should().Be(saved);

    [Fact]
    public void Nothing_has_no_share() => PlanComparison.Saved(new(1), default).Should().BeNull();

    [Fact]
    public void The_largest_costs_do_not_overflow() =>
        PlanComparison.Saved(new((Int128)1 << 119), new(((Int128)1 << 119) + ((Int128)1 << 112))).Should().Be(100_000_000L / 129);

    [Fact]
    public void A_plan_is_compared_with_the_cheapest_venue_and_with_shares_of_what_is_shown()
    {
        // Shares of 4 in the proportion 4 to 6 are 1.6 and 2.4: 1 and 2 in whole lots, and the one left over goes to the first venue.
        var (comparison, delta) = Ask(4, ("alpha", 100, 4), ("beta", 101, 6));
        comparison.Planned.Should().Be(delta.Cost);
        comparison.SingleVenue.Name.Should().Be("alpha");
        comparison.SingleCost.Should().Be(Cost.Of(new(100), new(4)));
        comparison.ProRataCost.Should().Be(Cost.Of(new(100), new(2)) + Cost.Of(new(101), new(2)));
    }

    [Fact]
    public void Where_no_venue_holds_all_of_it_there_is_no_single_one()
    {
        var (comparison, _) = Ask(9, ("alpha", 100, 4), ("beta", 101, 6));
        (comparison.SingleVenue, comparison.SingleCost).Should().Be((default(VenueId), null));
        comparison.ProRataCost.Should().NotBeNull();
    }

    [Fact]
    public void A_plan_is_never_dearer_than_its_rivals() => Gen.Select(Gen.Long[1, 40], Gen.Select(Gen.Long[90, 110], Gen.Long[1, 20]).Array[1, 5]).Sample((quantity, venues) =>
    {
        var (comparison, delta) = Ask(quantity, [.. venues.Select((venue, i) => ($"v{i}", venue.Item1, venue.Item2))]);
        if (!delta.Changes.IsEmpty)
        {
            (comparison.SingleCost ?? delta.Cost).Should().BeGreaterThanOrEqualTo(delta.Cost);
            (comparison.ProRataCost ?? delta.Cost).Should().BeGreaterThanOrEqualTo(delta.Cost);
        }
    }, iter: 500);

    private static (PlanComparison Comparison, PlanDelta Delta) Ask(long quantity, params (string Venue, long Price, long Quantity)[] venues)
    {
        var state = new RouterState();
        (PlanComparison, PlanDelta)? seen = null;
        state.PlanSeen = (question, delta) => seen ??= (PlanComparison.Of(question, delta), delta);
        var sequence = 0L;
        Apply(new SessionOpened(1, 1, new()));
        foreach (var (venue, price, shown) in venues)
        {
            Apply(new ListingChanged(
                new() { Venue = new(venue), Instrument = new("x"), Symbol = "X", BaseAsset = "X", QuoteAsset = "USD", Units = new(0, 0) }, FeeSchedule.None));
            var update = new BookUpdate { IsSnapshot = true };
            update.Add(BookSide.Ask, new(price), new(shown));
            Apply(new BookChanged { Venue = new(venue), Instrument = new("x"), Status = BookStatus.Sequenced, UpdatedAt = new(1), Update = update });
        }

        Apply(new ParentSubmitted(new ParentOrder { Id = new("p"), Instrument = new("x"), Side = Side.Buy, Quantity = new(quantity) }));
        return seen!.Value;

        void Apply(RouterInput input) => state.Apply(new Stamped<RouterInput>(sequence++, new(1), input));
    }
}
