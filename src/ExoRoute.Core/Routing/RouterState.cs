using System.Collections.Immutable;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;

namespace ExoRoute.Routing;

/// <summary>Everything the router knows, and the one door to it.</summary>
/// <remarks>
/// Pure: the same inputs from the start give the same state and the same decisions, byte for byte, on any machine. No clock, no
/// randomness, no threads, no I/O. Not thread-safe: one writer. A book input without a parent to work for allocates nothing.
/// </remarks>
public sealed partial class RouterState
{
    /// <summary>The logic of this build. Moves whenever the same inputs would give other decisions than before.</summary>
    public const int LogicVersion = 3;

    private readonly List<Decision> _decisions = [];
    private readonly SortedDictionary<InstrumentId, List<RoutingBook>> _nodes = []; // books in venue order
    private readonly Dictionary<ParentId, ParentWork> _parents = []; // looked up only; the order of work is _working's
    private readonly List<ParentWork> _working = []; // in the order they came
    private readonly ChildTable _children = new();
    private readonly List<ListingChanged> _upcoming = []; // by the dates from which they hold
    private RouterSettings _settings = new();
    private UInt128 _storeId;
    private uint _epoch;
    private long _sequence;
    private Stamp _now;

    /// <summary>Told of every question put for a plan, with its answer; for counterfactuals. Must change neither.</summary>
    public Action<PlanQuestion, PlanDelta>? PlanSeen { get; set; }

    /// <summary>The time of the last input.</summary>
    public Stamp Now => _now;

    /// <summary>Children that may still trade or whose fills are not all here, by number.</summary>
    public IEnumerable<ChildOrder> OpenChildren => _children.Open.Select(child => child.Order);

    /// <summary>Parent orders that are not over, in the order they came: filled, and working or possibly filled.</summary>
    public IEnumerable<(ParentOrder Order, Lots Filled, Lots Open)> WorkingParents => _working.Select(parent => (parent.Order, parent.Filled, parent.Open));

    /// <summary>When a <see cref="TimerFired"/> is wanted next; null for never. Already past means at once.</summary>
    public Stamp? NextTimer
    {
        get
        {
            var (next, waits) = ((Stamp?)null, false);
            foreach (var parent in _working)
            {
                waits |= parent.Rest > Lots.Zero;
                next = Earlier(next, parent.Order.HasDeadline && parent.Order.Deadline > _now ? parent.Order.Deadline : null);
                next = Earlier(next, parent.Rest > Lots.Zero ? parent.NextTry(_now, _settings.MaxRejects) : null);
            }

            next = Earlier(next, waits ? _risk.NextRoom(_now) : null);

            next = Earlier(next, _working.Count > 0 && _upcoming.Count > 0 ? _upcoming[0].Definition.From : null);
            return Earlier(next, _children.FirstToAsk());
        }
    }

    /// <summary>A child order as it stands, over or not; null where none has that number.</summary>
    public ChildOrder? Child(ChildId child) => _children.Find(child.Number)?.Order;

    /// <summary>Child orders within a scope that are not over, by number.</summary>
    public IEnumerable<ChildOrder> OpenWithin(RiskScope scope) =>
        _children.Open.Where(child => !child.Order.IsClosed && scope.Reaches(child.Scope)).Select(child => child.Order);

    /// <summary>Takes one input and answers what was decided on it. The list is good until the next call.</summary>
    public IReadOnlyList<Decision> Apply(in Stamped<RouterInput> input)
    {
        _decisions.Clear();
        (_sequence, _now) = (input.Sequence, Stamp.Max(_now, input.At));
        TakeUpcoming();
        switch (input.Value)
        {
            case BookChanged happened:
                OnBook(happened);
                break;
            case ChildChanged happened:
                OnChild(happened.Event);
                break;
            case TimerFired:
                OnTimer();
                break;
            case OwnOrdersChanged own:
                OnOwn(own);
                break;
            case ParentSubmitted submitted:
                OnSubmitted(submitted.Order);
                break;
            case ParentAmended amended:
                OnAmended(amended);
                break;
            case ParentCanceled canceled:
                OnCanceled(canceled.Parent);
                break;
            case VenueReported report:
                OnReported(report);
                break;
            case KillSwitched kill:
                OnKill(kill);
                break;
            case KillReleased release:
                OnRelease(release);
                break;
            case RiskRulesChanged rules:
                OnRules(rules);
                break;
            case PositionTold position:
                OnPosition(position);
                break;
            case ListingChanged listing:
                OnListing(listing);
                break;
            case SessionOpened opened:
                OnOpened(opened);
                break;
            default:
                throw new ArgumentException($"No input of the type {input.Value.GetType().Name} is known to logic {LogicVersion}.", nameof(input));
        }

        return _decisions;
    }

