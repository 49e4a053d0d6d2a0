using ExoRoute.Market;

namespace ExoRoute.Routing;

/// <summary>One side of a book as far as decisions use it, less what our own children took from it.</summary>
/// <remarks>What we took from a level stays taken until the venue says that level changed. Best first. Steady state allocates nothing.</remarks>
internal sealed class RoutingSide(BookSide side)
{
    private long[] _prices = new long[64];
    private long[] _shown = new long[64];
    private long[] _taken = new long[64];
    private Level[] _own = []; // our own resting orders, best first
    private bool _passedOver;

    internal int Count { get; private set; }

    internal Level this[int place] => new(new(_prices[place]), new(_shown[place]));

    /// <summary>What is still there at a place for a parent that may take so much of what is displayed.</summary>
    /// <param name="place">Asked for from the best on.</param>
    /// <param name="participationPpm">Its share of each level.</param>
    /// <param name="reachablePpm">The share of what is shown that will still be there when an order arrives; both are rounded down once, together.</param>
    /// <param name="beyond">
    /// What was taken beyond the share so far, zero before the best place: a child fills from the best level on, whichever level it
    /// was planned for, so what it takes too much of there is missing further down.
    /// </param>
    internal Lots Free(int place, long participationPpm, long reachablePpm, ref long beyond)
    {
        if (_taken[place] == Gone)
        {
            return Lots.Zero;
        }

        var others = _own.Length == 0 ? _shown[place] : Others(place);
        var share = participationPpm * reachablePpm;
        var left = (share == Whole * Whole ? others : (long)((Int128)others * share / (Whole * Whole))) - _taken[place] - beyond;
        beyond = Math.Max(0, -left);
        return new(Math.Max(0, left));
    }

    internal void Set(Ticks price, Lots quantity)
    {
        var known = Find(price.Count, out var at);
        if (quantity == Lots.Zero)
        {
            if (known)
            {
                Remove(at);
            }

            return;
        }

        if (!known)
        {
            Insert(at, price.Count);
        }

        (_shown[at], _taken[at]) = (quantity.Count, 0);
    }

    /// <summary>Replaces the side by a snapshot's part of it; a level that is the same as before stays taken.</summary>
    internal void Load(ReadOnlySpan<LevelChange> snapshot)
    {
        var (prices, shown, taken, count) = (_prices, _shown, _taken, Count);
        (_prices, _shown, _taken, Count) = (new long[prices.Length], new long[prices.Length], new long[prices.Length], 0);
        foreach (var change in snapshot)
        {
            if (change.Side == side)
            {
                Set(change.Price, change.Quantity);
            }
        }

        for (var place = 0; place < count; place++)
        {
            if (Find(prices[place], out var at) && _shown[at] == shown[place])
            {
                _taken[at] = taken[place];
            }
        }
    }

    /// <summary>Marks what a child of this size and limit is about to take, from the best level on.</summary>
    internal void Take(Lots quantity, Ticks limit)
    {
        var left = quantity.Count;
        for (var place = 0; place < Count && left > 0 && !Beyond(_prices[place], limit.Count); place++)
        {
            var moved = Math.Clamp((_own.Length == 0 ? _shown[place] : Others(place)) - _taken[place], 0, left);
            _taken[place] += moved;
            left -= moved;
        }
    }

    /// <summary>Gives back what a child marked that the venue never took: from its limit up, for it fills from the best level on.</summary>
    internal void GiveBack(Lots quantity, Ticks limit)
    {
        var left = quantity.Count;
        for (var place = (Find(limit.Count, out var at) ? at + 1 : at) - 1; place >= 0 && left > 0; place--)
        {
            var moved = _taken[place] == Gone ? 0 : Math.Min(_taken[place], left);
            _taken[place] -= moved;
            left -= moved;
        }
    }

    /// <summary>A child found nothing more up to its limit: those levels are not there for us until they change.</summary>
    internal void Exhaust(Ticks limit)
    {
        for (var place = 0; place < Count && !Beyond(_prices[place], limit.Count); place++)
        {
            _taken[place] = Gone;
        }
    }

    internal void Clear() => Count = 0;

    /// <summary>Our own resting orders on this side from now on.</summary>
    internal void SetOwn(ReadOnlySpan<LevelChange> levels, bool passedOver)
    {
        _passedOver = passedOver;
        _own = new Level[CountOf(levels)];
        var at = 0;
        foreach (var level in levels)
        {
            if (level.Side == side)
            {
                _own[at++] = new(level.Price, level.Quantity);
            }
        }
    }

