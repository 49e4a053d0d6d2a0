namespace ExoRoute.Adapters.Simulation;

/// <summary>A clock that stands still until somebody moves it, and what is to happen when.</summary>
/// <remarks>
/// One thread. Events run in the order of their times; those of one time in the order they were put in. The clock shows the time
/// of the event that runs, so that a whole day passes as fast as its events are worked off.
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    /// <summary>A clock that shows a time.</summary>
    public VirtualTime(Stamp start) => Now = start;

    /// <summary>The time, to the nanosecond.</summary>
    public Stamp Now { get; private set; }

    /// <summary>The time, cut to the 100 ns that this type holds.</summary>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Math.DivRem(Now.Nanoseconds, 100).Quotient);

    /// <inheritdoc/>
    public override long TimestampFrequency => Stamp.PerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Now.Nanoseconds;

    /// <summary>When the next event is; null for none.</summary>
    public Stamp? Next => _events.TryPeek(out _, out var at) ? new(at.At) : null;

    /// <summary>Puts something in for a time; a time that has passed means now.</summary>
    public void At(Stamp when, Action what)
    {
        ArgumentNullException.ThrowIfNull(what);
        _events.Enqueue(what, (Math.Max(when.Nanoseconds, Now.Nanoseconds), _order++));
    }

    /// <summary>Moves the clock to a time; never back.</summary>
    public void MoveTo(Stamp when) => Now = Stamp.Max(Now, when);

    /// <summary>Moves the clock to the next event and runs it; false where there is none.</summary>
    public bool Step()
    {
        if (!_events.TryDequeue(out var what, out var at))
        {
            return false;
        }

        MoveTo(new(at.At));
        what();
        return true;
    }
}
