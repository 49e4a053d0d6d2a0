using System.Numerics;

namespace ExoRoute.Solving;

/// <summary>An exact rational number in lowest terms.</summary>
/// <remarks>
/// For evaluators that divide, off the hot path: it allocates. <c>default</c> is zero. Compared by value. Immutable, safe to share
/// between threads.
/// </remarks>
public readonly struct Fraction : IEquatable<Fraction>, IComparable<Fraction>
{
    // Invariant: lowest terms; the denominator is above zero, held less one so that default is 0/1.
    private readonly BigInteger _numerator, _denominatorLessOne;

    /// <summary>A numerator over a denominator.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException($"A fraction needs a denominator other than 0; the numerator was {numerator}.");
        }

        var common = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (_numerator, _denominatorLessOne) = (numerator / common, (denominator / common) - 1);
    }

    /// <summary>Above the line; carries the sign.</summary>
    public BigInteger Numerator => _numerator;

    /// <summary>Below the line; above zero.</summary>
    public BigInteger Denominator => _denominatorLessOne + 1;

    /// <summary>Zero.</summary>
    public static Fraction Zero => default;

    /// <summary>So many units of 10^-<paramref name="decimals"/>.</summary>
    public static Fraction Of(BigInteger units, int decimals) => new(units, BigInteger.Pow(10, decimals));

    /// <summary>The nearest number of units of 10^-<paramref name="decimals"/>, halves away from zero.</summary>
    public BigInteger Round(int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        var twice = 2 * BigInteger.Abs(Numerator) * BigInteger.Pow(10, decimals);
        return Numerator.Sign * ((twice + Denominator) / (2 * Denominator));
    }

    /// <inheritdoc/>
    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <inheritdoc/>
    public bool Equals(Fraction other) => Numerator == other.Numerator && Denominator == other.Denominator;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    /// <summary>The low bits of both parts, the same in every process.</summary>
    public override int GetHashCode() => (int)(uint)(((_numerator * 31) + _denominatorLessOne) & uint.MaxValue);

    /// <summary>"numerator/denominator".</summary>
    public override string ToString() => $"{Numerator}/{Denominator}";

    /// <summary>The sum.</summary>
    public static Fraction operator +(Fraction left, Fraction right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>The difference.</summary>
    public static Fraction operator -(Fraction left, Fraction right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>The product.</summary>
    public static Fraction operator *(Fraction left, Fraction right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="right"/> is zero.</exception>
    public static Fraction operator /(Fraction left, Fraction right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(Fraction left, Fraction right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Fraction left, Fraction right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> is less.</summary>
    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is more.</summary>
    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not more.</summary>
    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not less.</summary>
    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;
}
