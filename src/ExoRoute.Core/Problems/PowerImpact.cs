namespace ExoRoute.Problems;

/// <summary>Price impact by the square-root law: each unit costs more by the square root of what is traded.</summary>
/// <remarks>
/// cost(x) = b x + c |x|^(3/2) for low &lt;= x &lt;= high, c > 0. Response: ((price - b) / 1.5 c)^2 with the sign of price - b. The proximal step is a
/// quadratic equation in sqrt|x|, solved in closed form. Every question is a few operations and a square root. Immutable, safe to share between threads.
/// Source: R. Almgren, C. Thum, E. Hauptmann, H. Li, Direct estimation of equity market impact (2005); the exponent 3/2 is the square-root law's.
/// </remarks>
public sealed class PowerImpact : LocalProblem
{
    private readonly double _b;
    private readonly double _c;

    /// <summary>An impact by its coefficients.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="price">b: cost units per unit of flow before any impact; finite.</param>
    /// <param name="impact">c: cost units per flow to the power of 3/2; above 0, finite.</param>
    /// <param name="high">The largest flow, 0 or more; may be plus infinity.</param>
    /// <param name="low">The least flow, 0 or below; may be minus infinity.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public PowerImpact(string name, double price, double impact, double high = double.PositiveInfinity, double low = 0)
        : base(name)
    {
        (_b, _c) = (Given.Finite(price, "The price", nameof(price)), Given.Positive(impact, "The impact", nameof(impact)));
        if (!(low <= 0 && high >= 0))
        {
            throw new ArgumentException(FormattableString.Invariant($"The limits of an impact must lie around 0, they were {low} and {high}."), nameof(high));
        }

        (Low, High) = (low, high);
    }

    /// <inheritdoc/>
    public override string Kind => "power-impact";

    /// <summary>The least flow.</summary>
    public double Low { get; }

    /// <summary>The largest flow.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var (x, size) = (flows[0], Math.Abs(flows[0]));
        return Given.Within(x, Low, High) ? (_b * x) + (_c * size * Math.Sqrt(size)) : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        var root = (prices[0] - _b) / (1.5 * _c);
        flows[0] = Math.Clamp(root * Math.Abs(root), Low, High);
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        var root = Root(point[0], rho);
        flows[0] = Math.Clamp(root * Math.Abs(root), Low, High);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var root = Root(point[0], rho);
        var (x, size) = (root * Math.Abs(root), Math.Abs(root));
        slope[0] = x > Low && x < High && size > 0 ? size / (size + (0.75 * _c / rho)) : 0;
    }

    // With the sign of x, sqrt|x|: the positive solution of s^2 + (1.5 c / rho) s = |point - b / rho|.
    private double Root(double point, double rho)
    {
        var (free, half) = (point - (_b / rho), 0.75 * _c / rho);
        return free == 0 ? 0 : free / (half + Math.Sqrt((half * half) + Math.Abs(free)));
    }
}
