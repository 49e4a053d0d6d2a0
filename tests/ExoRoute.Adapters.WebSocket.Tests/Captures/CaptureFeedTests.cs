using System.Globalization;
using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;
using ExoRoute.Tests.Map;

namespace ExoRoute.Tests.Captures;

/// <summary>Captures of our own, of every format: other symbols, other decimals, other orders than the recorded ones.</summary>
public sealed class CaptureFeedTests : IDisposable
{
    private readonly ScratchFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_tape_without_symbols_gives_its_books_stamps_and_definitions()
    {
        var path = _files.Zip("old.jsonl.gz", string.Join('\n',
            Line("kraken", 1_000, 50_000, Written.First(VenueProtocol.Kraken)),
            Line("bitstamp", 900, 49_900, Written.Next(VenueProtocol.Bitstamp)),
            Line("bitstamp", 1_500, 50_600, Written.First(VenueProtocol.Bitstamp), ",\"source\":\"rest_snapshot\""),
            Line("coinbase", 2_000, 51_234, Written.First(VenueProtocol.Coinbase)),
            Line("kraken", 3_000, 52_000, "", ",\"kind\":\"session_ended\"")));

        using var feed = CaptureFeed.Open(path);
        feed.Survey.Listings.Select(listing => (listing.Venue.Name, listing.Symbol, listing.PriceDecimals, listing.QuantityDecimals))
            .Should().Equal([("kraken", "A/B", 2, 0), ("bitstamp", "ab", 2, 0), ("coinbase", "A-B", 2, 0)]);
        var stamps = Stamps(feed);
        stamps.Should().Equal([50_000L, 49_900, 50_500, 51_000, 52_000], "one clock: the first line's wall and the monotonic differences");
        (feed.Records, feed.StepsBack, feed.LongestStep, feed.RawTime, feed.WallTime).Should().Be((5, 1, 1_000, 3_000, 52_000));
        feed.Books.Select(book => book.Status).Should().Equal([BookStatus.Broken, BookStatus.Seeded, BookStatus.Sequenced]);
        feed.Books[1].Show().Should().Be("1000x3 | 1001x2", "the update before the seed was replayed behind it");
    }

