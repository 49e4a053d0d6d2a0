using ExoRoute.Plans;

namespace ExoRoute.Tests.Plans;

public class PlanTests
{
    private static readonly ParentId Parent = new("p");

    [Fact]
    public void A_plan_is_the_sum_of_its_deltas_by_venue()
    {
        var plan = Plan.Empty(Parent).After(Delta(1, ("b", 3), ("a", 2))).After(Delta(2, ("b", 4)));
        plan.Number.Should().Be(2);
        plan.Targets.Should().Equal(new Dictionary<VenueId, Lots> { [new("a")] = new(2), [new("b")] = new(7) });
    }

    [Fact]
    public void A_delta_that_is_not_the_next_one_or_another_parents_is_refused_by_name()
    {
        var plan = Plan.Empty(Parent);
        FluentActions.Invoking(() => plan.After(Delta(2, ("a", 1)))).Should().Throw<ArgumentException>().WithMessage("Delta 2 of 'p' does not follow plan 0 of 'p'.*");
        FluentActions.Invoking(() => plan.After(Delta(1, ("a", 1)) with { Parent = new("q") })).Should().Throw<ArgumentException>().WithMessage("*'q'*'p'*");
    }

    [Fact]
    public void A_delta_knows_its_quantity_and_its_gap()
    {
        var delta = Delta(1, ("a", 1), ("b", 2)) with { Cost = new(10), Bound = new(7) };
        (delta.Quantity, delta.Gap).Should().Be((new Lots(3), new Cost(3)));
    }

    private static PlanDelta Delta(int number, params (string Venue, long Lots)[] changes) => new()
    {
        Parent = Parent,
        Number = number,
        Basis = 0,
        Engine = "bisection",
        Asked = new(10),
        Changes = [.. changes.Select(change => new PlanChange(new(change.Venue), new(change.Lots), new(1), default))],
        Excluded = [],
        Prices = DualVariables.None,
        Cost = default,
        Bound = default,
        Nodes = 1,
        Limit = PlanLimit.None,
    };
}
