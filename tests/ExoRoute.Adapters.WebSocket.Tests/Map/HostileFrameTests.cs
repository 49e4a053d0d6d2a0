using System.Text;
using CsCheck;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;
using static ExoRoute.Tests.Map.Written;

namespace ExoRoute.Tests.Map;

/// <summary>Whatever a venue sends: no exception, no content changed by a frame that cannot be read, and the cause has a name.</summary>
public class HostileFrameTests
{
    private const string Bid = "10.00";

    [Fact]
    public void A_frame_cut_at_any_byte_changes_nothing_and_breaks_the_book()
    {
        foreach (var protocol in Protocols)
        {
            var frame = Utf8(Next(protocol));
            for (var length = 0; length < frame.Length; length++)
            {
                var map = Started(protocol);
                map.Apply(frame.AsSpan(0, length), At(2), new Heard());
                ShouldBeMalformed(map, FrameFaultKind.NotJson, $"{protocol}, {length} bytes");
            }
        }
    }

    [Fact]
    public void A_seed_cut_at_any_byte_seeds_nothing()
    {
        foreach (var protocol in Protocols.Where(IsSeeded))
        {
            var seed = Utf8(First(protocol));
            for (var length = 0; length < seed.Length; length++)
            {
                var map = Written.Map(protocol);
                map.Seed(seed.AsSpan(0, length), [], At(1), new Heard());
                (map.Books[0].Snapshots, map.Books[0].LastGap.Cause, map.Counts.Malformed).Should().Be((0, BookGapCause.MalformedFrame, 1), "{0}, {1} bytes", protocol, length);
            }
        }
    }

    [Fact]
    public void A_venue_without_rest_seeds_refuses_one()
    {
        var map = Started(VenueProtocol.Kraken);
        map.Seed(Utf8(First(VenueProtocol.BinanceSpot)), [], At(2), new Heard());
        ShouldBeMalformed(map, FrameFaultKind.WrongShape, "Kraken");
    }

    [Fact]
    public void Flipped_bits_never_throw_and_every_frame_is_accounted_for() => Flip(2_000);

    [Fact]
    [Trait("Kind", "long")]
    public void Flipped_bits_never_throw_in_a_long_run_either() => Flip(200_000);

    private static void Flip(int rounds) => Gen.Select(Gen.Int[0, Protocols.Count - 1].Select(place => Protocols[place]), Gen.Int[0, 100_000], Gen.Int[0, 7], Gen.Int[0, 100_000], Gen.Int[0, 7]).Sample(
        (protocol, at, bit, secondAt, secondBit) =>
        {
            var map = Started(protocol);
            var frame = Utf8(Next(protocol));
            frame[at % frame.Length] ^= (byte)(1 << bit);
            frame[secondAt % frame.Length] ^= (byte)(1 << secondBit);
            map.Apply(frame, At(2), new Heard());
            ShouldBeAccountedFor(map, protocol);
        },
        iter: rounds,
        seed: "0N0XIzNsQ0O2");

    [Fact]
    public void Frames_reordered_and_repeated_never_throw_and_never_pass_as_proved() => Gen.Select(Gen.Int[0, Protocols.Count - 1].Select(place => Protocols[place]), Gen.Int[0, 3].Array[1, 30]).Sample(
        (protocol, steps) =>
        {
            var map = Written.Map(protocol);
            foreach (var step in steps)
            {
                switch (step)
                {
                    case 0: map.Start(protocol); break;
                    case 1: map.Take(Next(protocol)); break;
                    case 2: map.EndSession(At(2), new Heard()); break;
                    default: map.Take("{\"channel\":"); break;
                }
            }

            var lastMendedAt = Array.LastIndexOf(steps, 0);
            var spoiltAt = Math.Max(Array.LastIndexOf(steps, 2), Array.LastIndexOf(steps, 3));
            if (spoiltAt > lastMendedAt)
            {
                map.Books[0].Status.Should().Be(BookStatus.Broken);
            }
        },
        iter: 2_000,
        seed: "0N0XIzNsQ0O2");

