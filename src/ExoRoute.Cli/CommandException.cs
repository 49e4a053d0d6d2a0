namespace ExoRoute.Cli;

/// <summary>A verb cannot go on: what is said on standard error, and the exit code.</summary>
internal sealed class CommandException : Exception
{
    internal CommandException(int exitCode, string message, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>What the process ends with.</summary>
    internal int ExitCode { get; }

    /// <summary>Bad input: what, where, both values, what to do next.</summary>
    internal static CommandException BadInput(string message, Exception? inner = null) => new(Cli.ExitCode.BadInput, message, inner);
}
