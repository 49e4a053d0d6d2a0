using System.Buffers.Binary;

namespace ExoRoute.Encoding;

/// <summary>Writes the part of CBOR that records are written in: shortest integers, definite lengths.</summary>
/// <remarks>
/// RFC 8949, section 4.2. What <see cref="System.Formats.Cbor.CborWriter"/> does for any CBOR, it does for five kinds of item at a fraction
/// of the cost; that one is its oracle in the tests. Whether keys ascend is the caller's to see to. To be used again; allocates only when
/// a record is longer or deeper than any before. Not thread-safe.
/// </remarks>
internal sealed class CanonicalWriter
{
    private const int Unsigned = 0, Negative = 1, ByteString = 2, Text = 3, List = 4, Map = 5;
    private const int LongestHead = 1 + sizeof(ulong);

    private byte[] _bytes = new byte[512];
    private int _at;
    private Level[] _levels = new Level[8];
    private int _depth; // level 0 is the record itself

    /// <summary>What was written; good until the next call.</summary>
    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _at);

    internal void Reset() => (_at, _depth, _levels[0]) = (0, 0, default);

    internal void WriteInt64(long value)
    {
        Head(value < 0 ? Negative : Unsigned, (ulong)(value < 0 ? ~value : value));
        _levels[_depth].Items++;
    }

    /// <summary>A text; one character a byte.</summary>
    internal void WriteAscii(ReadOnlySpan<char> text)
    {
        Head(Text, (ulong)text.Length);
        var to = Room(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            to[i] = (byte)text[i];
        }

        _at += text.Length;
        _levels[_depth].Items++;
    }

    internal void WriteByteString(ReadOnlySpan<byte> bytes)
    {
        Head(ByteString, (ulong)bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
        _at += bytes.Length;
        _levels[_depth].Items++;
    }

    /// <summary>Begins a list or a map; how long it is need not be known yet.</summary>
    internal void WriteStart(bool map)
    {
        if (++_depth == _levels.Length)
        {
            Array.Resize(ref _levels, 2 * _depth);
        }

        // A byte is kept free for the head, which is what up to 23 items take.
        Room(1);
        _levels[_depth] = new() { Start = _at++, IsMap = map };
    }

    /// <summary>Ends what was begun last.</summary>
    internal void WriteEnd()
    {
        var level = _levels[_depth--];
        var (end, length) = (_at, level.IsMap ? level.Items / 2 : level.Items);
        var more = HeadBytes((ulong)length) - 1;
        if (more > 0)
        {
            Room(more);
            _bytes.AsSpan((level.Start + 1)..end).CopyTo(_bytes.AsSpan(level.Start + 1 + more));
        }

        _at = level.Start;
        Head(level.IsMap ? Map : List, (ulong)length);
        _at = end + more;
        _levels[_depth].Items++;
    }

    private void Head(int kind, ulong value)
    {
        var to = Room(LongestHead);
        var first = kind << 5;
        switch (HeadBytes(value))
        {
            case 1:
                to[0] = (byte)(first | (int)value);
                _at += 1;
                break;
            case 2:
                (to[0], to[1]) = ((byte)(first | 24), (byte)value);
                _at += 2;
                break;
            case 3:
                to[0] = (byte)(first | 25);
                BinaryPrimitives.WriteUInt16BigEndian(to[1..], (ushort)value);
                _at += 3;
                break;
            case 5:
                to[0] = (byte)(first | 26);
                BinaryPrimitives.WriteUInt32BigEndian(to[1..], (uint)value);
                _at += 5;
                break;
            default:
                to[0] = (byte)(first | 27);
                BinaryPrimitives.WriteUInt64BigEndian(to[1..], value);
                _at += 9;
                break;
        }
    }

    private static int HeadBytes(ulong value) => value < 24 ? 1 : value <= byte.MaxValue ? 2 : value <= ushort.MaxValue ? 3 : value <= uint.MaxValue ? 5 : 9;

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _at < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_at + bytes, 2 * _bytes.Length));
        }

        return _bytes.AsSpan(_at);
    }

    private struct Level
    {
        internal int Start, Items; // where its head stands; keys and values each count
        internal bool IsMap;
    }
}
