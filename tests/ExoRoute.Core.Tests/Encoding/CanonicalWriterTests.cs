using System.Formats.Cbor;
using CsCheck;
using ExoRoute.Encoding;

namespace ExoRoute.Tests.Encoding;

/// <summary>The writer of records writes what the platform's writer writes, byte for byte.</summary>
public class CanonicalWriterTests
{
    // A number for each step: what is written next, and which of its kind.
    private static readonly Gen<long[]> AnySteps = Gen.OneOf(
        Gen.Long,
        Gen.Long[-70_000, 70_000],
        Gen.Long[-300, 300],
        Gen.Int[0, 62].Select(static bits => 1L << bits),
        Gen.Int[0, 62].Select(static bits => (1L << bits) - 1)).Array[0, 300];

    [Fact]
    public void Any_items_are_written_as_the_platform_writes_them() => AnySteps.Sample(steps =>
    {
        var (ours, theirs) = (new CanonicalWriter(), new CborWriter(CborConformanceMode.Strict, convertIndefiniteLengthEncodings: true));
        Write(steps, new Theirs(theirs));
        var expected = theirs.Encode();
        for (var time = 0; time < 2; time++) // used again, as an encoder does
        {
            ours.Reset();
            Write(steps, new Ours(ours));
            ours.Written.Span.SequenceEqual(expected).Should().BeTrue("{0} was written, not {1}", Convert.ToHexString(ours.Written.Span), Convert.ToHexString(expected));
        }
    }, iter: 2_000);

    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void A_list_is_as_long_as_its_head_says_however_wide_that_is(int items)
    {
        var (ours, theirs) = (new CanonicalWriter(), new CborWriter(CborConformanceMode.Strict, convertIndefiniteLengthEncodings: true));
        ours.Reset();
        ours.WriteStart(map: false);
        theirs.WriteStartArray(items);
        for (var i = 0; i < items; i++)
        {
            ours.WriteInt64(i);
            theirs.WriteInt64(i);
        }

        ours.WriteEnd();
        theirs.WriteEndArray();
        ours.Written.Span.SequenceEqual(theirs.Encode()).Should().BeTrue();
    }

    // Everything lies in one list: lists and maps of ascending keys within it, as deep as the steps lead.
    private static void Write(long[] steps, IWriter to)
    {
        var (maps, keys) = (new Stack<bool>(), new Stack<long>());
        Open(map: false);
        foreach (var step in steps)
        {
            var kind = (int)(ulong)(step & 7);
            if (kind == 7 && maps.Count > 1)
            {
                Close();
                continue;
            }

            if (maps.Peek())
            {
                keys.Push(keys.Pop() + 1);
                to.Long(keys.Peek());
            }

            switch (kind)
            {
                case 0:
                    to.Text(new string((char)('a' + (int)(step >> 3 & 15)), (int)(step >> 3 & 511)));
                    break;
                case 1:
                    to.Bytes(new byte[(int)(step >> 3 & 31)]);
                    break;
                case 2:
                    Open(map: false);
                    break;
                case 3:
                    Open(map: true);
                    break;
                default:
                    to.Long(step);
                    break;
            }
        }

        while (maps.Count > 0)
        {
            Close();
        }

        void Open(bool map)
        {
            maps.Push(map);
            keys.Push(-1);
            to.Start(map);
        }

        void Close()
        {
            keys.Pop();
            to.End(maps.Pop());
        }
    }

    private interface IWriter
    {
        void Long(long value);

        void Text(string text);

        void Bytes(byte[] bytes);

        void Start(bool map);

        void End(bool map);
    }

    private sealed class Ours(CanonicalWriter writer) : IWriter
    {
        public void Long(long value) => writer.WriteInt64(value);

        public void Text(string text) => writer.WriteAscii(text);

        public void Bytes(byte[] bytes) => writer.WriteByteString(bytes);

        public void Start(bool map) => writer.WriteStart(map);

        public void End(bool map) => writer.WriteEnd();
    }

    private sealed class Theirs(CborWriter writer) : IWriter
    {
        public void Long(long value) => writer.WriteInt64(value);

        public void Text(string text) => writer.WriteTextString(text);

        public void Bytes(byte[] bytes) => writer.WriteByteString(bytes);

        public void Start(bool map)
        {
            if (map)
            {
                writer.WriteStartMap(null);
            }
            else
            {
                writer.WriteStartArray(null);
            }
        }

        public void End(bool map)
        {
            if (map)
            {
                writer.WriteEndMap();
            }
            else
            {
                writer.WriteEndArray();
            }
        }
    }
}
