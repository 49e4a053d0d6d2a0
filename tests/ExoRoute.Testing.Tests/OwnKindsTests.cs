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
        ("product", new ConstantProductPool("a", 10, 1, 0.997), 3, 1),
        ("product without fee", new ConstantProductPool("a", 1, 1, 1), 1, 1),
        ("product with a large fee", new ConstantProductPool("a", 1, 4, 0.5), 1, 1),
        ("product, large", new ConstantProductPool("a", 1e9, 2e6, 0.997), 1e8, 1),
        ("mean of four", new GeometricMeanPool("b", [4, 4, 4, 4], [4, 3, 2, 1], 0.998), 2, 1),
        ("mean of three", new GeometricMeanPool("b", [3, 0.2, 1], [3, 2, 1], 0.98), 1, 1),
        ("mean of three without fee", new GeometricMeanPool("b", [3, 0.2, 1], [3, 2, 1], 1), 1, 1),
        ("mean of two", new GeometricMeanPool("b", [10, 1], [0.8, 0.2], 0.9), 1, 1),
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
