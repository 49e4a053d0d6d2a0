using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Runtime.Tests.Store;

public class StoreFaultTests
{
    [Theory]
    [InlineData(1, 25)]
    public void After_a_power_cut_at_any_moment_the_store_opens_and_holds_all_that_was_flushed(int from, int count) => CutPower(from, count);

    [Theory]
    [InlineData(1000, 2000)]
    [Trait("Kind", "long")]
    public void After_a_power_cut_at_any_moment_of_many_runs_the_store_opens_and_holds_all_that_was_flushed(int from, int count) => CutPower(from, count);

    // A run, images of what a power cut may leave at some of its operations; of each the recovery, and images of what a cut may leave there.
    private static void CutPower(int from, int count)
    {
        var (images, torn) = (0, 0);
        for (var seed = from; seed < from + count; seed++)
        {
            var random = new Random(seed);
            var settings = SmallStores.OnDisk with { SegmentBytes = StoreSettings.LeastBytes + (random.Next(3) * 2048) };
            foreach (var (image, acked) in Images(new FaultMedium(), settings, random, records: 60))
            {
                images++;
                foreach (var (again, _) in Images(FaultMedium.Of(image), settings, random, records: 0).Append((image, acked)))
                {
                    var medium = SmallStores.Of(again);
                    using var store = RecordStore.Open(medium, settings);
                    store.Recovery.MarkRebuilt.Should().BeFalse("seed {0}: there is always a whole mark once there are records", seed);
                    torn += store.Recovery.Torn is null ? 0 : 1;
                    store.Count.Should().BeGreaterThanOrEqualTo(acked, "seed {0}: what was flushed is kept", seed);
                    SmallStores.ShouldHold(medium, store.Count);
                }
            }
        }

        images.Should().BeGreaterThan(2 * count);
        torn.Should().BeGreaterThan(count / 4, "cuts that tear nothing prove little");
    }

    private static List<(SortedDictionary<string, byte[]> Image, long Acked)> Images(FaultMedium medium, StoreSettings settings, Random random, int records)
    {
        var (images, acked) = (new List<(SortedDictionary<string, byte[]>, long)>(), 0L);
        medium.ShortWrites = random.Next(2) == 0 ? new Random(random.Next()) : null;
        var next = 0;
        medium.Before = () =>
        {
            if (medium.Operations == next)
            {
                images.Add((medium.PowerCut(random), Interlocked.Read(ref acked)));
                next += random.Next(1, records == 0 ? 8 : 30);
            }
        };
        using var store = RecordStore.Open(medium, settings);
        for (long i = store.Count, until = store.Count + records, left = 1; i < until; i++)
        {
            store.Append(SmallStores.Record(i));
            if (--left == 0)
            {
                store.Flush();
                Interlocked.Exchange(ref acked, i + 1);
                left = random.Next(1, 12);
            }
        }

        return images;
    }

    [Fact]
    public void A_failed_sync_is_final_and_nothing_behind_it_is_acknowledged()
    {
        for (var failing = 1; failing <= 12; failing++)
        {
            var medium = new FaultMedium();
            medium.FailingSyncs.Add(failing);
            RecordStore store;
            try
            {
                store = RecordStore.Open(medium, SmallStores.OnDisk);
            }
            catch (StoreFailedException)
            {
                failing.Should().BeLessThan(3, "opening a new store syncs its first segment and its mark");
                RecordStore.Open(medium, SmallStores.OnDisk).Dispose();
                continue;
            }

            var acked = 0L;
            var thrown = FluentActions.Invoking(() =>
            {
                for (var i = 0; i < 100; i++)
                {
                    store.Append(SmallStores.Record(i));
                    store.Flush();
                    acked = i + 1;
                }
            }).Should().Throw<StoreFailedException>().Which;
            thrown.Message.Should().Contain("refuses everything").And.Contain("EIO").And.Contain(acked switch { 0 => "No record was", 1 => "Record 0 was", _ => $"Records 0 to {acked - 1} were" });
            store.Invoking(s => s.Flush()).Should().Throw<StoreFailedException>("the sync would succeed now, and mean nothing");
            store.Invoking(s => s.Append([1])).Should().Throw<StoreFailedException>();
            store.FlushAsync().IsFaulted.Should().BeTrue();
            store.FlushedCount.Should().Be(acked);
            store.Failure.Should().NotBeNull();
            store.Dispose();

            using var again = RecordStore.Open(medium, SmallStores.OnDisk);
            again.Count.Should().BeInRange(acked, acked + 1);
            SmallStores.ShouldHold(medium, again.Count);
        }
    }

