using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ExoRoute.Orders;

/// <summary>Our own number for a child order, the next one for each child of a store; never used again.</summary>
/// <remarks><c>default</c> numbers none: children count from 1.</remarks>
public readonly record struct ChildId(long Number) : IComparable<ChildId>
{
    /// <inheritdoc/>
    public int CompareTo(ChildId other) => Number.CompareTo(other.Number);

    /// <summary>The number.</summary>
    public override string ToString() => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The name a venue knows a child order by: the same after every crash, so that the venue can be asked about it.</summary>
/// <remarks>
/// 18 characters of a-z and 2-7: 7 of the store's id (35 bits), 3 of the epoch (15 bits), 8 of the child's number (40 bits), each
/// in base 32. 18 is the shortest limit among the venues known, letters and digits the narrowest alphabet. Two stores meet on
/// one name by accident with a chance of 2^-35. <c>default</c> names none.
/// </remarks>
public readonly record struct ClientOrderId
{
    /// <summary>How long one is.</summary>
    public const int Length = 18;

    /// <summary>The largest epoch that fits.</summary>
    public const uint MaxEpoch = (1 << 15) - 1;

    /// <summary>The largest child number that fits.</summary>
    public const long MaxNumber = (1L << 40) - 1;

    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
    private const int HeadLength = 10;
    private const ulong Named = 1UL << 63; // set in every head but that of default
    private static readonly SearchValues<char> Known = SearchValues.Create(Digits);
    private readonly ulong _head, _tail; // the first ten characters, and the other eight: five bits each

    private ClientOrderId(ulong head, ulong tail) => (_head, _tail) = (head | Named, tail);

    /// <summary>The text, made anew at each call; empty for <c>default</c>.</summary>
    public string Text => this == default ? "" : string.Create(Length, this, static (text, id) => id.CopyTo(text));

    /// <summary>The child that it names; <c>default</c> for <c>default</c>.</summary>
    public ChildId Child => new((long)_tail);

    /// <summary>The name of a child.</summary>
    /// <param name="storeId">The store's id; its first 35 bits count.</param>
    /// <param name="epoch">The epoch in which the child was decided; 0 to <see cref="MaxEpoch"/>.</param>
    /// <param name="child">1 to <see cref="MaxNumber"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them does not fit.</exception>
    public static ClientOrderId For(UInt128 storeId, uint epoch, ChildId child)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, MaxEpoch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(child.Number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(child.Number, MaxNumber);

        return new(((ulong)(storeId >> (128 - 35)) << 15) | epoch, (ulong)child.Number);
    }

    /// <summary>Reads one back, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ClientOrderId id)
    {
        var ok = text is { Length: Length } && text.AsSpan().IndexOfAnyExcept(Known) < 0;
        id = ok ? new(Read(text.AsSpan(0, HeadLength)), Read(text.AsSpan(HeadLength))) : default;
        return ok;
    }

    /// <summary>Whether both name children of one store, of whatever epoch; false where one names none.</summary>
    public bool SharesStoreWith(ClientOrderId other) => this != default && other != default && _head >> 15 == other._head >> 15;

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>Writes the text, and answers how long it is: <see cref="Length"/>, or nothing for <c>default</c>.</summary>
    internal int CopyTo(Span<char> text)
    {
        if (this == default)
        {
            return 0;
        }

        Write(_head, text[..HeadLength]);
        Write(_tail, text[HeadLength..Length]);
        return Length;
    }

    private static ulong Read(ReadOnlySpan<char> text)
    {
        var value = 0UL;
        foreach (var c in text)
        {
            value = (value << 5) | (uint)(c <= '7' ? c - '2' + 26 : c - 'a');
        }

        return value;
    }

    private static void Write(ulong value, Span<char> into)
    {
        for (var at = into.Length - 1; at >= 0; at--)
        {
            into[at] = Digits[(int)(value & 31)];
            value >>= 5;
        }
    }
}
