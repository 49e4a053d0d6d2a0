using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime;

// What still happens while the store takes nothing: nothing new goes out, cancels go out all the same, each child's once.
public sealed partial class Router
{
    private bool Bypass()
    {
        var did = false;
        for (var left = _urgent.Count; left > 0 && _urgent.TryDequeue(out var item); left--)
        {
            did |= Bypass(item.Input);
            if (_failed is null)
            {
                _deferred.Enqueue(item); // recorded when there is space again, in its place
            }
        }

        while (_failed is not null && _requests.TryDequeue(out var request))
        {
            request.Outcome?.TrySetException(_failed);
        }

        return did && _failed is not null;
    }

    private bool Bypass(RouterInput input)
    {
        var children = input switch
        {
            ParentCanceled canceled => _state.OpenChildren.Where(child => child.Parent == canceled.Parent && !child.IsClosed),
            KillSwitched kill => _state.OpenWithin(kill.Scope),
            _ => null,
        };
        foreach (var child in children ?? [])
        {
            CancelPastStore(child);
        }

        return children is not null;
    }

    // Cancels that were decided and found no space to be recorded.
    private void BypassDecided()
    {
        foreach (var due in _toSend)
        {
            if (due.Decision.Value is CancelSent cancel && _state.Child(cancel.Child) is { } child)
            {
                CancelPastStore(child);
            }
        }
    }

    private void CancelPastStore(ChildOrder child)
    {
        // A child that was decided and never sent has nothing to cancel.
        if (_sent.Contains(child.Id.Number) && _bypassed.Add(child.Id.Number))
        {
            LogBypass(_log, child.Id.Number, child.Venue.Name);
            Cancel(child);
        }
    }

    private void Fail(StoreFailedException failed)
    {
        _failed = failed;
        LogFailed(_log, failed.Message);
        BypassDecided();
        foreach (var due in _toSend)
        {
            due.Refusal?.TrySetException(failed);
        }

        foreach (var outcome in _outcomes.Values)
        {
            outcome.TrySetException(failed);
        }

        if (_held is { } held)
        {
            Bypass(held.Input);
            held.Outcome?.TrySetException(failed);
        }
    }
}
