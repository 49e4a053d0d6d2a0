using BenchmarkDotNet.Attributes;
using ExoRoute.Market;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>Re-route on books whose fees are shares of the price: no common price grid. From the changed level of a book to price and quantities.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class RealBookBenchmarks
{
    private const int Drawn = 1_024;
    private readonly LadderLimits _limits = new();
    private Level[][] _levels = [];
    private FeeSchedule[] _fees = [];
    private InstrumentDefinition[] _listings = [];
    private Rung[][] _rungs = [];
    private (int Venue, int Level, long Quantity)[] _changes = [];
    private long[] _fills = [];
    private ConsolidatedLadder _ladder = new(1);
    private Lots _wanted;
    private int _next;

    /// <summary>Venues and levels.</summary>
    [ParamsSource(nameof(Sizes))]
    public BookSize Size { get; set; }

    /// <summary>The sizes.</summary>
    public static IEnumerable<BookSize> Sizes => BookSize.All;

    /// <summary>Makes the books.</summary>
    [GlobalSetup]
    public void Setup()
    {
        (_levels, _fees, _listings) = CanonicalBooks.Real(Size);
        _changes = CanonicalBooks.Changes(Size, Drawn, unit: 10_000_000);
        _rungs = new Rung[Size.Venues][];
        (_ladder, _fills, _next) = (new(Size.Venues), new long[Size.Venues], 0);
        for (var venue = 0; venue < Size.Venues; venue++)
        {
            _rungs[venue] = new Rung[Ladder.RoomFor(Size.Levels)];
            _ladder.Set(venue, Price(venue));
        }

        _wanted = new(_levels.Sum(side => side.Sum(level => level.Quantity.Count)) / 4);
        for (var i = 0; i < 100; i++)
        {
            var (kept, fresh) = (i % 2 == 0 ? Reroute() : PriceAndReroute(), new ConsolidatedLadder(Size.Venues));
            for (var venue = 0; venue < Size.Venues; venue++)
            {
                fresh.Set(venue, Price(venue));
            }

            if (fresh.Solve(_wanted, _fills) is var split && split != kept)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{Size}: kept {kept}, from nothing {split}: nothing is timed that is not right."));
            }
        }
    }

    /// <summary>A book's level changed: it alone is priced with the venue's fee, then price and quantities.</summary>
    [Benchmark(Baseline = true)]
    public LadderSplit Reroute()
    {
        var (venue, level, quantity) = _changes[_next++ & (Drawn - 1)];
        ref var there = ref _levels[venue][level];
        there = there with { Quantity = new(quantity) };
        _ladder.Change(venue, _fees[venue].AllIn(Side.Buy, there.Price), there.Quantity);
        return _ladder.Solve(_wanted, _fills);
    }

    /// <summary>The same, the whole side priced again: what a fee minimum needs, and what the planner does.</summary>
    [Benchmark]
    public LadderSplit PriceAndReroute()
    {
        var (venue, level, quantity) = _changes[_next++ & (Drawn - 1)];
        _levels[venue][level] = _levels[venue][level] with { Quantity = new(quantity) };
        _ladder.Set(venue, Price(venue));
        return _ladder.Solve(_wanted, _fills);
    }

    /// <summary>A full solve without a hint from the last answer.</summary>
    [Benchmark]
    public LadderSplit KeptSums()
    {
        _ladder.Forget();
        return _ladder.Solve(_wanted, _fills);
    }

    private ReadOnlySpan<Rung> Price(int venue) =>
        _rungs[venue].AsSpan(0, Ladder.Fill(_levels[venue], Side.Buy, _fees[venue], _listings[venue], in _limits, _rungs[venue], out _));
}
