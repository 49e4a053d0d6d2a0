using System.CommandLine;
using ExoRoute.Cli.Output;
namespace ExoRoute.Cli.Verbs;
internal sealed class DiffVerb : Verb
{
    internal DiffVerb() : base("diff", "x", "x") { }
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation) => 0;
}
