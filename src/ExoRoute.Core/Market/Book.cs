namespace ExoRoute.Market;

/// <summary>A venue's whole book of one instrument, with the proof that it is the venue's.</summary>
/// <remarks>
/// The feed that owns the book applies every frame and tells it what the protocol proves; the book keeps the status. Content
/// goes on being applied whatever happens, but <b>a broken book stays broken until a new snapshot</b>: a gap does not heal
/// because later updates look fine. Not thread-safe: one feed, one thread. Steady state allocates nothing.
/// </remarks>
public sealed class Book
{
    private readonly BookStatus _grade;
    private readonly int _depth;
    private readonly long[] _gaps = new long[Enum.GetValues<BookGapCause>().Length];

    /// <summary>An empty book; broken until its first snapshot.</summary>
    /// <param name="venue">Whose book.</param>
    /// <param name="instrument">Of what.</param>
    /// <param name="grade">The status it has while every proof of its protocol holds; not <see cref="BookStatus.Broken"/>.</param>
    /// <param name="depth">How many levels a side the subscription carries; 0 for all. Deeper levels are cut after every update.</param>
    /// <exception cref="ArgumentOutOfRangeException">The grade is Broken, or the depth negative.</exception>
    public Book(VenueId venue, InstrumentId instrument, BookStatus grade, int depth = 0)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(grade, BookStatus.Broken);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        (Venue, Instrument, _grade, _depth) = (venue, instrument, grade, depth);
        LastGap = new(BookGapCause.NoSnapshot, 0, 0, default);
    }

    /// <summary>Whose book.</summary>
    public VenueId Venue { get; }

    /// <summary>Of what.</summary>
    public InstrumentId Instrument { get; }

    /// <summary>The bids, best (highest) first.</summary>
    public BookLevels Bids { get; } = new(BookSide.Bid);

    /// <summary>The asks, best (lowest) first.</summary>
    public BookLevels Asks { get; } = new(BookSide.Ask);

    /// <summary>How far the book is proved now.</summary>
    public BookStatus Status { get; private set; }

    /// <summary>What broke it last; the cause is <see cref="BookGapCause.None"/> while it is not broken.</summary>
    public BookGap LastGap { get; private set; }

    /// <summary>When the last frame that was applied arrived.</summary>
    public Stamp UpdatedAt { get; private set; }

    /// <summary>Snapshots applied.</summary>
    public long Snapshots { get; private set; }

    /// <summary>Updates applied.</summary>
    public long Updates { get; private set; }

    /// <summary>Level changes applied, those of snapshots among them.</summary>
    public long LevelChanges { get; private set; }

    /// <summary>Changes by updates that removed a level.</summary>
    public long Deletes { get; private set; }

    /// <summary>Deletes among them of a level that was not there: ordinary on venues with partial snapshots.</summary>
    public long DeletesOfUnknown { get; private set; }

    /// <summary>How often the book broke for this cause.</summary>
    public long Gaps(BookGapCause cause) => _gaps[(int)cause];

    /// <summary>Whether the best bid is at or above the best ask.</summary>
    public bool IsCrossed => Bids.Count > 0 && Asks.Count > 0 && Bids[0].Price >= Asks[0].Price;

    /// <summary>One side.</summary>
    public BookLevels Side(BookSide side) => side == BookSide.Bid ? Bids : Asks;

    /// <summary>Applies what a frame says. A snapshot also mends the book; an update never does.</summary>
    /// <remarks>A book that is crossed afterwards breaks, once: while it is broken, crossing proves nothing new. Checks of the protocol's own come before (<see cref="Break"/>) or after.</remarks>
    public void Apply(BookUpdate update, Stamp at)
    {
        ArgumentNullException.ThrowIfNull(update);

        var changes = update.Changes;
        if (update.IsSnapshot)
        {
            Bids.Load(changes);
            Asks.Load(changes);
            Snapshots++;
            (Status, LastGap) = (_grade, default);
        }
        else
        {
            foreach (var change in changes)
            {
                var known = Side(change.Side).Set(change.Price, change.Quantity);
                if (change.Quantity == Lots.Zero)
                {
                    Deletes++;
                    DeletesOfUnknown += known ? 0 : 1;
                }
            }

            Updates++;
        }

        LevelChanges += changes.Length;
        UpdatedAt = at;
        if (_depth > 0)
        {
            Bids.Truncate(_depth);
            Asks.Truncate(_depth);
        }

        if (Status != BookStatus.Broken && IsCrossed)
        {
            Break(BookGapCause.Crossed, Asks[0].Price.Count, Bids[0].Price.Count, at);
        }
    }

    /// <summary>Marks the book broken and counts the cause; its content stays and goes on being applied.</summary>
    /// <param name="cause">What broke it.</param>
    /// <param name="expected">The number or checksum that should have come.</param>
    /// <param name="found">What came.</param>
    /// <param name="at">When.</param>
    public void Break(BookGapCause cause, long expected, long found, Stamp at)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(cause, BookGapCause.None);

        _gaps[(int)cause]++;
        (Status, LastGap) = (BookStatus.Broken, new(cause, expected, found, at));
    }

    /// <summary>The connection ended: the content is thrown away, and the book is broken until a new snapshot.</summary>
    public void EndSession(Stamp at)
    {
        Bids.Clear();
        Asks.Clear();
        Break(BookGapCause.SessionEnded, 0, 0, at);
    }
}
