using ExoRoute.Problems;
using ExoRoute.Testing;

namespace ExoRoute.Tests.Testing;

/// <summary>Every kind that ships passes the kit that judges others.</summary>
public class OwnKindsTests
{
    // Name, problem, size of its flows, size of its prices.
    private static readonly (string Name, LocalProblem Problem, double Flow, double Price)[] Kinds =
    [
        ("quadratic", new QuadraticProblem("q", 3, 2, 0.5, -1, 2), 2, 3),
        ("quadratic plant", new QuadraticProblem("q", 561, 7.92, .001562, 150, 600), 300, 8),
        ("quadratic without limits", new QuadraticProblem("q", 0, -1, 2), 1, 3),
        ("linear, one limit", new QuadraticProblem("q", 0, 1, 0, 0), 1, 2),
        ("linear, no limit", new QuadraticProblem("q", 0, 1, 0), 1, 2),
        ("shortfall", new ShortfallProblem("u", 1.5, 50), 2, 40),
        ("shortfall plant", new ShortfallProblem("g", 0, 0.5), 2, 2),
        ("power impact", new PowerImpact("i", 0.1, 0.3, 5), 3, 1),
        ("power impact both ways", new PowerImpact("i", 0.1, 0.3, 5, -1), 3, 1),
        ("piecewise-linear", new PiecewiseLinearProblem("p", [0, 1, 3], [1, 2]), 2, 2),
        ("market", PiecewiseLinearProblem.Market("m", 2, double.NegativeInfinity, 0), 2, 3),
        ("fixed", new PiecewiseLinearProblem("f", [2], []), 2, 3),
        ("activity", new ActivityProblem("a", [-1, 0.7, 2], [-3, 1, 5], [0.5, 2]), 4, 2),
        ("activity at a standstill", new ActivityProblem("a", [-1, 2], [0], []), 4, 2),
        ("resting order", new RestingOrderProblem("r", new(20), FillLaw.Poisson(30), 1, 1.5, new(40)), 30, 2),
        ("product", new ConstantProductPool("a", 10, 1, 0.997), 3, 1),
        ("product without fee", new ConstantProductPool("a", 1, 1, 1), 1, 1),
        ("product with a large fee", new ConstantProductPool("a", 1, 4, 0.5), 1, 1),
        ("product, large", new ConstantProductPool("a", 1e9, 2e6, 0.997), 1e8, 1),
        ("mean of four", new GeometricMeanPool("b", [4, 4, 4, 4], [4, 3, 2, 1], 0.998), 2, 1),
        ("mean of three", new GeometricMeanPool("b", [3, 0.2, 1], [3, 2, 1], 0.98), 1, 1),
        ("mean of three without fee", new GeometricMeanPool("b", [3, 0.2, 1], [3, 2, 1], 1), 1, 1),
        ("mean of two", new GeometricMeanPool("b", [10, 1], [0.8, 0.2], 0.9), 1, 1),
        ("liquidity", new ConcentratedLiquidityPool("u", 15, [5, 10, 20, 30], [1.2, 1.4, 1], 0.997), 0.5, 4),
        ("liquidity without fee", new ConcentratedLiquidityPool("u", 15, [5, 10, 20, 30], [1.2, 1.4, 1], 1), 0.5, 4),
        ("liquidity with a gap", new ConcentratedLiquidityPool("u", 12, [5, 10, 20, 30], [1.2, 0, 1], 0.9), 0.5, 4),
        ("liquidity at its lowest price", new ConcentratedLiquidityPool("u", 5, [5, 10, 20], [1.2, 2], 0.99), 0.5, 4),
        ("liquidity at its highest price", new ConcentratedLiquidityPool("u", 20, [5, 10, 20], [1.2, 2], 0.99), 0.5, 4),
        ("conversion", new TwoPortEdge("fx", EdgeGain.Rate(1.1), 3, 0.01), 3, 1),
        ("battery", new TwoPortEdge("b", EdgeGain.Quadratic(1, 0.005), 10), 8, 30),
        ("battery over its top", new TwoPortEdge("b", EdgeGain.Quadratic(1, 0.08), 10), 8, 30),
        ("line", new TwoPortEdge("l", EdgeGain.Line(3, 16, 0.25), 4), 3, 30),
        ("risk", new CovarianceRisk("r", [10, -5, 3], [4, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 2], 0.25), 10, 20),
        ("risk of one instrument", new CovarianceRisk("r", [2], [3], 1), 2, 5),
        ("risk that two share", new CovarianceRisk("r", [1, 1], [1, 1, 1, 1], 1), 2, 2),
        ("dark pool", DarkPoolProblem.ZeroBinPower("d", 0.5, 1.2, 200, 3, 0.1), 100, 2),
        ("dark pool that was tried", DarkPoolProblem.Estimated("d", FillSurvival.None.Add(new(5), new(2)).Add(new(8), new(8)), new(20)), 15, 1),
        ("ladder", new LadderProblem(new("v"), [new(100, 5, new(100)), new(103, 7, new(103))]), 8, 100),
        ("sum", new ConstantSumPool("c", [10, 10], 0.999), 8, 1),
        ("sum of three", new ConstantSumPool("c", [1, 0, 5], 0.9), 3, 1),
        ("sum without fee", new ConstantSumPool("c", [1, 2], 1), 1, 1),
    ];

    public static TheoryData<string> Names => new(Kinds.Select(kind => kind.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kind_that_ships_passes(string name)
    {
        var (_, problem, flow, price) = Kinds.Single(kind => kind.Name == name);
        foreach (var seed in (ulong[])[1, 2, 3])
        {
            var faults = LocalProblemConformance.Check(problem, new() { FlowSize = flow, PriceSize = price, Seed = seed });
            string.Join('\n', faults).Should().BeEmpty();
        }
    }

    [Fact]
    public void Every_kind_of_Core_is_tried() => typeof(LocalProblem).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(LocalProblem)) && !type.IsAbstract)
        .Except(Kinds.Select(kind => kind.Problem.GetType())).Select(type => type.Name).Should().BeEmpty();
}
