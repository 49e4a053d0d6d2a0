using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;

namespace ExoRoute.Routing;

/// <summary>What became of a parent order so far, as Apply keeps it.</summary>
internal sealed class ParentWork(ParentOrder order, RiskTally tally)
{
    private readonly SortedDictionary<VenueId, VenueTries> _tries = [];
    private Int128 _open;

    internal ParentOrder Order { get; set; } = order;

    /// <summary>Its instrument and parties, and what they hold of it.</summary>
    internal RiskTally Tally { get; } = tally;

    /// <summary>What the market's price was when limits last looked at it, twice; 0 where no book gave one.</summary>
    internal long MarketTwice { get; set; }

    /// <summary>Plan deltas so far: the number of the last one.</summary>
    internal int Plans { get; set; }

    /// <summary>The last question put for it, kept for its ladders.</summary>
    internal PlanQuestion? Question { get; set; }

    internal Lots Filled { get; private set; }

    /// <summary>What its children may still trade: working and possibly filled.</summary>
    /// <remarks>A venue's claims can be of any size: counted wide, shown up to 2^57.</remarks>
    internal Lots Open => new((long)Int128.Min(_open, 2 * Lots.MaxCount));

    internal Cost Traded { get; private set; }

    internal Cost Fees { get; private set; }

    internal int Children { get; set; }

    internal bool CancelAsked { get; set; }

    internal bool Killed { get; set; }

    internal bool IsOver { get; set; }

    /// <summary>What is neither filled nor out.</summary>
    internal Lots Rest => Order.Quantity > Filled + Open ? Order.Quantity - Filled - Open : Lots.Zero;

    /// <summary>Why nothing more is to be sent, or null.</summary>
    internal ParentEnd? Stop(Stamp now) =>
        Filled >= Order.Quantity ? ParentEnd.Filled
        : Killed ? ParentEnd.Killed
        : CancelAsked ? ParentEnd.Canceled
        : Order.HasDeadline && now >= Order.Deadline ? ParentEnd.DeadlinePassed
        : null;

    internal void Moved(ChildOrder? before, ChildOrder after)
    {
        Filled += after.Filled - (before?.Filled ?? Lots.Zero);
        _open += (Int128)after.Open.Count - (before?.Open.Count ?? 0);
    }

    /// <summary>Whether so much more can be booked without leaving the range of any count.</summary>
    internal bool CanBook(Lots quantity, Cost fee) =>
        Filled.Count <= (2 * Lots.MaxCount) - quantity.Count && Int128.Abs(Traded.Count) <= Most && Int128.Abs(Fees.Count) + Int128.Abs(fee.Count) <= Most;

    internal void Booked(Lots quantity, Ticks price, Cost fee)
    {
        var notional = Cost.Of(price, quantity);
        Traded += Order.Side == Side.Buy ? notional : -notional;
        Fees += fee;
    }

    internal void Unbooked(Lots quantity, Ticks price, Cost fee)
    {
        var notional = Cost.Of(price, quantity);
        Traded -= Order.Side == Side.Buy ? notional : -notional;
        Fees -= fee;
    }

    internal void Rejected(VenueId venue, Stamp restUntil)
    {
        var tries = _tries.GetValueOrDefault(venue);
        _tries[venue] = new(tries.Rejects + 1, restUntil);
    }

    /// <summary>Whether a venue that refused is to be left alone, and why.</summary>
    internal ExclusionReason? Avoids(VenueId venue, Stamp now, int maxRejects) =>
        !_tries.TryGetValue(venue, out var tries) ? null
        : tries.Rejects >= maxRejects ? ExclusionReason.TooManyRejects
        : now < tries.RestUntil ? ExclusionReason.Resting
        : null;

    /// <summary>When the next venue that is left alone may be tried again; null where none is.</summary>
    internal Stamp? NextTry(Stamp now, int maxRejects)
    {
        Stamp? first = null;
        if (_tries.Count == 0)
        {
            return first; // asked after every input, and walking over nothing is not free
        }

        foreach (var (_, tries) in _tries)
        {
            if (tries.Rejects < maxRejects && tries.RestUntil > now && (first is null || tries.RestUntil < first))
            {
                first = tries.RestUntil;
            }
        }

        return first;
    }

    private static readonly Int128 Most = Int128.One << 120;

    private readonly record struct VenueTries(int Rejects, Stamp RestUntil);
}

/// <summary>A child order with what Apply must remember of it.</summary>
internal sealed class ChildWork(ChildOrder order, ParentWork parent, RoutingBook book)
{
    // Executions that were booked: most children have one. The others are asked for membership only, never enumerated.
    private OrderEventKind _bookedKind;
    private string? _bookedId;
    private HashSet<Execution>? _bookedBeside;

    internal ChildOrder Order { get; set; } = order;

    internal ParentWork Parent { get; } = parent;

    internal RoutingBook Book { get; } = book;

    /// <summary>Where it goes and who stands behind it.</summary>
    internal RiskScope Scope { get; } = parent.Tally.Who with { Venue = order.Venue };

    /// <summary>The worst price its plan uses: what it is expected to take lies up to there, whatever its limit allows.</summary>
    internal required Ticks Reach { get; init; }

    internal bool CancelSent { get; set; }

    /// <summary>When the venue is asked, unless it says something before.</summary>
    internal Stamp AskAt { get; set; }

    internal int TimesAsked { get; set; }

    /// <summary>Whether a fill or a bust says something that can have happened.</summary>
    internal bool CanBe(OrderEvent happened) =>
        happened.Quantity.Count is >= 1 and <= Lots.MaxCount && happened.Price.Count is >= 1 and <= Ticks.MaxCount
        && happened.Fee.Count > -MostFee && happened.Fee.Count < MostFee
        && (happened.Kind == OrderEventKind.Fill || happened.Quantity <= Order.Filled)
        && Parent.CanBook(happened.Kind == OrderEventKind.Fill ? happened.Quantity : Lots.Zero, happened.Fee);

    /// <summary>Whether this execution was booked before; one without an id never was.</summary>
    internal bool Knows(OrderEvent happened) =>
        (happened.Kind == _bookedKind && string.Equals(happened.ExecutionId, _bookedId, StringComparison.Ordinal)) || _bookedBeside?.Contains(Of(happened)) == true;

    /// <summary>Keeps the execution that was booked, where it has an id.</summary>
    internal void Remember(OrderEvent happened)
    {
        if (happened.ExecutionId.Length == 0)
        {
            return;
        }

        if (_bookedId is null)
        {
            (_bookedKind, _bookedId) = (happened.Kind, happened.ExecutionId);
        }
        else
        {
            (_bookedBeside ??= []).Add(Of(happened));
        }
    }

    private static readonly Int128 MostFee = Int128.One << 116; // the largest notional there is

    private static Execution Of(OrderEvent happened) => new(happened.Kind, happened.ExecutionId);

    private readonly record struct Execution(OrderEventKind Kind, string Id);
}
