namespace ExoRoute.Testing;

/// <summary>Where and how finely a <see cref="LocalProblem"/> is tried. Immutable; change a copy with <c>with</c>.</summary>
public sealed record ConformanceSettings
{
    /// <summary>64 points around flows and prices of size 1.</summary>
    public static ConformanceSettings Default { get; } = new();

    /// <summary>How many points are drawn. Default 64; 2 to 100,000. Time grows with its square, in calls of the problem's value.</summary>
    public int Points { get; init; } = 64;

    /// <summary>The size of the flows at which the problem is of interest, in its own units: most points lie within. Above 0, finite.</summary>
    public double FlowSize { get; init; } = 1;

    /// <summary>The size of its prices, in cost units per unit of flow. Above 0, finite.</summary>
    public double PriceSize { get; init; } = 1;

    /// <summary>
    /// What may be called rounding, relative to the amounts compared. Default 1e-9; 1e-14 to 1e-2.
    /// </summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Where the default generator starts. The same seed tries the same points.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A generator of your own: 64 even bits a call. Null for <see cref="SeededDraws"/> from <see cref="Seed"/>.</summary>
    public Func<ulong>? Draw { get; init; }

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Points is < 2 or > 100_000)
        {
            yield return FormattableString.Invariant($"{nameof(Points)} must be 2 to 100000, was {Points}.");
        }

        if (!(FlowSize > 0 && double.IsFinite(FlowSize)))
        {
            yield return FormattableString.Invariant($"{nameof(FlowSize)} must be above 0 and finite, was {FlowSize}.");
        }

        if (!(PriceSize > 0 && double.IsFinite(PriceSize)))
        {
            yield return FormattableString.Invariant($"{nameof(PriceSize)} must be above 0 and finite, was {PriceSize}.");
        }

        if (!(Tolerance is >= 1e-14 and <= 1e-2))
        {
            yield return FormattableString.Invariant($"{nameof(Tolerance)} must be 1e-14 to 1e-2, was {Tolerance}.");
        }
    }
}
