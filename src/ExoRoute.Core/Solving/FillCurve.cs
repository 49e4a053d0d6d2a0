using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>What an order at one venue can be filled by, lot by lot, as far as the target can use it.</summary>
internal sealed class FillCurve
{
    // _mass[v] = P(x = v), _atLeast[v] = P(x >= v), _expected[v] = E min(x, v), where x = max(outflow - ahead, 0) and v = 0 to Most.
    private readonly double[] _mass;
    private readonly double[] _atLeast;
    private readonly double[] _expected;
    private readonly double _beyond;

    internal FillCurve(FillLaw law, long ahead, int target)
    {
        Most = (int)Math.Clamp(law.Last - ahead, 0, target);
        (_mass, _atLeast, _expected) = (new double[Most + 1], new double[Most + 1], new double[Most + 1]);
        _atLeast[0] = 1;
        _beyond = law.MoreThan(ahead + Most);
        for (var lots = 0; lots <= Most; lots++)
        {
            _mass[lots] = lots == 0 ? law.AtMost(ahead) : law.Mass(ahead + lots);
            if (lots > 0)
            {
                _atLeast[lots] = law.MoreThan(ahead + lots - 1);
                _expected[lots] = _expected[lots - 1] + _atLeast[lots];
            }

            if (First == lots && _mass[lots] == 0 && lots < Most)
            {
                First = lots + 1;
            }
        }
    }

    /// <summary>No more can fill: more at rest would be of no use.</summary>
    internal int Most { get; }

    /// <summary>No less can be free to fill.</summary>
    internal int First { get; }

    /// <summary>P(x = lots) for 0 to <see cref="Most"/>.</summary>
    internal ReadOnlySpan<double> Mass => _mass;

    /// <summary>P(x >= lots): the chance that so many at rest fill whole.</summary>
    internal double AtLeast(int lots) => lots > Most ? 0 : _atLeast[lots];

    /// <summary>P(x > lots), also where no more is of use.</summary>
    internal double Beyond(int lots) => lots >= Most ? _beyond : _atLeast[lots + 1];

    /// <summary>The expected fill of so many at rest.</summary>
    internal double Expected(int lots) => _expected[Math.Min(lots, Most)];

    /// <summary>The law of the fill of so many at rest.</summary>
    internal double[] Fills(int rested)
    {
        var lots = Math.Min(rested, Most);
        var fills = _mass.AsSpan(0, lots + 1).ToArray();
        fills[lots] = _atLeast[lots];
        return fills;
    }

    /// <summary>The part of that law in which the order is not filled whole; nothing rested is not counted as filled.</summary>
    internal double[] PartFills(int rested)
    {
        var lots = Math.Min(rested, Most);
        return lots == 0 ? [1] : _mass.AsSpan(0, lots).ToArray();
    }
}
