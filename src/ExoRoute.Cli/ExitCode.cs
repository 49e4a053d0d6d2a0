namespace ExoRoute.Cli;

/// <summary>What the tool's exit code says; docs/errors.md has the table.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing was found wrong.</summary>
    internal const int Done = 0;

    /// <summary>A check found something.</summary>
    internal const int Found = 1;

    /// <summary>A file, an option or a value is at fault; nothing was changed.</summary>
    internal const int BadInput = 2;

    /// <summary>No plan meets the limits.</summary>
    internal const int Infeasible = 3;
}
