namespace ExoRoute.Adapters.Simulation;

/// <summary>How a simulated venue behaves. Immutable; change a copy with <c>with</c>.</summary>
public sealed record SimulatedVenueSettings
{
    /// <summary>From our sending to the order's arrival, in nanoseconds. Default 1 ms; 0 to one hour.</summary>
    public long OrderLatency { get; init; } = 1_000_000;

    /// <summary>From what happens at the venue to our hearing of it, in nanoseconds. Default 1 ms; 0 to one hour.</summary>
    public long ReportLatency { get; init; } = 1_000_000;

    /// <summary>How much longer either may take, at random from the seed, in nanoseconds. Default 0; 0 to one hour.</summary>
    public long Jitter { get; init; }

    /// <summary>How many orders in a million are refused for no reason of ours. Default 0; 0 to 1,000,000.</summary>
    public int RejectPpm { get; init; }

    /// <summary>How many reports in a million are lost on the way; the venue tells when it is asked. Default 0; 0 to 1,000,000.</summary>
    public int LostReportPpm { get; init; }

    /// <summary>What its random choices come from. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>All that is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        const long Hour = 3600 * Stamp.PerSecond;
        if (OrderLatency is < 0 or > Hour)
        {
            yield return Invariant($"{nameof(OrderLatency)} must be 0 to {Hour} ns, was {OrderLatency}.");
        }

        if (ReportLatency is < 0 or > Hour)
        {
            yield return Invariant($"{nameof(ReportLatency)} must be 0 to {Hour} ns, was {ReportLatency}.");
        }

        if (Jitter is < 0 or > Hour)
        {
            yield return Invariant($"{nameof(Jitter)} must be 0 to {Hour} ns, was {Jitter}.");
        }

        if (RejectPpm is < 0 or > 1_000_000)
        {
            yield return Invariant($"{nameof(RejectPpm)} must be 0 to 1000000, was {RejectPpm}.");
        }

        if (LostReportPpm is < 0 or > 1_000_000)
        {
            yield return Invariant($"{nameof(LostReportPpm)} must be 0 to 1000000, was {LostReportPpm}.");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
