using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Scenarios;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems;

/// <summary>Venues with levels: what problems of one quantity and of several desks have in common.</summary>
internal sealed class VenueReader
{
    /// <summary>No document has more venues.</summary>
    internal const int MostVenues = 64;

    private const int MostLevels = 10_000;
    private const long MostCancelled = 1_000_000_000; // a thousand times all there is, a second
    private readonly DocumentFaults _faults;
    private readonly LadderLimits _limits;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Reads what holds for all venues.</summary>
    internal VenueReader(DocumentObject from, DocumentFaults faults)
    {
        _faults = faults;
        Units = new((int)from.Whole("priceDecimals", 0, InstrumentUnits.MaxDecimals), (int)from.Whole("quantityDecimals", 0, InstrumentUnits.MaxDecimals));
        Side = from.Word("side", MarketTerms.Sides);
        Quote = from.Words("quote", "the name of an asset", "");
        _limits = new LadderLimits
        {
            Limit = from.Has("limit") ? new Ticks(from.Amount("limit", Units.PriceDecimals, 1, Ticks.MaxCount)) : null,
            LimitIsNet = from.Word("basis", MarketTerms.Bases, FeeBasis.Gross) == FeeBasis.Net,
            ParticipationPpm = MarketTerms.Participation(from),
        };
    }

    /// <summary>What amounts are in.</summary>
    internal InstrumentUnits Units { get; }

    /// <summary>Buy or sell.</summary>
    internal Side Side { get; }

    /// <summary>The asset of the money; may be empty.</summary>
    internal string Quote { get; }

    /// <summary>All venues; those with a fault are left out.</summary>
    /// <param name="from">The document.</param>
    /// <param name="also">What must hold for a venue without faults.</param>
    internal IReadOnlyList<ProblemVenue> Venues(DocumentObject from, Action<DocumentObject, ProblemVenue>? also = null)
    {
        var venues = new List<ProblemVenue>();
        foreach (var one in from.Objects("venues", 1, MostVenues))
        {
            if (Venue(one) is { } venue)
            {
                also?.Invoke(one, venue);
                venues.Add(venue);
            }
        }

        return venues;
    }

    private ProblemVenue? Venue(DocumentObject from)
    {
        var before = _faults.Count;
        var id = from.Text("id", "1 to 32 characters of a-z, 0-9, '-', '_', '.'", static text => VenueId.TryParse(text, out _));
        if (id.Length > 0 && !_names.Add(id))
        {
            from.Fault("id", $"\"{id}\" stands twice; a venue has one ladder.");
        }

        var levels = Levels(from);
        var listing = new InstrumentDefinition
        {
            Venue = id.Length == 0 ? default : new(id),
            Instrument = new("problem"),
            Symbol = "problem",
            BaseAsset = "base",
            QuoteAsset = "quote",
            Units = Units,
            LotSize = new(from.Amount("lot", Units.QuantityDecimals, 1, Lots.MaxCount, 1)),
            MinimumQuantity = new(from.Amount("minimumQuantity", Units.QuantityDecimals, 0, Lots.MaxCount, 0)),
            MinimumNotional = MarketTerms.Money(from, "minimumNotional", Units),
        };
        var limits = _limits with
        {
            Cap = new(from.Amount("cap", Units.QuantityDecimals, 0, Lots.MaxCount, Lots.MaxCount)),
            ReachablePpm = Reachable(from),
        };
        var fees = MarketTerms.Fees(from, Units);
        from.Close();
        if (_faults.Count > before)
        {
            return null;
        }

        foreach (var fault in listing.Faults().Concat(fees.Faults()))
        {
            _faults.Add(from.Path, fault);
        }

        if (_faults.Count > before)
        {
            return null;
        }

        // Every document that is taken lies within the ladder's own range: prices 2^40 at twice, fees a unit 2^60, fixed costs 2^100.
        return new(levels, fees, LadderProblem.Of([.. levels], Side, fees, listing, limits));
    }

    // What is left of what is shown when an order arrives.
    private static int Reachable(DocumentObject from)
    {
        var rate = from.Amount("cancelRate", 6, 0, MostCancelled, 0);
        var delay = from.Text("delay", TimeText.DurationWanted, static text => TimeText.TryDuration(text, out _), "0s");
        _ = TimeText.TryDuration(delay, out var nanoseconds);
        return LatencyHaircut.ReachablePpm(rate, nanoseconds);
    }

    private List<Level> Levels(DocumentObject from)
    {
        var levels = new List<Level>();
        var last = 0L;
        foreach (var item in from.List("levels", "pairs [\"price\", \"quantity\"], best first", 0, MostLevels))
        {
            if (item.Kind != DocumentKind.List || item.Items.Count != 2)
            {
                _faults.Add(item.Path, $"must be a pair [\"price\", \"quantity\"], was {item.Shown}.");
                continue;
            }

            var before = _faults.Count;
            var price = (long)from.Amount(item.Items[0], Units.PriceDecimals, 1, Ticks.MaxCount);
            var quantity = (long)from.Amount(item.Items[1], Units.QuantityDecimals, 0, Lots.MaxCount);
            if (_faults.Count > before)
            {
                continue;
            }

            if (last != 0 && (Side == Side.Buy ? price <= last : price >= last))
            {
                _faults.Add(item.Items[0].Path, $"must be worse than the level before, {Units.Text(new Ticks(last))}, as levels stand best first; was {Units.Text(new Ticks(price))}.");
            }

            last = price;
            levels.Add(new(new(price), new(quantity)));
        }

        return levels;
    }
}
