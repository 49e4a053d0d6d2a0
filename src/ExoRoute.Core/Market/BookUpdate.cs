namespace ExoRoute.Market;

/// <summary>One price level: a price and the whole quantity shown there.</summary>
public readonly record struct Level(Ticks Price, Lots Quantity);

/// <summary>One level's new quantity; zero removes the level.</summary>
public readonly record struct LevelChange(BookSide Side, Ticks Price, Lots Quantity);

/// <summary>What one frame says about one book: filled by an adapter's map, whole, before any of it touches the book.</summary>
/// <remarks>A buffer to be used again (<see cref="Clear"/>); not thread-safe.</remarks>
public sealed class BookUpdate
{
    private LevelChange[] _changes = new LevelChange[64];
    private int _count;

    /// <summary>Whether the changes are the whole book and replace what was there.</summary>
    public bool IsSnapshot { get; set; }

    /// <summary>The changes, in the venue's order: a level may occur twice, and the last one counts.</summary>
    public ReadOnlySpan<LevelChange> Changes => _changes.AsSpan(0, _count);

    /// <summary>Adds a change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price is not 1 to 2^40, or the quantity not 0 to 2^56.</exception>
    public void Add(BookSide side, Ticks price, Lots quantity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(price.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(price.Count, Ticks.MaxCount);
        ArgumentOutOfRangeException.ThrowIfNegative(quantity.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity.Count, Lots.MaxCount);

        if (_count == _changes.Length)
        {
            Array.Resize(ref _changes, _count * 2);
        }

        _changes[_count++] = new(side, price, quantity);
    }

    /// <summary>Empties the buffer.</summary>
    public void Clear() => (_count, IsSnapshot) = (0, false);
}
