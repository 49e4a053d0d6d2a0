using System.Globalization;

namespace ExoRoute.Solving;

/// <summary>How hard and how exactly an exchange problem is solved. Immutable; change a copy with <c>with</c>.</summary>
/// <remarks>All limits are counted, none is timed, so that a replay stops at the same round.</remarks>
public sealed record ExchangeSettings
{
    /// <summary>The defaults.</summary>
    public static ExchangeSettings Default { get; } = new();

    /// <summary>
    /// Gap and residual aimed at, relative to the size of cost and flows. Default 1e-10; 1e-14 to 1e-2. What was reached is stated in the solution and
    /// proved by the certificate; beyond the tolerance the status is <see cref="ExchangeStatus.RoundLimit"/>.
    /// </summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>
    /// Rounds of ADMM at most: each asks every term one proximal step. An eighth of it where more than sixteen ports feed a node on average. Default 64; 0 to
    /// 1,000,000. 0 starts the finish from nothing.
    /// </summary>
    public int MaxRounds { get; init; } = 64;

    /// <summary>ADMM ends when its relative residuals are below this: prices are then good enough to finish from. Default 1e-5; above 0, to 1.</summary>
    public double PriceTolerance { get; init; } = 1e-5;

    /// <summary>Steps of the finish at most, proximal and Newton's: each of the latter solves one linear system over the nodes. Default 1,000; 1 to 100,000.</summary>
    public int MaxSteps { get; init; } = 1_000;

    /// <summary>First penalty, in cost units per squared flow; null to take it from the problem's own prices and flows. Above 0 and finite.</summary>
    public double? Rho { get; init; }

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(Tolerance is >= 1e-14 and <= 1e-2))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(Tolerance)} must be 1e-14 to 1e-2, was {Tolerance}.");
        }

        if (MaxRounds is < 0 or > 1_000_000)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(MaxRounds)} must be 0 to 1000000, was {MaxRounds}.");
        }

        if (!(PriceTolerance is > 0 and <= 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(PriceTolerance)} must be above 0, to 1, was {PriceTolerance}.");
        }

        if (MaxSteps is < 1 or > 100_000)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(MaxSteps)} must be 1 to 100000, was {MaxSteps}.");
        }

        if (Rho is { } rho && !(rho > 0 && double.IsFinite(rho)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(Rho)} must be above 0 and finite, was {rho}.");
        }
    }
}
