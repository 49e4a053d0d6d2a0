using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Adapters.WebSocket.Map.Bitstamp;
using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>How many of a REST book's best levels our book of the same time had, with the same quantity.</summary>
/// <param name="Equal">Levels that agree, both sides together.</param>
/// <param name="Of">Levels compared.</param>
public readonly record struct LevelAgreement(int Equal, int Of);

/// <summary>A REST book compared with ours.</summary>
/// <param name="RawTime">When it came, in the capture's own time.</param>
/// <param name="Microtimestamp">The time of both books.</param>
/// <param name="DiffsSinceSeed">Updates applied from the seed to that time.</param>
/// <param name="Top10">The ten best a side.</param>
/// <param name="Top100">The hundred best a side.</param>
/// <param name="Top500">The five hundred best a side.</param>
public sealed record RestAuditResult(
    long RawTime, long Microtimestamp, long DiffsSinceSeed, LevelAgreement Top10, LevelAgreement Top100, LevelAgreement Top500);

/// <summary>Keeps a second set of Bitstamp books behind the first: a REST book is of a time that the stream has left when it arrives.</summary>
internal sealed class RestAuditWitness : IMarketSink
{
    /// <summary>How far behind the second set stays; a REST answer is never older.</summary>
    private const long BehindMicroseconds = 60_000_000;

    private readonly IReadOnlyList<InstrumentDefinition> _definitions;
    private readonly BitstampFrameReader _reader = new();
    private readonly VenueFrame _frame = new();
    private readonly Queue<(byte[] Frame, long Time, Stamp At)> _behind = [];
    private BitstampMap _books;

    internal RestAuditWitness(IReadOnlyList<InstrumentDefinition> definitions) =>
        (_definitions, _books) = (definitions, new BitstampMap(definitions));

    void IMarketSink.Changed(Book book, Stamp receivedAt)
    {
    }

    internal void Frame(ReadOnlySpan<byte> frame, Stamp at)
    {
        if (!_reader.TryRead(frame, _frame) || _frame.EntryCount != 1)
        {
            return;
        }

        var time = _frame.Entries[0].Last;
        _behind.Enqueue((frame.ToArray(), time, at));
        AdvanceTo(time - BehindMicroseconds);
    }

    internal void Seed(ReadOnlySpan<byte> body, ReadOnlySpan<byte> symbol, Stamp at)
    {
        AdvanceTo(long.MaxValue);
        _books.Seed(body, symbol, at, this);
    }

    internal void EndSession()
    {
        _behind.Clear();
        _books = new(_definitions);
    }

    /// <summary>Compares a REST book; null when it cannot be read, or is of a book that is not kept.</summary>
    internal RestAuditResult? Audit(ReadOnlySpan<byte> body, ReadOnlySpan<byte> symbol, long rawTime)
    {
        var rest = new BitstampMap(_definitions);
        rest.Seed(body, symbol, default, this);
        var place = -1;
        for (var i = 0; i < rest.Books.Count; i++)
        {
            place = rest.Books[i].Snapshots > 0 ? i : place;
        }

        if (place < 0)
        {
            return null;
        }

        var time = rest.Tallies[place].SeedId;
        AdvanceTo(time);
        var (theirs, ours) = (rest.Books[place], _books.Tallies[place]);
        return new(rawTime, time, ours.AppliedSinceSeed, Compare(theirs, ours.Book, 10), Compare(theirs, ours.Book, 100), Compare(theirs, ours.Book, 500));
    }

    private void AdvanceTo(long time)
    {
        while (_behind.TryPeek(out var next) && next.Time <= time)
        {
            _books.Apply(_behind.Dequeue().Frame, next.At, this);
        }
    }

    private static LevelAgreement Compare(Book theirs, Book ours, int depth)
    {
        var (equal, of) = (0, 0);
        foreach (var side in (ReadOnlySpan<BookSide>)[BookSide.Bid, BookSide.Ask])
        {
            var levels = theirs.Side(side);
            for (var place = 0; place < Math.Min(depth, levels.Count); place++)
            {
                of++;
                equal += ours.Side(side).At(levels[place].Price) == levels[place].Quantity ? 1 : 0;
            }
        }

        return new(equal, of);
    }
}
