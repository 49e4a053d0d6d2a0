using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Binance;

/// <summary>Compares best-price messages with the book at the very update they speak of.</summary>
/// <remarks>A message comes before or after its update; those that are early wait, the oldest making room.</remarks>
internal sealed class TickerWitness(BookTally tally)
{
    private const int MaxWaiting = 1_024;
    private readonly (long Id, LevelChange Bid, LevelChange Ask)[] _waiting = new (long, LevelChange, LevelChange)[MaxWaiting];
    private int _first;
    private int _count;
    private long _checkedId = -1;

    /// <summary>A message has arrived.</summary>
    internal void Take(long id, LevelChange bid, LevelChange ask)
    {
        if (tally.AppliedSinceSeed > 0 && id <= tally.LastId)
        {
            if (id == tally.LastId)
            {
                Compare(id, bid, ask);
            }

            return;
        }

        if (_count == MaxWaiting)
        {
            (_first, _count) = ((_first + 1) % MaxWaiting, _count - 1);
        }

        _waiting[(_first + _count++) % MaxWaiting] = (id, bid, ask);
    }

    /// <summary>The book has taken an update.</summary>
    internal void Follow(long id)
    {
        while (_count > 0 && _waiting[_first].Id <= id)
        {
            var (waiting, bid, ask) = _waiting[_first];
            (_first, _count) = ((_first + 1) % MaxWaiting, _count - 1);
            if (waiting == id)
            {
                Compare(id, bid, ask);
            }
        }
    }

    internal void Forget() => (_first, _count, _checkedId) = (0, 0, -1);

    private void Compare(long id, LevelChange bid, LevelChange ask)
    {
        if (id == _checkedId)
        {
            return; // the venue repeats itself
        }

        _checkedId = id;
        tally.TickersChecked++;
        tally.TickersRight += Agrees(tally.Book.Bids, bid) && Agrees(tally.Book.Asks, ask) ? 1 : 0;
    }

    private static bool Agrees(BookLevels levels, LevelChange best) => levels.Count > 0 && levels[0] == new Level(best.Price, best.Quantity);
}
