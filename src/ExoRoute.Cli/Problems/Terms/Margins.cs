using ExoRoute.Cli.Output;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>What the last and the next unit cost, at a flow; infinite beyond a limit.</summary>
internal readonly record struct Slopes(double Below, double Above);

/// <summary>Says why a flow stops where it does: what its last and next unit cost, against what is paid for them.</summary>
internal static class Margins
{
    private const double Near = 1e-9;

    /// <summary>Whether a flow is as good as a limit.</summary>
    internal static bool IsAt(double flow, double limit) => double.IsFinite(flow) && double.IsFinite(limit) && Math.Abs(flow - limit) <= Near * Math.Max(1e-6, Math.Max(Math.Abs(flow), Math.Abs(limit)));

    /// <summary>A cost over one flow between two limits.</summary>
    /// <param name="flow">The flow, or level.</param>
    /// <param name="paid">What one more is paid for: the node's price.</param>
    /// <param name="slopes">What its last and next unit cost.</param>
    /// <param name="low">The least flow.</param>
    /// <param name="high">The largest.</param>
    /// <param name="unit">What the flow is counted in, in words.</param>
    internal static TermReason OneFlow(double flow, double paid, Slopes slopes, double low, double high, string unit = "unit")
    {
        var (pays, last, next) = (Numbers.Text(paid), Numbers.Text(slopes.Below), Numbers.Text(slopes.Above));
        var (full, least) = (IsAt(flow, high), IsAt(flow, low));
        if (full && least)
        {
            return new($"it has no choice: {Numbers.Text(flow)} is all it can do");
        }

        if (full && high == 0)
        {
            return new($"nothing: its first {unit} out would pay {last}, the price is {pays}");
        }

        if (full)
        {
            return new($"all it has: its last {unit} costs {last}, the price is {pays}", $"the largest, {Numbers.Text(high)}", Math.Max(0, paid - slopes.Below));
        }

        if (least)
        {
            return low == 0
                ? new($"nothing: its first {unit} would cost {next}, the price is {pays}")
                : new($"the least it can do: its next {unit} would cost {next}, the price is {pays}", $"the least, {Numbers.Text(low)}", Math.Max(0, slopes.Above - paid));
        }

        return slopes.Above - slopes.Below <= 1e-6 * Math.Max(Math.Abs(slopes.Above), 1e-9)
            ? new($"its next {unit} costs {next}, the price is {pays}")
            : new($"its last {unit} costs {last} and its next {next}; the price {pays} lies between");
    }

    /// <summary>Straight pieces.</summary>
    internal static Slopes OfPieces(double[] knots, double[] prices, double flow)
    {
        var (below, above) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var piece = 0; piece < prices.Length; piece++)
        {
            // The piece before the flow's place, and the one after: the same one inside a piece.
            if (knots[piece] < flow && !IsAt(knots[piece], flow))
            {
                below = prices[piece];
            }

            if (double.IsPositiveInfinity(above) && knots[piece + 1] > flow && !IsAt(knots[piece + 1], flow))
            {
                above = prices[piece];
            }
        }

        return new(below, above);
    }

    /// <summary>A trade that costs nothing itself: what goes in, what comes out, and what it gains at the nodes' prices.</summary>
    internal static string Trade(TermView view)
    {
        var (into, outOf, gain) = (new List<string>(), new List<string>(), 0.0);
        for (var port = 0; port < view.Flows.Length; port++)
        {
            gain += view.Flows[port] * view.Prices[port];
            if (!view.IsNothing(port))
            {
                (view.Flows[port] < 0 ? into : outOf).Add($"{Numbers.Text(Math.Abs(view.Flows[port]))} {view.Nodes[port]}");
            }
        }

        return into.Count + outOf.Count == 0
            ? "no trade: none gains at the nodes' prices"
            : $"takes {Listed(into)}, gives {Listed(outOf)}: a gain of {Numbers.Text(gain)} at the nodes' prices, and no other trade gains more";
    }

    private static string Listed(List<string> parts) => parts.Count == 0 ? "nothing" : string.Join(" and ", parts);
}
