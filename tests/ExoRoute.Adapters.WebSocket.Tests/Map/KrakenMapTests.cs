using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Adapters.WebSocket.Map.Kraken;
using ExoRoute.Market;
using ExoRoute.Tests.Captures;
using static ExoRoute.Tests.Map.Written;

namespace ExoRoute.Tests.Map;

public class KrakenMapTests
{
    private static readonly (string, string)[] Nothing = [];

    [Fact]
    public void A_snapshot_and_an_update_with_their_checksums_prove_the_book()
    {
        var (map, sink) = (Written.Map(VenueProtocol.Kraken), new Heard());
        map.Start(VenueProtocol.Kraken, sink);
        map.Take(Next(VenueProtocol.Kraken), sink);

        map.Books[0].Status.Should().Be(BookStatus.Checksummed);
        map.Books[0].Show().Should().Be("1000x300000000 | 1001x200000000");
        (map.Tallies[0].Checksums, map.Tallies[0].ChecksumsRight, sink.Changes).Should().Be((2, 2, 2));
        map.Tallies[0].LastVenueTime.ToString().Should().Be("2026-01-01T00:00:00.500000000Z");
    }

    [Fact]
    public void A_wrong_checksum_breaks_the_book_names_both_values_and_only_a_snapshot_mends_it()
    {
        var map = Written.Map(VenueProtocol.Kraken);
        map.Start(VenueProtocol.Kraken);
        map.Take(KrakenBook("update", [("10.00", "3.00000000")], Nothing, 4_000_000_000));
        map.Books[0].LastGap.Should().BeEquivalentTo(new { Cause = BookGapCause.ChecksumMismatch, Expected = 4_000_000_000L, At = At(2) });
        map.Books[0].LastGap.Found.Should().Be(map.Books[0].LastGap.Found & uint.MaxValue, "checksums are unsigned").And.NotBe(0);

        map.Take(Next(VenueProtocol.Kraken));
        map.Books[0].Status.Should().Be(BookStatus.Broken, "an update that agrees again does not undo the loss");
        map.Books[0].Show().Should().Be("1000x300000000 | 1001x200000000", "content goes on being applied");

        map.Start(VenueProtocol.Kraken);
        map.Books[0].Status.Should().Be(BookStatus.Checksummed);
        map.Books[0].Gaps(BookGapCause.ChecksumMismatch).Should().Be(1);
    }

    [Fact]
    public void Levels_beyond_the_subscribed_depth_are_cut_before_the_checksum()
    {
        var map = Written.Map(VenueProtocol.Kraken, new(Depth: 1));
        map.Start(VenueProtocol.Kraken);
        map.Take(KrakenBook("update", Nothing, [("10.005", "1.00000000")], 0));
        map.Counts.Malformed.Should().Be(1, "half a cent is below the instrument's unit");
        map.Start(VenueProtocol.Kraken);

        map.Take(KrakenBook("update", [("9.99", "5.00000000"), ("9.98", "5.00000000")], Nothing, [("10.00", "1.00000000")], [("10.01", "2.00000000")]));
        map.Books[0].Status.Should().Be(BookStatus.Checksummed);
        map.Books[0].Bids.Count.Should().Be(1);
    }

    [Fact]
    public void Zeros_at_the_end_count_and_ours_may_be_more_or_fewer_than_the_wires()
    {
        foreach (var (price, quantity) in new[] { (2, 8), (4, 10), (1, 1) })
        {
            var map = new KrakenMap([Listing("A/B", price, quantity)], new());
            map.Take(KrakenBook("snapshot", [("10.00", "1.00000000")], [("10.10", "2.50000000")], [("10.00", "1.00000000")], [("10.10", "2.50000000")]));
            map.Books[0].Status.Should().Be(BookStatus.Checksummed, "units of {0} and {1} decimals", price, quantity);
        }
    }

