using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;

namespace ExoRoute.Tests.Captures;

/// <summary>Each capture against the facts that others found in it. A fact that is not understood fails, like one that is wrong.</summary>
[Trait("Kind", "cases")]
public partial class CaptureFactsTests
{
    // What a kind of facts begins with, and what is done with it.
    private static readonly (string Kind, Action<Ran, JsonElement>? Check)[] Kinds =
    [
        ("tape: ", CheckTape),
        ("hftbacktest collector: Binance ", CheckCollector),
        ("CBCAP1 Kraken v2 ", CheckKraken),
        ("python-kraken-sdk fixture, Kraken v2 ", CheckKraken),
        ("cryptofeed format 1, Binance depth diff", CheckCryptofeed),
        ("cryptofeed format 1, Bitstamp diff_order_book", CheckCryptofeed),
        ("cryptofeed format 1, Kraken v1", null),
        ("cryptofeed format 1, OKX", null),
        ("cryptofeed format 1, Coinbase (Pro/Exchange)", null),
        ("cryptofeed format 1, Gemini", null),
        ("cryptofeed format 1, Bybit", null),
        ("JSE FIXT", null),
    ];

    [Fact]
    public void Every_capture_agrees_with_all_its_facts()
    {
        using var document = DataFiles.Facts();
        var captures = DataFiles.Of(DataFiles.Captures).ToHashSet(StringComparer.Ordinal);
        captures.Should().NotBeEmpty();
        foreach (var facts in document.RootElement.GetProperty("facts").EnumerateObject())
        {
            var kind = facts.Value.GetProperty("kind").GetString()!;
            var known = Kinds.Where(one => kind.StartsWith(one.Kind, StringComparison.Ordinal)).ToArray();
            known.Should().ContainSingle("'{0}' of {1} must be a kind of facts that is known", kind, facts.Name);
            if (known[0].Check is { } check)
            {
                var file = DataFiles.FileOf(facts.Name);
                captures.Remove(file).Should().BeTrue("{0} has facts and should be run", file);
                using var ran = Ran.Of(file);
                check(ran, facts.Value);
                CaseFolder.Report("captures", file);
            }
        }

        captures.Should().BeEmpty("each capture that is run has its facts");
    }

    private static void CheckKraken(Ran ran, JsonElement facts)
    {
        var venue = ran.Feed.Venues.Should().ContainSingle().Which;
        var tally = venue.Map.Tallies.Should().ContainSingle().Which;
        foreach (var fact in facts.EnumerateObject())
        {
            Check(ran, fact, fact.Name switch
            {
                "kind" or "first_timestamp" or "last_timestamp" or "first_best" or "last_best" or "final_top10" => null,
                "file_end" => fact.Value.GetString() == "clean end" ? 0 : null,
                "start_unix_ns" => ran.FirstStamp.Nanoseconds,
                "span_ns" => ran.Feed.RawTime - ran.FirstRaw,
                "max_gap_ns" => ran.Feed.Survey.Capture.Format == CaptureFormat.KrakenFixture ? 0 : ran.Feed.LongestStep,
                "frames" => venue.SocketFrames,
                "heartbeats" => ran.Channel("heartbeat"),
                "other" => venue.SocketFrames - ran.Channel("heartbeat") - ran.Channel("book"),
                "book_snapshots" => tally.Book.Snapshots,
                "book_updates" => tally.Book.Updates,
                _ => Count(tally, fact.Name),
            });
        }

        VenueTime(facts.GetProperty("first_timestamp")).Should().Be(tally.FirstVenueTime);
        VenueTime(facts.GetProperty("last_timestamp")).Should().Be(tally.LastVenueTime);
        Best(tally, facts.GetProperty("last_best")).Should().Equal([tally.Book.Bids[0].Price, tally.Book.Asks[0].Price]);
        Best(tally, facts.GetProperty("first_best")).Should().Equal([ran.First[tally.Book].Bid.Price, ran.First[tally.Book].Ask.Price]);
        tally.ShouldHaveTop(facts.GetProperty("final_top10"), ran.File);
        tally.Book.Status.Should().Be(BookStatus.Checksummed);
    }

