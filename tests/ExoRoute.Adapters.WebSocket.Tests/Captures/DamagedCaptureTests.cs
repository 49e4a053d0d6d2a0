using System.Text;
using CsCheck;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;
using ExoRoute.Tests.Map;
using static ExoRoute.Tests.Captures.CaptureFeedTests;

namespace ExoRoute.Tests.Captures;

/// <summary>Damage has a place and a value: a record that can be left out is counted, a file that cannot be read on says where it was good.</summary>
public sealed class DamagedCaptureTests : IDisposable
{
    private readonly ScratchFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Bad_lines_of_a_tape_are_left_out_counted_and_named_and_the_others_applied()
    {
        var good = Line("coinbase", 10, 10, Written.First(VenueProtocol.Coinbase));
        var lines = new List<byte[]>
        {
            Written.Utf8(good),
            Written.Utf8("not json"),
            new byte[] { 0x7b, 0xff, 0xfe, 0x7d },
            Written.Utf8("[1]"),
            Written.Utf8(good[..^3]),
            Written.Utf8(good + good),
            Written.Utf8("{\"venue\":\"coinbase\"}"),
            Written.Utf8(Line("nowhere", 1, 1, "")),
            Written.Utf8(Line("coinbase", 1, 1, "", ",\"source\":\"guess\"")),
            Written.Utf8(Line("coinbase", 1, 1, "", ",\"kind\":\"maybe\"")),
            Written.Utf8(good.Replace(":10,", ":-10,", StringComparison.Ordinal)),
            Written.Utf8(good.Replace(":10,", ":1e30,", StringComparison.Ordinal)),
            Written.Utf8(good.Replace("\"payload\":\"", "\"payload\":\"\\ud800", StringComparison.Ordinal)),
            Written.Utf8(Line("coinbase", 20, 20, Written.Next(VenueProtocol.Coinbase))),
        };
        var path = _files.Zip("bad.jsonl.gz", lines.SelectMany(line => line.Append((byte)'\n')).ToArray());
        using var feed = Run(path);
        feed.Books.Should().ContainSingle().Which.Show().Should().Be("1000x3 | 1001x2");
        (feed.Records, feed.FaultCount).Should().Be((2, lines.Count - 2));
        feed.Faults.Select(fault => fault.Record).Should().Equal(Enumerable.Range(2, lines.Count - 2).Select(line => (long)line));
        feed.Faults.Should().OnlyContain(fault => fault.File == path && fault.Text.Length > 0 && !fault.Text.Contains("Exception", StringComparison.Ordinal));
        feed.Faults[0].ToString().Should().Be($"'{path}', record 2: the line is not JSON from byte 0 on: 'not json'");
        feed.Faults[6].Text.Should().Contain("'nowhere'");
    }

    [Fact]
    public void A_symbol_that_damage_invented_takes_no_other_listings_names()
    {
        var path = _files.Write("a.cbcap", Written.Utf8(Cbcap(
            Written.First(VenueProtocol.Kraken), Written.Next(VenueProtocol.Kraken).Replace("A/B", "Q/B", StringComparison.Ordinal))));
        using var feed = Run(path);
        feed.Survey.Define().Select(one => (one.Symbol, one.Instrument.Name, one.Aliases.Count)).Should().Equal([("A/B", "a-b", 0), ("Q/B", "q-b", 0)]);
        feed.Books.Select(book => book.Status).Should().Equal([BookStatus.Checksummed, BookStatus.Broken]);
    }

    [Fact]
    public void A_frame_that_a_venue_sent_broken_is_the_maps_to_count()
    {
        using var feed = Run(_files.Zip("t.jsonl.gz", string.Join('\n', Line("coinbase", 1, 1, Written.First(VenueProtocol.Coinbase)), Line("coinbase", 2, 2, "{\"channel\""))));
        (feed.FaultCount, feed.Venues[0].Map.Counts.Malformed, feed.Books[0].LastGap.Cause).Should().Be((0, 1, BookGapCause.MalformedFrame));
    }

    [Fact]
    public void A_file_cut_off_anywhere_gives_what_came_before_and_says_where_it_ended()
    {
        var text = string.Join('\n', Enumerable.Range(0, 40).Select(i => Line("coinbase", i, i, i == 0 ? Written.First(VenueProtocol.Coinbase) : Written.Coinbase(100 + i, "update", ("bid", "9", $"{i}")))));
        var zipped = ScratchFiles.Compress(Written.Utf8(text));
        foreach (var length in Enumerable.Range(20, zipped.Length - 20).Where(length => length % 7 == 0))
        {
            var path = _files.Write("cut.jsonl.gz", zipped[..length]);
            var survey = () => CaptureSurvey.Of(path);
            survey.Should().Throw<CaptureException>("{0} of {1} bytes", length, zipped.Length).Which.File.Should().Be(path);
        }
    }

