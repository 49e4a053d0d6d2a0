using ExoRoute.Orders;
using ExoRoute.Routing;
using Microsoft.Extensions.Logging;

namespace ExoRoute.Runtime;

// What is done once a decision is flushed.
public sealed partial class Router
{
    private void Send(Decision decision, TaskCompletionSource<ParentOutcome>? refusal)
    {
        switch (decision)
        {
            case Placed placed:
                _metrics.Planned(placed.Delta);
                var from = _time.GetTimestamp();
                foreach (var child in placed.Children)
                {
                    _sent.Add(child.Id.Number);
                    if (child.SendOffset > 0)
                    {
                        _heldBack.Add(from, child);
                    }
                    else
                    {
                        Call(child, Venue(child).SendAsync, sent: true);
                    }
                }

                break;
            case CancelSent cancel when _state.Child(cancel.Child) is { } child:
                if (!_bypassed.Remove(child.Id.Number)) // else it went out while the store had no space
                {
                    Cancel(child);
                }

                break;
            case Asked asked when _state.Child(asked.Child) is { } child:
                if (!Withdraw(child)) // what is asked about is not sent any more
                {
                    LogAsked(_log, child.Id.Number, child.Venue.Name);
                    Call(child, Venue(child).QueryAsync);
                }

                break;
            case ParentEnded ended:
                LogEnded(_log, ended.Parent.Name, ended.End, ended.Filled.Count, ended.Limit);
                if (_outcomes.Remove(ended.Parent, out var outcome))
                {
                    outcome.TrySetResult(new(ended, null));
                }

                break;
            case Refused refused:
                LogRefused(_log, refused.Parent.Name, refused.Reason);
                refusal?.TrySetResult(new(null, refused.Reason));
                break;
            case Remarked remarked:
                LogRemarked(_log, remarked.Parent.Name, remarked.Reason);
                break;
            case KillCompleted killed:
                LogKilled(_log, killed.Kill, killed.Children.Length, killed.Took);
                break;
            case Alarmed alarmed:
                _metrics.Alarmed();
                LogAlarm(_log, alarmed.Reason);
                break;
            default:
                break;
        }
    }

    private IVenue Venue(ChildOrder child) => _venues.TryGetValue(child.Venue, out var venue) ? venue : new Gone(child.Venue);

    private void Cancel(ChildOrder child)
    {
        if (!Withdraw(child))
        {
            Call(child, Venue(child).CancelAsync);
        }
    }

    // A child that is still held back never left: it ends here, for certain, and the venue hears nothing of it.
    private bool Withdraw(ChildOrder child)
    {
        if (!_heldBack.Remove(child.Id))
        {
            return false;
        }

        Happened(child.Venue, new OrderEvent { Child = child.Id, Kind = OrderEventKind.CancelAck, FilledInAll = Lots.Zero, Reason = "held back, never sent" });
        return true;
    }

    // A venue's call that fails leaves the outcome open: whatever was thrown, the order may be there.
    private void Call(ChildOrder child, Func<ChildOrder, CancellationToken, ValueTask> call, bool sent = false)
    {
        ValueTask pending;
        try
        {
            pending = call(child, _closing.Token);
        }
#pragma warning disable CA1031 // a foreign adapter: whatever it throws is an unknown outcome, never the router's end
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            Lose(child, thrown);
            return;
        }

        if (pending.IsCompletedSuccessfully)
        {
            Tell(child, sent);
        }
        else
        {
            _ = Await(pending, child, sent);
        }
    }

    private async Task Await(ValueTask pending, ChildOrder child, bool sent)
    {
        try
        {
            await pending.ConfigureAwait(false);
            Tell(child, sent);
        }
#pragma warning disable CA1031 // as above
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            Lose(child, thrown);
        }
    }

    private void Tell(ChildOrder child, bool sent)
    {
        if (sent)
        {
            Happened(child.Venue, new OrderEvent { Child = child.Id, Kind = OrderEventKind.Sent });
        }
    }

    private void Lose(ChildOrder child, Exception thrown)
    {
        LogLost(_log, child.Id.Number, child.Venue.Name, thrown.Message);
        Happened(child.Venue, new OrderEvent { Child = child.Id, Kind = OrderEventKind.Lost, Reason = thrown.GetType().Name });
    }

    // A venue that the store knows and this host did not register: its children stay unknown.
    private sealed class Gone(VenueId id) : IVenue
    {
        public VenueId Id => id;

        public VenueCapabilities Capabilities { get; } = new() { Query = false };

        public void Attach(IVenueSink sink)
        {
        }

        public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation) => throw NotHere();

        public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) => throw NotHere();

        public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation) => ValueTask.CompletedTask;

        private InvalidOperationException NotHere() => new($"No venue '{id}' is registered here; add it before the router starts.");
    }

    [LoggerMessage(1001, LogLevel.Information, "Store {Store}, epoch {Epoch}: {Records} records, {Venues} venues")]
    private static partial void LogStarted(ILogger log, string store, uint epoch, long records, int venues);

    [LoggerMessage(1002, LogLevel.Information, "Parent order {Parent} ended: {End}, {Filled} filled, limit {Limit}")]
    private static partial void LogEnded(ILogger log, string parent, ParentEnd end, long filled, Plans.PlanLimit limit);

    [LoggerMessage(1003, LogLevel.Information, "Parent order {Parent} refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string parent, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Child {Child} at {Venue}: outcome unknown, the venue is asked")]
    private static partial void LogAsked(ILogger log, long child, string venue);

    [LoggerMessage(1005, LogLevel.Warning, "Child {Child} at {Venue}: the call failed ({Reason}), its outcome is unknown")]
    private static partial void LogLost(ILogger log, long child, string venue, string reason);

    [LoggerMessage(1006, LogLevel.Error, "Alarm: {Reason}")]
    private static partial void LogAlarm(ILogger log, string reason);

    [LoggerMessage(1007, LogLevel.Error, "The store has no space: no new orders until there is. {Reason}")]
    private static partial void LogFull(ILogger log, string reason);

    [LoggerMessage(1008, LogLevel.Critical, "The store failed: no new orders; cancels still go out. {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);

    [LoggerMessage(1009, LogLevel.Warning, "Child {Child} at {Venue}: cancelled past a store that takes no records")]
    private static partial void LogBypass(ILogger log, long child, string venue);

    [LoggerMessage(1010, LogLevel.Warning, "Parent order {Parent}, a soft limit: {Reason}")]
    private static partial void LogRemarked(ILogger log, string parent, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "Kill {Kill}: all {Children} child orders that were out are over, after {Nanoseconds} ns")]
    private static partial void LogKilled(ILogger log, long kill, int children, long nanoseconds);
}
