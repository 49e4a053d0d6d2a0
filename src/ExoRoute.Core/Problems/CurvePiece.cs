namespace ExoRoute.Problems;

/// <summary>One straight piece of one of several curves.</summary>
/// <param name="Price">Cost of one more unit.</param>
/// <param name="Length">How far it goes; may be infinite.</param>
/// <param name="Curve">The curve's place among them.</param>
internal readonly record struct CurvePiece(double Price, double Length, int Curve)
{
    /// <summary>All pieces of some curves, cheapest first; ties to the earlier curve. Each curve's own stand in order: runs are merged, by twos.</summary>
    internal static CurvePiece[] InOrder(ReadOnlySpan<PiecewiseLinear> curves)
    {
        var count = 0;
        foreach (var curve in curves)
        {
            count += curve.Prices.Length;
        }

        var (pieces, other, ends) = (new CurvePiece[count], new CurvePiece[count], new int[curves.Length + 1]);
        for (var (place, at) = (0, 0); place < curves.Length; place++)
        {
            var knots = curves[place].Knots;
            var prices = curves[place].Prices;
            for (var i = 0; i < prices.Length; i++)
            {
                pieces[at++] = new(prices[i], knots[i + 1] - knots[i], place);
            }

            ends[place + 1] = at;
        }

        for (var width = 1; width < curves.Length; width *= 2)
        {
            for (var run = 0; run < curves.Length; run += 2 * width)
            {
                var (from, middle, to) = (ends[run], ends[Math.Min(run + width, curves.Length)], ends[Math.Min(run + (2 * width), curves.Length)]);
                Merge(pieces.AsSpan(from, middle - from), pieces.AsSpan(middle, to - middle), other.AsSpan(from, to - from));
            }

            (pieces, other) = (other, pieces);
        }

        return pieces;
    }

    /// <summary>One curve of all pieces, as <see cref="InOrder"/> has them: the least cost of a flow split over the curves. All begin at a finite flow.</summary>
    internal static PiecewiseLinear Joined(ReadOnlySpan<PiecewiseLinear> curves, ReadOnlySpan<CurvePiece> pieces)
    {
        var (low, start) = (0.0, 0.0);
        foreach (var curve in curves)
        {
            (low, start) = (low + curve.Low, start + curve.Value(curve.Low));
        }

        var (knots, prices, count) = (new double[pieces.Length + 1], new double[pieces.Length], 0);
        knots[0] = low;
        foreach (ref readonly var piece in pieces)
        {
            if (count > 0 && prices[count - 1].Equals(piece.Price))
            {
                knots[count] += piece.Length;
                continue;
            }

            (prices[count], knots[count + 1]) = (piece.Price, knots[count] + piece.Length);
            count++;
            if (double.IsPositiveInfinity(knots[count]))
            {
                break; // what is dearer than a piece without end is never used
            }
        }

        return new(knots.AsSpan(0, count + 1), prices.AsSpan(0, count), start);
    }

    private static void Merge(ReadOnlySpan<CurvePiece> left, ReadOnlySpan<CurvePiece> right, Span<CurvePiece> into)
    {
        var (a, b) = (0, 0);
        for (var at = 0; at < into.Length; at++)
        {
            into[at] = a < left.Length && (b == right.Length || left[a].Price <= right[b].Price) ? left[a++] : right[b++];
        }
    }
}
