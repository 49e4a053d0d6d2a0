using System.Buffers.Binary;
using ExoRoute.Store;

namespace ExoRoute.Tests.Store;

/// <summary>Hostile frames and marks, half of them with their sums made right again: what gets past the sums is a forger's.</summary>
public class FrameFuzzTests
{
    private const int Rounds = 5_000;

    [Fact]
    public void Hostile_frames_are_refused_by_name_or_are_the_frame_that_follows() => Frames(Rounds);

    [Fact]
    public void Hostile_marks_are_read_whole_or_not_at_all() => Marks(Rounds);

    [Fact]
    [Trait("Kind", "long")]
    public void Hostile_frames_and_marks_are_refused_in_a_long_run_too()
    {
        Frames(Rounds * Fuzzing.Times);
        Marks(Rounds * Fuzzing.Times);
    }

    private static void Frames(int rounds)
    {
        var corpus = Sealed();
        Fuzzing.Run("frames of a store", corpus, rounds, (input, mutator) =>
        {
            var chain = new DeltaStore();
            if (mutator.Below(2) == 0)
            {
                chain.Accept(corpus[0], out _).Should().BeNull();
            }

            if (mutator.Below(2) == 0)
            {
                MakeSumsRight(input);
            }

            var (count, root, head) = (chain.Count, chain.Root, chain.Head);
            if (chain.Accept(input, out var header) is { } fault)
            {
                fault.Says.Should().NotBeEmpty();
                fault.Says.Should().NotContain("Exception");
                (chain.Count, chain.Root, chain.Head).Should().Be((count, root, head), "what is refused changes nothing");
                return fault.Kind.ToString();
            }

            (chain.Count - count, chain.Root).Should().Be((header.Count, header.RootAfter));
            var entries = 0;
            foreach (var entry in new FrameEntries(input.AsSpan(FrameHeader.Bytes, header.PayloadBytes)))
            {
                entry.Length.Should().BeLessThanOrEqualTo(FrameEntries.MaxEntryBytes);
                entries++;
            }

            entries.Should().Be(header.Count);
            var written = new byte[FrameHeader.Bytes];
            header.Write(written);
            written.AsSpan().SequenceEqual(input.AsSpan(0, FrameHeader.Bytes)).Should().BeTrue("a header has one form");
            return null;
        });
    }

    private static void Marks(int rounds)
    {
        var chain = new DeltaStore(new(7), 3);
        var mark = new byte[StoreMark.Bytes];
        StoreMark.Of(chain).Write(mark);
        Fuzzing.Run("marks of a store", [mark, mark], rounds, (input, mutator) =>
        {
            if (input.Length >= StoreMark.Bytes && mutator.Below(2) == 0)
            {
                input = input[..StoreMark.Bytes];
                BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(StoreMark.Bytes - sizeof(ulong)), AccidentSum.OfHeader(input.AsSpan(0, StoreMark.Bytes - sizeof(ulong))));
            }

            if (!StoreMark.TryRead(input, out var read))
            {
                return "no mark";
            }

            (read.Store.IsKnown, read.Epoch > 0, read.Count >= 0).Should().Be((true, true, true));
            return null;
        });
    }

    // As a forger would: the header's sum, and where its length of payload fits, the frame's.
    private static void MakeSumsRight(byte[] frame)
    {
        if (frame.Length < FrameHeader.Bytes)
        {
            return;
        }

        const int SumAt = FrameHeader.Bytes - sizeof(ulong);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(SumAt), AccidentSum.OfHeader(frame.AsSpan(0, SumAt)));
        var payload = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(52));
        if (payload >= 0 && payload <= frame.Length - FrameHeader.Bytes - AccidentSum.FrameBytes)
        {
            AccidentSum.OfFrame(frame.AsSpan(0, FrameHeader.Bytes + payload), frame.AsSpan(FrameHeader.Bytes + payload, AccidentSum.FrameBytes));
        }
    }

    private static List<byte[]> Sealed()
    {
        var (chain, buffer, frames) = (new DeltaStore(new(7), 1), new FrameBuffer(), new List<byte[]>());
        foreach (var count in (int[])[1, 3, 2, 40])
        {
            buffer.Clear();
            for (var i = 0; i < count; i++)
            {
                buffer.Add(new byte[i * 7 % 31]);
            }

            frames.Add(chain.Seal(buffer).ToArray());
        }

        return frames;
    }
}
