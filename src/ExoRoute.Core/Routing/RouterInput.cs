using System.Collections.Immutable;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;

namespace ExoRoute.Routing;

/// <summary>A thing with its place in the order of all inputs, and its time.</summary>
/// <param name="Sequence">Its index in the store.</param>
/// <param name="At">When it was received; never before the stamp of the one before.</param>
/// <param name="Value">The thing.</param>
public readonly record struct Stamped<T>(long Sequence, Stamp At, T Value);

/// <summary>What happened to us. All that <see cref="RouterState.Apply"/> ever sees comes as one of these.</summary>
public abstract record RouterInput;

/// <summary>The store was opened for writing: the first input of each epoch.</summary>
/// <param name="StoreId">The store's id.</param>
/// <param name="Epoch">How often it was opened before; names the children of this run.</param>
/// <param name="Settings">The router's numbers from here on.</param>
public sealed record SessionOpened(UInt128 StoreId, uint Epoch, RouterSettings Settings) : RouterInput;

/// <summary>What a venue lists an instrument as, and what it charges, from now on.</summary>
public sealed record ListingChanged(InstrumentDefinition Definition, FeeSchedule Fees) : RouterInput
{
    /// <summary>All that keeps this listing from being routed; empty when nothing does.</summary>
    /// <remarks>Money here is price times quantity: a contract that stands for something else would be priced wrongly, and is refused.</remarks>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in Definition.Faults().Concat(Fees.Faults()))
        {
            yield return fault;
        }

        if (Definition.IsInverse || Definition.ContractMultiplier > 1)
        {
            yield return FormattableString.Invariant(
                $"Contracts are not routed: {nameof(Definition.IsInverse)} must be false and {nameof(Definition.ContractMultiplier)} 1, they were {Definition.IsInverse} and {Definition.ContractMultiplier}. Leave the listing out.");
        }
    }
}

/// <summary>What changed in one venue's book within the depth that decisions use, with its status and age.</summary>
/// <remarks>A buffer the sender may use again: <see cref="RouterState.Apply"/> keeps nothing of it.</remarks>
public sealed record BookChanged : RouterInput
{
    /// <summary>Whose book.</summary>
    public required VenueId Venue { get; set; }

    /// <summary>Of what.</summary>
    public required InstrumentId Instrument { get; set; }

    /// <summary>How far it is proved.</summary>
    public required BookStatus Status { get; set; }

    /// <summary>What broke it; None unless it is broken.</summary>
    public BookGapCause Cause { get; set; }

    /// <summary>When its last frame arrived.</summary>
    public required Stamp UpdatedAt { get; set; }

    /// <summary>The levels that changed; a snapshot replaces what was there.</summary>
    public required BookUpdate Update { get; init; }
}

/// <summary>What rests at a venue in our own name outside this router, from now on: it leaves the books that plans see.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Instrument">Of what.</param>
/// <param name="PassedOver">
/// Whether the venue passes over our own orders (it ends the resting one, or skips it). Then exactly their quantity leaves their levels. If not, a child would
/// trade with them first, and plans end before the best of them.
/// </param>
/// <param name="Levels">All of it: bids, then asks, each price of a side once, best first; replaces what was said before. Empty for nothing.</param>
/// <remarks>
/// Say it before such an order is sent, and take it back when a book without it has arrived: said too long, it costs liquidity; too short, it counts ourselves.
/// It holds until it is said anew, over restarts as well.
/// </remarks>
public sealed record OwnOrdersChanged(VenueId Venue, InstrumentId Instrument, bool PassedOver, ImmutableArray<LevelChange> Levels) : RouterInput
{
    /// <summary>The most levels, of both sides together.</summary>
    public const int MaxLevels = 1_000;

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Levels.IsDefault || Levels.Length > MaxLevels)
        {
            yield return FormattableString.Invariant($"{nameof(Levels)} must be 0 to {MaxLevels} levels, were {(Levels.IsDefault ? "none at all" : Levels.Length)}.");
            yield break;
        }

        for (var i = 0; i < Levels.Length; i++)
        {
            var (side, price, quantity) = Levels[i];
            if (side is not (BookSide.Bid or BookSide.Ask) || price.Count is < 1 or > Ticks.MaxCount || quantity.Count is < 1 or > Lots.MaxCount)
            {
                yield return FormattableString.Invariant($"Level {i} must be a bid or ask of 1 to 2^56 lots at 1 to 2^40, was side {(int)side}, {quantity.Count} at {price.Count}.");
            }
            else if (i > 0 && (Levels[i - 1].Side > side || (Levels[i - 1].Side == side && (side == BookSide.Bid ? price >= Levels[i - 1].Price : price <= Levels[i - 1].Price))))
            {
                yield return FormattableString.Invariant($"Level {i} at {price.Count} must stand behind the one before, at {Levels[i - 1].Price.Count}: bids, then asks, best first, each price once.");
            }
        }
    }
}

/// <summary>A parent order was handed over.</summary>
public sealed record ParentSubmitted(ParentOrder Order) : RouterInput;

