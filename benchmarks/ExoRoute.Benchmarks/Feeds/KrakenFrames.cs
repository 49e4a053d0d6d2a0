using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;

namespace ExoRoute.Benchmarks.Feeds;

/// <summary>Frames of Kraken's v2 book channel with right checksums: a snapshot first, then updates.</summary>
internal sealed record KrakenFrames(string Source, int Depth, IReadOnlyList<byte[]> Frames)
{
    private const string Folder = "EXOROUTE_DATA";

    /// <summary>What they list.</summary>
    public static InstrumentDefinition Listing { get; } = new()
    {
        Venue = new("kraken"),
        Instrument = new("btc-usd"),
        Symbol = "BTC/USD",
        BaseAsset = "BTC",
        QuoteAsset = "USD",
        Units = new(1, 8),
    };

    /// <summary>Bytes of an update, on average.</summary>
    public int BytesEach => (int)Frames.Skip(1).Average(frame => frame.Length);

    /// <summary>The folder of recorded data; null where there is none.</summary>
    public static string? DataFolder => Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } named && Directory.Exists(named) ? named : null;

    /// <summary>Recorded ones where the folder of data has a capture of this depth, else those of a seed.</summary>
    public static KrakenFrames Find(int depth)
    {
        if (DataFolder is { } data && Directory.Exists(Path.Combine(data, "kraken")))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(data, "kraken"), "*.cbcap.gz").Order(StringComparer.Ordinal))
            {
                if (Recorded(file) is { } frames && frames.Depth == depth)
                {
                    return frames;
                }
            }
        }

        return Seeded(depth, 2_000);
    }

    // CBCAP1: a header line, then records of a time, a byte count, the bytes and a line end.
    private static KrakenFrames? Recorded(string file)
    {
        using var bytes = new MemoryStream();
        using (var zipped = new GZipStream(File.OpenRead(file), CompressionMode.Decompress))
        {
            zipped.CopyTo(bytes);
        }

        var (frames, depth) = (new List<byte[]>(), 0);
        ReadOnlySpan<byte> all = bytes.ToArray();
        all = all[(all.IndexOf((byte)'\n') + 1)..];
        while (!all.IsEmpty)
        {
            var line = all.IndexOf((byte)'\n');
            var length = int.Parse(all[(all.IndexOf((byte)' ') + 1)..line], NumberStyles.None, CultureInfo.InvariantCulture);
            var frame = all.Slice(line + 1, length);
            if (frame.StartsWith("{\"channel\":\"book\",\"type\":\"snapshot\""u8))
            {
                frames.Clear(); // what is behind the last one
                depth = frame.Count("\"price\""u8) / 2;
            }

            if (frame.StartsWith("{\"channel\":\"book\""u8))
            {
                frames.Add(frame.ToArray());
            }

            all = all[(line + 1 + length + 1)..];
        }

        return frames.Count > KrakenBenchmarks.Updates ? new("recorded", depth, frames) : null;
    }

    private static KrakenFrames Seeded(int depth, int count)
    {
        var (random, bids, asks) = (new SeededRandom(3), new SortedDictionary<long, long>(), new SortedDictionary<long, long>());
        for (var place = 0; place < depth; place++)
        {
            bids[630_000 - (place * 7)] = random.Between(5_000, 300_000_000);
            asks[630_001 + (place * 7)] = random.Between(5_000, 300_000_000);
        }

        var frames = new List<byte[]> { Frame("snapshot", [.. bids.Reverse()], [.. asks], bids, asks) };
        while (frames.Count <= count)
        {
            // Mostly one level changes; now and then one is removed and the next one moves in from below.
            var side = random.Chance(500_000) ? bids : asks;
            var keys = side.Keys.ToArray();
            var changes = new List<KeyValuePair<long, long>>();
            if (random.Chance(300_000))
            {
                var gone = keys[random.Below(keys.Length)];
                var into = side == bids ? keys[0] - random.Between(1, 9) : keys[^1] + random.Between(1, 9);
                changes.Add(new(gone, 0));
                changes.Add(new(into, random.Between(5_000, 300_000_000)));
            }
            else
            {
                changes.Add(new(keys[random.Below(keys.Length)], random.Between(5_000, 300_000_000)));
            }

            foreach (var (price, quantity) in changes)
            {
                if (quantity == 0)
                {
                    side.Remove(price);
                }
                else
                {
                    side[price] = quantity;
                }
            }

            frames.Add(side == bids ? Frame("update", changes, [], bids, asks) : Frame("update", [], changes, bids, asks));
        }

        return new("made from a seed", depth, frames);
    }

    private static byte[] Frame(
        string type, IReadOnlyList<KeyValuePair<long, long>> bids, IReadOnlyList<KeyValuePair<long, long>> asks, SortedDictionary<long, long> allBids, SortedDictionary<long, long> allAsks)
    {
        // Kraken's guide: ten best asks, ten best bids, digits without the point and without zeros in front.
        var digits = string.Concat(allAsks.Take(10).Concat(allBids.Reverse().Take(10)).Select(level => FormattableString.Invariant($"{level.Key}{level.Value}")));
        var checksum = Crc32.HashToUInt32(System.Text.Encoding.ASCII.GetBytes(digits));
        return System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $$"""{"channel":"book","type":"{{type}}","data":[{"symbol":"BTC/USD","bids":[{{Levels(bids)}}],"asks":[{{Levels(asks)}}],"checksum":{{checksum}},"timestamp":"2026-08-01T02:53:53.398143Z"}]}"""));
    }

    private static string Levels(IReadOnlyList<KeyValuePair<long, long>> levels) => string.Join(',', levels.Select(level =>
        $$"""{"price":{{DecimalText.Format(level.Key, 1)}},"qty":{{DecimalText.Format(level.Value, 8)}}}"""));
}
