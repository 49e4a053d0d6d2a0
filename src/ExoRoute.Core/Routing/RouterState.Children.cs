using System.Runtime.InteropServices;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;

namespace ExoRoute.Routing;

// Child orders: how they come to be, what happens to them, and what follows from it for books and parents.
public sealed partial class RouterState
{
    private const int AskedBeforeAlarm = 3;

    private void OnChild(OrderEvent happened)
    {
        if (_children.Find(happened.Child.Number) is not { } child)
        {
            Alarm(happened.Child, $"A venue says {happened.Kind} of child {happened.Child}, which was never decided.");
            return;
        }

        if (happened.Kind is OrderEventKind.Fill or OrderEventKind.Bust)
        {
            if (!child.CanBe(happened))
            {
                Alarm(happened.Child, FormattableString.Invariant(
                    $"Child {happened.Child} at '{child.Order.Venue}': a {happened.Kind} of {happened.Quantity.Count} at {happened.Price.Count} cannot be; it is not booked."));
                return;
            }

            if (child.Knows(happened))
            {
                return; // the same execution again
            }
        }
        else if (happened.Kind == OrderEventKind.NotFound && (child.TimesAsked == 0 || _now < child.Order.DecidedAt.Plus(child.Order.SendOffset + _settings.AnswerWithin)))
        {
            return; // the order may still be on its way: believed only when asked for, and when it had the time to arrive
        }

        Step(child, happened);
        if (!_risk.IsIdle)
        {
            AfterStep(child);
        }

        Work(child.Parent);
        Sweep();
    }

    // One event on one child, with all that follows from it for the books and the parent.
    private void Step(ChildWork child, OrderEvent happened)
    {
        var before = child.Order;
        if (before.Apply(happened, _now) is not { } after)
        {
            Alarm(before.Id, $"Child {before.Id} at '{before.Venue}' is {before.State}; {happened.Kind} cannot follow, and nothing was changed.");
            return;
        }

        child.Order = after;
        child.Remember(happened);
        child.CancelSent &= before.State != OrderState.Unknown || after.State is not (OrderState.Live or OrderState.PartlyFilled); // that cancel was lost
        child.Parent.Moved(before, after);
        if (after != before)
        {
            child.AskAt = _now.Plus(_settings.AnswerWithin); // an answer that tells nothing new does not hasten the next question
        }

        if (happened.Kind == OrderEventKind.Fill)
        {
            child.Parent.Booked(happened.Quantity, happened.Price, happened.Fee);
            child.Parent.Tally.Book(after.Side == Side.Buy, happened.Quantity, happened.Price, MoneyOf(after.Instrument), back: false);
            if (after.Filled > after.Target)
            {
                Alarm(after.Id, FormattableString.Invariant(
                    $"Child {after.Id} at '{after.Venue}' is filled with {after.Filled.Count} of {after.Target.Count} asked; all of it is booked."));
            }
            else if (child.Parent.Filled > child.Parent.Order.Quantity)
            {
                Alarm(after.Id, FormattableString.Invariant(
                    $"Parent '{after.Parent}' is filled with {child.Parent.Filled.Count} of {child.Parent.Order.Quantity.Count} asked, by child {after.Id} at '{after.Venue}'; all of it is booked."));
            }
            else if (child.Parent.IsOver)
            {
                Alarm(after.Id, FormattableString.Invariant(
                    $"Child {after.Id} at '{after.Venue}' filled {happened.Quantity.Count} after its parent '{after.Parent}' had ended; it is booked."));
            }
        }
        else if (happened.Kind == OrderEventKind.Bust)
        {
            child.Parent.Unbooked(happened.Quantity, happened.Price, happened.Fee);
            child.Parent.Tally.Book(after.Side == Side.Buy, happened.Quantity, happened.Price, MoneyOf(after.Instrument), back: true);
            if (child.Parent.IsOver)
            {
                Alarm(after.Id, FormattableString.Invariant(
                    $"'{after.Venue}' took back {happened.Quantity.Count} of child {after.Id} after its parent '{after.Parent}' had ended; it is booked."));
            }
        }

        if (!before.IsClosed && after.IsClosed)
        {
            child.TimesAsked = 0; // what is asked from here on is another question: where the fills are that the venue counted
            Close(child, before.Open, after);
            EndKills(child);
        }

        _children.SetOpen(child, !after.IsClosed || after.Open > Lots.Zero);
    }

