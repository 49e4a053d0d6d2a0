using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A venue where part of an order can rest in a queue.</summary>
/// <param name="Name">For people and messages.</param>
/// <param name="Ahead">Lots in front of us in the queue.</param>
/// <param name="Rebate">Paid for each lot that fills there, in cost units; below zero for a fee.</param>
/// <param name="Law">How much flows out of the queue until the deadline; independent of the other venues' outflows.</param>
public sealed record MakeTakeVenue(string Name, Lots Ahead, double Rebate, FillLaw Law);

/// <summary>An order to fill until a deadline: how much to take at once, and how much to rest in which queue.</summary>
/// <remarks>
/// With M taken and L_k rested, fill_k = min(max(outflow_k - ahead_k, 0), L_k) and A = M + sum of fills, the expected cost against the mid price is
/// V = E[ (s + f) M - sum (s + r_k) fill_k + under (S - A)+ + over (A - S)+ + impact (M + sum L_k + (S - A)+) ].
/// Amounts are whole lots; prices are in any one cost unit per lot. Immutable, safe to share between threads.
/// Source: R. Cont, A. Kukanov, Optimal order placement in limit order markets (2012; with the impact term in the version of 2014).
/// </remarks>
public sealed record MakeTakeProblem
{
    /// <summary>The largest order: distributions are kept lot by lot.</summary>
    public const long MaxTarget = 1L << 20;

    /// <summary>The most venues.</summary>
    public const int MaxVenues = 64;

    /// <summary>S, the lots wanted. 0 to <see cref="MaxTarget"/>: count in larger lots beyond.</summary>
    public required Lots Target { get; init; }

    /// <summary>s, half the spread, in cost units per lot. 0 or more.</summary>
    public required double HalfSpread { get; init; }

    /// <summary>f, the least fee for taking, in cost units per lot; below zero for a rebate.</summary>
    public required double TakeFee { get; init; }

    /// <summary>What a lot too few costs at the deadline. 0 or more.</summary>
    public required double UnderPenalty { get; init; }

    /// <summary>What a lot too many costs at the deadline. No less than the half spread and the largest rebate together, or more than is wanted would be rested.</summary>
    public required double OverPenalty { get; init; }

    /// <summary>theta: what each lot sent costs by what it tells others. 0 or more.</summary>
    public double Impact { get; init; }

    /// <summary>Where lots can rest: 1 to <see cref="MaxVenues"/>.</summary>
    public required IReadOnlyList<MakeTakeVenue> Venues { get; init; }

    /// <summary>All that is wrong with this problem; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Target.Count is < 0 or > MaxTarget)
        {
            yield return Text($"{nameof(Target)} must be 0 to {MaxTarget} lots, was {Target.Count}; count in larger lots.");
        }

        foreach (var (name, price) in new[] { (nameof(HalfSpread), HalfSpread), (nameof(UnderPenalty), UnderPenalty), (nameof(OverPenalty), OverPenalty), (nameof(Impact), Impact) })
        {
            if (!(price >= 0 && double.IsFinite(price)))
            {
                yield return Text($"{name} must be 0 or more and finite, was {price}.");
            }
        }

        if (!(HalfSpread + TakeFee + OverPenalty >= 0 && double.IsFinite(TakeFee)))
        {
            yield return Text($"{nameof(TakeFee)} must be finite and no less than {-HalfSpread - OverPenalty}, or taking too much would pay; was {TakeFee}.");
        }

        if (Venues is null || Venues.Count is < 1 or > MaxVenues)
        {
            yield return Text($"{nameof(Venues)} must be 1 to {MaxVenues}, were {Venues?.Count ?? 0}.");
            yield break;
        }

        foreach (var venue in Venues)
        {
            if (venue?.Law is null || venue.Ahead.Count is < 0 or > Lots.MaxCount)
            {
                yield return Text($"Venue '{venue?.Name}' needs a law and 0 to 2^56 lots ahead; they were {venue?.Law?.Kind ?? "none"} and {venue?.Ahead.Count ?? 0}.");
            }
            else if (!(double.IsFinite(venue.Rebate) && HalfSpread + venue.Rebate <= OverPenalty))
            {
                yield return Text($"Venue '{venue.Name}' pays a rebate of {venue.Rebate}; with the half spread {HalfSpread} it must not pass {nameof(OverPenalty)}, {OverPenalty}, or more than is wanted would be rested.");
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
