using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Names the limits that keep a quantity from being filled.</summary>
internal static class Blocking
{
    /// <summary>One node's min cut is every venue's capacity: what ends each, and how far it reaches.</summary>
    internal static IReadOnlyList<BlockingLimit> Ends(IReadOnlyList<LadderProblem> problems)
    {
        var limits = new BlockingLimit[problems.Count];
        for (var venue = 0; venue < limits.Length; venue++)
        {
            limits[venue] = new(problems[venue].Venue, problems[venue].EndsBy, problems[venue].Shown);
        }

        return limits;
    }
}
