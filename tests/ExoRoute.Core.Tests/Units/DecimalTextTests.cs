using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;

namespace ExoRoute.Tests.Units;

public class DecimalTextTests
{
    // Written by hand: text, decimals of the unit, what comes out.
    public static TheoryData<string, int, long> Amounts => new()
    {
        { "0", 0, 0 }, { "-0", 8, 0 }, { "0.000", 0, 0 }, { "0e999", 2, 0 }, { "0.00000000000000000000000000000000", 1, 0 },
        { "1", 0, 1 }, { "1", 8, 100_000_000 }, { "-1.5", 1, -15 }, { "45283.5", 1, 452_835 }, { "0.00001000", 8, 1_000 },
        { "0.1", 18, 100_000_000_000_000_000 }, { "5", 18, 5_000_000_000_000_000_000 },
        { ".5", 1, 5 }, { "5.", 0, 5 }, { "1.000", 0, 1 }, { "1.50000000000000000000000000000000000", 1, 15 },
        { "1e3", 0, 1_000 }, { "1E+3", 0, 1_000 }, { "1.5e-7", 8, 15 }, { "1e0003", 0, 1_000 }, { "1200e-2", 0, 12 },
        { "000000000000000000000000000012.5", 1, 125 }, { "100000000000000000000000e-20", 0, 1_000 },
        { "9223372036854775807", 0, long.MaxValue }, { "-9223372036854775807", 0, -long.MaxValue },
        { "92233720368.54775807", 8, long.MaxValue }, { "922337203685477580", 1, 9_223_372_036_854_775_800 },
    };

    public static TheoryData<string, int, DecimalFault> Refused => new()
    {
        { "", 0, DecimalFault.Empty },
        { "-", 0, DecimalFault.NotANumber }, { ".", 0, DecimalFault.NotANumber }, { "-.", 0, DecimalFault.NotANumber },
        { "+1", 0, DecimalFault.NotANumber }, { "--1", 0, DecimalFault.NotANumber }, { "1.2.3", 1, DecimalFault.NotANumber },
        { " 1", 0, DecimalFault.NotANumber }, { "1 ", 0, DecimalFault.NotANumber }, { "1,5", 1, DecimalFault.NotANumber },
        { "NaN", 0, DecimalFault.NotANumber }, { "Infinity", 0, DecimalFault.NotANumber }, { "-Infinity", 0, DecimalFault.NotANumber },
        { "0x10", 0, DecimalFault.NotANumber }, { "1e", 0, DecimalFault.NotANumber }, { "1e+", 0, DecimalFault.NotANumber },
        { "1e1.5", 0, DecimalFault.NotANumber }, { "e5", 0, DecimalFault.NotANumber }, { "null", 0, DecimalFault.NotANumber },
        { "\u0661", 0, DecimalFault.NotANumber }, { "1\0", 0, DecimalFault.NotANumber }, { "\ud800", 0, DecimalFault.NotANumber },
        { "12345678901234567890123abc", 0, DecimalFault.NotANumber },
        { "0.15", 1, DecimalFault.TooPrecise }, { "1e-9", 8, DecimalFault.TooPrecise }, { "1e-9999999", 8, DecimalFault.TooPrecise },
        { "0.1234567890123456789012345", 8, DecimalFault.TooPrecise }, { "1234567890123456789012.5", 0, DecimalFault.TooPrecise },
        { "9223372036854775808", 0, DecimalFault.OutOfRange }, { "-9223372036854775808", 0, DecimalFault.OutOfRange },
        { "10", 18, DecimalFault.OutOfRange }, { "1e30", 0, DecimalFault.OutOfRange }, { "1e9999999", 0, DecimalFault.OutOfRange },
        { "1234567890123456789012.5", 8, DecimalFault.OutOfRange }, { "1234567890123456789012.5", 1, DecimalFault.OutOfRange }, { "1.2345678901234567890123e25", 0, DecimalFault.OutOfRange },
    };

