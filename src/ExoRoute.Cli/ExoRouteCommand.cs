using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Verbs;
using ExoRoute.Encoding;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Cli;

/// <summary>The tool as a function: arguments in, text and an exit code out.</summary>
internal static class ExoRouteCommand
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="error">Where it is said what was wrong.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(args);
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of tables", Recursive = true };
        Verb[] verbs = [new SolveVerb(), new ExportVerb(), new BooksVerb(), new RunVerb(), new VerifyVerb(), new ReplayVerb(), new ExplainVerb(), new DiffVerb(), new MetricsVerb()];
        var root = new RootCommand("Routes parent orders over venues at the provably least cost, records every decision, and replays it.") { json };
        foreach (var verb in verbs)
        {
            verb.Command.SetAction((result, cancellation) => Task.FromResult(verb.Run(result, new Report(output, error, result.GetValue(json)), cancellation)));
            root.Add(verb.Command);
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExample((HelpAction)help.Action!, verbs);
        }

        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var fault in parsed.Errors)
            {
                error.WriteLine(fault.Message);
            }

            var named = parsed.CommandResult.Command is RootCommand ? "" : " " + parsed.CommandResult.Command.Name;
            error.WriteLine($"'exoroute{named} --help' tells the arguments and shows an example.");
            return ExitCode.BadInput;
        }

        return Guarded(parsed, output, error);
    }

    // Every failure that has a name becomes its message and its exit code; what has none is a fault of the tool, told without its innards.
    private static int Guarded(ParseResult parsed, TextWriter output, TextWriter error)
    {
        try
        {
            return parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }).GetAwaiter().GetResult();
        }
        catch (CommandException fault)
        {
            error.WriteLine(fault.Message);
            return fault.ExitCode;
        }
        catch (Exception fault) when (fault is ChainBrokenException or RecordFaultException or ReplayDivergedException)
        {
            error.WriteLine(fault.Message);
            return ExitCode.Found;
        }
        catch (Exception fault) when (fault is CaptureException or StoreLockedException or StoreFullException or StoreFailedException)
        {
            error.WriteLine(fault.Message);
            return ExitCode.BadInput;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine("A file or directory named on the command line cannot be used: it is not there, is of another kind, or this user may not read or write it. Look at the paths, then try again.");
            return ExitCode.BadInput;
        }
#pragma warning disable CA1031 // the last door: nobody is helped by a stack trace, and a number must go out
        catch (Exception)
#pragma warning restore CA1031
        {
            error.WriteLine($"exoroute cannot go on with '{parsed.CommandResult.Command.Name}': it met something it was not made for. What is in the store stays as it was flushed. Report the command line with its files.");
            return ExitCode.BadInput;
        }
    }

    private sealed class HelpWithExample(HelpAction help, Verb[] verbs) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            foreach (var verb in verbs.Where(verb => parseResult.CommandResult.Command is RootCommand || parseResult.CommandResult.Command == verb.Command))
            {
                output.WriteLine($"  {verb.Example}");
            }

            output.WriteLine();
            output.WriteLine("Exit codes: 0 done, 1 a check found something, 2 bad input, 3 infeasible.");
            return ExitCode.Done;
        }
    }
}
