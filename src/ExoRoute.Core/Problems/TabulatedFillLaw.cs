using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A law with a mass for each whole number of lots between two ends.</summary>
internal sealed class TabulatedFillLaw : FillLaw
{
    // Below this share of the largest mass a Poisson law is cut.
    private const double Least = 1e-22;

    // Invariant: the masses add up to 1; entry i is for First + i lots.
    private readonly double[] _mass;
    private readonly double[] _atMost;
    private readonly double[] _moreThan;
    private readonly double[] _above;

    private TabulatedFillLaw(string kind, double mean, long first, double[] mass, double truncated)
        : base(kind, mean)
    {
        (First, _mass, Truncated) = (first, mass, truncated);
        (_atMost, _moreThan, _above) = (new double[mass.Length], new double[mass.Length], new double[mass.Length]);
        for (var i = mass.Length - 2; i >= 0; i--)
        {
            _moreThan[i] = _moreThan[i + 1] + mass[i + 1];
            _above[i] = _above[i + 1] + _moreThan[i];
        }

        var sum = 0.0;
        for (var i = 0; i < mass.Length; i++)
        {
            sum += mass[i];
            _atMost[i] = i == mass.Length - 1 ? 1 : Math.Min(sum, 1);
        }
    }

    /// <inheritdoc/>
    public override long First { get; }

    /// <inheritdoc/>
    public override long Last => First + _mass.Length - 1;

    /// <inheritdoc/>
    public override double Truncated { get; }

    /// <inheritdoc/>
    public override double Mass(long lots) => lots < First || lots > Last ? 0 : _mass[lots - First];

    /// <inheritdoc/>
    public override double AtMost(long lots) => lots < First ? 0 : lots >= Last ? 1 : _atMost[lots - First];

    /// <inheritdoc/>
    public override double MoreThan(long lots) => lots < First ? 1 : lots >= Last ? 0 : _moreThan[lots - First];

    /// <inheritdoc/>
    public override double ExpectedAbove(long lots) => lots < First ? First - lots + _above[0] : lots >= Last ? 0 : _above[lots - First];

    /// <summary>The law with P(n) / P(n - 1) = mean / n.</summary>
    internal static new TabulatedFillLaw Poisson(double mean)
    {
        var mode = (long)mean; // P(mode) is the largest: up to there mean / n is at least 1
        var (below, above) = (new List<double>(), new List<double>());
        var (first, last, mass) = (mode, mode, 1.0);
        while (first > 0 && (mass *= first / mean) >= Least)
        {
            below.Add(mass);
            first--;
        }

        var left = first == 0 ? 0 : mass / Math.Max(1e-300, 1 - (first / mean));
        mass = 1.0;
        while ((mass *= mean / (last + 1)) >= Least)
        {
            above.Add(mass);
            last++;
        }

        left += mass / (1 - (mean / (last + 2)));
        below.Reverse();
        return new("poisson", mean, first, Normalised([.. below, 1.0, .. above], out var sum), left / sum);
    }

    /// <summary>The law of what was observed.</summary>
    internal static new TabulatedFillLaw Empirical(ReadOnlySpan<long> outflows)
    {
        if (outflows.IsEmpty)
        {
            throw new ArgumentException("A law needs at least one observed outflow; there was none.", nameof(outflows));
        }

        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var outflow in outflows)
        {
            (first, last) = (Math.Min(first, outflow), Math.Max(last, outflow));
        }

        if (first < 0 || last > Lots.MaxCount || last - first > 1 << 24)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Observed outflows must be 0 to 2^56 lots and lie within 2^24 of one another; they reach from {first} to {last}. Count in larger lots."), nameof(outflows));
        }

        var (counts, mean) = (new double[last - first + 1], 0.0);
        foreach (var outflow in outflows)
        {
            counts[outflow - first]++;
        }

        var mass = Normalised(counts, out _);
        for (var i = 0; i < mass.Length; i++)
        {
            mean += mass[i] * i;
        }

        return new("empirical", first + mean, first, mass, 0);
    }

    private static double[] Normalised(double[] weights, out double sum)
    {
        sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        foreach (ref var weight in weights.AsSpan())
        {
            weight /= sum;
        }

        return weights;
    }
}

/// <summary>An exponential outflow rounded down to whole lots: P(outflow >= n) = e^(-n / mean).</summary>
internal sealed class ExponentialFillLaw(double mean) : FillLaw("exponential", mean)
{
    private readonly double _ends = -Portable.Expm1(-1 / mean); // 1 - e^(-1/mean): an outflow that got so far ends with this lot

    /// <inheritdoc/>
    public override long First => 0;

    /// <inheritdoc/>
    public override long Last { get; } = (long)Math.Ceiling(mean * 48);

    /// <inheritdoc/>
    public override double Truncated => Portable.Exp(-48);

    /// <inheritdoc/>
    public override double Mass(long lots) => lots < 0 || lots > Last ? 0 : AtLeast(lots) * _ends;

    /// <inheritdoc/>
    public override double AtMost(long lots) => lots < 0 ? 0 : lots >= Last ? 1 : -Portable.Expm1(-(lots + 1) / Mean);

    /// <inheritdoc/>
    public override double MoreThan(long lots) => lots < 0 ? 1 : lots >= Last ? 0 : AtLeast(lots + 1);

    /// <inheritdoc/>
    public override double ExpectedAbove(long lots) => lots < 0 ? -lots + (AtLeast(1) / _ends) : lots >= Last ? 0 : AtLeast(lots + 1) / _ends;

    private double AtLeast(long lots) => Portable.Exp(-lots / Mean);
}
