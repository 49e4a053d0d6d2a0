using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>From a problem document to a checked <see cref="RoutingProblem"/>; every fault is told with its place, all at once.</summary>
internal sealed class ProblemReader
{
    private const string Page = "docs/formats/problem.md";
    private const int MostVenues = 64;
    private const int MostLevels = 10_000;
    private readonly DocumentFaults _faults = new();
    private InstrumentUnits _units;
    private Side _side;

    private ProblemReader()
    {
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="CommandException">It is at fault; exit code 2.</exception>
    internal static RoutingProblem Read(string file) => new ProblemReader().Run(file);

    private RoutingProblem Run(string file)
    {
        var from = new DocumentObject(DocumentFile.Read(file), _faults);
        from.Whole("schema", 1, 1);
        _units = new(
            (int)from.Whole("priceDecimals", 0, InstrumentUnits.MaxDecimals), (int)from.Whole("quantityDecimals", 0, InstrumentUnits.MaxDecimals));
        _side = from.Word("side", MarketTerms.Sides);
        var quantity = new Lots(from.Amount("quantity", _units.QuantityDecimals, 1, Lots.MaxCount));
        var quote = from.Words("quote", "the name of an asset", "");
        var maxNodes = (int)from.Whole("maxNodes", 1, SolverSettings.LargestMaxNodes, SolverSettings.Default.MaxNodes);
        var limits = new LadderLimits
        {
            Limit = from.Has("limit") ? new Ticks(from.Amount("limit", _units.PriceDecimals, 1, Ticks.MaxCount)) : null,
            LimitIsNet = from.Word("basis", MarketTerms.Bases, FeeBasis.Gross) == FeeBasis.Net,
            ParticipationPpm = MarketTerms.Participation(from),
        };
        var venues = new List<ProblemVenue>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var venue in from.Objects("venues", 1, MostVenues))
        {
            if (Venue(venue, limits, names) is { } read)
            {
                venues.Add(read);
            }
        }

        from.Close();
        _faults.ThrowIfAny(file, Page);
        return new(file, _side, quantity, _units, quote, maxNodes, venues);
    }

    private ProblemVenue? Venue(DocumentObject from, LadderLimits limits, HashSet<string> names)
    {
        var before = _faults.Count;
        var id = from.Text("id", "1 to 32 characters of a-z, 0-9, '-', '_', '.'", static text => VenueId.TryParse(text, out _));
        if (id.Length > 0 && !names.Add(id))
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
            Units = _units,
            LotSize = new(from.Amount("lot", _units.QuantityDecimals, 1, Lots.MaxCount, 1)),
            MinimumQuantity = new(from.Amount("minimumQuantity", _units.QuantityDecimals, 0, Lots.MaxCount, 0)),
            MinimumNotional = MarketTerms.Money(from, "minimumNotional", _units),
        };
        var cap = new Lots(from.Amount("cap", _units.QuantityDecimals, 0, Lots.MaxCount, Lots.MaxCount));
        var fees = MarketTerms.Fees(from, _units);
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
        return new(levels, fees, LadderProblem.Of([.. levels], _side, fees, listing, limits with { Cap = cap }));
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
            var price = (long)from.Amount(item.Items[0], _units.PriceDecimals, 1, Ticks.MaxCount);
            var quantity = (long)from.Amount(item.Items[1], _units.QuantityDecimals, 0, Lots.MaxCount);
            if (_faults.Count > before)
            {
                continue;
            }

            if (last != 0 && (_side == Side.Buy ? price <= last : price >= last))
            {
                _faults.Add(item.Items[0].Path, $"must be worse than the level before, {_units.Text(new Ticks(last))}, as levels stand best first; was {_units.Text(new Ticks(price))}.");
            }

            last = price;
            levels.Add(new(new(price), new(quantity)));
        }

        return levels;
    }
}
