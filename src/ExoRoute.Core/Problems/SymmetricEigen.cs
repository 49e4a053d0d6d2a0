namespace ExoRoute.Problems;

/// <summary>The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations in a fixed order.</summary>
/// <remarks>Only + - * / sqrt, one order: the same bits everywhere. About 8 n^3 x 4 operations. Source: H. Rutishauser, The Jacobi method for real symmetric matrices (1966).</remarks>
internal sealed class SymmetricEigen
{
    private const int MaxSweeps = 60;

    /// <param name="matrix">n x n, row-major, symmetric, finite.</param>
    /// <param name="size">n.</param>
    internal SymmetricEigen(ReadOnlySpan<double> matrix, int size)
    {
        var (a, v) = (matrix.ToArray(), new double[size * size]);
        for (var i = 0; i < size; i++)
        {
            v[(i * size) + i] = 1;
        }

        for (var sweep = 0; sweep < MaxSweeps && Sweep(a, v, size); sweep++)
        {
        }

        (Vectors, Values) = (v, new double[size]);
        for (var i = 0; i < size; i++)
        {
            Values[i] = a[(i * size) + i];
        }
    }

    /// <summary>In no order.</summary>
    internal double[] Values { get; }

    /// <summary>Row i, column k: the i-th coordinate of the k-th vector; of length 1, at right angles.</summary>
    internal double[] Vectors { get; }

    // True while anything was turned.
    private static bool Sweep(double[] a, double[] v, int size)
    {
        var turned = false;
        for (var p = 0; p < size - 1; p++)
        {
            for (var q = p + 1; q < size; q++)
            {
                var (off, pp, qq) = (a[(p * size) + q], a[(p * size) + p], a[(q * size) + q]);
                if (Math.Abs(off) <= 1e-17 * Math.Sqrt(Math.Abs(pp) * Math.Abs(qq)) || Math.Abs(off) < 1e-300)
                {
                    continue;
                }

                turned = true;
                var theta = (qq - pp) / (2 * off);
                var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
                var c = 1 / Math.Sqrt((t * t) + 1);
                Rotate(a, v, size, p, q, c, t * c);
                a[(p * size) + p] = pp - (t * off);
                a[(q * size) + q] = qq + (t * off);
                a[(p * size) + q] = a[(q * size) + p] = 0;
            }
        }

        return turned;
    }

    private static void Rotate(double[] a, double[] v, int size, int p, int q, double c, double s)
    {
        for (var i = 0; i < size; i++)
        {
            if (i != p && i != q)
            {
                var (ip, iq) = (a[(i * size) + p], a[(i * size) + q]);
                a[(i * size) + p] = a[(p * size) + i] = (c * ip) - (s * iq);
                a[(i * size) + q] = a[(q * size) + i] = (s * ip) + (c * iq);
            }

            var (vp, vq) = (v[(i * size) + p], v[(i * size) + q]);
            v[(i * size) + p] = (c * vp) - (s * vq);
            v[(i * size) + q] = (s * vp) + (c * vq);
        }
    }
}
