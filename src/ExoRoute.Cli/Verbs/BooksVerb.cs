using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Output;
using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Cli.Verbs;

/// <summary>Replays a recorded capture through the maps that live feeds use, and shows the books it ends with and how far they are proved.</summary>
internal sealed class BooksVerb : Verb
{
    private const int MostLevels = 10_000;

    private static readonly (string Name, CaptureFormat[] Formats)[] Feeds =
    [
        ("auto", []),
        ("tape", [CaptureFormat.Tape]),
        ("binance", [CaptureFormat.BinanceCollector]),
        ("kraken", [CaptureFormat.KrakenCbcap, CaptureFormat.KrakenFixture]),
        ("cryptofeed", [CaptureFormat.Cryptofeed, CaptureFormat.CryptofeedRest]),
    ];

    private static readonly string FeedNames = string.Join(", ", Feeds.Select(static feed => feed.Name));

    private readonly Argument<string> _feed = new("FEED") { Description = $"What the capture is: {FeedNames} (auto looks into the file)" };
    private readonly Argument<string> _capture = new("CAPTURE") { Description = "The recorded file; gzip is read as it is" };
    private readonly Option<string?> _top = new("--top") { Description = "Levels a side to show; 10 unless said", HelpName = "N" };

    internal BooksVerb()
        : base("books", "Replays a recorded capture: final books, counts, gaps by cause, checksum verdicts", "exoroute books auto capture.jsonl.gz --top 5")
    {
        Command.Add(_feed);
        Command.Add(_capture);
        Command.Add(_top);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var (feed, path, top) = (result.GetRequiredValue(_feed), result.GetRequiredValue(_capture), Top(result.GetValue(_top)));
        Check(feed, path);
        using var capture = Progress.Run(report.Error, "replaying the capture", 0, told =>
        {
            var opened = CaptureFeed.Open(path);
            while (opened.TryPeek(out _))
            {
                opened.Step(Nobody.Instance);
                told(opened.Records);
            }

            return opened;
        });
        Tell(report, capture, top);
        report.Document(Json(capture, top));
        var wrong = Wrong(capture);
        if (wrong is not null)
        {
            report.Say(wrong);
        }

        return wrong is null ? ExitCode.Done : ExitCode.Found;
    }

    private static int Top(string? text) => text is null ? 10
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostLevels ? top
        : throw CommandException.BadInput(FormattableString.Invariant($"--top must be a whole number from 1 to {MostLevels}, was {DocumentFaults.Quote(text)}."));

    private static void Check(string feed, string path)
    {
        if (!Feeds.Any(known => string.Equals(known.Name, feed, StringComparison.Ordinal)))
        {
            throw CommandException.BadInput($"FEED must be one of {FeedNames}, was {DocumentFaults.Quote(feed)}.");
        }

        if (!File.Exists(path))
        {
            throw CommandException.BadInput($"There is no file '{path}'. Name a recorded capture.");
        }

        var wanted = Feeds.First(known => string.Equals(known.Name, feed, StringComparison.Ordinal)).Formats;
        var found = DetectedCapture.Of(path);
        if (found.IsReadable && wanted.Length > 0 && !wanted.Contains(found.Format))
        {
            throw CommandException.BadInput($"'{path}' is {found.Description}, not '{feed}'. Say 'auto', or name another file.");
        }
    }

    // What a check found: a proof that did not hold. A connection that ended is no such thing.
    private static string? Wrong(CaptureFeed capture)
    {
        List<string> wrong = [];
        foreach (var tally in capture.Venues.SelectMany(static venue => venue.Map.Tallies))
        {
            wrong.AddRange(Gaps(tally.Book).Where(static gap => gap.Cause is not (BookGapCause.SessionEnded or BookGapCause.NoSnapshot))
                .Select(gap => FormattableString.Invariant($"{tally.Definition.Symbol} at {tally.Definition.Venue} broke {gap.Count} times: {gap.Cause}")));
        }

        if (capture.FaultCount > 0)
        {
            wrong.Add(FormattableString.Invariant($"{capture.FaultCount} damaged records were left out; the first: {capture.Faults[0]}"));
        }

        return wrong.Count == 0 ? null : string.Join('\n', wrong);
    }

    private static IEnumerable<(BookGapCause Cause, long Count)> Gaps(Book book) =>
        Enum.GetValues<BookGapCause>().Select(cause => (cause, book.Gaps(cause))).Where(static gap => gap.Item2 > 0);

