using ExoRoute.Orders;

namespace ExoRoute.Runtime;

/// <summary>Children that are decided and on record, and wait for their offset to pass.</summary>
/// <remarks>
/// Times are those of <see cref="TimeProvider.GetTimestamp"/>, for an offset is a distance and wall clocks step. Few at a time: a list by due time, those of one
/// time in the order of their plan. Not thread-safe: the writer's.
/// </remarks>
internal sealed class HeldSends(TimeProvider time)
{
    private readonly List<(long Due, ChildOrder Child)> _waiting = []; // soonest first

    /// <summary>Nanoseconds until the next one is due, 0 once it is; null where none waits.</summary>
    internal long? Next
    {
        get
        {
            if (_waiting.Count == 0)
            {
                return null;
            }

            var left = (Int128)(_waiting[0].Due - time.GetTimestamp()) * Stamp.PerSecond;
            return left <= 0 ? 0 : (long)Int128.Min((left + time.TimestampFrequency - 1) / time.TimestampFrequency, long.MaxValue);
        }
    }

    /// <summary>Holds a child back, by its offset from a time on.</summary>
    internal void Add(long from, ChildOrder child)
    {
        var due = from + (long)((((Int128)child.SendOffset * time.TimestampFrequency) + Stamp.PerSecond - 1) / Stamp.PerSecond);
        var at = _waiting.Count;
        while (at > 0 && _waiting[at - 1].Due > due)
        {
            at--;
        }

        _waiting.Insert(at, (due, child));
    }

    /// <summary>Takes the next child that is due.</summary>
    internal bool TryTake(out ChildOrder child)
    {
        child = null!;
        if (_waiting.Count == 0 || _waiting[0].Due > time.GetTimestamp())
        {
            return false;
        }

        child = _waiting[0].Child;
        _waiting.RemoveAt(0);
        return true;
    }

    /// <summary>Takes a child out that is not to be sent any more; false when it does not wait.</summary>
    internal bool Remove(ChildId child)
    {
        var at = _waiting.FindIndex(waiting => waiting.Child.Id == child);
        if (at >= 0)
        {
            _waiting.RemoveAt(at);
        }

        return at >= 0;
    }
}
