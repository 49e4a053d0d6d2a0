namespace ExoRoute;

/// <summary>A price: whole price units of its instrument (<see cref="Market.InstrumentUnits.PriceDecimals"/>).</summary>
/// <remarks>
/// A price on a book is 1 to <see cref="MaxCount"/>; <c>default</c> is no price. An exact integer; never a double.
/// Immutable, safe to share between threads.
/// </remarks>
public readonly record struct Ticks(long Count) : IComparable<Ticks>
{
    /// <summary>The largest price, 2^40: an all-in price in millionths still fits in 62 bits.</summary>
    public const long MaxCount = 1L << 40;

    /// <inheritdoc/>
    public int CompareTo(Ticks other) => Count.CompareTo(other.Count);

    /// <summary>Whether <paramref name="left"/> is lower.</summary>
    public static bool operator <(Ticks left, Ticks right) => left.Count < right.Count;

    /// <summary>Whether <paramref name="left"/> is higher.</summary>
    public static bool operator >(Ticks left, Ticks right) => left.Count > right.Count;

    /// <summary>Whether <paramref name="left"/> is not higher.</summary>
    public static bool operator <=(Ticks left, Ticks right) => left.Count <= right.Count;

    /// <summary>Whether <paramref name="left"/> is not lower.</summary>
    public static bool operator >=(Ticks left, Ticks right) => left.Count >= right.Count;
}

/// <summary>A quantity: whole quantity units of its instrument (<see cref="Market.InstrumentUnits.QuantityDecimals"/>).</summary>
/// <remarks>
/// A quantity on a book or in an order is 0 to <see cref="MaxCount"/>. <c>default</c> is nothing. An exact integer; never a
/// double. Immutable, safe to share between threads.
/// </remarks>
public readonly record struct Lots(long Count) : IComparable<Lots>
{
    /// <summary>The largest quantity, 2^56: a hundred such levels still add up within 63 bits.</summary>
    public const long MaxCount = 1L << 56;

    /// <summary>Nothing.</summary>
    public static Lots Zero => default;

    /// <inheritdoc/>
    public int CompareTo(Lots other) => Count.CompareTo(other.Count);

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It is beyond 63 bits.</exception>
    public static Lots operator +(Lots left, Lots right) => new(checked(left.Count + right.Count));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It is beyond 63 bits.</exception>
    public static Lots operator -(Lots left, Lots right) => new(checked(left.Count - right.Count));

    /// <summary>The smaller of the two.</summary>
    public static Lots Min(Lots left, Lots right) => left.Count <= right.Count ? left : right;

    /// <summary>Whether <paramref name="left"/> is smaller.</summary>
    public static bool operator <(Lots left, Lots right) => left.Count < right.Count;

    /// <summary>Whether <paramref name="left"/> is larger.</summary>
    public static bool operator >(Lots left, Lots right) => left.Count > right.Count;

    /// <summary>Whether <paramref name="left"/> is not larger.</summary>
    public static bool operator <=(Lots left, Lots right) => left.Count <= right.Count;

    /// <summary>Whether <paramref name="left"/> is not smaller.</summary>
    public static bool operator >=(Lots left, Lots right) => left.Count >= right.Count;
}

/// <summary>An amount of money: whole cost units of an instrument, 10^-(price + quantity + 6) of its quote asset.</summary>
/// <remarks>
/// One price unit times one quantity unit is a million cost units, so that a fee in millionths (ppm) is exact. Positive is
/// paid, negative is received. <c>default</c> is nothing. 128 bits; arithmetic is checked. Immutable, safe to share between
/// threads.
/// </remarks>
public readonly record struct Cost(Int128 Count) : IComparable<Cost>
{
    /// <summary>Cost units in one price unit times one quantity unit.</summary>
    public const int PerTickLot = 1_000_000;

    /// <inheritdoc/>
    public int CompareTo(Cost other) => Count.CompareTo(other.Count);

    /// <summary>What a quantity costs at a price, without fees.</summary>
    public static Cost Of(Ticks price, Lots quantity) => new(checked((Int128)price.Count * quantity.Count * PerTickLot));

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It is beyond 127 bits.</exception>
    public static Cost operator +(Cost left, Cost right) => new(checked(left.Count + right.Count));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It is beyond 127 bits.</exception>
    public static Cost operator -(Cost left, Cost right) => new(checked(left.Count - right.Count));

    /// <summary>The same amount, the other way.</summary>
    public static Cost operator -(Cost cost) => new(checked(-cost.Count));

    /// <summary>Whether <paramref name="left"/> is less.</summary>
    public static bool operator <(Cost left, Cost right) => left.Count < right.Count;

    /// <summary>Whether <paramref name="left"/> is more.</summary>
    public static bool operator >(Cost left, Cost right) => left.Count > right.Count;

    /// <summary>Whether <paramref name="left"/> is not more.</summary>
    public static bool operator <=(Cost left, Cost right) => left.Count <= right.Count;

    /// <summary>Whether <paramref name="left"/> is not less.</summary>
    public static bool operator >=(Cost left, Cost right) => left.Count >= right.Count;
}
