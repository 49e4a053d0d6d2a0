namespace ExoRoute.Problems;

/// <summary>A pool of two tokens that keeps the product of its reserves: x y = k.</summary>
/// <remarks>
/// Tender Delta, receive Lambda: (R1 + gamma Delta1 - Lambda1)(R2 + gamma Delta2 - Lambda2) >= R1 R2. A port's flow is what the pool pays out, Lambda - Delta;
/// it costs nothing, whatever is not possible costs infinity. Response: with u = gamma p_j R_j / p_i R_i above 1, token i goes in, Delta_i = R_i (sqrt u - 1) / gamma,
/// Lambda_j = R_j (1 - 1/sqrt u). The proximal step is a projection: one equation in one unknown, by Newton's method. Nothing but + - * / sqrt.
/// Immutable, safe to share between threads.
/// Source: G. Angeris, A. Evans, T. Chitra, S. Boyd, Optimal Routing for Constant Function Market Makers (2021); T. Diamandis and others, An Efficient Algorithm for Optimal Routing (2023).
/// </remarks>
public sealed class ConstantProductPool : LocalProblem
{
    private readonly PoolToken _first;
    private readonly PoolToken _second;

    /// <summary>A pool by its reserves.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="first">Reserve of the first port's token, in its unit; above 0, finite.</param>
    /// <param name="second">Reserve of the second port's token.</param>
    /// <param name="gamma">1 less the fee on what is tendered; above 0, to 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public ConstantProductPool(string name, double first, double second, double gamma)
        : base(name, 2)
    {
        var factor = Given.Factor(gamma, nameof(gamma));
        _first = new(Given.Positive(first, "The first reserve", nameof(first)), 0.5, factor);
        _second = new(Given.Positive(second, "The second reserve", nameof(second)), 0.5, factor);
    }

    /// <inheritdoc/>
    public override string Kind => "constant-product";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows) =>
        Growth([_first.Eased(flows[0]), _second.Eased(flows[1])]) >= 0 ? 0 : double.PositiveInfinity;

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        if (PoolToken.GivenAway([_first, _second], prices, flows))
        {
            return;
        }

        var floor = Math.Max(prices[0], prices[1]) * PoolToken.LeastPrice;
        var (worth, other) = (Math.Max(prices[0], floor) * _first.Reserve, Math.Max(prices[1], floor) * _second.Reserve);
        if (_first.Gamma * other > worth)
        {
            Trade(_first, worth, _second, other, out flows[0], out flows[1]);
        }
        else if (_first.Gamma * worth > other)
        {
            Trade(_second, other, _first, worth, out flows[1], out flows[0]);
        }
        else
        {
            flows[..2].Clear();
        }
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        if (Growth(point) >= 0)
        {
            point.CopyTo(flows);
            return;
        }

        // On the curve one token is paid out and the other filled: the one whose pull to rest is beyond the other's; between the two none moves.
        var (one, other) = (_first.Pull(point[0]), _second.Pull(point[1]));
        (flows[0], flows[1]) = (0, 0);
        if (one * _first.Gamma > other)
        {
            Project(_first, point[0], _second, point[1], out flows[0], out flows[1]);
        }
        else if (other * _first.Gamma > one)
        {
            Project(_second, point[1], _first, point[0], out flows[1], out flows[0]);
        }
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) =>
        PoolToken.ProjectionSlope([_first, _second], point, flows, slope);

    /// <inheritdoc/>
    public override void Admit(Span<double> prices) => PoolToken.Admit(prices);

    // By how much of itself the product has grown.
    private double Growth(ReadOnlySpan<double> flows)
    {
        var (a, b) = (_first.Growth(flows[0]), _second.Growth(flows[1]));
        return a <= -1 || b <= -1 ? -1 : a + b + (a * b);
    }

    private static void Trade(PoolToken tendered, double worth, PoolToken received, double other, out double pays, out double gets)
    {
        var more = ((tendered.Gamma * other) - worth) / worth;
        var root = Math.Sqrt(1 + more);
        pays = -(tendered.Reserve * (more / (root + 1)) / tendered.Gamma);
        gets = received.Reserve * (more / (root + 1) / root);
    }

    // The curve by the growth t of the token that is filled: (paid t / (1 + t), -filled t / gamma). Where neither flow has passed its point, the squared distance to the point has a
    // derivative that rises and is concave: Newton's method from below stays below, and one step from above comes there.
    private static void Project(in PoolToken paid, double paidPoint, in PoolToken filled, double filledPoint, out double pays, out double fills)
    {
        var (reserve, wide) = (paid.Reserve, filled.Reserve / filled.Gamma);
        var most = paidPoint < reserve ? paidPoint / (reserve - paidPoint) : double.MaxValue;
        var low = Math.Min(Math.Max(0, -filledPoint / wide), most);
        var growth = low;
        if (filledPoint > 0)
        {
            growth = Math.Min(Math.Sqrt(reserve / wide * (paidPoint / filledPoint)) - 1, most); // where both points are far off
        }

        for (var tries = 0; tries < 200; tries++)
        {
            var left = 1 / (1 + growth);
            var (far, lacks, pull) = ((wide * growth) + filledPoint, paidPoint - (reserve * growth * left), reserve * left * left);
            var step = ((wide * far) - (lacks * pull)) / ((wide * wide) + (pull * (pull + (2 * lacks * left))));
            var next = Math.Clamp(growth - step, 0.5 * (low + growth), most);
            var moved = Math.Abs(next - growth);
            growth = next;
            if (moved <= 1e-9 * growth)
            {
                break; // the next step would be of the order of its square
            }
        }

        (pays, fills) = (reserve * growth / (1 + growth), -wide * growth);
    }
}
