using BenchmarkDotNet.Attributes;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>The canonical taker problem: exact split of half the depth, from kept sums, from nothing, after one level changed; peers beside it.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class TakerBenchmarks
{
    private const int Drawn = 1_024;
    private readonly SolverSettings _settings = new();
    private Rung[][] _ladders = [];
    private LadderProblem[] _problems = [];
    private ConsolidatedLadder _kept = new(1), _moving = new(1);
    private Rung[][] _moved = [];
    private (int Venue, int Level, long Quantity)[] _changes = [];
    private long[] _fills = [];
    private Lots _wanted;
    private GlopPeer? _glop;
    private int _next;

    /// <summary>Venues and levels.</summary>
    [ParamsSource(nameof(Sizes))]
    public BookSize Size { get; set; }

    /// <summary>The sizes.</summary>
    public static IEnumerable<BookSize> Sizes => BookSize.All;

    /// <summary>Makes the books, and checks that all answers are equal to the unit before anything is timed.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _ladders = CanonicalBooks.Make(Size);
        _moved = CanonicalBooks.Make(Size);
        _changes = CanonicalBooks.Changes(Size, Drawn);
        _wanted = new(CanonicalBooks.Wanted(_ladders));
        _problems = [.. _ladders.Select((rungs, venue) => new LadderProblem(new(FormattableString.Invariant($"v{venue}")), rungs))];
        (_kept, _moving, _fills, _next) = (Load(_ladders), Load(_moved), new long[Size.Venues], 0);
        _glop = new(_ladders, _wanted.Count);

        var cost = KeptSums();
        Same("Solver.Solve", Rebuilt().Cost.Count, cost);
        Same("MinCostFlow", MinCostFlow(), cost);
        Same("GLOP", (Int128)Math.Round(Glop()), cost);
        var checks = Math.Max(2, 2_000 / Size.Venues / Size.Levels);
        for (var i = 0; i < checks; i++)
        {
            var split = i % 2 == 0 ? OneLevel() : OneLadder();
            var (venue, level, quantity) = _changes[(_next - 1) & (Drawn - 1)];
            _moved[venue][level] = _moved[venue][level] with { Quantity = quantity };
            Same("one level changed", MinCostFlowPeer.Solve(_moved, _wanted.Count), split.Cost.Count);
            Same("one level changed, quantities", _fills.Sum(), _wanted.Count);
        }
    }

    /// <summary>Frees what is not managed.</summary>
    [GlobalCleanup]
    public void Cleanup() => _glop?.Dispose();

    /// <summary>A full solve: price, cost and all quantities, from kept prefix sums and without a hint from the last answer.</summary>
    [Benchmark]
    public Int128 KeptSums()
    {
        _kept.Forget();
        return _kept.Solve(_wanted, _fills).Cost.Count;
    }

    /// <summary>Everything from the ladders: prefix sums, solve, proof.</summary>
    [Benchmark]
    public Solution Rebuilt() => Solver.Solve(_problems, _wanted, _settings);

    /// <summary>One level changes somewhere; then the new price, the cost and all quantities.</summary>
    [Benchmark]
    public LadderSplit OneLevel()
    {
        var (venue, level, quantity) = _changes[_next++ & (Drawn - 1)];
        _moving.Change(venue, _moved[venue][level].Price, new(quantity));
        return _moving.Solve(_wanted, _fills);
    }

    /// <summary>The same, the venue's whole ladder handed over again: as the planner does, whose ladders may have a fee minimum.</summary>
    [Benchmark]
    public LadderSplit OneLadder()
    {
        var (venue, level, quantity) = _changes[_next++ & (Drawn - 1)];
        ref var rung = ref _moved[venue][level];
        rung = rung with { Quantity = quantity };
        _moving.Set(venue, _moved[venue]);
        return _moving.Solve(_wanted, _fills);
    }

    /// <summary>OR-Tools MinCostFlow, build and solve.</summary>
    [Benchmark(Baseline = true)]
    public long MinCostFlow() => MinCostFlowPeer.Solve(_ladders, _wanted.Count);

    /// <summary>OR-Tools GLOP, build and solve.</summary>
    [Benchmark]
    public double Glop() => GlopPeer.BuildAndSolve(_ladders, _wanted.Count);

    /// <summary>OR-Tools GLOP, one level changed, from its last basis.</summary>
    [Benchmark]
    public double GlopOneLevel()
    {
        var (venue, level, quantity) = _changes[_next++ & (Drawn - 1)];
        _glop!.Change(venue, level, quantity);
        return _glop.Solve();
    }

    private static ConsolidatedLadder Load(Rung[][] ladders)
    {
        var ladder = new ConsolidatedLadder(ladders.Length);
        for (var venue = 0; venue < ladders.Length; venue++)
        {
            ladder.Set(venue, ladders[venue]);
        }

        return ladder;
    }

    private void Same(string what, Int128 theirs, Int128 ours)
    {
        if (theirs != ours)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{Size}: {what} answers {theirs}, expected {ours}: nothing is timed that is not right."));
        }
    }
}
