using CsCheck;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class FillLawTests
{
    private static readonly Gen<FillLaw> AnyLaw = Gen.OneOf(
        Gen.Long[0, 400].Array[1, 9].Select(flows => FillLaw.Empirical(flows)), Gen.Double[0, 300].Select(FillLaw.Poisson), Gen.Double[0.01, 300].Select(FillLaw.Exponential));

    [Fact]
    public void Masses_tails_and_expectations_of_every_law_agree() => AnyLaw.Sample(law =>
    {
        var (sum, tail) = (0.0, 0.0);
        for (var lots = law.Last; lots >= law.First; lots--)
        {
            law.MoreThan(lots).Should().BeApproximately(sum, 1e-12);
            law.ExpectedAbove(lots).Should().BeApproximately(tail, 1e-9);
            law.AtMost(lots).Should().BeApproximately(1 - sum, 1e-12);
            sum += law.Mass(lots);
            tail += sum;
        }

        sum.Should().BeApproximately(1, 1e-12);
        law.Truncated.Should().BeInRange(0, 1e-16);
        law.ExpectedAbove(-1).Should().BeApproximately(1 + law.ExpectedAbove(0) + law.MoreThan(0) - 1 + law.AtMost(0), 1e-9);
    }, iter: 60);

    [Fact]
    public void Fills_of_an_order_are_a_law_with_its_expected_fill() => Gen.Select(AnyLaw, Gen.Long[0, 350], Gen.Int[0, 120]).Sample((law, ahead, rested) =>
    {
        var masses = new double[rested + 1];
        law.FillMasses(ahead, masses);
        masses.Sum().Should().BeApproximately(1, 1e-12);
        masses.Select((mass, lots) => mass * lots).Sum().Should().BeApproximately(law.ExpectedFill(ahead, rested), 1e-9);
    }, iter: 200);

    [Fact]
    public void A_quantile_is_the_least_amount_that_reaches_its_level() => Gen.Select(AnyLaw, Gen.Double[0.001, 0.999]).Sample((law, level) =>
    {
        var lots = law.Quantile(level);
        law.AtMost(lots).Should().BeGreaterThanOrEqualTo(level);
        (lots == law.First || law.AtMost(lots - 1) < level).Should().BeTrue();
    }, iter: 200);

    [Fact]
    public void Poisson_masses_are_those_of_the_formula()
    {
        var law = FillLaw.Poisson(3);
        law.Mass(0).Should().BeApproximately(0.049787068367863944, 1e-16);
        law.Mass(5).Should().BeApproximately(0.10081881344492449, 1e-16);
        FillLaw.Poisson(2200).Quantile(0.9375).Should().Be(2272, "the published quantile");
        FillLaw.Poisson(0).Mass(0).Should().Be(1);
        FillLaw.Poisson(4e9).Quantile(0.5).Should().BeInRange(3_999_999_900, 4_000_000_100);
    }

    [Fact]
    public void Exponential_outflows_are_rounded_down_to_whole_lots()
    {
        var law = FillLaw.Exponential(2200);
        law.MoreThan(2199).Should().BeApproximately(Math.Exp(-1), 1e-15);
        law.AtMost(0).Should().BeApproximately(1 - Math.Exp(-1 / 2200.0), 1e-15);
        law.ExpectedAbove(-1).Should().BeApproximately(1 + (1 / (Math.Exp(1 / 2200.0) - 1)), 1e-8);
    }

    [Fact]
    public void Means_and_observations_out_of_range_are_refused()
    {
        foreach (var making in new Action[]
        {
            () => FillLaw.Poisson(-1), () => FillLaw.Poisson(double.NaN), () => FillLaw.Poisson(1e11), () => FillLaw.Exponential(0), () => FillLaw.Exponential(double.PositiveInfinity),
            () => FillLaw.Empirical([]), () => FillLaw.Empirical([-1]), () => FillLaw.Empirical([0, long.MaxValue]), () => FillLaw.Poisson(1).FillMasses(0, []),
        })
        {
            making.Should().Throw<ArgumentException>();
        }
    }
}
