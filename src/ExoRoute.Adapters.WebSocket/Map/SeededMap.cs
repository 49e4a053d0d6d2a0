using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>What a protocol's rule says about an update.</summary>
internal enum DiffVerdict : byte
{
    /// <summary>It follows.</summary>
    Apply,

    /// <summary>The seed already holds it.</summary>
    Drop,

    /// <summary>Something between it and the one before is missing.</summary>
    Gap,
}

/// <summary>Where a chain of updates stands.</summary>
/// <param name="SeedId">The REST book's number.</param>
/// <param name="LastId">The last update's number.</param>
/// <param name="Chained">Whether an update has followed the seed; the first one has its own rule.</param>
internal readonly record struct DiffChain(long SeedId, long LastId, bool Chained);

/// <summary>A rule's answer, with the two numbers that it compared.</summary>
internal readonly record struct DiffAnswer(DiffVerdict Verdict, long Expected = 0, long Found = 0);

/// <summary>Books that a REST answer seeds and a stream of differences keeps: Binance and Bitstamp.</summary>
/// <remarks>
/// Updates before the seed are kept and replayed behind it. They are kept afterwards too, so that a later seed (after a gap, or
/// by period) loses nothing that came while it was on its way. What is kept is bounded; a loss that matters is a named gap.
/// </remarks>
public abstract class SeededMap : VenueMap
{
    /// <summary>Updates kept for each book.</summary>
    public const int MaxKept = 2_048;

    private const long MaxKeptBytes = 8 << 20;
    private readonly State[] _states;

    private protected SeededMap(FrameReader reader, BookTally[] tallies)
        : base(reader, tallies) => _states = [.. tallies.Select(_ => new State())];

    /// <summary>The protocol's rule.</summary>
    private protected abstract DiffAnswer Judge(DiffChain chain, in FrameEntry entry);

    /// <summary>What a rule makes of an update that was just applied.</summary>
    private protected virtual void AfterUpdate(int place, long id)
    {
    }

    private protected override bool ApplyEntry(int place, in FrameEntry entry, BookUpdate update, ReadOnlySpan<byte> bytes, Stamp at)
    {
        var (state, tally) = (_states[place], Tallies[place]);
        var lost = state.Kept.Push(bytes, entry.Last, at, counted: state.Seeded);
        if (state.Seeded)
        {
            return Follow(place, entry, update, at, count: true);
        }

        tally.Buffered++;
        if (!lost || state.Overflowed)
        {
            return false;
        }

        state.Overflowed = true;
        tally.Book.Break(BookGapCause.BufferOverflow, MaxKept, tally.Buffered, at);
        return true;
    }

    private protected override void ApplySeed(int place, in FrameEntry entry, BookUpdate seed, Stamp at)
    {
        var (state, tally) = (_states[place], Tallies[place]);
        ApplyToBook(tally, entry, seed, at);
        (state.Seeded, state.Overflowed, state.Chain) = (true, false, new(entry.Last, entry.Last, Chained: false));
        (tally.SeedId, tally.LastId, tally.AppliedSinceSeed) = (entry.Last, entry.Last, 0);
        if (state.Kept.LostId > entry.Last)
        {
            tally.Book.Break(BookGapCause.BufferOverflow, entry.Last, state.Kept.LostId, at);
        }

        for (var kept = 0; kept < state.Kept.Count; kept++)
        {
            ref var slot = ref state.Kept[kept];
            if (Reread(slot.Bytes, place, out var diff, out var update))
            {
                Follow(place, diff, update, slot.At, count: !slot.Counted);
                slot.Counted = true;
            }
        }
    }

    private protected override void ForgetConnection()
    {
        for (var place = 0; place < _states.Length; place++)
        {
            _states[place].Forget();
            Tallies[place].LastId = -1;
        }
    }

    private bool Follow(int place, in FrameEntry entry, BookUpdate update, Stamp at, bool count)
    {
        var (state, tally) = (_states[place], Tallies[place]);
        var answer = Judge(state.Chain, entry);
        if (answer.Verdict == DiffVerdict.Drop)
        {
            tally.Dropped += count ? 1 : 0;
            return false;
        }

        if (answer.Verdict == DiffVerdict.Gap)
        {
            tally.Book.Break(BookGapCause.SequenceGap, answer.Expected, answer.Found, at);
        }

        ApplyToBook(tally, entry, update, at);
        tally.Applied += count ? 1 : 0;
        tally.AppliedSinceSeed++;
        tally.LastId = entry.Last;
        state.Chain = state.Chain with { LastId = entry.Last, Chained = true };
        AfterUpdate(place, entry.Last);
        return true;
    }

    private sealed class State
    {
        internal DiffRing Kept { get; } = new(MaxKept, MaxKeptBytes);

        internal bool Seeded { get; set; }

        internal bool Overflowed { get; set; }

        internal DiffChain Chain { get; set; }

        internal void Forget()
        {
            Kept.Clear();
            (Seeded, Overflowed, Chain) = (false, false, default);
        }
    }
}
