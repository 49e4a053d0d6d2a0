using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Runtime.Tests.Store;

/// <summary>A real store, changed in every way: it opens and tells, or refuses and says which records are intact. Never silently less.</summary>
public class StoreDamageTests
{
    private const int Records = 90; // three segments
    private static readonly SortedDictionary<string, byte[]> Closed = SmallStores.Image(SmallStores.Made(Records));
    private static readonly SortedDictionary<string, byte[]> Killed = MakeKilled();

    private static SortedDictionary<string, byte[]> MakeKilled()
    {
        var medium = new MemoryMedium();
        var store = RecordStore.Open(medium, SmallStores.Settings);
        SmallStores.Fill(store, Records);
        store.Abandon();
        return SmallStores.Image(medium);
    }

    private static SortedDictionary<string, byte[]> With(SortedDictionary<string, byte[]> image, string name, byte[] bytes) => new(image, StringComparer.Ordinal) { [name] = bytes };

    /// <summary>Opens a changed store and checks what it says about itself; how many records it kept, or -1 where it refused.</summary>
    private static int Judge(SortedDictionary<string, byte[]> image, string what)
    {
        var medium = SmallStores.Of(image);
        RecordStore store;
        try
        {
            store = RecordStore.Open(medium, SmallStores.Settings);
        }
        catch (ChainBrokenException refusal)
        {
            var after = SmallStores.Image(medium);
            after.Keys.Should().Equal(image.Keys, what);
            (after.All(file => file.Value.AsSpan().SequenceEqual(image[file.Key]))).Should().BeTrue("nothing was changed: {0}", what);
            var intact = ReadIntact(medium);
            intact.Should().Be((int)refusal.Fault.Record, what);
            refusal.Message.Should().Contain(intact == 0 ? "No record" : "intact", what);
            StoreVerifier.Verify(medium).Problems.Should().Contain(refusal.Message, what);
            return -1;
        }

        using (store)
        {
            var kept = (int)store.Count;
            ReadIntact(medium).Should().Be(kept, what);
            if (kept < Records)
            {
                store.Recovery.Torn.Should().NotBeNull("what is gone is told: {0}", what);
                medium.List("wal").Should().Contain(Path.GetFileName(store.Recovery.Torn!.Copy), what);
            }

            return kept;
        }
    }

    // Records before the damage, each as it was appended.
    private static int ReadIntact(IStoreMedium medium)
    {
        var count = 0;
        try
        {
            foreach (var entry in StoreReader.Read(medium))
            {
                entry.Bytes.Span.SequenceEqual(SmallStores.Record(count)).Should().BeTrue("record {0} is as it was appended", count);
                count++;
            }
        }
        catch (ChainBrokenException)
        {
        }

        return count;
    }

    [Fact]
    public void Bytes_flipped_in_turn_are_found_in_a_store_that_was_closed() => FlipInTurn(Closed, step: 7, [-1, Records]);

    [Fact]
    public void Bytes_flipped_in_turn_are_found_in_a_store_whose_writer_was_killed() => FlipInTurn(Killed, step: 7, [-1, Records, LastFrame]);

    [Fact]
    [Trait("Kind", "long")]
    public void Every_byte_flipped_in_turn_is_found()
    {
        FlipInTurn(Closed, step: 1, [-1, Records]);
        FlipInTurn(Killed, step: 1, [-1, Records, LastFrame]);
    }

    // Of a store whose writer was killed only the last frame can be taken for a torn one; of a closed one nothing can.
    private static void FlipInTurn(SortedDictionary<string, byte[]> image, int step, int[] allowed)
    {
        foreach (var (name, bytes) in image)
        {
            for (var i = 0; i < bytes.Length; i += step)
            {
                var changed = bytes.ToArray();
                changed[i] ^= (byte)(1 << (i % 8));
                Judge(With(image, name, changed), $"{name} byte {i}").Should().BeOneOf(allowed, "{0} byte {1}", name, i);
            }
        }
    }

    private static int LastFrame => (int)StoreReader.Read(SmallStores.Of(Killed)).Last().Frame.Header.FirstIndex;

    [Fact]
    public void Cut_at_every_byte_a_killed_store_keeps_every_whole_frame_before_the_cut()
    {
        var segments = Killed.Keys.Where(name => name.EndsWith(".xrw", StringComparison.Ordinal)).ToList();
        segments.Count.Should().BeGreaterThan(2);
        var ends = StoreReader.Read(SmallStores.Of(Killed)).Where(entry => entry.Frame.Segment == segments[^1])
            .Select(entry => (End: entry.Frame.Offset + entry.Frame.Header.FrameBytes, Count: (int)(entry.Frame.Header.FirstIndex + entry.Frame.Header.Count))).Distinct().ToList();
        var first = (int)StoreReader.Read(SmallStores.Of(Killed)).First(entry => entry.Frame.Segment == segments[^1]).Index;
        var last = Killed[segments[^1]];
        for (var length = 0; length < last.Length; length += length < ends[^1].End + 16 ? 1 : 50)
        {
            var whole = ends.LastOrDefault(frame => frame.End <= length, (End: 0, Count: first));
            using var store = RecordStore.Open(SmallStores.Of(With(Killed, segments[^1], last[..length])), SmallStores.Settings);
            store.Count.Should().Be(whole.Count, "cut at {0}", length);
            (store.Recovery.Torn is not null).Should().Be(last.AsSpan((int)whole.End..length).ContainsAnyExcept((byte)0), "bytes behind the last whole frame are told, cut at {0}", length);
        }

        foreach (var segment in segments.SkipLast(1))
        {
            var bytes = Killed[segment];
            var used = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            for (var length = 0; length < used; length += 13)
            {
                Judge(With(Killed, segment, bytes[..length]), $"{segment} cut at {length}").Should().Be(-1, "later segments stand");
            }
        }
    }

