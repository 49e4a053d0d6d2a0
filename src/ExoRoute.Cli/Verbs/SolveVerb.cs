using System.CommandLine;
using ExoRoute.Cli.Output;
namespace ExoRoute.Cli.Verbs;
internal sealed class SolveVerb : Verb
{
    internal SolveVerb() : base("solve", "x", "x") { }
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation) => 0;
}
