using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>One quantity over venues.</summary>
internal static class RoutingReader
{
    /// <summary>Reads the shape; null where there are faults.</summary>
    internal static ProblemDocument? Read(string file, DocumentObject from, DocumentFaults faults)
    {
        var reader = new VenueReader(from, faults);
        var units = reader.Units;
        var quantity = new Lots(from.Amount("quantity", units.QuantityDecimals, 1, Lots.MaxCount));
        var maxNodes = (int)from.Whole("maxNodes", 1, SolverSettings.LargestMaxNodes, SolverSettings.Default.MaxNodes);
        var before = faults.Count;
        var venues = reader.Venues(from);
        var groups = Groups(from, faults, units, faults.Count == before ? venues : null);
        from.Close();
        return faults.Count > 0 ? null : new RoutingProblem(file, reader.Side, quantity, units, reader.Quote, maxNodes, venues, groups);
    }

    // Venues of which some are at fault are not known by place: then only the groups' own form is looked at.
    private static List<ProblemGroup> Groups(DocumentObject from, DocumentFaults faults, InstrumentUnits units, IReadOnlyList<ProblemVenue>? venues)
    {
        var (groups, names, grouped) = (new List<ProblemGroup>(), new HashSet<string>(StringComparer.Ordinal), new HashSet<int>());
        foreach (var one in from.Objects("groups", 0, VenueReader.MostVenues))
        {
            var before = faults.Count;
            var id = one.Text("id", "1 to 32 characters of a-z, 0-9, '-', '_', '.'", static text => VenueId.TryParse(text, out _));
            if (id.Length > 0 && (!names.Add(id) || (venues is not null && venues.Any(venue => string.Equals(venue.Ladder.Venue.Name, id, StringComparison.Ordinal)))))
            {
                one.Fault("id", $"\"{id}\" stands twice; a group has a name of its own.");
            }

            var cap = new Lots(one.Amount("cap", units.QuantityDecimals, 0, Lots.MaxCount));
            var members = Members(one, venues, grouped);
            one.Close();
            if (faults.Count == before && venues is not null && id.Length > 0
                && ProblemReader.Make(faults, one.Path, () => new LadderGroup(new(id), [.. members.Select(member => venues[member].Ladder)], cap)) is { } merged)
            {
                groups.Add(new(new(id), members, cap, merged));
            }
        }

        return groups;
    }

    private static List<int> Members(DocumentObject from, IReadOnlyList<ProblemVenue>? venues, HashSet<int> grouped)
    {
        var members = new List<int>();
        foreach (var item in from.List("venues", "ids of venues", 1, VenueReader.MostVenues))
        {
            var place = -1;
            for (var venue = 0; venues is not null && venue < venues.Count; venue++)
            {
                place = item.Kind == DocumentKind.Text && string.Equals(venues[venue].Ladder.Venue.Name, item.Text, StringComparison.Ordinal) ? venue : place;
            }

            if (item.Kind != DocumentKind.Text || (venues is not null && place < 0))
            {
                from.FaultAt(item, $"must be the id of a venue above, was {item.Shown}.");
            }
            else if (place >= 0 && !grouped.Add(place))
            {
                from.FaultAt(item, $"{item.Shown} is in a group already; a venue is in one at most.");
            }
            else if (place >= 0 && !venues![place].Ladder.IsPlain)
            {
                from.FaultAt(item, $"{item.Shown} has a lot, a minimum or a fee charged once; a group merges venues without. Take it out of the group, or take those away.");
            }

            members.Add(Math.Max(place, 0));
        }

        return members;
    }
}
