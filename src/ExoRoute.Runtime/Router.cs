using System.Collections.Concurrent;
using System.Collections.Immutable;
using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace ExoRoute.Runtime;

/// <summary>What became of a parent order that was handed over: it ended, or it was refused.</summary>
/// <param name="Ended">How it ended; null when it was refused.</param>
/// <param name="Refusal">Why it was refused; null when it was not.</param>
public sealed record ParentOutcome(ParentEnded? Ended, string? Refusal);

/// <summary>The one writer: takes inputs, has <see cref="RouterState"/> decide, records both, flushes, and only then sends.</summary>
/// <remarks>
/// Any thread may hand over, amend and cancel parent orders, tell of order events, and publish books to <see cref="Intake"/>.
/// One thread at a time calls <see cref="Start"/> and <see cref="Step"/>: a host's loop, or virtual time. Order events and
/// cancels pass ahead of children that were held back and are due, those ahead of new orders, those ahead of timers, those ahead of books.
/// </remarks>
public sealed partial class Router : IVenueSink, IDisposable
{
    private readonly ConcurrentQueue<Item> _urgent = new(); // order events, cancels, kills, limits
    private readonly ConcurrentQueue<Item> _requests = new(); // new orders, amendments, listings
    private readonly Queue<byte[]> _toRecord = new();
    private readonly Queue<ToSend> _toSend = new();
    private readonly Queue<Item> _deferred = new(); // urgent ones that came while there was no space
    private readonly HashSet<long> _bypassed = []; // children cancelled past the store; looked up only
    private readonly Dictionary<ParentId, TaskCompletionSource<ParentOutcome>> _outcomes = []; // looked up only
    private readonly HashSet<long> _sent = []; // children that may be at their venues, those held back among them; looked up only
    private readonly HeldSends _heldBack;
    private readonly ImmutableSortedDictionary<VenueId, IVenue> _venues;
    private readonly ImmutableArray<Listing> _listings;
    private readonly RouterSettings _settings;
    private readonly RecordStore _store;
    private readonly IStoreMedium _medium;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RouterMetrics _metrics;
    private readonly RecordEncoder _encoder = new();
    private readonly CancellationTokenSource _closing = new();
    private RouterState _state = new();
    private Item? _held; // an input that there was no space for yet
    private Stamp _last;
    private bool _full, _closed;
    private StoreFailedException? _failed;

