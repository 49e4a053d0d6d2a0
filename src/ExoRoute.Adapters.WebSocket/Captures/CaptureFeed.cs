using System.Text;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>A recorded capture as a feed: its frames, in file order, through the maps that live feeds use.</summary>
/// <remarks>
/// Streams the file; holds one record at a time. Damaged records are left out, counted and named (<see cref="Faults"/>); where
/// the file itself cannot be read on, <see cref="TryPeek"/> throws, and everything before has been applied. Venues of the
/// capture that no definition is of are passed over. Not thread-safe: one puller.
/// </remarks>
public sealed class CaptureFeed : IRecordedFeed
{
    private readonly CaptureReader _reader;
    private readonly CaptureRecord _record = new();
    private readonly Dictionary<string, byte[]> _symbols = new(StringComparer.Ordinal);
    private bool _hasNext;

    private CaptureFeed(CaptureSurvey survey, IReadOnlyList<InstrumentDefinition> definitions)
    {
        Survey = survey;
        Venues = [.. survey.Listings.Select(listing => (listing.Venue, listing.Protocol)).Distinct().Select(venue => Open(venue.Venue, venue.Protocol)).OfType<CaptureVenue>()];
        Books = [.. Venues.SelectMany(venue => venue.Map.Books)];
        _reader = survey.Capture.OpenReader();

        CaptureVenue? Open(VenueId venue, VenueProtocol protocol)
        {
            var listed = definitions.Where(definition => definition.Venue == venue).ToArray();
            return listed.Length == 0 ? null : new(venue, protocol, protocol.CreateMap(listed, protocol == VenueProtocol.Kraken ? survey.Kraken(venue) : null));
        }
    }

    /// <summary>What the capture holds.</summary>
    public CaptureSurvey Survey { get; }