    [Fact]
    public void A_number_that_is_none_changes_nothing_and_is_quoted()
    {
        string[] numbers =
        [
            new('9', 10_000), "1e400", "-1", "1e-400", "0.000000001", "99999999999999999999", "0x10", "1,5", "--1", "1e", ".", "", " 1", "NaN", "Infinity",
            "١", "1\\u0030",
        ];
        foreach (var protocol in Protocols)
        {
            foreach (var number in numbers)
            {
                var price = Next(protocol).Replace(protocol == VenueProtocol.Kraken ? "{\"price\":10.00" : protocol == VenueProtocol.Coinbase ? "\"price_level\":\"10\"" : "[\"10.00\"", Replacement(protocol, number), StringComparison.Ordinal);
                price.Should().NotBe(Next(protocol));
                var map = Started(protocol);
                map.Take(price);
                ShouldBeMalformed(map, map.Counts.LastFault.Kind, $"{protocol}: price {(number.Length > 30 ? "of many digits" : number)}");
                map.Counts.LastFault.Kind.Should().BeOneOf([FrameFaultKind.BadNumber, FrameFaultKind.WrongShape], "{0}: price {1}", protocol, number);
                map.Counts.LastFault.Text!.Length.Should().BeLessThan(200);
            }
        }

        static string Replacement(VenueProtocol protocol, string number) => protocol switch
        {
            VenueProtocol.Kraken => $"{{\"price\":\"{number}\"",
            VenueProtocol.Coinbase => $"\"price_level\":\"{number}\"",
            _ => $"[\"{number}\"",
        };
    }