    [Fact]
    public void Listings_of_one_capture_symbol_are_one_instrument_with_units_for_all()
    {
        var path = _files.Zip("tape.jsonl.gz", string.Join('\n',
            Line("kraken", 1, 1, Written.KrakenBook("snapshot", [("10.0", "1.0")], [], 1), ",\"symbol\":\"A-B\""),
            Line("coinbase", 2, 2, Written.Coinbase(1, "snapshot", ("bid", "10.25", "0.125")), ",\"symbol\":\"A-B\"")));
        var definitions = CaptureSurvey.Of(path).Define();
        definitions.Select(one => (one.Instrument.Name, one.BaseAsset, one.QuoteAsset, one.Units)).Should().Equal(
            [("a-b", "A", "B", new InstrumentUnits(2, 3)), ("a-b", "A", "B", new(2, 3))]);
        definitions[0].IsFungibleWith(definitions[1]).Should().BeTrue();
        definitions.SelectMany(one => one.Faults()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(VenueProtocol.BinanceSpot, "ab", false, 1, "binance-spot")]
    [InlineData(VenueProtocol.BinanceUsdM, "ab-usdm", false, 1, "binance-usdm")]
    [InlineData(VenueProtocol.BinanceCoinM, "ab-coinm", true, 10, "binance-coinm")]
    public void A_collectors_market_is_told_from_its_frames(VenueProtocol protocol, string instrument, bool inverse, long multiplier, string venue)
    {
        var diff = Written.Next(protocol);
        diff = protocol == VenueProtocol.BinanceCoinM ? diff.Replace("\"s\":", "\"ps\":\"AB\",\"s\":", StringComparison.Ordinal) : diff;
        var path = _files.Zip("x.gz", $"5 {{\"stream\":\"ab@trade\",\"data\":{{\"e\":\"trade\",\"b\":1,\"a\":2}}}}\n6 {Written.First(protocol)}\n7 {diff}\n");
        using var feed = CaptureFeed.Open(path);
        Stamps(feed).Should().Equal([5L, 6, 7]);
        var definition = feed.Survey.Define().Should().ContainSingle().Which;
        (definition.Venue.Name, definition.IsInverse, definition.ContractMultiplier).Should().Be((venue, inverse, multiplier));
        definition.Instrument.Name.Should().Be(protocol == VenueProtocol.BinanceSpot ? "ab-ab" : instrument);
        (feed.Books[0].Status, feed.Venues[0].Map.Tallies[0].Applied).Should().Be((BookStatus.Sequenced, 1));
    }

    [Fact]
    public void A_cryptofeed_capture_is_merged_by_time_and_a_second_connect_ends_the_session()
    {
        var path = _files.Zip("X.ws.gz", string.Join('\n',
            "wss://ws.bitstamp.net/ <-> 100.5",
            "wss://ws.bitstamp.net/ <- 100.6: {\"event\":\"bts:subscribe\"}",
            "101.0000001: " + Written.Next(VenueProtocol.Bitstamp),
            "103.5: {\"event\":\"bts:subscription_succeeded\",\"channel\":\"diff_order_book_ab\",\"data\":{}}",
            "wss://ws.bitstamp.net/ <-> 104.25"));
        _files.Zip("X.http.gz", "https://www.bitstamp.net/api/v2/order_book/ab -> 102.5: " + Written.First(VenueProtocol.Bitstamp) + "\nhttps://www.bitstamp.net/api/v2/ticker/ab -> 102.6: {}\n");

        using var feed = CaptureFeed.Open(path);
        var shown = new List<string>();
        var sink = new Heard((book, at) => shown.Add($"{at.Nanoseconds} {book.Status} {book.Show()}"));
        var stamps = Stamps(feed, sink);
        stamps.Should().Equal([100_500_000_000L, 100_600_000_000, 101_000_000_100, 102_500_000_000, 102_600_000_000, 103_500_000_000, 104_250_000_000]);
        shown.Should().Equal(["102500000000 Seeded 1000x3 | 1001x2", "104250000000 Broken  | "]);
        DetectedCapture.Of(path.Replace(".ws.", ".http.", StringComparison.Ordinal)).Format.Should().Be(CaptureFormat.CryptofeedRest);
    }

    [Fact]
    public void A_document_of_kraken_frames_takes_its_checksums_decimals_and_depth_from_itself()
    {
        (string, string)[] none = [];
        var first = Written.KrakenBook("snapshot", [("10.5", "1.25")], [("11.25", "2.0")], [("10.50", "1.25")], [("11.25", "2.00")]).Replace(",\"timestamp\":\"2026-01-01T00:00:00.5Z\"", "", StringComparison.Ordinal);
        var next = Written.KrakenBook("update", [("10.0", "1.0")], none, [("10.50", "1.25"), ("10.00", "1.00")], [("11.25", "2.00")]);
        using var feed = CaptureFeed.Open(_files.Zip("k.json.gz", $$"""{ "init": {{first}}, "updates": [ {{next}} ] }"""));
        Stamps(feed).Should().Equal([1_767_225_600_500_000_000L, 1_767_225_600_500_000_000]);
        (feed.Books[0].Status, feed.Venues[0].Map.Tallies[0].ChecksumsRight).Should().Be((BookStatus.Checksummed, 2));
    }

    [Fact]
    public void Kraken_books_are_cut_at_the_depth_that_the_venue_acknowledged()
    {
        var acknowledged = """{"method":"subscribe","result":{"channel":"book","depth":1,"snapshot":true,"symbol":"A/B"},"success":true}""";
        var deep = Written.KrakenBook("snapshot", [("10.00", "1.0"), ("9.00", "1.0")], [("11.00", "1.0")], [("10.00", "1.0")], [("11.00", "1.0")]);
        using var feed = CaptureFeed.Open(_files.Zip("a.cbcap.gz", Cbcap(acknowledged, deep)));
        Stamps(feed).Should().Equal([7_000L, 7_010]);
        (feed.Books[0].Status, feed.Books[0].Bids.Count).Should().Be((BookStatus.Checksummed, 1));
    }

    [Fact]
    public void A_feed_can_leave_venues_out_and_refuses_one_that_is_not_there()
    {
        var path = _files.Zip("t.jsonl.gz", string.Join('\n', Line("kraken", 1, 1, Written.First(VenueProtocol.Kraken)), Line("coinbase", 2, 2, Written.First(VenueProtocol.Coinbase))));
        var survey = CaptureSurvey.Of(path);
        using var feed = CaptureFeed.Open(survey, [.. survey.Define().Where(one => one.Venue.Name == "coinbase")]);
        Stamps(feed).Should().HaveCount(2);
        feed.Books.Should().ContainSingle().Which.Status.Should().Be(BookStatus.Sequenced);

        var open = () => CaptureFeed.Open(survey, [Written.Listing("A/B")]);
        open.Should().Throw<ArgumentException>().Which.Message.Should().Contain("'venue'").And.Contain("kraken, coinbase");
        var step = () => feed.Step(new Heard());
        step.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void The_books_at_a_raw_time_take_late_lines_with_early_times_in()
    {
        var path = _files.Zip("t.jsonl.gz", string.Join('\n',
            Line("coinbase", 10, 10, Written.First(VenueProtocol.Coinbase)),
            Line("kraken", 30, 30, Written.First(VenueProtocol.Kraken)),
            Line("coinbase", 20, 20, Written.Next(VenueProtocol.Coinbase)),
            Line("coinbase", 21, 21, Written.Coinbase(102, "update", ("bid", "10", "9")))));
        using var feed = CaptureFeed.At(CaptureSurvey.Of(path), 20);
        feed.Books[0].Show().Should().Be("1000x3 | 1001x2");
        feed.Books[1].Status.Should().Be(BookStatus.Broken);
    }

    internal static string Line(string venue, long elapsed, long wall, string payload, string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"venue":"{{venue}}","elapsed_nanos":{{elapsed}},"recorded_wall_unix_nanos":{{wall}},"payload":{{JsonSerializer.Serialize(payload)}}{{more}}}""");

    internal static string Cbcap(params string[] frames) => "CBCAP1 kraken A/B 7000\n" + string.Concat(frames.Select((frame, place) => $"{500 + (10 * place)} {Written.Utf8(frame).Length}\n{frame}\n"));

    private static List<long> Stamps(CaptureFeed feed, Heard? sink = null)
    {
        var stamps = new List<long>();
        while (feed.TryPeek(out var at))
        {
            stamps.Add(at.Nanoseconds);
            feed.Step(sink ?? new());
        }

        return stamps;
    }
}
