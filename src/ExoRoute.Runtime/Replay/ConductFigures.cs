using ExoRoute.Orders;
using ExoRoute.Routing;

namespace ExoRoute.Runtime.Replay;

/// <summary>What became of the children that went to one venue. Counts are of children where nothing else is said.</summary>
public sealed class VenueConduct
{
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);

    /// <summary>Decided.</summary>
    public long Placed { get; internal set; }

    /// <summary>Noted as sent.</summary>
    public long Sent { get; internal set; }

    /// <summary>Answered by the venue, whatever it said.</summary>
    public long Answered { get; internal set; }

    /// <summary>Taken by the venue, in its words; an immediate fill may come without.</summary>
    public long Acknowledged { get; internal set; }

    /// <summary>Refused by the venue.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Filled to their target or beyond.</summary>
    public long Filled { get; internal set; }

    /// <summary>Fill reports; those that told a known execution again are left out.</summary>
    public long Fills { get; internal set; }

    /// <summary>Fill reports that told a known execution again.</summary>
    public long RepeatedFills { get; internal set; }

    /// <summary>Fill reports for a child that was closed, or whose parent was over.</summary>
    public long LateFills { get; internal set; }

    /// <summary>Fills that the venue took back (reports).</summary>
    public long Busts { get; internal set; }

    /// <summary>Cancels asked for.</summary>
    public long CancelsSent { get; internal set; }

    /// <summary>Cancels that the venue refused (reports).</summary>
    public long CancelRejects { get; internal set; }

    /// <summary>Children whose outcome nobody could say for a while.</summary>
    public long Unknown { get; internal set; }

    /// <summary>Those of them that are still unknown at the end.</summary>
    public long Unresolved { get; internal set; }

    /// <summary>Those of them that the venue told about later.</summary>
    public long Resolved => Unknown - Unresolved;

    /// <summary>Refusals by the venue's own words.</summary>
    public IReadOnlyDictionary<string, long> RejectReasons => _reasons;

    internal void Because(string reason) => _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
}

/// <summary>A parent with more filled, working and possibly filled than it was asked for.</summary>
/// <param name="Record">After which record.</param>
/// <param name="Parent">Which.</param>
/// <param name="Filled">Filled.</param>
/// <param name="Open">Working and possibly filled.</param>
/// <param name="Asked">Asked.</param>
public sealed record Breach(long Record, ParentId Parent, Lots Filled, Lots Open, Lots Asked);

/// <summary>What became of parents and children, followed record by record through a replay. Not thread-safe.</summary>
public sealed class ConductFigures
{
    private readonly SortedDictionary<VenueId, VenueConduct> _venues = [];
    private readonly SortedDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ParentEnd, long> _ends = [];
    private readonly Dictionary<long, Child> _children = []; // looked up only
    private readonly Dictionary<ParentId, Parent> _parents = []; // looked up only
    private readonly List<Breach> _breaches = [];
    private (ParentId Id, Parent? Before) _asking; // as it was before this input asked for something else
    private ChildId _filled; // the child that this input booked a fill of

    /// <summary>By venue.</summary>
    public IReadOnlyDictionary<VenueId, VenueConduct> Venues => _venues;

    /// <summary>Parent orders taken.</summary>
    public long Parents => _parents.Count;

    /// <summary>How parents ended.</summary>
    public IReadOnlyDictionary<ParentEnd, long> Ends => _ends;

    /// <summary>What was refused to the host, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refusals => _refusals;

    /// <summary>Alarms of a child or parent filled beyond what was asked.</summary>
    public long OverFillAlarms { get; private set; }

    /// <summary>Alarms of a fill after the parent's end.</summary>
    public long LateFillAlarms { get; private set; }

    /// <summary>All other alarms.</summary>
    public long OtherAlarms { get; private set; }

    /// <summary>Parents for which "filled, working and possibly filled together are at most what was asked" did not hold, each once; looked at after every input.</summary>
    public IReadOnlyList<Breach> Breaches => _breaches;

    /// <summary>Inputs after which that was looked at.</summary>
    public long Checked { get; private set; }

