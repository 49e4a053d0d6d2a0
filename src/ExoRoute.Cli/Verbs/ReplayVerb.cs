using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Output;
using ExoRoute.Market;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>Decides a recorded day again and compares every byte; with other terms, tells what each step would have cost.</summary>
internal sealed class ReplayVerb : Verb
{
    private const int MostSteps = 50;
    private readonly Argument<string> _directory = StoreDirectory.Argument("DIR", "The store's directory");
    private readonly Option<string[]> _set = new("--set") { Description = "Another taker fee: venue.NAME.fee=BPS; may be given again", HelpName = "SETTING" };
    private readonly Option<string[]> _without = new("--without") { Description = "A venue to leave out; may be given again", HelpName = "VENUE" };

    internal ReplayVerb()
        : base("replay", "Decides a store's inputs again and compares the decisions byte for byte; with --set or --without: what else each step would have cost", "exoroute replay ./day1 --set venue.alpha.fee=0.5 --without beta")
    {
        Command.Add(_directory);
        Command.Add(_set);
        Command.Add(_without);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var terms = Terms(result.GetValue(_set) ?? [], result.GetValue(_without) ?? []);
        using var medium = StoreDirectory.Open(result.GetRequiredValue(_directory));
        return terms is null ? Compare(medium, report) : Otherwise(medium, terms, report);
    }

    /// <summary>Where a replay differs, in words.</summary>
    internal static string Differs(ReplayFold fold, Sha256Digest root) => fold.Divergence is { } divergence
        ? FormattableString.Invariant($"differs at record {divergence.Index}: {divergence.Text}")
        : $"differs in the root: {root} on record, {fold.Root} replayed";

    /// <summary>What a crash kept from the record, in words.</summary>
    internal static string Unrecorded(ReplayFold fold) =>
        FormattableString.Invariant($"a crash came before the last input's {fold.Unrecorded.Count} decisions were recorded: nothing of them was sent");

    private static int Compare(FileMedium medium, Report report)
    {
        var session = Progress.Run(report.Error, "replaying", 0, told => SessionReport.Of(medium, told));
        SessionText.Records(report, session);
        report.Line($"logic: {string.Join(", ", session.Fold.LogicVersions)} on record, {Routing.RouterState.LogicVersion} in this build");
        if (session.Fold.Unrecorded.Count > 0)
        {
            report.Line(Unrecorded(session.Fold));
        }

        report.Line("replay: " + (session.IsIdentical ? "identical" : Differs(session.Fold, session.StoreRoot)));
        var document = SessionJson.Replay(session.Fold, session.Records, session.StoreRoot);
        report.Document(new JsonObject { ["schema"] = 1, ["verb"] = "replay", ["replay"] = document });
        if (!session.IsIdentical)
        {
            report.Say(Differs(session.Fold, session.StoreRoot));
        }

        return session.IsIdentical ? ExitCode.Done : ExitCode.Found;
    }

    private static int Otherwise(FileMedium medium, CounterfactualTerms terms, Report report)
    {
        var (context, steps) = (new RecordContext(), new List<CounterfactualStep>());
        var decoder = new Encoding.RecordDecoder();
        var fold = Progress.Run(report.Error, "replaying", 0, told => Counterfactual.Run(
            StoreReader.Read(medium).Select(entry =>
            {
                told(entry.Index);
                SeeListing(entry, decoder, context);
                return entry;
            }), terms, steps.Add));
        foreach (var venue in terms.Without.Concat(terms.TakerPpm.Keys).Where(venue => !context.Venues.Contains(venue)))
        {
            throw CommandException.BadInput($"No venue '{venue}' is in this store; it has {string.Join(", ", context.Venues)}.");
        }

        Tell(report, steps, fold, context);
        if (fold.Divergence is { } divergence)
        {
            report.Say(FormattableString.Invariant($"the recorded day itself differs at record {divergence.Index}: {divergence.Text}"));
            return ExitCode.Found;
        }

        return ExitCode.Done;
    }

    private static void SeeListing(StoredEntry entry, Encoding.RecordDecoder decoder, RecordContext context)
    {
        try
        {
            if (entry.Bytes.Length > 2 && entry.Bytes.Span[2] is (byte)Encoding.RecordSchema.ListingChanged or (byte)Encoding.RecordSchema.ParentSubmitted)
            {
                context.See(decoder.Decode(entry.Bytes));
            }
        }
        catch (Encoding.RecordFaultException)
        {
            // the fold names it
        }
    }

