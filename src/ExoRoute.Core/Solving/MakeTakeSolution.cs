namespace ExoRoute.Solving;

/// <summary>How a make-and-take allocation was found.</summary>
public enum MakeTakeEngine : byte
{
    /// <summary>One venue: a quantile of its law.</summary>
    Quantile,

    /// <summary>Several venues: newsvendor steps on the lots' lattice over convolved laws.</summary>
    Lattice,

    /// <summary>None: the allocation was given and only evaluated.</summary>
    Given,
}

/// <summary>One first-order condition: the chance of falling short, held against what it should be.</summary>
/// <param name="Lots">What is taken, or rested at the venue as far as it can be of use.</param>
/// <param name="Most">The most that is of use there.</param>
/// <param name="Below">P(A &lt; S), given (for a venue) that its order fills whole.</param>
/// <param name="UpTo">P(A &lt;= S), under the same.</param>
/// <param name="Ceiling">One more lot does not pay while <paramref name="Below"/> is at most this.</param>
/// <param name="Floor">The last lot pays while <paramref name="UpTo"/> is at least this. The same as the ceiling where lots sent cost nothing.</param>
/// <remarks>Equations (7) and (8) of Cont and Kukanov; whole lots bracket what their smooth laws meet.</remarks>
public readonly record struct FillCondition(Lots Lots, Lots Most, double Below, double UpTo, double Ceiling, double Floor)
{
    /// <summary>Whether neither one lot more nor one less pays, to rounding.</summary>
    public bool Holds => (Lots >= Most || Below <= Ceiling + 1e-9) && (Lots.Count == 0 || UpTo >= Floor - 1e-9);
}

/// <summary>How much is taken, how much rests where, what that costs, and what any other allocation costs at least.</summary>
/// <remarks><see cref="Certificate.Check(Problems.MakeTakeProblem, MakeTakeSolution)"/> recomputes every claim. Immutable, safe to share between threads.</remarks>
public sealed record MakeTakeSolution
{
    /// <summary>M.</summary>
    public required Lots Take { get; init; }

    /// <summary>L: each venue's, in their order.</summary>
    public required SharedVariables Rest { get; init; }

    /// <summary>V, the expected cost.</summary>
    public required double Cost { get; init; }

    /// <summary>What any allocation costs at least, in parts of lots too; proved by <see cref="TieShares"/>.</summary>
    public required double Bound { get; init; }

    /// <summary>P(A &lt; S): the chance to fall short.</summary>
    public required double ShortChance { get; init; }

    /// <summary>The first-order conditions: of taking, then of each venue.</summary>
    public required IReadOnlyList<FillCondition> Conditions { get; init; }

    /// <summary>
    /// The subgradient that proves the bound. Where what fills is just the target, one lot more helps nobody and one less hurts: such ties are counted as short in
    /// part. The shares, 0 to 1: of ties where no order fills whole, of those where one venue's alone does (in their order), of all other ties; and what share of the rest is counted too where
    /// one venue's alone fills whole by a flow that ends with its last lot.
    /// </summary>
    public required IReadOnlyList<double> TieShares { get; init; }

    /// <summary>By which engine.</summary>
    public required MakeTakeEngine Engine { get; init; }

    /// <summary>Whether no lot more or less, and no exchange of a lot, costs less by more than rounding. False where a limit of the settings ended the search.</summary>
    public required bool Settled { get; init; }

    /// <summary>Allocations whose cost was computed.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Times that every venue was gone through.</summary>
    public required int Sweeps { get; init; }

    /// <summary>Cost less bound; rounding can leave it a little below zero.</summary>
    public double Gap => Cost - Bound;
}

/// <summary>How long an allocation is searched for. Immutable; change a copy with <c>with</c>. Limits are counted, not timed.</summary>
public sealed record MakeTakeSettings
{
    /// <summary>The defaults.</summary>
    public static MakeTakeSettings Default { get; } = new();

    /// <summary>Times that every venue is gone through, at most. Default 200; 1 to 100,000.</summary>
    public int MaxSweeps { get; init; } = 200;

    /// <summary>Exchanges of lots, and allocations around, that are tried at most. Default 20,000; 0 to 10,000,000. None is tried once the gap is within <see cref="Tolerance"/>.</summary>
    public int MaxExchanges { get; init; } = 20_000;

    /// <summary>A gap that is as good as none, relative to the cost of taking nothing and filling nothing. Default 1e-10; 0 to 1.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxSweeps is < 1 or > 100_000)
        {
            yield return FormattableString.Invariant($"{nameof(MaxSweeps)} must be 1 to 100000, was {MaxSweeps}.");
        }

        if (MaxExchanges is < 0 or > 10_000_000)
        {
            yield return FormattableString.Invariant($"{nameof(MaxExchanges)} must be 0 to 10000000, was {MaxExchanges}.");
        }

        if (!(Tolerance is >= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"{nameof(Tolerance)} must be 0 to 1, was {Tolerance}.");
        }
    }
}
