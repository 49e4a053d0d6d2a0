namespace ExoRoute.Problems;

/// <summary>An edge from one node to another with a gain or loss: a currency conversion, a transmission line, a battery from one hour to the next.</summary>
/// <remarks>
/// w leaves the tail, 0 &lt;= w &lt;= capacity, and up to h(w) reaches the head, h concave: the first port's flow is -w, the second's 0 to h(w) (what arrives may be let go,
/// so that a head whose price is below zero gets nothing). cost = unit cost x w. Response: the w at which h'(w) = (tail price + unit cost) / head price,
/// in closed form. The proximal step is one equation in w, by Newton's method. Immutable, safe to share between threads.
/// Source: T. Diamandis, G. Angeris, A. Edelman, Convex Network Flows (2024).
/// </remarks>
public sealed class TwoPortEdge : LocalProblem
{
    private readonly EdgeGain _gain;
    private readonly double _unitCost;

    /// <summary>An edge.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="gain">What arrives of what leaves.</param>
    /// <param name="capacity">The most that can leave, in the tail's unit; above 0, finite; what arrives then must not be below 0.</param>
    /// <param name="unitCost">Cost units per unit that leaves; finite.</param>
    /// <exception cref="ArgumentException">A number is out of range, or at full capacity less than nothing would arrive.</exception>
    public TwoPortEdge(string name, EdgeGain gain, double capacity, double unitCost = 0)
        : base(name, 2)
    {
        ArgumentNullException.ThrowIfNull(gain);
        (_gain, Capacity, _unitCost) = (gain, Given.Positive(capacity, "The capacity", nameof(capacity)), Given.Finite(unitCost, "The unit cost", nameof(unitCost)));
        Given.NotNegative(gain.Value(capacity), "What arrives at full capacity", nameof(capacity));
    }

    /// <inheritdoc/>
    public override string Kind => "edge";

    /// <summary>The most that can leave.</summary>
    public double Capacity { get; }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var (w, arrives) = (-flows[0], flows[1]);
        if (!Given.Within(w, 0, Capacity) || !(arrives >= -1e-12 * _gain.Value(Capacity)))
        {
            return double.PositiveInfinity;
        }

        w = Math.Clamp(w, 0, Capacity);
        var most = _gain.Value(w) + (1e-12 * ((Capacity * Math.Abs(_gain.Slope(w))) + Math.Abs(arrives)));
        return arrives <= most ? _unitCost * w : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        var (pays, earns) = (prices[0] + _unitCost, prices[1]);
        var w = earns > 0 ? (pays >= _gain.Slope(0) * earns ? 0 : Math.Clamp(_gain.UpTo(pays / earns), 0, Capacity))
            : pays < 0 ? Capacity
            : 0;
        (flows[0], flows[1]) = (-w, earns > 0 ? _gain.Value(w) : 0);
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        var w = Leaves(point[0], point[1], rho);
        (flows[0], flows[1]) = (-w, Math.Clamp(point[1], 0, _gain.Value(w)));
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var w = -flows[0];
        var (moves, lack) = (w > 0 && w < Capacity, point[1] - _gain.Value(w));
        if (!moves || lack <= 0)
        {
            (slope[0], slope[1], slope[2], slope[3]) = (moves ? 1 : 0, 0, 0, lack < 0 && point[1] > 0 ? 1 : 0);
            return;
        }

        var h = _gain.Slope(w);
        var curve = 1 + (h * h) - (lack * _gain.Bend(w));
        (slope[0], slope[1], slope[2], slope[3]) = (1 / curve, -h / curve, -h / curve, h * h / curve);
    }

    private double Leaves(double tail, double head, double rho)
    {
        var along = new Along(_gain, tail + (_unitCost / rho), head);
        return along.At(0, out _) >= 0 ? 0
            : along.At(Capacity, out _) <= 0 ? Capacity
            : Rising.Zero(ref along, 0, Capacity, Math.Max(0, -tail));
    }

    // The derivative by w of cost + rho/2 |flows - point|^2, over rho.
    private readonly struct Along(EdgeGain gain, double tail, double head) : IRising
    {
        public double At(double place, out double slope)
        {
            var (lack, h) = (head - gain.Value(place), gain.Slope(place));
            slope = lack > 0 ? 1 + (h * h) - (lack * gain.Bend(place)) : 1;
            return place + tail - (lack > 0 ? lack * h : 0);
        }
    }
}
