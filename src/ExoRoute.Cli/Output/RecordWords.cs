using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Cli.Output;

/// <summary>A record in one sentence.</summary>
internal static class RecordWords
{
    /// <summary>The record in a sentence.</summary>
    /// <param name="record">The record.</param>
    /// <param name="context">What came before it.</param>
    internal static string Tell(DecodedRecord record, RecordContext context) => record.Input is { } input
        ? $"{record.At}: {Tell(input, context)}"
        : Tell(record.Decision!, context);

    /// <summary>What kept a plan below what was asked for.</summary>
    internal static string Tell(PlanLimit limit) => limit switch
    {
        PlanLimit.NoVenue => "no venue that lists the instrument can be used now",
        PlanLimit.Liquidity => "the books hold no more",
        PlanLimit.LimitPrice => "more is there, but beyond the limit price",
        PlanLimit.Participation => "more is there, but beyond the share of the displayed size that may be taken",
        PlanLimit.LotOrMinimum => "what is left is below a venue's lot, minimum quantity or minimum notional",
        PlanLimit.MinimumFill => "the order's minimum fill cannot be reached now",
        PlanLimit.OwnOrders => "more is there, but behind resting orders of our own",
        PlanLimit.RiskLimit => "more is there, but beyond a pre-trade limit",
        _ => "nothing is in the way",
    };

    /// <summary>Why a venue is left out.</summary>
    internal static string Tell(ExclusionReason reason) => reason switch
    {
        ExclusionReason.NoBook => "no book has arrived",
        ExclusionReason.BookBroken => "its book is broken",
        ExclusionReason.BookNotProved => "its book is not proved as far as the order wants",
        ExclusionReason.BookTooOld => "its book is older than the order allows",
        ExclusionReason.NotTrading => "it does not trade the instrument now",
        ExclusionReason.Resting => "it refused an order of this parent and is left alone for a while",
        ExclusionReason.Killed => "a kill switch reaches it",
        ExclusionReason.NotPermitted => "the order may not go there",
        ExclusionReason.RiskLimit => "a pre-trade limit has no room there now",
        _ => "it refused as many orders of this parent as are tried",
    };

    /// <summary>A parent order's terms.</summary>
    internal static string Tell(ParentOrder order, InstrumentUnits units)
    {
        var limit = order.HasLimit ? $", limit {units.Text(order.Limit)} {(order.Basis == FeeBasis.Net ? "net of fees" : "gross")}" : ", at any price";
        var least = order.MinimumFill > Lots.Zero ? $", nothing below {units.Text(order.MinimumFill)}" : "";
        var share = order.ParticipationPpm < ParentOrder.FullParticipation ? $", at most {DecimalText.FormatShort(order.ParticipationPpm, 4)} % of what is displayed" : "";
        var beyond = order.DiscretionPpm > 0 ? $", up to {DecimalText.FormatShort(order.DiscretionPpm, 4)} % beyond a plan's last price" : "";
        var parties = new RiskScope { Desk = order.Desk, Trader = order.Trader, Client = order.Client };
        var who = parties == default ? "" : $", {parties}";
        return $"{Word(order.Side)} {units.Text(order.Quantity)} {order.Instrument}{limit}{least}{share}{beyond}, {(order.HasDeadline ? $"until {order.Deadline}" : "for now")}{who}";
    }

    /// <summary>"buy" or "sell".</summary>
    internal static string Word(Side side) => side == Side.Buy ? "buy" : "sell";

    /// <summary>Why a parent order ended.</summary>
    internal static string Tell(ParentEnd end) => end switch
    {
        ParentEnd.Filled => "filled",
        ParentEnd.Canceled => "cancelled by the host",
        ParentEnd.DeadlinePassed => "its deadline came",
        ParentEnd.NothingMore => "no venue can give more now",
        ParentEnd.Killed => "a kill switch reached it",
        _ => "as many children were sent as are tried",
    };