    [Fact]
    public void Negative_sizes_and_a_price_of_zero_change_nothing()
    {
        foreach (var (from, to) in new[] { ("\"3.0\"", "\"-3.0\""), ("\"10.00\"", "\"0.00\""), ("\"10.00\"", "\"10995116277.77\"") })
        {
            var map = Started(VenueProtocol.BinanceSpot);
            map.Take(Next(VenueProtocol.BinanceSpot).Replace(from, to, StringComparison.Ordinal));
            ShouldBeMalformed(map, FrameFaultKind.BadNumber, to);
            map.Counts.LastFault.Text.Should().Contain(to.Trim('"'));
        }
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_named_so()
    {
        foreach (var protocol in Protocols)
        {
            var frame = Utf8(Next(protocol));
            frame[Next(protocol).IndexOf("A", StringComparison.OrdinalIgnoreCase)] = 0xff;
            var map = Started(protocol);
            map.Apply(frame, At(2), new Heard());
            ShouldBeMalformed(map, FrameFaultKind.NotUtf8, protocol.ToString());
        }
    }

    [Fact]
    public void Deep_nesting_ends_early_and_is_named_so()
    {
        foreach (var protocol in Protocols)
        {
            foreach (var deep in new[] { $"{{\"x\":{new string('[', 10_000)}", $"{{\"data\":{string.Concat(Enumerable.Repeat("{\"data\":", 10_000))}", $"{{\"events\":{new string('[', 10_000)}" })
            {
                var map = Started(protocol);
                map.Take(deep);
                ShouldBeMalformed(map, FrameFaultKind.TooDeep, protocol.ToString());
            }
        }
    }

    [Fact]
    public void A_huge_frame_is_read_or_refused_like_any_other()
    {
        foreach (var protocol in Protocols)
        {
            var map = Started(protocol);
            map.Take($"{{\"x\":\"{new string('x', 5 << 20)}\"," + Next(protocol)[1..]);
            (map.Counts.Malformed, map.Books[0].Updates).Should().Be((0, 1), "{0}", protocol);
            map.Take(Next(protocol).Replace("data", new string('y', 5 << 20), StringComparison.Ordinal));
            ShouldBeAccountedFor(map, protocol);
        }
    }

    [Fact]
    public void More_books_in_a_frame_than_a_venue_lists_are_refused()
    {
        var map = Started(VenueProtocol.Kraken);
        map.Take($"{{\"channel\":\"book\",\"type\":\"update\",\"data\":[{string.Join(',', Enumerable.Repeat("{\"symbol\":\"Z\",\"checksum\":1}", 2_000))}]}}");
        ShouldBeMalformed(map, FrameFaultKind.WrongShape, "2,000 books");
    }

    [Fact]
    public void Every_value_of_another_type_is_named_or_does_not_matter()
    {
        string[] others = ["null", "true", "7", "-7", "\"x\"", "[]", "{}", "[[]]", "[{}]", "[[1]]", "\"\\ud800\""];
        foreach (var protocol in Protocols)
        {
            var frame = Next(protocol);
            foreach (var other in others)
            {
                foreach (var (from, to) in Values(frame))
                {
                    var map = Started(protocol);
                    map.Take(string.Concat(frame.AsSpan(0, from), other, frame.AsSpan(to)));
                    ShouldBeAccountedFor(map, protocol);
                }
            }
        }
    }

    [Fact]
    public void Names_of_channels_and_symbols_cannot_fill_the_memory()
    {
        var map = Started(VenueProtocol.Kraken);
        for (var i = 0; i < 2 * ChannelCounts.MaxNames; i++)
        {
            map.Take($"{{\"channel\":\"c{i}\"}}");
        }

        map.Take($"{{\"channel\":\"{new string('c', 1_000)}\"}}");
        map.Counts.Channels.All.Should().HaveCount(ChannelCounts.MaxNames);
        map.Counts.Channels.Others.Should().BePositive();
        (map.Counts.UnknownChannels, map.Books[0].Status).Should().Be((2 * ChannelCounts.MaxNames + 1, BookStatus.Checksummed));
    }

    // Where each JSON value of a frame begins and ends.
    private static List<(int From, int To)> Values(string frame)
    {
        var values = new List<(int, int)>();
        var json = new System.Text.Json.Utf8JsonReader(System.Text.Encoding.ASCII.GetBytes(frame));
        while (json.Read())
        {
            if (json.TokenType is not (System.Text.Json.JsonTokenType.PropertyName or System.Text.Json.JsonTokenType.EndArray or System.Text.Json.JsonTokenType.EndObject))
            {
                var inner = json;
                inner.Skip();
                values.Add(((int)json.TokenStartIndex, (int)inner.BytesConsumed));
            }
        }

        return values;
    }

    private static VenueMap Started(VenueProtocol protocol)
    {
        var map = Written.Map(protocol);
        map.Start(protocol);
        map.Books[0].Show().Should().Be("1000x100000000 | 1001x200000000", "{0} starts from {1}", protocol, Bid);
        return map;
    }

    private static void ShouldBeMalformed(VenueMap map, FrameFaultKind kind, string because)
    {
        map.Books[0].Show().Should().Be("1000x100000000 | 1001x200000000", because);
        (map.Books[0].Status, map.Books[0].LastGap.Cause, map.Counts.Malformed).Should().Be((BookStatus.Broken, BookGapCause.MalformedFrame, 1), because);
        map.Counts.Faults(kind).Should().Be(1, "{0}: {1}", because, map.Counts.LastFault);
        map.Counts.LastFault.Text.Should().NotBeNullOrEmpty();
    }

    // Read and applied, or read and about something else, or refused by name: never silently lost.
    private static void ShouldBeAccountedFor(VenueMap map, VenueProtocol protocol)
    {
        var (book, tally, counts) = (map.Books[0], map.Tallies[0], map.Counts);
        var elsewhere = counts.UnknownChannels + counts.UnknownSymbols + counts.Refusals + counts.UnreadTickers
            + tally.Dropped + counts.Channels.All.Sum(channel => channel.Value) + counts.Channels.Others;
        (counts.Malformed + book.Updates + elsewhere).Should().BePositive("{0}", protocol);
        (book.Status == BookStatus.Broken).Should().Be(book.LastGap.Cause != BookGapCause.None);
        if (counts.Malformed == 0 && book.Updates == 0)
        {
            book.Show().Should().Be("1000x100000000 | 1001x200000000", "{0}: a frame about something else", protocol);
        }
    }
}
