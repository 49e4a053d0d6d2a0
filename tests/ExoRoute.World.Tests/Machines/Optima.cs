using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Machines;

/// <summary>Problems of every smooth kind, solved: the bits of flows and prices, which must be the same on every machine.</summary>
internal static class Optima
{
    private const double Endless = double.PositiveInfinity;

    public static IEnumerable<string> Lines()
    {
        yield return Line("pools", new(["a", "b", "c"], [0, 0, -10], [
            new(new ConstantProductPool("1", 1000, 800, 0.997), 0, 1), new(new GeometricMeanPool("2", [500, 400, 900], [3, 1, 2], 0.99), 0, 1, 2),
            new(new ConstantSumPool("3", [50, 60], 0.999), 0, 2), new(new ConcentratedLiquidityPool("4", 1.3, [0.8, 1.1, 1.6, 2.5], [40, 90, 20], 0.997), 1, 2),
            new(PiecewiseLinearProblem.Market("m", 1, -Endless, 0), 0), new(PiecewiseLinearProblem.Market("n", 1.1, -Endless, 0), 1), new(PiecewiseLinearProblem.Market("o", 0.7, -Endless, 0), 2)]));
        yield return Line("network", new(["bus 1", "bus 2", "bus 3"], [0, 0, 0], [
            new(new TwoPortEdge("line", EdgeGain.Line(3, 16, 0.25), 4), 0, 1), new(new TwoPortEdge("back", EdgeGain.Line(3, 16, 0.25), 4), 1, 0),
            new(new TwoPortEdge("battery", EdgeGain.Quadratic(1, 0.005), 10), 1, 2), new(new ShortfallProblem("user", 1.7, 50), 0), new(new ShortfallProblem("late", 0.9, 40), 2),
            new(new ShortfallProblem("plant", 0, 0.5), 1), new(new PowerImpact("import", 0.4, 1.5, 9), 0)]));
        yield return Line("instruments", new(["i", "j", "k"], [0, 0, 0], [
            new(new CovarianceRisk("risk", [4300, 4200, 100], [2.3, 0.4, 0.1, 0.4, 1.9, -0.3, 0.1, -0.3, 1.1], 1e-4), 0, 1, 2),
            new(new LadderProblem(new("v"), [new(1, 1900, new(1)), new(2, 800, new(2)), new(4, 4000, new(4))]), 0), new(new LadderProblem(new("w"), [new(1, 500, new(1)), new(3, 9000, new(3))]), 1),
            new(new LadderProblem(new("x"), [new(1, 100, new(1))]), 2), new(new QuadraticProblem("impact", 0, 0.1, 0.01, 0, 400), 2)]));
        yield return Line("one node", new(["grid"], [850], [
            new(new QuadraticProblem("1", 561, 7.92, .001562, 150, 600), 0), new(new QuadraticProblem("2", 310, 7.85, .00194, 100, 400), 0), new(new QuadraticProblem("3", 78, 7.97, .00482, 50, 200), 0)]));

        var venue = new MakeTakeVenue("v", new(2000), 0.002, FillLaw.Poisson(2200));
        var mix = MakeTakeSolver.Solve(new() { Target = new(1000), HalfSpread = 0.02, TakeFee = 0.003, UnderPenalty = 0.026, OverPenalty = 0.024, Venues = [venue, venue with { Name = "w", Law = FillLaw.Exponential(2100) }] }, MakeTakeSettings.Default);
        yield return FormattableString.Invariant($"make and take: {mix.Take.Count}, {string.Join(", ", mix.Rest.Flows.ToArray())}, {BitConverter.DoubleToInt64Bits(mix.Cost):x16}, {BitConverter.DoubleToInt64Bits(mix.Bound):x16}");
    }

    private static string Line(string name, ExchangeProblem problem)
    {
        var solution = ExchangeSolver.Solve(problem, ExchangeSettings.Default);
        double[] bits = [.. solution.Flows, .. solution.Prices, solution.Cost, solution.Bound, solution.Residual];
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {solution.Status}, {solution.Rounds} rounds, {solution.Steps} steps, {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(bits.AsSpan())))}");
    }
}
