using System.Buffers.Binary;

namespace ExoRoute.Encoding;

/// <summary>Writes the one canonical form: deterministic CBOR, maps keyed by small ascending integers, no floats, tags or nulls.</summary>
/// <remarks>
/// RFC 8949, section 4.2, narrowed (docs/formats/records.md). A field that has its default is left out. Keys must come ascending:
/// the writer refuses others. A buffer to be used again (<see cref="Begin"/>); not thread-safe.
/// </remarks>
internal sealed class RecordWriter
{
    private readonly CanonicalWriter _cbor = new();
    private readonly Stack<int> _keys = new();

    internal void Begin(int schema)
    {
        _cbor.Reset();
        _keys.Clear();
        Open();
        Put(0, schema);
    }

    /// <summary>Ends the record, and answers its bytes; they are good until the next <see cref="Begin"/>.</summary>
    internal ReadOnlyMemory<byte> End()
    {
        Close();
        return _cbor.Written;
    }

    /// <summary>Always written.</summary>
    internal void Put(int key, long value)
    {
        Key(key);
        _cbor.WriteInt64(value);
    }

    /// <summary>Always written.</summary>
    internal void Put(int key, ReadOnlySpan<char> ascii)
    {
        Key(key);
        Text(ascii);
    }

    /// <summary>Always written.</summary>
    internal void Put(int key, Int128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        Key(key);
        _cbor.WriteByteString(bytes);
    }

    /// <summary>Left out when it is <paramref name="standard"/>.</summary>
    internal void PutUnless(long standard, int key, long value)
    {
        if (value != standard)
        {
            Put(key, value);
        }
    }

    /// <summary>Left out when it is zero.</summary>
    internal void PutUnlessZero(int key, Int128 value)
    {
        if (value != 0)
        {
            Put(key, value);
        }
    }

    /// <summary>Left out when it is empty.</summary>
    internal void PutUnlessEmpty(int key, string ascii)
    {
        if (ascii.Length > 0)
        {
            Put(key, ascii);
        }
    }

    /// <summary>A list follows, of numbers and texts without keys or of maps.</summary>
    internal void OpenList(int key)
    {
        Key(key);
        _cbor.WriteStart(map: false);
    }

    internal void Item(long value) => _cbor.WriteInt64(value);

    internal void Item(string ascii) => Text(ascii);

    internal void CloseList() => _cbor.WriteEnd();

    /// <summary>A map follows, as a field or as a list's item.</summary>
    internal void OpenMap(int key)
    {
        Key(key);
        Open();
    }

    internal void OpenItemMap() => Open();

    internal void CloseMap() => Close();

    private void Open()
    {
        _cbor.WriteStart(map: true);
        _keys.Push(-1);
    }

    private void Close()
    {
        _cbor.WriteEnd();
        _keys.Pop();
    }

    private void Key(int key)
    {
        if (key <= _keys.Peek())
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Key {key} was written after key {_keys.Peek()}: keys ascend."));
        }

        _keys.Pop();
        _keys.Push(key);
        _cbor.WriteInt64(key);
    }

    private void Text(ReadOnlySpan<char> ascii)
    {
        if (ascii.IndexOfAnyExceptInRange(' ', '~') >= 0)
        {
            throw new ArgumentException($"'{ascii}' is not printable ASCII, the only text that records hold.", nameof(ascii));
        }

        _cbor.WriteAscii(ascii);
    }
}