    [Theory]
    [InlineData(Durability.PageCache)]
    [InlineData(Durability.Disk)]
    public void Without_space_a_flush_is_refused_nothing_is_lost_and_it_works_again_when_there_is(Durability durability)
    {
        var settings = SmallStores.Settings with { Durability = durability };
        for (var space = 0; space < 9000; space += 173)
        {
            var medium = new FaultMedium { ShortWrites = new Random(space) };
            using (var store = RecordStore.Open(medium, settings))
            {
                medium.Space = space;
                var refused = 0;
                for (var i = 0; i < 60; i++)
                {
                    store.Append(SmallStores.Record(i));
                    try
                    {
                        store.Flush();
                    }
                    catch (StoreFullException)
                    {
                        refused++;
                        (store.Failure, store.FlushedCount <= i).Should().Be((null, true));

                        // Where only a frame's padding found no space, the zeros that were there make it whole before it is acknowledged.
                        ((long)SmallStores.Read(medium).Count).Should().BeInRange(store.FlushedCount, store.Count);
                        medium.Space = refused == 3 ? long.MaxValue : medium.Space;
                    }
                }

                medium.Space = long.MaxValue;
                store.Flush();
                refused.Should().BePositive();
            }

            SmallStores.ShouldHold(medium, 60);
            StoreVerifier.Verify(medium).Should().Match<StoreVerification>(verified => verified.IsSound && verified.TornTailBytes == 0);
        }
    }

    [Fact]
    public async Task Who_awaits_a_flush_is_told_of_no_space_and_of_failure()
    {
        var medium = new FaultMedium();
        var store = RecordStore.Open(medium, SmallStores.OnDisk);
        medium.Space = 0;
        store.Append([1]);
        var first = store.FlushAsync();
        await first.Awaiting(task => task).Should().ThrowAsync<StoreFullException>();
        medium.Space = 1 << 20;
        await store.FlushAsync();
        store.FlushedCount.Should().Be(1);

        medium.FailingSyncs.Add(medium.Syncs + 1);
        store.Append([2]);
        await store.Awaiting(s => s.FlushAsync()).Should().ThrowAsync<StoreFailedException>();
        await store.Awaiting(s => s.FlushAsync()).Should().ThrowAsync<StoreFailedException>();
        store.FlushedCount.Should().Be(1);
        store.Dispose();
    }

    [Fact]
    public void So_much_that_waits_without_space_refuses_the_next_record_and_keeps_its_index()
    {
        foreach (var durability in Enum.GetValues<Durability>())
        {
            var medium = new FaultMedium();
            using var store = RecordStore.Open(medium, SmallStores.Settings with { Durability = durability });
            medium.Space = 0;
            var appended = 0;
            FluentActions.Invoking(() =>
            {
                for (; appended < 10_000; appended++)
                {
                    store.Append(SmallStores.Record(appended));
                }
            }).Should().Throw<StoreFullException>();
            store.Count.Should().Be(appended);
            medium.Space = long.MaxValue;
            store.Append(SmallStores.Record(appended)).Should().Be(appended);
            store.Flush();
            SmallStores.ShouldHold(medium, appended + 1);
        }
    }

    [Fact]
    public void What_a_killed_writer_left_in_memory_is_made_durable_before_it_is_believed()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var medium = new FaultMedium();
            var killed = RecordStore.Open(medium, SmallStores.Settings);
            SmallStores.Fill(killed, 70);
            killed.Abandon();
            var next = RecordStore.Open(medium, SmallStores.Settings);
            next.Abandon();
            using var store = RecordStore.Open(SmallStores.Of(medium.PowerCut(new Random(seed))), SmallStores.Settings);
            store.Count.Should().Be(next.Recovery.Count).And.Be(70);
        }
    }

    [Fact]
    public void A_closed_store_survives_a_power_cut_on_either_grade()
    {
        foreach (var durability in Enum.GetValues<Durability>())
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var medium = new FaultMedium();
                using (var store = RecordStore.Open(medium, SmallStores.Settings with { Durability = durability }))
                {
                    SmallStores.Fill(store, 100);
                }

                SmallStores.ShouldHold(SmallStores.Of(medium.PowerCut(new Random(seed))), 100);
            }
        }
    }

    [Fact]
    public void A_killed_writer_loses_nothing_that_was_flushed_on_either_grade()
    {
        foreach (var durability in Enum.GetValues<Durability>())
        {
            var medium = new FaultMedium();
            var store = RecordStore.Open(medium, SmallStores.Settings with { Durability = durability });
            SmallStores.Fill(store, 70);
            store.Append([1, 2, 3]);
            store.Abandon();
            using var again = RecordStore.Open(medium, SmallStores.Settings);
            again.Count.Should().Be(70);
            SmallStores.ShouldHold(medium, 70);
        }
    }
}
