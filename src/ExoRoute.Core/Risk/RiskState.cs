using System.Collections.Immutable;

namespace ExoRoute.Risk;

/// <summary>The limits in force, the kill switches that are on, and all that is counted against them.</summary>
/// <param name="openWithin">How many child orders are open within a scope.</param>
/// <remarks>Pure and single-threaded, as the state that owns it. Costs nothing where no rule is set.</remarks>
internal sealed class RiskState(Func<RiskScope, int> openWithin)
{
    private readonly List<RiskScope> _kills = [];
    private readonly List<RiskTally> _tallies = []; // in the order they came
    private readonly Dictionary<RiskScope, RiskTally> _tallyOf = []; // looked up only
    private readonly List<Handed> _handed = []; // orders within the longest duplicate window, oldest first
    private MessageWindow[] _windows = []; // one a rule, empty but for message rates
    private ImmutableArray<RiskRule> _rules = [];

    /// <summary>Whether nothing is limited and nothing is killed.</summary>
    internal bool IsIdle => _rules.IsEmpty && _kills.Count == 0;

    /// <summary>Whether some limit counts open child orders: what one order leaves, another may wait for.</summary>
    internal bool CountsOpenOrders { get; private set; }

    /// <summary>Sets the limits anew; what equal ones counted goes on.</summary>
    internal void Set(ImmutableArray<RiskRule> rules, bool dayBegins)
    {
        var windows = new MessageWindow[rules.Length];
        for (var i = 0; i < rules.Length; i++)
        {
            windows[i] = _rules.IndexOf(rules[i]) is var before and >= 0 ? _windows[before] : new();
        }

        (_rules, _windows, CountsOpenOrders) = (rules, windows, rules.Any(rule => rule.Limit == RiskLimit.OpenOrders));
        foreach (var tally in _tallies)
        {
            tally.Moved = dayBegins ? 0 : tally.Moved;
        }
    }

    /// <summary>Switches off a scope. Twice is once.</summary>
    internal void Kill(in RiskScope scope)
    {
        if (!_kills.Contains(scope))
        {
            _kills.Add(scope);
        }
    }

    /// <summary>Switches a scope on again; false where it was not off.</summary>
    internal bool Release(in RiskScope scope) => _kills.Remove(scope);

    /// <summary>The kill that reaches an order, or what of it goes to a venue; null where none does.</summary>
    internal RiskScope? KilledBy(in RiskScope one)
    {
        foreach (var kill in _kills)
        {
            if (kill.Reaches(in one))
            {
                return kill;
            }
        }

        return null;
    }

