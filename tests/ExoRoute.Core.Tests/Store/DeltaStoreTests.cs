using System.Buffers.Binary;
using System.Text;
using CsCheck;
using ExoRoute.Store;

namespace ExoRoute.Core.Tests.Store;

public class DeltaStoreTests
{
    private static readonly StoreId Id = new(new UInt128(0x0102030405060708, 0x090a0b0c0d0e0f10));

    private static byte[] Seal(DeltaStore chain, params string[] entries)
    {
        var buffer = new FrameBuffer();
        foreach (var entry in entries)
        {
            buffer.Add(System.Text.Encoding.ASCII.GetBytes(entry));
        }

        return chain.Seal(buffer).ToArray();
    }

    // Five frames of records 0, 1-2, 3-5, 6, 7.
    private static byte[][] Frames(StoreId? id = null, uint epoch = 1, string first = "zero")
    {
        var chain = new DeltaStore(id ?? Id, epoch);
        return [Seal(chain, first), Seal(chain, "one", "two"), Seal(chain, "three", "", "five"), Seal(chain, "six"), Seal(chain, "seven")];
    }

    private static FrameFault? AcceptAll(DeltaStore chain, params byte[][] frames) =>
        frames.Select(frame => chain.Accept(frame, out _)).FirstOrDefault(fault => fault is not null);

