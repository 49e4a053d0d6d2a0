namespace ExoRoute.Solving;

/// <summary>The law of what all venues but those asked about fill together, ready for questions at one lot.</summary>
internal sealed class FillTotal
{
    private readonly double[] _mass;
    private readonly double[] _atMost; // _atMost[t] = P(sum <= t), one entry for each lot of the target
    private readonly double[] _short;  // _short[t] = E max(t - sum, 0) = the sum of _atMost below t

    internal FillTotal(double[] mass, int target)
    {
        _mass = mass;
        (_atMost, _short) = (new double[target + 1], new double[target + 1]);
        var sum = 0.0;
        for (var lots = 0; lots <= target; lots++)
        {
            sum += lots < mass.Length ? mass[lots] : 0;
            _atMost[lots] = sum;
            if (lots > 0)
            {
                _short[lots] = _short[lots - 1] + _atMost[lots - 1];
            }
        }
    }

    internal double Mass(int lots) => lots < 0 || lots >= _mass.Length ? 0 : _mass[lots];

    internal double AtMost(int lots) => lots < 0 ? 0 : _atMost[lots];

    /// <summary>P(sum + fill of `rested` &lt;= lots).</summary>
    internal double AtMost(FillCurve curve, int rested, int lots) => Mix(_atMost, curve, rested, lots);

    /// <summary>P(sum + fill of `rested` = lots).</summary>
    internal double Mass(FillCurve curve, int rested, int lots)
    {
        var sum = 0.0;
        var mass = curve.Mass;
        for (var v = Math.Max(curve.First, lots - _mass.Length + 1); v < rested && v <= lots; v++)
        {
            sum += mass[v] * _mass[lots - v];
        }

        return sum + (curve.AtLeast(rested) * Mass(lots - rested));
    }

    /// <summary>E max(lots - sum - fill of `rested`, 0).</summary>
    internal double Short(FillCurve curve, int rested, int lots) => Mix(_short, curve, rested, lots);

    /// <summary>The lots that should be filled rather than taken: as many as leave P(sum + fill &lt; lots) x weight within price.</summary>
    internal int Lots(FillCurve curve, int rested, double price, double weight)
    {
        var (low, high) = (0, _atMost.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            (low, high) = weight * AtMost(curve, rested, middle - 1) <= price ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private static double Mix(double[] of, FillCurve curve, int rested, int lots)
    {
        var sum = 0.0;
        var mass = curve.Mass;
        for (var v = curve.First; v < rested && v <= lots; v++)
        {
            sum += mass[v] * of[lots - v];
        }

        return rested <= lots ? sum + (curve.AtLeast(rested) * of[lots - rested]) : sum;
    }
}
