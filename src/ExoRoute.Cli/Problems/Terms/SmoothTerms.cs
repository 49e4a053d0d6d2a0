using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Output;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>Smooth costs: quadratic, shortfall, square-root impact, covariance.</summary>
internal static class SmoothTerms
{
    private const int MostInstruments = 128; // taking sigma apart costs n^3

    /// <summary>a + b x + c x^2.</summary>
    internal static Func<ProblemTerm> Quadratic(TermSource source)
    {
        var (from, node) = (source.From, source.Node());
        var (a, b, c) = (from.Number("a", NumberRange.Any, 0), from.Number("b", NumberRange.Any), from.Number("c", NumberRange.NotNegative));
        var (low, high) = (from.End("low", NumberRange.Any, double.NegativeInfinity), from.End("high", NumberRange.Any, double.PositiveInfinity));
        if (low > high)
        {
            from.Fault("high", FormattableString.Invariant($"must be no less than low, {low}; was {high}."));
        }

        var straight = c == 0 && low < high && (double.IsFinite(low) || double.IsFinite(high));
        return () => new(source.Name, "quadratic", node, new QuadraticProblem(source.Name, a, b, c, low, high),
            view => Margins.OneFlow(view.Flows[0], view.Prices[0], new(b + (2 * c * view.Flows[0]), b + (2 * c * view.Flows[0])), low, high),
            straight ? new([1], [low, high], [b], a + (b * (double.IsFinite(low) ? low : high))) : null);
    }

    /// <summary>weight x max(demand + x, 0)^2.</summary>
    internal static Func<ProblemTerm> Shortfall(TermSource source)
    {
        var (node, demand, weight) = (source.Node(), source.From.Number("demand", NumberRange.Any), source.From.Number("weight", NumberRange.Positive));
        return () => new(source.Name, "shortfall", node, new ShortfallProblem(source.Name, demand, weight), Why, null);

        TermReason Why(TermView view)
        {
            var slope = 2 * weight * Math.Max(demand + view.Flows[0], 0);
            return Margins.OneFlow(view.Flows[0], view.Prices[0], new(slope, slope), double.NegativeInfinity, double.PositiveInfinity);
        }
    }

    /// <summary>b x + c |x|^(3/2).</summary>
    internal static Func<ProblemTerm> PowerImpact(TermSource source)
    {
        var (from, node) = (source.From, source.Node());
        var (price, impact) = (from.Number("price", NumberRange.Any), from.Number("impact", NumberRange.Positive));
        var (low, high) = (from.End("low", NumberRange.NotPositive, from.Has("low") ? double.NegativeInfinity : 0), from.End("high", NumberRange.NotNegative, double.PositiveInfinity));
        return () => new(source.Name, "power-impact", node, new PowerImpact(source.Name, price, impact, high, low), Why, null);

        TermReason Why(TermView view)
        {
            var slope = price + (1.5 * impact * Math.Sign(view.Flows[0]) * Math.Sqrt(Math.Abs(view.Flows[0])));
            return Margins.OneFlow(view.Flows[0], view.Prices[0], new(slope, slope), low, high);
        }
    }

    /// <summary>aversion x (t - y)' Sigma (t - y).</summary>
    internal static Func<ProblemTerm> Covariance(TermSource source)
    {
        var nodes = source.Nodes(1, MostInstruments);
        var (target, sigma) = (source.PerNode("target", NumberRange.Any, nodes), Matrix(source, nodes.Length));
        var aversion = source.From.Number("aversion", NumberRange.Positive);
        return () => new(source.Name, "covariance", nodes, new CovarianceRisk(source.Name, target, sigma, aversion), Why, null);

        TermReason Why(TermView view)
        {
            var parts = new List<string>();
            for (var row = 0; row < target.Length && row < 6; row++)
            {
                var slope = 0.0;
                for (var column = 0; column < target.Length; column++)
                {
                    slope += sigma[(row * target.Length) + column] * (target[column] + view.Flows[column]);
                }

                parts.Add($"{view.Nodes[row]} {Numbers.Text(-2 * aversion * slope)} for {Numbers.Text(-view.Prices[row])}");
            }

            return new($"one more unit held changes the cost of risk, for less the price: {string.Join(", ", parts)}{(target.Length > 6 ? ", ..." : "")}");
        }
    }

    private static double[] Matrix(TermSource source, int size)
    {
        var sigma = new List<double>();
        var rows = source.From.List("sigma", "rows of numbers, one row a node", 1, MostInstruments);
        if (rows.Count != size)
        {
            source.From.Fault("sigma", FormattableString.Invariant($"must have a row for each of the {size} nodes, has {rows.Count}."));
        }

        foreach (var row in rows)
        {
            if (row.Kind != DocumentKind.List || row.Items.Count != size)
            {
                source.From.FaultAt(row, FormattableString.Invariant($"must be a list of {size} numbers, one a node, was {row.Shown}."));
                continue;
            }

            sigma.AddRange(row.Items.Select(item => source.From.Number(item, NumberRange.Any)));
        }

        for (var row = 0; sigma.Count == size * size && row < size; row++)
        {
            for (var column = 0; column < row; column++)
            {
                var (a, b) = (sigma[(row * size) + column], sigma[(column * size) + row]);
                if (Math.Abs(a - b) > 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b)))
                {
                    source.From.FaultAt(rows[row].Items[column], FormattableString.Invariant($"must be what stands mirrored, sigma[{column}][{row}], {b}; was {a}."));
                }
            }
        }

        return [.. sigma];
    }
}