    private void OnOpened(SessionOpened opened)
    {
        (_storeId, _epoch, _settings) = (opened.StoreId, opened.Epoch, opened.Settings);
        foreach (var (_, books) in _nodes)
        {
            foreach (var book in books)
            {
                book.Forget(); // what the venues showed before is of another session
            }
        }

        foreach (var child in _children.Open.ToArray())
        {
            Ask(child);
        }
    }

    private void OnListing(ListingChanged listing)
    {
        var definition = listing.Definition;
        var faults = listing.Faults().ToList();
        if (!_nodes.TryGetValue(definition.Instrument, out var books))
        {
            books = [];
        }

        if (books.Find(book => !book.Definition.IsFungibleWith(definition)) is { } other)
        {
            faults.Add($"It is not the same thing as '{definition.Instrument}' listed at '{other.Venue}': assets, units or contract terms differ.");
        }

        if (faults.Count > 0)
        {
            Alarm(default, $"The listing of '{definition.Instrument}' at '{definition.Venue}' is not taken. {string.Join(' ', faults)}");
            return;
        }

        _nodes[definition.Instrument] = books;
        if (books.Find(book => book.Venue == definition.Venue) is { } known)
        {
            if (definition.From <= _now)
            {
                known.List(listing);
                return;
            }

            var place = _upcoming.FindIndex(later => later.Definition.From > definition.From);
            _upcoming.Insert(place < 0 ? _upcoming.Count : place, listing);
            return;
        }

        var at = books.FindIndex(book => book.Venue.CompareTo(definition.Venue) > 0);
        books.Insert(at < 0 ? books.Count : at, new RoutingBook(definition, listing.Fees));
    }

    // Listings whose date has come.
    private void TakeUpcoming()
    {
        while (_upcoming.Count > 0 && _upcoming[0].Definition.From <= _now)
        {
            var listing = _upcoming[0];
            _upcoming.RemoveAt(0);
            Find(listing.Definition.Instrument, listing.Definition.Venue)!.List(listing);
        }
    }

    private void OnBook(BookChanged happened)
    {
        if (Find(happened.Instrument, happened.Venue) is not { } book)
        {
            Alarm(default, $"A book of '{happened.Instrument}' at '{happened.Venue}' came, which nobody lists.");
            return;
        }

        book.Apply(happened);
        WorkOn(happened.Instrument);
    }

    private void OnOwn(OwnOrdersChanged own)
    {
        if (Find(own.Instrument, own.Venue) is not { } book)
        {
            Alarm(default, $"Our own orders in '{own.Instrument}' at '{own.Venue}' were told, which nobody lists.");
            return;
        }

        var faults = string.Join(' ', own.Faults().Take(3));
        if (faults.Length > 0)
        {
            Alarm(default, $"Our own orders in '{own.Instrument}' at '{own.Venue}' are not taken, those told before still hold. {faults}");
            return;
        }

        book.Own(own);
        WorkOn(own.Instrument);
    }

    // A book moved: whoever wants of it may get more now.
    private void WorkOn(InstrumentId instrument)
    {
        for (var i = 0; i < _working.Count; i++)
        {
            if (_working[i].Order.Instrument == instrument)
            {
                Work(_working[i]);
            }
        }

        Sweep();
    }

    private void OnSubmitted(ParentOrder order)
    {
        var faults = order.Faults().Select(fault => (RefusalCode.FaultyOrder, fault)).ToList();
        if (_parents.ContainsKey(order.Id))
        {
            faults.Add((RefusalCode.NameUsed, $"A parent order '{order.Id}' was handed over before; every order needs a name of its own."));
        }

        if (!_nodes.ContainsKey(order.Instrument))
        {
            faults.Add((RefusalCode.NotListed, $"No venue lists '{order.Instrument}'."));
        }

        if (order.HasDeadline && order.Deadline <= _now)
        {
            faults.Add((RefusalCode.DeadlinePassed, $"{nameof(order.Deadline)} {order.Deadline} has passed already; it is {_now}."));
        }

        if (IsRefused(order.Id, faults))
        {
            return;
        }

        var parent = new ParentWork(order, _risk.TallyOf(ScopeOf(order)));
        if (!MayTrade(parent, order, isNew: true))
        {
            return;
        }

        _parents[order.Id] = parent;
        _working.Add(parent);
        Work(parent);
        Sweep();
    }

