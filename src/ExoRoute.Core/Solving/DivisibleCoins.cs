using System.Globalization;
using ExoRoute.Market;
using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>One venue's side for <see cref="DivisibleCoins"/>.</summary>
/// <param name="Levels">Best first, strictly worsening; quantities in coins, or in contracts where these are inverse.</param>
/// <param name="Units">What the levels' ticks and lots are worth.</param>
/// <param name="TakerPpm">Fee on the notional, in millionths; above -1,000,000 and below 1,000,000.</param>
/// <param name="InverseContract">What one contract is worth in whole quote units (100 for 100 USD); 0 where levels are coins.</param>
public sealed record DivisibleVenue(IReadOnlyList<Level> Levels, InstrumentUnits Units, int TakerPpm = 0, long InverseContract = 0);

/// <summary>The cheapest (or dearest, selling) way to trade coins that can be divided at will.</summary>
/// <param name="Filled">Coins in all; less than asked for where the books hold no more.</param>
/// <param name="Total">Quote units paid with fees (buy), or received after them (sell).</param>
/// <param name="Fills">Coins at each venue, in the order of the venues.</param>
public sealed record DivisibleSplit(Fraction Filled, Fraction Total, IReadOnlyList<Fraction> Fills);

/// <summary>Evaluates divisible quantities over linear books and books of inverse contracts, as exact rationals.</summary>
/// <remarks>
/// c inverse contracts of m quote units at price p are c m / p coins, each at p. An evaluator of what two kinds of books are worth
/// side by side, not a routing policy: real orders in contracts are whole, and contracts settle in another asset. Exact: levels
/// are taken in the order of their price with fee, ties in the order of the venues. Allocates. Pure.
/// </remarks>
public static class DivisibleCoins
{
    /// <summary>Splits a quantity of coins at the best total.</summary>
    /// <param name="venues">At least one.</param>
    /// <param name="side">Which way.</param>
    /// <param name="quantity">In coins; not negative.</param>
    /// <exception cref="ArgumentException">There is no venue, a level or fee is out of range or order, or the quantity is negative.</exception>
    public static DivisibleSplit Split(IReadOnlyList<DivisibleVenue> venues, Side side, Fraction quantity)
    {
        ArgumentNullException.ThrowIfNull(venues);
        Check(venues, side, quantity);

        var next = new int[venues.Count];
        var fills = new Fraction[venues.Count];
        var (left, total) = (quantity, Fraction.Zero);
        while (left > Fraction.Zero)
        {
            var (chosen, best) = (-1, Fraction.Zero);
            for (var venue = 0; venue < next.Length; venue++)
            {
                if (next[venue] < venues[venue].Levels.Count)
                {
                    var price = PerCoin(venues[venue], side, next[venue]);
                    if (chosen < 0 || (side == Side.Buy ? price < best : price > best))
                    {
                        (chosen, best) = (venue, price);
                    }
                }
            }

            if (chosen < 0)
            {
                break;
            }

            var coins = Coins(venues[chosen], next[chosen]++);
            coins = coins < left ? coins : left;
            fills[chosen] += coins;
            total += coins * best;
            left -= coins;
        }

        return new(quantity - left, total, fills);
    }

    // Quote units for one coin with its fee.
    private static Fraction PerCoin(DivisibleVenue venue, Side side, int place)
    {
        var rate = Cost.PerTickLot + (side == Side.Buy ? venue.TakerPpm : -venue.TakerPpm);
        return Fraction.Of((System.Numerics.BigInteger)venue.Levels[place].Price.Count * rate, venue.Units.PriceDecimals + 6);
    }

    private static Fraction Coins(DivisibleVenue venue, int place)
    {
        var level = venue.Levels[place];
        var shown = Fraction.Of(level.Quantity.Count, venue.Units.QuantityDecimals);
        return venue.InverseContract == 0
            ? shown
            : shown * new Fraction(venue.InverseContract, 1) / Fraction.Of(level.Price.Count, venue.Units.PriceDecimals);
    }

    private static void Check(IReadOnlyList<DivisibleVenue> venues, Side side, Fraction quantity)
    {
        if (venues.Count == 0)
        {
            throw new ArgumentException("There is no venue to evaluate; give at least one.", nameof(venues));
        }

        if (quantity < Fraction.Zero)
        {
            throw new ArgumentException($"The quantity must not be negative, was {quantity}.", nameof(quantity));
        }

        for (var at = 0; at < venues.Count; at++)
        {
            var venue = venues[at];
            if (venue.InverseContract < 0 || venue.TakerPpm is <= -FeeSchedule.MaxPpm or >= FeeSchedule.MaxPpm)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Venue {at}: a contract must not be below 0, was {venue.InverseContract}, ")
                    + string.Create(CultureInfo.InvariantCulture, $"and a fee must lie within a million millionths, was {venue.TakerPpm}."),
                    nameof(venues));
            }

            var last = 0L;
            foreach (var level in venue.Levels)
            {
                var (price, shown) = (level.Price.Count, level.Quantity.Count);
                if (price < 1 || shown < 0 || (last != 0 && (side == Side.Buy ? price <= last : price >= last)))
                {
                    throw new ArgumentException(
                        string.Create(CultureInfo.InvariantCulture, $"Venue {at}: a level of price {price} and quantity {shown} cannot follow one of price {last}; ")
                        + "prices are above 0 and strictly worsen, quantities are not negative.",
                        nameof(venues));
                }

                last = price;
            }
        }
    }
}
