using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>A book of a connection, what it is a book of, and what its proofs came to. Not thread-safe.</summary>
public sealed class BookTally
{
    internal BookTally(InstrumentDefinition definition, BookStatus grade, int depth)
    {
        Definition = definition;
        Book = new(definition.Venue, definition.Instrument, grade, depth);
    }

    /// <summary>The listing whose symbol and units the frames are read by.</summary>
    public InstrumentDefinition Definition { get; }

    /// <summary>The book.</summary>
    public Book Book { get; }

    /// <summary>Levels in all its snapshots and REST seeds.</summary>
    public long SnapshotLevels { get; internal set; }

    /// <summary>Levels in the last of them.</summary>
    public long LastSnapshotLevels { get; internal set; }

    /// <summary>Level changes in its updates.</summary>
    public long UpdateLevels { get; internal set; }

    /// <summary>The id of its last REST seed: Binance's lastUpdateId, Bitstamp's microtimestamp; -1 before one.</summary>
    public long SeedId { get; internal set; } = -1;

    /// <summary>The last update's number: Binance's u, Bitstamp's microtimestamp; -1 before one.</summary>
    public long LastId { get; internal set; } = -1;

    /// <summary>Updates that came before the seed and were kept for it.</summary>
    public long Buffered { get; internal set; }

    /// <summary>Updates that the seed already held.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Updates applied, those replayed behind a seed among them.</summary>
    public long Applied { get; internal set; }

    /// <summary>Updates applied since the last seed.</summary>
    public long AppliedSinceSeed { get; internal set; }

    /// <summary>Checksums compared.</summary>
    public long Checksums { get; internal set; }

    /// <summary>Checksums that agreed.</summary>
    public long ChecksumsRight { get; internal set; }

    /// <summary>The venue's last checksum.</summary>
    public uint LastChecksum { get; internal set; }

    /// <summary>Updates whose number also has a best-price message, compared with it (Binance).</summary>
    public long TickersChecked { get; internal set; }

    /// <summary>How many of those agreed in price and size on both sides.</summary>
    public long TickersRight { get; internal set; }

    /// <summary>The venue's own time of its first snapshot; <c>default</c> when it bore none.</summary>
    public Stamp FirstVenueTime { get; internal set; }

    /// <summary>The venue's own time of what it said last; <c>default</c> when it bore none.</summary>
    public Stamp LastVenueTime { get; internal set; }
}
