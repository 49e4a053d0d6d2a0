using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems;

/// <summary>Several desks on the same venues.</summary>
internal static class DesksReader
{
    private const int MostDesks = 256;

    /// <summary>Reads the shape; null where there are faults.</summary>
    internal static ProblemDocument? Read(string file, DocumentObject from, DocumentFaults faults)
    {
        var reader = new VenueReader(from, faults);
        var before = faults.Count;
        var venues = reader.Venues(from, static (one, venue) =>
        {
            if (!venue.Ladder.IsPlain)
            {
                one.Fault("id", $"\"{venue.Ladder.Venue.Name}\" has a lot, a minimum or a fee charged once; desks share venues without. Where all lots are equal, count quantities in lots.");
            }
        });
        var known = faults.Count == before;
        var (desks, names) = (new List<Desk>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var one in from.Objects("desks", 1, MostDesks))
        {
            var id = one.Text("id", "1 to 32 characters of a-z, 0-9, '-', '_', '.'", static text => VenueId.TryParse(text, out _));
            if (id.Length > 0 && !names.Add(id))
            {
                one.Fault("id", $"\"{id}\" stands twice; a desk stands once.");
            }

            var quantity = new Lots(one.Amount("quantity", reader.Units.QuantityDecimals, 0, Lots.MaxCount));
            desks.Add(new(id, quantity, Credits(one, reader.Units, venues, known)));
            one.Close();
        }

        from.Close();
        return faults.Count > 0 || ProblemReader.Make(faults, "desks", () => new DeskProblem([.. venues.Select(static venue => venue.Ladder)], desks)) is not { } problem
            ? null
            : new DesksProblem(file, reader.Side, reader.Units, reader.Quote, venues, problem);
    }

    // No member: any quantity anywhere. A venue that is not named: no permission.
    private static Lots[] Credits(DocumentObject desk, InstrumentUnits units, IReadOnlyList<ProblemVenue> venues, bool known)
    {
        var credits = new Lots[venues.Count];
        if (desk.Object("credit") is not { } from)
        {
            Array.Fill(credits, new(Lots.MaxCount));
            return credits;
        }

        for (var venue = 0; venue < credits.Length; venue++)
        {
            credits[venue] = new(from.Amount(venues[venue].Ladder.Venue.Name, units.QuantityDecimals, 0, Lots.MaxCount, 0));
        }

        if (known)
        {
            from.Close();
        }

        return credits;
    }
}
