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

    /// <summary>Adds a multiple of another row. Places do not meet: how many are taken at once shows nowhere.</summary>
    internal static void Add(Span<double> row, double factor, ReadOnlySpan<double> other)
    {
        other = other[..row.Length];
        ref var target = ref MemoryMarshal.GetReference(row);
        ref readonly var source = ref MemoryMarshal.GetReference(other);
        var (many, place) = (Vector256.Create(factor), 0);
        for (; place + 4 <= row.Length; place += 4)
        {
            (Vector256.LoadUnsafe(in target, (nuint)place) + (many * Vector256.LoadUnsafe(in source, (nuint)place))).StoreUnsafe(ref target, (nuint)place);
        }

        for (; place < row.Length; place++)
        {
            row[place] += factor * other[place];
        }
    }

    /// <summary>Divides each by one number.</summary>
    internal static void Divide(Span<double> row, double by)
    {
        ref var target = ref MemoryMarshal.GetReference(row);
        var (many, place) = (Vector256.Create(by), 0);
        for (; place + 4 <= row.Length; place += 4)
        {
            (Vector256.LoadUnsafe(in target, (nuint)place) / many).StoreUnsafe(ref target, (nuint)place);
        }

        for (; place < row.Length; place++)
        {
            row[place] /= by;
        }
    }

    /// <summary>Takes off multiples of four rows, one after the other at each place. The rows stand one below the other.</summary>
    /// <param name="row">Changed.</param>
    /// <param name="rows">Where the first of the four begins, in line with <paramref name="row"/>.</param>
    /// <param name="stride">From one to the next.</param>
    /// <param name="factors">Four.</param>
    /// <param name="apart">From one of them to the next.</param>
    internal static void TakeFour(Span<double> row, ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> factors, int apart)
    {
        rows = rows[..((3 * stride) + row.Length)];
        var (a, b, c, d) = (factors[0], factors[apart], factors[2 * apart], factors[3 * apart]);
        ref var target = ref MemoryMarshal.GetReference(row);
        ref readonly var source = ref MemoryMarshal.GetReference(rows);
        var (manyA, manyB, manyC, manyD, place) = (Vector256.Create(a), Vector256.Create(b), Vector256.Create(c), Vector256.Create(d), 0);
        for (; place + 4 <= row.Length; place += 4)
        {
            var sum = Vector256.LoadUnsafe(in target, (nuint)place) - (manyA * Vector256.LoadUnsafe(in source, (nuint)place));
            sum -= manyB * Vector256.LoadUnsafe(in source, (nuint)(place + stride));
            sum -= manyC * Vector256.LoadUnsafe(in source, (nuint)(place + (2 * stride)));
            (sum - (manyD * Vector256.LoadUnsafe(in source, (nuint)(place + (3 * stride))))).StoreUnsafe(ref target, (nuint)place);
        }

        for (; place < row.Length; place++)
        {
            row[place] = row[place] - (a * rows[place]) - (b * rows[place + stride]) - (c * rows[place + (2 * stride)]) - (d * rows[place + (3 * stride)]);
        }
    }
}
