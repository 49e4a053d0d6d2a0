namespace ExoRoute.Problems;

/// <summary>What the numbers that a kind is made of must be; says which one is not.</summary>
internal static class Given
{
    internal static double Finite(double value, string what, string parameter) =>
        double.IsFinite(value) ? value : throw Wrong(value, what, "must be finite", parameter);

    internal static double Positive(double value, string what, string parameter) =>
        value > 0 && double.IsFinite(value) ? value : throw Wrong(value, what, "must be above 0 and finite", parameter);

    internal static double NotNegative(double value, string what, string parameter) =>
        value >= 0 && double.IsFinite(value) ? value : throw Wrong(value, what, "must be 0 or more and finite", parameter);

    /// <summary>A fee factor: what of an input counts.</summary>
    internal static double Factor(double value, string parameter) =>
        value > 0 && value <= 1 ? value : throw Wrong(value, "The fee factor", "must be above 0, to 1 (1 less the fee)", parameter);

    /// <summary>Limits of a flow that leave it a choice or one value; either may be infinite.</summary>
    internal static (double Low, double High) Limits(double low, double high)
    {
        if (!(low <= high) || double.IsPositiveInfinity(low) || double.IsNegativeInfinity(high))
        {
            throw new ArgumentException(FormattableString.Invariant($"The least flow must not be above the largest; they were {low} and {high}."), nameof(low));
        }

        return (low, high);
    }

    /// <summary>Whether a flow lies within limits, to a relative 1e-12.</summary>
    internal static bool Within(double flow, double low, double high)
    {
        var slack = 1e-12 * Math.Max(Math.Abs(flow), Math.Max(double.IsFinite(low) ? Math.Abs(low) : 0, double.IsFinite(high) ? Math.Abs(high) : 0));
        return flow >= low - slack && flow <= high + slack;
    }

    private static ArgumentException Wrong(double value, string what, string must, string parameter) =>
        new(FormattableString.Invariant($"{what} {must}, was {value}."), parameter);
}
