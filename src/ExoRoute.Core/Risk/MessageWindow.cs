namespace ExoRoute.Risk;

/// <summary>The times of the messages of a sliding window.</summary>
/// <remarks>A message counts from its time until just before a window's length later.</remarks>
internal sealed class MessageWindow
{
    private readonly List<Stamp> _times = []; // ascending; those before _from are over
    private int _from;

    /// <summary>How many count at a time, which must not step back.</summary>
    internal int Count(Stamp now, long window)
    {
        while (_from < _times.Count && now.Since(_times[_from]) >= window)
        {
            _from++;
        }

        if (_from > 1_024 && _from > _times.Count / 2)
        {
            _times.RemoveRange(0, _from);
            _from = 0;
        }

        return _times.Count - _from;
    }

    /// <summary>A message goes out.</summary>
    internal void Add(Stamp now, long window)
    {
        Count(now, window);
        _times.Add(now);
    }

    /// <summary>From when on fewer than <paramref name="most"/> count, if nothing more goes out; so many count now.</summary>
    internal Stamp RoomAt(int most, long window) => _times[_times.Count - most].Plus(window);
}
