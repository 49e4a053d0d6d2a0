namespace ExoRoute;

/// <summary>The flows a plan agrees on: the quantity of each venue, in the order of the problems.</summary>
/// <remarks>Quantity units, none negative. Compared by content. Immutable, safe to share between threads.</remarks>
public sealed class SharedVariables : IEquatable<SharedVariables>
{
    private readonly long[] _flows;

    /// <summary>Flows of as many venues as there are entries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A flow is negative.</exception>
    public SharedVariables(ReadOnlySpan<long> flows)
    {
        foreach (var flow in flows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(flow, nameof(flows));
        }

        _flows = flows.ToArray();
    }

    /// <summary>No venue at all.</summary>
    public static SharedVariables None { get; } = new([]);

    /// <summary>How many venues.</summary>
    public int Count => _flows.Length;

    /// <summary>One venue's quantity.</summary>
    public Lots this[int venue] => new(_flows[venue]);

    /// <summary>All flows, in quantity units.</summary>
    public ReadOnlySpan<long> Flows => _flows;

    /// <summary>All together.</summary>
    /// <exception cref="OverflowException">It is beyond 63 bits.</exception>
    public Lots Total
    {
        get
        {
            var sum = 0L;
            foreach (var flow in _flows)
            {
                sum = checked(sum + flow);
            }

            return new(sum);
        }
    }

    /// <inheritdoc/>
    public bool Equals(SharedVariables? other) => other is not null && _flows.AsSpan().SequenceEqual(other._flows);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SharedVariables);

    /// <summary>A mix of the flows, the same in every process.</summary>
    public override int GetHashCode()
    {
        var mix = 17L;
        foreach (var flow in _flows)
        {
            mix = unchecked((mix * 31) + flow);
        }

        return unchecked((int)(mix ^ (mix >> 32)));
    }
}
