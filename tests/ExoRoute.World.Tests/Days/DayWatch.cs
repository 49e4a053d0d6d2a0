using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;

namespace ExoRoute.Tests.Days;

/// <summary>Follows a day's records with books of its own, and holds the router to them after every single one.</summary>
internal sealed class DayWatch(SeededDay day)
{
    private readonly Dictionary<ParentId, ParentCount> _parents = [];
    private readonly Dictionary<long, ChildCount> _children = [];
    private readonly HashSet<VenueId> _venues = [.. day.Venues.Select(venue => venue.Id)];
    private readonly HashSet<string> _clientIds = new(StringComparer.Ordinal);

    /// <summary>Children placed, by venue.</summary>
    public SortedDictionary<VenueId, long> Placed { get; } = [];

    /// <summary>Executions booked, by venue.</summary>
    public SortedDictionary<VenueId, int> FillsByVenue { get; } = [];

    public long Fills => FillsByVenue.Values.Sum();

    public IReadOnlySet<string> ClientIds => _clientIds;

    public IReadOnlyCollection<ParentCount> Parents => _parents.Values;

    /// <summary>Limits and kill switches.</summary>
    public LimitWatch Limits { get; } = new();

    /// <summary>Replays records and checks after each; answers the fold.</summary>
    public ReplayFold Follow(IEnumerable<Runtime.Store.StoredEntry> records)
    {
        var fold = new ReplayFold();
        foreach (var entry in records)
        {
            if (!fold.Take(entry.Index, entry.Bytes, seen => See(seen, fold.State)))
            {
                throw new InvalidOperationException(fold.Divergence!.Text);
            }

            Check(fold.State, entry.Index);
        }

        return fold;
    }

    private void See(ReplayedRecord seen, RouterState state)
    {
        if (seen.Record.Input is { } input)
        {
            Limits.See(input);
        }
        else
        {
            Limits.See(seen.Record.Decision!, state.Now);
        }

        switch (seen.Record)
        {
            case { Input: ParentSubmitted submitted }:
                _parents.TryAdd(submitted.Order.Id, new(submitted.Order));
                break;
            case { Input: ParentAmended amended } when _parents.TryGetValue(amended.Parent, out var parent):
                parent.Amending = amended;
                break;
            case { Input: ChildChanged { Event: var happened } }:
                Happened(happened);
                break;
            case { Decision: Placed placed }:
                foreach (var child in placed.Children)
                {
                    Place(placed, child);
                }

                break;
            case { Decision: ParentEnded ended }:
                End(ended);
                break;
            case { Decision: Refused refused }:
                refused.Reason.Should().NotBeEmpty();
                if (_parents.TryGetValue(refused.Parent, out var kept))
                {
                    kept.Amending = null;
                }

                break;
            case { Decision: Alarmed alarmed }:
                throw new InvalidOperationException($"Day {day.Seed}: alarm at record {seen.Index}: {alarmed.Reason}");
            default:
                break;
        }
    }

    private void Happened(OrderEvent happened)
    {
        if (happened.Kind != OrderEventKind.Fill)
        {
            return;
        }

        var child = _children[happened.Child.Number];
        if (!child.Executions.Add(happened.ExecutionId))
        {
            return;
        }

        FillsByVenue[child.Order.Venue] = FillsByVenue.GetValueOrDefault(child.Order.Venue) + 1;
        child.Filled += happened.Quantity.Count;
        var (order, parent) = (child.Order, _parents[child.Order.Parent]);
        (order.Side == Side.Buy ? happened.Price <= order.Limit : happened.Price >= order.Limit).Should().BeTrue("a fill of child {0} is within its limit", order.Id);
        child.Filled.Should().BeLessThanOrEqualTo(order.Target.Count, "child {0} asked for no more", order.Id);
        parent.Filled += happened.Quantity.Count;
        var notional = Cost.Of(happened.Price, happened.Quantity);
        parent.Traded += order.Side == Side.Buy ? notional : -notional;
        parent.Fees += happened.Fee;
    }

    private void Place(Placed placed, ChildOrder child)
    {
        var (venue, parent) = (day.Venues.Single(one => one.Id == child.Venue), _parents[child.Parent]);
        _clientIds.Add(child.ClientId.Text).Should().BeTrue("client order ids are never used twice");
        _children.Add(child.Id.Number, new(child));
        Placed[child.Venue] = Placed.GetValueOrDefault(child.Venue) + 1;
        parent.Ended.Should().BeFalse("nothing is sent for a parent that is over");
        (child.Target.Count % venue.Definition.LotSize.Count).Should().Be(0);
        child.Target.Should().BeGreaterThanOrEqualTo(venue.Definition.MinimumQuantity);
        placed.Delta.Gap.Should().BeGreaterThanOrEqualTo(default(Cost));
        placed.Delta.Excluded.Any(excluded => excluded.Venue == child.Venue).Should().BeFalse();
    }

    private void End(ParentEnded ended)
    {
        var parent = _parents[ended.Parent];
        parent.Ended.Should().BeFalse("a parent ends once");
        parent.Ended = true;
        ended.Filled.Count.Should().Be(parent.Filled);
        (ended.Traded, ended.Fees).Should().Be((parent.Traded, parent.Fees));
        (ended.End == ParentEnd.Filled).Should().Be(ended.Filled >= (parent.Amending?.Quantity ?? parent.Order.Quantity));
        (ended.End == ParentEnd.NothingMore && ended.Limit == PlanLimit.None).Should().BeFalse("what is in the way is named");
    }

    // What the router says of its parents against what the records add up to. Runs after every record: plain comparisons.
    private void Check(RouterState state, long index)
    {
        foreach (var (order, filled, open) in state.WorkingParents)
        {
            var parent = _parents[order.Id];
            parent.Take(order);
            if (filled + open > order.Quantity)
            {
                throw new InvalidOperationException($"Record {index}: '{order.Id}' has {filled.Count} filled and {open.Count} working or possibly filled, of {order.Quantity.Count} asked.");
            }

            if (filled.Count != parent.Filled)
            {
                throw new InvalidOperationException($"Record {index}: '{order.Id}' has {filled.Count} filled, its fills add up to {parent.Filled}.");
            }
        }

        Limits.Check(state);
        foreach (var child in state.OpenChildren)
        {
            if (child.Filled > child.Target || !_venues.Contains(child.Venue))
            {
                throw new InvalidOperationException($"Record {index}: {child} is filled beyond its target, or at no venue of the day.");
            }
        }
    }

    internal sealed class ParentCount(ParentOrder order)
    {
        public ParentOrder Order { get; private set; } = order;

        public ParentAmended? Amending { get; set; }

        public long Filled { get; set; }

        public Cost Traded { get; set; }

        public Cost Fees { get; set; }

        public bool Ended { get; set; }

        // An amendment holds once the router shows it.
        public void Take(ParentOrder order) => (Order, Amending) = (order, null);
    }

    private sealed class ChildCount(ChildOrder order)
    {
        public ChildOrder Order { get; } = order;

        public HashSet<string> Executions { get; } = new(StringComparer.Ordinal);

        public long Filled { get; set; }
    }
}
