using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExoRoute.Problems;

/// <summary>Sums over rows of doubles in eight lanes of fixed places, so that every machine adds in the same order.</summary>
/// <remarks>A vector of 256 bits, twice; where the processor has none the runtime takes its parts in turn, lane by lane. Nothing is fused.</remarks>
internal static class Lanes
{
    /// <summary>The sum of products. Lane k sums places k, k + 8, ...; lanes are added in pairs, then what is left over, in order.</summary>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        ref readonly var left = ref MemoryMarshal.GetReference(a);
        ref readonly var right = ref MemoryMarshal.GetReference(b);
        var (low, high, place) = (Vector256<double>.Zero, Vector256<double>.Zero, 0);
        for (; place + 8 <= a.Length; place += 8)
        {
            low += Vector256.LoadUnsafe(in left, (nuint)place) * Vector256.LoadUnsafe(in right, (nuint)place);
            high += Vector256.LoadUnsafe(in left, (nuint)place + 4) * Vector256.LoadUnsafe(in right, (nuint)place + 4);
        }

        var lanes = low + high;
        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; place < a.Length; place++)
        {
            sum += a[place] * b[place];
        }

        return sum;
    }
}
