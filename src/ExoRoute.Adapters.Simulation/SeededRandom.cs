namespace ExoRoute.Adapters.Simulation;

/// <summary>Numbers from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood 2014).</summary>
/// <remarks>Not for secrets. Not thread-safe.</remarks>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, not including, <paramref name="below"/>.</summary>
    public long Below(long below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        return (long)(Next() % (ulong)below);
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public long Between(long least, long most) => least + Below(checked(most - least + 1));

    /// <summary>True so many times in a million.</summary>
    public bool Chance(int ppm) => Below(1_000_000) < ppm;
}
