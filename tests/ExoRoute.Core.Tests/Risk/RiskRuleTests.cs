using ExoRoute.Risk;

namespace ExoRoute.Tests.Risk;

public class RiskRuleTests
{
    private static readonly RiskScope Btc = new() { Instrument = new("btc-usd") };

    public static TheoryData<RiskRule, string> Faulty => new()
    {
        { new((RiskLimit)99, default), "*known, was 99*" },
        { new(RiskLimit.PriceCollar, default, 1_000_000), "PriceCollar: Value must be 0 to 999999, was 1000000." },
        { new(RiskLimit.PriceCollar, default, -1), "*was -1*" },
        { new(RiskLimit.OpenOrders, default, 0), "*1 to 1000000, was 0*" },
        { new(RiskLimit.MessageRate, default, 5), "MessageRate: Window must be 1 ns to a day, was 0 ns." },
        { new(RiskLimit.DuplicateWindow, default) { Window = RiskRule.MaxWindow + 1 }, "*Window must be 1 ns to a day*" },
        { new(RiskLimit.DuplicateWindow, default, 1) { Window = 1 }, "*Value must be 0 to 0, was 1*" },
        { new(RiskLimit.OrderQuantity, default, 5), "*must name the instrument whose units the value has, it reaches everything*" },
        { new(RiskLimit.Position, new() { Desk = new("x") }, 5), "*must name the instrument*desk 'x'*" },
        { new(RiskLimit.ChildQuantity, Btc, 5) { Window = 1 }, "*Window must be 0, was 1*" },
        { new(RiskLimit.OrderNotional, Btc, RiskRule.MaxValue + 1), "*OrderNotional: Value must be*" },
        { new(RiskLimit.Credit, default, 5), "Credit: Asset must be 1 to 32 printable characters, was ''." },
        { new(RiskLimit.Credit, default, 5) { Asset = "U D" }, "*printable*" },
        { new(RiskLimit.PriceCollar, default, 5) { Asset = "USD" }, "*Asset must be empty*" },
        { new(RiskLimit.OrderQuantity, Btc with { Venue = new("a") }, 5), "*must not name a venue*" },
    };

    public static TheoryData<RiskRule> Sound => new()
    {
        new RiskRule(RiskLimit.Restricted, default),
        new RiskRule(RiskLimit.PriceCollar, default, 999_999),
        new RiskRule(RiskLimit.PriceCollar, new() { Venue = new("a") }),
        new RiskRule(RiskLimit.OrderNotional, Btc, RiskRule.MaxValue),
        new RiskRule(RiskLimit.DuplicateWindow, default) { Window = RiskRule.MaxWindow },
        new RiskRule(RiskLimit.MessageRate, new() { Venue = new("a") }, 1_000_000) { Window = 1 },
        new RiskRule(RiskLimit.Credit, default, 0) { Asset = new string('x', 32) },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_is_wrong_with_a_limit_is_said_with_both_values(RiskRule rule, string fault) => rule.Faults().Should().ContainSingle().Which.Should().Match(fault);

    [Theory]
    [MemberData(nameof(Sound))]
    public void The_ends_of_every_range_are_taken(RiskRule rule) => rule.Faults().Count().Should().Be(0);

    [Fact]
    public void A_scope_reaches_what_agrees_with_every_name_that_is_set()
    {
        var order = new RiskScope { Instrument = new("btc-usd"), Desk = new("x"), Trader = new("ann") };
        RiskScope.Everything.Reaches(order).Should().BeTrue();
        Btc.Reaches(order).Should().BeTrue();
        new RiskScope { Desk = new("x"), Trader = new("ann") }.Reaches(order).Should().BeTrue();
        new RiskScope { Desk = new("x"), Trader = new("bob") }.Reaches(order).Should().BeFalse();
        new RiskScope { Client = new("c") }.Reaches(order).Should().BeFalse("it names none");
        new RiskScope { Venue = new("a") }.Reaches(order).Should().BeFalse("a whole order goes to no one venue");
        new RiskScope { Venue = new("a") }.Reaches(order with { Venue = new("a") }).Should().BeTrue();
        new RiskScope { Instrument = new("eth-usd") }.Reaches(order).Should().BeFalse();
        (RiskScope.Everything.ToString(), (order with { Venue = new("a"), Client = new("c") }).ToString())
            .Should().Be(("everything", "venue 'a', instrument 'btc-usd', desk 'x', trader 'ann', client 'c'"));
    }

    [Fact]
    public void Every_code_has_a_sentence_of_its_own()
    {
        var sentences = Enum.GetValues<RefusalCode>().Select(code => code.Sentence()).ToList();
        sentences.Distinct(StringComparer.Ordinal).Count().Should().Be(sentences.Count);
        sentences.TrueForAll(sentence => sentence.EndsWith('.') && sentence.Length > 10).Should().BeTrue();
        FluentActions.Invoking(() => ((RefusalCode)200).Sentence()).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_rule_says_itself_in_words()
    {
        new RiskRule(RiskLimit.Credit, new() { Desk = new("x") }, 5) { Asset = "USD", Soft = true }.ToString().Should().Be("soft Credit 5 x 10^-8 USD for desk 'x'");
        new RiskRule(RiskLimit.MessageRate, default, 5) { Window = 7 }.ToString().Should().Be("MessageRate 5 in 7 ns for everything");
        new RiskRule(RiskLimit.Restricted, Btc).ToString().Should().Be("Restricted for instrument 'btc-usd'");
    }
}
