using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.Simulation;

/// <summary>How far a session in virtual time has come.</summary>
/// <param name="Now">The virtual time.</param>
/// <param name="Frames">Feed frames taken.</param>
public readonly record struct SessionProgress(Stamp Now, long Frames);

/// <summary>A whole session in virtual time: feeds, the router, venues and parent orders, one event after the other.</summary>
/// <remarks>
/// One thread; the same feeds, orders and seeds give the same store, byte for byte. Of things at one time the feeds' frames come
/// first, then venues and orders, then the router's timers.
/// </remarks>
public sealed class SimulatedSession
{
    private readonly Router _router;
    private readonly VirtualTime _time;
    private readonly IReadOnlyList<IRecordedFeed> _feeds;
    private readonly Fan _fan;

    /// <summary>A session.</summary>
    /// <param name="router">Not started yet.</param>
    /// <param name="time">The clock that the router and the simulated venues go by.</param>
    /// <param name="feeds">The feeds.</param>
    /// <param name="venues">The venues: those that want to see books do.</param>
    public SimulatedSession(Router router, VirtualTime time, IEnumerable<IRecordedFeed> feeds, IEnumerable<IVenue> venues)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(time);
        (_router, _time, _feeds) = (router, time, [.. feeds]);
        _fan = new([router.Intake, .. venues.OfType<IMarketSink>()]);
        foreach (var feed in _feeds)
        {
            if (feed.TryPeek(out var first) && (Start is null || first < Start))
            {
                Start = first;
            }
        }

        _router.FlushWhenWaiting = 64; // virtual time leaves no idle moment worth a flush of its own
        _time.MoveTo(Start ?? default);
        _router.Start();
    }

    /// <summary>The time of the first frame; null without one.</summary>
    public Stamp? Start { get; }

    /// <summary>The books of all feeds.</summary>
    public IEnumerable<Book> Books => _feeds.SelectMany(feed => feed.Books);

    /// <summary>Feed frames taken.</summary>
    public long Frames { get; private set; }

    /// <summary>Puts in what is to happen at a time.</summary>
    public void At(Stamp when, Action what) => _time.At(when, what);

    /// <summary>Hands over a parent order at a time; the task ends with the order, and is cancelled where the router closes before.</summary>
    public Task<ParentOutcome> Submit(Stamp when, ParentOrder order)
    {
        var outcome = new TaskCompletionSource<ParentOutcome>();
        _time.At(when, () => _ = _router.SubmitAsync(order).ContinueWith(
            task => outcome.TrySetFromTask(task), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
        return outcome.Task;
    }

    /// <summary>Runs until nothing is left to happen, or until a time.</summary>
    /// <param name="until">Where to stop; null for the end.</param>
    /// <param name="progress">Told every so often; may be null.</param>
    /// <param name="cancellation">Stops between two events.</param>
    public void Run(Stamp? until = null, IProgress<SessionProgress>? progress = null, CancellationToken cancellation = default)
    {
        Drain();
        while (!cancellation.IsCancellationRequested && Next() is { } next && (until is null || next.At <= until))
        {
            _time.MoveTo(next.At);
            if (next.Feed is { } feed)
            {
                feed.Step(_fan);
                if (++Frames % 1_000 == 0)
                {
                    progress?.Report(new(_time.Now, Frames));
                }
            }
            else if (next.IsEvent)
            {
                _time.Step();
            }

            Drain();
        }

        _router.Flush();
        progress?.Report(new(_time.Now, Frames));
    }

    private void Drain()
    {
        while (_router.Step())
        {
        }
    }

    private (Stamp At, IRecordedFeed? Feed, bool IsEvent)? Next()
    {
        (Stamp At, IRecordedFeed? Feed, bool IsEvent)? next = null;
        for (var i = 0; i < _feeds.Count; i++)
        {
            if (_feeds[i].TryPeek(out var at) && (next is null || at < next.Value.At))
            {
                next = (at, _feeds[i], false);
            }
        }

        if (_time.Next is { } due && (next is null || due < next.Value.At))
        {
            next = (due, null, true);
        }

        if (_router.NextSendIn is { } wait && _time.Now.Plus(wait) is var send && (next is null || send < next.Value.At))
        {
            next = (send, null, false);
        }

        // The router's clock is cut to 100 ns: a timer is due when the clock shows its time.
        if (_router.NextTimer is { } timer && timer.Plus(99) is var shown && (next is null || shown < next.Value.At))
        {
            next = (shown, null, false);
        }

        return next;
    }

    private sealed class Fan(IReadOnlyList<IMarketSink> sinks) : IMarketSink
    {
        public void Changed(Book book, Stamp receivedAt)
        {
            foreach (var sink in sinks)
            {
                sink.Changed(book, receivedAt);
            }
        }
    }
}
