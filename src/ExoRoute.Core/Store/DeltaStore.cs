namespace ExoRoute.Store;

/// <summary>The chain of a store: seals entries into frames, takes frames that follow, refuses all others by name. Bytes in, bytes out.</summary>
/// <remarks>
/// Each frame names the SHA-256 of the header before it and the Merkle root after itself, so every entry is bound twice: by the chain
/// and by the tree. <see cref="Root"/> over the entries does not depend on where frames end; <see cref="Head"/> does.
/// Neither finds a forger who writes the whole rest of a store anew: that needs a root kept elsewhere.
/// Not thread-safe. Allocates only when a frame is larger than any before. Cost: one leaf hash an entry, one node hash an entry.
/// </remarks>
public sealed class DeltaStore
{
    private MerkleTree _tree = new();
    private MerkleTree _trial = new();
    private byte[] _leaves = [];

    /// <summary>An empty chain.</summary>
    /// <param name="store">The store; <c>default</c> takes it from the first frame.</param>
    /// <param name="epoch">The epoch that <see cref="Seal"/> writes, and below which no frame is taken. A reader says 0.</param>
    public DeltaStore(StoreId store = default, uint epoch = 0)
    {
        (Store, Epoch) = (store, epoch);
        Root = _tree.Root;
    }

    /// <summary>The store whose chain this is; unknown (zero) until the first frame where it was not given.</summary>
    public StoreId Store { get; private set; }

    /// <summary>The epoch of the last frame, or the one being written.</summary>
    public uint Epoch { get; private set; }

    /// <summary>Entries so far: the index of the next one.</summary>
    public long Count => _tree.Size;

    /// <summary>Frames so far.</summary>
    public long Frames { get; private set; }

    /// <summary>SHA-256 of the last header; zero before the first.</summary>
    public Sha256Digest Head { get; private set; }

    /// <summary>Merkle root over all entries.</summary>
    public Sha256Digest Root { get; private set; }

    /// <summary>Begins to write, in an epoch later than that of any frame so far.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is not later.</exception>
    public void BeginEpoch(StoreId store, uint epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(epoch, Epoch);
        if (!store.IsKnown || (Store.IsKnown && store != Store))
        {
            throw new ArgumentException(FormattableString.Invariant($"This chain belongs to store {Store}, not to {store}."), nameof(store));
        }

        (Store, Epoch) = (store, epoch);
    }