    internal void Take(ReplayedRecord seen, RouterState state)
    {
        if (seen.Record.Input is { } input)
        {
            (_asking, _filled) = (default, default);
            Take(input, state);
            Hold(state, seen.Index);
        }
        else
        {
            Take(seen.Record.Decision!, state, seen.Index);
        }
    }

    internal void End(RouterState state)
    {
        foreach (var child in state.OpenChildren)
        {
            if (child.State == OrderState.Unknown && _children.TryGetValue(child.Id.Number, out var known))
            {
                known.Venue.Unresolved++;
            }
        }
    }

    private void Take(RouterInput input, RouterState state)
    {
        switch (input)
        {
            case ParentSubmitted { Order: var order } when !_parents.ContainsKey(order.Id):
                _asking = (order.Id, null);
                _parents[order.Id] = new() { Asked = order.Quantity };
                break;
            case ParentAmended { Quantity: { } quantity } amended when _parents.TryGetValue(amended.Parent, out var parent):
                _asking = (amended.Parent, parent);
                _parents[amended.Parent] = parent with { Asked = quantity };
                break;
            case ChildChanged { Event: var happened } when _children.TryGetValue(happened.Child.Number, out var child):
                Happened(child, happened);
                var now = Open(state, happened.Child);
                child.IsClosed = now is null || now.IsClosed;
                Doubt(child, now);
                break;
            default:
                break;
        }
    }

    private void Take(Decision decision, RouterState state, long index)
    {
        switch (decision)
        {
            case Placed placed:
                foreach (var order in placed.Children)
                {
                    var venue = Venue(order.Venue);
                    venue.Placed++;
                    _children[order.Id.Number] = new(order, venue);
                }

                break;
            case CancelSent cancel when _children.TryGetValue(cancel.Child.Number, out var child):
                child.Venue.CancelsSent++;
                break;
            case Asked asked when _children.TryGetValue(asked.Child.Number, out var child):
                Doubt(child, Open(state, asked.Child));
                break;
            case ParentEnded ended:
                _ends[ended.End] = _ends.GetValueOrDefault(ended.End) + 1;
                if (_parents.TryGetValue(ended.Parent, out var parent))
                {
                    (parent.IsOver, parent.Filled) = (true, ended.Filled);
                    Hold(ended.Parent, parent, Lots.Zero, index);
                }

                break;
            case Refused refused:
                _refusals[refused.Reason] = _refusals.GetValueOrDefault(refused.Reason) + 1;
                TakeBack(refused.Parent);
                break;
            case Alarmed alarmed:
                Alarm(alarmed.Child);
                break;
            default:
                break;
        }
    }

    private void Happened(Child child, OrderEvent happened)
    {
        var venue = child.Venue;
        if (!child.IsAnswered && happened.Kind is not (OrderEventKind.Sent or OrderEventKind.Lost or OrderEventKind.CancelRequest or OrderEventKind.ReplaceRequest))
        {
            child.IsAnswered = true;
            venue.Answered++;
        }

        switch (happened.Kind)
        {
            case OrderEventKind.Sent:
                venue.Sent += child.First(OrderEventKind.Sent);
                break;
            case OrderEventKind.Ack:
                venue.Acknowledged += child.First(OrderEventKind.Ack);
                break;
            case OrderEventKind.Reject when child.First(OrderEventKind.Reject) == 1:
                venue.Rejected++;
                venue.Because(happened.Reason);
                break;
            case OrderEventKind.CancelReject:
                venue.CancelRejects++;
                break;
            case OrderEventKind.Fill or OrderEventKind.Bust when happened.Quantity.Count is >= 1 and <= Lots.MaxCount && happened.Price.Count is >= 1 and <= Ticks.MaxCount:
                Traded(child, happened);
                break;
            default:
                break;
        }
    }

