using ExoRoute.Market;

namespace ExoRoute.Tests.Market;

public class InstrumentDefinitionTests
{
    private static readonly InstrumentDefinition Spot = new()
    {
        Venue = new("kraken"),
        Instrument = new("btc-usd"),
        Symbol = "BTC/USD",
        Aliases = ["XBT/USD", "xbtusd"],
        BaseAsset = "BTC",
        QuoteAsset = "USD",
        Units = new(PriceDecimals: 1, QuantityDecimals: 8),
    };

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        Spot.Faults().Should().BeEmpty();
        (Spot.TickSize.Count, Spot.LotSize.Count, Spot.ContractMultiplier, Spot.IsInverse, Spot.State).Should().Be((1, 1, 1, false, TradingState.Open));
        Spot.SettlementAsset.Should().Be("USD");
        (Spot with { SettlementAsset = "BTC" }).SettlementAsset.Should().Be("BTC");
    }

    [Theory]
    [InlineData("BTC/USD", true)]
    [InlineData("btc/usd", true)]
    [InlineData("XBT/USD", true)]
    [InlineData("XBTUSD", true)]
    [InlineData("BTC/USDT", false)]
    [InlineData("BTC-USD", false)]
    [InlineData("", false)]
    public void A_listing_answers_to_its_symbol_and_aliases_only(string symbol, bool answers) => Spot.Answers(symbol).Should().Be(answers);

    [Fact]
    public void The_turkish_i_changes_no_symbol()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new("tr-TR");
            (Spot with { Symbol = "FIL/USD" }).Answers("fil/usd").Should().BeTrue();
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    public static TheoryData<string, InstrumentDefinition, bool> Pairs => new()
    {
        { "another venue, symbol, tick, lot and date", Spot with { Venue = new("coinbase"), Symbol = "BTC-USD", TickSize = new(5), LotSize = new(100), From = new(9) }, true },
        { "another instrument", Spot with { Instrument = new("eth-usd") }, false },
        { "another base asset", Spot with { BaseAsset = "XBT" }, false },
        { "another quote asset", Spot with { QuoteAsset = "USDT", SettlementAsset = "USD" }, false },
        { "another settlement asset", Spot with { SettlementAsset = "USDC" }, false },
        { "another price unit", Spot with { Units = new(2, 8) }, false },
        { "another quantity unit", Spot with { Units = new(1, 0) }, false },
        { "another contract", Spot with { ContractMultiplier = 100 }, false },
        { "an inverse contract", Spot with { IsInverse = true }, false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Books_merge_only_where_reference_data_says_they_are_the_same_thing(string what, InstrumentDefinition other, bool same)
    {
        Spot.IsFungibleWith(other).Should().Be(same, what);
        other.IsFungibleWith(Spot).Should().Be(same, what);
    }

    public static TheoryData<InstrumentDefinition, string> Wrong => new()
    {
        { Spot with { Venue = default }, "Venue must name a venue." },
        { Spot with { Instrument = default }, "Instrument must name an instrument." },
        { Spot with { Symbol = " " }, "Symbol must not be empty." },
        { Spot with { Aliases = ["XBT/USD", ""] }, "Aliases must not be empty." },
        { Spot with { Aliases = ["b\u00fctc"] }, "Aliases must be 1 to 64 printable ASCII characters, was 'b\u00fctc' of 4." },
        { Spot with { Aliases = [.. Enumerable.Repeat("x", 17)] }, "Aliases must be at most 16, were 17." },
        { Spot with { BaseAsset = new string('B', 17) }, "BaseAsset must be 1 to 16 printable ASCII characters, was 'BBBBBBBBBBBBBBBB' of 17." },
        { Spot with { BaseAsset = "" }, "BaseAsset must not be empty." },
        { Spot with { QuoteAsset = "", SettlementAsset = "USD" }, "QuoteAsset must not be empty." },
        { Spot with { SettlementAsset = " " }, "SettlementAsset must not be empty." },
        { Spot with { Units = new(-1, 8) }, "PriceDecimals must be 0 to 12, was -1." },
        { Spot with { Units = new(1, 13) }, "QuantityDecimals must be 0 to 12, was 13." },
        { Spot with { TickSize = default }, "TickSize must be 1 to 2^40 price units, was 0." },
        { Spot with { LotSize = new(Lots.MaxCount + 1) }, "LotSize must be 1 to 2^56 quantity units, was 72057594037927937." },
        { Spot with { MinimumQuantity = new(-1) }, "MinimumQuantity must be 0 to 2^56 quantity units, was -1." },
        { Spot with { MinimumNotional = new(-1) }, "MinimumNotional must not be negative, was -1." },
        { Spot with { ContractMultiplier = 0 }, "ContractMultiplier must be above 0, was 0." },
        { Spot with { State = (TradingState)7 }, "State must be Open, CancelOnly, Halted or Closed, was 7." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_fault_says_the_field_its_range_and_its_value(InstrumentDefinition definition, string fault) =>
        definition.Faults().Should().Equal(fault);

    [Fact]
    public void Units_write_amounts_as_the_venue_would()
    {
        var units = new InstrumentUnits(1, 8);
        units.CostDecimals.Should().Be(15);
        units.Text(new Ticks(452_835)).Should().Be("45283.5");
        units.Text(new Lots(1_000)).Should().Be("0.00001");
        units.Text(Cost.Of(new(452_835), new(100_000_000))).Should().Be("45283.5", "one coin costs its price");
    }
}
