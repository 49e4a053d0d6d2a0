using System.CommandLine;
using System.Text.Json.Nodes;
using ExoRoute.Cli.Export;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;

namespace ExoRoute.Cli.Verbs;

/// <summary>Writes a linear problem as a file that other solvers read.</summary>
internal sealed class ExportVerb : Verb
{
    private static readonly IReadOnlyDictionary<string, Action<LinearProgram, TextWriter>> Formats =
        new Dictionary<string, Action<LinearProgram, TextWriter>>(StringComparer.Ordinal) { ["mps"] = MpsText.Write, ["lp"] = LpText.Write };

    private readonly Argument<string> _file = new("FILE") { Description = "The problem document (docs/formats/problem.md)" };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "mps (free MPS) or lp (CPLEX LP)", Required = true }.AcceptOnlyFromAmong([.. Formats.Keys]);
    private readonly Option<string?> _to = new("--output", "-o") { Description = "The file to write; standard output where it is missing" };

    internal ExportVerb()
        : base("export", "Writes a linear problem, exactly, in a form that other solvers read: mps or lp", "exoroute export problem.json --format mps -o problem.mps")
    {
        Command.Add(_file);
        Command.Add(_format);
        Command.Add(_to);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var format = result.GetRequiredValue(_format);
        var program = LinearForms.Of(ProblemReader.Read(result.GetRequiredValue(_file)));
        var text = new StringWriter();
        Formats[format](program, text);
        var (to, whole) = (result.GetValue(_to), program.Columns.Count(static column => column.IsWhole));
        if (to is null)
        {
            report.Line(text.ToString().TrimEnd('\n'));
        }
        else
        {
            File.WriteAllText(to, text.ToString());
            report.Line(FormattableString.Invariant($"wrote '{to}': {program.Rows.Count} rows, {program.Columns.Count} columns, {whole} of them whole"));
        }

        report.Document(new JsonObject
        {
            ["schema"] = 1,
            ["verb"] = "export",
            ["format"] = format,
            ["rows"] = program.Rows.Count,
            ["columns"] = program.Columns.Count,
            ["wholeColumns"] = whole,
            ["file"] = to,
            ["text"] = to is null ? text.ToString() : null,
        });
        return ExitCode.Done;
    }
}
