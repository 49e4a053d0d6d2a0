using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Output;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>Pools of tokens with an invariant.</summary>
internal static class PoolTerms
{
    /// <summary>x y = k.</summary>
    internal static Func<ProblemTerm> ConstantProduct(TermSource source)
    {
        var nodes = source.Nodes(2, 2);
        var (reserves, gamma) = (source.PerNode("reserves", NumberRange.Positive, nodes), source.From.Number("gamma", NumberRange.Factor));
        return () => new(source.Name, "constant-product", nodes, new ConstantProductPool(source.Name, reserves[0], reserves[1], gamma), view => Why(view, reserves, [1, 1], gamma), null);
    }

    /// <summary>The weighted geometric mean of reserves.</summary>
    internal static Func<ProblemTerm> GeometricMean(TermSource source)
    {
        var nodes = source.Nodes(2, TermKinds.MostPorts);
        var (reserves, weights) = (source.PerNode("reserves", NumberRange.Positive, nodes), source.PerNode("weights", NumberRange.Positive, nodes));
        var gamma = source.From.Number("gamma", NumberRange.Factor);
        return () => new(source.Name, "geometric-mean", nodes, new GeometricMeanPool(source.Name, reserves, weights, gamma), view => Why(view, reserves, weights, gamma), null);
    }

    /// <summary>One for one until a reserve is empty.</summary>
    internal static Func<ProblemTerm> ConstantSum(TermSource source)
    {
        var nodes = source.Nodes(2, TermKinds.MostPorts);
        var (reserves, gamma) = (source.PerNode("reserves", NumberRange.NotNegative, nodes), source.From.Number("gamma", NumberRange.Factor));
        return () => new(source.Name, "constant-sum", nodes, new ConstantSumPool(source.Name, reserves, gamma), Why, null);

        TermReason Why(TermView view)
        {
            var cheapest = Array.IndexOf(view.Prices, view.Prices.Min());
            for (var port = 0; port < reserves.Length; port++)
            {
                if (reserves[port] > 0 && Margins.IsAt(view.Flows[port], reserves[port]))
                {
                    return new(Margins.Trade(view), $"the reserve of {Numbers.Text(reserves[port])} {view.Nodes[port]}", Math.Max(0, view.Prices[port] - (view.Prices[cheapest] / gamma)));
                }
            }

            return new(Margins.Trade(view));
        }
    }

    /// <summary>Liquidity by price range.</summary>
    internal static Func<ProblemTerm> ConcentratedLiquidity(TermSource source)
    {
        var (from, nodes) = (source.From, source.Nodes(2, 2));
        var before = source.Faults.Count;
        var ticks = from.Ascending("ticks", NumberRange.Positive, 2, TermKinds.MostNumbers, strictly: true);
        var liquidity = from.Numbers("liquidity", NumberRange.NotNegative, 1, TermKinds.MostNumbers);
        if (source.Faults.Count == before && liquidity.Length != ticks.Length - 1)
        {
            from.Fault("liquidity", FormattableString.Invariant($"must have one number less than ticks ({ticks.Length}), a liquidity between each two; has {liquidity.Length}."));
        }

        var (price, gamma) = (from.Number("price", NumberRange.Positive), from.Number("gamma", NumberRange.Factor));
        if (source.Faults.Count == before && !(price >= ticks[0] && price <= ticks[^1]))
        {
            from.Fault("price", FormattableString.Invariant($"must lie within the ticks, {ticks[0]} to {ticks[^1]}; was {price}."));
        }

        return () => new(source.Name, "concentrated-liquidity", nodes, new ConcentratedLiquidityPool(source.Name, price, ticks, liquidity, gamma), static view => new(Margins.Trade(view)), null);
    }

    // With what the reserves are after the trade: one more of what goes in most brings so much of what comes out most.
    private static TermReason Why(TermView view, double[] reserves, double[] weights, double gamma)
    {
        var (into, outOf) = (Array.IndexOf(view.Flows, view.Flows.Min()), Array.IndexOf(view.Flows, view.Flows.Max()));
        if (view.IsNothing(into) || view.IsNothing(outOf) || !(view.Flows[into] < 0 && view.Flows[outOf] > 0))
        {
            return new(Margins.Trade(view));
        }

        var rate = gamma * weights[into] / weights[outOf] * (reserves[outOf] - view.Flows[outOf]) / (reserves[into] - (gamma * view.Flows[into]));
        return new($"{Margins.Trade(view)}: one more {view.Nodes[into]} costs {Numbers.Text(view.Prices[into])} and would bring {Numbers.Text(rate)} {view.Nodes[outOf]}, worth {Numbers.Text(rate * view.Prices[outOf])}");
    }
}
