using System.Buffers.Binary;
using System.Formats.Cbor;

namespace ExoRoute.Encoding;

/// <summary>Reads the canonical form, field by field in ascending order, and says what is wrong where.</summary>
/// <remarks>Throws <see cref="RecordFaultException"/> and nothing else on any bytes. A buffer to be used again; not thread-safe.</remarks>
internal sealed class RecordReader
{
    private const int NoMore = int.MaxValue;
    private readonly CanonicalReader _cbor = new();
    private readonly Stack<int> _outer = new();
    private int _next = NoMore; // the key that stands next in the map being read

    /// <summary>Begins a record, and answers its schema number.</summary>
    internal int Begin(ReadOnlyMemory<byte> bytes)
    {
        _cbor.Reset(bytes);
        _outer.Clear();
        _next = NoMore;
        Open();
        return (int)Long(0, 0, int.MaxValue);
    }

    /// <summary>Ends it: nothing may be left.</summary>
    internal void End()
    {
        Close();
        if (_cbor.BytesRemaining != 0)
        {
            throw new RecordFaultException(FormattableString.Invariant($"{_cbor.BytesRemaining} bytes follow the record's end."));
        }
    }

    internal bool Has(int key) => _next == key;

    internal long Long(int key, long least = long.MinValue, long most = long.MaxValue)
    {
        Demand(key);
        var value = Get(key, static cbor => cbor.ReadInt64(), "an integer");
        Advance();
        return value >= least && value <= most
            ? value
            : throw new RecordFaultException(FormattableString.Invariant($"Key {key} must be {least} to {most}, is {value}."));
    }

    internal long LongOr(long standard, int key, long least = long.MinValue, long most = long.MaxValue) =>
        Has(key) ? Spelled(key, Long(key, least, most), standard) : standard;

    internal string Text(int key)
    {
        Demand(key);
        var text = Get(key, static cbor => cbor.ReadTextString(), "a text");
        Advance();
        return Ascii(key, text);
    }

    internal string TextOrEmpty(int key) => Has(key) ? Spelled(key, Text(key), "") : "";

    internal Int128 Wide(int key)
    {
        Demand(key);
        var (length, value) = Get(key, static cbor =>
        {
            var bytes = cbor.ReadByteString();
            return (bytes.Length, bytes.Length == 16 ? BinaryPrimitives.ReadInt128BigEndian(bytes) : 0);
        }, "a byte string");
        Advance();
        return length == 16 ? value : throw new RecordFaultException(FormattableString.Invariant($"Key {key} must be 16 bytes, is {length}."));
    }

    internal Int128 WideOr(Int128 standard, int key) => Has(key) ? Spelled(key, Wide(key), standard) : standard;

    internal Int128 WideOrZero(int key) => WideOr(0, key);

    internal int OpenList(int key)
    {
        Demand(key);
        return Get(key, static cbor => cbor.ReadStartArray(), "a list") is > 0 and var items
            ? items
            : throw new RecordFaultException(FormattableString.Invariant($"Key {key} holds a list of nothing, which is left out."));
    }

    internal long Item(int key) => Get(key, static cbor => cbor.ReadInt64(), "an integer");

    internal string ItemText(int key) => Ascii(key, Get(key, static cbor => cbor.ReadTextString(), "a text"));

    internal void CloseList(int key)
    {
        Get(key, static cbor =>
        {
            cbor.ReadEnd();
            return 0;
        }, "the list's end");
        Advance();
    }

    internal void OpenMap(int key)
    {
        Demand(key);
        Open();
    }

    internal void OpenItemMap() => Open();

    internal void CloseMap()
    {
        Close();
        Advance();
    }

    internal void CloseItemMap() => Close();

    private void Open()
    {
        Get(_next == NoMore ? 0 : _next, static cbor => cbor.ReadStartMap(), "a map");
        _outer.Push(_next);
        Advance();
    }

    private void Close()
    {
        if (_next != NoMore)
        {
            throw new RecordFaultException(FormattableString.Invariant($"Key {_next} is not known in this place."));
        }

        Get(0, static cbor =>
        {
            cbor.ReadEnd();
            return 0;
        }, "the map's end");
        _next = _outer.Pop();
    }

    private void Advance() => _next = Get(_next == NoMore ? 0 : _next, static cbor => cbor.IsAtEnd ? NoMore : cbor.ReadKey(), "a key");

    private void Demand(int key)
    {
        if (_next != key)
        {
            var found = _next == NoMore ? "nothing" : FormattableString.Invariant($"key {_next}");
            throw new RecordFaultException(FormattableString.Invariant($"Key {key} is missing: {found} stands there."));
        }
    }

    private static T Spelled<T>(int key, T value, T standard)
        where T : IEquatable<T> => !value.Equals(standard)
        ? value
        : throw new RecordFaultException(FormattableString.Invariant($"Key {key} holds its default, which is left out."));

    private T Get<T>(int key, Func<CanonicalReader, T> read, string wanted)
    {
        try
        {
            return read(_cbor);
        }
        catch (Exception fault) when (fault is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new RecordFaultException(FormattableString.Invariant($"Key {key} does not hold {wanted} in canonical CBOR."), fault);
        }
    }

    private static string Ascii(int key, string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? text
        : throw new RecordFaultException(FormattableString.Invariant($"Key {key} holds text that is not printable ASCII."));
}

/// <summary>Bytes that are not a record of this version, with the place.</summary>
public sealed class RecordFaultException : Exception
{
    /// <summary>Without a text.</summary>
    public RecordFaultException()
    {
    }

    /// <summary>With what is wrong.</summary>
    public RecordFaultException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and what it came from.</summary>
    public RecordFaultException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
