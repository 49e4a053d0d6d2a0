using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.WebSocket.Map.Coinbase;

/// <summary>Coinbase Advanced Trade <c>level2</c>: proved by <c>sequence_num</c>, which counts every frame of the connection.</summary>
/// <remarks>A number that is missing may have been any channel's, so a gap breaks every book of the connection.</remarks>
public sealed class CoinbaseMap : VenueMap
{
    /// <summary>Maps one connection.</summary>
    /// <param name="definitions">The listings subscribed to.</param>
    /// <exception cref="ArgumentException">A definition is at fault, or two answer to one symbol.</exception>
    public CoinbaseMap(IReadOnlyList<InstrumentDefinition> definitions)
        : base(new CoinbaseFrameReader(), Tally(definitions, BookStatus.Sequenced))
    {
    }

    private protected override void CheckConnection(VenueFrame frame, Stamp at, IMarketSink sink)
    {
        if (frame.Sequence == FrameEntry.None)
        {
            return;
        }

        var expected = Counts.LastSequence + 1;
        var follows = Counts.LastSequence < 0 || frame.Sequence == expected; // a connection may be joined at any number
        Counts.LastSequence = frame.Sequence;
        if (follows)
        {
            return;
        }

        Counts.SequenceGaps++;
        foreach (var book in Books)
        {
            book.Break(BookGapCause.SequenceGap, expected, frame.Sequence, at);
            sink.Changed(book, at);
        }
    }

    private protected override bool ApplyEntry(int place, in FrameEntry entry, BookUpdate update, ReadOnlySpan<byte> bytes, Stamp at)
    {
        ApplyToBook(Tallies[place], entry, update, at);
        return true;
    }
}