    private static void Tell(Report report, CaptureFeed capture, int top)
    {
        report.Line(FormattableString.Invariant($"'{capture.Survey.Capture.Path}': {capture.Survey.Capture.Description}, {SessionText.Count(capture.Records)} records, {capture.FaultCount} left out as damaged"));
        var tallies = capture.Venues.SelectMany(static venue => venue.Map.Tallies.Select(tally => (venue, tally))).ToList();
        report.Table(["venue", "symbol", "grade", ">frames", ">snapshots", ">updates", ">level changes", ">deletes", ">checksums right", "gaps"], tallies.Select(one => (IReadOnlyList<string>)
        [
            one.venue.Venue.Name, one.tally.Definition.Symbol, Grade(one.tally.Book), SessionText.Count(one.venue.Frames), SessionText.Count(one.tally.Book.Snapshots),
            SessionText.Count(one.tally.Book.Updates), SessionText.Count(one.tally.Book.LevelChanges), SessionText.Count(one.tally.Book.Deletes),
            one.tally.Checksums == 0 ? "-" : $"{SessionText.Count(one.tally.ChecksumsRight)} of {SessionText.Count(one.tally.Checksums)}",
            string.Join(", ", Gaps(one.tally.Book).Select(static gap => FormattableString.Invariant($"{gap.Cause} {gap.Count}"))) is { Length: > 0 } gaps ? gaps : "none",
        ]));
        foreach (var (_, tally) in tallies)
        {
            var (book, units) = (tally.Book, tally.Definition.Units);
            report.Line();
            report.Line($"{tally.Definition.Symbol} at {book.Venue}, {Grade(book)}, {book.UpdatedAt}");
            report.Table([">bid quantity", ">bid", ">ask", ">ask quantity"], Enumerable.Range(0, Math.Min(top, Math.Max(book.Bids.Count, book.Asks.Count))).Select(place => (IReadOnlyList<string>)
            [
                place < book.Bids.Count ? units.Text(book.Bids[place].Quantity) : "", place < book.Bids.Count ? units.Text(book.Bids[place].Price) : "",
                place < book.Asks.Count ? units.Text(book.Asks[place].Price) : "", place < book.Asks.Count ? units.Text(book.Asks[place].Quantity) : "",
            ]));
        }
    }

    private static JsonObject Json(CaptureFeed capture, int top) => new()
    {
        ["schema"] = 1,
        ["verb"] = "books",
        ["capture"] = capture.Survey.Capture.Path,
        ["format"] = capture.Survey.Capture.Format.ToString(),
        ["records"] = capture.Records,
        ["damagedRecords"] = capture.FaultCount,
        ["faults"] = new JsonArray([.. capture.Faults.Select(static fault => JsonValue.Create(fault.ToString()))]),
        ["venues"] = new JsonArray([.. capture.Venues.Select(venue => new JsonObject
        {
            ["venue"] = venue.Venue.Name,
            ["protocol"] = venue.Protocol.ToString(),
            ["frames"] = venue.Frames,
            ["socketFrames"] = venue.SocketFrames,
            ["restSeeds"] = venue.RestSeeds,
            ["restAudits"] = venue.RestAudits,
            ["sessionsEnded"] = venue.SessionsEnded,
            ["malformedFrames"] = venue.Map.Counts.Malformed,
            ["sequenceGaps"] = venue.Map.Counts.SequenceGaps,
            ["books"] = new JsonArray([.. venue.Map.Tallies.Select(tally => Json(tally, top))]),
        })]),
    };

    private static JsonObject Json(BookTally tally, int top)
    {
        var book = SessionJson.Book(tally.Book, tally.Definition.Units, top);
        book["symbol"] = tally.Definition.Symbol;
        book["deletes"] = tally.Book.Deletes;
        book["checksums"] = tally.Checksums;
        book["checksumsRight"] = tally.ChecksumsRight;
        book["lastChecksum"] = tally.LastChecksum;
        book["gaps"] = new JsonObject([.. Gaps(tally.Book).Select(static gap => KeyValuePair.Create<string, JsonNode?>(gap.Cause.ToString(), gap.Count))]);
        return book;
    }

    private static string Grade(Book book) => book.Status == BookStatus.Broken ? $"{book.Status} ({book.LastGap.Cause})" : book.Status.ToString();

    private sealed class Nobody : IMarketSink
    {
        internal static readonly Nobody Instance = new();

        public void Changed(Book book, Stamp receivedAt)
        {
        }
    }
}