    // Whoever can compute SHA-256 can also set the sums right.
    private static byte[] Resum(byte[] frame)
    {
        var payload = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(52));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(120), System.IO.Hashing.XxHash3.HashToUInt64(frame.AsSpan(0, 120)));
        System.IO.Hashing.XxHash128.Hash(frame.AsSpan(0, 128 + payload), frame.AsSpan(128 + payload));
        return frame;
    }

    [Fact]
    public void Whatever_was_sealed_is_accepted_and_folds_to_the_same_entries() =>
        Gen.Byte.Array[0, 40].Array[1, 9].Array[1, 12].Sample(commits =>
        {
            var (writer, buffer, bytes) = (new DeltaStore(Id, 3), new FrameBuffer(), new List<byte>());
            foreach (var commit in commits)
            {
                buffer.Clear();
                foreach (var entry in commit)
                {
                    buffer.Add(entry);
                }

                bytes.AddRange(writer.Seal(buffer).ToArray());
            }

            var (reader, read) = (new DeltaStore(), new List<byte[]>());
            reader.Fold(bytes.ToArray(), (index, entry) =>
            {
                index.Should().Be(read.Count);
                read.Add(entry.ToArray());
            }, out var taken).Should().BeNull();
            taken.Should().Be(bytes.Count);
            read.Should().BeEquivalentTo(commits.SelectMany(commit => commit), options => options.WithStrictOrdering());
            (reader.Store, reader.Epoch, reader.Count, reader.Frames, reader.Head, reader.Root)
                .Should().Be((writer.Store, writer.Epoch, writer.Count, writer.Frames, writer.Head, writer.Root));
        }, iter: 200);

    [Fact]
    public void The_format_is_the_documented_one_byte_by_byte()
    {
        // docs/formats/store.md, worked example: store 01..10, epoch 1, entries "a" and "".
        var buffer = new FrameBuffer();
        buffer.Add("a"u8);
        buffer.Add([]);
        var chain = new DeltaStore(Id, 1);
        var frame = chain.Seal(buffer).ToArray();

        frame.Should().HaveCount(152);
        Convert.ToHexStringLower(frame.AsSpan(0, 88)).Should().Be(
            "45584f4652414d45" + "0100" + "0000" + "80000000"     // EXOFRAME, version, flags, header length
            + "0102030405060708090a0b0c0d0e0f10"                  // store
            + "01000000" + "00000000" + "0000000000000000"        // epoch, spare, first index
            + "02000000" + "05000000" + new string('0', 64));     // count, payload length, predecessor
        Convert.ToHexStringLower(frame.AsSpan(88)).Should().Be(
            "e3bae4e4aa30fdec805aeba1d902834a93c7ed967d73c103c2c75fcf94cdc1a3" // node(leaf("a"), leaf("")), checked by hand
            + "1776507312a5ac4f"                                  // XxHash3-64 of the 120 bytes before
            + "0001" + "61" + "0000"                              // the entries
            + "0959d36aa1707dca2d67ecb5d2c45d69" + "000000");     // XxHash128 of the 133 bytes before, padding
    }

    [Fact]
    public void Every_changed_bit_of_a_frame_is_found_and_changes_nothing()
    {
        var frames = Frames();
        var chain = new DeltaStore();
        AcceptAll(chain, frames[0], frames[1]).Should().BeNull();
        var before = (chain.Count, chain.Head, chain.Root);
        for (var bit = 0; bit < frames[2].Length * 8; bit++)
        {
            var changed = frames[2].ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var fault = chain.Accept(changed, out _);
            fault.Should().NotBeNull("bit {0} was changed", bit);
            fault!.Record.Should().Be(3);
            fault.MayBeTorn.Should().BeTrue("an accident, as far as sums tell");
            (chain.Count, chain.Head, chain.Root).Should().Be(before);
        }

        chain.Accept(frames[2], out _).Should().BeNull("the right frame still follows");
    }

    [Fact]
    public void A_frame_cut_at_any_byte_is_short_and_names_what_is_left()
    {
        var frame = Frames()[0];
        for (var length = 0; length < frame.Length; length++)
        {
            var fault = new DeltaStore().Accept(frame.AsSpan(0, length), out _);
            fault!.Kind.Should().Be(FrameFaultKind.CutShort);
            fault.Says.Should().Contain(length.ToString());
        }
    }

    [Fact]
    public void Lengths_are_believed_only_under_the_sum_of_their_header_and_within_what_remains()
    {
        foreach (var (at, value, kind) in (ReadOnlySpan<(int, uint, FrameFaultKind)>)[
            (52, 0, FrameFaultKind.Unreadable), (52, 1, FrameFaultKind.Unreadable), (52, 1u << 31, FrameFaultKind.Unreadable), (52, uint.MaxValue, FrameFaultKind.Unreadable),
            (52, FrameHeader.MaxPayloadBytes, FrameFaultKind.CutShort), (52, FrameHeader.MaxPayloadBytes + 1, FrameFaultKind.Unreadable),
            (48, 0, FrameFaultKind.Unreadable), (48, uint.MaxValue, FrameFaultKind.Unreadable), (48, 2, FrameFaultKind.FrameSum),
            (44, 1u << 31, FrameFaultKind.Unreadable), (32, 0, FrameFaultKind.Unreadable), (36, 1, FrameFaultKind.Unreadable),
            (8, 2, FrameFaultKind.Unreadable), (8, 1 << 16 | 1, FrameFaultKind.Unreadable), (12, 127, FrameFaultKind.Unreadable)])
        {
            var frame = Frames()[0];
            BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(at), value);
            new DeltaStore().Accept(frame, out _)!.Kind.Should().Be(FrameFaultKind.HeaderSum, "{0} at {1} stands under no sum", value, at);
            BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(120), System.IO.Hashing.XxHash3.HashToUInt64(frame.AsSpan(0, 120)));
            new DeltaStore().Accept(frame, out _)!.Kind.Should().Be(kind, "{0} at {1} stands under a right sum", value, at);
        }
    }

    [Fact]
    public void Any_bytes_at_all_are_a_fault_and_never_an_exception() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            new DeltaStore().Accept(bytes, out _).Should().NotBeNull();
            "EXOFRAME"u8.CopyTo(bytes.Length >= 8 ? bytes : new byte[8]);
            new DeltaStore().Accept(bytes, out _).Should().NotBeNull();
            FrameEntries.Check(bytes, 1 + (bytes.Length % 5)).Should().Be(bytes.Length > 1 && Walk(bytes) == 1 + (bytes.Length % 5));
        }, iter: 2000);

    private static int Walk(byte[] payload)
    {
        var (at, count) = (0, 0);
        for (; at + 2 <= payload.Length; count++)
        {
            at += 2 + (payload[at] << 8) + payload[at + 1];
        }

        return at == payload.Length ? count : -1;
    }

    public static TheoryData<string, int[], FrameFaultKind, long, string> Misplaced { get; } = new()
    {
        { "a missing frame", [0, 2], FrameFaultKind.Gap, 1, "begins with record 3, expected record 1: records 1 to 2 are missing" },
        { "the first frame missing", [1], FrameFaultKind.Gap, 0, "records 0 to 0 are missing" },
        { "two frames swapped", [0, 2, 1], FrameFaultKind.Gap, 1, "records 1 to 2 are missing" },
        { "a frame twice", [0, 1, 1], FrameFaultKind.Repeat, 3, "begins with record 1, expected record 3: a frame stands twice" },
        { "an old frame put back", [0, 1, 2, 0], FrameFaultKind.Repeat, 6, "begins with record 0, expected record 6" },
    };

    [Theory]
    [MemberData(nameof(Misplaced))]
    public void A_frame_in_the_wrong_place_is_named(string what, int[] order, FrameFaultKind kind, long record, string says)
    {
        var frames = Frames();
        var fault = AcceptAll(new DeltaStore(), [.. order.Select(i => frames[i])]);
        fault.Should().NotBeNull(what);
        (fault!.Kind, fault.Record).Should().Be((kind, record));
        fault.Says.Should().Contain(says);
        fault.MayBeTorn.Should().BeFalse("it is a whole frame");
    }

    [Fact]
    public void A_frame_of_another_store_is_named()
    {
        var other = new StoreId(0xff);
        var fault = AcceptAll(new DeltaStore(), Frames()[0], Frames(other)[1])!;
        (fault.Kind, fault.Record).Should().Be((FrameFaultKind.ForeignStore, 1));
        fault.Says.Should().Contain(other.ToString()).And.Contain(Id.ToString());
    }

    [Fact]
    public void A_frame_of_a_writer_that_was_replaced_is_named()
    {
        var (chain, later) = (new DeltaStore(Id, 1), new DeltaStore());
        var first = Seal(chain, "zero");
        AcceptAll(later, first).Should().BeNull();
        later.BeginEpoch(Id, 2);
        var second = Seal(later, "one of epoch 2");
        var stale = Seal(chain, "one of epoch 1");
        var third = Seal(chain, "two of epoch 1");

        var reader = new DeltaStore();
        AcceptAll(reader, first, second).Should().BeNull();
        var fault = AcceptAll(reader, third)!;
        (fault.Kind, fault.Record).Should().Be((FrameFaultKind.StaleEpoch, 2));
        fault.Says.Should().Contain("epoch 1").And.Contain("epoch 2").And.Contain("replaced");
        AcceptAll(reader, stale)!.Kind.Should().Be(FrameFaultKind.Repeat);
        later.Invoking(l => l.BeginEpoch(Id, 2)).Should().Throw<ArgumentOutOfRangeException>("an epoch is not used twice");
    }

    [Fact]
    public void A_history_that_differs_breaks_the_chain_although_every_sum_is_right()
    {
        var (frames, forged) = (Frames(), Frames(first: "ZERO"));
        var fault = AcceptAll(new DeltaStore(), frames[0], forged[1])!;
        (fault.Kind, fault.Record).Should().Be((FrameFaultKind.Chain, 1));
        fault.Says.Should().Contain("does not follow record 0").And.Contain(Sha256Digest.Of(frames[0].AsSpan(0, 128)).ToString());
    }

    [Fact]
    public void A_forger_who_sets_the_sums_right_still_meets_the_root()
    {
        var frames = Frames();
        frames[1][128 + 2] ^= 0x20; // "one" becomes "One"
        Resum(frames[1]);
        var fault = AcceptAll(new DeltaStore(), frames[0], frames[1])!;
        (fault.Kind, fault.Record).Should().Be((FrameFaultKind.Root, 1));
        fault.MayBeTorn.Should().BeFalse();
    }

    [Fact]
    public void Entries_that_do_not_add_up_are_named_although_every_sum_is_right()
    {
        var frame = Frames()[0];
        frame[129] = 200; // the entry's own length
        new DeltaStore().Accept(Resum(frame), out _)!.Kind.Should().Be(FrameFaultKind.Entries);
    }

    [Fact]
    public void A_fault_tells_where_what_is_intact_and_what_to_do()
    {
        var fault = AcceptAll(new DeltaStore(), Frames()[0], Frames()[2])!;
        new ChainBrokenException(fault, "wal/0.xrw", 152).Message.Should().Be(
            "Record 1 in 'wal/0.xrw' (byte 152): the next frame begins with record 3, expected record 1: records 1 to 2 are missing here. "
            + "Record 0 is intact and nothing was changed; restore 'wal/0.xrw' from a copy, or cut the store to 1 records.");
        (fault with { Record = 0 }).Tell("x", 0).Should().Contain("No record before it exists");
        (fault with { Record = 7 }).Tell("x", 0).Should().Contain("Records 0 to 6 are intact");
    }

    [Fact]
    public void Sealing_nothing_or_without_a_store_is_the_callers_mistake()
    {
        FluentActions.Invoking(() => new DeltaStore(Id, 1).Seal(new())).Should().Throw<InvalidOperationException>().WithMessage("*0 entries*");
        FluentActions.Invoking(() => Seal(new DeltaStore(), "x")).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new DeltaStore(Id, 1).BeginEpoch(new(7), 2)).Should().Throw<ArgumentException>().WithMessage($"*{Id}*");
    }

    [Fact]
    public void A_mark_comes_back_and_no_changed_one_does()
    {
        var chain = new DeltaStore(Id, 9);
        Seal(chain, "a", "b");
        var (mark, bytes) = (StoreMark.Of(chain), new byte[StoreMark.Bytes]);
        mark.Write(bytes);
        StoreMark.TryRead(bytes, out var read).Should().BeTrue();
        read.Should().Be(new StoreMark(Id, 9, 2, chain.Head, chain.Root));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            StoreMark.TryRead(bytes, out _).Should().BeFalse("bit {0} was changed", bit);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        StoreMark.TryRead(bytes.AsSpan(1), out _).Should().BeFalse();
    }
}
