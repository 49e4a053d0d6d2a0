namespace ExoRoute.Tests;

/// <summary>Makes hostile bytes from good ones: the same from the same seed, on every machine.</summary>
/// <remarks>
/// One to four changes to an item of a corpus: flipped bits, cuts, chunks taken out, put in, doubled or moved, the tail of another
/// item, integers at the ends of their ranges (binary, big and little-endian), runs of digits, brackets without end.
/// </remarks>
internal sealed class Mutator(int seed)
{
    private const int LongestInsert = 64;

    private static readonly long[] Integers =
    [
        0, 1, -1, sbyte.MaxValue, byte.MaxValue, byte.MaxValue + 1, short.MaxValue, ushort.MaxValue, ushort.MaxValue + 1,
        int.MaxValue, uint.MaxValue, 1L << 32, (1L << 53) - 1, 1L << 62, long.MaxValue, long.MinValue,
    ];

    // What stands for something in one of the languages read here: JSON, decimals, CBOR, lines.
    private static readonly byte[][] Words =
    [
        .. ((string[])["null", "true", "{}", "[]", "\"\"", "\"", "{", "}", "[", "]", ",", ":", "\n", "-", "+", ".", "e", "E9", "e-9", "0x", "\\", "\\u0000", "\\ud800", "NaN",
            "-0", "0.0", "1e400", "00", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "170141183460469231731687303715884105728", "0.00000001"])
            .Select(System.Text.Encoding.ASCII.GetBytes),
        [0x00], [0xff], [0xfe, 0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
        [0x18, 0x18], [0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x5f], [0x7f], [0x80], [0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x9f], [0xa0], [0xbf],
        [0xc2, 0x41, 0x01], [0xf5], [0xf6], [0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], [0xff, 0xff],
    ];

    private readonly Random _random = new(seed);

    /// <summary>A number from 0 up to <paramref name="end"/>, without it; of the same seed.</summary>
    public int Below(int end) => _random.Next(end);

    /// <summary>One of some.</summary>
    public T OneOf<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    /// <summary>An item of the corpus, changed.</summary>
    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        var bytes = new List<byte>(OneOf(corpus));
        for (var changes = 1 + Math.Min(_random.Next(4), _random.Next(4)); changes > 0; changes--)
        {
            Change(bytes, corpus);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(16))
        {
            case 0 or 1:
                Overwrite(bytes, at, [(byte)((at < bytes.Count ? bytes[at] : 0) ^ (1 << _random.Next(8)))]);
                break;
            case 2:
                Overwrite(bytes, at, [(byte)_random.Next(256)]);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, Length()));
                break;
            case 5:
                bytes.InsertRange(at, Chunk(bytes));
                break;
            case 6:
                var moved = Chunk(bytes);
                Overwrite(bytes, at, moved);
                break;
            case 7: // the rest of another item
                var other = OneOf(corpus);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[_random.Next(other.Length + 1)..]);
                break;
            case 8:
                bytes.InsertRange(at, Chunk(new List<byte>(OneOf(corpus))));
                break;
            case 9:
                Overwrite(bytes, at, Integer());
                break;
            case 10:
                bytes.InsertRange(at, OneOf(Words));
                break;
            case 11:
                Overwrite(bytes, at, OneOf(Words));
                break;
            case 12 or 13 or 14:
                Digits(bytes, at);
                break;
            default: // one byte many times: brackets, digits, lengths
                bytes.InsertRange(at, Enumerable.Repeat(OneOf("[{\"9-0\\\0"u8.ToArray()), 1 << _random.Next(13)));
                break;
        }
    }

    // Another number in place of the one at or behind this place: texts of numbers are where a parser of decimals goes wrong.
    private void Digits(List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at]))
        {
            at++;
        }

        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
        {
            end++;
        }

        bytes.RemoveRange(at, end - at);
        var number = _random.Next(3) switch
        {
            0 => OneOf(Integers).ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => new string((char)('0' + _random.Next(10)), 1 + _random.Next(40)),
            _ => _random.Next(1 << (1 + _random.Next(30))).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        bytes.InsertRange(at, System.Text.Encoding.ASCII.GetBytes(number));
    }

    private byte[] Integer()
    {
        var bytes = BitConverter.GetBytes(OneOf(Integers) + _random.Next(-1, 2)).AsSpan(0, 1 << _random.Next(4)).ToArray();
        if (_random.Next(2) == 0)
        {
            Array.Reverse(bytes);
        }

        return bytes;
    }

    private byte[] Chunk(List<byte> from)
    {
        var at = _random.Next(from.Count + 1);
        return [.. from.GetRange(at, Math.Min(from.Count - at, Length()))];
    }

    private int Length() => 1 + _random.Next(1 + _random.Next(LongestInsert));

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }
}
