namespace ExoRoute.Routing;

/// <summary>The router's own numbers. Immutable; change a copy with <c>with</c>. Recorded with each epoch's first input.</summary>
public sealed record RouterSettings
{
    /// <summary>How many levels a side decisions use. Default 50; 1 to 1,000.</summary>
    public int Depth { get; init; } = 50;

    /// <summary>How long a venue that refused is left alone by that parent, in nanoseconds. Default 1 s; 0 to one hour.</summary>
    public long RestAfterReject { get; init; } = Stamp.PerSecond;

    /// <summary>How many refusals of one venue a parent takes before it gives that venue up. Default 3; 1 to 1,000.</summary>
    public int MaxRejects { get; init; } = 3;

    /// <summary>How many children one parent may have. Default 1,000; 1 to 100,000.</summary>
    public int MaxChildren { get; init; } = 1_000;

    /// <summary>How long a venue may be silent about a child before it is asked, in nanoseconds. Default 5 s; 1 ms to one hour.</summary>
    public long AnswerWithin { get; init; } = 5 * Stamp.PerSecond;

    /// <summary>How many nodes a plan's search may open before it takes the best it has. Default 2,000; 1 to 1,000,000.</summary>
    public int MaxNodes { get; init; } = 2_000;

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        const long Hour = 3600 * Stamp.PerSecond;
        if (Depth is < 1 or > 1_000)
        {
            yield return Invariant($"{nameof(Depth)} must be 1 to 1000 levels, was {Depth}.");
        }

        if (RestAfterReject is < 0 or > Hour)
        {
            yield return Invariant($"{nameof(RestAfterReject)} must be 0 to {Hour} ns, was {RestAfterReject}.");
        }

        if (MaxRejects is < 1 or > 1_000)
        {
            yield return Invariant($"{nameof(MaxRejects)} must be 1 to 1000, was {MaxRejects}.");
        }

        if (MaxChildren is < 1 or > 100_000)
        {
            yield return Invariant($"{nameof(MaxChildren)} must be 1 to 100000, was {MaxChildren}.");
        }

        if (AnswerWithin is < 1_000_000 or > Hour)
        {
            yield return Invariant($"{nameof(AnswerWithin)} must be 1000000 to {Hour} ns, was {AnswerWithin}.");
        }

        if (MaxNodes is < 1 or > 1_000_000)
        {
            yield return Invariant($"{nameof(MaxNodes)} must be 1 to 1000000, was {MaxNodes}.");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
