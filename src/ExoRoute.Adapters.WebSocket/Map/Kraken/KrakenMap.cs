using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Kraken;

/// <summary>What a map of Kraken's books must know of the subscription.</summary>
/// <param name="Depth">Levels a side that were subscribed to: 10, 25, 100, 500 or 1,000.</param>
/// <param name="PriceDecimals">The decimals the venue writes prices with; null to read them off each snapshot.</param>
/// <param name="QuantityDecimals">The same for quantities.</param>
/// <remarks>The decimals need saying only where somebody has printed the numbers again: trailing zeros count in the checksum.</remarks>
public sealed record KrakenSubscription(int Depth = 10, int? PriceDecimals = null, int? QuantityDecimals = null);

/// <summary>Kraken v2 <c>book</c>: no sequence numbers; every update carries the CRC32 of the book after it.</summary>
public sealed class KrakenMap : VenueMap
{
    private readonly KrakenSubscription _subscription;
    private readonly (int Price, int Quantity)[] _decimals;

    /// <summary>Maps one connection.</summary>
    /// <param name="definitions">The listings subscribed to.</param>
    /// <param name="subscription">Its depth, and decimals where they must be said.</param>
    /// <exception cref="ArgumentException">A definition is at fault, or two answer to one symbol.</exception>
    public KrakenMap(IReadOnlyList<InstrumentDefinition> definitions, KrakenSubscription subscription)
        : base(new KrakenFrameReader(), Tally(definitions, BookStatus.Checksummed, Checked(subscription).Depth))
    {
        _subscription = subscription;
        _decimals = new (int, int)[definitions.Count];
        Array.Fill(_decimals, (subscription.PriceDecimals ?? 0, subscription.QuantityDecimals ?? 0));
    }

    private static KrakenSubscription Checked(KrakenSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentOutOfRangeException.ThrowIfLessThan(subscription.Depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subscription.PriceDecimals ?? 0, InstrumentUnits.MaxDecimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subscription.QuantityDecimals ?? 0, InstrumentUnits.MaxDecimals);
        ArgumentOutOfRangeException.ThrowIfNegative(subscription.PriceDecimals ?? 0);
        ArgumentOutOfRangeException.ThrowIfNegative(subscription.QuantityDecimals ?? 0);
        return subscription;
    }

    private protected override bool ApplyEntry(int place, in FrameEntry entry, BookUpdate update, ReadOnlySpan<byte> bytes, Stamp at)
    {
        var tally = Tallies[place];
        LearnDecimals(place, entry, bytes);
        ApplyToBook(tally, entry, update, at);

        var (price, quantity) = _decimals[place];
        var found = KrakenChecksum.Of(tally.Book, tally.Definition.Units, price, quantity);
        tally.LastChecksum = (uint)entry.Checksum;
        tally.Checksums++;
        if (found == tally.LastChecksum)
        {
            tally.ChecksumsRight++;
        }
        else
        {
            tally.Book.Break(BookGapCause.ChecksumMismatch, entry.Checksum, found, at);
        }

        return true;
    }

    // A venue writes all prices of a book with the same decimals, so that its snapshot shows them. One without levels shows
    // nothing; then the updates have to.
    private void LearnDecimals(int place, in FrameEntry entry, ReadOnlySpan<byte> bytes)
    {
        var (explicitPrice, explicitQuantity) = (_subscription.PriceDecimals, _subscription.QuantityDecimals);
        if (explicitPrice.HasValue && explicitQuantity.HasValue)
        {
            return;
        }

        var book = Tallies[place].Book;
        var shown = entry.IsSnapshot ? default : _decimals[place];
        if (!entry.IsSnapshot && (book.Bids.Count > 0 || book.Asks.Count > 0))
        {
            return;
        }

        foreach (ref readonly var level in Frame.LevelsOf(entry))
        {
            shown.Price = Math.Max(shown.Price, Decimals(Frame.Text(bytes, level.Price)));
            shown.Quantity = Math.Max(shown.Quantity, Decimals(Frame.Text(bytes, level.Quantity)));
        }

        _decimals[place] = (explicitPrice ?? shown.Price, explicitQuantity ?? shown.Quantity);
    }

    private static int Decimals(ReadOnlySpan<byte> number)
    {
        DecimalText.CountDecimals(number, out var written, out _);
        return Math.Min(written, InstrumentUnits.MaxDecimals);
    }
}
