using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Runtime.Tests.Store;

public class RecordStoreTests
{
    [Theory]
    [InlineData(Durability.PageCache)]
    [InlineData(Durability.Disk)]
    public void Records_come_back_in_order_over_segments_and_openings(Durability durability)
    {
        var settings = SmallStores.Settings with { Durability = durability };
        var medium = new MemoryMedium();
        for (var opening = 1u; opening <= 3; opening++)
        {
            using var store = RecordStore.Open(medium, settings);
            store.Epoch.Should().Be(opening);
            store.Recovery.Torn.Should().BeNull();
            store.Count.Should().Be((opening - 1) * 100);
            SmallStores.Fill(store, opening * 100);
            store.FlushedCount.Should().Be(opening * 100);
        }

        SmallStores.ShouldHold(medium, 300);
        medium.List("wal").Count.Should().BeGreaterThan(3);
        var verified = StoreVerifier.Verify(medium);
        verified.Problems.Should().BeEmpty();
        (verified.Store, verified.Epoch, verified.Count, verified.TornTailBytes).Should().Be((SmallStores.Id, 3u, 300L, 0L));
    }

    [Fact]
    public void The_root_is_of_the_records_alone_however_they_were_committed()
    {
        var expected = new MerkleTree();
        Span<byte> leaf = stackalloc byte[Sha256Digest.Bytes];
        for (var i = 0; i < 50; i++)
        {
            TreeHash.Leaf(SmallStores.Record(i), leaf);
            expected.Append(leaf);
        }

        var heads = new HashSet<Sha256Digest>();
        foreach (var every in (int[])[1, 3, 50])
        {
            using var store = RecordStore.Open(new MemoryMedium(), SmallStores.Settings with { Durability = every == 3 ? Durability.Disk : Durability.PageCache });
            for (var i = 0; i < 50; i++)
            {
                store.Append(SmallStores.Record(i));
                if (i % every == every - 1)
                {
                    store.Flush();
                }
            }

            store.Flush();
            (store.FlushedCount, store.Root).Should().Be((50, expected.Root));
            heads.Add(store.Head);
        }

        heads.Should().HaveCount(3, "the head of the chain does depend on the frames");
    }

    [Fact]
    public void The_same_records_give_the_same_bytes()
    {
        var (one, two) = (SmallStores.Image(SmallStores.Made(80)), SmallStores.Image(SmallStores.Made(80)));
        one.Keys.Should().Equal(two.Keys);
        one.Should().AllSatisfy(file => two[file.Key].Should().Equal(file.Value));
    }

    [Fact]
    public void An_entry_of_65535_bytes_is_stored_and_one_of_65536_is_refused_with_advice()
    {
        var medium = new MemoryMedium();
        using (var store = RecordStore.Open(medium, SmallStores.Settings))
        {
            store.Append(new byte[65_535]).Should().Be(0);
            store.Append([]).Should().Be(1);
            store.Invoking(s => s.Append(new byte[65_536])).Should().Throw<ArgumentException>().WithMessage("*65535*65536*numbered chunks*");
            store.Append([7]).Should().Be(2, "a refused record takes no index");
        }

        SmallStores.Read(medium).Select(entry => entry.Length).Should().Equal(65_535, 0, 1);
    }

    [Theory]
    [InlineData(Durability.PageCache)]
    [InlineData(Durability.Disk)]
    public void More_than_a_frame_takes_is_committed_in_several_and_never_waits_for_ever(Durability durability)
    {
        var medium = new MemoryMedium();
        using (var store = RecordStore.Open(medium, SmallStores.Settings with { Durability = durability }))
        {
            for (var i = 0; i < 1000; i++)
            {
                store.Append(SmallStores.Record(i));
            }

            store.Flush();
            store.FlushedCount.Should().Be(1000);
        }

        SmallStores.ShouldHold(medium, 1000);
        StoreReader.Read(medium).Select(entry => entry.Frame.Header.PayloadBytes).Max().Should().BeLessThanOrEqualTo(StoreSettings.LeastBytes);
    }