    private void Close(ChildWork child, Lots left, ChildOrder after)
    {
        var side = child.Book.Against(after.Side);
        switch (after.State)
        {
            case OrderState.Expired:
                side.Exhaust(after.Limit);
                break;
            case OrderState.Rejected:
                side.GiveBack(left, child.Reach);
                child.Parent.Rejected(after.Venue, _now.Plus(_settings.RestAfterReject));
                break;
            case OrderState.Canceled:
                side.GiveBack(left, child.Reach);
                break;
            default:
                return;
        }

        child.Book.Version++;
    }

    private void Place(ParentWork parent, PlanQuestion question, PlanDelta delta)
    {
        if (Planner.Certify(question, delta) is { } wrong)
        {
            Alarm(default, $"Plan {delta.Number} of '{delta.Parent}' is not sent: its certificate does not hold. {wrong}");
            return;
        }

        var children = new ChildOrder[delta.Changes.Length];
        for (var i = 0; i < children.Length; i++)
        {
            var change = delta.Changes[i];
            var book = Find(parent.Order.Instrument, change.Venue)!;
            var id = new ChildId(_children.Count + 1);
            var order = new ChildOrder
            {
                Id = id,
                ClientId = ClientOrderId.For(_storeId, _epoch & ClientOrderId.MaxEpoch, id),
                Parent = parent.Order.Id,
                Venue = change.Venue,
                Instrument = parent.Order.Instrument,
                Side = parent.Order.Side,
                Target = change.Quantity,
                Limit = change.Limit,
                SendOffset = change.SendOffset,
                DecidedAt = _now,
            };
            var reach = new Ticks(change.Limit.Count - (order.Side == Side.Buy ? change.Discretion.Count : -change.Discretion.Count));
            children[i] = order;
            _children.Add(new(order, parent, book) { Reach = reach, AskAt = _now.Plus(order.SendOffset + _settings.AnswerWithin) });
            parent.Moved(null, order);
            parent.Children++;
            book.Against(order.Side).Take(order.Target, reach);
            book.Version++;
        }

        parent.Plans = delta.Number;
        _decisions.Add(new Placed(_sequence, LogicVersion, delta, ImmutableCollectionsMarshal.AsImmutableArray(children)));
        if (!_risk.IsIdle)
        {
            Count(children);
        }
    }

    private void CancelChildren(ParentWork parent)
    {
        foreach (var child in _children.Open.ToArray())
        {
            if (child.Parent == parent)
            {
                Cancel(child);
            }
        }
    }

    // Once; where the outcome is unknown the question comes first, and a cancel when it turns out to live.
    private void Cancel(ChildWork child)
    {
        if (!child.CancelSent && !child.Order.IsClosed && child.Order.State != OrderState.Unknown)
        {
            child.CancelSent = true;
            Step(child, new OrderEvent { Child = child.Order.Id, Kind = OrderEventKind.CancelRequest });
            _decisions.Add(new CancelSent(_sequence, LogicVersion, child.Order.Id));
            _risk.Sent(child.Scope, _now);
        }
    }

    // The venue was silent, or we were away: the outcome is unknown until it answers by the child's own name.
    private void Ask(ChildWork child)
    {
        if (!child.Order.IsClosed && child.Order.State != OrderState.Unknown)
        {
            Step(child, new OrderEvent { Child = child.Order.Id, Kind = OrderEventKind.Lost });
        }

        if (child.Order.IsClosed && child.TimesAsked == AskedBeforeAlarm)
        {
            Alarm(child.Order.Id, FormattableString.Invariant(
                $"Child {child.Order.Id} at '{child.Order.Venue}' is over; the venue counted {child.Order.Claimed.Count} traded, its fills hold {child.Order.Filled.Count}, and {AskedBeforeAlarm} questions brought no other. It stays possibly filled, and is asked about ever more rarely."));
        }

        var patience = Math.Min(child.TimesAsked++, 6);
        child.AskAt = _now.Plus(_settings.AnswerWithin << patience);
        _decisions.Add(new Asked(_sequence, LogicVersion, child.Order.Id));
        _risk.Sent(child.Scope, _now);
    }
}
