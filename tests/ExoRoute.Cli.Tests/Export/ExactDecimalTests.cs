using ExoRoute.Cli.Export;

namespace ExoRoute.Tests.Cli.Export;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(1.5e21, "1500000000000000000000")]
    [InlineData(-3, "-3")]
    [InlineData(0, "0")]
    [InlineData(123456.789, "123456.789")]
    public void A_double_is_written_as_the_shortest_decimal_that_is_read_back_as_it(double number, string text)
    {
        ExactDecimal.Of(number).ToString().Should().Be(text);
        double.Parse(ExactDecimal.Of(number).ToString(), System.Globalization.CultureInfo.InvariantCulture).Should().Be(number);
    }

    [Fact]
    public void Sums_differences_and_products_are_exact()
    {
        (ExactDecimal.Of(0.1) + ExactDecimal.Of(0.2)).ToString().Should().Be("0.3");
        (ExactDecimal.Of(1e15) - ExactDecimal.Of(1e-15)).ToString().Should().Be("999999999999999.999999999999999");
        (ExactDecimal.Of(1.1) * ExactDecimal.Of(-1.1)).ToString().Should().Be("-1.21");
    }

    [Fact]
    public void Every_double_comes_back() => CsCheck.Check.Sample(CsCheck.Gen.Double, static number =>
        !double.IsFinite(number) || double.Parse(ExactDecimal.Of(number).ToString(), System.Globalization.CultureInfo.InvariantCulture).Equals(number == 0 ? 0 : number), iter: 1_000);
}
