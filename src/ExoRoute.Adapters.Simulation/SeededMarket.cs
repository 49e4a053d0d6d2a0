using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.Simulation;

/// <summary>A feed that makes one venue's book from a seed: a middle that walks, levels that come, go and change.</summary>
/// <remarks>The same seed gives the same frames on every machine. One thread. It is a test bed, not a model of any market.</remarks>
public sealed class SeededMarket : IRecordedFeed
{
    private readonly SeededMarketSettings _settings;
    private readonly InstrumentDefinition _listing;
    private readonly SeededRandom _random;
    private readonly Book _book;
    private readonly BookUpdate _update = new();
    private readonly long _least, _most;
    private long _middle;
    private Stamp _next;

    /// <summary>A market for one listing.</summary>
    /// <exception cref="ArgumentException">The settings have faults; all are named.</exception>
    public SeededMarket(InstrumentDefinition listing, SeededMarketSettings settings)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Faults(listing).ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException($"The market of '{listing.Instrument}' at '{listing.Venue}': {string.Join(' ', faults)}", nameof(settings));
        }

        (_listing, _settings, _random, _next) = (listing, settings, new(settings.Seed), settings.Start);
        _middle = settings.Price.Count / listing.TickSize.Count * listing.TickSize.Count;
        (_least, _most) = (_middle / 2, _middle * 2);
        _book = new(listing.Venue, listing.Instrument, BookStatus.Sequenced);
        Books = [_book];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Book> Books { get; }

    /// <inheritdoc/>
    public bool TryPeek(out Stamp at)
    {
        at = _next;
        return _next.Since(_settings.Start) <= _settings.Length;
    }

    /// <inheritdoc/>
    public void Step(IMarketSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (!TryPeek(out var at))
        {
            throw new InvalidOperationException("The market has ended; ask TryPeek first.");
        }

        _update.Clear();
        if (_book.Snapshots == 0)
        {
            _update.IsSnapshot = true;
            Write(fresh: true);
        }
        else
        {
            var step = _random.Between(-_settings.Step, _settings.Step) * _listing.TickSize.Count;
            if (_middle + step > _least && _middle + step < _most)
            {
                _middle += step;
            }

            Clear(BookSide.Bid);
            Clear(BookSide.Ask);
            Write(fresh: false);
        }

        _book.Apply(_update, at);
        _next = at.Plus(_settings.Interval);
        sink.Changed(_book, at);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Levels that the middle walked over, or away from.
    private void Clear(BookSide side)
    {
        var levels = _book.Side(side);
        for (var place = 0; place < levels.Count; place++)
        {
            var distance = side == BookSide.Bid ? _middle - levels[place].Price.Count : levels[place].Price.Count - _middle;
            if (distance < Distance(0) || distance > Distance(_settings.Levels - 1))
            {
                _update.Add(side, levels[place].Price, Lots.Zero);
            }
        }
    }

    private void Write(bool fresh)
    {
        for (var place = 0; place < _settings.Levels; place++)
        {
            Write(BookSide.Bid, new(_middle - Distance(place)), fresh);
            Write(BookSide.Ask, new(_middle + Distance(place)), fresh);
        }
    }

    private void Write(BookSide side, Ticks price, bool fresh)
    {
        var drawn = _random.Next(); // drawn for every level, so that one level's fate does not move the others'
        if (fresh || _book.Side(side).At(price) == Lots.Zero || drawn % 4 == 0)
        {
            _update.Add(side, price, new((1 + (long)((drawn >> 8) % (ulong)_settings.LargestLots)) * _listing.LotSize.Count));
        }
    }

    private long Distance(int place) => (_settings.HalfSpread + place) * _listing.TickSize.Count;
}