    [Fact]
    public void A_closed_store_that_lost_its_end_between_two_frames_is_refused_by_its_mark()
    {
        var last = Closed.Keys.Last();
        var frames = StoreReader.Read(SmallStores.Of(Closed)).Where(entry => entry.Frame.Segment == last).Select(entry => entry.Frame.Offset).Distinct().ToList();
        foreach (var offset in frames)
        {
            var cut = Closed[last].ToArray();
            cut.AsSpan((int)offset).Clear();
            FluentActions.Invoking(() => RecordStore.Open(SmallStores.Of(With(Closed, last, cut)), SmallStores.Settings))
                .Should().Throw<ChainBrokenException>().WithMessage("*marked at 90 records*its end is missing*");
        }
    }

    [Fact]
    public void Segments_missing_swapped_doubled_or_misnamed_are_refused_by_name()
    {
        var segments = Closed.Keys.Where(name => name.EndsWith(".xrw", StringComparison.Ordinal)).ToList();
        foreach (var segment in segments)
        {
            var without = new SortedDictionary<string, byte[]>(Closed, StringComparer.Ordinal);
            without.Remove(segment);
            Judge(without, $"without {segment}").Should().Be(-1);
        }

        var swapped = With(With(Closed, segments[0], Closed[segments[1]]), segments[1], Closed[segments[0]]);
        Judge(swapped, "two segments swapped").Should().Be(-1);
        Judge(With(Closed, segments[1], Closed[segments[0]]), "a segment twice").Should().Be(-1);
        Judge(With(Closed, "wal/7.xrw", Closed[segments[0]]), "a name of one digit").Should().Be(-1);
        Judge(With(Closed, "wal/00000000000000000050.xrw", Closed[segments[0]]), "a segment in between").Should().Be(-1);
    }

    [Fact]
    public void Frames_swapped_doubled_removed_or_of_another_store_are_refused_by_name()
    {
        var name = Closed.Keys.First(key => key.EndsWith(".xrw", StringComparison.Ordinal));
        var bytes = Closed[name];
        var frames = StoreReader.Read(SmallStores.Of(Closed)).Where(entry => entry.Frame.Segment == name)
            .Select(entry => (entry.Frame.Offset, entry.Frame.Header)).Distinct().Select(frame => bytes.AsSpan((int)frame.Offset, frame.Header.FrameBytes).ToArray()).ToList();
        byte[] Segment(IEnumerable<byte[]> parts)
        {
            var joined = parts.SelectMany(part => part).ToArray();
            return [.. joined, .. new byte[Math.Max(0, bytes.Length - joined.Length)]];
        }

        var foreign = SmallStores.Image(SmallStores.Made(Records, SmallStores.Settings with { Id = new(0xEE) }));
        foreach (var (what, parts, says) in ((string, IEnumerable<byte[]>, string)[])[
            ("swapped", [frames[0], frames[2], frames[1], .. frames.Skip(3)], "are missing here"),
            ("doubled", [frames[0], frames[1], .. frames.Skip(1)], "stands twice"),
            ("removed", [frames[0], .. frames.Skip(2)], "are missing here"),
            ("foreign", [frames[0], foreign[name].AsSpan(frames[0].Length, frames[1].Length).ToArray(), .. frames.Skip(2)], "belongs to store")])
        {
            var image = With(Closed, name, Segment(parts));
            Judge(image, what).Should().Be(-1);
            FluentActions.Invoking(() => RecordStore.Open(SmallStores.Of(image), SmallStores.Settings)).Should().Throw<ChainBrokenException>().WithMessage($"*{says}*");
        }
    }

    [Fact]
    public void An_old_copy_of_the_last_segment_put_back_is_refused()
    {
        var medium = SmallStores.Made(40);
        var old = SmallStores.Image(medium);
        using (var store = RecordStore.Open(medium, SmallStores.Settings))
        {
            SmallStores.Fill(store, 44);
        }

        var now = SmallStores.Image(medium);
        var last = now.Keys.Last();
        FluentActions.Invoking(() => RecordStore.Open(SmallStores.Of(With(now, last, old[last])), SmallStores.Settings))
            .Should().Throw<ChainBrokenException>().WithMessage("*marked at 44 records*hold 40*");
    }

