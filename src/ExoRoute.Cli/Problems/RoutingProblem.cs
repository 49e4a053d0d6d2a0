using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems;

/// <summary>A checked problem document: one quantity, some ladders. docs/formats/problem.md tells the document.</summary>
/// <param name="File">The document.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Units">What amounts are in.</param>
/// <param name="Quote">The asset of the money; may be empty.</param>
/// <param name="MaxNodes">How hard to search.</param>
/// <param name="Venues">The venues.</param>
internal sealed record RoutingProblem(
    string File, Side Side, Lots Quantity, InstrumentUnits Units, string Quote, int MaxNodes, IReadOnlyList<ProblemVenue> Venues);

/// <summary>A venue's levels and fees, and the ladder they make.</summary>
internal sealed record ProblemVenue(IReadOnlyList<Level> Levels, FeeSchedule Fees, LadderProblem Ladder);
