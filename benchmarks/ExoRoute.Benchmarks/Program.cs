// Measures ExoRoute, and peers beside it in the same run.
//   --quick          all of it in some five minutes; otherwise some thirty
//   --docs           writes the tables into docs/benchmarks.md and the plots beside it
//   --only WORD      taker, real, desks, lots, exchange, scaling, kraken, append, replay or decision: one part; with --docs its tables alone are written
// EXOROUTE_DATA names a folder of recorded data; without it inputs are made from seeds.
using System.Diagnostics;
using ExoRoute.Benchmarks.Deciding;
using ExoRoute.Benchmarks.Exchanging;
using ExoRoute.Benchmarks.Feeds;
using ExoRoute.Benchmarks.Reports;
using ExoRoute.Benchmarks.Stores;
using ExoRoute.Benchmarks.Taking;

if (DecisionLatency.TryAnswer(args))
{
    return 0;
}

var (quick, docs, only) = (args.Contains("--quick"), args.Contains("--docs"), Array.IndexOf(args, "--only") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : "");
string[] parts = ["taker", "real", "desks", "lots", "exchange", "scaling", "kraken", "append", "replay", "decision"];
var known = args.Where((arg, place) => arg is "--quick" or "--docs" or "--only" || (place > 0 && args[place - 1] == "--only")).Count();
if (known != args.Length || (args.Contains("--only") && !parts.Contains(only)))
{
    Console.Error.WriteLine($"usage: ExoRoute.Benchmarks [--quick] [--docs] [--only {string.Join('|', parts)}]");
    return 2;
}

var begun = Stopwatch.GetTimestamp();
bool Wanted(string part) => only.Length == 0 || only == part;
void Say(string what) => Console.Error.WriteLine(FormattableString.Invariant($"[{Stopwatch.GetElapsedTime(begun).TotalSeconds,4:F0} s] {what}"));

var report = new Report(quick);
if (Wanted("taker"))
{
    report.Taker(Micro.Run<TakerBenchmarks>(quick, Say));
}

if (Wanted("real"))
{
    report.RealBooks(Micro.Run<RealBookBenchmarks>(quick, Say));
}

if (Wanted("desks"))
{
    report.Desks(DeskRace.Run(quick, Say));
}

if (Wanted("lots"))
{
    report.Lots(LotRace.Run(quick, Say));
}

if (Wanted("exchange"))
{
    report.Exchange(ExchangeRace.Networks(quick, Say), ExchangeRace.Baskets(quick, Say), ExchangeRace.Pools(quick, Say), ExchangeRace.MakeTakes(quick, Say));
}

if (Wanted("scaling"))
{
    report.Scaling(ScalingPlot.Measure(quick, Say));
}

if (Wanted("kraken"))
{
    report.Kraken(Micro.Run<KrakenBenchmarks>(quick, Say));
}

if (Wanted("append"))
{
    var (records, rounds) = quick ? (50_000, 3) : (1_000_000, 5);
    report.Append(AppendRace.Run(records, rounds, Say), records, rounds);
}

if (Wanted("replay"))
{
    var seconds = quick ? 60 : 300;
    Say("replay");
    var made = Sessions.Seeded(seconds);
    report.Replay([
        ReplayRate.Run("three venues made from seeds, as virtual time commits them", made, rounds: 7),
        ReplayRate.Run("the same records, commits of 1000", Sessions.Grouped(made, 1_000), rounds: 7),
        .. Sessions.Recorded(seconds) is { } tape ? [ReplayRate.Run("a recorded tape of three venues, the same", tape, rounds: 7)] : Array.Empty<ReplayFigure>(),
    ]);
}

if (Wanted("decision"))
{
    var decisions = quick ? 40_000 : 500_000;
    Say("decision");
    report.Decision([
        DecisionLatency.Machine(decisions),
        DecisionLatency.FreshPage(),
        DecisionLatency.StateAlone(decisions),
        DecisionLatency.StateAloneInSmallGeneration(decisions),
        DecisionLatency.WithStore(decisions),
    ]);
}

Say("done");
Console.WriteLine(report.Text);
if (docs)
{
    report.WriteDocs();
}

return 0;
