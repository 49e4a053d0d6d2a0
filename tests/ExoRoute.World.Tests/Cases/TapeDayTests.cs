using System.Diagnostics;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Tests.Days;

namespace ExoRoute.Tests.Cases;

/// <summary>The recorded tapes as days: large orders over real books. Times are reported, and decide nothing.</summary>
[Trait("Kind", "cases")]
public class TapeDayTests
{
    [Fact]
    public void Every_tape_runs_as_a_day_trades_and_replays_to_the_same_bytes()
    {
        var folder = CaseFolder.Data.Demand();
        var tapes = CaseFolder.Data.Files().Where(file => file.StartsWith("tapes/", StringComparison.Ordinal)).ToList();
        tapes.Should().NotBeEmpty();
        foreach (var tape in tapes)
        {
            Day.OfTape(Path.Combine(folder, tape)).Run().Dispose(); // so that the times below are not the compiler's

            var clock = Stopwatch.StartNew();
            using var day = Day.OfTape(Path.Combine(folder, tape));
            var surveyed = clock.Elapsed;
            day.Run();
            var ran = clock.Elapsed - surveyed;
            var records = day.Records();
            var (fills, ended, alarms) = (0, 0, 0);
            clock.Restart();
            var fold = ReplayFold.Run(records, seen =>
            {
                fills += seen.Record.Input is ChildChanged { Event.Kind: Orders.OrderEventKind.Fill } ? 1 : 0;
                ended += seen.Record.Decision is ParentEnded ? 1 : 0;
                alarms += seen.Record.Decision is Alarmed ? 1 : 0;
            });
            var replayed = clock.Elapsed;
            fold.Divergence.Should().BeNull();
            fold.Root.Should().Be(day.Router.Store.Root);
            fills.Should().BePositive();
            (ended, alarms).Should().Be((2, 0));
            CaseFolder.Report(
                $"tape day {Path.GetFileName(tape)}",
                FormattableString.Invariant($"{day.Session.Frames} frames, {fold.Inputs} inputs of {fold.Bytes.Inputs / fold.Inputs} bytes, {fold.Decisions} decisions of {fold.Bytes.Decisions / fold.Decisions} bytes, {fills} fills; survey {surveyed.TotalMilliseconds:F0} ms, run {ran.TotalMilliseconds:F0} ms, replay {replayed.TotalMilliseconds:F0} ms ({fold.Inputs / replayed.TotalSeconds:F0} inputs/s)"));
        }
    }
}