    /// <summary>The best of our own resting orders that a child would trade with; <c>default</c> where none is, or the venue passes them over.</summary>
    internal Ticks EndsBefore => _own.Length == 0 || _passedOver ? default : _own[0].Price;

    /// <summary>Whether a level can be had only through our own orders.</summary>
    internal bool IsBehindOwn(int place) => EndsBefore is var own && own != default && !Better(_prices[place], own.Count);

    private const long Gone = long.MaxValue;
    private const long Whole = Orders.ParentOrder.FullParticipation;

    // What others show at a place: our own may be shown already, or not yet, so that less than nothing can be left.
    private long Others(int place)
    {
        var (low, high) = (0, _own.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Better(_own[middle].Price.Count, _prices[place]) ? (middle + 1, high) : (low, middle);
        }

        return low < _own.Length && _own[low].Price.Count == _prices[place] ? Math.Max(0, _shown[place] - _own[low].Quantity.Count) : _shown[place];
    }

    private int CountOf(ReadOnlySpan<LevelChange> levels)
    {
        var count = 0;
        foreach (var level in levels)
        {
            count += level.Side == side ? 1 : 0;
        }

        return count;
    }

    private bool Better(long a, long b) => side == BookSide.Bid ? a > b : a < b;

    private bool Beyond(long price, long limit) => side == BookSide.Bid ? price < limit : price > limit;

    private bool Find(long price, out int at)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_prices[middle] == price)
            {
                at = middle;
                return true;
            }

            (low, high) = Better(_prices[middle], price) ? (middle + 1, high) : (low, middle - 1);
        }

        at = low;
        return false;
    }

    private void Insert(int at, long price)
    {
        if (Count == _prices.Length)
        {
            Array.Resize(ref _prices, Count * 2);
            Array.Resize(ref _shown, Count * 2);
            Array.Resize(ref _taken, Count * 2);
        }

        var behind = Count - at;
        Array.Copy(_prices, at, _prices, at + 1, behind);
        Array.Copy(_shown, at, _shown, at + 1, behind);
        Array.Copy(_taken, at, _taken, at + 1, behind);
        _prices[at] = price;
        Count++;
    }

    private void Remove(int at)
    {
        Count--;
        var behind = Count - at;
        Array.Copy(_prices, at + 1, _prices, at, behind);
        Array.Copy(_shown, at + 1, _shown, at, behind);
        Array.Copy(_taken, at + 1, _taken, at, behind);
    }
}

/// <summary>A venue's listing of an instrument with its book, as Apply keeps them.</summary>
internal sealed class RoutingBook(InstrumentDefinition definition, FeeSchedule fees)
{
    internal InstrumentDefinition Definition { get; private set; } = definition;

    internal FeeSchedule Fees { get; private set; } = fees;

    internal VenueId Venue => Definition.Venue;

    internal bool HasBook { get; private set; }

    internal BookStatus Status { get; private set; }

    internal Stamp UpdatedAt { get; private set; }

    /// <summary>Moves whenever what a ladder is made of may have moved.</summary>
    internal long Version { get; set; }

    internal RoutingSide Bids { get; } = new(BookSide.Bid);

    internal RoutingSide Asks { get; } = new(BookSide.Ask);

    /// <summary>The side an order takes from.</summary>
    internal RoutingSide Against(Side side) => side == Side.Buy ? Asks : Bids;

    /// <summary>The venue's terms from now on.</summary>
    internal void List(ListingChanged listing)
    {
        (Definition, Fees) = (listing.Definition, listing.Fees);
        Version++;
    }

    /// <summary>What rests there in our own name from now on.</summary>
    internal void Own(OwnOrdersChanged own)
    {
        Bids.SetOwn(own.Levels.AsSpan(), own.PassedOver);
        Asks.SetOwn(own.Levels.AsSpan(), own.PassedOver);
        Version++;
    }

    /// <summary>Another session begins: no book until its feed says so.</summary>
    internal void Forget()
    {
        Bids.Clear();
        Asks.Clear();
        (HasBook, Status) = (false, BookStatus.Broken);
        Version++;
    }

    internal void Apply(BookChanged happened)
    {
        if (happened.Update.IsSnapshot)
        {
            Bids.Load(happened.Update.Changes);
            Asks.Load(happened.Update.Changes);
        }
        else
        {
            foreach (var change in happened.Update.Changes)
            {
                (change.Side == BookSide.Bid ? Bids : Asks).Set(change.Price, change.Quantity);
            }
        }

        (HasBook, Status, UpdatedAt) = (true, happened.Status, happened.UpdatedAt);
        if (happened.Update.IsSnapshot || happened.Update.Changes.Length > 0)
        {
            Version++;
        }
    }
}
