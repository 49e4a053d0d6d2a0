using System.Buffers.Binary;

namespace ExoRoute.Store;

/// <summary>Collects the entries of one commit; <see cref="DeltaStore.Seal"/> makes it a frame in place.</summary>
/// <remarks>To be used again (<see cref="Clear"/>): grows to the largest commit and then allocates nothing. Not thread-safe.</remarks>
public sealed class FrameBuffer
{
    private byte[] _bytes = new byte[1024];
    private int _end = FrameHeader.Bytes;

    /// <summary>Entries in it.</summary>
    public int Count { get; private set; }

    /// <summary>Length of the entries with their prefixes, in bytes.</summary>
    public int PayloadBytes => _end - FrameHeader.Bytes;

    internal ReadOnlySpan<byte> Payload => _bytes.AsSpan(FrameHeader.Bytes, PayloadBytes);

    /// <summary>Whether an entry of this length still fits into one frame of at most <paramref name="payloadLimit"/> bytes.</summary>
    public bool Takes(int entryBytes, int payloadLimit) => PayloadBytes <= payloadLimit - FrameEntries.PrefixBytes - entryBytes;

    /// <summary>Adds an entry.</summary>
    /// <exception cref="ArgumentException">The entry is longer than 65,535 bytes, or the frame is full. Nothing was added.</exception>
    public void Add(ReadOnlySpan<byte> entry)
    {
        if (entry.Length > FrameEntries.MaxEntryBytes)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"An entry has at most {FrameEntries.MaxEntryBytes} bytes, this one has {entry.Length}: store it in numbered chunks."), nameof(entry));
        }

        if (!Takes(entry.Length, FrameHeader.MaxPayloadBytes))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A frame's payload has at most {FrameHeader.MaxPayloadBytes} bytes, {PayloadBytes} are used and the entry has {entry.Length}: commit first."), nameof(entry));
        }

        Reserve(FrameEntries.PrefixBytes + entry.Length);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_end), (ushort)entry.Length);
        entry.CopyTo(_bytes.AsSpan(_end + FrameEntries.PrefixBytes));
        _end += FrameEntries.PrefixBytes + entry.Length;
        Count++;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => (_end, Count) = (FrameHeader.Bytes, 0);

    internal ReadOnlyMemory<byte> Finish(in FrameHeader header)
    {
        Reserve(header.FrameBytes - _end);
        header.Write(_bytes);
        var tail = _bytes.AsSpan(_end, header.FrameBytes - _end);
        tail.Clear();
        AccidentSum.OfFrame(_bytes.AsSpan(0, _end), tail);
        return _bytes.AsMemory(0, header.FrameBytes);
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _end < more)
        {
            Array.Resize(ref _bytes, Math.Max(checked(_end + more), 2 * _bytes.Length));
        }
    }
}