    /// <summary>Whether a venue is forbidden for an order.</summary>
    internal bool Forbids(in RiskScope child)
    {
        foreach (var rule in _rules)
        {
            if (rule is { Limit: RiskLimit.Restricted, Soft: false } && rule.Scope.Reaches(in child))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tightest hard value of a limit that reaches a child order; null where none does.</summary>
    internal Int128? Tightest(RiskLimit limit, in RiskScope child)
    {
        Int128? least = null;
        foreach (var rule in _rules)
        {
            if (rule.Limit == limit && !rule.Soft && rule.Scope.Reaches(in child) && (least is null || rule.Value < least))
            {
                least = rule.Value;
            }
        }

        return least;
    }

    /// <summary>How many child orders may go out now, by the hard limits on messages and open orders.</summary>
    /// <param name="child">What is to go to a venue.</param>
    /// <param name="ofVenue">Whether the limits that name a venue are asked, or those that name none.</param>
    /// <param name="now">The time.</param>
    internal int Room(in RiskScope child, bool ofVenue, Stamp now)
    {
        var room = int.MaxValue;
        for (var i = 0; i < _rules.Length; i++)
        {
            var rule = _rules[i];
            if (!rule.Soft && rule.Limit is RiskLimit.OpenOrders or RiskLimit.MessageRate && (rule.Scope.Venue != default) == ofVenue && rule.Scope.Reaches(in child))
            {
                var used = rule.Limit == RiskLimit.OpenOrders ? openWithin(rule.Scope) : _windows[i].Count(now, rule.Window);
                room = Math.Min(room, Math.Max(0, (int)rule.Value - used));
            }
        }

        return room;
    }

    /// <summary>When a window that is full has room again; null where none is full.</summary>
    internal Stamp? NextRoom(Stamp now)
    {
        Stamp? next = null;
        for (var i = 0; i < _rules.Length; i++)
        {
            if (_rules[i] is { Limit: RiskLimit.MessageRate, Soft: false } rule && _windows[i].Count(now, rule.Window) >= (int)rule.Value)
            {
                var room = _windows[i].RoomAt((int)rule.Value, rule.Window);
                next = next is null || room < next ? room : next;
            }
        }

        return next;
    }

    /// <summary>A message goes to a venue.</summary>
    internal void Sent(in RiskScope child, Stamp now)
    {
        for (var i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Limit == RiskLimit.MessageRate && _rules[i].Scope.Reaches(in child))
            {
                _windows[i].Add(now, _rules[i].Window);
            }
        }
    }

    /// <summary>What soft limits remark on a child order that went out.</summary>
    internal IEnumerable<RiskBreach> Remarks(RiskScope child, bool buys, Lots quantity, Ticks price, long marketTwice, Stamp now)
    {
        for (var i = 0; i < _rules.Length; i++)
        {
            var rule = _rules[i];
            if (!rule.Soft || !rule.Scope.Reaches(in child))
            {
                continue;
            }

            Int128 used;
            switch (rule.Limit)
            {
                case RiskLimit.Restricted when rule.Scope.Venue != default:
                    yield return RiskBreach.Of(RefusalCode.Restricted, rule);
                    break;
                case RiskLimit.ChildQuantity when quantity.Count > rule.Value:
                    yield return RiskBreach.Of(RefusalCode.ChildQuantity, rule, quantity.Count);
                    break;
                case RiskLimit.PriceCollar when marketTwice > 0 && IsBeyond(buys, price.Count, marketTwice, (long)rule.Value):
                    yield return RiskBreach.Of(RefusalCode.PriceCollar, rule, price.Count);
                    break;
                case RiskLimit.OpenOrders when (used = openWithin(rule.Scope)) > rule.Value:
                    yield return RiskBreach.Of(RefusalCode.OpenOrders, rule, used);
                    break;
                case RiskLimit.MessageRate when (used = _windows[i].Count(now, rule.Window)) > rule.Value:
                    yield return RiskBreach.Of(RefusalCode.MessageRate, rule, used);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Every limit that an order would pass, hard and soft.</summary>
    /// <param name="order">The order.</param>
    /// <param name="working">The other orders that are not over.</param>
    /// <param name="isNew">Whether it was handed over just now, or amended.</param>
    /// <param name="now">The time.</param>
    internal List<RiskBreach> Check(RiskOrder order, IReadOnlyList<RiskOrder> working, bool isNew, Stamp now)
    {
        List<RiskBreach> breaches = [];
        if (KilledBy(order.Who) is { } kill)
        {
            breaches.Add(new(RefusalCode.KillSwitch, false, $"{RefusalCode.KillSwitch.Sentence()} It reaches {kill}."));
        }

        foreach (var rule in _rules)
        {
            if (rule.Scope.Reaches(order.Who) && Passed(rule, order, working, isNew, now) is { } breach)
            {
                breaches.Add(breach);
            }
        }

        return breaches;
    }

    /// <summary>An order was taken: the same again is a duplicate.</summary>
    internal void Took(in RiskOrder order, Stamp now)
    {
        var longest = 0L;
        foreach (var rule in _rules)
        {
            longest = rule.Limit == RiskLimit.DuplicateWindow ? Math.Max(longest, rule.Window) : longest;
        }

        _handed.RemoveAll(handed => now.Since(handed.At) >= longest);
        if (longest > 0)
        {
            _handed.Add(new(now, order.Who, order.Buys, order.Quantity, order.Limit));
        }
    }

    /// <summary>What the parties of an order hold and moved in its instrument.</summary>
    internal RiskTally TallyOf(in RiskScope who)
    {
        if (!_tallyOf.TryGetValue(who, out var tally))
        {
            _tallies.Add(_tallyOf[who] = tally = new(who));
        }

        return tally;
    }

    /// <summary>Whether a price lies further from the market than so many millionths of it, on the side that costs.</summary>
    internal static bool IsBeyond(bool buys, long price, long marketTwice, long ppm) => buys
        ? (Int128)price * 2 * Million > (Int128)marketTwice * (Million + ppm)
        : (Int128)price * 2 * Million < (Int128)marketTwice * (Million - ppm);

    /// <summary>The first price that lies beyond; 0 where none does.</summary>
    internal static long FirstBeyond(bool buys, long marketTwice, long ppm)
    {
        var scaled = (Int128)marketTwice * (buys ? Million + ppm : Million - ppm);
        return buys ? (long)(scaled / (2 * Million)) + 1 : (long)((scaled + (2 * Million) - 1) / (2 * Million)) - 1;
    }

    private RiskBreach? Passed(RiskRule rule, in RiskOrder order, IReadOnlyList<RiskOrder> working, bool isNew, Stamp now)
    {
        switch (rule.Limit)
        {
            case RiskLimit.Restricted:
                return RiskBreach.Of(RefusalCode.Restricted, rule);
            case RiskLimit.OrderQuantity:
                return Above(order.Quantity, RefusalCode.OrderQuantity);
            case RiskLimit.OrderNotional:
                return order.Worth(order.Quantity) is { } worth ? Above(worth, RefusalCode.OrderNotional) : RiskBreach.Of(RefusalCode.NoReferencePrice, rule);
            case RiskLimit.PriceCollar:
                return order is { Limit: > 0, MarketTwice: > 0 } && IsBeyond(order.Buys, order.Limit, order.MarketTwice, (long)rule.Value)
                    ? RiskBreach.Of(RefusalCode.PriceCollar, rule, order.Limit)
                    : null;
            case RiskLimit.DuplicateWindow:
                return isNew && IsDuplicate(order, rule.Window, now) ? RiskBreach.Of(RefusalCode.DuplicateOrder, rule) : null;
            case RiskLimit.Position:
                return Above(PositionWith(rule.Scope, order, working), RefusalCode.Position);
            case RiskLimit.Credit:
                return !string.Equals(rule.Asset, order.Money.Asset, StringComparison.Ordinal) ? null
                    : CreditWith(rule, order, working) is { } bound ? Above(bound, RefusalCode.Credit)
                    : RiskBreach.Of(RefusalCode.NoReferencePrice, rule);
            default:
                return null; // of child orders: when they go out
        }

        RiskBreach? Above(Int128 value, RefusalCode code) => value > rule.Value ? RiskBreach.Of(code, rule, value) : null;
    }

    private bool IsDuplicate(in RiskOrder order, long window, Stamp now)
    {
        for (var i = _handed.Count - 1; i >= 0 && now.Since(_handed[i].At) < window; i--)
        {
            if (_handed[i] == new Handed(_handed[i].At, order.Who, order.Buys, order.Quantity, order.Limit))
            {
                return true;
            }
        }

        return false;
    }

    // How far from flat it could come, on the side that the order moves to.
    private Int128 PositionWith(in RiskScope scope, in RiskOrder order, IReadOnlyList<RiskOrder> working)
    {
        Int128 net = order.Buys ? order.Left : -(Int128)order.Left;
        foreach (var tally in _tallies)
        {
            net += scope.Reaches(tally.Who) ? tally.Net : 0;
        }

        foreach (var other in working)
        {
            net += other.Buys == order.Buys && scope.Reaches(other.Who) ? (other.Buys ? other.Left : -(Int128)other.Left) : 0;
        }

        return order.Buys ? net : -net;
    }

    private Int128? CreditWith(RiskRule rule, in RiskOrder order, IReadOnlyList<RiskOrder> working)
    {
        if (order.Worth(order.Left) is not { } own)
        {
            return null;
        }

        var bound = order.Money.Common(own);
        foreach (var tally in _tallies)
        {
            bound += rule.Scope.Reaches(tally.Who) && string.Equals(tally.Asset, rule.Asset, StringComparison.Ordinal) ? tally.Moved : 0;
        }

        foreach (var other in working)
        {
            bound += rule.Scope.Reaches(other.Who) && string.Equals(other.Money.Asset, rule.Asset, StringComparison.Ordinal)
                ? other.Money.Common(other.Worth(other.Left) ?? 0)
                : 0;
        }

        return bound;
    }

    private const long Million = 1_000_000;

    private readonly record struct Handed(Stamp At, RiskScope Who, bool Buys, long Quantity, long Limit);
}
