using System.CommandLine;
using ExoRoute.Cli.Output;
namespace ExoRoute.Cli.Verbs;
internal sealed class ExplainVerb : Verb
{
    internal ExplainVerb() : base("explain", "x", "x") { }
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation) => 0;
}
