using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The linear system over the nodes that a Newton step solves: symmetric, positive, small and dense.</summary>
/// <remarks>Cholesky's factorization, rows in order, sums in fixed lanes. Buffers are kept; not thread-safe.</remarks>
internal sealed class NodeSystem(int nodes)
{
    private readonly double[] _matrix = new double[nodes * nodes];
    private readonly double[] _factor = new double[nodes * nodes];

    internal void Clear() => Array.Clear(_matrix);

    /// <summary>Adds what one term's ports say of one another.</summary>
    internal void Add(ReadOnlySpan<double> slope, ReadOnlySpan<int> feeds, double weight)
    {
        for (var row = 0; row < feeds.Length; row++)
        {
            for (var column = 0; column < feeds.Length; column++)
            {
                _matrix[(feeds[row] * nodes) + feeds[column]] += weight * slope[(row * feeds.Length) + column];
            }
        }
    }

    /// <summary>Adds to the diagonal.</summary>
    internal void Shift(double amount)
    {
        for (var node = 0; node < nodes; node++)
        {
            _matrix[(node * nodes) + node] += amount;
        }
    }

    /// <summary>Solves matrix x answer = right; false where the matrix is not positive to working precision, or not finite.</summary>
    internal bool Solve(ReadOnlySpan<double> right, Span<double> answer)
    {
        for (var extra = 0.0; ; extra = Math.Max(extra * 100, 1e-14))
        {
            if (Factor(extra))
            {
                Substitute(right, answer);
                return true;
            }

            if (extra > 1)
            {
                return false;
            }
        }
    }

    private bool Factor(double extra)
    {
        for (var row = 0; row < nodes; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = (_matrix[(row * nodes) + column] * (row == column ? 1 + extra : 1)) - Lanes.Dot(_factor.AsSpan(row * nodes, column), _factor.AsSpan(column * nodes, column));
                if (row > column)
                {
                    _factor[(row * nodes) + column] = sum / _factor[(column * nodes) + column];
                }
                else if (sum > 0 && double.IsFinite(sum))
                {
                    _factor[(row * nodes) + row] = Math.Sqrt(sum);
                }
                else
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Substitute(ReadOnlySpan<double> right, Span<double> answer)
    {
        for (var row = 0; row < nodes; row++)
        {
            answer[row] = (right[row] - Lanes.Dot(_factor.AsSpan(row * nodes, row), answer)) / _factor[(row * nodes) + row];
        }

        for (var row = nodes - 1; row >= 0; row--)
        {
            var sum = answer[row];
            for (var k = row + 1; k < nodes; k++)
            {
                sum -= _factor[(k * nodes) + row] * answer[k];
            }

            answer[row] = sum / _factor[(row * nodes) + row];
        }
    }
}
