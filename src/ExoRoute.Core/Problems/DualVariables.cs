using System.Globalization;

namespace ExoRoute;

/// <summary>A node's price: cost units for one more quantity unit, as an exact fraction.</summary>
/// <param name="Numerator">Over <paramref name="Denominator"/>; either sign (selling receives: prices below zero).</param>
/// <param name="Denominator">Above zero; 1 where all lots are one quantity unit.</param>
/// <remarks><c>default</c> has the denominator 0 and is no price. Immutable, safe to share between threads.</remarks>
public readonly record struct DualPrice(Int128 Numerator, Int128 Denominator)
{
    /// <summary>A whole number of cost units per quantity unit.</summary>
    public static DualPrice Whole(long price) => new(price, 1);

    /// <summary>The price in lowest terms.</summary>
    public DualPrice Reduced()
    {
        if (Denominator <= 0)
        {
            return this;
        }

        var (a, b) = (Int128.Abs(Numerator), Denominator);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return new(Numerator / a, Denominator / a);
    }

    /// <summary>The fraction, "numerator/denominator", or the whole number.</summary>
    public override string ToString() => Denominator == 1
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}

/// <summary>The prices of the nodes that must balance; a plan over one instrument has one.</summary>
/// <remarks>In the order of the nodes. Compared by content. Immutable, safe to share between threads.</remarks>
public sealed class DualVariables : IEquatable<DualVariables>
{
    private readonly DualPrice[] _prices;

    /// <summary>Prices of as many nodes as there are entries.</summary>
    /// <exception cref="ArgumentException">A price is <c>default</c>, which is none.</exception>
    public DualVariables(params ReadOnlySpan<DualPrice> prices)
    {
        foreach (var price in prices)
        {
            if (price.Denominator <= 0)
            {
                throw new ArgumentException($"A node's price needs a denominator above 0, was {price.Numerator}/{price.Denominator}.", nameof(prices));
            }
        }

        _prices = prices.ToArray();
    }

    /// <summary>No node at all: what stands where there is no plan.</summary>
    public static DualVariables None { get; } = new([]);

    /// <summary>How many nodes.</summary>
    public int Count => _prices.Length;

    /// <summary>One node's price.</summary>
    public DualPrice this[int node] => _prices[node];

    /// <inheritdoc/>
    public bool Equals(DualVariables? other) => other is not null && _prices.AsSpan().SequenceEqual(other._prices);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DualVariables);

    /// <summary>A mix of the prices, the same in every process.</summary>
    public override int GetHashCode()
    {
        var mix = 17L;
        foreach (var price in _prices)
        {
            mix = unchecked((mix * 31) + (long)price.Numerator + (long)price.Denominator);
        }

        return unchecked((int)(mix ^ (mix >> 32)));
    }
}
