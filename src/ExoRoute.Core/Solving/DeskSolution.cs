using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>A credit limit that keeps desks from being filled.</summary>
/// <param name="Desk">Whose, by its place.</param>
/// <param name="Venue">Where.</param>
/// <param name="AtMost">The limit; nothing where the desk has no permission.</param>
public readonly record struct CreditLimit(int Desk, VenueId Venue, Lots AtMost);

/// <summary>The min cut of an infeasible problem: these desks ask for more than all the capacity of these venues and their own credits everywhere else.</summary>
/// <param name="Desks">The desks that get too little together, by place, ascending.</param>
/// <param name="Venues">The venues that are full, by place, ascending.</param>
public sealed record DeskBlocking(IReadOnlyList<int> Desks, IReadOnlyList<int> Venues)
{
    /// <summary>Nothing blocks.</summary>
    public static DeskBlocking None { get; } = new([], []);

    /// <summary>The capacities in the way: what ends each full venue's ladder, and how far it reaches.</summary>
    public IReadOnlyList<BlockingLimit> Capacities(DeskProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);

        var limits = new BlockingLimit[Venues.Count];
        for (var at = 0; at < limits.Length; at++)
        {
            var venue = problem.Venues[Venues[at]];
            limits[at] = new(venue.Venue, venue.EndsBy, venue.Shown);
        }

        return limits;
    }

    /// <summary>The credits in the way: those of the blocked desks at all venues that are not full.</summary>
    public IReadOnlyList<CreditLimit> Credits(DeskProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);

        var full = new bool[problem.Venues.Count];
        foreach (var venue in Venues)
        {
            full[venue] = true;
        }

        var limits = new List<CreditLimit>();
        foreach (var desk in Desks)
        {
            for (var venue = 0; venue < full.Length; venue++)
            {
                if (!full[venue])
                {
                    limits.Add(new(desk, problem.Venues[venue].Venue, new(problem.Credits(desk)[venue])));
                }
            }
        }

        return limits;
    }
}

/// <summary>What each desk gets where, what it costs together, and the prices that prove that nothing costs less.</summary>
/// <remarks><see cref="Certificate.Check(DeskProblem, DeskSolution)"/> checks every claim without trusting a solver. Immutable, safe to share.</remarks>
public sealed record DeskSolution
{
    /// <summary><see cref="SolveStatus.Optimal"/> or <see cref="SolveStatus.Infeasible"/>.</summary>
    public required SolveStatus Status { get; init; }

    /// <summary>Quantities desk by desk, each desk's venues in a row; <see cref="SharedVariables.None"/> where there is no plan.</summary>
    public SharedVariables Flows { get; init; } = SharedVariables.None;

    /// <summary>What the flows cost.</summary>
    public Cost Cost { get; init; }

    /// <summary>What any split costs at least, by the prices; the cost itself when optimal.</summary>
    public Cost Bound { get; init; }

    /// <summary>What one more unit for each desk costs; none where there is no plan.</summary>
    public DualVariables DeskPrices { get; init; } = DualVariables.None;

    /// <summary>What one more unit of each venue is worth; none where there is no plan.</summary>
    public DualVariables VenuePrices { get; init; } = DualVariables.None;

    /// <summary>When infeasible: the min cut.</summary>
    public DeskBlocking Blocking { get; init; } = DeskBlocking.None;

    /// <summary>When infeasible: the most that all desks can get together, in quantity units.</summary>
    public long Fillable { get; init; }

    /// <summary>When infeasible: quantities that add up to <see cref="Fillable"/>, at no particular cost.</summary>
    public SharedVariables LargestFill { get; init; } = SharedVariables.None;

    /// <summary>Whether there are flows.</summary>
    public bool HasPlan => Flows.Count > 0;

    /// <summary>Cost less bound: zero when optimal.</summary>
    public Cost Gap => Cost - Bound;

    /// <summary>What one desk gets at one venue.</summary>
    /// <exception cref="InvalidOperationException">There is no plan.</exception>
    public Lots Flow(int desk, int venue)
    {
        if (!HasPlan || VenuePrices.Count == 0)
        {
            throw new InvalidOperationException("There is no plan; look at Status first, and at LargestFill.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(venue);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(venue, VenuePrices.Count);
        return Flows[(desk * VenuePrices.Count) + venue];
    }

    /// <summary>What one more unit of a desk's credit at a venue saves: the desk's price less the venue's, or nothing.</summary>
    /// <remarks>Zero where the limit does not bind. As every marginal price, it holds for the next unit, and at most: several credits can be worth their price only together.</remarks>
    public DualPrice CreditRent(int desk, int venue)
    {
        var (own, its) = (DeskPrices[desk], VenuePrices[venue]);
        var (left, right) = (checked(own.Numerator * its.Denominator), checked(its.Numerator * own.Denominator));
        return left > right ? new DualPrice(left - right, checked(own.Denominator * its.Denominator)).Reduced() : DualPrice.Whole(0);
    }
}
