using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExoRoute.Store;

/// <summary>SHA-256 (FIPS 180-4) of eight messages at once, one in each lane of a vector: for messages of the same number of blocks.</summary>
/// <remarks>
/// A hash of a short message costs the platform more for the call than for the work; here eight share one call. The twin and oracle
/// is <see cref="System.Security.Cryptography.SHA256"/>. Static, no state, allocates nothing.
/// </remarks>
internal static class Sha256Lanes
{
    internal const int Lanes = 8;
    internal const int BlockBytes = 64;

    /// <summary>The padding's first byte and the length behind it.</summary>
    private const int LeastPadding = 9;

    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Whether eight at once are faster here than one after the other.</summary>
    internal static bool IsFaster => Vector256.IsHardwareAccelerated;

    /// <summary>Blocks that a message of so many bytes fills, padding with it.</summary>
    internal static int BlocksOf(int bytes) => (bytes + LeastPadding + BlockBytes - 1) / BlockBytes;

    /// <summary>Writes the padding behind a message: a 1 bit, zeros, its length in bits.</summary>
    /// <param name="message">All blocks of the message.</param>
    /// <param name="bytes">How many bytes of it are the message itself.</param>
    internal static void Pad(Span<byte> message, int bytes)
    {
        message[bytes..].Clear();
        message[bytes] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(message[^sizeof(ulong)..], (ulong)bytes * 8);
    }

    /// <summary>Hashes eight padded messages of the same number of blocks, which lie one behind the other.</summary>
    /// <param name="messages">Eight times <paramref name="blocks"/> blocks.</param>
    /// <param name="blocks">Of each.</param>
    /// <param name="hashes">32 bytes each. May be where the messages are.</param>
    internal static void Hash(ReadOnlySpan<byte> messages, int blocks, Span<byte> hashes)
    {
        Debug.Assert(messages.Length >= Lanes * blocks * BlockBytes && hashes.Length >= Lanes * Sha256Digest.Bytes);

        Span<Vector256<uint>> schedule = stackalloc Vector256<uint>[16];
        var h0 = Vector256.Create(0x6a09e667u);
        var h1 = Vector256.Create(0xbb67ae85u);
        var h2 = Vector256.Create(0x3c6ef372u);
        var h3 = Vector256.Create(0xa54ff53au);
        var h4 = Vector256.Create(0x510e527fu);
        var h5 = Vector256.Create(0x9b05688cu);
        var h6 = Vector256.Create(0x1f83d9abu);
        var h7 = Vector256.Create(0x5be0cd19u);
        for (var block = 0; block < blocks; block++)
        {
            Load(messages[(block * BlockBytes)..], blocks * BlockBytes, schedule);
            var (a, b, c, d, e, f, g, h) = (h0, h1, h2, h3, h4, h5, h6, h7);
            for (var round = 0; round < 64; round += 8)
            {
                if (round >= 16)
                {
                    Extend(schedule, round & 8);
                }

                // The variables change places instead of their values: after eight rounds they stand as before.
                ref var w = ref schedule[round & 8];
                ref var k = ref RoundConstants[round];
                Round(a, b, c, ref d, e, f, g, ref h, w, k);
                Round(h, a, b, ref c, d, e, f, ref g, Unsafe.Add(ref w, 1), Unsafe.Add(ref k, 1));
                Round(g, h, a, ref b, c, d, e, ref f, Unsafe.Add(ref w, 2), Unsafe.Add(ref k, 2));
                Round(f, g, h, ref a, b, c, d, ref e, Unsafe.Add(ref w, 3), Unsafe.Add(ref k, 3));
                Round(e, f, g, ref h, a, b, c, ref d, Unsafe.Add(ref w, 4), Unsafe.Add(ref k, 4));
                Round(d, e, f, ref g, h, a, b, ref c, Unsafe.Add(ref w, 5), Unsafe.Add(ref k, 5));
                Round(c, d, e, ref f, g, h, a, ref b, Unsafe.Add(ref w, 6), Unsafe.Add(ref k, 6));
                Round(b, c, d, ref e, f, g, h, ref a, Unsafe.Add(ref w, 7), Unsafe.Add(ref k, 7));
            }

            (h0, h1, h2, h3) = (h0 + a, h1 + b, h2 + c, h3 + d);
            (h4, h5, h6, h7) = (h4 + e, h5 + f, h6 + g, h7 + h);
        }

        (schedule[0], schedule[1], schedule[2], schedule[3]) = (h0, h1, h2, h3);
        (schedule[4], schedule[5], schedule[6], schedule[7]) = (h4, h5, h6, h7);
        Store(schedule, hashes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, ref Vector256<uint> d,
        Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, ref Vector256<uint> h, Vector256<uint> w, uint k)
    {
        var choice = g ^ (e & (f ^ g));
        var t = h + w + Vector256.Create(k) + choice + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25));
        var majority = (a & b) | (c & (a | b));
        d += t;
        h = t + majority + (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22));
    }

    // The next eight words of the schedule, over those of sixteen rounds before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extend(Span<Vector256<uint>> schedule, int from)
    {
        ref var words = ref MemoryMarshal.GetReference(schedule);
        for (var i = from; i < from + 8; i++)
        {
            var (w1, w14) = (Unsafe.Add(ref words, (i + 1) & 15), Unsafe.Add(ref words, (i + 14) & 15));
            var small0 = Right(w1, 7) ^ Right(w1, 18) ^ Vector256.ShiftRightLogical(w1, 3);
            var small1 = Right(w14, 17) ^ Right(w14, 19) ^ Vector256.ShiftRightLogical(w14, 10);
            Unsafe.Add(ref words, i) += small0 + Unsafe.Add(ref words, (i + 9) & 15) + small1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Right(Vector256<uint> word, int bits) =>
        Vector256.ShiftRightLogical(word, bits) | Vector256.ShiftLeft(word, 32 - bits);

    // Word i of all eight messages into vector i.
    private static void Load(ReadOnlySpan<byte> messages, int stride, Span<Vector256<uint>> schedule)
    {
        for (var half = 0; half < 16; half += 8)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                schedule[half + lane] = Swapped(Vector256.Create(messages.Slice((lane * stride) + (half * sizeof(uint)), 32)).AsUInt32());
            }

            Transpose(schedule.Slice(half, 8));
        }
    }

    private static void Store(Span<Vector256<uint>> words, Span<byte> hashes)
    {
        var digests = words[..8];
        Transpose(digests);
        for (var lane = 0; lane < Lanes; lane++)
        {
            Swapped(digests[lane]).AsByte().CopyTo(hashes.Slice(lane * Sha256Digest.Bytes, Sha256Digest.Bytes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Swapped(Vector256<uint> words) => BitConverter.IsLittleEndian
        ? Vector256.Shuffle(words.AsByte(), Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28)).AsUInt32()
        : words;

    // Rows and columns of an eight by eight square of words change places.
    private static void Transpose(Span<Vector256<uint>> rows)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<Vector256<uint>, uint>(rows);
        Span<Vector256<uint>> turned = stackalloc Vector256<uint>[8];
        var into = MemoryMarshal.Cast<Vector256<uint>, uint>(turned);
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                into[(column * 8) + row] = words[(row * 8) + column];
            }
        }

        turned.CopyTo(rows);
    }
}