    private static string Tell(RouterInput input, RecordContext context) => input switch
    {
        SessionOpened opened => FormattableString.Invariant($"store {opened.StoreId:x32} was opened, epoch {opened.Epoch}; {opened.Settings.Depth} levels a side, {opened.Settings.MaxNodes} nodes a plan"),
        ListingChanged listing => Listing(listing),
        BookChanged book => Book(book, context.Units(book.Instrument)),
        OwnOrdersChanged own => Own(own, context.Units(own.Instrument)),
        ParentSubmitted submitted => $"parent order '{submitted.Order.Id}' was handed over: {Tell(submitted.Order, context.Units(submitted.Order.Instrument))}",
        ParentAmended amended => Amended(amended, context.Units(amended.Parent)),
        ParentCanceled canceled => $"the host cancelled parent order '{canceled.Parent}'",
        RiskRulesChanged rules => $"'{rules.By}' set {Numbers.Count(rules.Rules.Length, "pre-trade limit")}{(rules.DayBegins ? ", a new day begins" : "")}{Why(rules.Reason)}{string.Concat(rules.Rules.Select(rule => $"; {rule}"))}",
        PositionTold told => $"the host holds {context.Units(told.Instrument).Text(new Lots(told.Net))} {told.Instrument} for {new RiskScope { Desk = told.Desk, Trader = told.Trader, Client = told.Client }}",
        VenueReported report => report.Kind switch
        {
            VenueReportKind.Reconnected => $"'{report.Venue}' is connected again",
            VenueReportKind.OpenOrders => $"'{report.Venue}' says what works there: {(report.Orders.IsEmpty ? "nothing" : string.Join(", ", report.Orders))}",
            _ => $"'{report.Venue}' told of orders that its adapter did not send: {string.Join(", ", report.Orders)}",
        },
        KillSwitched kill => $"kill switch on {kill.Scope}{(kill.By == default ? "" : $" by '{kill.By}'")}{Why(kill.Reason)}",
        KillReleased release => $"'{release.By}' released the kill switch on {release.Scope}{Why(release.Reason)}",
        ChildChanged changed => Event(changed.Event, context),
        _ => "a timer that was asked for came",
    };

    private static string Tell(Decision decision, RecordContext context) => decision switch
    {
        Placed placed => Placed(placed.Delta, context),
        CancelSent cancel => $"child {cancel.Child}{Where(cancel.Child, context)} is to be cancelled",
        Asked asked => $"the venue is asked what became of child {asked.Child}{Where(asked.Child, context)}; it is not sent again",
        ParentEnded ended => Ended(ended, context),
        Refused refused => refused.Parent == default ? $"refused ({refused.Code}): {refused.Reason}" : $"refused ({refused.Code}), parent order '{refused.Parent}': {refused.Reason}",
        Remarked remarked => $"remarked on ({remarked.Code}), parent order '{remarked.Parent}': {remarked.Reason}",
        KillCompleted killed => $"kill switch of record {killed.Kill}: {Killed(killed)}",
        Alarmed alarmed => $"alarm: {alarmed.Reason}",
        _ => decision.GetType().Name,
    };

    private static string Listing(ListingChanged listing)
    {
        var (definition, units) = (listing.Definition, listing.Definition.Units);
        return $"'{definition.Venue}' lists {definition.Instrument} as {definition.Symbol} ({definition.State}): tick {units.Text(definition.TickSize)}, lot {units.Text(definition.LotSize)}, "
            + $"takers pay {DecimalText.FormatShort(listing.Fees.TakerPpm, 2)} bps"
            + (definition.OrderLatency > 0 ? $", orders are {Milliseconds(definition.OrderLatency)} on their way" : "")
            + (definition.WithdrawnPpm > 0 ? $", {DecimalText.FormatShort(definition.WithdrawnPpm, 4)} % of what is shown is withdrawn in a second" : "");
    }

    private static string Own(OwnOrdersChanged own, InstrumentUnits units)
    {
        var levels = string.Join(", ", own.Levels.Select(level => $"{level.Side} {units.Text(level.Price)} {units.Text(level.Quantity)}"));
        return $"our own orders in {own.Instrument} at '{own.Venue}' are {(levels.Length == 0 ? "none" : levels)}; the venue {(own.PassedOver ? "passes over" : "trades with")} them";
    }

