using System.Buffers.Binary;

namespace ExoRoute.Store;

/// <summary>The entries of a frame, one after the other, without copying.</summary>
/// <remarks>Over a checked payload (<see cref="Check"/>, or a frame that <see cref="DeltaStore.Accept"/> took). Use with <c>foreach</c>.</remarks>
public ref struct FrameEntries
{
    /// <summary>The longest entry.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    internal const int PrefixBytes = sizeof(ushort);
    private ReadOnlySpan<byte> _rest;

    /// <summary>The entries of a payload.</summary>
    public FrameEntries(ReadOnlySpan<byte> payload)
    {
        _rest = payload;
        Current = default;
    }

    /// <summary>The entry at hand.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Goes to the next entry; false when there is none.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < PrefixBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        Current = _rest.Slice(PrefixBytes, length);
        _rest = _rest[(PrefixBytes + length)..];
        return true;
    }

    /// <summary>This very enumerator, for <c>foreach</c>.</summary>
    public readonly FrameEntries GetEnumerator() => this;

    /// <summary>Whether a payload is exactly <paramref name="count"/> entries; no length in it is trusted before.</summary>
    public static bool Check(ReadOnlySpan<byte> payload, int count)
    {
        for (; count > 0 && payload.Length >= PrefixBytes; count--)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(payload);
            if (length > payload.Length - PrefixBytes)
            {
                return false;
            }

            payload = payload[(PrefixBytes + length)..];
        }

        return count == 0 && payload.IsEmpty;
    }
}
