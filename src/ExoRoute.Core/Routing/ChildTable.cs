namespace ExoRoute.Routing;

/// <summary>All children by number, and those that are open in the order of their numbers.</summary>
/// <remarks>
/// Numbers count from 1 without a hole, so that a number is a place. Places lie in pages that never move: a table that grew by copying
/// would stop a decision now and then for as long as all children before it take.
/// </remarks>
internal sealed class ChildTable
{
    private const int PerPage = 512;
    private readonly List<ChildWork[]> _pages = [];
    private readonly List<ChildWork> _open = []; // ascending

    /// <summary>How many there are: the last one's number.</summary>
    internal long Count { get; private set; }

    /// <summary>Those that may still trade or whose fills are not all here, by number.</summary>
    internal IReadOnlyList<ChildWork> Open => _open;

    /// <summary>Adds the next child; it is open.</summary>
    internal void Add(ChildWork child)
    {
        var place = (int)(Count++ % PerPage);
        if (place == 0)
        {
            _pages.Add(new ChildWork[PerPage]);
        }

        _pages[^1][place] = child;
        _open.Add(child);
    }

    /// <summary>The child of a number, or null.</summary>
    internal ChildWork? Find(long number) => number >= 1 && number <= Count ? _pages[(int)((number - 1) / PerPage)][(number - 1) % PerPage] : null;

    /// <summary>Puts a child among the open ones, or takes it from them.</summary>
    internal void SetOpen(ChildWork child, bool open)
    {
        var (low, high) = (0, _open.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _open[middle].Order.Id.Number < child.Order.Id.Number ? (middle + 1, high) : (low, middle);
        }

        var known = low < _open.Count && _open[low] == child;
        if (known && !open)
        {
            _open.RemoveAt(low);
        }
        else if (open && !known)
        {
            _open.Insert(low, child);
        }
    }

    /// <summary>The earliest time at which an open child's venue is to be asked; null where none is open.</summary>
    internal Stamp? FirstToAsk()
    {
        Stamp? first = null;
        foreach (var child in _open)
        {
            first = first is null || child.AskAt < first ? child.AskAt : first;
        }

        return first;
    }
}
