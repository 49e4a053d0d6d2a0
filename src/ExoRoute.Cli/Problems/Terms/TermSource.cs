using ExoRoute.Cli.Documents;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>A term's object, and the nodes that it may name.</summary>
/// <param name="From">The object.</param>
/// <param name="Faults">Where faults go.</param>
/// <param name="Name">Whose term.</param>
/// <param name="NodeNames">All nodes of the document.</param>
internal sealed record TermSource(DocumentObject From, DocumentFaults Faults, string Name, IReadOnlyList<string> NodeNames)
{
    /// <summary>The one node of a term with one port.</summary>
    internal int[] Node() => From.Member("node", "the name of a node", required: true) is { } there ? [Place(there)] : [0];

    /// <summary>A node for each port.</summary>
    internal int[] Nodes(int least, int most) => [.. From.List("nodes", "names of nodes", least, most).Select(Place)];

    /// <summary>A list of numbers, one a node.</summary>
    internal double[] PerNode(string name, NumberRange range, int[] nodes)
    {
        var before = Faults.Count;
        var numbers = From.Numbers(name, range, 1, TermKinds.MostPorts);
        if (Faults.Count == before && numbers.Length != nodes.Length)
        {
            From.Fault(name, FormattableString.Invariant($"must have a number for each of the {nodes.Length} nodes, has {numbers.Length}."));
        }

        return numbers;
    }

    private int Place(DocumentNode there)
    {
        for (var node = 0; there.Kind == DocumentKind.Text && node < NodeNames.Count; node++)
        {
            if (string.Equals(NodeNames[node], there.Text, StringComparison.Ordinal))
            {
                return node;
            }
        }

        var known = string.Join(", ", NodeNames.Take(8).Select(DocumentFaults.Quote));
        From.FaultAt(there, $"must be the name of a node ({known}{(NodeNames.Count > 8 ? ", ..." : "")}), was {there.Shown}.");
        return 0;
    }
}
