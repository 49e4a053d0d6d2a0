using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using Xunit.Sdk;

namespace ExoRoute.Tests.Days;

public class SeededDayTests
{
    // Seed 20's day as this logic decides it. Another root means that the same inputs lead to other decisions, or that the world
    // around them moved (simulated venues, seeded markets, encoding).
    private const ulong GoldenSeed = 20;
    private const string GoldenRoot = "502979737862cd251cf65eb1919171b24a496567ed5a27523c3dc9276f43910d";

    [Fact]
    public void A_thousand_seeded_days_keep_every_promise_after_every_input_and_replay_to_the_same_bytes() => RunDays(0, 1_000);

    [Fact]
    [Trait("Kind", "long")]
    public void Ten_thousand_other_seeded_days_keep_every_promise_and_replay_to_the_same_bytes() => RunDays(1_000, 10_000);

    [Fact]
    public void The_golden_day_has_not_moved()
    {
        using var day = Day.Of(SeededDay.Of(GoldenSeed)).Run();
        var records = day.Records();
        records.Should().HaveCountGreaterThan(100);
        day.Router.Store.Root.ToString().Should().Be(
            GoldenRoot,
            "the day of seed {0} is decided as before. If it was meant to change: bump RouterState.LogicVersion where decisions changed, on purpose, and put the new root here",
            GoldenSeed);
    }

    private static void RunDays(ulong from, ulong count)
    {
        var (records, fills, placed, ended, limited, killed) = (0L, 0L, 0L, 0L, 0L, 0L);
        for (var seed = from; seed < from + count; seed++)
        {
            var seeded = SeededDay.Of(seed);
            using var day = Day.Of(seeded).Run();
            var watch = new DayWatch(seeded);
            try
            {
                var all = day.Records();
                var fold = watch.Follow(all);
                fold.Root.Should().Be(day.Router.Store.Root, "a replay is the same bytes");
                fold.Divergence.Should().BeNull();
                fold.Unrecorded.Should().BeEmpty();
                (fold.Inputs + fold.Decisions).Should().Be(all.Count);
                StoreVerifier.Verify(day.Medium).Problems.Should().BeEmpty();

                day.Router.State.WorkingParents.Select(parent => parent.ToString()).Should().BeEmpty("when nothing can happen any more every parent has ended, and said why");
                day.Router.State.OpenChildren.Select(child => child.ToString()).Should().BeEmpty("every child's outcome was found out");
                watch.Parents.Count.Should().Be(seeded.Parents.Count);
                foreach (var venue in day.Venues)
                {
                    venue.OrdersReceived.Should().Be(watch.Placed.GetValueOrDefault(venue.Id), "'{0}' got each child once", venue.Id);
                }

                (limited, killed) = (limited + watch.Limits.Limited, killed + watch.Limits.Completed);
                (records, fills, placed, ended) = (records + all.Count, fills + watch.Fills, placed + watch.Placed.Values.Sum(), ended + watch.Parents.Count(parent => parent.Ended));
            }
            catch (Exception failed)
            {
                throw new XunitException($"Day {seed}: {failed.Message}", failed);
            }
        }

        (fills > 0 && placed > 0 && ended > 0 && limited > 0 && killed > 0).Should().BeTrue("days without trading, limits and kills prove little");
        CaseFolder.Report("seeded days", FormattableString.Invariant($"{count}, {records} records, {placed} children, {fills} fills, {ended} parents ended, {limited} times within a limit, {killed} kills"));
    }
}