    private static void CheckCollector(Ran ran, JsonElement facts)
    {
        var venue = ran.Feed.Venues.Should().ContainSingle().Which;
        var tally = venue.Map.Tallies.Should().ContainSingle().Which;
        venue.Venue.Name.Should().EndWith(facts.GetProperty("kind").GetString()!.Split(' ')[^1], "the market is told from the content");
        foreach (var fact in facts.EnumerateObject())
        {
            Check(ran, fact, fact.Name switch
            {
                "kind" or "snapshot_best" or "final_best" or "final_top10" or "final_levels" or "snapshot_levels" => null,
                "lines" => ran.Feed.Records,
                "depth" => ran.Channel("@depth"),
                "ticker" => ran.Channel("@bookTicker"),
                "trades" => ran.Channel("@trade"),
                "snapshots" => tally.Book.Snapshots,
                "dropped_before_snapshot" => tally.Dropped,
                "negative_local_steps" => ran.Feed.StepsBack,
                "first_ns" => ran.FirstRaw,
                "last_ns" => ran.Feed.RawTime,
                "snapshot_id" => tally.SeedId,
                "snapshot_ns" => ran.First[tally.Book].At,
                "final_u" => tally.LastId,
                "level_changes" => tally.UpdateLevels,
                _ => Count(tally, fact.Name),
            });
        }

        var best = facts.GetProperty("snapshot_best");
        var seed = ran.FirstSeed();
        seed.Bid.Should().Be(tally.Level(best[0], best[1]));
        seed.Ask.Should().Be(tally.Level(best[2], best[3]));
        tally.SnapshotLevels.Should().Be(facts.GetProperty("snapshot_levels").EnumerateArray().Sum(side => side.GetInt32()));
        CheckFinal(ran, tally, facts);
        tally.Book.Status.Should().Be(BookStatus.Sequenced);
    }

    private static void CheckCryptofeed(Ran ran, JsonElement facts)
    {
        var venue = ran.Feed.Venues.Should().ContainSingle().Which;
        facts.EnumerateObject().Select(fact => fact.Name).Should().BeEquivalentTo(["kind", "books"]);
        var books = facts.GetProperty("books").EnumerateObject().ToArray();
        venue.Map.Tallies.Select(tally => tally.Definition.Symbol).Should().BeEquivalentTo(books.Select(book => book.Name), "no book more or less");
        foreach (var book in books)
        {
            var tally = venue.Map.Tallies.Single(one => one.Definition.Answers(book.Name));
            foreach (var fact in book.Value.GetProperty("counts").EnumerateObject())
            {
                Check(ran, fact, fact.Name switch
                {
                    "nsnaps" => tally.Book.Snapshots,
                    "snapshot_levels" or "snap_levels" => tally.SnapshotLevels,
                    "lastUpdateId" or "snap_mt" => tally.SeedId,
                    "level_changes" => tally.UpdateLevels,
                    "bookTicker" or "aggTrade" or "trade" => ran.Channel($"{book.Name.ToLowerInvariant()}@{fact.Name}"),
                    var name when name.StartsWith("kline", StringComparison.Ordinal) => ran.Channel($"{book.Name.ToLowerInvariant()}@{name}"),
                    _ => Count(tally, fact.Name),
                });
            }

            CheckFinal(ran, tally, book.Value);
            tally.Book.Status.Should().BeOneOf(BookStatus.Sequenced, BookStatus.Seeded);
        }
    }

    private static void CheckFinal(Ran ran, BookTally tally, JsonElement facts)
    {
        var because = $"{ran.File}, {tally.Definition.Symbol} at the end";
        tally.ShouldHaveBest(facts.GetProperty("final_best"), because);
        tally.ShouldHaveLevels(facts.GetProperty("final_levels"), because);
        tally.ShouldHaveTop(facts.GetProperty("final_top10"), because);
    }

    // Counts that several kinds of facts name alike.
    private static long? Count(BookTally tally, string name) => name switch
    {
        "checksums" => tally.Checksums,
        "checksum_ok" => tally.ChecksumsRight,
        "last_checksum" => tally.LastChecksum,
        "applied" or "diffs_applied" => tally.Applied,
        "dropped" or "diffs_dropped" => tally.Dropped,
        "diffs_buffered" => tally.Buffered,
        "crossed" => tally.Book.Gaps(BookGapCause.Crossed),
        "gaps" => tally.Book.Gaps(BookGapCause.SequenceGap),
        "level_changes" => tally.Book.LevelChanges,
        "deletes" => tally.Book.Deletes,
        "deletes_unknown" or "deletes_of_unknown_level" => tally.Book.DeletesOfUnknown,
        "ticker_checked" => tally.TickersChecked,
        "ticker_match" => tally.TickersRight,
        "snapshots" => tally.Book.Snapshots,
        "updates" => tally.Book.Updates,
        _ => null,
    };

    private static readonly string[] ComparedElsewhere =
    [
        "kind", "first_timestamp", "last_timestamp", "first_best", "last_best", "final_top10", "final_best", "final_levels", "snapshot_best", "snapshot_levels",
    ];

    private static void Check(Ran ran, JsonProperty fact, long? found)
    {
        if (found is null)
        {
            ComparedElsewhere.Should().Contain(fact.Name, "{0}: '{1}' is no fact that is understood", ran.File, fact);
        }
        else if (fact.Value.ValueKind == JsonValueKind.Number)
        {
            found.Should().Be(fact.Value.GetInt64(), "{0} is a fact of {1}", fact.Name, ran.File);
        }
    }

    private static Stamp VenueTime(JsonElement text)
    {
        if (text.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        var time = DateTimeOffset.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        return new((time - DateTimeOffset.UnixEpoch).Ticks * 100);
    }

    private static Ticks[] Best(BookTally tally, JsonElement prices) => [.. prices.EnumerateArray().Select(price => tally.Price(price))];
}
