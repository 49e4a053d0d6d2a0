namespace ExoRoute.Market;

/// <summary>The two sides of a book.</summary>
public enum BookSide : byte
{
    /// <summary>Offers to buy; the highest price is best.</summary>
    Bid,

    /// <summary>Offers to sell; the lowest price is best.</summary>
    Ask,
}

/// <summary>How far a book is proved to be the venue's. A book that is not proved is not routable by default.</summary>
/// <remarks>Higher is better proved; <c>default</c> is <see cref="Broken"/>.</remarks>
public enum BookStatus : byte
{
    /// <summary>Something was lost or never arrived; stays so until a new snapshot. See <see cref="Book.LastGap"/>.</summary>
    Broken,

    /// <summary>The protocol offers no proof (generic FIX W/X, last look).</summary>
    Unproved,

    /// <summary>Seeded by a REST book and ordered by time; a loss cannot be seen, so age counts as well (Bitstamp).</summary>
    Seeded,

    /// <summary>Every update followed its predecessor by number (Coinbase, Binance).</summary>
    Sequenced,

    /// <summary>The venue's checksum agreed after every update (Kraken).</summary>
    Checksummed,
}

/// <summary>Why a book broke. Each break is counted by its cause.</summary>
public enum BookGapCause : byte
{
    /// <summary>It is not broken.</summary>
    None,

    /// <summary>No snapshot has arrived yet.</summary>
    NoSnapshot,

    /// <summary>An update does not follow the one before: a number is missing.</summary>
    SequenceGap,

    /// <summary>The venue's checksum is not ours.</summary>
    ChecksumMismatch,

    /// <summary>The best bid is at or above the best ask: something was lost.</summary>
    Crossed,

    /// <summary>The connection ended.</summary>
    SessionEnded,

    /// <summary>A frame could not be read.</summary>
    MalformedFrame,

    /// <summary>More updates came before their REST seed than are kept, so that some of them are lost to it.</summary>
    BufferOverflow,
}

/// <summary>A break: its cause, the two values that disagree, and when.</summary>
/// <param name="Cause">What broke.</param>
/// <param name="Expected">The number or checksum that should have come; 0 where the cause has none.</param>
/// <param name="Found">What came instead.</param>
/// <param name="At">When the frame arrived.</param>
public readonly record struct BookGap(BookGapCause Cause, long Expected, long Found, Stamp At);