    private static void Tell(Report report, List<CounterfactualStep> steps, ReplayFold fold, RecordContext context)
    {
        report.Line("counterfactual: each step is exact for that decision on the books it saw; what would have followed from it is not followed");
        report.Table(["input", "parent", ">quantity", ">cost", ">otherwise quantity", ">otherwise cost", ">difference", "asset"], steps.Take(MostSteps).Select(step => (IReadOnlyList<string>)
        [
            step.Basis.ToString(CultureInfo.InvariantCulture), step.Recorded.Parent.Name, step.Units.Text(step.Recorded.Quantity), step.Units.Text(step.Recorded.Cost),
            step.Units.Text(step.Otherwise.Quantity), step.Units.Text(step.Otherwise.Cost), step.IsComparable ? step.Units.Text(step.Difference) : "other quantity", context.Quote(step.Recorded.Parent),
        ]));
        if (steps.Count > MostSteps)
        {
            report.Line($"... and {SessionText.Count(steps.Count - MostSteps)} more steps; --json has all of them");
        }

        var sums = Sums(steps, context);
        foreach (var (asset, parents, sum, units, compared) in sums)
        {
            report.Line($"sum over {SessionText.Count(compared)} steps that fill the same quantity, {parents}: {units.Text(sum)} {asset} {(sum.Count < 0 ? "cheaper" : sum.Count > 0 ? "dearer" : "either way")}");
        }

        report.Line("replay of the recorded day: " + (fold.Divergence is null ? "identical" : "differs"));
        report.Document(new JsonObject
        {
            ["schema"] = 1,
            ["verb"] = "replay",
            ["exact"] = "one step: each decision on the books it saw",
            ["identical"] = fold.Divergence is null,
            ["steps"] = new JsonArray([.. steps.Select(static step => new JsonObject
            {
                ["basis"] = step.Basis,
                ["parent"] = step.Recorded.Parent.Name,
                ["quantity"] = step.Units.Text(step.Recorded.Quantity),
                ["cost"] = step.Units.Text(step.Recorded.Cost),
                ["otherwiseQuantity"] = step.Units.Text(step.Otherwise.Quantity),
                ["otherwiseCost"] = step.Units.Text(step.Otherwise.Cost),
                ["comparable"] = step.IsComparable,
                ["difference"] = step.IsComparable ? step.Units.Text(step.Difference) : null,
            })]),
            ["sums"] = new JsonArray([.. sums.Select(static one => new JsonObject
            {
                ["instrument"] = one.Instrument,
                ["asset"] = one.Asset,
                ["steps"] = one.Steps,
                ["difference"] = one.Units.Text(one.Sum),
            })]),
        });
    }

    // Money of one instrument adds up; that of two may be of different assets and units.
    private static List<(string Asset, string Instrument, Cost Sum, InstrumentUnits Units, int Steps)> Sums(List<CounterfactualStep> steps, RecordContext context) =>
    [
        .. steps.Where(static step => step.IsComparable).GroupBy(step => context.Parent(step.Recorded.Parent)?.Instrument ?? default).OrderBy(static group => group.Key).Select(group => (
            context.Quote(group.First().Recorded.Parent), group.Key.Name, group.Aggregate(new Cost(), static (sum, step) => sum + step.Difference), group.First().Units, group.Count())),
    ];

    private static CounterfactualTerms? Terms(string[] set, string[] without)
    {
        if (set.Length == 0 && without.Length == 0)
        {
            return null;
        }

        var fees = new Dictionary<VenueId, int>();
        foreach (var setting in set)
        {
            var (name, value) = setting.Split('=', 2) is [var before, var after] ? (before, after) : (setting, "");
            const string Before = "venue.", After = ".fee";
            var named = name.Length > Before.Length + After.Length && name.StartsWith(Before, StringComparison.Ordinal) && name.EndsWith(After, StringComparison.Ordinal);
            if (!named || !VenueId.TryParse(name[Before.Length..^After.Length], out var venue))
            {
                throw CommandException.BadInput($"--set must be venue.NAME.fee=BPS, was {DocumentFaults.Quote(setting)}. Example: --set venue.alpha.fee=0.5");
            }

            if (DecimalText.Parse(value, 2, out var ppm) != DecimalFault.None || ppm is <= -FeeSchedule.MaxPpm or >= FeeSchedule.MaxPpm)
            {
                throw CommandException.BadInput($"--set {name}: basis points must be above -10000 and below 10000 with at most 2 decimals, was {DocumentFaults.Quote(value)}.");
            }

            fees[venue] = (int)ppm;
        }

        var left = new HashSet<VenueId>();
        foreach (var name in without)
        {
            left.Add(VenueId.TryParse(name, out var venue) ? venue : throw CommandException.BadInput($"--without must name a venue (a-z, 0-9, '-', '_', '.'), was {DocumentFaults.Quote(name)}."));
        }

        return new() { TakerPpm = fees, Without = left };
    }
}
