using System.CommandLine;
using ExoRoute.Cli.Output;
namespace ExoRoute.Cli.Verbs;
internal sealed class BooksVerb : Verb
{
    internal BooksVerb() : base("books", "x", "x") { }
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation) => 0;
}
