using System.Text.Json.Nodes;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;

namespace ExoRoute.Cli.Output;

/// <summary>A store's figures as JSON; docs/cli.md tells the members.</summary>
internal static class FiguresJson
{
    /// <summary>All of them.</summary>
    internal static JsonObject Of(StoreFigures figures) => new()
    {
        ["schema"] = 1,
        ["verb"] = "metrics",
        ["sound"] = figures.IsSound,
        ["store"] = figures.Verified.Store.ToString(),
        ["size"] = Size(figures.Size),
        ["replay"] = Replay(figures),
        ["plans"] = Plans(figures.Plans),
        ["conformance"] = Conduct(figures.Conduct),
        ["books"] = Books(figures.Books),
        ["audit"] = Audit(figures),
    };

    private static JsonObject Size(SizeFigures size) => new()
    {
        ["records"] = size.Records,
        ["bytes"] = size.Bytes,
        ["inputs"] = Lengths(size.Inputs),
        ["decisions"] = Lengths(size.Decisions),
        ["planDeltas"] = Lengths(size.PlanDeltas),
        ["unknown"] = Lengths(size.Unknown),
        ["kinds"] = new JsonObject(size.Kinds.Select(static kind => KeyValuePair.Create<string, JsonNode?>(kind.Key.ToString(), Lengths(kind.Value)))),
        ["frames"] = size.Frames,
        ["frameBytes"] = size.FrameBytes,
        ["frameOverheadBytes"] = size.Overhead,
    };

    private static JsonObject Lengths(Distribution lengths)
    {
        var ranks = Ranks(lengths);
        ranks.Insert(1, "bytes", lengths.Sum);
        return ranks;
    }

    private static JsonObject Ranks(Distribution values) => new()
    {
        ["count"] = values.Count,
        ["median"] = values.Median,
        ["p99"] = values.P99,
        ["max"] = values.Max,
    };

    private static JsonObject Replay(StoreFigures figures)
    {
        var replay = SessionJson.Replay(figures.Fold, figures.Verified.Count, figures.Verified.Root);
        replay["logicVersion"] = RouterState.LogicVersion;
        replay["nanoseconds"] = figures.Elapsed.Ticks * TimeSpan.NanosecondsPerTick;
        replay["inputsPerSecond"] = figures.InputsPerSecond;
        return replay;
    }

    private static JsonObject Plans(PlanFigures plans) => new()
    {
        ["rounds"] = null,
        ["noRounds"] = "bisection or search",
        ["engines"] = new JsonObject(plans.Engines.Select(static engine => KeyValuePair.Create<string, JsonNode?>(engine.Key, new JsonObject
        {
            ["plans"] = engine.Value.Nodes.Count,
            ["proved"] = engine.Value.Proved,
            ["largestGapBps"] = engine.Value.LargestGap is { } gap ? Money.Bps(gap) : null,
            ["nodes"] = Ranks(engine.Value.Nodes),
        }))),
        ["questions"] = plans.Questions,
        ["nothingToPlan"] = Counts(plans.Nothing),
        ["deltasPerParent"] = Ranks(plans.PerParent),
    };

    private static JsonObject Conduct(ConductFigures conduct) => new()
    {
        ["venues"] = new JsonArray([.. conduct.Venues.Select(static one => new JsonObject
        {
            ["venue"] = one.Key.Name,
            ["placed"] = one.Value.Placed,
            ["sent"] = one.Value.Sent,
            ["answered"] = one.Value.Answered,
            ["acknowledged"] = one.Value.Acknowledged,
            ["rejected"] = one.Value.Rejected,
            ["filled"] = one.Value.Filled,
            ["fills"] = one.Value.Fills,
            ["repeatedFills"] = one.Value.RepeatedFills,
            ["lateFills"] = one.Value.LateFills,
            ["busts"] = one.Value.Busts,
            ["cancelsSent"] = one.Value.CancelsSent,
            ["cancelRejects"] = one.Value.CancelRejects,
            ["unknown"] = one.Value.Unknown,
            ["resolved"] = one.Value.Resolved,
            ["unresolved"] = one.Value.Unresolved,
            ["rejectReasons"] = Counts(one.Value.RejectReasons),
        })]),
        ["parents"] = conduct.Parents,
        ["ends"] = Counts(conduct.Ends),
        ["refusals"] = Counts(conduct.Refusals),
        ["overFillAlarms"] = conduct.OverFillAlarms,
        ["lateFillAlarms"] = conduct.LateFillAlarms,
        ["otherAlarms"] = conduct.OtherAlarms,
        ["checkedInputs"] = conduct.Checked,
        ["withinParent"] = conduct.Breaches.Count == 0,
        ["breaches"] = new JsonArray([.. conduct.Breaches.Select(static breach => new JsonObject
        {
            ["record"] = breach.Record,
            ["parent"] = breach.Parent.Name,
            ["filledLots"] = breach.Filled.Count,
            ["openLots"] = breach.Open.Count,
            ["askedLots"] = breach.Asked.Count,
        })]),
    };

    private static JsonArray Books(BookFigures books) => new([.. books.Venues.Select(static one => new JsonObject
    {
        ["venue"] = one.Key.Name,
        ["changes"] = one.Value.Changes,
        ["snapshots"] = one.Value.Snapshots,
        ["broken"] = one.Value.Breaks.Values.Sum(),
        ["causes"] = Counts(one.Value.Breaks),
    })]);

    private static JsonObject Audit(StoreFigures figures)
    {
        var (verified, audit) = (figures.Verified, figures.Audit);
        return new()
        {
            ["chainVerified"] = verified.IsSound,
            ["intactRecords"] = verified.Count,
            ["root"] = verified.Root.ToString(),
            ["head"] = verified.Head.ToString(),
            ["signed"] = false,
            ["epochs"] = new JsonArray([.. audit.Epochs.Select(static epoch => new JsonObject { ["epoch"] = epoch.Epoch, ["first"] = epoch.First, ["records"] = epoch.Records })]),
            ["problems"] = new JsonArray([.. verified.Problems.Select(static problem => JsonValue.Create(problem))]),
            ["tornTailBytes"] = verified.TornTailBytes,
            ["setAside"] = new JsonArray([.. figures.SetAside.Select(static name => JsonValue.Create(name))]),
            ["durableRecords"] = verified.Marked,
            ["decisions"] = audit.Decisions,
            ["decisionsBehindTheirInput"] = audit.Founded,
            ["decisionsBehindTheirInputPercent"] = FiguresText.Share(audit),
            ["unreadable"] = audit.Unreadable,
            ["firstUnfounded"] = audit.FirstUnfounded,
        };
    }

    private static JsonObject Counts<T>(IReadOnlyDictionary<T, long> counts) =>
        new(counts.Select(static one => KeyValuePair.Create<string, JsonNode?>(one.Key!.ToString()!, one.Value)));
}
