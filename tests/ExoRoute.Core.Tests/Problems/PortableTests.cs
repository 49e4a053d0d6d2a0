using System.Numerics;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class PortableTests
{
    // Fixed point with 200 bits behind the point: far beyond a double's 53.
    private const int Bits = 200;
    private static readonly BigInteger One = BigInteger.One << Bits;

    [Fact]
    public void Exponentials_are_within_two_units_in_the_last_place()
    {
        foreach (var x in Places(-700, 700).Concat(Places(-1, 1)).Concat([0, 1, -1, 709.7, -708, 1e-300, double.Epsilon]))
        {
            Units(Portable.Exp(x), ExpOf(Fixed(x), 0)).Should().BeLessThan(2, "exp({0:R})", x);
        }
    }

    [Fact]
    public void Exponentials_less_one_are_within_two_units_in_the_last_place()
    {
        foreach (var x in Places(-30, 30).Concat(Places(-1, 1)).Concat(Places(-1e-6, 1e-6)).Where(x => x != 0))
        {
            Units(Portable.Expm1(x), (ExpOf(Fixed(x), 0).Mantissa - One, 0)).Should().BeLessThan(2, "expm1({0:R})", x);
        }
    }

    [Fact]
    public void Logarithms_are_within_two_units_in_the_last_place()
    {
        foreach (var x in Places(0, 4).Concat(Places(0.999, 1.001)).Concat(Places(0, 1e12)).Where(x => x > 1e-30 && x != 1))
        {
            Units(Portable.Log(x), (LogOf(Fixed(x)), 0)).Should().BeLessThan(2, "ln({0:R})", x);
            Units(Portable.Log1p(x - 1), (LogOf(Fixed(x - 1) + One), 0)).Should().BeLessThan(2, "ln(1 + {0:R})", x - 1);
        }
    }

    [Fact]
    public void Powers_are_within_two_units_in_the_last_place()
    {
        var powers = Places(-8, 8).ToArray();
        foreach (var (x, i) in Places(0, 300).Where(x => x > 1e-3).Select((x, i) => (x, i)))
        {
            var y = powers[i % powers.Length];
            Units(Portable.Pow(x, y), ExpOf(LogOf(Fixed(x)) * Fixed(y) >> Bits, 0)).Should().BeLessThan(2, "{0:R}^{1:R}", x, y);
        }
    }

    [Fact]
    public void They_agree_with_the_platform_to_1e15()
    {
        foreach (var x in Places(-20, 20))
        {
            Portable.Exp(x).Should().BeApproximately(Math.Exp(x), 1e-15 * Math.Exp(x));
            Portable.Log(Math.Abs(x)).Should().BeApproximately(Math.Log(Math.Abs(x)), 1e-15 * Math.Max(1, Math.Abs(Math.Log(Math.Abs(x)))));
            Portable.Pow(Math.Abs(x), 1.7).Should().BeApproximately(Math.Pow(Math.Abs(x), 1.7), 1e-15 * Math.Pow(Math.Abs(x), 1.7));
        }
    }

    [Fact]
    public void Special_arguments_answer_as_the_platform_does()
    {
        double[] odd = [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, 710, -746, 2];
        foreach (var x in odd)
        {
            Same(Portable.Exp(x), Math.Exp(x), $"exp({x})");
            Same(Portable.Log(x), Math.Log(x), $"ln({x})");
            foreach (var y in odd.Where(y => x >= 0 && !(x == 1 && double.IsNaN(y))))
            {
                Same(Portable.Pow(x, y), Math.Pow(x, y), $"{x}^{y}");
            }
        }

        Portable.Log1p(-1).Should().Be(double.NegativeInfinity);
        Portable.Log1p(-2).Should().Be(double.NaN);
        Portable.Expm1(-50).Should().Be(-1);
        Portable.Exp(-744).Should().BePositive().And.BeLessThan(1e-320);
    }

    private static void Same(double ours, double theirs, string what) =>
        (ours.Equals(theirs) || ours == theirs || Math.Abs(ours - theirs) <= 1e-15 * Math.Abs(theirs)).Should().BeTrue("{0} is {1:R} and {2:R}", what, ours, theirs);

    private static IEnumerable<double> Places(double from, double to)
    {
        var draws = new Draws(7);
        for (var i = 0; i < 2000; i++)
        {
            yield return from + ((to - from) * draws.Even());
        }
    }

    private static BigInteger Fixed(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = new BigInteger((bits & 0xFFFFFFFFFFFFF) | (exponent > 0 ? 1L << 52 : 0));
        var shift = Math.Max(exponent, 1) - 1075 + Bits;
        mantissa = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        return bits < 0 ? -mantissa : mantissa;
    }

    // e^x as a fixed-point number times 2^Power.
    private static (BigInteger Mantissa, int Power) ExpOf(BigInteger x, int power)
    {
        var ln2 = LogOf(One << 1);
        var k = (int)BigInteger.Divide(x - (x.Sign < 0 ? ln2 : 0), ln2);
        var (sum, term) = (One, One);
        var r = x - (k * ln2);
        for (var n = 1; !term.IsZero; n++)
        {
            term = (term * r >> Bits) / n;
            sum += term;
        }

        return Math.Abs(k) < 64 && power == 0 ? (k >= 0 ? sum << k : sum >> -k, 0) : (sum, k);
    }

    // By the series of atanh after halving into [2/3, 4/3].
    private static BigInteger LogOf(BigInteger x)
    {
        var k = 0;
        for (; x * 3 > One * 4; k++)
        {
            x >>= 1;
        }

        for (; x * 3 < One * 2; k--)
        {
            x <<= 1;
        }

        return Series(x) + (k * Series2());
    }

    private static BigInteger Series2() => 2 * Series(One * 4 / 3) + Series(One * 9 / 8); // 2 = (4/3)^2 (9/8)

    private static BigInteger Series(BigInteger x)
    {
        var s = ((x - One) << Bits) / (x + One);
        var (sum, term, square) = (BigInteger.Zero, s, s * s >> Bits);
        for (var n = 1; !term.IsZero && term != -1; n += 2)
        {
            sum += term / n;
            term = term * square >> Bits;
        }

        return 2 * sum;
    }

    // How many units in the last place a double is away from the right number.
    private static double Units(double ours, (BigInteger Mantissa, int Power) right)
    {
        var (mantissa, power) = right;
        if (mantissa.IsZero)
        {
            return ours == 0 ? 0 : double.PositiveInfinity;
        }

        var scaled = Fixed(Math.ScaleB(ours, -power));
        var size = (int)BigInteger.Abs(mantissa).GetBitLength();
        return (double)BigInteger.Abs(scaled - mantissa) / (double)(BigInteger.One << Math.Max(0, size - 53));
    }
}
