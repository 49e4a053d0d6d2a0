using System.Globalization;
using CsCheck;

namespace ExoRoute.Tests.Units;

public class StampTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(1, "1970-01-01T00:00:00.000000001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(1_700_000_000_123_456_789, "2023-11-14T22:13:20.123456789Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void A_stamp_reads_as_utc_with_nine_decimals(long nanoseconds, string text) =>
        new Stamp(nanoseconds).ToString().Should().Be(text);

    [Fact]
    public void A_stamp_reads_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "tr-TR", "ar-SA", "fa-IR", "th-TH" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                new Stamp(1_700_000_000_123_456_789).ToString().Should().Be("2023-11-14T22:13:20.123456789Z", culture);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Adding_and_subtracting_stop_at_the_ends_of_time()
    {
        new Stamp(long.MaxValue - 1).Plus(5).Should().Be(new Stamp(long.MaxValue));
        new Stamp(long.MinValue + 1).Plus(-5).Should().Be(new Stamp(long.MinValue));
        new Stamp(long.MaxValue).Since(new Stamp(-1)).Should().Be(long.MaxValue);
        new Stamp(7).Since(new Stamp(10)).Should().Be(-3);
    }

    [Fact]
    public void Later_and_earlier_agree_with_the_nanoseconds() => Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
    {
        var (left, right) = (new Stamp(a), new Stamp(b));
        (left > right, left < right, left <= right, left >= right).Should().Be((a > b, a < b, a <= b, a >= b));
        Math.Sign(left.CompareTo(right)).Should().Be(Math.Sign(a.CompareTo(b)));
        Stamp.Max(left, right).Nanoseconds.Should().Be(Math.Max(a, b));
    });
}

