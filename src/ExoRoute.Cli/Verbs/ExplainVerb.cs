using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Output;
using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>Tells one record in words; a plan with what it was asked, what each venue gives, and why no other is cheaper.</summary>
internal sealed class ExplainVerb : Verb
{
    private readonly Argument<string> _directory = StoreDirectory.Argument("DIR", "The store's directory");
    private readonly Argument<string> _record = new("SEQ") { Description = "The record, counted from 0" };

    internal ExplainVerb()
        : base("explain", "Tells one record in words: an input, or a decision with what it was asked and why", "exoroute explain ./day1 158")
    {
        Command.Add(_directory);
        Command.Add(_record);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var text = result.GetRequiredValue(_record);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw CommandException.BadInput($"SEQ must be a record's number, 0 or above, was {DocumentFaults.Quote(text)}.");
        }

        using var medium = StoreDirectory.Open(result.GetRequiredValue(_directory));
        var found = Progress.Run(report.Error, "reading", 0, told => Find(medium, index, told));
        Tell(report, found);
        report.Document(Json(found));
        return ExitCode.Done;
    }

    // Two passes: the first learns which input the record rests on, the second replays up to it and keeps what was asked there.
    private static Explained Find(FileMedium medium, long index, Action<long> told)
    {
        var (decoder, context) = (new RecordDecoder(), new RecordContext());
        var (count, input) = (0L, (StoredEntry?)null);
        foreach (var entry in StoreReader.Read(medium))
        {
            count = entry.Index + 1;
            told(count);
            var record = Decode(decoder, entry);
            if (entry.Index == index)
            {
                var plan = record.Decision is Placed placed ? Asked(medium, placed) : null;
                var text = RecordWords.Tell(record, context);
                var on = record.Decision is not null && input is { } last ? RecordWords.Tell(Decode(decoder, last), context) : null;
                return new(index, record.Schema, text, on, record.Decision?.Basis, record.Decision, plan, context);
            }

            input = record.Input is null ? input : entry;
            context.See(record);
        }

        throw CommandException.BadInput(FormattableString.Invariant($"There is no record {index}; '{medium.Name}' holds records 0 to {count - 1}."));
    }

    private static DecodedRecord Decode(RecordDecoder decoder, StoredEntry entry)
    {
        try
        {
            return decoder.Decode(entry.Bytes);
        }
        catch (RecordFaultException fault)
        {
            throw new CommandException(ExitCode.Found, FormattableString.Invariant($"Record {entry.Index} cannot be read: {fault.Message} The records before it are intact; replay says whether they are what was decided."), fault);
        }
    }

    private static AskedPlan? Asked(FileMedium medium, Placed placed)
    {
        AskedPlan? asked = null;
        ReplayFold.Run(StoreReader.Read(medium).TakeWhile(entry => entry.Index <= placed.Basis), seen: null, state => state.PlanSeen = (question, delta) =>
        {
            if (delta.Basis == placed.Basis && delta.Parent == placed.Delta.Parent)
            {
                asked = new(question.With(static venue => venue.Fees), PlanComparison.Of(question, delta));
            }
        });
        return asked;
    }

    private static void Tell(Report report, Explained found)
    {
        report.Line(FormattableString.Invariant($"record {found.Index}, {(found.Decision is null ? "an input" : "a decision")} ({found.Schema})"));
        report.Line($"  {found.Text}");
        if (found.Decision is null)
        {
            return;
        }

        report.Line(FormattableString.Invariant($"decided on input {found.Basis}: {found.Input}"));
        if (found.Decision is Placed placed)
        {
            Tell(report, placed, found);
        }
    }

    private static void Tell(Report report, Placed placed, Explained found)
    {
        var (delta, context) = (placed.Delta, found.Context);
        var (units, quote) = (context.Units(delta.Parent), context.Quote(delta.Parent));
        if (context.Parent(delta.Parent) is { } order)
        {
            report.Line($"asked: parent order '{order.Id}', {RecordWords.Tell(order, units)}; {units.Text(delta.Asked)} of it were neither filled nor out");
        }

        report.Table(["child", "venue", ">quantity", ">limit", ">expected price", ">expected fees", ">expected cost"], delta.Changes.Select((change, i) =>
        {
            var (notional, fees) = Split(found.Plan, change, placed.Children[i].Side);
            return (IReadOnlyList<string>)
            [
                placed.Children[i].Id.ToString(), change.Venue.Name, units.Text(change.Quantity), units.Text(change.Limit),
                notional is { } paid ? Money.Average(paid, change.Quantity, units) : "-", fees is { } fee ? units.Text(fee) : "-", units.Text(change.Cost),
            ];
        }));
        foreach (var (venue, reason) in delta.Excluded)
        {
            report.Line($"left out: {venue}, because {RecordWords.Tell(reason)}");
        }

        foreach (var venue in Unused(found.Plan, placed))
        {
            report.Line($"not used: {venue.Venue}, {(venue.Levels.IsEmpty ? "it shows nothing that may be taken" : $"its best price {units.Text(venue.Levels[0].Price)} with fees is dearer than the price below, or its lot or minimum does not fit")}");
        }

        if (delta.Limit == Plans.PlanLimit.None)
        {
            var lot = context.Instrument(placed.Children[0].Instrument)?.LotSize ?? new(1);
            report.Line($"one more lot ({units.Text(lot)}) would cost {units.Text(Money.OfLots(delta.Prices[0], lot))} {quote}, fees and all; that is {Money.PerUnit(delta.Prices[0], units)} {quote} a unit");
        }
        else
        {
            report.Line("one more lot cannot be had at any price now");
        }

        report.Line(FormattableString.Invariant($"certificate: cost {units.Text(delta.Cost)}, bound {units.Text(delta.Bound)}, gap {units.Text(delta.Gap)} by {delta.Engine} in {delta.Nodes} {(delta.Nodes == 1 ? "node" : "nodes")}; ")
            + (delta.Gap == default ? "no split of this quantity over these books costs less" : "a split may cost less by the gap at most"));
        Compared(report, found.Plan?.Comparison, units, quote);
        report.Line($"in the way of more: {RecordWords.Tell(delta.Limit)}");
    }

    private static void Compared(Report report, PlanComparison? comparison, InstrumentUnits units, string quote)
    {
        if (comparison is null)
        {
            report.Line("the replay up to here is not what is on record, so that the books seen cannot be shown; 'exoroute replay' names the first difference");
            return;
        }

        if (comparison.SingleCost is { } single)
        {
            report.Line($"all of it at {comparison.SingleVenue} alone would have cost {units.Text(single)} {quote}: {Money.Bps(PlanComparison.Saved(comparison.Planned, single))} bps more");
        }

        if (comparison.ProRataCost is { } share)
        {
            report.Line($"split by displayed size it would have cost {units.Text(share)} {quote}: {Money.Bps(PlanComparison.Saved(comparison.Planned, share))} bps more");
        }
    }

    private static JsonObject Json(Explained found)
    {
        var document = new JsonObject
        {
            ["schema"] = 1,
            ["verb"] = "explain",
            ["record"] = found.Index,
            ["kind"] = found.Decision is null ? "input" : "decision",
            ["type"] = found.Schema.ToString(),
            ["text"] = found.Text,
            ["basis"] = found.Basis,
            ["basisText"] = found.Decision is null ? null : found.Input,
        };
        if (found.Decision is Placed placed)
        {
            var units = found.Context.Units(placed.Delta.Parent);
            var plan = SessionJson.Plan(new(found.Index, placed, found.Plan?.Comparison), units);
            plan["parent"] = placed.Delta.Parent.Name;
            plan["unused"] = new JsonArray([.. Unused(found.Plan, placed).Select(static venue => JsonValue.Create(venue.Venue.Name))]);
            document["plan"] = plan;
        }

        return document;
    }

    private static IEnumerable<PlanVenue> Unused(AskedPlan? plan, Placed placed) => plan is null
        ? []
        : plan.Question.Venues.Where(venue => venue.Exclusion is null && placed.Delta.Changes.All(change => change.Venue != venue.Venue));

    // What the levels alone cost, best first, and so what the fees come to.
    private static (Cost? Notional, Cost? Fees) Split(AskedPlan? plan, Plans.PlanChange change, Side side)
    {
        if (plan?.Question.Venues.FirstOrDefault(venue => venue.Venue == change.Venue) is not { } venue)
        {
            return (null, null);
        }

        var (notional, left) = (new Cost(), change.Quantity);
        foreach (var level in venue.Levels)
        {
            var taken = Lots.Min(left, level.Quantity);
            notional += Cost.Of(level.Price, taken);
            left -= taken;
        }

        return left == Lots.Zero ? (notional, side == Side.Buy ? change.Cost - notional : change.Cost + notional) : (null, null);
    }

    private sealed record AskedPlan(PlanQuestion Question, PlanComparison Comparison);

    private sealed record Explained(
        long Index, RecordSchema Schema, string Text, string? Input, long? Basis, Decision? Decision, AskedPlan? Plan, RecordContext Context);
}
