namespace ExoRoute.Problems;

/// <summary>The risk of what is not traded: a penalty on the variance of the distance from a target in several instruments.</summary>
/// <remarks>
/// cost = aversion x (t - y)' Sigma (t - y), y what flows out of the nodes to the holder: the ports' flows are x = -y. Sigma is taken apart once (eigenvalues), so that
/// a proximal step is two products of matrix and vector, n^2 each, for any rho: in each eigenvector's direction, x + t shrinks to rho / (rho + 2 aversion e) of point + t.
/// Response: x = Sigma^-1 prices / (2 aversion) - t; without end along directions that carry no risk. Made in about 32 n^3 operations. Immutable, safe to share between threads.
/// Source: H. Markowitz, Portfolio Selection (1952); R. Almgren, N. Chriss, Optimal execution of portfolio transactions (2000), section 4.
/// </remarks>
public sealed class CovarianceRisk : LocalProblem
{
    // Directions with less of the largest variance than this carry none: rounding of Sigma itself is of that size.
    private const double Riskless = 1e-13;
    private readonly double[] _target;
    private readonly double[] _sigma;
    private readonly double[] _vectors;
    private readonly double[] _byVector; // the same, an eigenvector a row
    private readonly double[] _curves; // 2 aversion e
    private readonly double _aversion;
    private volatile Slope? _lastSlope;

