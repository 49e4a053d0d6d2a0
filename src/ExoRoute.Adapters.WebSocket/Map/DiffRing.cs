namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>The last updates of a book as they were received, for a REST seed to be followed by those that are newer.</summary>
/// <remarks>Bounded in frames and bytes; the oldest makes room. Buffers are used again, so that it allocates nothing once warm.</remarks>
internal sealed class DiffRing(int maxFrames, long maxBytes)
{
    private readonly Slot[] _slots = new Slot[maxFrames];
    private int _first;
    private long _bytes;

    internal int Count { get; private set; }

    /// <summary>The number of the newest update that had to make room; <see cref="FrameEntry.None"/> while none had.</summary>
    internal long LostId { get; private set; } = FrameEntry.None;

    /// <summary>Keeps an update. Answers whether an older one had to make room.</summary>
    internal bool Push(ReadOnlySpan<byte> frame, long id, Stamp at, bool counted)
    {
        var lost = false;
        while (Count > 0 && (Count == _slots.Length || _bytes + frame.Length > maxBytes))
        {
            ref var oldest = ref _slots[_first];
            (LostId, lost) = (Math.Max(LostId, oldest.Id), true);
            _bytes -= oldest.Length;
            (_first, Count) = ((_first + 1) % _slots.Length, Count - 1);
        }

        ref var slot = ref _slots[(_first + Count) % _slots.Length];
        if (slot.Frame is null || slot.Frame.Length < frame.Length)
        {
            slot.Frame = new byte[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)frame.Length))];
        }

        frame.CopyTo(slot.Frame);
        (slot.Length, slot.Id, slot.At, slot.Counted) = (frame.Length, id, at, counted);
        Count++;
        _bytes += frame.Length;
        return lost;
    }

    /// <summary>The update so many places behind the oldest.</summary>
    internal ref Slot this[int place] => ref _slots[(_first + place) % _slots.Length];

    internal void Clear() => (_first, Count, _bytes, LostId) = (0, 0, 0, FrameEntry.None);

    internal struct Slot
    {
        internal byte[]? Frame;
        internal int Length;
        internal long Id;
        internal Stamp At;
        internal bool Counted;

        internal readonly ReadOnlySpan<byte> Bytes => Frame.AsSpan(0, Length);
    }
}
