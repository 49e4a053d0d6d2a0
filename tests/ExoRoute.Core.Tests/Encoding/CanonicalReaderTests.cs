using System.Formats.Cbor;
using CsCheck;
using ExoRoute.Encoding;

namespace ExoRoute.Tests.Encoding;

/// <summary>The reader of records takes what the platform's canonical reader takes of six kinds of item, and refuses what that one refuses.</summary>
public class CanonicalReaderTests
{
    private static readonly byte[] Heads = [0x81, 0x82, 0xA1, 0xA2, 0xA3];
    private static readonly byte[] Items = [0, 1, 2, 3, 23, 0x18, 0x20, 0x40, 0x41, 0x60, 0x61, 0x80, 0xA0, 0xFF];

    // Heads of all widths, right and wrong; then anything.
    private static readonly Gen<byte[]> AnyBytes = Gen.OneOf(
        Gen.Byte.Array[0, 24],
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 31], Gen.Byte.Array[0, 20], (kind, small, rest) => new[] { (byte)((kind << 5) | small) }.Concat(rest).ToArray()),
        Gen.Select(Gen.Int[0, Heads.Length - 1], Gen.Int[0, Items.Length - 1].Array[0, 8], (head, rest) => rest.Select(item => Items[item]).Prepend(Heads[head]).ToArray()));

    [Fact]
    public void Any_bytes_are_read_or_refused_as_the_platform_does() => AnyBytes.Sample(
        bytes => Walk(new Ours(bytes)).Should().Be(Walk(new Theirs(bytes)), "{0}", Convert.ToHexString(bytes)), iter: 50_000);

    [Theory]
    [InlineData("1817", "refused")]
    [InlineData("1818", "24 .")]
    [InlineData("190100", "256 .")]
    [InlineData("1900FF", "refused")]
    [InlineData("1B7FFFFFFFFFFFFFFF", "9223372036854775807 .")]
    [InlineData("3B7FFFFFFFFFFFFFFF", "-9223372036854775808 .")]
    [InlineData("1B8000000000000000", "refused")]
    [InlineData("A200010102", "{0:1 1:2 } .")]
    [InlineData("A201010002", "{1:1 refused")]
    [InlineData("A200010002", "{0:1 refused")]
    [InlineData("9F01FF", "refused")]
    [InlineData("9B7FFFFFFFFFFFFFFF", "refused")]
    [InlineData("62C328", "refused")]
    public void What_canonical_means_is_pinned(string hex, string read)
    {
        Walk(new Ours(Convert.FromHexString(hex))).Should().Be(read);
        Walk(new Theirs(Convert.FromHexString(hex))).Should().Be(read);
    }

    // Reads whatever stands there, and says what it was.
    private static string Walk(IWalked reader)
    {
        var text = new System.Text.StringBuilder();
        try
        {
            Item(reader, text);
            return text.Append('.').Append(reader.Left == 0 ? "" : $"{reader.Left} left").ToString();
        }
        catch (Exception refusal) when (refusal is CborContentException or OverflowException or InvalidOperationException)
        {
            return text.Append("refused").ToString(); // a record's reader makes one fault of the three
        }
    }

    private static void Item(IWalked reader, System.Text.StringBuilder text)
    {
        switch (reader.Kind)
        {
            case 0 or 1:
                text.Append(reader.Long()).Append(' ');
                break;
            case 2:
                text.Append(Convert.ToHexString(reader.Bytes())).Append(' ');
                break;
            case 3:
                text.Append(reader.Text()).Append(' ');
                break;
            case 4:
                reader.List();
                text.Append('[');
                while (!reader.AtEnd)
                {
                    Item(reader, text);
                }

                reader.EndList();
                text.Append("] ");
                break;
            case 5:
                reader.Map();
                text.Append('{');
                while (!reader.AtEnd)
                {
                    text.Append(reader.Key()).Append(':');
                    Item(reader, text);
                }

                reader.EndMap();
                text.Append("} ");
                break;
            default:
                throw new InvalidOperationException("no kind that records hold");
        }
    }

    private interface IWalked
    {
        int Kind { get; }

        bool AtEnd { get; }

        int Left { get; }

        long Long();

        int Key();

        string Text();

        byte[] Bytes();

        void List();

        void EndList();

        void Map();

        void EndMap();
    }

    private sealed class Ours : IWalked
    {
        private readonly byte[] _bytes;
        private readonly CanonicalReader _reader = new();

        internal Ours(byte[] bytes)
        {
            _bytes = bytes;
            _reader.Reset(bytes);
        }

        public int Kind => Left == 0 ? throw new CborContentException("nothing") : _bytes[^Left] >> 5;

        public bool AtEnd => _reader.IsAtEnd;

        public int Left => _reader.BytesRemaining;

        public long Long() => _reader.ReadInt64();

        public int Key() => _reader.ReadKey();

        public string Text() => _reader.ReadTextString();

        public byte[] Bytes() => _reader.ReadByteString().ToArray();

        public void List() => _reader.ReadStartArray();

        public void EndList() => _reader.ReadEnd();

        public void Map() => _reader.ReadStartMap();

        public void EndMap() => _reader.ReadEnd();
    }

    private sealed class Theirs(byte[] bytes) : IWalked
    {
        private readonly CborReader _reader = new(bytes, CborConformanceMode.Canonical);

        public int Kind => Left == 0 ? throw new CborContentException("nothing") : bytes[^Left] >> 5;

        public bool AtEnd => _reader.PeekState() is CborReaderState.EndMap or CborReaderState.EndArray;

        public int Left => _reader.BytesRemaining;

        public long Long() => _reader.ReadInt64();

        public int Key() => _reader.ReadInt32();

        public string Text() => _reader.ReadTextString();

        public byte[] Bytes() => _reader.ReadByteString();

        public void List() => _reader.ReadStartArray();

        public void EndList() => _reader.ReadEndArray();

        public void Map() => _reader.ReadStartMap();

        public void EndMap() => _reader.ReadEndMap();
    }
}
