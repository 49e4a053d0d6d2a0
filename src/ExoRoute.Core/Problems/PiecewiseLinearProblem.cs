namespace ExoRoute.Problems;

/// <summary>A cost of straight pieces over one flow: a plant's offer curve, a linear market, a fixed amount, a limit on a flow.</summary>
/// <remarks>
/// Between two knots each unit costs one price; prices ascend, so the cost is convex. The outer knots are the limits of the flow and may be infinite.
/// Each question is a binary search. Immutable, safe to share between threads.
/// </remarks>
public sealed class PiecewiseLinearProblem : LocalProblem
{
    /// <summary>A cost by its knots.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="knots">In flow units, strictly ascending, one more than prices. Only the first may be minus infinity and the last plus infinity.</param>
    /// <param name="prices">Cost units for one more unit between two knots; finite, ascending.</param>
    /// <param name="start">The cost at the first finite knot.</param>
    /// <exception cref="ArgumentException">Knots or prices do not ascend, are not as many, or no knot is finite.</exception>
    public PiecewiseLinearProblem(string name, ReadOnlySpan<double> knots, ReadOnlySpan<double> prices, double start = 0)
        : this(name, new PiecewiseLinear(knots, prices, start))
    {
    }

    internal PiecewiseLinearProblem(string name, PiecewiseLinear curve)
        : base(name) => Curve = curve;

    /// <inheritdoc/>
    public override string Kind => "piecewise-linear";

    /// <summary>Where the pieces begin and end.</summary>
    public ReadOnlySpan<double> Knots => Curve.Knots;

    /// <summary>Cost of one more unit in each piece.</summary>
    public ReadOnlySpan<double> Prices => Curve.Prices;

    /// <summary>The least flow.</summary>
    public double Low => Curve.Low;

    /// <summary>The largest flow.</summary>
    public double High => Curve.High;

    internal PiecewiseLinear Curve { get; }

    /// <summary>A market that pays or asks one price for any flow between two limits.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="price">Cost of a unit of flow into the node; what it pays for a unit out of it.</param>
    /// <param name="low">The least flow, 0 or below; may be minus infinity.</param>
    /// <param name="high">The largest flow, 0 or above; may be plus infinity.</param>
    /// <exception cref="ArgumentException">Zero lies outside, or the price is not finite.</exception>
    public static PiecewiseLinearProblem Market(string name, double price, double low, double high)
    {
        if (!(low <= 0 && high >= 0))
        {
            throw new ArgumentException(FormattableString.Invariant($"A market need not trade: its limits must lie around 0, they were {low} and {high}."), nameof(low));
        }

        return low < 0 && high > 0 ? new(name, [low, 0, high], [price, price], double.IsFinite(low) ? price * low : 0)
            : low < high ? new(name, [low, high], [price], double.IsFinite(low) ? price * low : 0)
            : new(name, [0], []);
    }

    /// <summary>One curve of several ladders that feed one node: the least cost of a flow split over them, all rungs cheapest first.</summary>
    /// <param name="name">Whose: the node's or instrument's.</param>
    /// <param name="ladders">Any number; their lots, minimums and tickets play no part.</param>
    /// <remarks>
    /// The solver merges ladders by itself each time; where a book is kept, only the curve whose ladder changed needs making anew. N rungs of V ladders: N log V operations.
    /// </remarks>
    public static PiecewiseLinearProblem Merged(string name, IReadOnlyList<LadderProblem> ladders)
    {
        ArgumentNullException.ThrowIfNull(ladders);
        var curves = new PiecewiseLinear[ladders.Count];
        for (var venue = 0; venue < curves.Length; venue++)
        {
            curves[venue] = ladders[venue].Curve;
        }

        return new(name, CurvePiece.Joined(curves, CurvePiece.InOrder(curves)));
    }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows) => Curve.Value(flows[0]);

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) => flows[0] = Curve.Respond(prices[0]);

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        flows[0] = Curve.Prox(point[0], rho);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) => slope[0] = Curve.ProxSlope(point[0], rho);

    internal override LocalProblem From(ReadOnlySpan<double> prices) => new PiecewiseLinearProblem(Name, Curve.From(prices[0]));

    /// <inheritdoc/>
    public override void Admit(Span<double> prices) => prices[0] = Curve.Admit(prices[0]);
}