    private static string Book(BookChanged book, InstrumentUnits units)
    {
        var changes = book.Update.Changes;
        var what = book.Update.IsSnapshot ? "a snapshot of" : "changes of";
        var broken = book.Cause == BookGapCause.None ? "" : $" ({book.Cause})";
        var text = FormattableString.Invariant($"book of {book.Instrument} at '{book.Venue}', {book.Status}{broken}: {what} {changes.Length} levels");
        return changes.Length is > 0 and <= 4 && !book.Update.IsSnapshot
            ? $"{text}: {string.Join(", ", changes.ToArray().Select(change => $"{change.Side} {units.Text(change.Price)} now {units.Text(change.Quantity)}"))}"
            : text;
    }

    private static string Amended(ParentAmended amended, InstrumentUnits units)
    {
        List<string> terms = [];
        if (amended.Quantity is { } quantity)
        {
            terms.Add($"quantity {units.Text(quantity)}");
        }

        if (amended.Limit is { } limit)
        {
            terms.Add(limit == default ? "no limit" : $"limit {units.Text(limit)}");
        }

        if (amended.Deadline is { } deadline)
        {
            terms.Add(deadline == default ? "no deadline" : $"deadline {deadline}");
        }

        if (amended.ParticipationPpm is { } share)
        {
            terms.Add($"participation {DecimalText.FormatShort(share, 4)} %");
        }

        return $"the host amended parent order '{amended.Parent}': {string.Join(", ", terms)}";
    }

    private static string Event(OrderEvent happened, RecordContext context)
    {
        var units = context.Child(happened.Child) is { } child ? context.Units(child.Instrument) : default;
        var fill = happened.Kind is OrderEventKind.Fill or OrderEventKind.Bust
            ? $" of {units.Text(happened.Quantity)} at {units.Text(happened.Price)}, fee {units.Text(happened.Fee)}"
            : "";
        var reason = happened.Reason.Length > 0 ? $": {happened.Reason}" : "";
        return $"child {happened.Child}{Where(happened.Child, context)}: {happened.Kind}{fill}{reason}";
    }

    private static string Placed(PlanDelta delta, RecordContext context)
    {
        var units = context.Units(delta.Parent);
        var parts = delta.Changes.Select(change => $"{change.Venue} {units.Text(change.Quantity)} up to {units.Text(change.Limit)}"
            + (change.Discretion > default(Ticks) ? $" ({units.Text(change.Discretion)} of it discretion)" : "")
            + (change.SendOffset > 0 ? $", held back {Milliseconds(change.SendOffset)}" : ""));
        return FormattableString.Invariant($"plan {delta.Number} of '{delta.Parent}' for {units.Text(delta.Asked)}: ") + string.Join(", ", parts)
            + $"; cost {units.Text(delta.Cost)}, gap {units.Text(delta.Gap)}";
    }

    private static string Ended(ParentEnded ended, RecordContext context)
    {
        var units = context.Units(ended.Parent);
        var limit = ended.Limit == PlanLimit.None ? "" : $" ({Tell(ended.Limit)})";
        return $"parent order '{ended.Parent}' ended: {Tell(ended.End)}{limit}; {units.Text(ended.Filled)} filled for {units.Text(ended.Traded)}, fees {units.Text(ended.Fees)}";
    }

    private static string Killed(KillCompleted killed) => killed.Children.IsEmpty
        ? "no child order was out"
        : $"all child orders that were out are over after {Milliseconds(killed.Took)}: "
            + string.Join(", ", killed.Children.Select(child => $"child {child.Child} after {Milliseconds(child.Took)}{(child.Filled > Lots.Zero ? ", filled meanwhile" : "")}"));

    private static string Milliseconds(long nanoseconds) => $"{DecimalText.FormatShort(nanoseconds, 6)} ms";

    private static string Why(string reason) => reason.Length == 0 ? "" : $" ({reason})";

    private static string Where(ChildId child, RecordContext context) => context.Child(child) is { } known ? $" of '{known.Parent}' at '{known.Venue}'" : "";
}
