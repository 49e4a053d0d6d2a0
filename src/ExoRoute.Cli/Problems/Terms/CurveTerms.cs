using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>Costs of straight pieces: ladders, offer curves, markets, activities.</summary>
internal static class CurveTerms
{
    /// <summary>Levels of a book: asks feed the node, bids (side "sell") take from it.</summary>
    internal static Func<ProblemTerm> Ladder(TermSource source)
    {
        var (node, side) = (source.Node(), source.From.Word("side", MarketTerms.Sides, Side.Buy));
        var (prices, quantities) = Levels(source.From, side);
        return () =>
        {
            // From no flow outward; bids are mirrored, as what is sold flows out.
            var knots = new double[prices.Count + 1];
            for (var level = 0; level < prices.Count; level++)
            {
                knots[level + 1] = knots[level] + quantities[level];
            }

            double[] costs = [.. prices];
            if (side == Side.Buy)
            {
                return Pieces(source, "ladder", node, knots, costs, 0);
            }

            var value = 0.0;
            for (var level = 0; level < prices.Count; level++)
            {
                value -= prices[level] * quantities[level];
            }

            return Pieces(source, "ladder", node, [.. knots.Reverse().Select(static knot => 0 - knot)], [.. costs.Reverse()], value);
        };
    }

    /// <summary>Knots and prices.</summary>
    internal static Func<ProblemTerm> PiecewiseLinear(TermSource source)
    {
        var (node, (knots, prices, start)) = (source.Node(), Curve(source));
        return () => Pieces(source, "piecewise-linear", node, knots, prices, start);
    }

    /// <summary>One price for any flow between two limits.</summary>
    internal static Func<ProblemTerm> Market(TermSource source)
    {
        var (node, price) = (source.Node(), source.From.Number("price", NumberRange.Any));
        var (low, high) = (source.From.End("low", NumberRange.NotPositive, double.NegativeInfinity), source.From.End("high", NumberRange.NotNegative, double.PositiveInfinity));
        return () =>
        {
            var problem = PiecewiseLinearProblem.Market(source.Name, price, low, high);
            var (knots, prices) = (problem.Knots.ToArray(), problem.Prices.ToArray());
            return Term(source, "market", node, problem, new([1], knots, prices, double.IsFinite(low) ? price * low : 0));
        };
    }

    /// <summary>One level that moves several nodes in proportion.</summary>
    internal static Func<ProblemTerm> Activity(TermSource source)
    {
        var nodes = source.Nodes(1, TermKinds.MostPorts);
        var (coefficients, (knots, prices, start)) = (source.PerNode("coefficients", NumberRange.Any, nodes), Curve(source));
        if (coefficients.Contains(0))
        {
            source.From.Fault("coefficients", "must have no 0; leave out a node that is not moved.");
        }

        return () =>
        {
            var problem = new ActivityProblem(source.Name, coefficients, knots, prices, start);
            return new(source.Name, "activity", nodes, problem, Why, new(coefficients, knots, prices, start));

            TermReason Why(TermView view)
            {
                var (level, paid) = (problem.Level(view.Flows), 0.0);
                for (var port = 0; port < coefficients.Length; port++)
                {
                    paid += coefficients[port] * view.Prices[port];
                }

                return Margins.OneFlow(level, paid, Margins.OfPieces(knots, prices, level), knots[0], knots[^1], "level");
            }
        };
    }

    private static ProblemTerm Pieces(TermSource source, string kind, int[] node, double[] knots, double[] prices, double start) =>
        Term(source, kind, node, new PiecewiseLinearProblem(source.Name, knots, prices, start), new([1], knots, prices, start));

    private static ProblemTerm Term(TermSource source, string kind, int[] node, LocalProblem problem, LinearForm form) => new(
        source.Name, kind, node, problem,
        view => Margins.OneFlow(view.Flows[0], view.Prices[0], Margins.OfPieces(form.Knots, form.Prices, view.Flows[0]), form.Knots[0], form.Knots[^1]), form);

    private static (double[] Knots, double[] Prices, double Start) Curve(TermSource source)
    {
        var before = source.Faults.Count;
        var knots = source.From.Knots("knots", 1, TermKinds.MostNumbers);
        var prices = source.From.Ascending("prices", NumberRange.Any, 0, TermKinds.MostNumbers, strictly: false);
        if (source.Faults.Count == before && prices.Length != knots.Length - 1)
        {
            source.From.Fault("prices", FormattableString.Invariant($"must have one number less than knots ({knots.Length}), a price between each two; has {prices.Length}."));
        }

        return (knots, prices, source.From.Number("start", NumberRange.Any, 0));
    }

    private static (List<double> Prices, List<double> Quantities) Levels(DocumentObject from, Side side)
    {
        var (prices, quantities) = (new List<double>(), new List<double>());
        foreach (var item in from.List("levels", "pairs [price, quantity], best first", 0, TermKinds.MostNumbers))
        {
            if (item.Kind != DocumentKind.List || item.Items.Count != 2)
            {
                from.FaultAt(item, $"must be a pair [price, quantity], was {item.Shown}.");
                continue;
            }

            var price = from.Number(item.Items[0], NumberRange.Any);
            if (prices.Count > 0 && (side == Side.Buy ? price < prices[^1] : price > prices[^1]))
            {
                from.FaultAt(item.Items[0], FormattableString.Invariant($"must be no better than the level before, {prices[^1]}, as levels stand best first; was {price}."));
            }

            prices.Add(price);
            quantities.Add(from.Number(item.Items[1], NumberRange.Positive));
        }

        return (prices, quantities);
    }
}