    /// <summary>Makes the collected entries the next frame of the chain.</summary>
    /// <returns>The frame's bytes: they lie in the buffer and hold until it is changed.</returns>
    /// <exception cref="InvalidOperationException">The buffer is empty, or no store and epoch were given.</exception>
    public ReadOnlyMemory<byte> Seal(FrameBuffer entries)
    {
        if (entries.Count == 0 || !Store.IsKnown || Epoch == 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"A frame needs entries, a store and an epoch; there are {entries.Count} entries, store {Store}, epoch {Epoch}."));
        }

        var first = Count;
        _tree.Append(HashLeaves(entries.Payload, entries.Count));
        var header = new FrameHeader
        {
            Store = Store,
            Epoch = Epoch,
            FirstIndex = first,
            Count = entries.Count,
            PayloadBytes = entries.PayloadBytes,
            Previous = Head,
            RootAfter = _tree.Root,
        };
        var frame = entries.Finish(header);
        Follow(header, frame.Span);
        return frame;
    }

    /// <summary>Takes the next frame, if it is whole, unchanged and follows; else says what is wrong and stays as it was.</summary>
    /// <param name="bytes">Begins with the frame; may be longer.</param>
    /// <param name="header">The frame's header, also where only its place in the chain is wrong; else <c>default</c>.</param>
    /// <returns>Null when the frame was taken.</returns>
    public FrameFault? Accept(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        if (CheckWhole(bytes, Count, out header) is { } broken)
        {
            return broken;
        }

        if (CheckPlace(header) is { } misplaced)
        {
            return misplaced;
        }

        _trial.CopyFrom(_tree);
        _trial.Append(HashLeaves(bytes.Slice(FrameHeader.Bytes, header.PayloadBytes), header.Count));
        if (_trial.Root is var root && root != header.RootAfter)
        {
            return FrameFault.Of(FrameFaultKind.Root, Count, $"its frame names {header.RootAfter} as the Merkle root after record {Count + header.Count - 1}, the records give {root}");
        }

        (_tree, _trial) = (_trial, _tree);
        Store = header.Store;
        Epoch = header.Epoch;
        Follow(header, bytes);
        return null;
    }

    /// <summary>Whether a whole frame begins here that no accident changed, wherever it belongs.</summary>
    /// <param name="bytes">Begins with the frame; may be longer.</param>
    /// <param name="record">The index expected next; faults are told at it.</param>
    /// <param name="header">The frame's header; <c>default</c> where that is not readable.</param>
    /// <returns>Null when it is.</returns>
    public static FrameFault? CheckWhole(ReadOnlySpan<byte> bytes, long record, out FrameHeader header)
    {
        if (FrameHeader.Read(bytes, record, out header) is { } unreadable)
        {
            return unreadable;
        }

        if (bytes.Length < header.FrameBytes)
        {
            return FrameFault.Of(FrameFaultKind.CutShort, record, $"its frame has {header.FrameBytes} bytes, only {bytes.Length} are left");
        }

        var end = FrameHeader.Bytes + header.PayloadBytes;
        var named = bytes.Slice(end, AccidentSum.FrameBytes);
        var padding = bytes[(end + AccidentSum.FrameBytes)..header.FrameBytes];
        Span<byte> sum = stackalloc byte[AccidentSum.FrameBytes];
        AccidentSum.OfFrame(bytes[..end], sum);
        if (!named.SequenceEqual(sum))
        {
            return FrameFault.Of(FrameFaultKind.FrameSum, record, $"its frame names {Convert.ToHexStringLower(named)} as its XxHash128, the frame's bytes give {Convert.ToHexStringLower(sum)}");
        }

        if (padding.ContainsAnyExcept((byte)0))
        {
            return FrameFault.Of(FrameFaultKind.FrameSum, record, $"its frame must be padded with zeros, found {Convert.ToHexStringLower(padding)}");
        }

        return FrameEntries.Check(bytes[FrameHeader.Bytes..end], header.Count)
            ? null
            : FrameFault.Of(FrameFaultKind.Entries, record, $"its frame names {header.Count} entries in {header.PayloadBytes} bytes, the lengths of the entries give another sum");
    }

    /// <summary>Takes frame after frame and hands over each entry, until the bytes end or a frame is refused.</summary>
    /// <param name="frames">Whole frames, one behind the other.</param>
    /// <param name="step">What to do with an entry; called only for entries of frames that were taken.</param>
    /// <param name="taken">Bytes of the frames that were taken.</param>
    /// <returns>Null when all were taken.</returns>
    public FrameFault? Fold(ReadOnlySpan<byte> frames, EntryStep step, out int taken)
    {
        for (taken = 0; taken < frames.Length;)
        {
            var index = Count;
            if (Accept(frames[taken..], out var header) is { } fault)
            {
                return fault;
            }

            foreach (var entry in new FrameEntries(frames.Slice(taken + FrameHeader.Bytes, header.PayloadBytes)))
            {
                step(index++, entry);
            }

            taken += header.FrameBytes;
        }

        return null;
    }

    private FrameFault? CheckPlace(in FrameHeader header)
    {
        if (Store.IsKnown && header.Store != Store)
        {
            return FrameFault.Of(FrameFaultKind.ForeignStore, Count, $"its frame belongs to store {header.Store}, this is store {Store}");
        }

        if (header.FirstIndex > Count)
        {
            return FrameFault.Of(FrameFaultKind.Gap, Count, $"the next frame begins with record {header.FirstIndex}, expected record {Count}: records {Count} to {header.FirstIndex - 1} are missing here");
        }

        if (header.FirstIndex < Count)
        {
            return FrameFault.Of(FrameFaultKind.Repeat, Count, $"the next frame begins with record {header.FirstIndex}, expected record {Count}: a frame stands twice or in the wrong place");
        }

        if (header.Epoch < Epoch)
        {
            return FrameFault.Of(FrameFaultKind.StaleEpoch, Count, $"its frame was written in epoch {header.Epoch}, the store is in epoch {Epoch}: a writer that had been replaced went on writing");
        }

        return header.Previous == Head
            ? null
            : FrameFault.Of(FrameFaultKind.Chain, Count, $"its frame does not follow record {Count - 1}: it names {header.Previous} as its predecessor's SHA-256, the predecessor's is {Head}");
    }

    private void Follow(in FrameHeader header, ReadOnlySpan<byte> frame)
    {
        Head = Sha256Digest.Of(frame[..FrameHeader.Bytes]);
        Root = header.RootAfter;
        Frames++;
    }

    private ReadOnlySpan<byte> HashLeaves(ReadOnlySpan<byte> payload, int count)
    {
        var bytes = count * Sha256Digest.Bytes;
        if (_leaves.Length < bytes)
        {
            _leaves = new byte[Math.Max(bytes, 2 * _leaves.Length)];
        }

        var hashes = _leaves.AsSpan(0, bytes);
        TreeHash.Leaves(payload, hashes);
        return hashes;
    }
}

/// <summary>What to do with one entry of a store.</summary>
/// <param name="index">Its index, from 0.</param>
/// <param name="entry">Its bytes; they hold during the call only.</param>
public delegate void EntryStep(long index, ReadOnlySpan<byte> entry);
