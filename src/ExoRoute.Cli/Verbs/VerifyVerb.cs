using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>Checks a store's sums, chain, tree and segments.</summary>
internal sealed class VerifyVerb : Verb
{
    private readonly Argument<string> _directory = StoreDirectory.Argument("DIR", "The store's directory");

    internal VerifyVerb()
        : base("verify", "Checks every sum, the chain, the tree and the segments of a store; writes nothing", "exoroute verify ./day1") => Command.Add(_directory);

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var directory = result.GetRequiredValue(_directory);
        using var medium = StoreDirectory.Open(directory);
        var found = Progress.Run(report.Error, "checking records", 0, told => StoreVerifier.Verify(medium, told));
        report.Line($"store       {found.Store}");
        report.Line(string.Create(CultureInfo.InvariantCulture, $"records     {found.Count} in {found.Frames} frames, {found.Segments} {(found.Segments == 1 ? "segment" : "segments")}, epoch {found.Epoch}"));
        report.Line($"root        {found.Root}");
        report.Line($"head        {found.Head}");
        if (found.TornTailBytes > 0)
        {
            report.Line(string.Create(CultureInfo.InvariantCulture, $"torn tail   {found.TornTailBytes} bytes of a write that never finished, or is going on; no record is lost"));
        }

        report.Line(found.IsSound ? "verify: sound" : "verify: damaged");
        report.Document(new JsonObject
        {
            ["schema"] = 1,
            ["verb"] = "verify",
            ["sound"] = found.IsSound,
            ["store"] = found.Store.ToString(),
            ["epoch"] = found.Epoch,
            ["records"] = found.Count,
            ["frames"] = found.Frames,
            ["segments"] = found.Segments,
            ["root"] = found.Root.ToString(),
            ["head"] = found.Head.ToString(),
            ["tornTailBytes"] = found.TornTailBytes,
            ["problems"] = new JsonArray([.. found.Problems.Select(static problem => JsonValue.Create(problem))]),
        });
        foreach (var problem in found.Problems)
        {
            report.Say(problem);
        }

        return found.IsSound ? ExitCode.Done : ExitCode.Found;
    }
}
