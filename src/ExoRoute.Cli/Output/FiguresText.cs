using System.Globalization;
using ExoRoute.Cli.Verbs;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;

namespace ExoRoute.Cli.Output;

/// <summary>A store's figures as lines and tables.</summary>
internal static class FiguresText
{
    private const int MostReasons = 12;

    /// <summary>All of them.</summary>
    internal static void Tell(Report report, StoreFigures figures)
    {
        report.Line($"store {figures.Verified.Store}");
        Size(report, figures.Size);
        Replay(report, figures);
        Plans(report, figures.Plans);
        Conduct(report, figures);
        Audit(report, figures);
        report.Line();
        report.Line(figures.IsSound ? "metrics: every check held" : "metrics: a check found something");
    }

    /// <summary>A promise that did not hold, in a sentence.</summary>
    internal static string Words(Breach breach) => string.Create(
        CultureInfo.InvariantCulture,
        $"Parent order '{breach.Parent}' had {breach.Filled.Count} lots filled and {breach.Open.Count} working or possibly filled after record {breach.Record}, {breach.Asked.Count} were asked for: 'exoroute explain' tells that record.");

    private static void Size(Report report, SizeFigures size)
    {
        Head(report, "size, in bytes");
        report.Table(["", ">records", ">bytes", ">mean", ">median", ">p99", ">max"],
        [
            Row("inputs", size.Inputs),
            .. size.Kinds.Where(static kind => kind.Key < Encoding.RecordSchema.Placed).Select(static kind => Row($"  {kind.Key}", kind.Value)),
            Row("decisions", size.Decisions),
            .. size.Kinds.Where(static kind => kind.Key >= Encoding.RecordSchema.Placed).Select(static kind => Row($"  {kind.Key}{(kind.Key == Encoding.RecordSchema.Placed ? " (a plan delta)" : "")}", kind.Value)),
            .. size.Unknown.Count > 0 ? [Row("of no known kind", size.Unknown)] : Array.Empty<IReadOnlyList<string>>(),
        ]);
        report.Line($"records {SessionText.Count(size.Records)}, {SessionText.Count(size.Bytes)} bytes; {SessionText.Count(size.Frames)} frames add {SessionText.Count(size.Overhead)} bytes, {SessionText.Per(size.Overhead, size.Records)} a record");
    }

    private static IReadOnlyList<string> Row(string what, Distribution lengths) =>
    [
        what, SessionText.Count(lengths.Count), SessionText.Count(lengths.Sum), SessionText.Per(lengths.Sum, lengths.Count),
        SessionText.Count(lengths.Median), SessionText.Count(lengths.P99), SessionText.Count(lengths.Max),
    ];

    private static void Replay(Report report, StoreFigures figures)
    {
        var fold = figures.Fold;
        Head(report, "replay determinism");
        report.Line($"inputs {SessionText.Count(fold.Inputs)}, decisions compared {SessionText.Count(fold.Decisions)}: {(figures.IsIdentical ? "identical" : ReplayVerb.Differs(fold, figures.Verified.Root))}");
        report.Line($"logic {(fold.LogicVersions.Count > 0 ? string.Join(", ", fold.LogicVersions) : "none")} on record, {RouterState.LogicVersion} in this build");
        report.Line($"{SessionText.Count(figures.InputsPerSecond)} inputs a second, {SessionText.Stretch(figures.Elapsed.Ticks * TimeSpan.NanosecondsPerTick)} on this machine, warming up included");
        if (fold.Unrecorded.Count > 0)
        {
            report.Line(ReplayVerb.Unrecorded(fold));
        }

        if (fold.Divergence is { } divergence)
        {
            report.Line(FormattableString.Invariant($"plans, conformance and books below are of the records before {divergence.Index}"));
        }
    }

    private static void Plans(Report report, PlanFigures plans)
    {
        Head(report, "rounds to converge");
        report.Line("no rounds: bisection or search. A plan is found at once; what a search takes is counted in nodes (1: convex, no search).");
        if (plans.Engines.Count > 0)
        {
            report.Table(["engine", ">plans", ">gap 0", ">largest gap, bps", ">nodes median", ">p99", ">max"], plans.Engines.Select(static engine => (IReadOnlyList<string>)
            [
                engine.Key, SessionText.Count(engine.Value.Nodes.Count), SessionText.Count(engine.Value.Proved), Money.Bps(engine.Value.LargestGap),
                SessionText.Count(engine.Value.Nodes.Median), SessionText.Count(engine.Value.Nodes.P99), SessionText.Count(engine.Value.Nodes.Max),
            ]));
        }

        report.Line($"questions put {SessionText.Count(plans.Questions)}; nothing to plan: {Counts(plans.Nothing)}");
        var deltas = plans.PerParent;
        report.Line($"plan deltas a parent: median {SessionText.Count(deltas.Median)}, p99 {SessionText.Count(deltas.P99)}, max {SessionText.Count(deltas.Max)}, of {SessionText.Count(deltas.Count)} parents with a plan");
    }