public class NamesTests
{
    [Theory]
    [InlineData("kraken")]
    [InlineData("binance-usdm_2.x")]
    [InlineData("0")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void A_venue_is_named_by_small_letters_digits_and_three_signs(string name)
    {
        new VenueId(name).Name.Should().Be(name);
        new VenueId(name).ToString().Should().Be(name);
        VenueId.TryParse(name, out var venue).Should().BeTrue();
        venue.Should().Be(new VenueId(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Kraken")]
    [InlineData("kra ken")]
    [InlineData("kräken")]
    [InlineData("kraken/usd")]
    [InlineData("kraken\n")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void Any_other_name_is_refused_and_the_message_says_which_and_what_would_do(string? name)
    {
        VenueId.TryParse(name, out var venue).Should().BeFalse();
        venue.Should().Be(default(VenueId));
        FluentActions.Invoking(() => new VenueId(name!)).Should().Throw<ArgumentException>()
            .WithMessage($"'{name}' does not name a venue: 1 to 32 characters of a-z, 0-9, '-', '_', '.' do.*");
    }

    [Fact]
    public void An_instrument_may_be_named_by_48_characters_and_not_by_49()
    {
        InstrumentId.TryParse(new string('x', 48), out var instrument).Should().BeTrue();
        instrument.Name.Should().HaveLength(48);
        InstrumentId.TryParse(new string('x', 49), out _).Should().BeFalse();
        ParentId.TryParse(new string('x', 48), out var parent).Should().BeTrue();
        parent.Name.Length.Should().Be(48);
        ParentId.TryParse(new string('x', 49), out parent).Should().BeFalse();
        parent.Should().Be(default(ParentId));
        PartyId.TryParse(new string('x', 48), out var party).Should().BeTrue();
        (party.Name.Length, default(PartyId).Name).Should().Be((48, ""));
        PartyId.TryParse(new string('x', 49), out party).Should().BeFalse();
        party.Should().Be(default(PartyId));
        FluentActions.Invoking(() => new PartyId("A")).Should().Throw<ArgumentException>().WithMessage("*a party*");
        FluentActions.Invoking(() => new InstrumentId("BTC/USD")).Should().Throw<ArgumentException>()
            .WithMessage("'BTC/USD' does not name an instrument: 1 to 48*");
    }

    [Fact]
    public void Names_sort_ordinally_and_the_nameless_come_first()
    {
        VenueId[] venues = [new("b"), new("a_"), new("a-"), default, new("a.")];
        Array.Sort(venues);
        venues.Select(v => v.Name).Should().Equal("", "a-", "a.", "a_", "b");
        new InstrumentId("a").CompareTo(new InstrumentId("b")).Should().BeNegative();
        default(InstrumentId).ToString().Should().BeEmpty();
    }
}

public class AmountsTests
{
    [Fact]
    public void Amounts_compare_as_their_counts() => Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
    {
        (new Ticks(a) > new Ticks(b), new Ticks(a) < new Ticks(b), new Ticks(a) <= new Ticks(b), new Ticks(a) >= new Ticks(b))
            .Should().Be((a > b, a < b, a <= b, a >= b));
        (new Lots(a) > new Lots(b), new Lots(a) < new Lots(b), new Lots(a) <= new Lots(b), new Lots(a) >= new Lots(b))
            .Should().Be((a > b, a < b, a <= b, a >= b));
        (new Cost(a) > new Cost(b), new Cost(a) < new Cost(b), new Cost(a) <= new Cost(b), new Cost(a) >= new Cost(b))
            .Should().Be((a > b, a < b, a <= b, a >= b));
        Lots.Min(new(a), new(b)).Count.Should().Be(Math.Min(a, b));
        (new Ticks(a).CompareTo(new(b)), new Lots(a).CompareTo(new(b)), new Cost(a).CompareTo(new(b)))
            .Should().Be((a.CompareTo(b), a.CompareTo(b), ((Int128)a).CompareTo(b)));
    });

    [Fact]
    public void Equal_amounts_and_times_are_neither_above_nor_below_each_other()
    {
        var (ticks, lots, cost, stamp) = (new Ticks(5), new Lots(5), new Cost(5), new Stamp(5));
        (ticks < new Ticks(5), ticks > new Ticks(5), ticks <= new Ticks(5), ticks >= new Ticks(5)).Should().Be((false, false, true, true));
        (lots < new Lots(5), lots > new Lots(5), lots <= new Lots(5), lots >= new Lots(5)).Should().Be((false, false, true, true));
        (cost < new Cost(5), cost > new Cost(5), cost <= new Cost(5), cost >= new Cost(5)).Should().Be((false, false, true, true));
        (stamp < new Stamp(5), stamp > new Stamp(5), stamp <= new Stamp(5), stamp >= new Stamp(5)).Should().Be((false, false, true, true));
    }

    [Fact]
    public void A_parent_keeps_its_name_and_one_without_is_nameless()
    {
        new ParentId("p-9").Name.Should().Be("p-9");
        default(ParentId).Name.Should().BeEmpty();
        FluentActions.Invoking(() => new ParentId("P")).Should().Throw<ArgumentException>().WithMessage("*parent order*");
    }

    [Fact]
    public void The_largest_price_times_the_largest_quantity_still_is_a_cost()
    {
        var cost = Cost.Of(new(Ticks.MaxCount), new(Lots.MaxCount));
        cost.Count.Should().Be((Int128)Ticks.MaxCount * Lots.MaxCount * Cost.PerTickLot);
        (cost + cost - cost).Should().Be(cost);
        (-cost).Count.Should().Be(-cost.Count);
    }

    [Fact]
    public void Overflow_throws_rather_than_wraps()
    {
        FluentActions.Invoking(() => new Lots(long.MaxValue) + new Lots(1)).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => new Lots(long.MinValue) - new Lots(1)).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => new Cost(Int128.MaxValue) + new Cost(1)).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => new Cost(Int128.MinValue) - new Cost(1)).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => -new Cost(Int128.MinValue)).Should().Throw<OverflowException>();
    }
}
