using ExoRoute.Market;
using ExoRoute.Routing;

namespace ExoRoute.Runtime.Replay;

/// <summary>What one venue's books did.</summary>
public sealed class VenueBookFigures
{
    private readonly SortedDictionary<BookGapCause, long> _breaks = [];

    /// <summary>Book changes on record, snapshots included.</summary>
    public long Changes { get; internal set; }

    /// <summary>Snapshots among them.</summary>
    public long Snapshots { get; internal set; }

    /// <summary>How often a book that was whole broke, by cause.</summary>
    public IReadOnlyDictionary<BookGapCause, long> Breaks => _breaks;

    internal void Broke(BookGapCause cause) => _breaks[cause] = _breaks.GetValueOrDefault(cause) + 1;
}

/// <summary>What the venues' books did, as the records have it. Not thread-safe.</summary>
public sealed class BookFigures
{
    private readonly SortedDictionary<VenueId, VenueBookFigures> _venues = [];
    private readonly HashSet<(VenueId Venue, InstrumentId Instrument)> _whole = []; // asked for membership only

    /// <summary>By venue.</summary>
    public IReadOnlyDictionary<VenueId, VenueBookFigures> Venues => _venues;

    internal void Take(RouterInput input)
    {
        if (input is SessionOpened)
        {
            _whole.Clear(); // books of another session are forgotten, not broken
        }
        else if (input is BookChanged change)
        {
            if (!_venues.TryGetValue(change.Venue, out var venue))
            {
                _venues[change.Venue] = venue = new();
            }

            venue.Changes++;
            venue.Snapshots += change.Update.IsSnapshot ? 1 : 0;
            var book = (change.Venue, change.Instrument);
            if (change.Status != BookStatus.Broken)
            {
                _whole.Add(book);
            }
            else if (_whole.Remove(book))
            {
                venue.Broke(change.Cause);
            }
        }
    }
}
