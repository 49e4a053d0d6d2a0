using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;

namespace ExoRoute.Routing;

// Limits and kill switches: what may be handed over, what may go out, and what is stopped.
public sealed partial class RouterState
{
    private readonly List<KillWork> _kills = []; // those whose children are not all over
    private readonly RiskState _risk;

    /// <summary>A router that knows nothing yet.</summary>
    public RouterState() => _risk = new(scope =>
    {
        var count = 0;
        foreach (var child in _children.Open)
        {
            count += !child.Order.IsClosed && scope.Reaches(child.Scope) ? 1 : 0;
        }

        return count;
    });

    // Whether a limit that has no room now may have some without a word from outside, or when another order is over.
    private bool MayGetRoom => _risk.NextRoom(_now) is not null || (_risk.CountsOpenOrders && _children.Open.Count > 0);

    private void OnRules(RiskRulesChanged changed)
    {
        var faults = changed.Faults().Take(3).Select(fault => (RefusalCode.FaultyRules, fault)).ToList();
        if (changed.By == default)
        {
            faults.Insert(0, (RefusalCode.NobodyNamed, $"{RefusalCode.NobodyNamed.Sentence()} Limits are set by somebody; those before still hold."));
        }

        if (!IsRefused(default, faults))
        {
            _risk.Set(changed.Rules, changed.DayBegins);
            WorkOnAll();
        }
    }

    private void OnPosition(PositionTold told) =>
        _risk.TallyOf(new() { Instrument = told.Instrument, Desk = told.Desk, Trader = told.Trader, Client = told.Client }).Net = told.Net;

    private void OnKill(KillSwitched kill)
    {
        _risk.Kill(kill.Scope);
        var work = new KillWork(_sequence, _now);
        foreach (var child in _children.Open.ToArray())
        {
            if (!child.Order.IsClosed && kill.Scope.Reaches(child.Scope))
            {
                work.Add(child);
                Cancel(child);
            }
        }

        _kills.Add(work);
        foreach (var parent in _working)
        {
            parent.Killed |= kill.Scope.Reaches(parent.Tally.Who);
        }

        WorkOnAll();
        ReportKills();
    }

    private void OnRelease(KillReleased release)
    {
        var (code, reason) = release.By == default ? (RefusalCode.NobodyNamed, "A kill switch is released by somebody; it stays on.")
            : !_risk.Release(release.Scope) ? (RefusalCode.NoSuchKill, $"Nothing was released: no kill switch is on for {release.Scope}.")
            : (RefusalCode.None, "");
        if (code != RefusalCode.None)
        {
            _decisions.Add(new Refused(_sequence, LogicVersion, default, code, $"{code.Sentence()} {reason}"));
            return;
        }

        WorkOnAll();
    }

    // Whether the limits let an order in; what they say is decided on.
    private bool MayTrade(ParentWork parent, ParentOrder order, bool isNew)
    {
        parent.MarketTwice = MarketTwice(order.Instrument);
        var asked = Of(parent, order);
        if (!_risk.IsIdle)
        {
            var others = _working.Where(other => other != parent && !other.IsOver).Select(other => Of(other, other.Order)).ToList();
            var breaches = _risk.Check(asked, others, isNew, _now);
            if (breaches.Exists(breach => !breach.Soft))
            {
                IsRefused(order.Id, [.. breaches.Where(breach => !breach.Soft).Select(breach => (breach.Code, breach.Reason))]);
                return false;
            }

            foreach (var breach in breaches)
            {
                _decisions.Add(new Remarked(_sequence, LogicVersion, order.Id, breach.Code, breach.Reason));
            }
        }

        _risk.Took(in asked, _now);
        return true;
    }

    // Messages count against limits; soft ones are remarked on.
    private void Count(ChildOrder[] children)
    {
        foreach (var order in children)
        {
            _risk.Sent(_children.Find(order.Id.Number)!.Scope, _now);
        }

        foreach (var order in children)
        {
            foreach (var remark in _risk.Remarks(_children.Find(order.Id.Number)!.Scope, order.Side == Side.Buy, order.Target, order.Limit, MarketTwice(order.Instrument), _now))
            {
                _decisions.Add(new Remarked(_sequence, LogicVersion, order.Parent, remark.Code, remark.Reason));
            }
        }
    }

    // A child that turned out to live within a kill is cancelled; one that ended leaves room to others.
    private void AfterStep(ChildWork child)
    {
        if (!child.Order.IsClosed && _risk.KilledBy(child.Scope) is not null)
        {
            Cancel(child);
        }
        else if (child.Order.IsClosed && _risk.CountsOpenOrders)
        {
            WorkOnAll();
        }
    }

    private void EndKills(ChildWork child)
    {
        foreach (var kill in _kills)
        {
            kill.End(child, _now);
        }

        ReportKills();
    }

    private void ReportKills()
    {
        foreach (var kill in _kills)
        {
            if (kill.IsOver)
            {
                _decisions.Add(new KillCompleted(_sequence, LogicVersion, kill.Number, kill.Took, kill.Children));
            }
        }

        _kills.RemoveAll(static kill => kill.IsOver);
    }

    private void WorkOnAll()
    {
        for (var i = 0; i < _working.Count; i++)
        {
            Work(_working[i]);
        }

        Sweep();
    }

    /// <summary>Twice the market's price: the median of the middles of all books that are not broken, the lower of two. 0 where there is none.</summary>
    private long MarketTwice(InstrumentId instrument)
    {
        var books = _nodes[instrument];
        Span<long> middles = books.Count <= 64 ? stackalloc long[64] : new long[books.Count];
        var count = 0;
        foreach (var book in books)
        {
            if (book is { HasBook: true, Status: not BookStatus.Broken, Bids.Count: > 0, Asks.Count: > 0 })
            {
                middles[count++] = book.Bids[0].Price.Count + book.Asks[0].Price.Count;
            }
        }

        middles[..count].Sort();
        return count == 0 ? 0 : middles[(count - 1) / 2];
    }

    private RiskOrder Of(ParentWork parent, ParentOrder order) =>
        new(parent.Tally.Who, order.Side == Side.Buy, order.Quantity.Count, Math.Max(0, (order.Quantity - parent.Filled).Count), order.Limit.Count)
        {
            MarketTwice = parent.MarketTwice,
            Money = MoneyOf(order.Instrument),
        };

    private RiskMoney MoneyOf(InstrumentId instrument)
    {
        var definition = _nodes[instrument][0].Definition; // of one node: all have the same units and assets
        return new(definition.QuoteAsset, definition.Units.PriceDecimals + definition.Units.QuantityDecimals + 6);
    }

    private static RiskScope ScopeOf(ParentOrder order) => new() { Instrument = order.Instrument, Desk = order.Desk, Trader = order.Trader, Client = order.Client };
}
