using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>A store open for writing: append records, flush them to the grade of durability that its settings name.</summary>
/// <remarks>
/// One writer, fenced by a lock and by an epoch; within the process one thread appends and flushes, any thread may read the counts.
/// A flush writes one frame for all that waits, so callers that flush together share its cost. On the disk grade a thread of its own hashes,
/// writes and syncs while the next records are appended. Appending copies the record and allocates nothing once the buffers have grown.
/// </remarks>
public sealed partial class RecordStore : IDisposable
{
    private readonly object _gate = new(); // waited on, which a Lock cannot be
    private readonly StoreSettings _settings;
    private readonly SegmentWriter _writer;
    private readonly IDisposable _lock;
    private readonly Thread? _syncing;
    private FrameBuffer _filling = new(), _committing = new();
    private ReadOnlyMemory<byte> _sealed; // in _committing: a frame that there was no space for yet
    private long _appended, _flushed;
    private Sha256Digest _root, _head;
    private Exception? _failure;
    private bool _closed;

    private RecordStore(StoreSettings settings, SegmentWriter writer, IDisposable writeLock, RecoveryReport report)
    {
        (_settings, _writer, _lock, Recovery) = (settings, writer, writeLock, report);
        var chain = writer.Chain;
        (_appended, _flushed, _root, _head) = (chain.Count, chain.Count, chain.Root, chain.Head);
        if (settings.Durability == Durability.Disk)
        {
            _syncing = new Thread(CommitWhenAsked) { IsBackground = true, Name = "ExoRoute store" };
            _syncing.Start();
        }
    }

    /// <summary>What opening the store found and did.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>The store.</summary>
    public StoreId Id => Recovery.Store;

    /// <summary>Which opening of the store this is, from 1: never the same twice.</summary>
    public uint Epoch => Recovery.Epoch;

    /// <summary>Records appended: the index of the next one.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _appended;
            }
        }
    }

    /// <summary>Records that were flushed: these are kept.</summary>
    public long FlushedCount
    {
        get
        {
            lock (_gate)
            {
                return _flushed;
            }
        }
    }

    /// <summary>Merkle root over the flushed records. It does not depend on when they were flushed: a replay's identity.</summary>
    public Sha256Digest Root
    {
        get
        {
            lock (_gate)
            {
                return _root;
            }
        }
    }

    /// <summary>Head of the chain of frames: SHA-256 of the last header.</summary>
    public Sha256Digest Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>Why the store refuses everything; null while it works.</summary>
    public Exception? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    /// <summary>Opens a store for writing, or begins one where there is none.</summary>
    /// <param name="medium">Where it lies; stays the caller's.</param>
    /// <param name="settings">How it is kept; null for the defaults.</param>
    /// <exception cref="ArgumentException">The settings are at fault (all faults are told), or the store has another id.</exception>
    /// <exception cref="StoreLockedException">Another writer has it open.</exception>
    /// <exception cref="ChainBrokenException">It cannot be trusted from some record on; the message says which are intact. Nothing was changed.</exception>
    /// <exception cref="StoreFullException">There is no space for its first segment.</exception>
    /// <exception cref="StoreFailedException">The medium failed.</exception>
    /// <remarks>All records are read and checked: some 2 us each.</remarks>
    public static RecordStore Open(IStoreMedium medium, StoreSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(medium);
        settings ??= new();
        if (string.Join(" ", settings.Faults()) is { Length: > 0 } faults)
        {
            throw new ArgumentException(faults, nameof(settings));
        }

        var writeLock = medium.Lock();
        try
        {
            var (writer, report) = StoreRecovery.Run(medium, settings);
            return new(settings, writer, writeLock, report);
        }
        catch
        {
            writeLock.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record; it is kept once it was flushed.</summary>
    /// <param name="record">At most 65,535 bytes, copied.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="ArgumentException">It is too long: store it in numbered chunks.</exception>
    /// <exception cref="StoreFullException">So much waits that it had to be flushed first, and there was no space. The record was not appended.</exception>
    /// <exception cref="StoreFailedException">The store has failed. The record was not appended.</exception>
    public long Append(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            if (!_filling.Takes(record.Length, _settings.MaxFrameBytes) && _filling.Count > 0)
            {
                MakeRoom();
            }

            _filling.Add(record);
            return _appended++;
        }
    }

    /// <summary>Makes all that was appended durable to the store's grade; returns only when that is so.</summary>
    /// <exception cref="StoreFullException">There is no space. Nothing that waits is lost; flush again when there is.</exception>
    /// <exception cref="StoreFailedException">A write or sync failed. That is final: the store refuses everything from now on.</exception>
    public void Flush()
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            if (_syncing is not null)
            {
                AwaitCommit(_appended);
            }
            else
            {
                CommitAllHere();
            }
        }
    }

    /// <summary>Flushes and closes: syncs on either grade, marks what the store holds, gives the lock back.</summary>
    /// <exception cref="IOException">What waited could not be flushed, or the medium failed; the store is closed all the same. Not thrown again where it had failed before.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }
        }

        try
        {
            if (Failure is null)
            {
                Flush();
                StopThread();
                _writer.Sync();
                _writer.WriteMark();
            }
        }
        finally
        {
            Abandon();
        }
    }

    /// <summary>Lets go of the store as the end of the process would: flushes nothing, marks nothing, gives the lock back.</summary>
    public void Abandon()
    {
        StopThread();
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _writer.Dispose();
        _lock.Dispose();
    }

    private void MakeRoom()
    {
        if (_syncing is null)
        {
            CommitAllHere();
        }
        else
        {
            var full = _filling;
            AwaitCommit(_appended, until: () => !ReferenceEquals(full, _filling));
        }
    }

    private void CommitAllHere()
    {
        while (_flushed < _appended)
        {
            try
            {
                Commit();
            }
            catch (StoreFullException)
            {
                throw;
            }
            catch (Exception thrown)
            {
                throw Fail(thrown);
            }
        }
    }

    // One frame for all that waits. By one thread at a time: the one that flushes, or the one that syncs.
    private void Commit()
    {
        if (_sealed.IsEmpty)
        {
            lock (_gate)
            {
                (_filling, _committing) = (_committing, _filling);
                Monitor.PulseAll(_gate);
            }

            _sealed = _writer.Chain.Seal(_committing);
        }

        var chain = _writer.Chain;
        _writer.Write(_sealed.Span, chain.Count - _committing.Count);
        if (_settings.Durability == Durability.Disk)
        {
            _writer.Sync();
        }

        _sealed = default;
        _committing.Clear();
        lock (_gate)
        {
            (_flushed, _root, _head) = (chain.Count, chain.Root, chain.Head);
        }
    }

    private StoreFailedException Fail(Exception thrown)
    {
        lock (_gate)
        {
            _failure ??= thrown;
            return Failed();
        }
    }

    private StoreFailedException Failed() => new(FormattableString.Invariant(
        $"The store has failed and refuses everything: {_failure!.Message} {Flushed()} flushed; what became of the {_appended - _flushed} behind them shows when the store is opened again."), _failure);

    private string Flushed() => _flushed switch
    {
        0 => "No record was",
        1 => "Record 0 was",
        _ => FormattableString.Invariant($"Records 0 to {_flushed - 1} were"),
    };

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_failure is not null)
        {
            throw Failed();
        }
    }
}
