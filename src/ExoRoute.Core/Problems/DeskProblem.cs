using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A desk's wish: so much quantity, through the venues that it may use.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Quantity">What it must get, 0 to <see cref="Lots.MaxCount"/>.</param>
/// <param name="Credits">The most it may take at each venue, in the order of the venues; nothing where it has no permission.</param>
public sealed record Desk(string Name, Lots Quantity, IReadOnlyList<Lots> Credits);

/// <summary>Several desks that take from the same ladders: the cheapest split of all their quantities together.</summary>
/// <remarks>
/// minimise sum_v ladder_v(sum_d x_dv) subject to sum_v x_dv = quantity_d and 0 &lt;= x_dv &lt;= credit_dv. A venue's own cap ends its ladder
/// (<see cref="LadderLimits.Cap"/>). The desks trade one instrument on one side; what they hold against one another goes first through
/// <c>Netting</c>. Credits are copied. Immutable, safe to share between threads.
/// </remarks>
public sealed class DeskProblem
{
    /// <summary>The most that all desks can ask for together: 2^62 quantity units.</summary>
    public const long MaxTotal = 1L << 62;

    private readonly LadderProblem[] _venues;
    private readonly Desk[] _desks;
    private readonly long[] _credits;

    /// <summary>A problem.</summary>
    /// <param name="venues">Plain ladders (<see cref="LadderProblem.IsPlain"/>), at least one.</param>
    /// <param name="desks">At least one.</param>
    /// <exception cref="ArgumentException">A list is empty, a ladder is not plain, or a quantity or credit is missing or out of range; the message says which.</exception>
    public DeskProblem(IReadOnlyList<LadderProblem> venues, IReadOnlyList<Desk> desks)
    {
        ArgumentNullException.ThrowIfNull(venues);
        ArgumentNullException.ThrowIfNull(desks);
        if (venues.Count == 0 || desks.Count == 0)
        {
            throw new ArgumentException(Text($"There must be a venue and a desk; there were {venues.Count} venues and {desks.Count} desks."), nameof(venues));
        }

        (_venues, _desks) = ([.. venues], [.. desks]);
        foreach (var venue in _venues)
        {
            if (!venue.IsPlain)
            {
                throw new ArgumentException(
                    Text($"Venue '{venue.Venue}' has lot {venue.Lot.Count}, minimum {venue.Minimum.Count} and fixed cost {venue.FixedCost.Count}; desks share plain ladders only. ")
                    + "Where all lots are equal, count quantities in lots.",
                    nameof(venues));
            }
        }

        _credits = new long[_desks.Length * _venues.Length];
        Int128 total = 0;
        for (var desk = 0; desk < _desks.Length; desk++)
        {
            Copy(desk);
            total += _desks[desk].Quantity.Count;
        }

        if (total > MaxTotal)
        {
            throw new ArgumentException(Text($"The desks ask for {total} together, at most 2^62 can be split; choose coarser units."), nameof(desks));
        }

        Total = (long)total;
    }

    /// <summary>The shared ladders.</summary>
    public IReadOnlyList<LadderProblem> Venues => _venues;

    /// <summary>The desks, as they were given.</summary>
    public IReadOnlyList<Desk> Desks => _desks;

    /// <summary>What all desks ask for, in quantity units; 0 to <see cref="MaxTotal"/>.</summary>
    public long Total { get; }

    /// <summary>A desk's limits, in quantity units, venue by venue.</summary>
    public ReadOnlySpan<long> Credits(int desk) => _credits.AsSpan(desk * _venues.Length, _venues.Length);

    private void Copy(int desk)
    {
        var (name, quantity, credits) = _desks[desk] ?? throw new ArgumentException(Text($"Desk {desk} is missing."), "desks");
        if (quantity.Count is < 0 or > Lots.MaxCount)
        {
            throw new ArgumentException(Text($"Desk '{name}' asks for {quantity.Count}; a quantity must be 0 to 2^56."), "desks");
        }

        if (credits is null || credits.Count != _venues.Length)
        {
            throw new ArgumentException(Text($"Desk '{name}' has {credits?.Count ?? 0} credits for {_venues.Length} venues; give one a venue, 0 where it has no permission."), "desks");
        }

        for (var venue = 0; venue < _venues.Length; venue++)
        {
            var credit = credits[venue].Count;
            if (credit is < 0 or > Lots.MaxCount)
            {
                throw new ArgumentException(Text($"Desk '{name}' has a credit of {credit} at '{_venues[venue].Venue}'; it must be 0 to 2^56."), "desks");
            }

            _credits[(desk * _venues.Length) + venue] = credit;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