    private void OnAmended(ParentAmended amended)
    {
        if (!TryWorking(amended.Parent, out var parent))
        {
            return;
        }

        var order = parent.Order with
        {
            Quantity = amended.Quantity ?? parent.Order.Quantity,
            Limit = amended.Limit ?? parent.Order.Limit,
            Deadline = amended.Deadline ?? parent.Order.Deadline,
            ParticipationPpm = amended.ParticipationPpm ?? parent.Order.ParticipationPpm,
        };
        var faults = order.Faults().Select(fault => (RefusalCode.FaultyOrder, fault)).ToList();
        if (order.Quantity < parent.Filled + parent.Open)
        {
            faults.Add((RefusalCode.BelowCommitted, FormattableString.Invariant(
                $"{nameof(order.Quantity)} {order.Quantity.Count} is below what is filled ({parent.Filled.Count}) or out ({parent.Open.Count}).")));
        }

        // Less of it is never refused: it only takes risk away.
        var more = order.Quantity > parent.Order.Quantity || order.Limit != parent.Order.Limit;
        if (IsRefused(order.Id, faults) || (more && !MayTrade(parent, order, isNew: false)))
        {
            return;
        }

        parent.Order = order;
        Work(parent);
        Sweep();
    }

    private void OnCanceled(ParentId id)
    {
        if (TryWorking(id, out var parent))
        {
            parent.CancelAsked = true;
            Work(parent);
            Sweep();
        }
    }

    private void OnTimer()
    {
        foreach (var child in _children.Open.ToArray())
        {
            if (child.AskAt <= _now)
            {
                Ask(child);
            }
        }

        WorkOnAll();
    }

    // What a parent needs now: an end, cancels, or children for its rest.
    private void Work(ParentWork parent)
    {
        if (parent.IsOver)
        {
            return;
        }

        if (parent.Stop(_now) is { } stop)
        {
            CancelChildren(parent);
            if (parent.Open == Lots.Zero)
            {
                End(parent, stop, PlanLimit.None);
            }

            return;
        }

        if (parent.Rest == Lots.Zero)
        {
            return;
        }

        var question = Planner.Ask(parent, _nodes[parent.Order.Instrument], _now, _settings, _risk, _risk.IsIdle ? 0 : MarketTwice(parent.Order.Instrument));
        var delta = Planner.Answer(question, _sequence);
        if (!_risk.IsIdle && _risk.Room(parent.Tally.Who, ofVenue: false, _now) is var room && room < delta.Changes.Length)
        {
            question.Keep(room, delta);
            delta = Planner.Answer(question, _sequence);
        }

        PlanSeen?.Invoke(question, delta);
        if (!delta.Changes.IsEmpty && parent.Children + delta.Changes.Length > _settings.MaxChildren)
        {
            if (parent.Open == Lots.Zero)
            {
                End(parent, ParentEnd.TooManyChildren, PlanLimit.None);
            }
        }
        else if (!delta.Changes.IsEmpty)
        {
            Place(parent, question, delta);
        }
        else if (!parent.Order.HasDeadline && parent.Open == Lots.Zero && parent.NextTry(_now, _settings.MaxRejects) is null
            && !(delta.Limit == PlanLimit.RiskLimit && MayGetRoom))
        {
            End(parent, ParentEnd.NothingMore, delta.Limit);
        }
    }

    private void End(ParentWork parent, ParentEnd end, PlanLimit limit)
    {
        (parent.IsOver, parent.Question) = (true, null);
        _decisions.Add(new ParentEnded(_sequence, LogicVersion, parent.Order.Id, end, parent.Filled, parent.Traded, parent.Fees, limit));
    }

    private void Alarm(ChildId child, string reason) => _decisions.Add(new Alarmed(_sequence, LogicVersion, child, reason));

    private bool TryWorking(ParentId id, out ParentWork parent)
    {
        if (_parents.TryGetValue(id, out parent!) && !parent.IsOver)
        {
            return true;
        }

        _decisions.Add(parent is null
            ? new Refused(_sequence, LogicVersion, id, RefusalCode.NoSuchParent, $"No parent order '{id}' was handed over.")
            : new Refused(_sequence, LogicVersion, id, RefusalCode.ParentOver, $"Parent order '{id}' is over already."));
        return false;
    }

    private bool IsRefused(ParentId id, List<(RefusalCode Code, string Text)> faults)
    {
        if (faults.Count > 0)
        {
            _decisions.Add(new Refused(_sequence, LogicVersion, id, faults[0].Code, string.Join(' ', faults.Select(fault => fault.Text))));
        }

        return faults.Count > 0;
    }

    private RoutingBook? Find(InstrumentId instrument, VenueId venue)
    {
        if (_nodes.TryGetValue(instrument, out var books))
        {
            for (var i = 0; i < books.Count; i++)
            {
                if (books[i].Venue == venue)
                {
                    return books[i];
                }
            }
        }

        return null;
    }

    // Parents that ended leave the list only when no loop runs over it.
    private void Sweep() => _working.RemoveAll(static parent => parent.IsOver);

    private static Stamp? Earlier(Stamp? a, Stamp? b) => a is null || b < a ? b ?? a : a;
}
