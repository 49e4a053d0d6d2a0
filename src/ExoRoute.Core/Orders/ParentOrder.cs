using ExoRoute.Market;

namespace ExoRoute.Orders;

/// <summary>Which price a parent's limit bounds.</summary>
public enum FeeBasis : byte
{
    /// <summary>The venue's own price; fees come on top.</summary>
    Gross,

    /// <summary>The price with the venue's running fees; what is charged once an order is not part of it.</summary>
    Net,
}

/// <summary>Which books a parent order may be routed on.</summary>
/// <param name="LeastProved">The lowest grade accepted. Default Seeded: the three grades that a protocol proves.</param>
/// <param name="MaximumAge">The oldest book accepted, in nanoseconds since its last frame; 0 for any age. Default 30 s.</param>
/// <param name="MaximumSeededAge">The same for seeded books, whose losses do not show. Default 10 s.</param>
public readonly record struct BookPolicy(BookStatus LeastProved, long MaximumAge, long MaximumSeededAge)
{
    /// <summary>Seeded or better, not older than 30 s, seeded ones not older than 10 s.</summary>
    public static BookPolicy Default => new(BookStatus.Seeded, 30 * Stamp.PerSecond, 10 * Stamp.PerSecond);

    /// <summary>Whether a book of this status and age may be used.</summary>
    public bool Accepts(BookStatus status, long age)
    {
        var limit = status == BookStatus.Seeded ? MaximumSeededAge : MaximumAge;
        return status != BookStatus.Broken && status >= LeastProved && (limit == 0 || age <= limit);
    }
}

/// <summary>What we were asked for: so much of an instrument, over all venues together.</summary>
/// <remarks>Immutable, safe to share between threads. What became of it is kept by the router.</remarks>
public sealed record ParentOrder
{
    /// <summary>The longest deadline distance and age taken, ten years in nanoseconds.</summary>
    public const long MaxNanoseconds = 10L * 366 * 86_400 * Stamp.PerSecond;

    /// <summary>All of what is displayed may be taken.</summary>
    public const int FullParticipation = 1_000_000;

    /// <summary>The host's name for it, unique within a store: 1 to 48 characters of a-z, 0-9, '-', '_', '.'.</summary>
    public required ParentId Id { get; init; }

    /// <summary>Of what.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required Side Side { get; init; }

    /// <summary>How much is to be traded in all. Above zero.</summary>
    public required Lots Quantity { get; init; }

    /// <summary>The worst price accepted, by <see cref="Basis"/>. <c>default</c>: any.</summary>
    public Ticks Limit { get; init; }

    /// <summary>Which price the limit bounds. Default the venue's own.</summary>
    public FeeBasis Basis { get; init; }

    /// <summary>Nothing is sent until a plan, with what is filled and out, reaches so much. Default none.</summary>
    public Lots MinimumFill { get; init; }

    /// <summary>
    /// Until when it is worked. <c>default</c>: now: it ends as soon as no venue can give more.
    /// With a deadline it waits for books to move until then.
    /// </summary>
    public Stamp Deadline { get; init; }

    /// <summary>The share of each displayed level that a plan may take, in millionths; 1 to 1,000,000. Default all.</summary>
    public int ParticipationPpm { get; init; } = FullParticipation;

    /// <summary>
    /// How far a child's limit may reach beyond the last price that its plan uses, in millionths of that price; <see cref="Limit"/> always wins.
    /// Default 0: not at all. 0 to <see cref="Plans.LimitDiscretion.MaxPpm"/>.
    /// </summary>
    public int DiscretionPpm { get; init; }

    /// <summary>The desk it is traded for; <c>default</c>: none is named. Limits and kill switches go by it, as by trader and client.</summary>
    public PartyId Desk { get; init; }

    /// <summary>Who trades it; <c>default</c>: nobody is named.</summary>
    public PartyId Trader { get; init; }

    /// <summary>Whose order it is; <c>default</c>: nobody is named.</summary>
    public PartyId Client { get; init; }

    /// <summary>Which books count.</summary>
    public BookPolicy Books { get; init; } = BookPolicy.Default;

    /// <summary>Whether it has a limit price.</summary>
    public bool HasLimit => Limit != default;

    /// <summary>Whether it has a deadline.</summary>
    public bool HasDeadline => Deadline != default;

    /// <summary>All that is wrong with this order; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Id == default)
        {
            yield return $"{nameof(Id)} must name the order.";
        }

        if (Instrument == default)
        {
            yield return $"{nameof(Instrument)} must name an instrument.";
        }

        if (!Enum.IsDefined(Side))
        {
            yield return Invariant($"{nameof(Side)} must be Buy or Sell, was {(int)Side}.");
        }

        if (Quantity.Count is < 1 or > Lots.MaxCount)
        {
            yield return Invariant($"{nameof(Quantity)} must be 1 to 2^56 quantity units, was {Quantity.Count}.");
        }

        if (Limit.Count is < 0 or > Ticks.MaxCount)
        {
            yield return Invariant($"{nameof(Limit)} must be 1 to 2^40 price units, or 0 for none, was {Limit.Count}.");
        }

        if (!Enum.IsDefined(Basis))
        {
            yield return Invariant($"{nameof(Basis)} must be Gross or Net, was {(int)Basis}.");
        }

        if (MinimumFill.Count < 0 || MinimumFill > Quantity)
        {
            yield return Invariant($"{nameof(MinimumFill)} must be 0 to {nameof(Quantity)} ({Quantity.Count}), was {MinimumFill.Count}.");
        }

        if (Deadline.Nanoseconds < 0)
        {
            yield return Invariant($"{nameof(Deadline)} must not lie before 1970, was {Deadline.Nanoseconds} ns.");
        }

        if (ParticipationPpm is < 1 or > FullParticipation)
        {
            yield return Invariant($"{nameof(ParticipationPpm)} must be 1 to 1000000, was {ParticipationPpm}.");
        }

        if (DiscretionPpm is < 0 or > Plans.LimitDiscretion.MaxPpm)
        {
            yield return Invariant($"{nameof(DiscretionPpm)} must be 0 to {Plans.LimitDiscretion.MaxPpm}, was {DiscretionPpm}.");
        }

        if (!Enum.IsDefined(Books.LeastProved) || Books.LeastProved == BookStatus.Broken)
        {
            yield return Invariant($"{nameof(Books)}.{nameof(Books.LeastProved)} must be Unproved, Seeded, Sequenced or Checksummed, was {(int)Books.LeastProved}.");
        }

        if (Books.MaximumAge is < 0 or > MaxNanoseconds || Books.MaximumSeededAge is < 0 or > MaxNanoseconds)
        {
            yield return Invariant($"{nameof(Books)} ages must be 0 to {MaxNanoseconds} ns, were {Books.MaximumAge} and {Books.MaximumSeededAge}.");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
