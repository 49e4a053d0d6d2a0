using ExoRoute.Market;

namespace ExoRoute.Adapters.Simulation;

/// <summary>What our children took from a recorded book: it stays taken until that level changes.</summary>
internal sealed class Depletion
{
    private readonly SortedDictionary<(BookSide Side, long Price), Taken> _taken = [];
    private readonly List<(BookSide, long)> _gone = [];

    /// <summary>What is still there at a level.</summary>
    internal Lots Left(BookSide side, Level level) =>
        _taken.TryGetValue((side, level.Price.Count), out var taken) && taken.Shown == level.Quantity ? level.Quantity - taken.Quantity : level.Quantity;

    /// <summary>Takes from a level.</summary>
    internal void Take(BookSide side, Level level, Lots quantity)
    {
        var key = (side, level.Price.Count);
        var before = _taken.TryGetValue(key, out var taken) && taken.Shown == level.Quantity ? taken.Quantity : Lots.Zero;
        _taken[key] = new(level.Quantity, before + quantity);
    }

    /// <summary>Forgets what was taken from levels that changed.</summary>
    internal void See(Book book)
    {
        foreach (var ((side, price), taken) in _taken)
        {
            if (book.Side(side).At(new(price)) != taken.Shown)
            {
                _gone.Add((side, price));
            }
        }

        foreach (var key in _gone)
        {
            _taken.Remove(key);
        }

        _gone.Clear();
    }

    private readonly record struct Taken(Lots Shown, Lots Quantity);
}