    [Fact]
    public void A_file_that_a_recorder_appended_to_is_read_whole_whatever_the_size_of_its_reads()
    {
        foreach (var size in new[] { 1, 65_500, 65_536 - 60, 65_536, 131_072 })
        {
            var padding = Written.Utf8($"{{\"x\":\"{new string('x', size)}\"}}\n");
            byte[] second = [.. Written.Utf8("last line without its end")];
            using var lines = new LineReader(_files.Write("two", [.. ScratchFiles.Compress(padding), .. ScratchFiles.Compress(second)]));
            lines.TryReadLine(out var line).Should().BeTrue();
            line.Length.Should().Be(padding.Length - 1);
            lines.TryReadLine(out line).Should().BeTrue();
            System.Text.Encoding.UTF8.GetString(line).Should().Be("last line without its end");
            lines.TryReadLine(out _).Should().BeFalse();
        }
    }

    [Fact]
    public void A_capture_that_breaks_off_has_applied_all_before_it()
    {
        var whole = _files.Write("a.cbcap", Written.Utf8(Cbcap(Written.First(VenueProtocol.Kraken), Written.Next(VenueProtocol.Kraken))));
        var survey = CaptureSurvey.Of(whole);
        File.WriteAllBytes(whole, File.ReadAllBytes(whole)[..^20]);
        using var feed = CaptureFeed.Open(survey);
        feed.TryPeek(out _).Should().BeTrue();
        feed.Step(new Heard());
        var peek = () => feed.TryPeek(out _);
        var thrown = peek.Should().Throw<CaptureException>().Which;
        (thrown.File, thrown.Record).Should().Be((whole, 3));
        thrown.Message.Should().Contain("The records before it are intact");
        feed.Books[0].Show().Should().StartWith("1000x1");
    }

    [Fact]
    public void Flipped_bits_in_any_file_give_a_capture_or_a_clear_fault() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1_000_000], Gen.Int[0, 7], Gen.Bool).Sample(
        (format, at, bit, zip) =>
        {
            var bytes = Written.Utf8(format switch
            {
                0 => Line("coinbase", 1, 1, Written.First(VenueProtocol.Coinbase)) + "\n" + Line("coinbase", 2, 2, Written.Next(VenueProtocol.Coinbase)),
                1 => $"6 {Written.First(VenueProtocol.BinanceSpot)}\n7 {Written.Next(VenueProtocol.BinanceSpot)}\n",
                2 => Cbcap(Written.First(VenueProtocol.Kraken), Written.Next(VenueProtocol.Kraken)),
                _ => $$"""{ "init": {{Written.First(VenueProtocol.Kraken)}}, "updates": [ {{Written.Next(VenueProtocol.Kraken)}} ] }""",
            });
            bytes = zip ? ScratchFiles.Compress(bytes) : bytes;
            bytes[at % bytes.Length] ^= (byte)(1 << bit);
            using var files = new ScratchFiles();
            try
            {
                using var feed = Run(files.Write("flipped", bytes));
            }
            catch (CaptureException e)
            {
                e.Message.Should().Contain("flipped").And.NotContain("Exception");
            }
        },
        iter: 500,
        threads: 1,
        seed: "0N0XIzNsQ0O2");

    [Theory]
    [InlineData("CBCAP1 kraken A/B\n", "the header must be")]
    [InlineData("CBCAP1 kraken A/B soon\n", "the header must be")]
    [InlineData("CBCAP1 elsewhere A/B 1\n", "not read yet")]
    [InlineData("CBCAP1 kraken A/B 1\nx 3\nabc\n", "'x 3'")]
    [InlineData("CBCAP1 kraken A/B 1\n1 -3\nabc\n", "'1 -3'")]
    [InlineData("CBCAP1 kraken A/B 1\n1 3\nabcd\n", "not the 3 bytes")]
    [InlineData("CBCAP1 kraken A/B 1\n1 2000000000\nabcd\n", "'1 2000000000'")]
    [InlineData("1 {\"e\":\"trade\"}\n", "no depthUpdate")]
    [InlineData("hello", "no capture")]
    [InlineData("", "no capture")]
    [InlineData("{\"init\":{\"channel\":\"book\"", "not JSON from byte")]
    public void A_wrong_file_is_refused_with_what_is_wrong(string content, string says)
    {
        var path = _files.Zip("wrong.gz", content);
        var open = () => CaptureFeed.Open(path);
        open.Should().Throw<CaptureException>().Which.Message.Should().Contain(says).And.Contain(path);
    }

    [Fact]
    public void A_file_that_is_not_there_and_a_folder_are_refused_by_name()
    {
        foreach (var path in new[] { Path.Combine(Path.GetTempPath(), "no-such-capture.gz"), Path.GetTempPath() })
        {
            var open = () => CaptureFeed.Open(path);
            open.Should().Throw<CaptureException>().Which.File.Should().Be(path);
        }
    }

    [Fact]
    public void A_line_beyond_the_limit_is_refused_before_it_fills_the_memory()
    {
        using var lines = new LineReader(_files.Zip("long", "short\n" + new string('x', 1 << 20)), maxLength: 1 << 18);
        lines.TryReadLine(out var line).Should().BeTrue();
        System.Text.Encoding.UTF8.GetString(line).Should().Be("short");
        var read = () => lines.TryReadLine(out _);
        read.Should().Throw<CaptureException>().Which.Record.Should().Be(2);
    }

    private static CaptureFeed Run(string path)
    {
        var feed = CaptureFeed.Open(path);
        while (feed.TryPeek(out _))
        {
            feed.Step(new Heard());
        }

        return feed;
    }
}
