using System.Globalization;
using System.Text;
using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>One venue connection's frames into books, with the venue's own proof after every one of them.</summary>
/// <remarks>
/// Live sockets and recorded captures drive the same maps: bytes and the stamp of their receipt go in. A frame is read whole
/// before any of it touches a book; one that cannot be read changes no content, breaks every book of the connection (it could
/// have meant any of them) and is counted. Nothing a venue sends makes a map throw. Not thread-safe: one feed, one thread.
/// A frame that is read allocates nothing once the buffers are warm.
/// </remarks>
public abstract class VenueMap
{
    private const int MaxSymbolLength = 64;
    private const int MaxEntries = 1_024;

    // Places of no book: no definition answers to the symbol; best prices that are none.
    private const int Unknown = -1;
    private const int Unread = -2;

    private readonly VenueFrame _frame = new();
    private readonly FrameReader _reader;
    private readonly BookTally[] _tallies;
    private readonly List<(byte[] Symbol, int Place)> _symbols = [];
    private BookUpdate[] _updates = [new(), new()];
    private int[] _places = new int[2];

    private protected VenueMap(FrameReader reader, BookTally[] tallies)
    {
        (_reader, _tallies) = (reader, tallies);
        Books = [.. tallies.Select(tally => tally.Book)];
    }

    /// <summary>A book for each definition.</summary>
    private protected static BookTally[] Tally(IReadOnlyList<InstrumentDefinition> definitions, BookStatus grade, int depth = 0)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        foreach (var definition in definitions)
        {
            if (definition.Faults().ToArray() is { Length: > 0 } faults)
            {
                throw new ArgumentException($"{definition.Symbol} of {definition.Venue}: {string.Join(' ', faults)}", nameof(definitions));
            }

            if (definitions.FirstOrDefault(other => !ReferenceEquals(other, definition) && other.Answers(definition.Symbol)) is { } twin)
            {
                throw new ArgumentException($"'{definition.Symbol}' and '{twin.Symbol}' of {definition.Venue} answer to one symbol; one of them must go.", nameof(definitions));
            }
        }

