namespace ExoRoute.Problems;

/// <summary>A quadratic cost over one flow between limits: a power plant, price impact, a penalty on inventory.</summary>
/// <remarks>
/// cost(x) = a + b x + c x^2 for low &lt;= x &lt;= high, c >= 0. Response: (price - b) / 2c, within the limits. Every question is a few operations.
/// Immutable, safe to share between threads. Source: A. Wood, B. Wollenberg, Power Generation, Operation and Control, chapter 3 (economic dispatch).
/// </remarks>
public sealed class QuadraticProblem : LocalProblem
{
    private readonly double _a;
    private readonly double _b;
    private readonly double _c;

    /// <summary>A cost by its coefficients.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="a">Cost of no flow, in cost units; finite.</param>
    /// <param name="b">Cost units per unit of flow at no flow; finite.</param>
    /// <param name="c">Cost units per squared flow; 0 or more, finite.</param>
    /// <param name="low">The least flow; may be minus infinity.</param>
    /// <param name="high">The largest flow; may be plus infinity.</param>
    /// <exception cref="ArgumentException">A coefficient is not finite, c is below 0, or the limits leave no flow.</exception>
    public QuadraticProblem(string name, double a, double b, double c, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
        : base(name)
    {
        (_a, _b) = (Given.Finite(a, "The cost of no flow", nameof(a)), Given.Finite(b, "The linear coefficient", nameof(b)));
        _c = Given.NotNegative(c, "The quadratic coefficient", nameof(c));
        (Low, High) = Given.Limits(low, high);
    }

    /// <inheritdoc/>
    public override string Kind => "quadratic";

    /// <summary>The least flow.</summary>
    public double Low { get; }

    /// <summary>The largest flow.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var x = flows[0];
        return Given.Within(x, Low, High) ? _a + ((_b + (_c * x)) * x) : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        var gain = prices[0] - _b;
        flows[0] = _c > 0 ? Math.Clamp(gain / (2 * _c), Low, High)
            : gain > 0 ? High
            : gain < 0 ? Low
            : Math.Clamp(0, Low, High);
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        flows[0] = Math.Clamp(Free(point[0], rho), Low, High);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) =>
        slope[0] = Free(point[0], rho) is var free && free > Low && free < High ? rho / (rho + (2 * _c)) : 0;

    /// <inheritdoc/>
    public override void Admit(Span<double> prices)
    {
        if (_c == 0)
        {
            prices[0] = double.IsFinite(High) ? prices[0] : Math.Min(prices[0], _b);
            prices[0] = double.IsFinite(Low) ? prices[0] : Math.Max(prices[0], _b);
        }
    }

    internal override LocalProblem From(ReadOnlySpan<double> prices) => new QuadraticProblem(Name, _a, _b - prices[0], _c, Low, High);

    private double Free(double point, double rho) => ((rho * point) - _b) / (rho + (2 * _c));
}
