using System.CommandLine;
using ExoRoute.Cli.Output;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>Tells a store's figures: size, determinism, work a plan, conduct of the children, and how far all of it can be audited.</summary>
internal sealed class MetricsVerb : Verb
{
    private readonly Argument<string> _store = StoreDirectory.Argument("STORE", "The store's directory");

    internal MetricsVerb()
        : base("metrics", "Tells a store's figures: sizes, replay determinism, work a plan, conformance of the children, auditability; writes nothing", "exoroute metrics ./day1") => Command.Add(_store);

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        using var medium = StoreDirectory.Open(result.GetRequiredValue(_store));
        var verified = Progress.Run(report.Error, "checking records", 0, told => StoreVerifier.Verify(medium, told));
        var figures = Progress.Run(report.Error, "replaying", verified.Count, told => StoreFigures.Of(medium, verified, TimeProvider.System, told));
        FiguresText.Tell(report, figures);
        report.Document(FiguresJson.Of(figures));
        foreach (var problem in verified.Problems)
        {
            report.Say(problem);
        }

        if (!figures.IsIdentical)
        {
            report.Say(ReplayVerb.Differs(figures.Fold, verified.Root));
        }

        foreach (var breach in figures.Conduct.Breaches)
        {
            report.Say(FiguresText.Words(breach));
        }

        return figures.IsSound ? ExitCode.Done : ExitCode.Found;
    }
}