    /// <summary>The venues read, in the order the capture first names them.</summary>
    public IReadOnlyList<CaptureVenue> Venues { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Book> Books { get; }

    /// <summary>Records applied or passed over so far.</summary>
    public long Records { get; private set; }

    /// <summary>The last record's time as the capture writes it: a tape's <c>elapsed_nanos</c>, else local ns. Facts use it.</summary>
    public long RawTime { get; private set; }

    /// <summary>How often that time stepped back between two records.</summary>
    public long StepsBack { get; private set; }

    /// <summary>The longest that it stepped forward.</summary>
    public long LongestStep { get; private set; }

    /// <summary>The wall clock of the last record, where the format has one beside its own time; else 0.</summary>
    public long WallTime { get; private set; }

    /// <summary>Damaged records left out.</summary>
    public long FaultCount => _reader.FaultCount;

    /// <summary>The first hundred of them.</summary>
    public IReadOnlyList<CaptureFault> Faults => _reader.Faults;

    /// <summary>Opens a capture with definitions made from itself.</summary>
    /// <exception cref="CaptureException">It cannot be read, is damaged, or is of a format that is not read.</exception>
    public static CaptureFeed Open(string path) => Open(CaptureSurvey.Of(path));

    /// <summary>Opens a surveyed capture with definitions made from itself.</summary>
    /// <exception cref="CaptureException">It cannot be opened any more.</exception>
    public static CaptureFeed Open(CaptureSurvey survey)
    {
        ArgumentNullException.ThrowIfNull(survey);
        return new(survey, survey.Define());
    }

    /// <summary>Opens a surveyed capture for the listings of some definitions; their venues must be named as the survey names them.</summary>
    /// <exception cref="ArgumentException">A definition is at fault, or of a venue that the capture does not hold.</exception>
    /// <exception cref="CaptureException">It cannot be opened any more.</exception>
    public static CaptureFeed Open(CaptureSurvey survey, IReadOnlyList<InstrumentDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(definitions);
        foreach (var definition in definitions)
        {
            if (!survey.Listings.Any(listing => listing.Venue == definition.Venue))
            {
                var held = string.Join(", ", survey.Listings.Select(listing => listing.Venue.Name).Distinct(StringComparer.Ordinal));
                throw new ArgumentException($"'{survey.Capture.Path}' holds no venue '{definition.Venue}' (of '{definition.Symbol}'); it holds {held}.", nameof(definitions));
            }
        }

        return new(survey, definitions);
    }

    /// <inheritdoc/>
    /// <exception cref="CaptureException">The file cannot be read on; what came before has been applied.</exception>
    public bool TryPeek(out Stamp at)
    {
        _hasNext = _hasNext || _reader.TryRead(_record);
        at = _hasNext ? _record.At : default;
        return _hasNext;
    }

    /// <inheritdoc/>
    /// <exception cref="CaptureException">The file cannot be read on; what came before has been applied.</exception>
    public void Step(IMarketSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Take(apply: true, sink);
    }

    /// <summary>Applies every record whose raw time is at or before <paramref name="rawTime"/>, to the end of the file, in file order.</summary>
    /// <remarks>Not only up to the first later one: times may step back between venues. The feed is at its end afterwards.</remarks>
    /// <exception cref="CaptureException">The file cannot be read on; what came before has been applied.</exception>
    public void RunTo(long rawTime, IMarketSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        while (TryPeek(out _))
        {
            Take(apply: _record.RawTime <= rawTime, sink);
        }
    }

    /// <summary>The books of a capture as they stood at one of its raw times.</summary>
    /// <remarks>Reads the whole file. The feed answered is at its end; its books, venues and counts are what is wanted of it.</remarks>
    /// <exception cref="CaptureException">The file cannot be read.</exception>
    public static CaptureFeed At(CaptureSurvey survey, long rawTime)
    {
        var feed = Open(survey);
        feed.RunTo(rawTime, Nobody.Instance);
        return feed;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void Take(bool apply, IMarketSink sink)
    {
        if (!TryPeek(out _))
        {
            throw new InvalidOperationException("The capture is at its end; TryPeek says so.");
        }

        _hasNext = false;
        if (Records > 0)
        {
            StepsBack += _record.RawTime < RawTime ? 1 : 0;
            LongestStep = Math.Max(LongestStep, _record.RawTime - RawTime);
        }

        Records++;
        (RawTime, WallTime) = (_record.RawTime, _record.WallTime);
        if (!apply || Find(_record.Venue) is not { } venue)
        {
            return;
        }

        switch (_record.Kind)
        {
            case CaptureRecordKind.Frame:
                venue.SocketFrames++;
                venue.Witness?.Frame(_record.Payload, _record.At);
                venue.Map.Apply(_record.Payload, _record.At, sink);
                break;
            case CaptureRecordKind.Seed:
                venue.RestSeeds++;
                venue.Witness?.Seed(_record.Payload, Symbol(venue), _record.At);
                venue.Map.Seed(_record.Payload, Symbol(venue), _record.At, sink);
                break;
            case CaptureRecordKind.Audit:
                venue.RestAudits++;
                if (venue.Witness?.Audit(_record.Payload, Symbol(venue), _record.RawTime) is { } result)
                {
                    venue.Add(result);
                }

                break;
            case CaptureRecordKind.SessionEnded:
                venue.SessionsEnded++;
                venue.Witness?.EndSession();
                venue.Map.EndSession(_record.At, sink);
                break;
            case CaptureRecordKind.Note:
            default:
                break;
        }
    }

    private CaptureVenue? Find(VenueId venue)
    {
        foreach (var known in Venues)
        {
            if (known.Venue == venue)
            {
                return known;
            }
        }

        return null;
    }

    // What a REST book is of: the capture's symbol where a definition answers to it, else what the body or the connection says.
    private byte[] Symbol(CaptureVenue venue)
    {
        var text = _record.Symbol;
        if (!venue.Map.Tallies.Any(tally => tally.Definition.Answers(text)))
        {
            return [];
        }

        if (!_symbols.TryGetValue(text, out var bytes))
        {
            _symbols.Add(text, bytes = System.Text.Encoding.UTF8.GetBytes(text));
        }

        return bytes;
    }

    private sealed class Nobody : IMarketSink
    {
        internal static readonly Nobody Instance = new();

        public void Changed(Book book, Stamp receivedAt)
        {
        }
    }
}