    private void Traded(Child child, OrderEvent happened)
    {
        var (venue, isFill) = (child.Venue, happened.Kind == OrderEventKind.Fill);
        var parent = _parents.GetValueOrDefault(child.Order.Parent);
        if (!child.IsNew(happened))
        {
            venue.RepeatedFills += isFill ? 1 : 0;
            return;
        }

        var (before, quantity) = (child.Filled, isFill ? happened.Quantity : Lots.Min(child.Filled, happened.Quantity));
        child.Filled = isFill ? before + quantity : before - quantity;
        if (isFill)
        {
            _filled = happened.Child;
            venue.Fills++;
            venue.LateFills += child.IsClosed || parent is { IsOver: true } ? 1 : 0;
        }
        else
        {
            venue.Busts++;
        }

        venue.Filled += (child.Filled >= child.Order.Target ? 1 : 0) - (before >= child.Order.Target ? 1 : 0);
        if (parent is not null)
        {
            parent.Filled = isFill ? parent.Filled + quantity : parent.Filled - Lots.Min(parent.Filled, quantity);
        }
    }

    private void Alarm(ChildId about)
    {
        if (about == default || about != _filled)
        {
            OtherAlarms++;
            return;
        }

        var child = _children[about.Number];
        var parent = _parents.GetValueOrDefault(child.Order.Parent);
        if (child.Filled > child.Order.Target || (parent is not null && parent.Filled > parent.Asked))
        {
            OverFillAlarms++;
        }
        else if (parent is { IsOver: true })
        {
            LateFillAlarms++;
        }
        else
        {
            OtherAlarms++;
        }
    }

    // A refusal undoes what its input asked for: the order was not taken, or keeps its old quantity.
    private void TakeBack(ParentId parent)
    {
        if (parent != _asking.Id)
        {
            return;
        }

        if (_asking.Before is { } before)
        {
            _parents[parent] = before;
        }
        else
        {
            _parents.Remove(parent);
        }

        _asking = default;
    }

    // The promise, by the state's own account of what is out, and after a parent's end by the fills that still came.
    private void Hold(RouterState state, long index)
    {
        Checked++;
        foreach (var (order, filled, open) in state.WorkingParents)
        {
            if (_parents.TryGetValue(order.Id, out var parent))
            {
                (parent.Asked, parent.Filled) = (order.Quantity, filled);
                Hold(order.Id, parent, open, index);
            }
        }

        if (_filled != default && _parents.TryGetValue(_children[_filled.Number].Order.Parent, out var over) && over.IsOver)
        {
            Hold(_children[_filled.Number].Order.Parent, over, Lots.Zero, index);
        }
    }

    private void Hold(ParentId id, Parent parent, Lots open, long index)
    {
        if (!parent.IsBreached && (Int128)parent.Filled.Count + open.Count > parent.Asked.Count)
        {
            parent.IsBreached = true;
            _breaches.Add(new(index, id, parent.Filled, open, parent.Asked));
        }
    }

    private VenueConduct Venue(VenueId venue)
    {
        if (!_venues.TryGetValue(venue, out var conduct))
        {
            _venues[venue] = conduct = new();
        }

        return conduct;
    }

    private static ChildOrder? Open(RouterState state, ChildId child)
    {
        foreach (var open in state.OpenChildren)
        {
            if (open.Id == child)
            {
                return open;
            }
        }

        return null;
    }

    private static void Doubt(Child child, ChildOrder? now)
    {
        if (now is { State: OrderState.Unknown } && !child.WasUnknown)
        {
            child.WasUnknown = true;
            child.Venue.Unknown++;
        }
    }

    private sealed record Parent
    {
        public Lots Asked { get; set; }

        public Lots Filled { get; set; }

        public bool IsOver { get; set; }

        public bool IsBreached { get; set; }
    }

    private sealed class Child(ChildOrder order, VenueConduct venue)
    {
        private readonly HashSet<string> _executions = new(StringComparer.Ordinal); // asked for membership only
        private int _kinds;

        public ChildOrder Order => order;

        public VenueConduct Venue => venue;

        public Lots Filled { get; set; }

        public bool IsClosed { get; set; }

        public bool IsAnswered { get; set; }

        public bool WasUnknown { get; set; }

        /// <summary>1 when a kind of event comes for the first time, else 0.</summary>
        public int First(OrderEventKind kind)
        {
            var before = _kinds;
            _kinds |= 1 << (int)kind;
            return before == _kinds ? 0 : 1;
        }

        /// <summary>Whether an execution is not known yet; one without an id never is.</summary>
        public bool IsNew(OrderEvent happened) => happened.ExecutionId.Length == 0 || _executions.Add($"{happened.Kind}:{happened.ExecutionId}");
    }
}
