using System.Globalization;

namespace ExoRoute;

/// <summary>A convex cost over what flows between its owner and some nodes, known to its owner only: one term of the sum a plan minimises.</summary>
/// <remarks>
/// A flow is counted positive into the node: what a venue delivers to a buyer, what a power plant feeds in, what a pool pays out. It has a
/// *port* for each node it touches. Engines ask only <see cref="Value"/>, <see cref="Respond"/> and <see cref="Prox"/>, so a new kind of
/// venue is a new kind of LocalProblem and nothing else. Kinds whose amounts are whole answer in integers beside (<see cref="Problems.LadderProblem"/>).
/// Immutable, safe to share between threads; pure functions of what it was made from. The unit of a flow is its node's, the unit of cost one for all.
/// Source of the model: S. Boyd et al., Distributed Optimization and ... ADMM (2011), section 7.3 (exchange).
/// </remarks>
public abstract class LocalProblem
{
    /// <summary>A problem with an owner.</summary>
    /// <param name="name">Whose: a venue, a desk, a pool, a plant; for people and messages.</param>
    /// <param name="ports">How many flows it has; at least 1.</param>
    /// <exception cref="ArgumentException">There is no name or no port.</exception>
    protected LocalProblem(string name, int ports = 1)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("A LocalProblem needs its owner's name; there was none.", nameof(name));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(ports, 1);
        (Name, Ports) = (name, ports);
    }

    /// <summary>Whose problem.</summary>
    public string Name { get; }

    /// <summary>How many flows it has, one a port.</summary>
    public int Ports { get; }

    /// <summary>Names the kind in records and messages, such as "ladder".</summary>
    public abstract string Kind { get; }

    /// <summary>What flows cost; positive infinity where they are not possible, beyond a rounding of about 1e-12 of their size.</summary>
    /// <param name="flows">One a port; finite.</param>
    public abstract double Value(ReadOnlySpan<double> flows);

    /// <summary>What the owner would choose at prices: flows with the least cost - prices x flows.</summary>
    /// <param name="prices">One a port: what its node pays for a unit of flow; finite.</param>
    /// <param name="flows">Written, one a port. Infinite where more is always better; where several flows are best, any of them.</param>
    public abstract void Respond(ReadOnlySpan<double> prices, Span<double> flows);

    /// <summary>The proximal step: the flows with the least cost + rho/2 |flows - point|^2. Always finite, always possible.</summary>
    /// <param name="point">One a port; finite.</param>
    /// <param name="rho">Penalty, in cost units per squared flow; above 0 and finite.</param>
    /// <param name="flows">Written, one a port; may not overlap <paramref name="point"/>.</param>
    /// <exception cref="ArgumentException">A point is not finite or rho not above 0 and finite: <see cref="Demand"/>.</exception>
    public abstract void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows);

    /// <summary>How the proximal step follows its point: a derivative, or at a kink one side's.</summary>
    /// <param name="point">As given to <see cref="Prox"/>.</param>
    /// <param name="rho">As given to <see cref="Prox"/>.</param>
    /// <param name="flows">What <see cref="Prox"/> answered.</param>
    /// <param name="slope">Written: ports x ports, row-major, symmetric, eigenvalues 0 to 1.</param>
    /// <remarks>By differences unless a kind knows better: twice as many proximal steps as ports.</remarks>
    public virtual void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        Span<double> moved = Ports <= 32 ? stackalloc double[Ports] : new double[Ports];
        Span<double> above = Ports <= 32 ? stackalloc double[Ports] : new double[Ports];
        Span<double> below = Ports <= 32 ? stackalloc double[Ports] : new double[Ports];
        point.CopyTo(moved);
        for (var port = 0; port < Ports; port++)
        {
            var step = 1e-6 * Math.Max(1e-3, Math.Abs(point[port]));
            moved[port] = point[port] + step;
            Prox(moved, rho, above);
            moved[port] = point[port] - step;
            Prox(moved, rho, below);
            moved[port] = point[port];
            for (var row = 0; row < Ports; row++)
            {
                slope[(row * Ports) + port] = (above[row] - below[row]) / (2 * step);
            }
        }

        for (var row = 0; row < Ports; row++)
        {
            for (var column = 0; column < row; column++)
            {
                var mean = 0.5 * (slope[(row * Ports) + column] + slope[(column * Ports) + row]);
                slope[(row * Ports) + column] = slope[(column * Ports) + row] = mean;
            }
        }
    }

    /// <summary>Moves prices at which the response has no end to the nearest ones at which it has; leaves all others.</summary>
    /// <param name="prices">One a port; changed in place.</param>
    /// <remarks>
    /// Only a kind with unlimited flows has such prices: a market that pays c for any quantity bounds nothing above or below c. A price found by an engine is
    /// right to the last digits only; this sets them.
    /// </remarks>
    public virtual void Admit(Span<double> prices)
    {
    }

    /// <summary>The same choice with prices counted from given ones: cost - prices x flows. Null where that cannot be had more exactly than by adding prices.</summary>
    /// <remarks>
    /// Near the best prices slopes and prices agree to many digits. Taken off the slopes once, exactly, they leave small numbers with all of their digits, where slope - price
    /// anew each time would leave rounding.
    /// </remarks>
    internal virtual LocalProblem? From(ReadOnlySpan<double> prices) => null;

    /// <summary>What every proximal step asks of its point and penalty.</summary>
    /// <exception cref="ArgumentException">A point is not finite, or rho is not above 0 and finite.</exception>
    protected static void Demand(ReadOnlySpan<double> point, double rho)
    {
        var sum = 0.0;
        foreach (var one in point)
        {
            sum += one * 0; // a NaN for anything that is not finite
        }

        if (!(sum == 0) || !(rho > 0 && double.IsFinite(rho)))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"The point must be finite and rho above 0 and finite; they were {string.Join(", ", point.ToArray())} and {rho}."), nameof(point));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} '{Name}'");
}
