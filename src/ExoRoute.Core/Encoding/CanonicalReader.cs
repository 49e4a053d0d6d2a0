using System.Buffers.Binary;
using System.Formats.Cbor;

namespace ExoRoute.Encoding;

/// <summary>Reads the part of CBOR that records are written in, and refuses all else: shortest integers, definite lengths, ascending keys.</summary>
/// <remarks>
/// RFC 8949, section 4.2. What <see cref="CborReader"/> in canonical mode does for any CBOR, it does for six kinds of item at a tenth of the
/// cost; that one is its oracle in the tests. Throws <see cref="CborContentException"/> for bytes that are not canonical and
/// <see cref="InvalidOperationException"/> for an item of another kind than asked for, as that one does; where it stands then does not matter. To be used again; not thread-safe.
/// </remarks>
internal sealed class CanonicalReader
{
    private const int LongestKnown = 48;
    private const int Unsigned = 0, Negative = 1, ByteString = 2, Text = 3, List = 4, Map = 5;
    private static readonly System.Text.UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _bytes;
    private int _at;
    private Level[] _levels = new Level[8];
    private int _depth;
    private readonly string?[] _known = new string?[64]; // short texts read lately, each in the place its bytes name

    /// <summary>Bytes behind the last item read.</summary>
    internal int BytesRemaining => _bytes.Length - _at;

    /// <summary>Whether the map or list at hand has no further item.</summary>
    internal bool IsAtEnd => _levels[_depth].Left == 0;

    internal void Reset(ReadOnlyMemory<byte> bytes)
    {
        (_bytes, _at, _depth) = (bytes, 0, 0);
        _levels[0] = new(Left: 1, IsMap: false, LastKey: -1);
    }

    internal long ReadInt64()
    {
        var value = Head(Unsigned, Negative, "an integer", out var negative);
        Took();
        return negative ? ~value : value;
    }

    /// <summary>The next key of the map at hand. It must come behind the one before it: shorter ones first, then by their bytes.</summary>
    internal int ReadKey()
    {
        var at = _at;
        var value = Head(Unsigned, Negative, "a key", out var negative);
        ref var level = ref _levels[_depth];
        if (!level.IsMap)
        {
            throw new InvalidOperationException("A list has no keys.");
        }

        var order = ((long)(_at - at) << 34) | (negative ? 1L << 33 : 0) | value;
        if (value > int.MaxValue)
        {
            throw new OverflowException("The key is beyond 31 bits.");
        }

        if (order <= level.LastKey)
        {
            throw new CborContentException("Keys do not ascend.");
        }

        level = level with { LastKey = order };
        return (int)(negative ? ~value : value);
    }

    internal string ReadTextString()
    {
        var bytes = Bytes(Text, "a text");
        if (bytes.IsEmpty)
        {
            return "";
        }

        // Records name the same few venues and instruments over and over: the text that was read before is handed out again.
        ref var known = ref _known[(bytes.Length + (7 * bytes[0]) + (31 * bytes[^1])) % _known.Length];
        if (known is not null && System.Text.Ascii.Equals(bytes, known))
        {
            return known;
        }

        try
        {
            var text = Strict.GetString(bytes);
            known = bytes.Length <= LongestKnown ? text : known;
            return text;
        }
        catch (ArgumentException fault)
        {
            throw new CborContentException("The text is not UTF-8.", fault);
        }
    }

    internal ReadOnlySpan<byte> ReadByteString() => Bytes(ByteString, "a byte string");

    internal int ReadStartArray() => Start(List, "a list");

    internal int ReadStartMap() => Start(Map, "a map");

    internal void ReadEnd()
    {
        if (_depth == 0 || !IsAtEnd)
        {
            throw new InvalidOperationException("Items are left.");
        }

        _depth--;
        Took();
    }

    private int Start(int wanted, string name)
    {
        var count = Head(wanted, wanted, name, out _);

        // Each item takes a byte at least: a count that cannot be is refused before anybody makes room for it.
        if (count > BytesRemaining / (wanted == Map ? 2 : 1))
        {
            throw new CborContentException("More items are said to follow than there are bytes.");
        }

        if (++_depth == _levels.Length)
        {
            Array.Resize(ref _levels, _depth * 2);
        }

        _levels[_depth] = new((int)count, wanted == Map, LastKey: -1);
        return (int)count;
    }

    private ReadOnlySpan<byte> Bytes(int wanted, string name)
    {
        var length = Head(wanted, wanted, name, out _);
        if (length > BytesRemaining)
        {
            throw new CborContentException("More bytes are said to follow than there are.");
        }

        var bytes = _bytes.Span.Slice(_at, (int)length);
        _at += (int)length;
        Took();
        return bytes;
    }

    // An item's number, which must be written in the fewest bytes; of one of two kinds.
    private long Head(int first, int second, string wanted, out bool isSecond)
    {
        if (IsAtEnd)
        {
            throw new InvalidOperationException("No item is left.");
        }

        var rest = _bytes.Span[_at..];
        if (rest.IsEmpty)
        {
            throw new CborContentException("The bytes end before the item.");
        }

        var (kind, small) = (rest[0] >> 5, rest[0] & 31);
        isSecond = kind != first;
        if (kind != first && kind != second)
        {
            throw new InvalidOperationException($"The item is not {wanted}.");
        }

        if (small < 24)
        {
            _at++;
            return small;
        }

        var width = small <= 27 ? 1 << (small - 24) : throw new CborContentException("The length is not definite.");
        if (rest.Length <= width)
        {
            throw new CborContentException("The bytes end within the item.");
        }

        var (value, least) = width switch
        {
            1 => (rest[1], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(rest[1..]), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(rest[1..]), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(rest[1..]), 1UL << 32),
        };
        if (value < least)
        {
            throw new CborContentException("The number is not written in the fewest bytes.");
        }

        if (value > long.MaxValue)
        {
            throw first == Unsigned ? new OverflowException("The integer is beyond 63 bits.") : new CborContentException("The length is beyond all bytes.");
        }

        _at += 1 + width;
        return (long)value;
    }

    // A map's pair is one item here: its value was read.
    private void Took()
    {
        ref var level = ref _levels[_depth];
        level = level with { Left = level.Left - 1 };
    }

    private readonly record struct Level(int Left, bool IsMap, long LastKey);
}
