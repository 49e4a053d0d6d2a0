namespace ExoRoute;

/// <summary>What a quantity would cost at one venue, known to its owner only: one term of the sum a plan minimises.</summary>
/// <remarks>
/// A cost over a quantity from nothing to <see cref="Capacity"/>: convex but for what is charged once, whole lots and a least
/// quantity. Solvers ask only the questions below, so a new kind of venue is a new kind of LocalProblem and nothing else.
/// Immutable, safe to share between threads; pure functions of what it was made from.
/// Source of the model: S. Boyd et al., Distributed Optimization and ... ADMM (2011), section 7.3 (exchange).
/// </remarks>
public abstract class LocalProblem
{
    /// <summary>A problem of one venue.</summary>
    /// <exception cref="ArgumentException">The venue is <c>default</c>, which names none.</exception>
    protected LocalProblem(VenueId venue)
    {
        if (venue == default)
        {
            throw new ArgumentException("A LocalProblem needs its venue's name; default names none.", nameof(venue));
        }

        Venue = venue;
    }

    /// <summary>Whose problem.</summary>
    public VenueId Venue { get; }

    /// <summary>Names the kind in records and messages, such as "ladder".</summary>
    public abstract string Kind { get; }

    /// <summary>The most it can take, in quantity units; not negative.</summary>
    public abstract Lots Capacity { get; }

    /// <summary>What <paramref name="quantity"/> costs in all; nothing for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quantity is negative or beyond what there is.</exception>
    public abstract Cost Value(Lots quantity);

    /// <summary>What the venue would take at a price: the quantity with the least cost - price x quantity, the smallest of several.</summary>
    /// <exception cref="ArgumentException">The price is <c>default</c>, which is none.</exception>
    /// <exception cref="OverflowException">The price is so large that its product with a quantity or cost is beyond 127 bits.</exception>
    public abstract Lots Response(DualPrice price);

    /// <summary>The proximal step of the convex part: the least of cost(x) + rho/2 (x - point)^2 over 0 to capacity.</summary>
    /// <param name="point">In quantity units; finite.</param>
    /// <param name="rho">Penalty, in cost units per squared quantity unit; above 0 and finite.</param>
    /// <returns>A quantity, not rounded. Lots, least quantities and what is charged once play no part.</returns>
    public abstract double Prox(double point, double rho);
}