/// <summary>A parent order's terms change; what is null stays.</summary>
/// <param name="Parent">Which.</param>
/// <param name="Quantity">The new quantity in all; not below what is filled or out.</param>
/// <param name="Limit">The new limit price; <c>default</c> takes it away.</param>
/// <param name="Deadline">The new deadline; <c>default</c> means now.</param>
/// <param name="ParticipationPpm">The new share of displayed size.</param>
public sealed record ParentAmended(ParentId Parent, Lots? Quantity, Ticks? Limit, Stamp? Deadline, int? ParticipationPpm) : RouterInput;

/// <summary>A parent order is to end: nothing new is sent, what is out is cancelled.</summary>
public sealed record ParentCanceled(ParentId Parent) : RouterInput;

/// <summary>The pre-trade limits, whole, from now on.</summary>
/// <param name="Rules">All of them; replaces those before. What an equal rule counted goes on.</param>
/// <param name="By">Who set them; must be named.</param>
/// <param name="Reason">Why, for the record; at most 200 printable characters are kept.</param>
/// <param name="DayBegins">Whether what was traded before stops counting for credit. Positions stay.</param>
public sealed record RiskRulesChanged(ImmutableArray<RiskRule> Rules, PartyId By, string Reason, bool DayBegins) : RouterInput
{
    /// <summary>The most rules: so many fit into one record, however long their names.</summary>
    public const int MaxRules = 200;

    /// <summary>Why, for the record.</summary>
    public string Reason { get; } = PlainText.Of(Reason, KillSwitched.MaxReason);

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => Rules.IsDefault || Rules.Length > MaxRules
        ? [FormattableString.Invariant($"{nameof(Rules)} must be 0 to {MaxRules}, were {(Rules.IsDefault ? "none at all" : Rules.Length)}.")]
        : Rules.SelectMany(static (rule, i) => rule.Faults().Select(fault => FormattableString.Invariant($"Rule {i}: {fault}")));
}

/// <summary>What the parties hold of an instrument, as the host's books say: replaces what fills added up to.</summary>
/// <param name="Instrument">Of what.</param>
/// <param name="Desk">For which desk; <c>default</c> as orders that name none.</param>
/// <param name="Trader">For which trader.</param>
/// <param name="Client">For which client.</param>
/// <param name="Net">In quantity units; below zero is short.</param>
public sealed record PositionTold(InstrumentId Instrument, PartyId Desk, PartyId Trader, PartyId Client, long Net) : RouterInput;

/// <summary>A kill switch: no new orders within the scope, and those that are out are cancelled.</summary>
/// <param name="Scope">What it reaches. Parent orders within it end; with a venue in it, only what goes to that venue does.</param>
/// <param name="By">Who; <c>default</c> for a watchdog: stopping needs no name.</param>
/// <param name="Reason">Why, for the record; at most 200 printable characters are kept.</param>
public sealed record KillSwitched(RiskScope Scope, PartyId By, string Reason) : RouterInput
{
    /// <summary>The longest reason kept, in characters; longer ones are cut. What is not printable ASCII becomes '?'.</summary>
    public const int MaxReason = 200;

    /// <summary>Why, for the record.</summary>
    public string Reason { get; } = PlainText.Of(Reason, MaxReason);
}

/// <summary>A kill switch is released: new orders may come.</summary>
/// <param name="Scope">The scope that was killed.</param>
/// <param name="By">Who; must be named.</param>
/// <param name="Reason">Why, for the record.</param>
public sealed record KillReleased(RiskScope Scope, PartyId By, string Reason) : RouterInput
{
    /// <summary>Why, for the record.</summary>
    public string Reason { get; } = PlainText.Of(Reason, KillSwitched.MaxReason);
}

/// <summary>What a venue says beside its answers about one child order.</summary>
public enum VenueReportKind : byte
{
    /// <summary>Its connection was lost and is there again: what happened meanwhile is asked for.</summary>
    Reconnected,

    /// <summary>These orders of ours work there, and no others.</summary>
    OpenOrders,

    /// <summary>It told of these orders, which its adapter did not send.</summary>
    Unsolicited,
}

/// <summary>A venue is back, says what works there, or tells of an order that is none of ours.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Orders">Client order ids, as the venue writes them; none for a reconnect. Each is cut to 64 printable characters.</param>
/// <param name="AsOf">When the venue was asked; <c>default</c> where it was not.</param>
public sealed record VenueReported(VenueId Venue, VenueReportKind Kind, ImmutableArray<string> Orders, Stamp AsOf) : RouterInput
{
    /// <summary>The most orders of one report.</summary>
    public const int MaxOrders = 900;

    /// <summary>Client order ids, as the venue writes them.</summary>
    public ImmutableArray<string> Orders { get; } = [.. Orders.Select(static order => PlainText.Of(order, OrderEvent.MaxText))];
}

/// <summary>A venue, or we ourselves, said something of a child order.</summary>
public sealed record ChildChanged(OrderEvent Event) : RouterInput;

/// <summary>A time that <see cref="RouterState.NextTimer"/> asked for has come.</summary>
public sealed record TimerFired : RouterInput;
