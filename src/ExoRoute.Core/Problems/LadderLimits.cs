using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>How much of a book a plan may use. <c>new()</c> limits nothing; <c>default</c> allows nothing.</summary>
public readonly record struct LadderLimits
{
    /// <summary>The whole of what is shown, in millionths.</summary>
    public const int WholePpm = 1_000_000;

    /// <summary>No limits.</summary>
    public LadderLimits()
    {
    }

    /// <summary>The worst price taken, in price units; null for any.</summary>
    public Ticks? Limit { get; init; }

    /// <summary>Whether the limit is held against the price with its running fee, or (false) against the venue's own price.</summary>
    public bool LimitIsNet { get; init; }

    /// <summary>The share of each level that may be taken, in millionths, rounded down. 0 to 1,000,000.</summary>
    public int ParticipationPpm { get; init; } = WholePpm;

    /// <summary>
    /// The share of each level that will still be there when an order arrives, in millionths: what <see cref="LatencyHaircut"/> answers for the venue's delay.
    /// Taken together with <see cref="ParticipationPpm"/> and rounded down once. 0 to 1,000,000.
    /// </summary>
    public int ReachablePpm { get; init; } = WholePpm;

    /// <summary>The most this venue may get, in quantity units. 0 to <see cref="Lots.MaxCount"/>.</summary>
    public Lots Cap { get; init; } = new(Lots.MaxCount);

    /// <summary>All that is wrong with these limits; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Limit is { Count: < 1 or > Ticks.MaxCount } limit)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(Limit)} must be 1 to 2^40 price units, was {limit.Count}.");
        }

        if (ParticipationPpm is < 0 or > WholePpm)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(ParticipationPpm)} must be 0 to 1000000, was {ParticipationPpm}.");
        }

        if (ReachablePpm is < 0 or > WholePpm)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(ReachablePpm)} must be 0 to 1000000, was {ReachablePpm}.");
        }

        if (Cap.Count is < 0 or > Lots.MaxCount)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(Cap)} must be 0 to 2^56 quantity units, was {Cap.Count}.");
        }
    }
}