    [Fact]
    public void Decimals_that_are_said_replace_those_of_numbers_printed_again()
    {
        var frame = KrakenBook("snapshot", [("10.0", "1.0")], [("10.1", "2.5")], 0);
        var right = KrakenBook("snapshot", [("10.00", "1.00000000")], [("10.10", "2.50000000")], [("10.00", "1.00000000")], [("10.10", "2.50000000")]);
        using var document = JsonDocument.Parse(right);
        var checksum = document.RootElement.GetProperty("data")[0].GetProperty("checksum").GetRawText();

        var map = Written.Map(VenueProtocol.Kraken, new(10, 2, 8));
        map.Take(frame.Replace("\"checksum\":0", $"\"checksum\":{checksum}", StringComparison.Ordinal));
        map.Tallies[0].ChecksumsRight.Should().Be(1);
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_a_symbol_may_be_escaped()
    {
        var map = Written.Map(VenueProtocol.Kraken);
        map.Take("""{"data":[{"checksum":0,"asks":[],"bids":[],"symbol":"A\/B"}],"type":"snapshot","channel":"book"}""");
        (map.Books[0].Snapshots, map.Counts.Malformed, map.Counts.UnknownSymbols).Should().Be((1, 0, 0));
        map.Books[0].Status.Should().Be(BookStatus.Checksummed, "the CRC32 of nothing is 0");
    }

    [Fact]
    public void Other_channels_and_symbols_are_counted_and_break_nothing()
    {
        var map = Written.Map(VenueProtocol.Kraken);
        map.Start(VenueProtocol.Kraken);
        map.Take("""{"channel":"heartbeat"}""");
        map.Take("""{"channel":"surprise","data":[1]}""");
        map.Take("""{"error":"no","method":"subscribe","success":false}""");
        map.Take(Next(VenueProtocol.Kraken).Replace("A/B", "C/D", StringComparison.Ordinal));

        map.Books[0].Status.Should().Be(BookStatus.Checksummed);
        (map.Counts.UnknownChannels, map.Counts.Refusals, map.Counts.UnknownSymbols, map.Counts.Frames).Should().Be((1, 1, 1, 5));
        map.Counts.Channels.All.Should().Contain([KeyValuePair.Create("book", 2L), KeyValuePair.Create("method:subscribe", 1L)]);
    }

    [Fact]
    [Trait("Kind", "cases")]
    public void Published_checksums_are_ours()
    {
        var count = 0;
        foreach (var file in DataFiles.Of(DataFiles.Vectors))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(DataFiles.PathOf(file)));
            foreach (var vector in document.RootElement.EnumerateArray().Where(one => one.GetProperty("algorithm").GetString() == "kraken" && one.GetProperty("verified").GetBoolean()))
            {
                var (price, quantity) = (vector.GetProperty("price_decimals").GetInt32(), vector.GetProperty("qty_decimals").GetInt32());
                var map = new KrakenMap([Listing("A/B", price, quantity)], new(10, price, quantity));
                map.Take(KrakenBook("snapshot", Levels(vector, "bids"), Levels(vector, "asks"), vector.GetProperty("expected").GetInt64()));
                map.Books[0].Status.Should().Be(BookStatus.Checksummed, "{0}", vector.GetProperty("name"));
                count++;
            }
        }

        count.Should().BePositive();
        CaseFolder.Report("kraken checksum vectors", count);

        static (string, string)[] Levels(JsonElement vector, string side) =>
            [.. vector.GetProperty(side).EnumerateArray().Select(level => (level[0].GetString()!, level[1].GetString()!))];
    }

    [Fact]
    public void A_verified_frame_allocates_nothing()
    {
        var (map, sink) = (Written.Map(VenueProtocol.Kraken), new Heard());
        map.Start(VenueProtocol.Kraken, sink);
        byte[][] frames =
        [
            Utf8(Next(VenueProtocol.Kraken)),
            Utf8(KrakenBook("update", [("9.99", "5.00000000")], Nothing, [("10.00", "3.00000000"), ("9.99", "5.00000000")], [("10.01", "2.00000000")])),
            Utf8(KrakenBook("update", [("9.99", "0.00000000")], Nothing, [("10.00", "3.00000000")], [("10.01", "2.00000000")])),
        ];
        Run(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        map.Books[0].Status.Should().Be(BookStatus.Checksummed);

        void Run(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                foreach (var frame in frames)
                {
                    map.Apply(frame, At(i), sink);
                }
            }
        }
    }
}
