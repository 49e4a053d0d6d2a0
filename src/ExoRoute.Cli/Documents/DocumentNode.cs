namespace ExoRoute.Cli.Documents;

/// <summary>What a value of a document is.</summary>
internal enum DocumentKind
{
    Null,
    Flag,
    Number,
    Text,
    List,
    Object,
}

/// <summary>One value of a JSON document, with its place.</summary>
/// <param name="Path">Its place: "venues[1].listings[0].tick"; empty for the document itself.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, the number as written, or true and false; empty for the rest.</param>
/// <param name="Items">A list's values.</param>
/// <param name="Members">An object's members, in the order written.</param>
internal sealed record DocumentNode(
    string Path, DocumentKind Kind, string Text, IReadOnlyList<DocumentNode> Items, IReadOnlyList<(string Name, DocumentNode Value)> Members)
{
    /// <summary>The value as a message shows it.</summary>
    internal string Shown => Kind switch
    {
        DocumentKind.Null => "null",
        DocumentKind.Flag => Text,
        DocumentKind.Number => "the number " + DocumentFaults.Quote(Text).Trim('"'),
        DocumentKind.Text => DocumentFaults.Quote(Text),
        DocumentKind.List => FormattableString.Invariant($"a list of {Items.Count}"),
        _ => FormattableString.Invariant($"an object of {Members.Count} members"),
    };
}
