namespace ExoRoute.Tests.Problems;

/// <summary>Seeded numbers from 0 to 1.</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    internal double Even() => (Next() >> 11) * (1.0 / (1UL << 53));

    internal ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