    [Theory]
    [MemberData(nameof(Amounts))]
    public void An_amount_is_read_to_the_last_digit(string text, int decimals, long units)
    {
        DecimalText.Parse(text, decimals, out var read).Should().Be(DecimalFault.None);
        read.Should().Be(units);
        DecimalText.Parse(System.Text.Encoding.UTF8.GetBytes(text), decimals, out read).Should().Be(DecimalFault.None);
        read.Should().Be(units);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_an_amount_in_this_unit_is_refused_with_the_reason(string text, int decimals, DecimalFault fault)
    {
        DecimalText.Parse(text, decimals, out var units).Should().Be(fault);
        units.Should().Be(0, "a refused text leaves nothing behind");
        DecimalText.Describe(fault, decimals).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(64, DecimalFault.None)]
    [InlineData(65, DecimalFault.TooLong)]
    [InlineData(10_000, DecimalFault.TooLong)]
    public void A_text_beyond_the_longest_is_refused_before_it_is_read(int length, DecimalFault fault)
    {
        var text = new string('0', length - 1) + "7";
        DecimalText.Parse(text, 0, out _).Should().Be(fault);
        DecimalText.Parse(System.Text.Encoding.UTF8.GetBytes(text), 0, out _).Should().Be(fault);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(DecimalText.MaxDecimals + 1)]
    public void A_unit_outside_its_range_is_the_callers_mistake(int decimals) =>
        FluentActions.Invoking(() => DecimalText.Parse("1", decimals, out _)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Any_amount_survives_text_and_back() =>
        Gen.Select(Gen.Long[-long.MaxValue, long.MaxValue], Gen.Int[0, DecimalText.MaxDecimals]).Sample((units, decimals) =>
        {
            foreach (var text in new[] { DecimalText.Format(units, decimals), DecimalText.FormatShort(units, decimals) })
            {
                DecimalText.Parse(text, decimals, out var back).Should().Be(DecimalFault.None, text);
                back.Should().Be(units, text);
            }
        });

    [Fact]
    public void Reading_agrees_with_exact_arithmetic_on_any_number_form()
    {
        var digits = Gen.Char["0123456789"].Array[0, 14].Select(chars => new string(chars));
        Gen.Select(Gen.Bool, digits, digits, Gen.Int[-25, 25], Gen.Int[0, 18]).Sample((negative, whole, fraction, exponent, decimals) =>
        {
            var text = $"{(negative ? "-" : "")}{whole}.{fraction}e{exponent}";
            var fault = DecimalText.Parse(text, decimals, out var units);
            if (whole.Length + fraction.Length == 0)
            {
                fault.Should().Be(DecimalFault.NotANumber);
                return;
            }

            // whole.fraction x 10^exponent in units of 10^-decimals is number x 10^shift.
            var number = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture);
            var shift = decimals + exponent - fraction.Length;
            var scaled = shift >= 0 ? number * BigInteger.Pow(10, shift) : BigInteger.DivRem(number, BigInteger.Pow(10, -shift), out number);
            var lost = shift < 0 && !number.IsZero;
            fault.Should().Be(lost ? DecimalFault.TooPrecise : scaled > long.MaxValue ? DecimalFault.OutOfRange : DecimalFault.None, text);
            units.Should().Be(fault == DecimalFault.None ? (long)(negative ? -scaled : scaled) : 0, text);
        });
    }

    [Fact]
    public void Hostile_bytes_never_throw_and_agree_with_themselves_as_text() =>
        Gen.Frequency((1, Gen.Byte), (3, Gen.Char["0123456789.-+eE"].Select(c => (byte)c))).Array[0, 80].Sample(bytes =>
        {
            var fault = DecimalText.Parse(bytes, 8, out var units);
            if (bytes.All(b => b < 128))
            {
                DecimalText.Parse(System.Text.Encoding.ASCII.GetString(bytes), 8, out var again).Should().Be(fault);
                again.Should().Be(units);
            }

            DecimalText.CountDecimals(bytes, out var written, out var needed);
            (needed <= written && needed >= 0).Should().BeTrue();
        });

    [Theory]
    [InlineData("0.50", 2, 1)]
    [InlineData("1", 0, 0)]
    [InlineData("100", 0, 0)]
    [InlineData("0.000", 3, 0)]
    [InlineData("45283.5", 1, 1)]
    [InlineData("0.00001000", 8, 5)]
    [InlineData("1.5e-7", 8, 8)]
    [InlineData("1.50e1", 1, 0)]
    [InlineData("1.0000000000000000000000000000", 28, 0)]
    public void Decimals_are_counted_as_written_and_as_needed(string text, int written, int needed)
    {
        DecimalText.CountDecimals(System.Text.Encoding.UTF8.GetBytes(text), out var w, out var n).Should().Be(DecimalFault.None);
        (w, n).Should().Be((written, needed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("12e")]
    public void What_is_no_number_has_no_decimals(string text)
    {
        DecimalText.CountDecimals(System.Text.Encoding.UTF8.GetBytes(text), out var written, out var needed).Should().NotBe(DecimalFault.None);
        (written, needed).Should().Be((0, 0));
    }

    [Fact]
    public void Every_fault_has_its_words_and_what_is_none_is_the_callers_mistake()
    {
        Enum.GetValues<DecimalFault>().Select(fault => DecimalText.Describe(fault, 2)).Should().NotContain("");
        FluentActions.Invoking(() => DecimalText.Describe((DecimalFault)99, 2)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("Not a fault.*");
        FluentActions.Invoking(() => DecimalText.Format(1, -1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("decimals");
    }

    [Fact]
    public void Amounts_are_written_in_full_or_short_even_the_most_negative()
    {
        DecimalText.Format(-5, 3).Should().Be("-0.005");
        DecimalText.Format(1_500, 3).Should().Be("1.500");
        DecimalText.FormatShort(1_500, 3).Should().Be("1.5");
        DecimalText.FormatShort(1_000, 3).Should().Be("1");
        DecimalText.FormatShort(1_000, 0).Should().Be("1000");
        DecimalText.Format(0, 2).Should().Be("0.00");
        DecimalText.Format(Int128.MinValue, 0).Should().Be("-170141183460469231731687303715884105728");
    }
}
