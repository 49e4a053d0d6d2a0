using ExoRoute.Market;
using ExoRoute.Routing;

namespace ExoRoute.Runtime;

/// <summary>Turns what feeds say of whole books into what decisions see: the change within their depth, conflated.</summary>
/// <remarks>
/// A feed tells its book on its own thread; the router takes on its own. What lies between is one copy of the top of each book:
/// however often a book changed meanwhile, the router takes the difference once. A book that changed only deeper than decisions
/// look is told again when its age moved by <see cref="AgeStep"/>, so that it does not seem stale.
/// </remarks>
public sealed class Intake : IMarketSink
{
    /// <summary>The least step of a book's age that is news by itself, in nanoseconds.</summary>
    public const long AgeStep = Stamp.PerSecond;

    private readonly Lock _gate = new();
    private readonly Dictionary<(VenueId, InstrumentId), Top> _tops = []; // looked up only; the order of news is _news's
    private readonly Queue<Top> _news = new();
    private readonly int _depth;
    private readonly Action _arrived;

    /// <summary>An intake.</summary>
    /// <param name="depth">How many levels a side decisions use; <see cref="RouterSettings.Depth"/>.</param>
    /// <param name="arrived">Called on the feed's thread when there is something to take.</param>
    public Intake(int depth, Action arrived)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentNullException.ThrowIfNull(arrived);
        (_depth, _arrived) = (depth, arrived);
    }

    /// <inheritdoc/>
    public void Changed(Book book, Stamp receivedAt)
    {
        ArgumentNullException.ThrowIfNull(book);
        var news = false;
        lock (_gate)
        {
            if (!_tops.TryGetValue((book.Venue, book.Instrument), out var top))
            {
                top = new(book.Venue, book.Instrument);
                _tops.Add((book.Venue, book.Instrument), top);
            }

            news = top.See(book, _depth) && !top.IsQueued;
            if (news)
            {
                top.IsQueued = true;
                _news.Enqueue(top);
            }
        }

        if (news)
        {
            _arrived();
        }
    }

    /// <summary>Takes the next book's news; false when there are none. The answer is a buffer, good until the next call.</summary>
    public bool TryTake(out BookChanged? change)
    {
        lock (_gate)
        {
            while (_news.TryDequeue(out var top))
            {
                top.IsQueued = false;
                if (top.Take() is { } there)
                {
                    change = there;
                    return true;
                }
            }
        }

        change = null;
        return false;
    }

    // The top of one book: as the feed has it, and as the router was told.
    private sealed class Top(VenueId venue, InstrumentId instrument)
    {
        private readonly BookChanged _change = new()
        {
            Venue = venue,
            Instrument = instrument,
            Status = BookStatus.Broken,
            UpdatedAt = default,
            Update = new(),
        };

        private Level[] _seen = [];
        private Level[] _told = [];
        private int _seenBids, _seenAsks, _toldBids, _toldAsks;
        private BookStatus _status;
        private BookGapCause _cause;
        private Stamp _updatedAt;
        private BookStatus _toldStatus;
        private BookGapCause _toldCause;
        private Stamp _toldAt;
        private bool _wasTold;

        internal bool IsQueued { get; set; }

        // Whether it differs from what the router was told.
        internal bool See(Book book, int depth)
        {
            if (_seen.Length == 0)
            {
                (_seen, _told) = (new Level[2 * depth], new Level[2 * depth]);
            }

            _seenBids = Copy(book.Bids, _seen.AsSpan(0, depth));
            _seenAsks = Copy(book.Asks, _seen.AsSpan(depth));
            (_status, _cause, _updatedAt) = (book.Status, book.LastGap.Cause, book.UpdatedAt);
            return !_wasTold || _status != _toldStatus || _cause != _toldCause || _updatedAt.Since(_toldAt) >= AgeStep
                || !Seen(BookSide.Bid).SequenceEqual(Told(BookSide.Bid)) || !Seen(BookSide.Ask).SequenceEqual(Told(BookSide.Ask));
        }

        internal BookChanged? Take()
        {
            var update = _change.Update;
            update.Clear();
            update.IsSnapshot = !_wasTold;
            Difference(update, BookSide.Bid);
            Difference(update, BookSide.Ask);
            if (_wasTold && update.Changes.IsEmpty && _status == _toldStatus && _cause == _toldCause && _updatedAt.Since(_toldAt) < AgeStep)
            {
                return null; // it came back to what was told before anybody looked
            }

            (_change.Status, _change.Cause, _change.UpdatedAt) = (_status, _cause, _updatedAt);
            (_toldStatus, _toldCause, _toldAt, _wasTold) = (_status, _cause, _updatedAt, true);
            _seen.CopyTo(_told, 0);
            (_toldBids, _toldAsks) = (_seenBids, _seenAsks);
            return _change;
        }

        // Both lists are best first: one walk over the two finds what came, went or moved.
        private void Difference(BookUpdate update, BookSide side)
        {
            var seen = Seen(side);
            var told = Told(side);
            var (i, j, sign) = (0, 0, side == BookSide.Ask ? 1 : -1);
            while (i < seen.Length || j < told.Length)
            {
                var order = i == seen.Length ? 1 : j == told.Length ? -1 : sign * seen[i].Price.CompareTo(told[j].Price);
                if (order < 0)
                {
                    update.Add(side, seen[i].Price, seen[i].Quantity);
                    i++;
                }
                else if (order > 0)
                {
                    update.Add(side, told[j].Price, Lots.Zero);
                    j++;
                }
                else
                {
                    if (seen[i].Quantity != told[j].Quantity)
                    {
                        update.Add(side, seen[i].Price, seen[i].Quantity);
                    }

                    (i, j) = (i + 1, j + 1);
                }
            }
        }

        private ReadOnlySpan<Level> Seen(BookSide side) =>
            side == BookSide.Bid ? _seen.AsSpan(0, _seenBids) : _seen.AsSpan(_seen.Length / 2, _seenAsks);

        private ReadOnlySpan<Level> Told(BookSide side) =>
            side == BookSide.Bid ? _told.AsSpan(0, _toldBids) : _told.AsSpan(_told.Length / 2, _toldAsks);

        private static int Copy(BookLevels from, Span<Level> into)
        {
            var count = Math.Min(from.Count, into.Length);
            for (var place = 0; place < count; place++)
            {
                into[place] = from[place];
            }

            return count;
        }
    }
}
