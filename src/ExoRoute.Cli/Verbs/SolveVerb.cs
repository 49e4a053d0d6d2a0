using System.CommandLine;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;
using ExoRoute.Cli.Verbs.Solve;

namespace ExoRoute.Cli.Verbs;

/// <summary>Solves a problem document and checks the answer by its certificate.</summary>
internal sealed class SolveVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "The problem document (docs/formats/problem.md)" };
    private readonly Option<bool> _explain = new("--explain") { Description = "Say why each part is what it is, and which limits bind" };

    internal SolveVerb()
        : base("solve", "Splits a quantity over venues at the provably least cost: plan, price, certificate; also desks, exchanges, make and take", "exoroute solve problem.json --explain")
    {
        Command.Add(_file);
        Command.Add(_explain);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var answer = Answer.To(ProblemReader.Read(result.GetRequiredValue(_file)));
        var document = answer.Json();
        answer.Tell(report);
        if (result.GetValue(_explain) && answer.HasPlan)
        {
            List<string> why = [.. answer.Explain()];
            why.ForEach(line => report.Line("  " + line));
            document["explain"] = new System.Text.Json.Nodes.JsonArray([.. why.Select(static line => System.Text.Json.Nodes.JsonValue.Create(line))]);
        }

        report.Document(document);
        if (answer.Faults.Count > 0)
        {
            report.Say($"the certificate does not hold: {string.Join(' ', answer.Faults)}");
            return ExitCode.Found;
        }

        if (answer.Refusal is { } refusal)
        {
            report.Say(refusal);
            return ExitCode.Infeasible;
        }

        return ExitCode.Done;
    }
}
