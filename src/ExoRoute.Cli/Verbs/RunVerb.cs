using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Scenarios;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>Runs a whole session in virtual time from a scenario, records it, and replays what it recorded.</summary>
internal sealed class RunVerb : Verb
{
    private readonly Argument<string> _scenario = new("SCENARIO") { Description = "The scenario document (docs/formats/scenario.md)" };
    private readonly Option<string> _store = new("--store") { Description = "The store's directory; made where it is not there, continued where it holds a store", HelpName = "DIR", Required = true };
    private readonly Option<string?> _until = new("--until") { Description = "Where to stop: '+30s' from the first frame, or '2026-01-01T00:00:30Z'", HelpName = "TIME" };
    private readonly Option<bool> _follow = new("--follow") { Description = "Print a JSON line for every decision once it is flushed, and the summary as the last line" };

    internal RunVerb()
        : base("run", "Runs a whole session in virtual time: venues, books, parent orders; records and replays it", "exoroute run samples/01-quickstart/scenario.json --store ./day1")
    {
        Command.Add(_scenario);
        Command.Add(_store);
        Command.Add(_until);
        Command.Add(_follow);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var (directory, follow) = (result.GetRequiredValue(_store), result.GetValue(_follow));
        var until = Until(result.GetValue(_until));
        var scenario = Progress.Run(report.Error, "reading the scenario", 0, _ => ScenarioReader.Read(result.GetRequiredValue(_scenario)));
        CheckStore(directory, scenario);
        var follower = new DecisionFollower(report);
        using var session = ScenarioSession.Open(scenario, directory, follow ? follower.Told : null);
        var (epoch, recovery) = (session.Router.Store.Epoch, session.Router.Store.Recovery);
        var start = session.Session.Start ?? default;
        var stop = until?.In(start);
        var end = Progress.Run(report.Error, "running", 0, told =>
        {
            session.Session.Run(stop, new Told(told), cancellation);
            return session.Router.State.Now;
        });
        if (session.Router.Store.Failure is not null)
        {
            throw CommandException.BadInput($"The store in '{directory}' failed during the run; what was flushed before is kept. Look at the disk, then 'exoroute verify {directory}'.");
        }

        var books = session.Session.Books.ToList();
        var frames = session.Session.Frames;
        session.Dispose();

        using var medium = new FileMedium(directory);
        var summary = Progress.Run(report.Error, "replaying", 0, told => SessionReport.Of(medium, told));
        if (follow)
        {
            report.Stream(Json());
        }
        else
        {
            Tell();
            report.Document(Json());
        }

        if (!summary.IsIdentical)
        {
            report.Say(ReplayVerb.Differs(summary.Fold, summary.StoreRoot));
        }

        return summary.IsIdentical ? ExitCode.Done : ExitCode.Found;

        JsonObject Json() => new()
        {
            ["schema"] = 1,
            ["verb"] = "run",
            ["scenario"] = scenario.File,
            ["store"] = recovery.Store.ToString(),
            ["epoch"] = epoch,
            ["start"] = start.ToString(),
            ["end"] = end.ToString(),
            ["frames"] = frames,
            ["books"] = new JsonArray([.. books.Select(book => SessionJson.Book(book, summary.Context.Units(book.Instrument), 1))]),
            ["parents"] = new JsonArray([.. summary.Parents.Select(SessionJson.Parent)]),
            ["alarms"] = new JsonArray([.. summary.Alarms.Select(static alarm => JsonValue.Create(alarm))]),
            ["replay"] = SessionJson.Replay(summary.Fold, summary.Records, summary.StoreRoot),
        };

        void Tell()
        {
            report.Line(string.Create(CultureInfo.InvariantCulture, $"session: from {start} for {SessionText.Stretch(end.Since(start))}, {SessionText.Count(frames)} frames, store {recovery.Store}, epoch {epoch}"));
            if (recovery.Count > 0)
            {
                report.Line(string.Create(CultureInfo.InvariantCulture, $"the store was there already, with {SessionText.Count(recovery.Count)} records; this run continued it"));
            }

            SessionText.Books(report, books, summary.Context);
            SessionText.Parents(report, summary.Parents);
            foreach (var alarm in summary.Alarms)
            {
                report.Line($"alarm: {alarm}");
            }

            report.Line();
            SessionText.Records(report, summary);
            report.Line(summary.IsIdentical ? "replay: identical" : "replay: " + ReplayVerb.Differs(summary.Fold, summary.StoreRoot));
        }
    }

    private static ScenarioTime? Until(string? text) =>
        text is null ? null
        : TimeText.TryTime(text, out var time) ? time
        : throw CommandException.BadInput($"--until must be {TimeText.TimeWanted}, was {Documents.DocumentFaults.Quote(text)}.");

    // A store has one id for good: said before anything is opened for writing.
    private static void CheckStore(string directory, Scenario scenario)
    {
        var there = StoreDirectory.Id(directory);
        if (there.IsKnown && scenario.StoreId is { } wanted && !string.Equals(there.ToString(), wanted, StringComparison.Ordinal))
        {
            throw CommandException.BadInput($"'{directory}' holds store {there}, '{scenario.File}' wants store.id {wanted}. Name another directory, or take store.id out of the scenario.");
        }
    }

    private sealed class Told(Action<long> told) : IProgress<SessionProgress>
    {
        public void Report(SessionProgress value) => told(value.Frames);
    }
}