    [Fact]
    public void One_flush_writes_one_frame_for_all_that_waits()
    {
        var medium = new MemoryMedium();
        using var store = RecordStore.Open(medium, SmallStores.Settings);
        for (var i = 0; i < 20; i++)
        {
            store.Append(SmallStores.Record(i));
        }

        SmallStores.Read(medium).Should().BeEmpty("nothing was flushed yet");
        (store.Count, store.FlushedCount).Should().Be((20, 0));
        store.Flush();
        StoreReader.Read(medium).Select(entry => entry.Frame.Offset).Distinct().Should().Equal(0);
        StoreReader.Read(medium).First().Frame.Header.Count.Should().Be(20);
        store.Flush();
        StoreVerifier.Verify(medium).Frames.Should().Be(1, "a flush of nothing writes nothing");
    }

    [Fact]
    public void A_second_writer_is_refused_and_readers_are_not()
    {
        var medium = SmallStores.Made(5);
        using (var store = RecordStore.Open(medium, SmallStores.Settings))
        {
            FluentActions.Invoking(() => RecordStore.Open(medium, SmallStores.Settings)).Should().Throw<StoreLockedException>().WithMessage("*one writer*");
            SmallStores.ShouldHold(medium, 5);
            StoreVerifier.Verify(medium).IsSound.Should().BeTrue();
        }

        RecordStore.Open(medium, SmallStores.Settings).Dispose();
    }

    [Fact]
    public void A_store_tells_all_faults_of_its_settings_at_once()
    {
        var settings = new StoreSettings { Durability = (Durability)9, SegmentBytes = 1, MaxFrameBytes = int.MaxValue };
        settings.Faults().Should().HaveCount(3);
        FluentActions.Invoking(() => RecordStore.Open(new MemoryMedium(), settings)).Should().Throw<ArgumentException>()
            .WithMessage("*Durability*9*SegmentBytes*4096*1*MaxFrameBytes*2147483647*");
        new StoreSettings().Faults().Should().BeEmpty();
    }

    [Fact]
    public void A_store_of_another_id_is_not_opened()
    {
        var medium = SmallStores.Made(3);
        FluentActions.Invoking(() => RecordStore.Open(medium, SmallStores.Settings with { Id = new(0xB6) })).Should().Throw<ArgumentException>()
            .WithMessage($"*{SmallStores.Id}*{new StoreId(0xB6)}*");
        using var store = RecordStore.Open(medium, SmallStores.Settings with { Id = default });
        store.Id.Should().Be(SmallStores.Id);
    }

    [Fact]
    public void A_new_store_draws_an_id_of_its_own()
    {
        using var one = RecordStore.Open(new MemoryMedium());
        using var two = RecordStore.Open(new MemoryMedium());
        one.Id.IsKnown.Should().BeTrue();
        one.Id.Should().NotBe(two.Id);
    }

    [Fact]
    public void Reading_and_verifying_where_no_store_is_says_so()
    {
        FluentActions.Invoking(() => StoreVerifier.Verify(new MemoryMedium("nowhere"))).Should().Throw<FileNotFoundException>().WithMessage("*nowhere*no store*");
        FluentActions.Invoking(() => StoreReader.Read(new MemoryMedium("nowhere")).Any()).Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void A_closed_store_refuses_and_closing_twice_does_no_harm()
    {
        var store = RecordStore.Open(new MemoryMedium(), SmallStores.OnDisk);
        store.Dispose();
        store.Dispose();
        store.Invoking(s => s.Append([1])).Should().Throw<ObjectDisposedException>();
        store.Invoking(s => s.Flush()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Flushes_are_acknowledged_in_the_order_they_were_asked_for()
    {
        using var store = RecordStore.Open(new MemoryMedium(), SmallStores.OnDisk);
        var asked = new List<(long Count, Task Done)>();
        for (var i = 0; i < 2000; i++)
        {
            store.Append(SmallStores.Record(i));
            asked.Add((i + 1, store.FlushAsync()));
            if (i % 50 == 0)
            {
                // Looked at from the last to the first: whoever was told later than another cannot have been told before it.
                var newest = asked.FindLastIndex(flush => flush.Done.IsCompleted);
                asked.Take(newest + 1).Should().NotContain(flush => !flush.Done.IsCompletedSuccessfully, "flushes end in order");
                (newest < 0 ? 0 : asked[newest].Count).Should().BeLessThanOrEqualTo(store.FlushedCount, "who is told is kept");
            }
        }

        await asked[^1].Done.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        asked.Should().NotContain(flush => !flush.Done.IsCompletedSuccessfully, "the last one done, all before it are");
        store.FlushAsync().IsCompletedSuccessfully.Should().BeTrue("nothing waits");
    }
}
