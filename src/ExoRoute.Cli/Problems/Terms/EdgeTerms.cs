using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Output;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>Edges from one node to another with a gain or loss.</summary>
internal static class EdgeTerms
{
    /// <summary>w leaves the first node, gain(w) reaches the second.</summary>
    internal static Func<ProblemTerm> Edge(TermSource source)
    {
        var (nodes, gain) = (source.Nodes(2, 2), Gain(source));
        var (capacity, unitCost) = (source.From.Number("capacity", NumberRange.Positive), source.From.Number("unitCost", NumberRange.Any, 0));
        return () =>
        {
            var made = gain();
            return new(source.Name, "edge", nodes, new TwoPortEdge(source.Name, made, capacity, unitCost), view => Why(view, made, capacity, unitCost), null);
        };
    }

    private static TermReason Why(TermView view, EdgeGain gain, double capacity, double unitCost)
    {
        var leaves = -view.Flows[0];
        var (brings, costs) = (gain.Slope(leaves), view.Prices[0] + unitCost);
        var worth = brings * Math.Max(view.Prices[1], 0);
        var words = $"one more from {view.Nodes[0]} costs {Numbers.Text(costs)} and brings {Numbers.Text(brings)} {view.Nodes[1]}, worth {Numbers.Text(worth)}";
        return Margins.IsAt(leaves, capacity)
            ? new($"all it can carry: {words}", $"the capacity, {Numbers.Text(capacity)}", Math.Max(0, worth - costs))
            : new(view.IsNothing(0) ? $"nothing: {words}" : words);
    }

    private static Func<EdgeGain> Gain(TermSource source)
    {
        if (source.From.Object("gain", required: true) is not { } from)
        {
            return () => EdgeGain.Rate(1);
        }

        var rate = from.Number("rate", NumberRange.Positive);
        if (!from.Has("size") && !from.Has("bend"))
        {
            var loss = from.Number("loss", NumberRange.NotNegative, 0);
            from.Close();
            return () => EdgeGain.Quadratic(rate, loss);
        }

        var (size, bend) = (from.Number("size", NumberRange.Positive), from.Number("bend", NumberRange.Positive));
        if (rate - (size * bend / 2) <= 0)
        {
            from.Fault("rate", FormattableString.Invariant($"must be above size x bend / 2, {size * bend / 2}, or the first unit brings nothing; was {rate}."));
        }

        from.Close();
        return () => EdgeGain.Line(rate, size, bend);
    }
}
