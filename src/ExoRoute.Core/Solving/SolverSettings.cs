using System.Globalization;

namespace ExoRoute.Solving;

/// <summary>How hard the solver tries. Immutable; change a copy with <c>with</c>.</summary>
public sealed record SolverSettings
{
    /// <summary>The most nodes that can be asked for.</summary>
    public const int LargestMaxNodes = 10_000_000;

    /// <summary>The defaults.</summary>
    public static SolverSettings Default { get; } = new();

    /// <summary>
    /// Nodes bounded before the solver answers <see cref="SolveStatus.NodeLimit"/> with its best plan and bound. Counted, not timed, so
    /// that a replay stops at the same node. Default 20,000; 1 to 10,000,000.
    /// </summary>
    public int MaxNodes { get; init; } = 20_000;

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxNodes is < 1 or > LargestMaxNodes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(MaxNodes)} must be 1 to 10000000, was {MaxNodes}.");
        }
    }
}
