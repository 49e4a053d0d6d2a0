namespace ExoRoute.Runtime.Store;

// The disk grade: one thread appends and asks, another commits. Everything here is guarded by _gate unless it says otherwise.
public sealed partial class RecordStore
{
    private readonly Queue<(long Count, TaskCompletionSource Done)> _awaited = new();
    private (long Count, TaskCompletionSource Done) _last; // the one at the end of the queue
    private long _wanted; // commits are asked for until so many records are flushed
    private long _begun; // commits the thread began
    private long _refused; // the last of them that found no space
    private StoreFullException? _refusal;
    private bool _stopping;

    /// <summary>Asks for all that was appended to be flushed, and goes on; the task ends when that is so.</summary>
    /// <returns>A task that fails as <see cref="Flush"/> does. Tasks end in the order they were asked for.</returns>
    /// <remarks>Shared by all who ask between two appends. On the page-cache grade the flush is done before this returns.</remarks>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            try
            {
                ThrowIfUnusable();
                if (_syncing is null)
                {
                    CommitAllHere();
                }
            }
            catch (Exception thrown) when (thrown is IOException or ObjectDisposedException)
            {
                return Task.FromException(thrown);
            }

            if (_flushed >= _appended)
            {
                return Task.CompletedTask;
            }

            if (_awaited.Count == 0 || _last.Count != _appended)
            {
                _last = (_appended, new(TaskCreationOptions.RunContinuationsAsynchronously));
                _awaited.Enqueue(_last);
            }

            Ask(_appended);
            return _last.Done.Task;
        }
    }

    private void Ask(long count)
    {
        _wanted = Math.Max(_wanted, count);
        Monitor.PulseAll(_gate);
    }

    private void AwaitCommit(long count, Func<bool>? until = null)
    {
        var (before, met) = (_begun, _refused);
        Ask(count);
        while (_flushed < count && until?.Invoke() is not true)
        {
            ThrowIfUnusable();
            if (_refused > before)
            {
                throw new StoreFullException(_refusal!.Message, _refusal);
            }

            if (_refused != met)
            {
                met = _refused; // refused to somebody else, before we asked: there may be space by now
                Ask(count);
            }

            Monitor.Wait(_gate);
        }
    }

    // The thread. Does not hold the gate while it hashes, writes and syncs.
    private void CommitWhenAsked()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_wanted <= _flushed && !_stopping)
                {
                    Monitor.Wait(_gate);
                }

                if (_stopping)
                {
                    return;
                }

                _begun++;
            }

            Exception? thrown = null;
            try
            {
                Commit();
            }
#pragma warning disable CA1031 // whatever it is, it must reach those who wait, and end the store
            catch (Exception any)
#pragma warning restore CA1031
            {
                thrown = any;
            }

            lock (_gate)
            {
                Settle(thrown);
                Monitor.PulseAll(_gate);
                if (_failure is not null)
                {
                    return;
                }
            }
        }
    }

    private void Settle(Exception? thrown)
    {
        if (thrown is null)
        {
            while (_awaited.TryPeek(out var next) && next.Count <= _flushed)
            {
                _awaited.Dequeue().Done.SetResult();
            }

            return;
        }

        Exception told;
        if (thrown is StoreFullException full)
        {
            // Nothing is tried again by itself: who waits is told, and asks again when there is space.
            (_refusal, _wanted, told) = (full, _flushed, full);
            _refused = _begun;
        }
        else
        {
            told = Fail(thrown);
        }

        while (_awaited.TryDequeue(out var waiting))
        {
            waiting.Done.SetException(told);
        }
    }

    private void StopThread()
    {
        if (_syncing is null)
        {
            return;
        }

        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _syncing.Join();
        lock (_gate)
        {
            while (_awaited.TryDequeue(out var waiting))
            {
                waiting.Done.TrySetException(new ObjectDisposedException(nameof(RecordStore)));
            }
        }
    }
}
