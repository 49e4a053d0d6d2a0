using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The linear system over the nodes that a Newton step solves: symmetric, positive, small and dense.</summary>
/// <remarks>
/// Cholesky's factorization, matrix = factor' x factor, row by row; four finished rows at once are taken off those below. Each number is computed in one order,
/// whatever the machine's vectors. Buffers are kept; not thread-safe.
/// </remarks>
internal sealed class NodeSystem(int nodes)
{
    private readonly double[] _matrix = new double[nodes * nodes];
    private readonly double[] _factor = new double[nodes * nodes];

    internal void Clear() => Array.Clear(_matrix);

    /// <summary>Adds what one term's ports say of one another.</summary>
    internal void Add(ReadOnlySpan<double> slope, ReadOnlySpan<int> feeds, double weight)
    {
        if (InARow(feeds))
        {
            for (var row = 0; row < feeds.Length; row++)
            {
                Lanes.Add(_matrix.AsSpan(((feeds[0] + row) * nodes) + feeds[0], feeds.Length), weight, slope.Slice(row * feeds.Length, feeds.Length));
            }

            return;
        }

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

    private static bool InARow(ReadOnlySpan<int> feeds)
    {
        for (var port = 1; port < feeds.Length; port++)
        {
            if (feeds[port] != feeds[0] + port)
            {
                return false;
            }
        }

        return true;
    }

    private bool Factor(double extra)
    {
        _matrix.CopyTo(_factor, 0);
        for (var from = 0; from < nodes; from += 4)
        {
            var to = Math.Min(from + 4, nodes);
            for (var row = from; row < to; row++)
            {
                var line = Row(row, row);
                for (var done = from; done < row; done++)
                {
                    Lanes.Add(line, -_factor[(done * nodes) + row], Row(done, row));
                }

                line[0] += extra * _matrix[(row * nodes) + row];
                if (!(line[0] > 0 && double.IsFinite(line[0])))
                {
                    return false;
                }

                var root = Math.Sqrt(line[0]);
                line[0] = root;
                Lanes.Divide(line[1..], root);
            }

            for (var row = to; row < nodes; row++)
            {
                Lanes.TakeFour(Row(row, row), Row(from, row, 4), nodes, Row(from, row, 4), nodes); // four: below the last block nothing is left
            }
        }

        return true;
    }

    // A row of the factor from a column on, with what follows it up to the end of the last of some rows.
    private Span<double> Row(int row, int column, int rows = 1) => _factor.AsSpan((row * nodes) + column, ((rows - 1) * nodes) + nodes - column);

    private void Substitute(ReadOnlySpan<double> right, Span<double> answer)
    {
        right.CopyTo(answer);
        for (var row = 0; row < nodes; row++)
        {
            var line = Row(row, row);
            answer[row] /= line[0];
            Lanes.Add(answer[(row + 1)..], -answer[row], line[1..]);
        }

        for (var row = nodes - 1; row >= 0; row--)
        {
            var line = Row(row, row);
            answer[row] = (answer[row] - Lanes.Dot(line[1..], answer[(row + 1)..])) / line[0];
        }
    }
}
