using System.CommandLine;
using ExoRoute.Cli.Output;

namespace ExoRoute.Cli.Verbs;

/// <summary>One verb of the tool: its arguments, an example, and what it does.</summary>
internal abstract class Verb(string name, string description, string example)
{
    /// <summary>The verb as the command line knows it.</summary>
    internal Command Command { get; } = new(name, description);

    /// <summary>A command line that works.</summary>
    internal string Example => example;

    /// <summary>Does it.</summary>
    /// <param name="result">The arguments.</param>
    /// <param name="report">Where the result goes.</param>
    /// <param name="cancellation">Set when the user wants an end.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="CommandException">It cannot go on.</exception>
    internal abstract int Run(ParseResult result, Report report, CancellationToken cancellation);
}
