using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class SmoothCostTests
{
    [Fact]
    public void A_plant_answers_the_textbook_price_with_the_textbook_power()
    {
        // Wood and Wollenberg, example 3A: lambda 9.1482625706.
        (double A, double B, double C, double Low, double High, double Power)[] units =
            [(561, 7.92, .001562, 150, 600, 393.1698), (310, 7.85, .00194, 100, 400, 334.6038), (78, 7.97, .00482, 50, 200, 122.2264)];
        var cost = 0.0;
        foreach (var unit in units)
        {
            var plant = new QuadraticProblem("unit", unit.A, unit.B, unit.C, unit.Low, unit.High);
            var power = Respond(plant, 9.1482625706);
            power[0].Should().BeApproximately(unit.Power, 1e-4);
            cost += plant.Value(power);
        }

        cost.Should().BeApproximately(8194.3561212702, 1e-4);
    }

    [Fact]
    public void A_quadratic_cost_stays_within_its_limits()
    {
        var plant = new QuadraticProblem("unit", 1, 2, 3, -1, 4);

        Respond(plant, 1e9).Should().Equal(4);
        Respond(plant, -1e9).Should().Equal(-1);
        plant.Value([4.1]).Should().Be(double.PositiveInfinity);
        plant.Value([4]).Should().Be(1 + 8 + 48);
        Prox(plant, [2.0], 6).Should().Equal((12 - 2) / 12.0);
    }

    [Fact]
    public void A_shortfall_costs_what_lacks_and_nothing_beyond()
    {
        var user = new ShortfallProblem("user", 1.5, 50);

        user.Value([-1.5]).Should().Be(0);
        user.Value([-3]).Should().Be(0);
        user.Value([-0.5]).Should().Be(50);
        Respond(user, 100)[0].Should().Be(1 - 1.5, "at 100 a unit it goes one unit short");
        Respond(user, -1).Should().Equal(double.NegativeInfinity);
    }

    [Fact]
    public void Impact_answers_where_the_next_unit_costs_the_price()
    {
        var impact = new PowerImpact("impact", 1, 2, 100);

        Respond(impact, 1 + (3 * 2))[0].Should().Be(4, "2 x^(3/2) has the slope 3 sqrt x");
        impact.Value([4]).Should().Be(4 + 16);
        Prox(impact, [0.0], 1).Should().Equal(0);
        var step = Prox(impact, [30.0], 0.5)[0];
        (1 + (3 * Math.Sqrt(step)) + (0.5 * (step - 30))).Should().BeApproximately(0, 1e-13);
    }

    [Fact]
    public void Risk_is_least_where_its_gradient_pays()
    {
        double[] sigma = [4, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 2];
        var risk = new CovarianceRisk("risk", [10, -5, 3], sigma, 0.25);
        double[] price = [1, 2, -0.5];
        var flows = Respond(risk, price);
        for (var i = 0; i < 3; i++)
        {
            var gradient = 0.0;
            for (var j = 0; j < 3; j++)
            {
                gradient += 2 * 0.25 * sigma[(i * 3) + j] * (((double[])[10, -5, 3])[j] + flows[j]);
            }

            gradient.Should().BeApproximately(price[i], 1e-13);
        }

        risk.Value([-10, 5, -3]).Should().Be(0, "what is wanted is delivered");
        risk.Value([0, 5, -3]).Should().Be(0.25 * 4 * 100);
    }

    [Fact]
    public void Risk_goes_on_for_ever_only_where_there_is_none()
    {
        var risk = new CovarianceRisk("risk", [1, 1], [1, 1, 1, 1], 1); // the two move as one

        Respond(risk, [1.0, 1]).Should().OnlyContain(flow => double.IsFinite(flow));
        Respond(risk, [2.0, 1]).Should().Equal(double.PositiveInfinity, double.NegativeInfinity);
        double[] price = [2, 1];
        risk.Admit(price);
        price[0].Should().BeApproximately(1.5, 1e-15);
        price[1].Should().BeApproximately(1.5, 1e-15);
    }

    [Fact]
    public void Covariances_that_are_none_are_refused()
    {
        var lopsided = () => new CovarianceRisk("risk", [1, 1], [1, 0.5, 0.4, 1], 1);
        var negative = () => new CovarianceRisk("risk", [1, 1], [1, 2, 2, 1], 1);
        var few = () => new CovarianceRisk("risk", [1, 1], [1, 2, 2], 1);

        lopsided.Should().Throw<ArgumentException>().WithMessage("*symmetric*0.4*0.5*");
        negative.Should().Throw<ArgumentException>().WithMessage("*variance -1*");
        few.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_large_covariance_comes_apart_into_directions_at_right_angles()
    {
        const int Size = 40;
        var draws = new Draws(3);
        var (factor, sigma) = (new double[Size * Size], new double[Size * Size]);
        foreach (ref var one in factor.AsSpan())
        {
            one = draws.Even() - 0.5;
        }

        for (var i = 0; i < Size * Size; i++)
        {
            for (var k = 0; k < Size; k++)
            {
                sigma[i] += factor[((i / Size) * Size) + k] * factor[((i % Size) * Size) + k];
            }
        }

        var eigen = new SymmetricEigen(sigma, Size);
        for (var i = 0; i < Size * Size; i++)
        {
            var (again, product) = (0.0, 0.0);
            for (var k = 0; k < Size; k++)
            {
                again += eigen.Vectors[((i / Size) * Size) + k] * eigen.Values[k] * eigen.Vectors[((i % Size) * Size) + k];
                product += eigen.Vectors[((i / Size) * Size) + k] * eigen.Vectors[((i % Size) * Size) + k];
            }

            again.Should().BeApproximately(sigma[i], 1e-13);
            product.Should().BeApproximately(i / Size == i % Size ? 1 : 0, 1e-13);
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_named()
    {
        ((Action)(() => _ = new QuadraticProblem("q", 0, 0, -1))).Should().Throw<ArgumentException>().WithMessage("*quadratic coefficient*-1*");
        ((Action)(() => _ = new QuadraticProblem("q", 0, 0, 1, 2, 1))).Should().Throw<ArgumentException>().WithMessage("*2 and 1*");
        ((Action)(() => _ = new ShortfallProblem("q", double.NaN, 1))).Should().Throw<ArgumentException>().WithMessage("*demand*NaN*");
        ((Action)(() => _ = new PowerImpact("q", 1, 0))).Should().Throw<ArgumentException>().WithMessage("*impact*0*");
        ((Action)(() => _ = new PowerImpact("q", 1, 1, -1))).Should().Throw<ArgumentException>().WithMessage("*around 0*");
    }

    private static double[] Respond(LocalProblem problem, params double[] prices)
    {
        var flows = new double[problem.Ports];
        problem.Respond(prices, flows);
        return flows;
    }

    private static double[] Prox(LocalProblem problem, double[] point, double rho)
    {
        var flows = new double[problem.Ports];
        problem.Prox(point, rho, flows);
        return flows;
    }
}