    private static void Conduct(Report report, StoreFigures figures)
    {
        var conduct = figures.Conduct;
        Head(report, "conformance");
        if (conduct.Venues.Count > 0)
        {
            report.Table(
                ["children at", ">placed", ">sent", ">answered", ">acknowledged", ">rejected", ">filled", ">fills", ">repeated", ">late", ">busts", ">cancels", ">cancel rejects", ">unknown", ">resolved", ">unresolved"],
                conduct.Venues.Select(static one => (IReadOnlyList<string>)
                [
                    one.Key.Name, .. new[]
                    {
                        one.Value.Placed, one.Value.Sent, one.Value.Answered, one.Value.Acknowledged, one.Value.Rejected, one.Value.Filled, one.Value.Fills, one.Value.RepeatedFills, one.Value.LateFills, one.Value.Busts,
                        one.Value.CancelsSent, one.Value.CancelRejects, one.Value.Unknown, one.Value.Resolved, one.Value.Unresolved,
                    }.Select(SessionText.Count),
                ]));
        }

        report.Line($"parents taken {SessionText.Count(conduct.Parents)}; ended: {Counts(conduct.Ends)}");
        report.Line($"alarms: over-fill {SessionText.Count(conduct.OverFillAlarms)}, late fill {SessionText.Count(conduct.LateFillAlarms)}, other {SessionText.Count(conduct.OtherAlarms)}");
        report.Line($"filled + working + possibly filled <= parent: {(conduct.Breaches.Count == 0 ? "held" : $"broken for {SessionText.Count(conduct.Breaches.Count)} parents")} after each of {SessionText.Count(conduct.Checked)} inputs");
        Reasons(report, "refused to the host", conduct.Refusals);
        foreach (var (venue, one) in conduct.Venues)
        {
            Reasons(report, $"refused by '{venue}'", one.RejectReasons);
        }

        if (figures.Books.Venues.Count > 0)
        {
            report.Table(["books of", ">changes", ">snapshots", ">broken", "by cause"], figures.Books.Venues.Select(static one => (IReadOnlyList<string>)
            [
                one.Key.Name, SessionText.Count(one.Value.Changes), SessionText.Count(one.Value.Snapshots), SessionText.Count(one.Value.Breaks.Values.Sum()), Counts(one.Value.Breaks),
            ]));
        }
    }

    private static void Reasons(Report report, string what, IReadOnlyDictionary<string, long> reasons)
    {
        foreach (var (reason, count) in reasons.OrderByDescending(static one => one.Value).Take(MostReasons))
        {
            report.Line($"{what}, {SessionText.Count(count)} times: {(reason.Length > 0 ? reason : "no reason given")}");
        }

        if (reasons.Count > MostReasons)
        {
            report.Line($"... and {SessionText.Count(reasons.Count - MostReasons)} more reasons; --json has all of them");
        }
    }

    private static void Audit(Report report, StoreFigures figures)
    {
        var (verified, audit) = (figures.Verified, figures.Audit);
        Head(report, "auditability");
        report.Line($"chain, tree and sums: {(verified.IsSound ? "verified" : "damaged")}, {SessionText.Count(verified.Count)} records intact from the first on");
        foreach (var problem in verified.Problems)
        {
            report.Line($"  {problem}");
        }

        report.Line($"root {verified.Root}");
        report.Line("not signed: there are no checkpoints yet, so a store rewritten to its very end shows only against a root kept elsewhere");
        report.Line($"epochs: {(audit.Epochs.Count == 0 ? "none" : string.Join(", ", audit.Epochs.Select(static epoch => FormattableString.Invariant($"{epoch.Epoch} ({epoch.Records} records from {epoch.First} on)"))))}");
        report.Line($"torn tail: {(verified.TornTailBytes == 0 ? "none" : $"{SessionText.Count(verified.TornTailBytes)} bytes of a write that never finished, or is going on")}; cut off before: {(figures.SetAside.Count == 0 ? "nothing" : string.Join(", ", figures.SetAside))}");
        report.Line($"last durable point known: {(verified.Marked is { } marked ? $"{SessionText.Count(marked)} records, as the mark has it; {SessionText.Count(Math.Max(0, verified.Count - marked))} stand behind it" : "none, there is no readable mark")}");
        report.Line($"decisions whose input is on record right before them: {SessionText.Count(audit.Founded)} of {SessionText.Count(audit.Decisions)} ({Share(audit)} %){(audit.Unreadable > 0 ? $"; {SessionText.Count(audit.Unreadable)} records cannot be read" : "")}");
    }

    /// <summary>Percent to two decimals, cut; 100 where there are no decisions.</summary>
    internal static string Share(AuditFigures audit) => audit.Decisions == 0 ? "100" : DecimalText.FormatShort((Int128)audit.Founded * 10_000 / audit.Decisions, 2);

    private static string Counts<T>(IReadOnlyDictionary<T, long> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.Select(static one => $"{one.Key} {SessionText.Count(one.Value)}"));

    private static void Head(Report report, string text)
    {
        report.Line();
        report.Line(text);
    }
}
