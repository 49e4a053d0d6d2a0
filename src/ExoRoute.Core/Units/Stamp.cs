namespace ExoRoute;

/// <summary>A point in time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.</summary>
/// <remarks>
/// Range: the years 1678 to 2262. <c>default</c> is the epoch itself and stands for "never" where a stamp is optional.
/// Immutable, safe to share between threads. Core reads no clock: a stamp comes in with each input, and stamps of one router
/// never step back (a running maximum).
/// </remarks>
public readonly record struct Stamp(long Nanoseconds) : IComparable<Stamp>
{
    /// <summary>Nanoseconds in one second.</summary>
    public const long PerSecond = 1_000_000_000;

    /// <summary>The stamp so many nanoseconds later, or the last one there is.</summary>
    public Stamp Plus(long nanoseconds)
    {
        var sum = (Int128)Nanoseconds + nanoseconds;
        return new((long)Int128.Clamp(sum, long.MinValue, long.MaxValue));
    }

    /// <summary>Nanoseconds from <paramref name="earlier"/> to this stamp; negative when it lies later.</summary>
    public long Since(Stamp earlier) => (long)Int128.Clamp((Int128)Nanoseconds - earlier.Nanoseconds, long.MinValue, long.MaxValue);

    /// <summary>The later of the two.</summary>
    public static Stamp Max(Stamp left, Stamp right) => left.Nanoseconds >= right.Nanoseconds ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Stamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Stamp left, Stamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Stamp left, Stamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Stamp left, Stamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Stamp left, Stamp right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>ISO 8601 with nine decimals, in UTC.</summary>
    public override string ToString()
    {
        var (seconds, rest) = Math.DivRem(Nanoseconds, PerSecond);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + PerSecond);
        }

        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond):yyyy-MM-ddTHH:mm:ss}.{rest:d9}Z");
    }
}
