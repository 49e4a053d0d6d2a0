using System.Text.Json.Nodes;
using ExoRoute.Market;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Store;

namespace ExoRoute.Cli.Output;

/// <summary>A session's report as JSON: amounts are decimal texts, in the instrument's own assets.</summary>
internal static class SessionJson
{
    /// <summary>A book's top, status and counts.</summary>
    internal static JsonObject Book(Book book, InstrumentUnits units, int levels) => new()
    {
        ["venue"] = book.Venue.Name,
        ["instrument"] = book.Instrument.Name,
        ["status"] = book.Status.ToString(),
        ["cause"] = book.LastGap.Cause.ToString(),
        ["updatedAt"] = book.UpdatedAt.ToString(),
        ["snapshots"] = book.Snapshots,
        ["updates"] = book.Updates,
        ["levelChanges"] = book.LevelChanges,
        ["bids"] = Levels(book.Bids, units, levels),
        ["asks"] = Levels(book.Asks, units, levels),
    };

    /// <summary>A parent order, its plans and what became of it.</summary>
    internal static JsonObject Parent(ParentReport parent)
    {
        var (units, order, total) = (parent.Units, parent.Order, parent.Total);
        var (planned, single, proRata) = parent.Compared();
        return new()
        {
            ["id"] = order.Id.Name,
            ["instrument"] = order.Instrument.Name,
            ["side"] = RecordWords.Word(order.Side),
            ["quantity"] = units.Text(order.Quantity),
            ["at"] = parent.At.ToString(),
            ["state"] = parent.Ended is { } ended ? ended.End.ToString() : parent.Plans.Count == 0 && parent.Refusals.Count > 0 ? "Refused" : "Working",
            ["limit"] = parent.Ended?.Limit.ToString() ?? "None",
            ["refusals"] = new JsonArray([.. parent.Refusals.Select(static reason => JsonValue.Create(reason))]),
            ["filled"] = units.Text(total.Quantity),
            ["traded"] = units.Text(total.Notional),
            ["fees"] = units.Text(total.Fees),
            ["averagePrice"] = total.Quantity == Lots.Zero ? null : Money.Average(total.Notional, total.Quantity, units),
            ["fills"] = new JsonArray([.. parent.Venues.Select(venue => new JsonObject
            {
                ["venue"] = venue.Key.Name,
                ["fills"] = venue.Value.Fills,
                ["quantity"] = units.Text(venue.Value.Quantity),
                ["traded"] = units.Text(venue.Value.Notional),
                ["fees"] = units.Text(venue.Value.Fees),
            })]),
            ["planned"] = units.Text(planned),
            ["bestSingleVenue"] = Rival(planned, single, units),
            ["proRata"] = Rival(planned, proRata, units),
            ["plans"] = new JsonArray([.. parent.Plans.Select(plan => Plan(plan, units))]),
        };
    }

    /// <summary>A decision to place children.</summary>
    internal static JsonObject Plan(PlanReport plan, InstrumentUnits units)
    {
        var delta = plan.Placed.Delta;
        return new()
        {
            ["record"] = plan.Index,
            ["basis"] = delta.Basis,
            ["number"] = delta.Number,
            ["engine"] = delta.Engine,
            ["asked"] = units.Text(delta.Asked),
            ["changes"] = new JsonArray([.. delta.Changes.Select((change, i) => new JsonObject
            {
                ["venue"] = change.Venue.Name,
                ["quantity"] = units.Text(change.Quantity),
                ["limit"] = units.Text(change.Limit),
                ["cost"] = units.Text(change.Cost),
                ["child"] = plan.Placed.Children[i].Id.Number,
                ["clientOrderId"] = plan.Placed.Children[i].ClientId.Text,
            })]),
            ["excluded"] = new JsonArray([.. delta.Excluded.Select(static one => new JsonObject { ["venue"] = one.Venue.Name, ["reason"] = one.Reason.ToString() })]),
            ["price"] = Money.PerUnit(delta.Prices[0], units),
            ["cost"] = units.Text(delta.Cost),
            ["bound"] = units.Text(delta.Bound),
            ["gap"] = units.Text(delta.Gap),
            ["nodes"] = delta.Nodes,
            ["limit"] = delta.Limit.ToString(),
            ["bestSingleVenue"] = Rival(delta.Cost, plan.Comparison?.SingleCost, units, plan.Comparison?.SingleVenue.Name),
            ["proRata"] = Rival(delta.Cost, plan.Comparison?.ProRataCost, units),
        };
    }

    /// <summary>What a replay came to.</summary>
    internal static JsonObject Replay(ReplayFold fold, long records, Sha256Digest root) => new()
    {
        ["identical"] = fold.Matches(root),
        ["records"] = records,
        ["inputs"] = fold.Inputs,
        ["decisions"] = fold.Decisions,
        ["inputBytes"] = fold.Bytes.Inputs,
        ["decisionBytes"] = fold.Bytes.Decisions,
        ["logicVersions"] = new JsonArray([.. fold.LogicVersions.Select(static version => JsonValue.Create(version))]),
        ["unrecorded"] = fold.Unrecorded.Count,
        ["root"] = root.ToString(),
        ["replayedRoot"] = fold.Root.ToString(),
        ["firstDifference"] = fold.Divergence is { } divergence ? new JsonObject { ["record"] = divergence.Index, ["text"] = divergence.Text } : null,
    };

    private static JsonArray Levels(BookLevels side, InstrumentUnits units, int most)
    {
        var levels = new JsonArray();
        for (var place = 0; place < Math.Min(most, side.Count); place++)
        {
            levels.Add((JsonNode)new JsonArray(units.Text(side[place].Price), units.Text(side[place].Quantity)));
        }

        return levels;
    }

    private static JsonObject? Rival(Cost planned, Cost? other, InstrumentUnits units, string? venue = null)
    {
        if (other is not { } cost)
        {
            return null;
        }

        var rival = new JsonObject { ["cost"] = units.Text(cost), ["savedBps"] = Money.Bps(PlanComparison.Saved(planned, cost)) };
        if (venue is not null)
        {
            rival["venue"] = venue;
        }

        return rival;
    }
}
