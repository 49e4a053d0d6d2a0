namespace ExoRoute.Problems;

/// <summary>A demand that may go short at a quadratic cost: a consumer who can do with less, a plant that feeds in at rising cost.</summary>
/// <remarks>
/// cost(y) = weight x max(demand - y, 0)^2 of what is delivered, y. A delivery flows out of the node, so the port's flow is x = -y and cost(x) =
/// weight x max(demand + x, 0)^2: with the demand 0 it is a plant that pays weight x^2 for what it feeds in. More than is demanded costs and earns nothing.
/// Response: price / (2 weight) - demand. Every question is a few operations. Immutable, safe to share between threads.
/// Source: T. Diamandis, G. Angeris, A. Edelman, Convex Network Flows (2024), optimal power flow.
/// </remarks>
public sealed class ShortfallProblem : LocalProblem
{
    private readonly double _demand;
    private readonly double _weight;

    /// <summary>A demand with its weight.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="demand">What is wanted, in flow units; finite.</param>
    /// <param name="weight">Cost units per squared flow that lacks; above 0, finite.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public ShortfallProblem(string name, double demand, double weight)
        : base(name) => (_demand, _weight) = (Given.Finite(demand, "The demand", nameof(demand)), Given.Positive(weight, "The weight", nameof(weight)));

    /// <inheritdoc/>
    public override string Kind => "shortfall";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var lacks = Math.Max(_demand + flows[0], 0);
        return _weight * lacks * lacks;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) =>
        flows[0] = prices[0] >= 0 ? (prices[0] / (2 * _weight)) - _demand : double.NegativeInfinity;

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        flows[0] = point[0] - (2 * _weight / (rho + (2 * _weight)) * Math.Max(_demand + point[0], 0));
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) =>
        slope[0] = _demand + point[0] > 0 ? rho / (rho + (2 * _weight)) : 1;

    /// <inheritdoc/>
    public override void Admit(Span<double> prices) => prices[0] = Math.Max(prices[0], 0);
}
