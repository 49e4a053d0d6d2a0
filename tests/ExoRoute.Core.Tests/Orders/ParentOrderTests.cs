using ExoRoute.Market;
using ExoRoute.Orders;

namespace ExoRoute.Tests.Orders;

public class ParentOrderTests
{
    private static readonly ParentOrder Good = new() { Id = new("p"), Instrument = new("btc-usd"), Side = Side.Buy, Quantity = new(10) };

    [Fact]
    public void A_plain_order_has_no_fault_and_waits_for_nothing()
    {
        Good.Faults().Should().BeEmpty();
        (Good.HasLimit, Good.HasDeadline).Should().Be((false, false));
    }

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_name_and_value()
    {
        var bad = new ParentOrder
        {
            Id = default,
            Instrument = default,
            Side = (Side)9,
            Quantity = new(-1),
            Limit = new(Ticks.MaxCount + 1),
            Basis = (FeeBasis)8,
            MinimumFill = new(7),
            Deadline = new(-5),
            ParticipationPpm = 0,
            Books = new(BookStatus.Broken, -2, 3),
        };
        bad.Faults().Should().SatisfyRespectively(
            one => one.Should().Contain("Id"),
            one => one.Should().Contain("Instrument"),
            one => one.Should().Contain("Side").And.Contain("9"),
            one => one.Should().Contain("Quantity").And.Contain("-1"),
            one => one.Should().Contain("Limit").And.Contain("1099511627777"),
            one => one.Should().Contain("Basis").And.Contain("8"),
            one => one.Should().Contain("MinimumFill").And.Contain("7"),
            one => one.Should().Contain("Deadline").And.Contain("-5"),
            one => one.Should().Contain("ParticipationPpm").And.Contain("was 0"),
            one => one.Should().Contain("LeastProved"),
            one => one.Should().Contain("ages").And.Contain("-2"));
    }

    [Fact]
    public void The_ends_of_every_range_are_taken_and_what_is_beyond_is_told()
    {
        const long Longest = ParentOrder.MaxNanoseconds;
        foreach (var good in (ParentOrder[])[
            Good with { Quantity = new(1) }, Good with { Quantity = new(Lots.MaxCount) }, Good with { Limit = new(0) }, Good with { Limit = new(Ticks.MaxCount) },
            Good with { MinimumFill = new(0) }, Good with { MinimumFill = Good.Quantity }, Good with { Deadline = new(0) },
            Good with { ParticipationPpm = 1 }, Good with { ParticipationPpm = ParentOrder.FullParticipation },
            Good with { DiscretionPpm = 0 }, Good with { DiscretionPpm = ExoRoute.Plans.LimitDiscretion.MaxPpm },
            Good with { Books = new(BookStatus.Seeded, 0, 0) }, Good with { Books = new(BookStatus.Seeded, Longest, Longest) }])
        {
            good.Faults().Should().BeEmpty();
        }

        foreach (var (bad, named) in ((ParentOrder, string)[])[
            (Good with { Quantity = new(0) }, "Quantity"), (Good with { Quantity = new(Lots.MaxCount + 1) }, "Quantity"),
            (Good with { Limit = new(-1) }, "Limit"), (Good with { Limit = new(Ticks.MaxCount + 1) }, "Limit"),
            (Good with { MinimumFill = new(-1) }, "MinimumFill"), (Good with { MinimumFill = new(11) }, "MinimumFill"), (Good with { Deadline = new(-1) }, "Deadline"),
            (Good with { ParticipationPpm = 0 }, "ParticipationPpm"), (Good with { ParticipationPpm = ParentOrder.FullParticipation + 1 }, "ParticipationPpm"),
            (Good with { DiscretionPpm = -1 }, "DiscretionPpm"), (Good with { DiscretionPpm = ExoRoute.Plans.LimitDiscretion.MaxPpm + 1 }, "DiscretionPpm"),
            (Good with { Books = new(BookStatus.Seeded, -1, 0) }, "ages"), (Good with { Books = new(BookStatus.Seeded, 0, -1) }, "ages"),
            (Good with { Books = new(BookStatus.Seeded, Longest + 1, 0) }, "ages"), (Good with { Books = new(BookStatus.Seeded, 0, Longest + 1) }, "ages")])
        {
            bad.Faults().Should().ContainSingle().Which.Should().Contain(named);
        }
    }

    [Theory]
    [InlineData(BookStatus.Broken, 0, false)]
    [InlineData(BookStatus.Unproved, 0, false)]
    [InlineData(BookStatus.Seeded, 10, true)]
    [InlineData(BookStatus.Seeded, 11, false)]
    [InlineData(BookStatus.Sequenced, 30, true)]
    [InlineData(BookStatus.Sequenced, 31, false)]
    [InlineData(BookStatus.Checksummed, 30, true)]
    public void By_default_books_count_from_seeded_on_and_seeded_ones_age_sooner(BookStatus status, int seconds, bool accepted) =>
        BookPolicy.Default.Accepts(status, seconds * Stamp.PerSecond).Should().Be(accepted);

    [Fact]
    public void An_age_of_zero_is_any_age_and_broken_is_never_accepted()
    {
        var any = new BookPolicy(BookStatus.Unproved, 0, 0);
        any.Accepts(BookStatus.Unproved, long.MaxValue).Should().BeTrue();
        any.Accepts(BookStatus.Seeded, long.MaxValue).Should().BeTrue();
        any.Accepts(BookStatus.Broken, 0).Should().BeFalse();
    }
}
