using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Cli.Output;

/// <summary>What a store holds of a session, found by replaying it: the parents, their plans and fills, and whether the replay is the same.</summary>
internal sealed class SessionReport
{
    private readonly Dictionary<ParentId, ParentReport> _byId = []; // looked up only
    private readonly Dictionary<ParentId, PlanComparison> _compared = [];
    private readonly List<ParentReport> _parents = [];
    private readonly List<string> _alarms = [];

    private SessionReport()
    {
    }

    /// <summary>The replay.</summary>
    internal ReplayFold Fold { get; private set; } = new();

    /// <summary>Root of the store's own tree.</summary>
    internal Sha256Digest StoreRoot { get; private set; }

    /// <summary>Records in the store.</summary>
    internal long Records { get; private set; }

    /// <summary>Parent orders, in the order they came.</summary>
    internal IReadOnlyList<ParentReport> Parents => _parents;

    /// <summary>What was wrong that nobody asked for.</summary>
    internal IReadOnlyList<string> Alarms => _alarms;

    /// <summary>Units and names.</summary>
    internal RecordContext Context { get; } = new();

    /// <summary>Whether every decision came out the same, byte for byte, and the root with them.</summary>
    internal bool IsIdentical => Fold.Matches(StoreRoot);

    /// <summary>Replays a store.</summary>
    /// <param name="medium">Where it lies.</param>
    /// <param name="progress">Told how many records were taken; may be null.</param>
    /// <exception cref="ChainBrokenException">It is damaged.</exception>
    internal static SessionReport Of(IStoreMedium medium, Action<long>? progress = null)
    {
        var report = new SessionReport();
        report.Fold = ReplayFold.Run(report.Entries(medium, progress), report.See, state => state.PlanSeen = report.Compare);
        return report;
    }

    private IEnumerable<StoredEntry> Entries(IStoreMedium medium, Action<long>? progress)
    {
        foreach (var entry in StoreReader.Read(medium))
        {
            (Records, StoreRoot) = (entry.Index + 1, entry.Frame.Header.RootAfter);
            progress?.Invoke(Records);
            yield return entry;
        }
    }

    private void Compare(PlanQuestion question, PlanDelta delta)
    {
        if (!delta.Changes.IsEmpty)
        {
            _compared[delta.Parent] = PlanComparison.Of(question, delta);
        }
    }

    private void See(ReplayedRecord seen)
    {
        var record = seen.Record;
        Context.See(record);
        switch (record)
        {
            case { Input: ParentSubmitted submitted } when !_byId.ContainsKey(submitted.Order.Id):
                var parent = new ParentReport(submitted.Order, record.At, Context.Instrument(submitted.Order.Instrument));
                _byId.Add(submitted.Order.Id, parent);
                _parents.Add(parent);
                break;
            case { Input: ChildChanged { Event: var happened } } when Context.Child(happened.Child) is { } child && _byId.TryGetValue(child.Parent, out var owner):
                owner.Happened(child, happened);
                break;
            case { Decision: Placed placed } when _byId.TryGetValue(placed.Delta.Parent, out var owner):
                owner.Plans.Add(new(seen.Index, placed, _compared.GetValueOrDefault(placed.Delta.Parent)));
                break;
            case { Decision: ParentEnded ended } when _byId.TryGetValue(ended.Parent, out var owner):
                owner.Ended = ended;
                break;
            case { Decision: Refused refused } when _byId.TryGetValue(refused.Parent, out var owner):
                owner.Refusals.Add(refused.Reason);
                break;
            case { Decision: Alarmed alarmed }:
                _alarms.Add(alarmed.Reason);
                break;
            default:
                break;
        }
    }
}

/// <summary>A plan with what its quantity would have cost otherwise.</summary>
/// <param name="Index">Its record.</param>
/// <param name="Placed">The decision.</param>
/// <param name="Comparison">Against the best single venue and pro rata on the same books.</param>
internal sealed record PlanReport(long Index, Placed Placed, PlanComparison? Comparison);

/// <summary>What traded at one venue.</summary>
internal sealed record VenueFills(Lots Quantity, Cost Notional, Cost Fees, int Fills);

/// <summary>What became of one parent order.</summary>
internal sealed class ParentReport(ParentOrder order, Stamp at, InstrumentDefinition? listing)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly SortedDictionary<VenueId, VenueFills> _venues = [];

    /// <summary>The order as it was handed over.</summary>
    internal ParentOrder Order => order;

    /// <summary>When.</summary>
    internal Stamp At => at;

    /// <summary>Its amounts' units.</summary>
    internal InstrumentUnits Units { get; } = listing?.Units ?? default;

    /// <summary>What it pays in.</summary>
    internal string Quote { get; } = listing?.QuoteAsset ?? "";

    /// <summary>Its plans.</summary>
    internal List<PlanReport> Plans { get; } = [];

    /// <summary>What was refused.</summary>
    internal List<string> Refusals { get; } = [];

    /// <summary>How it ended; null while it works, or when it was refused.</summary>
    internal ParentEnded? Ended { get; set; }

    /// <summary>What traded, by venue.</summary>
    internal IReadOnlyDictionary<VenueId, VenueFills> Venues => _venues;

    /// <summary>What traded in all.</summary>
    internal VenueFills Total => _venues.Values.Aggregate(
        new VenueFills(default, default, default, 0), static (sum, one) => new(sum.Quantity + one.Quantity, sum.Notional + one.Notional, sum.Fees + one.Fees, sum.Fills + one.Fills));

    /// <summary>In a word: an end, "refused" or "working".</summary>
    internal string State => Ended is { } ended ? RecordWords.Tell(ended.End) : Plans.Count == 0 && Refusals.Count > 0 ? "refused" : "working";

    /// <summary>Adds up what the plans expected, and what their quantities would have cost at the single best venue and pro rata, where all of them can be compared.</summary>
    internal (Cost Planned, Cost? Single, Cost? ProRata) Compared()
    {
        var (planned, single, proRata) = (new Cost(), (Cost?)new Cost(), (Cost?)new Cost());
        foreach (var plan in Plans)
        {
            planned += plan.Placed.Delta.Cost;
            single = single is { } a && plan.Comparison?.SingleCost is { } b ? a + b : null;
            proRata = proRata is { } c && plan.Comparison?.ProRataCost is { } d ? c + d : null;
        }

        return (planned, single, proRata);
    }

    internal void Happened(ChildOrder child, OrderEvent happened)
    {
        var sign = happened.Kind switch
        {
            OrderEventKind.Fill => 1,
            OrderEventKind.Bust => -1,
            _ => 0,
        };
        if (sign == 0 || happened.Quantity.Count < 1 || happened.Price.Count < 1 || (happened.ExecutionId.Length > 0 && !_seen.Add($"{child.Id}/{happened.Kind}/{happened.ExecutionId}")))
        {
            return;
        }

        var before = _venues.GetValueOrDefault(child.Venue) ?? new(default, default, default, 0);
        _venues[child.Venue] = new(
            new(before.Quantity.Count + (sign * happened.Quantity.Count)),
            new(before.Notional.Count + (sign * Cost.Of(happened.Price, happened.Quantity).Count)),
            new(before.Fees.Count + (sign * happened.Fee.Count)),
            before.Fills + sign);
    }
}
