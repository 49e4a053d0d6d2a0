using BenchmarkDotNet.Attributes;
using ExoRoute.Adapters.WebSocket.Map.Kraken;
using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Benchmarks.Feeds;

/// <summary>A frame of Kraken's book channel into a proved book: read, converted, applied, its checksum worked out and held against the venue's.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class KrakenBenchmarks
{
    /// <summary>Updates an invocation; the time is per update.</summary>
    public const int Updates = 250;

    private readonly Silent _sink = new();
    private KrakenMap? _map;
    private byte[][] _frames = [];

    /// <summary>Levels a side of the subscription.</summary>
    [Params(10, 25)]
    public int Depth { get; set; }

    /// <summary>Finds or makes the frames, and sees every checksum be right.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _frames = [.. KrakenFrames.Find(Depth).Frames.Take(Updates + 1)];
        _map = new([KrakenFrames.Listing], new(Depth));
        Frames();
        if (_frames.Length != Updates + 1 || _map.Books[0].Status != BookStatus.Checksummed || _map.Tallies[0].ChecksumsRight != Updates + 1)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{_map.Tallies[0].ChecksumsRight} of {_frames.Length} checksums are right, expected {Updates + 1}: nothing is timed that is not proved."));
        }
    }

    /// <summary>A snapshot and its updates.</summary>
    [Benchmark(OperationsPerInvoke = Updates)]
    public BookStatus Frames()
    {
        foreach (var frame in _frames)
        {
            _map!.Apply(frame, new(1), _sink);
        }

        return _map!.Books[0].Status;
    }

    private sealed class Silent : IMarketSink
    {
        public void Changed(Book book, Stamp receivedAt)
        {
        }
    }
}