    /// <summary>A router; <see cref="Start"/> it before use.</summary>
    /// <param name="medium">Where the store lies.</param>
    /// <param name="store">The store, open for writing; closed with the router.</param>
    /// <param name="settings">Taken as checked.</param>
    /// <param name="venues">Where orders can go; stay the caller's.</param>
    /// <param name="listings">What they list.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it logs.</param>
    /// <param name="metrics">Where it counts.</param>
    /// <exception cref="ArgumentException">Two venues have one name, or a listing has faults; all are named.</exception>
    public Router(
        IStoreMedium medium, RecordStore store, RouterSettings settings, IEnumerable<IVenue> venues, IEnumerable<Listing> listings,
        TimeProvider time, ILogger<Router> log, RouterMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_medium, _store, _settings, _time, _log, _metrics, _heldBack) = (medium, store, settings, time, log, metrics, new(time));
        _venues = venues.ToImmutableSortedDictionary(venue => venue.Id, venue => venue);
        _listings = [.. listings.Select(Checked).OrderBy(listing => listing.Definition.Instrument).ThenBy(listing => listing.Definition.Venue)];
        Intake = new(settings.Depth, () => Arrived?.Invoke());
        foreach (var (_, venue) in _venues)
        {
            venue.Attach(this);
        }
    }

    /// <summary>Where feeds publish their books.</summary>
    public Intake Intake { get; }

    /// <summary>What the router knows; to be read between two steps.</summary>
    public RouterState State => _state;

    /// <summary>The store, for its counts and root.</summary>
    public RecordStore Store => _store;

    /// <summary>Called on any thread when there is something for <see cref="Step"/> to take.</summary>
    public Action? Arrived { get; set; }

    /// <summary>Told of each decision after it is flushed and before it is sent, on the writer's thread.</summary>
    public Action<Stamped<Decision>>? Decided { get; set; }

    /// <summary>Whether the store has no space: whoever drives the router calls <see cref="Step"/> again now and then, until this is false.</summary>
    public bool LacksSpace => _full;

    /// <summary>How many inputs may wait unflushed when there is nothing to take. Default 1: an idle router has all on record. Decisions never wait.</summary>
    public int FlushWhenWaiting { get; set; } = 1;

    /// <summary>
    /// How many nanoseconds remain, by <see cref="TimeProvider.GetTimestamp"/>, until the next <see cref="Step"/> has a child to send that was held back; 0 when it has one now,
    /// null for never, and while the store takes nothing. Whoever drives the router minds this beside <see cref="NextTimer"/>.
    /// </summary>
    public long? NextSendIn => _failed is null && !_full ? _heldBack.Next : null;

    /// <summary>When the next <see cref="Step"/> has a timer to work off; null for never, and while the store takes nothing.</summary>
    public Stamp? NextTimer => _failed is null && !_full ? _state.NextTimer : null;

    /// <summary>Brings the state up from the store, begins an epoch, and asks venues about every child without an answer.</summary>
    /// <exception cref="ReplayDivergedException">The store was written by other logic: its decisions are not what this build decides.</exception>
    public void Start()
    {
        var fold = ReplayFold.Run(StoreReader.Read(_medium));
        if (fold.Divergence is { } divergence)
        {
            throw new ReplayDivergedException($"'{_medium.Name}' cannot be continued by this build. {divergence.Text}");
        }

        (_state, _last) = (fold.State, fold.State.Now);
        foreach (var decision in fold.Unrecorded)
        {
            _store.Append(decision); // a crash came between an input and these: never sent, and asked about below
        }

        foreach (var child in _state.OpenChildren)
        {
            _sent.Add(child.Id.Number);
        }

        Take(new(new SessionOpened(_store.Id.Value, _store.Epoch, _settings), Now()));
        foreach (var listing in _listings)
        {
            Take(new(new ListingChanged(listing.Definition, listing.Fees), Now()));
        }

        _store.Flush();
        LogStarted(_log, _store.Id.ToString(), _store.Epoch, _store.Count, _venues.Count);
    }

    /// <summary>Hands over a parent order; the task ends with it, and is cancelled where the router closes before.</summary>
    public Task<ParentOutcome> SubmitAsync(ParentOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var outcome = new TaskCompletionSource<ParentOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Put(_requests, new(new ParentSubmitted(order), Now(), outcome));
        return outcome.Task;
    }

    /// <summary>Changes a parent order's terms; a refusal is a decision.</summary>
    public void Amend(ParentAmended amended)
    {
        ArgumentNullException.ThrowIfNull(amended);
        Put(_requests, new(amended, Now()));
    }

    /// <summary>Ends a parent order: nothing new is sent, what is out is cancelled. Works also when the store does not.</summary>
    public void Cancel(ParentId parent) => Put(_urgent, new(new ParentCanceled(parent), Now()));

    /// <summary>A listing or its fees changed.</summary>
    /// <exception cref="ArgumentException">It has faults; all are named.</exception>
    public void List(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        Checked(listing);
        Put(_requests, new(new ListingChanged(listing.Definition, listing.Fees), Now()));
    }

    /// <summary>Tells what rests at a venue in our own name outside this router, so that no plan trades with it.</summary>
    /// <remarks>Passes ahead of new orders and books.</remarks>
    /// <exception cref="ArgumentException">It has faults; all are named.</exception>
    public void Tell(OwnOrdersChanged own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (own.Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException($"Our own orders in '{own.Instrument}' at '{own.Venue}': {string.Join(' ', faults)}", nameof(own));
        }

        Put(_urgent, new(own, Now()));
    }

    /// <summary>Kill switch: no new orders within the scope, those that are out are cancelled. Works also when the store does not.</summary>
    /// <param name="scope">What it reaches; <c>default</c>: everything.</param>
    /// <param name="by">Who; <c>default</c> for a watchdog.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <remarks>The decision <see cref="KillCompleted"/> says when all of them were over, and how long each took. It stays on, over restarts too, until <see cref="Release"/>.</remarks>
    public void Kill(RiskScope scope, PartyId by, string reason) => Put(_urgent, new(new KillSwitched(scope, by, reason), Now()));

    /// <summary>Releases a kill switch: new orders may come.</summary>
    /// <param name="scope">The scope that was killed, exactly.</param>
    /// <param name="by">Who; must be named.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <exception cref="ArgumentException">Nobody is named.</exception>
    public void Release(RiskScope scope, PartyId by, string reason) => Put(_urgent, new(new KillReleased(scope, Named(by), reason), Now()));

    /// <summary>Sets the pre-trade limits, whole.</summary>
    /// <remarks>Passes ahead of new orders and books.</remarks>
    /// <exception cref="ArgumentException">They have faults, which are named, or nobody is named.</exception>
    public void Limit(RiskRulesChanged rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Named(rules.By);
        if (rules.Faults().Take(5).ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException($"Pre-trade limits: {string.Join(' ', faults)}", nameof(rules));
        }

        Put(_urgent, new(rules, Now()));
    }

    /// <summary>Tells what parties hold, by the host's own books; limits on positions count from there.</summary>
    public void SetPosition(PositionTold position)
    {
        ArgumentNullException.ThrowIfNull(position);
        Put(_urgent, new(position, Now()));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The event is of no kind that is known: a mistake of the adapter's.</exception>
    public void Happened(VenueId venue, OrderEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Kind > OrderEventKind.NotFound)
        {
            throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, $"Venue '{venue}' tells of a kind of event that is not known; nothing was recorded.");
        }

        Put(_urgent, new(new ChildChanged(happened), Now()));
    }

    /// <summary>Takes the next input and does all that follows from it; false when there is none.</summary>
    /// <remarks>While the store has no space each call tries again, and only cancels go out; call it again when there may be space.</remarks>
    public bool Step()
    {
        if (_failed is not null || (_full && !TryCommit()))
        {
            return Bypass();
        }

        if (_held is { } held)
        {
            _held = null;
            Take(held);
            return _held is null;
        }

        if (_deferred.TryDequeue(out var item) || _urgent.TryDequeue(out item))
        {
            Take(item);
            return true;
        }

        if (_heldBack.TryTake(out var child))
        {
            Call(child, Venue(child).SendAsync, sent: true);
            return true;
        }

        if (_requests.TryDequeue(out item))
        {
            Take(item);
            return true;
        }

        if (_state.NextTimer is { } due && due <= Stamp.Max(Now(), _last))
        {
            Take(new(new TimerFired(), Now()));
            return true;
        }

        if (Intake.TryTake(out var book))
        {
            Take(new(book!, book!.UpdatedAt));
            return true;
        }

        if (_store.Count - _store.FlushedCount >= FlushWhenWaiting)
        {
            Flush();
        }

        return false;
    }

    /// <summary>Flushes the inputs that wait; a store in trouble is met at the next step.</summary>
    public void Flush()
    {
        try
        {
            _store.Flush();
        }
        catch (StoreFullException)
        {
            _full = true;
        }
        catch (StoreFailedException failed)
        {
            Fail(failed);
        }
    }

    /// <summary>Flushes and closes the store. Orders that are out stay out; the next start asks about them.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _closing.Cancel();
        foreach (var outcome in _outcomes.Values)
        {
            outcome.TrySetCanceled();
        }

        while (_requests.TryDequeue(out var request))
        {
            request.Outcome?.TrySetCanceled();
        }

        _held?.Outcome?.TrySetCanceled();
        _store.Dispose();
        _closing.Dispose();
    }

    private void Take(Item item)
    {
        using var submitting = RouterMetrics.Submitting(item.Input);
        var begun = _time.GetTimestamp();
        var at = Stamp.Max(_last, item.At);
        long index;
        try
        {
            index = _store.Append(_encoder.Encode(at, item.Input).Span);
        }
        catch (StoreFullException full)
        {
            (_held, _full) = (item, true);
            LogFull(_log, full.Message);
            Bypass(item.Input);
            return;
        }
        catch (StoreFailedException failed)
        {
            Fail(failed);
            Bypass(item.Input);
            item.Outcome?.TrySetException(failed);
            return;
        }

        _last = at;
        _metrics.Took(item.Input);
        Decide(index, at, item);
        if (TryCommit())
        {
            _metrics.Decided(_time.GetElapsedTime(begun), item.Input);
        }
    }

    private void Decide(long index, Stamp at, Item item)
    {
        var (decisions, outcome) = (_state.Apply(new(index, at, item.Input)), item.Outcome);
        for (var i = 0; i < decisions.Count; i++)
        {
            // Of a parent order's hand-over only its refusal refuses.
            var refusal = decisions[i] is Refused ? outcome : null;
            outcome = refusal is null ? outcome : null;
            _toRecord.Enqueue(_encoder.Encode(decisions[i]).ToArray());
            _toSend.Enqueue(new(new(index, at, decisions[i]), refusal));
        }

        if (outcome is not null)
        {
            _outcomes[((ParentSubmitted)item.Input).Order.Id] = outcome;
        }
    }

    // Decisions recorded, flushed, then sent: false when there was no space for them yet.
    private bool TryCommit()
    {
        using var committing = RouterMetrics.Committing(_toSend.Count);
        try
        {
            if (_toSend.Count > 0)
            {
                while (_toRecord.TryPeek(out var record))
                {
                    _store.Append(record);
                    _toRecord.Dequeue();
                }
            }

            if (_toSend.Count > 0 || _full)
            {
                _store.Flush();
            }
        }
        catch (StoreFullException full)
        {
            if (!_full)
            {
                LogFull(_log, full.Message);
            }

            _full = true;
            BypassDecided();
            return false;
        }
        catch (StoreFailedException failed)
        {
            Fail(failed);
            return false;
        }

        _full = false;
        committing?.Stop();
        while (_toSend.TryDequeue(out var due))
        {
            Decided?.Invoke(due.Decision);
            Send(due.Decision.Value, due.Refusal);
        }

        return true;
    }

    private Stamp Now() => new(checked((_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100));

    private void Put(ConcurrentQueue<Item> queue, Item item)
    {
        queue.Enqueue(item);
        Arrived?.Invoke();
    }

    private static PartyId Named(PartyId by) => by != default
        ? by
        : throw new ArgumentException("Limits are set and kill switches released by somebody: name who does.", nameof(by));

    private static Listing Checked(Listing listing) =>
        new ListingChanged(listing.Definition, listing.Fees).Faults().ToArray() is not { Length: > 0 } faults
            ? listing
            : throw new ArgumentException(
                $"'{listing.Definition.Instrument}' at '{listing.Definition.Venue}': {string.Join(' ', faults)}", nameof(listing));

    private readonly record struct Item(RouterInput Input, Stamp At, TaskCompletionSource<ParentOutcome>? Outcome = null);

    private readonly record struct ToSend(Stamped<Decision> Decision, TaskCompletionSource<ParentOutcome>? Refusal);
}
