using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>One quantity, some ladders.</summary>
/// <param name="File">The document.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Units">What amounts are in.</param>
/// <param name="Quote">The asset of the money; may be empty.</param>
/// <param name="MaxNodes">How hard to search.</param>
/// <param name="Venues">The venues.</param>
/// <param name="Groups">Venues that may show the same quantity.</param>
internal sealed record RoutingProblem(
    string File, Side Side, Lots Quantity, InstrumentUnits Units, string Quote, int MaxNodes, IReadOnlyList<ProblemVenue> Venues, IReadOnlyList<ProblemGroup> Groups)
    : ProblemDocument(File)
{
    /// <summary>What is solved: the ladders of venues in no group, in their order, then those of the groups.</summary>
    internal IReadOnlyList<LadderProblem> Ladders { get; } =
        [.. Venues.Where((_, venue) => !Groups.Any(group => group.Members.Contains(venue))).Select(static venue => venue.Ladder), .. Groups.Select(static group => group.Merged.Problem)];

    /// <summary>What each venue gets of a plan over <see cref="Ladders"/>.</summary>
    internal Lots[] Spread(SharedVariables flows)
    {
        var (fills, next) = (new Lots[Venues.Count], 0);
        for (var venue = 0; venue < fills.Length; venue++)
        {
            if (!Groups.Any(group => group.Members.Contains(venue)))
            {
                fills[venue] = flows[next++];
            }
        }

        foreach (var group in Groups)
        {
            var shares = new long[group.Members.Count];
            group.Merged.Split(flows[next++], shares);
            for (var member = 0; member < shares.Length; member++)
            {
                fills[group.Members[member]] = new(shares[member]);
            }
        }

        return fills;
    }

    /// <summary>The group a venue is in; null for none.</summary>
    internal ProblemGroup? GroupOf(int venue) => Groups.FirstOrDefault(group => group.Members.Contains(venue));
}

/// <summary>A venue's levels and fees, and the ladder they make.</summary>
internal sealed record ProblemVenue(IReadOnlyList<Level> Levels, FeeSchedule Fees, LadderProblem Ladder);

/// <summary>Venues that have no more than a cap together.</summary>
/// <param name="Name">What stands for them.</param>
/// <param name="Members">The venues, by place.</param>
/// <param name="Cap">The cap.</param>
/// <param name="Merged">Their one ladder.</param>
internal sealed record ProblemGroup(VenueId Name, IReadOnlyList<int> Members, Lots Cap, LadderGroup Merged);

/// <summary>Several desks on the same ladders.</summary>
/// <param name="File">The document.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Units">What amounts are in.</param>
/// <param name="Quote">The asset of the money; may be empty.</param>
/// <param name="Venues">The venues.</param>
/// <param name="Desks">The desks with their credits.</param>
internal sealed record DesksProblem(string File, Side Side, InstrumentUnits Units, string Quote, IReadOnlyList<ProblemVenue> Venues, DeskProblem Desks) : ProblemDocument(File);

/// <summary>An order to take and to rest.</summary>
/// <param name="File">The document.</param>
/// <param name="Quote">The asset of the money; may be empty.</param>
/// <param name="Order">The order.</param>
/// <param name="Settings">How long to search.</param>
internal sealed record RestingProblem(string File, string Quote, MakeTakeProblem Order, MakeTakeSettings Settings) : ProblemDocument(File);