        return [.. definitions.Select(definition => new BookTally(definition, grade, depth))];
    }

    /// <summary>The books, in the order of the definitions.</summary>
    public IReadOnlyList<Book> Books { get; }

    /// <summary>The books with their counts, in the same order.</summary>
    public IReadOnlyList<BookTally> Tallies => _tallies;

    /// <summary>The frame being applied.</summary>
    private protected VenueFrame Frame => _frame;

    /// <summary>What came on the connection.</summary>
    public MapCounts Counts { get; } = new();

    /// <summary>Takes a frame in, and tells <paramref name="sink"/> of each book it changed.</summary>
    /// <param name="frame">The frame's bytes, as received.</param>
    /// <param name="receivedAt">When it was received.</param>
    /// <param name="sink">Who wants to know.</param>
    public void Apply(ReadOnlySpan<byte> frame, Stamp receivedAt, IMarketSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);

        Counts.Frames++;
        if (!_reader.TryRead(frame, _frame) || !TryUnderstand(frame))
        {
            BreakAll(receivedAt, sink);
            return;
        }

        Counts.Channels.Count(_frame.Text(frame, _frame.Channel));
        Counts.UnknownChannels += _frame.Kind == FrameKind.Unknown ? 1 : 0;
        Counts.Refusals += _frame.Kind == FrameKind.Refusal ? 1 : 0;
        CheckConnection(_frame, receivedAt, sink);
        if (_frame.Kind is not (FrameKind.Book or FrameKind.Ticker))
        {
            return;
        }

        for (var i = 0; i < _frame.EntryCount; i++)
        {
            if (_places[i] < 0)
            {
                Counts.UnknownSymbols += _places[i] == Unknown ? 1 : 0;
                Counts.UnreadTickers += _places[i] == Unread ? 1 : 0;
                continue;
            }

            if (ApplyEntry(_places[i], _frame.Entries[i], _updates[i], frame, receivedAt))
            {
                sink.Changed(_tallies[_places[i]].Book, receivedAt);
            }
        }
    }

    /// <summary>Seeds a book with the venue's REST book, and replays behind it the updates that are newer.</summary>
    /// <param name="restBody">The REST answer's body.</param>
    /// <param name="symbol">What was asked for; empty when the body says so itself or the connection has one book.</param>
    /// <param name="receivedAt">When the answer was received.</param>
    /// <param name="sink">Who wants to know.</param>
    /// <remarks>A body that cannot be read is counted and breaks the books, as any frame. Venues without REST seeds refuse it so.</remarks>
    public void Seed(ReadOnlySpan<byte> restBody, ReadOnlySpan<byte> symbol, Stamp receivedAt, IMarketSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);

        if (!_reader.TryReadRest(restBody, _frame))
        {
            BreakAll(receivedAt, sink);
            return;
        }

        var entry = _frame.Entries[0];
        var named = symbol.IsEmpty ? _frame.Text(restBody, entry.Symbol) : symbol;
        var place = named.IsEmpty && _tallies.Length == 1 ? 0 : Find(named);
        if (place < 0)
        {
            Counts.UnknownSymbols++;
        }
        else if (!TryConvert(restBody, entry, _tallies[place].Definition.Units, _updates[0]))
        {
            BreakAll(receivedAt, sink);
        }
        else
        {
            ApplySeed(place, entry, _updates[0], receivedAt);
            sink.Changed(_tallies[place].Book, receivedAt);
        }
    }

    /// <summary>The connection ended: every book is emptied and broken until its next snapshot.</summary>
    public void EndSession(Stamp at, IMarketSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);

        Counts.SessionsEnded++;
        Counts.LastSequence = -1;
        ForgetConnection();
        foreach (var tally in _tallies)
        {
            tally.Book.EndSession(at);
            sink.Changed(tally.Book, at);
        }
    }

    /// <summary>Checks what the protocol proves about the connection as a whole; before the entries.</summary>
    private protected virtual void CheckConnection(VenueFrame frame, Stamp at, IMarketSink sink)
    {
    }

    /// <summary>Applies an entry, proves it, and answers whether the book changed.</summary>
    private protected abstract bool ApplyEntry(int place, in FrameEntry entry, BookUpdate update, ReadOnlySpan<byte> bytes, Stamp at);

    private protected virtual void ApplySeed(int place, in FrameEntry entry, BookUpdate seed, Stamp at)
    {
    }

    private protected virtual void ForgetConnection()
    {
    }

    /// <summary>Applies an update or snapshot to its book and counts it.</summary>
    private protected static void ApplyToBook(BookTally tally, in FrameEntry entry, BookUpdate update, Stamp at)
    {
        if (update.IsSnapshot)
        {
            tally.LastSnapshotLevels = update.Changes.Length;
            tally.SnapshotLevels += update.Changes.Length;
            if (tally.Book.Snapshots == 0)
            {
                tally.FirstVenueTime = entry.VenueTime;
            }
        }
        else
        {
            tally.UpdateLevels += update.Changes.Length;
        }

        tally.LastVenueTime = entry.VenueTime;
        tally.Book.Apply(update, at);
    }

    /// <summary>Reads a frame that was read before, for the one entry it is about.</summary>
    private protected bool Reread(ReadOnlySpan<byte> bytes, int place, out FrameEntry entry, out BookUpdate update)
    {
        (entry, update) = (default, _updates[0]);
        if (!_reader.TryRead(bytes, _frame) || _frame.EntryCount != 1)
        {
            return false;
        }

        entry = _frame.Entries[0];
        return TryConvert(bytes, entry, _tallies[place].Definition.Units, update);
    }

    private void BreakAll(Stamp at, IMarketSink sink)
    {
        Counts.Count(_frame.Fault);
        foreach (var tally in _tallies)
        {
            tally.Book.Break(BookGapCause.MalformedFrame, 0, _frame.Fault.At, at);
            sink.Changed(tally.Book, at);
        }
    }

    // Everything that can be wrong with the frame is found here, before any book is touched.
    private bool TryUnderstand(ReadOnlySpan<byte> bytes)
    {
        if (_frame.Kind is not (FrameKind.Book or FrameKind.Ticker))
        {
            return true;
        }

        if (_frame.EntryCount > MaxEntries)
        {
            return _frame.Fail(FrameFaultKind.WrongShape, 0, $"the frame is about more than {MaxEntries.ToString(CultureInfo.InvariantCulture)} books");
        }

        while (_updates.Length < _frame.EntryCount)
        {
            Grow();
        }

        for (var i = 0; i < _frame.EntryCount; i++)
        {
            ref readonly var entry = ref _frame.Entries[i];
            _places[i] = Find(_frame.Text(bytes, entry.Symbol));
            if (_places[i] < 0)
            {
                continue;
            }

            if (TryConvert(bytes, entry, _tallies[_places[i]].Definition.Units, _updates[i]))
            {
                continue;
            }

            if (_frame.Kind == FrameKind.Book)
            {
                return false;
            }

            _places[i] = Unread; // best prices prove nothing by themselves: one without a side ("0.0") breaks no book
        }

        return true;
    }

    private bool TryConvert(ReadOnlySpan<byte> bytes, in FrameEntry entry, InstrumentUnits units, BookUpdate update)
    {
        update.Clear();
        update.IsSnapshot = entry.IsSnapshot;
        foreach (ref readonly var level in _frame.LevelsOf(entry))
        {
            var fault = DecimalText.Parse(_frame.Text(bytes, level.Price), units.PriceDecimals, out var price);
            if (fault != DecimalFault.None || price is < 1 or > Ticks.MaxCount)
            {
                return FailNumber(bytes, "price", level.Price, fault, units.PriceDecimals);
            }

            fault = DecimalText.Parse(_frame.Text(bytes, level.Quantity), units.QuantityDecimals, out var quantity);
            if (fault != DecimalFault.None || quantity is < 0 or > Lots.MaxCount)
            {
                return FailNumber(bytes, "quantity", level.Quantity, fault, units.QuantityDecimals);
            }

            update.Add(level.Side, new(price), new(quantity));
        }

        return true;
    }

    private bool FailNumber(ReadOnlySpan<byte> bytes, string what, FrameSlice slice, DecimalFault fault, int decimals) => _frame.Fail(
        FrameFaultKind.BadNumber,
        slice.At,
        $"{what} {VenueFrame.Quote(_frame.Text(bytes, slice))} {(fault == DecimalFault.None ? "is outside the range of a book" : DecimalText.Describe(fault, decimals))}");

    private int Find(ReadOnlySpan<byte> symbol)
    {
        foreach (var (known, place) in _symbols)
        {
            if (symbol.SequenceEqual(known))
            {
                return place;
            }
        }

        return symbol.Length is 0 or > MaxSymbolLength ? Unknown : Learn(symbol);
    }

    private int Learn(ReadOnlySpan<byte> symbol)
    {
        var text = System.Text.Encoding.UTF8.GetString(symbol);
        var place = Array.FindIndex(_tallies, tally => tally.Definition.Answers(text));
        if (place >= 0)
        {
            _symbols.Add((symbol.ToArray(), place)); // bounded: only spellings that a definition answers to
        }

        return place;
    }

    private void Grow()
    {
        var had = _updates.Length;
        Array.Resize(ref _updates, had * 2);
        Array.Resize(ref _places, had * 2);
        for (var i = had; i < _updates.Length; i++)
        {
            _updates[i] = new();
        }
    }
}
