using System.CommandLine;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>A directory that holds a store, as an argument names it.</summary>
internal static class StoreDirectory
{
    /// <summary>The argument.</summary>
    internal static Argument<string> Argument(string name, string description) => new(name) { Description = description };

    /// <summary>The store in a directory, for reading.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    internal static FileMedium Open(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory) || !Directory.Exists(directory))
        {
            throw CommandException.BadInput($"There is no directory '{directory}'. Name the directory that a store was made in ('exoroute run SCENARIO --store DIR').");
        }

        var medium = new FileMedium(directory);
        return Holds(medium)
            ? medium
            : throw CommandException.BadInput($"'{directory}' holds no store: no segments under 'wal', no 'MARK'. Name the directory that a store was made in ('exoroute run SCENARIO --store DIR').");
    }

    /// <summary>The id of the store in a directory; none where there is no store, or nothing of it can be read.</summary>
    /// <exception cref="CommandException">The path is a file's.</exception>
    internal static StoreId Id(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory) || File.Exists(directory))
        {
            throw CommandException.BadInput($"'{directory}' is no directory. Name one for the store; it is made where it is not there.");
        }

        using var medium = new FileMedium(directory);
        return Holds(medium) ? StoreReader.Read(medium).Select(static entry => entry.Frame.Header.Store).FirstOrDefault() : default;
    }

    private static bool Holds(FileMedium medium) =>
        medium.List("wal").Any(static name => name.EndsWith(".xrw", StringComparison.Ordinal)) || medium.List("").Contains("MARK", StringComparer.Ordinal);
}