    /// <summary>A risk term.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="target">t: what the holder wants of each instrument, one a port; finite.</param>
    /// <param name="sigma">The covariance of a unit of each, row-major, symmetric and without negative variance, to 1e-9 of its largest entry; finite.</param>
    /// <param name="aversion">Cost units per unit of variance; above 0, finite.</param>
    /// <exception cref="ArgumentException">A number is out of range, or sigma is not symmetric or has a direction of negative variance.</exception>
    public CovarianceRisk(string name, ReadOnlySpan<double> target, ReadOnlySpan<double> sigma, double aversion)
        : base(name, Math.Max(1, target.Length))
    {
        if (target.Length == 0 || sigma.Length != target.Length * target.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"A risk over n instruments needs n targets and n x n covariances; there were {target.Length} and {sigma.Length}."), nameof(sigma));
        }

        (_target, _sigma, _aversion) = (target.ToArray(), sigma.ToArray(), Given.Positive(aversion, "The aversion", nameof(aversion)));
        var (count, largest) = (target.Length, 0.0);
        foreach (var one in _target)
        {
            Given.Finite(one, "A target", nameof(target));
        }

        foreach (var one in _sigma)
        {
            largest = Math.Max(largest, Math.Abs(Given.Finite(one, "A covariance", nameof(sigma))));
        }

        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < row; column++)
            {
                var (a, b) = (_sigma[(row * count) + column], _sigma[(column * count) + row]);
                if (!(Math.Abs(a - b) <= 1e-9 * largest))
                {
                    throw new ArgumentException(FormattableString.Invariant($"Covariances must be symmetric: {row}, {column} is {a} and {column}, {row} is {b}."), nameof(sigma));
                }

                _sigma[(row * count) + column] = _sigma[(column * count) + row] = a + (0.5 * (b - a));
            }
        }

        var eigen = new SymmetricEigen(_sigma, count);
        (_vectors, _curves, _byVector) = (eigen.Vectors, eigen.Values, new double[count * count]);
        for (var port = 0; port < count; port++)
        {
            for (var k = 0; k < count; k++)
            {
                _byVector[(k * count) + port] = _vectors[(port * count) + k];
            }
        }

        var top = 0.0;
        foreach (var value in _curves)
        {
            top = Math.Max(top, value);
        }

        for (var k = 0; k < count; k++)
        {
            if (!(_curves[k] >= -1e-9 * largest))
            {
                throw new ArgumentException(FormattableString.Invariant($"A direction has the variance {_curves[k]}; covariances have none below 0."), nameof(sigma));
            }

            _curves[k] = _curves[k] <= Riskless * top ? 0 : 2 * _aversion * _curves[k];
        }
    }

    /// <inheritdoc/>
    public override string Kind => "covariance";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var (count, sum) = (_target.Length, 0.0);
        Span<double> off = count <= 64 ? stackalloc double[count] : new double[count];
        for (var port = 0; port < count; port++)
        {
            off[port] = _target[port] + flows[port];
        }

        for (var row = 0; row < count; row++)
        {
            sum += Lanes.Dot(_sigma.AsSpan(row * count, count), off) * off[row];
        }

        return _aversion * sum;
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows)
    {
        var count = _target.Length;
        Span<double> parts = count <= 64 ? stackalloc double[count] : new double[count];
        Into(prices, parts);
        if (Rising(prices, parts, flows))
        {
            return;
        }

        for (var k = 0; k < count; k++)
        {
            parts[k] = _curves[k] > 0 ? parts[k] / _curves[k] : 0;
        }

        OutOf(parts, flows);
        for (var port = 0; port < count; port++)
        {
            flows[port] -= _target[port];
        }
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        var count = _target.Length;
        Span<double> parts = count <= 64 ? stackalloc double[count] : new double[count];
        for (var port = 0; port < count; port++)
        {
            flows[port] = point[port] + _target[port];
        }

        Into(flows, parts);
        for (var k = 0; k < count; k++)
        {
            parts[k] *= _curves[k] / (rho + _curves[k]);
        }

        OutOf(parts, flows);
        for (var port = 0; port < count; port++)
        {
            flows[port] = point[port] - flows[port];
        }
    }

    /// <inheritdoc/>
    /// <remarks>n^3 operations, once for each rho: it does not depend on the point.</remarks>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        // A memory of the last one, whole or not at all: threads may race for it and each still get the right one.
        var last = _lastSlope;
        if (last is null || !last.Rho.Equals(rho))
        {
            _lastSlope = last = new(rho, SlopeAt(rho));
        }

        last.Values.CopyTo(slope);
    }

    private double[] SlopeAt(double rho)
    {
        var count = _target.Length;
        var (slope, shrunk) = (new double[count * count], new double[count]);
        for (var row = 0; row < count; row++)
        {
            for (var k = 0; k < count; k++)
            {
                shrunk[k] = _vectors[(row * count) + k] * (_curves[k] / (rho + _curves[k]));
            }

            var from = 0;
            var line = slope.AsSpan((row * count) + row, count - row);
            line[0] = 1;
            for (; from + 4 <= count; from += 4)
            {
                Lanes.TakeFour(line, _byVector.AsSpan((from * count) + row, (3 * count) + count - row), count, shrunk.AsSpan(from, 4), 1);
            }

            for (; from < count; from++)
            {
                Lanes.Add(line, -shrunk[from], _byVector.AsSpan((from * count) + row, count - row));
            }

            for (var column = row + 1; column < count; column++)
            {
                slope[(column * count) + row] = slope[(row * count) + column];
            }
        }

        return slope;
    }

    /// <inheritdoc/>
    public override void Admit(Span<double> prices)
    {
        // What the prices have along directions without risk is taken off.
        var count = _target.Length;
        Span<double> parts = count <= 64 ? stackalloc double[count] : new double[count];
        Span<double> off = count <= 64 ? stackalloc double[count] : new double[count];
        Into(prices, parts);
        if (!Rising(prices, parts, off))
        {
            return;
        }

        for (var k = 0; k < count; k++)
        {
            parts[k] = _curves[k] > 0 ? parts[k] : 0;
        }

        OutOf(parts, prices);
    }

    // Whether prices have something along a direction without risk, beyond rounding; then the flows that go on for ever are written.
    private bool Rising(ReadOnlySpan<double> prices, ReadOnlySpan<double> parts, Span<double> flows)
    {
        var (count, largest, rises) = (_target.Length, 0.0, false);
        foreach (var price in prices)
        {
            largest = Math.Max(largest, Math.Abs(price));
        }

        for (var k = 0; k < count; k++)
        {
            rises |= _curves[k] == 0 && Math.Abs(parts[k]) > 1e-12 * largest;
        }

        for (var port = 0; rises && port < count; port++)
        {
            var along = 0.0;
            for (var k = 0; k < count; k++)
            {
                along += _curves[k] == 0 ? _vectors[(port * count) + k] * parts[k] : 0;
            }

            flows[port] = Math.Abs(along) <= 1e-12 * largest ? 0 : along > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        return rises;
    }

    private void Into(ReadOnlySpan<double> row, Span<double> parts)
    {
        var count = _target.Length;
        for (var k = 0; k < count; k++)
        {
            parts[k] = Lanes.Dot(_byVector.AsSpan(k * count, count), row);
        }
    }

    private void OutOf(ReadOnlySpan<double> parts, Span<double> row)
    {
        var count = _target.Length;
        for (var port = 0; port < count; port++)
        {
            row[port] = Lanes.Dot(_vectors.AsSpan(port * count, count), parts);
        }
    }

    private sealed record Slope(double Rho, double[] Values);
}
