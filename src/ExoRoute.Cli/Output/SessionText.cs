using System.Globalization;
using ExoRoute.Cli.Scenarios;
using ExoRoute.Market;
using ExoRoute.Routing;

namespace ExoRoute.Cli.Output;

/// <summary>A session's report as lines and tables.</summary>
internal static class SessionText
{
    private const int MostPlans = 12;

    /// <summary>The books' tops, as they stood at the end.</summary>
    internal static void Books(Report report, IEnumerable<Book> books, RecordContext context)
    {
        report.Line("books at the end");
        report.Table(["venue", "instrument", "grade", ">bid", ">quantity", ">ask", ">quantity", ">updates"], books.OrderBy(book => book.Instrument).ThenBy(book => book.Venue).Select(book =>
        {
            var units = context.Units(book.Instrument);
            var (bid, bidSize) = Top(book.Bids, units);
            var (ask, askSize) = Top(book.Asks, units);
            var grade = book.Status == BookStatus.Broken ? $"{book.Status} ({book.LastGap.Cause})" : book.Status.ToString();
            return (IReadOnlyList<string>)[book.Venue.Name, book.Instrument.Name, grade, bid, bidSize, ask, askSize, Count(book.Updates)];
        }));
    }

    /// <summary>All parent orders.</summary>
    internal static void Parents(Report report, IEnumerable<ParentReport> parents)
    {
        foreach (var parent in parents)
        {
            Parent(report, parent);
        }
    }

    /// <summary>A count with its thousands apart.</summary>
    internal static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Records and bytes of a replayed store.</summary>
    internal static void Records(Report report, SessionReport session)
    {
        var fold = session.Fold;
        report.Line(string.Create(CultureInfo.InvariantCulture, $"records: {Count(session.Records)}; {Count(fold.Inputs)} inputs of {Per(fold.Bytes.Inputs, fold.Inputs)} bytes, {Count(fold.Decisions)} decisions of {Per(fold.Bytes.Decisions, fold.Decisions)} bytes on average"));
        report.Line($"root: {session.StoreRoot}");
    }

    /// <summary>A mean to one decimal.</summary>
    internal static string Per(long bytes, long count) => count == 0 ? "0" : DecimalText.FormatShort((Int128)bytes * 10 / count, 1);

    private static void Parent(Report report, ParentReport parent)
    {
        var (units, order, total) = (parent.Units, parent.Order, parent.Total);
        report.Line();
        report.Line($"parent order '{order.Id}': {RecordWords.Tell(order, units)}");
        foreach (var refusal in parent.Refusals)
        {
            report.Line($"  refused: {refusal}");
        }

        if (parent.Plans.Count > 0)
        {
            report.Table(["plan", "record", "venue", ">quantity", ">limit", ">expected cost", "proof"], parent.Plans.Take(MostPlans).SelectMany(plan => Rows(plan, units)));
            if (parent.Plans.Count > MostPlans)
            {
                report.Line($"  ... and {Count(parent.Plans.Count - MostPlans)} more plans; --json has all of them");
            }
        }

        if (total.Fills > 0)
        {
            report.Table(["fills at", ">fills", ">quantity", ">average price", ">fees"], parent.Venues.Select(venue => (IReadOnlyList<string>)
                [venue.Key.Name, Count(venue.Value.Fills), units.Text(venue.Value.Quantity), Money.Average(venue.Value.Notional, venue.Value.Quantity, units), units.Text(venue.Value.Fees)]));
        }

        report.Line($"  filled {units.Text(total.Quantity)} of {units.Text(order.Quantity)} at {Money.Average(total.Notional, total.Quantity, units)} on average, fees {units.Text(total.Fees)} {parent.Quote}; {parent.State}");
        if (parent.Ended is { Limit: not Plans.PlanLimit.None } ended)
        {
            report.Line($"  in the way: {RecordWords.Tell(ended.Limit)}");
        }

        if (parent.Plans.Count > 0)
        {
            Compared(report, parent);
            Certificate(report, parent);
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(PlanReport plan, InstrumentUnits units)
    {
        var delta = plan.Placed.Delta;
        for (var i = 0; i < delta.Changes.Length; i++)
        {
            var change = delta.Changes[i];
            yield return
            [
                i == 0 ? Count(delta.Number) : "",
                i == 0 ? plan.Index.ToString(CultureInfo.InvariantCulture) : "",
                change.Venue.Name,
                units.Text(change.Quantity),
                units.Text(change.Limit),
                units.Text(change.Cost),
                i > 0 ? "" : $"{delta.Engine}, gap {units.Text(delta.Gap)}",
            ];
        }
    }

    private static void Compared(Report report, ParentReport parent)
    {
        var (planned, single, proRata) = parent.Compared();
        var venues = parent.Plans.Select(plan => plan.Comparison?.SingleVenue.Name ?? "").Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        report.Line(single is { } one
            ? $"  against the best single venue ({string.Join(", ", venues)}): {Money.Bps(PlanComparison.Saved(planned, one))} bps cheaper"
            : "  against the best single venue: none could have taken it alone");
        report.Line(proRata is { } share
            ? $"  against pro rata by displayed size: {Money.Bps(PlanComparison.Saved(planned, share))} bps cheaper"
            : "  against pro rata by displayed size: no such split was allowed");
    }

    private static void Certificate(Report report, ParentReport parent)
    {
        var (cost, bound) = (new Cost(), new Cost());
        foreach (var plan in parent.Plans)
        {
            (cost, bound) = (cost + plan.Placed.Delta.Cost, bound + plan.Placed.Delta.Bound);
        }

        var gap = cost - bound;
        report.Line($"  certificate: cost {parent.Units.Text(cost)}, bound {parent.Units.Text(bound)}, gap {parent.Units.Text(gap)}{(gap == default ? " (optimal on the books seen)" : "")}");
    }

    private static (string Price, string Quantity) Top(BookLevels side, InstrumentUnits units) =>
        side.Count == 0 ? ("-", "-") : (units.Text(side[0].Price), units.Text(side[0].Quantity));

    /// <summary>A stretch of time in seconds.</summary>
    internal static string Stretch(long nanoseconds) => TimeText.Duration(nanoseconds);
}
