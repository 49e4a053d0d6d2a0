namespace ExoRoute.Market;

/// <summary>One side of a book, best first.</summary>
/// <remarks>
/// Prices and quantities lie in two arrays with the best level *last*: markets change near the top, so that an insertion moves
/// few bytes. Reading is O(1), finding O(log n), inserting O(distance from the top). Steady state allocates nothing.
/// Not thread-safe.
/// </remarks>
public sealed class BookLevels
{
    // Invariant: worst to best, strictly; a bid's prices ascend, an ask's descend. Quantities are above zero.
    private long[] _prices = new long[64];
    private long[] _quantities = new long[64];
    private readonly BookSide _side;

    internal BookLevels(BookSide side) => _side = side;

    /// <summary>How many levels there are.</summary>
    public int Count { get; private set; }

    /// <summary>The level so many places behind the best, which is 0.</summary>
    public Level this[int place]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Count);
            var at = Count - 1 - place;
            return new(new(_prices[at]), new(_quantities[at]));
        }
    }

    /// <summary>The quantity shown at a price; zero where there is no such level.</summary>
    public Lots At(Ticks price) => Find(price.Count, out var at) ? new(_quantities[at]) : default;

    /// <summary>Sets a level's quantity; zero removes it. Answers whether the level was there.</summary>
    internal bool Set(Ticks price, Lots quantity)
    {
        var known = Find(price.Count, out var at);
        if (quantity.Count != 0)
        {
            if (!known)
            {
                Insert(at, price.Count);
            }

            _quantities[at] = quantity.Count;
        }
        else if (known)
        {
            Remove(at);
        }

        return known;
    }

    /// <summary>Replaces all levels by this side's part of a snapshot, in whatever order it comes.</summary>
    internal void Load(ReadOnlySpan<LevelChange> snapshot)
    {
        Count = 0;
        Reserve(snapshot.Length);
        var sorted = true;
        foreach (var change in snapshot)
        {
            if (change.Side == _side)
            {
                sorted &= change.Quantity.Count != 0 && (Count == 0 || Better(_prices[Count - 1], change.Price.Count));
                _prices[Count] = change.Price.Count;
                _quantities[Count++] = change.Quantity.Count;
            }
        }

        if (sorted)
        {
            Array.Reverse(_prices, 0, Count);
            Array.Reverse(_quantities, 0, Count);
        }
        else
        {
            LoadUnsorted(snapshot);
        }
    }

    // An unsorted snapshot, or one that names a level twice: of each price the last change counts, as in an update. Sorted by price
    // and place, worst first, so that no order of a hostile snapshot costs more than n log n.
    private void LoadUnsorted(ReadOnlySpan<LevelChange> snapshot)
    {
        var order = new (long Price, int Place)[Count];
        var side = 0;
        for (var place = 0; place < snapshot.Length; place++)
        {
            if (snapshot[place].Side == _side)
            {
                order[side++] = (snapshot[place].Price.Count, place);
            }
        }

        order.AsSpan().Sort((a, b) => a.Price == b.Price ? a.Place.CompareTo(b.Place) : Better(a.Price, b.Price) ? 1 : -1);
        Count = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var (price, place) = order[i];
            var last = i + 1 == order.Length || order[i + 1].Price != price;
            if (last && snapshot[place].Quantity.Count != 0)
            {
                _prices[Count] = price;
                _quantities[Count++] = snapshot[place].Quantity.Count;
            }
        }
    }

    /// <summary>Keeps the best <paramref name="depth"/> levels.</summary>
    internal void Truncate(int depth)
    {
        var extra = Count - depth;
        if (extra > 0)
        {
            Array.Copy(_prices, extra, _prices, 0, depth);
            Array.Copy(_quantities, extra, _quantities, 0, depth);
            Count = depth;
        }
    }

    internal void Clear() => Count = 0;

    // Whether a stands nearer the top than b.
    private bool Better(long a, long b) => _side == BookSide.Bid ? a > b : a < b;

    // Where a price is, or where it belongs.
    private bool Find(long price, out int at)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var there = _prices[middle];
            if (there == price)
            {
                at = middle;
                return true;
            }

            (low, high) = Better(price, there) ? (middle + 1, high) : (low, middle - 1);
        }

        at = low;
        return false;
    }

    private void Insert(int at, long price)
    {
        Reserve(Count + 1);
        Array.Copy(_prices, at, _prices, at + 1, Count - at);
        Array.Copy(_quantities, at, _quantities, at + 1, Count - at);
        _prices[at] = price;
        Count++;
    }

    private void Remove(int at)
    {
        Count--;
        Array.Copy(_prices, at + 1, _prices, at, Count - at);
        Array.Copy(_quantities, at + 1, _quantities, at, Count - at);
    }

    private void Reserve(int room)
    {
        if (room > _prices.Length)
        {
            var size = Math.Max(room, _prices.Length * 2);
            Array.Resize(ref _prices, size);
            Array.Resize(ref _quantities, size);
        }
    }
}
