namespace ExoRoute.Cli.Problems.Terms;

/// <summary>A kind of term: its word, and how its numbers are read. What is answered makes the term once nothing is at fault.</summary>
internal sealed record TermKind(string Word, Func<TermSource, Func<ProblemTerm>> Read);

/// <summary>All kinds of terms that a document may have.</summary>
internal static class TermKinds
{
    /// <summary>No term touches more nodes.</summary>
    internal const int MostPorts = 256;

    /// <summary>No list of a term is longer.</summary>
    internal const int MostNumbers = 100_000;

    /// <summary>In the order of the page.</summary>
    internal static readonly IReadOnlyList<TermKind> All =
    [
        new("ladder", CurveTerms.Ladder),
        new("piecewise-linear", CurveTerms.PiecewiseLinear),
        new("market", CurveTerms.Market),
        new("activity", CurveTerms.Activity),
        new("quadratic", SmoothTerms.Quadratic),
        new("shortfall", SmoothTerms.Shortfall),
        new("power-impact", SmoothTerms.PowerImpact),
        new("covariance", SmoothTerms.Covariance),
        new("edge", EdgeTerms.Edge),
        new("constant-product", PoolTerms.ConstantProduct),
        new("geometric-mean", PoolTerms.GeometricMean),
        new("constant-sum", PoolTerms.ConstantSum),
        new("concentrated-liquidity", PoolTerms.ConcentratedLiquidity),
        new("dark-pool", FillTerms.DarkPool),
        new("resting-order", FillTerms.RestingOrder),
    ];

    /// <summary>The words, each with its place in <see cref="All"/>.</summary>
    internal static readonly IReadOnlyList<(string, int)> Words = [.. All.Select(static (kind, place) => (kind.Word, place))];
}
