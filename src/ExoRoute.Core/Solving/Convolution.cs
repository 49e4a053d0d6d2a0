using System.Runtime.Intrinsics;

namespace ExoRoute.Solving;

/// <summary>Laws of sums over whole lots.</summary>
internal static class Convolution
{
    /// <summary>The law of the sum of two independent amounts, up to a largest sum; what is larger is left out.</summary>
    /// <remarks>Every entry is added up in the order of the first law. Cost: the product of the lengths.</remarks>
    internal static double[] Sum(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int most)
    {
        var sum = new double[Math.Min(first.Length + second.Length - 1, most + 1)];
        for (var i = 0; i < first.Length && i < sum.Length; i++)
        {
            if (first[i] != 0)
            {
                Add(first[i], second[..Math.Min(second.Length, sum.Length - i)], sum.AsSpan(i));
            }
        }

        return sum;
    }

    /// <summary>The law of the sum of nothing.</summary>
    internal static double[] Nothing => [1];

    // Entry by entry and without fused steps, so that the width of the machine does not show.
    private static void Add(double weight, ReadOnlySpan<double> law, Span<double> sum)
    {
        var lot = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var weights = Vector256.Create(weight);
            for (; lot <= law.Length - 4; lot += 4)
            {
                var more = Vector256.Create(law.Slice(lot, 4));
                var old = Vector256.Create<double>(sum.Slice(lot, 4));
                Vector256.CopyTo(old + (weights * more), sum[lot..]);
            }
        }

        for (; lot < law.Length; lot++)
        {
            sum[lot] += weight * law[lot];
        }
    }
}
