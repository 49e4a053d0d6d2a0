namespace ExoRoute.Runtime.Replay;

/// <summary>How often each value came: exact ranks, no buckets.</summary>
/// <remarks>Memory grows with the distinct values. Not thread-safe.</remarks>
public sealed class Distribution
{
    private readonly SortedDictionary<long, long> _counts = [];

    /// <summary>Values there are.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum.</summary>
    /// <exception cref="OverflowException">Values together beyond 63 bits were added.</exception>
    public long Sum { get; private set; }

    /// <summary>The value in the middle; of two, the lower. 0 where there is none.</summary>
    public long Median => AtMost(50);

    /// <summary>The least value that 99 of 100 do not pass. 0 where there is none.</summary>
    public long P99 => AtMost(99);

    /// <summary>The largest. 0 where there is none.</summary>
    public long Max => AtMost(100);

    /// <summary>Takes in a value.</summary>
    public void Add(long value)
    {
        Sum = checked(Sum + value);
        Count++;
        _counts[value] = _counts.GetValueOrDefault(value) + 1;
    }

    /// <summary>The least value that so many of 100 do not pass (nearest rank); 0 where there is none.</summary>
    /// <param name="percent">1 to 100.</param>
    public long AtMost(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var rank = (Int128)Count * percent;
        var passed = Int128.Zero;
        foreach (var (value, count) in _counts)
        {
            passed += (Int128)count * 100;
            if (passed >= rank)
            {
                return value;
            }
        }

        return 0;
    }
}
