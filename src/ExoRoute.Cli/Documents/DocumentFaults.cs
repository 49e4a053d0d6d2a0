namespace ExoRoute.Cli.Documents;

/// <summary>All that is wrong with a document, each with its place; told together.</summary>
internal sealed class DocumentFaults
{
    /// <summary>More faults than this are counted, not told.</summary>
    internal const int MostTold = 50;

    private const int LongestQuote = 48;
    private readonly List<string> _told = [];

    /// <summary>How many there are.</summary>
    internal int Count { get; private set; }

    /// <summary>The first of them.</summary>
    internal IReadOnlyList<string> Told => _told;

    /// <summary>Adds one: "venues[1].id: must be ..., was ...".</summary>
    internal void Add(string path, string what)
    {
        Count++;
        if (_told.Count < MostTold)
        {
            _told.Add($"{(path.Length == 0 ? "the document" : path)}: {what}");
        }
    }

    /// <summary>Ends the verb where there is any fault.</summary>
    /// <param name="file">The document.</param>
    /// <param name="page">The page that tells its form.</param>
    /// <exception cref="CommandException">There is one: exit code 2.</exception>
    internal void ThrowIfAny(string file, string page)
    {
        if (Count == 0)
        {
            return;
        }

        var more = Count - _told.Count;
        var lines = _told.Select(fault => $"'{file}': {fault}").ToList();
        if (more > 0)
        {
            lines.Add(FormattableString.Invariant($"'{file}': {more} more faults."));
        }

        lines.Add(FormattableString.Invariant($"{Count} {(Count == 1 ? "fault" : "faults")}; nothing was done. {page} tells the form of this document."));
        throw CommandException.BadInput(string.Join('\n', lines));
    }

    /// <summary>A foreign text as it is shown: quoted, printable, cut.</summary>
    internal static string Quote(string text)
    {
        var shown = string.Concat(text.Take(LongestQuote).Select(static c => c is >= ' ' and <= '~' ? c : '?'));
        return text.Length <= LongestQuote ? $"\"{shown}\"" : FormattableString.Invariant($"\"{shown}...\" ({text.Length} characters)");
    }
}