    [Fact]
    public void A_torn_tail_is_copied_aside_cut_and_told_and_a_second_recovery_changes_nothing_more()
    {
        var last = Killed.Keys.Last();
        var torn = Killed[last].ToArray();
        var end = (int)StoreReader.Read(SmallStores.Of(Killed)).Last().Frame.Offset + 40;
        torn.AsSpan(end).Clear();
        var medium = SmallStores.Of(With(Killed, last, torn));
        StoreVerifier.Verify(medium).Should().Match<StoreVerification>(verified => verified.IsSound && verified.TornTailBytes > 0);

        var first = RecordStore.Open(medium, SmallStores.Settings);
        var told = first.Recovery.Torn!;
        first.Recovery.ToString().Should().Contain("never finished").And.Contain(told.Copy);
        first.Abandon();
        SmallStores.Bytes(medium, told.Copy).Should().Equal(torn.AsSpan(end - 40, (int)told.Bytes).ToArray());
        var once = SmallStores.Image(medium);

        var second = RecordStore.Open(medium, SmallStores.Settings);
        second.Recovery.Torn.Should().BeNull();
        second.Abandon();
        var twice = SmallStores.Image(medium);
        twice.Keys.Should().Equal(once.Keys);
        twice.Where(file => file.Key != "MARK").Should().AllSatisfy(file => file.Value.Should().Equal(once[file.Key]));

        using var third = RecordStore.Open(medium, SmallStores.Settings);
        SmallStores.Fill(third, Records + 5);
        SmallStores.ShouldHold(medium, Records + 5);
    }

    [Fact]
    public void A_damaged_store_can_be_cut_by_hand_to_its_intact_records_and_keeps_what_was_cut()
    {
        var name = Closed.Keys.Where(key => key.EndsWith(".xrw", StringComparison.Ordinal)).ElementAt(1);
        var damaged = Closed[name].ToArray();
        damaged[1500] ^= 1;
        var medium = SmallStores.Of(With(Closed, name, damaged));
        var intact = FluentActions.Invoking(() => RecordStore.Open(medium, SmallStores.Settings)).Should().Throw<ChainBrokenException>().Which.Fault.Record;

        FluentActions.Invoking(() => StoreRepair.CutTo(medium, intact + 1)).Should().Throw<ArgumentException>().WithMessage("*cannot be cut to*");
        var cut = StoreRepair.CutTo(medium, intact);
        cut.Should().HaveCount(3).And.OnlyContain(file => SmallStores.Image(medium).ContainsKey(file));
        using var store = RecordStore.Open(medium, SmallStores.Settings);
        store.Count.Should().Be(intact);
        store.Epoch.Should().Be(2);
        SmallStores.Fill(store, 100);
        SmallStores.ShouldHold(medium, 100);
    }

    [Fact]
    public void A_missing_or_damaged_mark_is_made_anew_and_told()
    {
        var without = new SortedDictionary<string, byte[]>(Closed, StringComparer.Ordinal);
        without.Remove("MARK");
        foreach (var image in (SortedDictionary<string, byte[]>[])[without, With(Closed, "MARK", []), With(Closed, "MARK", new byte[300])])
        {
            using var store = RecordStore.Open(SmallStores.Of(image), SmallStores.Settings);
            (store.Count, store.Recovery.MarkRebuilt, store.Epoch).Should().Be((Records, true, 2u));
        }

        RecordStore.Open(SmallStores.Of(Closed), SmallStores.Settings).Recovery.MarkRebuilt.Should().BeFalse();
    }

    [Fact]
    public void A_writer_that_goes_on_after_it_was_replaced_is_found()
    {
        var medium = SmallStores.Made(4);
        var image = SmallStores.Image(medium);
        var stale = SmallStores.Of(image); // the same store, whose lock and mark it does not see change
        using (var old = RecordStore.Open(stale, SmallStores.Settings))
        using (var now = RecordStore.Open(medium, SmallStores.Settings))
        {
            now.Append([1]);
            now.Flush();
            now.Dispose();
            using var later = RecordStore.Open(medium, SmallStores.Settings);
            later.Append([2]);
            later.Flush();
            old.Append([1]);
            old.Flush();
            old.Append([2]);
            old.Flush();
            old.Append([3]);
            old.Flush();
        }

        var (oldBytes, newBytes) = (SmallStores.Bytes(stale, "wal/00000000000000000000.xrw"), SmallStores.Bytes(medium, "wal/00000000000000000000.xrw"));
        var third = StoreReader.Read(stale).Last().Frame;
        oldBytes.AsSpan((int)third.Offset, third.Header.FrameBytes).CopyTo(newBytes.AsSpan((int)third.Offset));
        SmallStores.Write(medium, "wal/00000000000000000000.xrw", newBytes);
        StoreVerifier.Verify(medium).Problems.Should().ContainSingle().Which.Should().Contain("epoch 2").And.Contain("epoch 3").And.Contain("replaced");
    }
}
