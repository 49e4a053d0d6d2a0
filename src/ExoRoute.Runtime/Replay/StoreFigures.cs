using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Replay;

/// <summary>What a store says of itself: size, determinism, work a plan took, conduct of the children, and how far all of it can be audited.</summary>
/// <remarks>
/// Found by one replay of the records that a check found intact, so a damaged store has figures too. Sizes and audit go over all
/// of them; plans, conduct and books end before the first difference of the replay. Not thread-safe.
/// </remarks>
public sealed class StoreFigures
{
    private ReplayedRecord _seen;

    private StoreFigures(StoreVerification verified, IReadOnlyList<string> setAside)
    {
        (Verified, SetAside) = (verified, setAside);
        Fold = new();
        Fold.State.PlanSeen = (_, answer) => Plans.Asked(answer);
    }

    /// <summary>The check of the chain, the tree and the segments.</summary>
    public StoreVerification Verified { get; }

    /// <summary>Files beside the segments that hold what was cut off: torn tails, and segments cut by hand.</summary>
    public IReadOnlyList<string> SetAside { get; }

    /// <summary>The replay.</summary>
    public ReplayFold Fold { get; }

    /// <summary>Time in the replay alone: records read, checked, decided anew and compared; the gathering of these figures is left out.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>What the records take.</summary>
    public SizeFigures Size { get; } = new();

    /// <summary>What the plans took.</summary>
    public PlanFigures Plans { get; } = new();

    /// <summary>What became of the children.</summary>
    public ConductFigures Conduct { get; } = new();

    /// <summary>What the books did.</summary>
    public BookFigures Books { get; } = new();

    /// <summary>What stands on what.</summary>
    public AuditFigures Audit { get; } = new();

    /// <summary>Whether every decision came out the same, and the root with them.</summary>
    public bool IsIdentical => Fold.Matches(Verified.Root);

    /// <summary>Inputs replayed in a second; 0 where no time went by.</summary>
    public long InputsPerSecond => Elapsed.Ticks == 0 ? 0 : (long)((Int128)Fold.Inputs * TimeSpan.TicksPerSecond / Elapsed.Ticks);

    /// <summary>Whether no check found anything: chain, replay, and every parent within what it was asked.</summary>
    public bool IsSound => Verified.IsSound && IsIdentical && Conduct.Breaches.Count == 0;

    /// <summary>Replays the intact records of a store.</summary>
    /// <param name="medium">Where it lies.</param>
    /// <param name="verified">Its check; what was written after it is left out.</param>
    /// <param name="clock">What the replay is timed by.</param>
    /// <param name="progress">Told how many records were taken; may be null.</param>
    public static StoreFigures Of(IStoreMedium medium, StoreVerification verified, TimeProvider clock, Action<long>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(medium);
        ArgumentNullException.ThrowIfNull(verified);
        ArgumentNullException.ThrowIfNull(clock);
        var figures = new StoreFigures(verified, StoreFiles.SetAside(medium));
        figures.Run(medium, clock, progress);
        return figures;
    }

    private void Run(IStoreMedium medium, TimeProvider clock, Action<long>? progress)
    {
        Action<ReplayedRecord> see = seen => _seen = seen;
        using var entries = StoreReader.Read(medium).GetEnumerator();
        var (spent, same) = (0L, true);
        for (var taken = 0L; taken < Verified.Count; taken++)
        {
            var from = clock.GetTimestamp();
            if (!entries.MoveNext())
            {
                break; // cut since it was checked
            }

            var entry = entries.Current;
            if (same)
            {
                same = Fold.Take(entry.Index, entry.Bytes, see);
                spent += clock.GetTimestamp() - from;
            }

            Size.Add(entry);
            Audit.Add(entry, same ? _seen.Record : null);
            if (same)
            {
                Take(_seen);
            }

            progress?.Invoke(entry.Index + 1);
        }

        Conduct.End(Fold.State);
        Elapsed = clock.GetElapsedTime(0, spent);
    }

    private void Take(ReplayedRecord seen)
    {
        Conduct.Take(seen, Fold.State);
        if (seen.Record.Input is { } input)
        {
            Books.Take(input);
        }
        else if (seen.Record.Decision is Routing.Placed placed)
        {
            Plans.Add(placed.Delta);
        }
    }
}
