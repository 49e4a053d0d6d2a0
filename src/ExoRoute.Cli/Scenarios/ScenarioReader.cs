using ExoRoute.Adapters.Simulation;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Scenarios;

/// <summary>From a scenario document to a checked <see cref="Scenario"/>; every fault is told with its place, all at once.</summary>
/// <remarks>Captures are read through once here, so that a damaged one is found before anything is written.</remarks>
internal sealed class ScenarioReader
{
    private const string Page = "docs/formats/scenario.md";
    private const long Hour = 3600 * Stamp.PerSecond;
    private const int MostVenues = 64;

    private static readonly (string, Durability)[] Durabilities = [("pageCache", Durability.PageCache), ("disk", Durability.Disk)];
    private static readonly (string, TradingState)[] States =
        [("open", TradingState.Open), ("cancelOnly", TradingState.CancelOnly), ("halted", TradingState.Halted), ("closed", TradingState.Closed)];

    private readonly DocumentFaults _faults = new();
    private readonly SortedDictionary<string, InstrumentTerms> _instruments = new(StringComparer.Ordinal);
    private readonly List<(ScenarioListing Listing, string Path)> _unfed = [];
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);

    private ScenarioReader()
    {
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="CommandException">It is at fault; exit code 2.</exception>
    internal static Scenario Read(string file) => new ScenarioReader().Run(file);

    private Scenario Run(string file)
    {
        var from = new DocumentObject(DocumentFile.Read(file), _faults);
        from.Whole("schema", 1, 1);
        var (id, durability) = Store(from.Object("store"));
        var router = Router(from.Object("router"));
        Instruments(from);
        var venues = Venues(from);
        var captures = Captures(from, file);
        if (_faults.Count == 0)
        {
            Feed(captures);
        }

        var (orders, actions) = new OrderReader(_faults, _instruments, _listed, new(_instruments, [.. venues.Select(venue => venue.Id.Name)])).Read(from);
        from.Close();
        _faults.ThrowIfAny(file, Page);
        return new()
        {
            File = file,
            StoreId = id,
            Durability = durability,
            Router = router,
            Venues = venues,
            Captures = [.. captures.Select(capture => capture.Survey)],
            Orders = orders,
            Actions = actions,
        };
    }

    private static (string?, Durability) Store(DocumentObject? from)
    {
        if (from is null)
        {
            return (null, Durability.PageCache);
        }

        var id = !from.Has("id") ? null : from.Text(
            "id", "32 hexadecimal digits in lower case, not all zero",
            static text => text.Length == 32 && text.All(static c => c is >= '0' and <= '9' or >= 'a' and <= 'f') && text.Trim('0').Length > 0);
        var durability = from.Word("durability", Durabilities, Durability.PageCache);
        from.Close();
        return (id, durability);
    }

    private static RouterSettings Router(DocumentObject? from)
    {
        var standard = new RouterSettings();
        if (from is null)
        {
            return standard;
        }

        var settings = new RouterSettings
        {
            Depth = (int)from.Whole("depth", 1, 1_000, standard.Depth),
            RestAfterReject = Duration(from, "restAfterReject", 0, Hour, standard.RestAfterReject),
            MaxRejects = (int)from.Whole("maxRejects", 1, 1_000, standard.MaxRejects),
            MaxChildren = (int)from.Whole("maxChildren", 1, 100_000, standard.MaxChildren),
            AnswerWithin = Duration(from, "answerWithin", 1_000_000, Hour, standard.AnswerWithin),
            MaxNodes = (int)from.Whole("maxNodes", 1, 1_000_000, standard.MaxNodes),
        };
        from.Close();
        return settings;
    }

    private void Instruments(DocumentObject parent)
    {
        foreach (var from in parent.Objects("instruments", 1, 1_000))
        {
            var id = from.Text("id", "1 to 48 characters of a-z, 0-9, '-', '_', '.'", static text => InstrumentId.TryParse(text, out _));
            var (assetBase, quote) = (from.Words("base", "the name of an asset"), from.Words("quote", "the name of an asset"));
            var settlement = from.Words("settlement", "the name of an asset", quote);
            var units = new InstrumentUnits(
                (int)from.Whole("priceDecimals", 0, InstrumentUnits.MaxDecimals), (int)from.Whole("quantityDecimals", 0, InstrumentUnits.MaxDecimals));
            var multiplier = from.Whole("contractMultiplier", 1, 1_000_000_000, 1);
            var terms = new InstrumentTerms(from.Path, assetBase, quote, settlement, units, multiplier, from.Flag("inverse"));
            if (terms.IsInverse || terms.ContractMultiplier > 1)
            {
                from.Fault(terms.IsInverse ? "inverse" : "contractMultiplier", "is of a contract; contracts are not routed, only a multiplier of 1 that is not inverse is.");
            }

            if (id.Length > 0 && !_instruments.TryAdd(id, terms))
            {
                from.Fault("id", $"\"{id}\" stands twice: {_instruments[id].Path} has it already.");
            }

            from.Close();
        }
    }

    private List<ScenarioVenue> Venues(DocumentObject parent)
    {
        var venues = new List<ScenarioVenue>();
        foreach (var from in parent.Objects("venues", 1, MostVenues))
        {
            var id = from.Text("id", "1 to 32 characters of a-z, 0-9, '-', '_', '.'", static text => VenueId.TryParse(text, out _));
            var venue = VenueId.TryParse(id, out var named) ? named : default;
            if (id.Length > 0 && venues.Exists(other => other.Id == venue))
            {
                from.Fault("id", $"\"{id}\" stands twice; a venue is one entry with all its listings.");
            }

            var settings = Behaviour(from);
            var listings = from.Objects("listings", 1, 1_000).Select(listing => Listing(listing, venue)).OfType<ScenarioListing>().ToList();
            foreach (var twin in listings.GroupBy(listing => listing.Definition.Instrument).Where(group => group.Count() > 1))
            {
                from.Fault("listings", $"lists \"{twin.Key}\" twice.");
            }

            from.Close();
            venues.Add(new(venue, settings, listings));
        }

        return venues;
    }

    private static SimulatedVenueSettings Behaviour(DocumentObject from)
    {
        var settings = new SimulatedVenueSettings
        {
            RejectPpm = (int)from.Whole("rejectPpm", 0, 1_000_000, 0),
            LostReportPpm = (int)from.Whole("lostReportPpm", 0, 1_000_000, 0),
            Seed = (ulong)from.Whole("seed", 0, long.MaxValue, 1),
        };
        if (from.Object("latency") is { } latency)
        {
            settings = settings with
            {
                OrderLatency = Duration(latency, "order", 0, Hour, settings.OrderLatency),
                ReportLatency = Duration(latency, "report", 0, Hour, settings.ReportLatency),
                Jitter = Duration(latency, "jitter", 0, Hour, 0),
            };
            latency.Close();
        }

        return settings;
    }

    private ScenarioListing? Listing(DocumentObject from, VenueId venue)
    {
        var instrument = from.Text("instrument", $"the id of an instrument of this document ({string.Join(", ", _instruments.Keys)})", _instruments.ContainsKey);
        var terms = _instruments.GetValueOrDefault(instrument) ?? InstrumentTerms.None;
        var (symbol, units) = (from.Words("symbol", "the venue's symbol"), terms.Units);
        var definition = new InstrumentDefinition
        {
            Venue = venue,
            Instrument = instrument.Length == 0 ? default : new(instrument),
            Symbol = symbol,
            Aliases = [.. from.List("aliases", "symbols", 0, 16).Select(alias => Alias(alias))],
            BaseAsset = terms.BaseAsset,
            QuoteAsset = terms.QuoteAsset,
            SettlementAsset = terms.SettlementAsset,
            Units = units,
            TickSize = new(from.Amount("tick", units.PriceDecimals, 1, Ticks.MaxCount, 1)),
            LotSize = new(from.Amount("lot", units.QuantityDecimals, 1, Lots.MaxCount, 1)),
            MinimumQuantity = new(from.Amount("minimumQuantity", units.QuantityDecimals, 0, Lots.MaxCount, 0)),
            MinimumNotional = MarketTerms.Money(from, "minimumNotional", units),
            ContractMultiplier = terms.ContractMultiplier,
            IsInverse = terms.IsInverse,
            State = from.Word("state", States, TradingState.Open),
            OrderLatency = Duration(from, "orderLatency", 0, InstrumentDefinition.MaxOrderLatency, 0),
            WithdrawnPpm = from.Whole("withdrawnPpm", 0, InstrumentDefinition.MaxWithdrawnPpm, 0),
        };
        var fees = MarketTerms.Fees(from, units);
        var market = from.Object("market") is { } seeded ? Market(seeded, definition) : null;
        from.Close();
        if (instrument.Length == 0 || venue == default)
        {
            return null; // told already; there is nothing to check against
        }

        foreach (var fault in _faults.Count == 0 ? definition.Faults().Concat(fees.Faults()) : [])
        {
            _faults.Add(from.Path, fault);
        }

        var listing = new ScenarioListing(definition, fees, market);
        _listed.Add(instrument);
        if (market is null)
        {
            _unfed.Add((listing, from.Path));
        }

        return listing;
    }

    private string Alias(DocumentNode alias)
    {
        var holds = alias.Kind == DocumentKind.Text && alias.Text.Length is > 0 and <= 64 && alias.Text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
        if (!holds)
        {
            _faults.Add(alias.Path, $"must be a symbol of the venue, was {alias.Shown}.");
        }

        return holds ? alias.Text : "-";
    }

    private SeededMarketSettings Market(DocumentObject from, InstrumentDefinition listing)
    {
        var units = listing.Units;
        var standard = new SeededMarketSettings { Price = new(1) };
        var start = from.Has("start") ? TimeText.TryTime(from.Text("start", "a time such as \"2026-01-01T00:00:00Z\"",
            static text => TimeText.TryTime(text, out var time) && !time.IsOffset), out var at) ? new Stamp(at.Nanoseconds) : default : standard.Start;
        var settings = new SeededMarketSettings
        {
            Seed = (ulong)from.Whole("seed", 0, long.MaxValue, 1),
            Start = start,
            Length = Duration(from, "length", 1_000_000, 864_000 * Stamp.PerSecond, standard.Length),
            Interval = Duration(from, "interval", 1_000, Hour, standard.Interval),
            Price = new(from.Amount("price", units.PriceDecimals, 1, Ticks.MaxCount)),
            HalfSpread = (int)from.Whole("halfSpread", 1, 10_000, standard.HalfSpread),
            Step = (int)from.Whole("step", 0, 10_000, standard.Step),
            Levels = (int)from.Whole("levels", 1, 500, standard.Levels),
            LargestLots = from.Whole("largestLots", 1, 1 << 30, standard.LargestLots),
        };
        from.Close();
        foreach (var fault in _faults.Count == 0 ? settings.Faults(listing) : [])
        {
            _faults.Add(from.Path, fault);
        }

        return settings;
    }

    private List<(CaptureSurvey Survey, string Path)> Captures(DocumentObject parent, string file)
    {
        var captures = new List<(CaptureSurvey, string)>();
        foreach (var from in parent.Objects("captures", 0, 16))
        {
            var name = from.Text("file", "a path of a capture, relative to this document", static text => text.Length > 0 && text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0);
            from.Close();
            var path = name.Length == 0 ? "" : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name);
            if (name.Length > 0 && !File.Exists(path))
            {
                from.Fault("file", $"there is no file {DocumentFaults.Quote(path)}; paths are relative to the scenario's own folder.");
            }
            else if (name.Length > 0 && _faults.Count == 0)
            {
                try
                {
                    captures.Add((CaptureSurvey.Of(path), from.Path));
                }
                catch (CaptureException fault)
                {
                    from.Fault("file", $"cannot be used: {fault.Message}");
                }
            }
        }

        return captures;
    }

    // A listing without a seeded market is fed by the one capture that holds its venue and symbol.
    private void Feed(List<(CaptureSurvey Survey, string Path)> captures)
    {
        foreach (var (listing, path) in _unfed)
        {
            var definition = listing.Definition;
            var held = captures.SelectMany(capture => capture.Survey.Listings.Where(one => one.Venue == definition.Venue)).ToList();
            var books = held.Where(one => definition.Answers(one.Symbol) || (one.CaptureSymbol.Length > 0 && definition.Answers(one.CaptureSymbol))).ToList();
            if (books.Count != 1)
            {
                var there = captures.Count == 0 ? "there are no captures"
                    : held.Count == 0 ? $"the captures hold the venues {string.Join(", ", captures.SelectMany(capture => capture.Survey.Listings).Select(one => one.Venue.Name).Distinct(StringComparer.Ordinal))}"
                    : books.Count > 1 ? "several captures hold it"
                    : $"the captures hold {string.Join(", ", held.Select(one => $"\"{one.Symbol}\""))} of this venue";
                _faults.Add($"{path}.market", $"is missing, and \"{definition.Symbol}\" at \"{definition.Venue}\" is not in one capture either; {there}.");
                continue;
            }

            Demand(definition, "priceDecimals", definition.Units.PriceDecimals, books[0].PriceDecimals);
            Demand(definition, "quantityDecimals", definition.Units.QuantityDecimals, books[0].QuantityDecimals);
        }
    }

    private void Demand(InstrumentDefinition definition, string name, int there, int needed)
    {
        if (there < needed)
        {
            _faults.Add($"{_instruments[definition.Instrument.Name].Path}.{name}", FormattableString.Invariant(
                $"must be at least {needed}, the decimals that \"{definition.Symbol}\" of the capture of {definition.Venue} has, was {there}."));
        }
    }

    private static long Duration(DocumentObject from, string name, long least, long most, long standard)
    {
        var text = from.Text(
            name, $"{TimeText.DurationWanted}, from {TimeText.Duration(least)} to {TimeText.Duration(most)}",
            found => TimeText.TryDuration(found, out var ns) && ns >= least && ns <= most, "");
        return TimeText.TryDuration(text, out var nanoseconds) ? nanoseconds : standard;
    }
}

/// <summary>What all listings of an instrument have alike.</summary>
internal sealed record InstrumentTerms(
    string Path, string BaseAsset, string QuoteAsset, string SettlementAsset, InstrumentUnits Units, long ContractMultiplier, bool IsInverse)
{
    private const int UnknownDecimals = -100; // below zero for every unit made from it

    /// <summary>Stands in for an instrument that is not there, so that reading can go on; its amounts are only held to be numbers.</summary>
    internal static InstrumentTerms None { get; } = new("", "-", "-", "-", new(UnknownDecimals, UnknownDecimals), 1, false);
}
