using ExoRoute.Cli.Documents;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>From a problem document to a checked <see cref="ProblemDocument"/>; every fault is told with its place, all at once.</summary>
internal static class ProblemReader
{
    private const string Page = "docs/formats/problem.md";

    // The member that makes a document one of its shape; a document with none of these is a quantity over venues.
    private static readonly (string Member, Func<string, DocumentObject, DocumentFaults, ProblemDocument?> Read)[] Shapes =
        [("nodes", ExchangeReader.Read), ("terms", ExchangeReader.Read), ("makeTake", MakeTakeReader.Read), ("desks", DesksReader.Read)];

    /// <summary>Reads a document.</summary>
    /// <exception cref="CommandException">It is at fault; exit code 2.</exception>
    internal static ProblemDocument Read(string file)
    {
        var (faults, root) = (new DocumentFaults(), DocumentFile.Read(file));
        var from = new DocumentObject(root, faults);
        from.Whole("schema", 1, 1);
        var read = RoutingReader.Read;
        foreach (var (member, shape) in Shapes)
        {
            if (root.Members.Any(there => string.Equals(there.Name, member, StringComparison.Ordinal)))
            {
                read = shape;
                break;
            }
        }

        var problem = read(file, from, faults);
        faults.ThrowIfAny(file, Page);
        return problem!;
    }

    /// <summary>Makes something of checked numbers; what it still finds wrong with them together is a fault of its place.</summary>
    internal static T? Make<T>(DocumentFaults faults, string path, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (ArgumentException fault)
        {
            faults.Add(path, Words(fault));
            return null;
        }
    }

    /// <summary>An argument's fault without the parameter's name.</summary>
    internal static string Words(ArgumentException fault)
    {
        var end = fault.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
        return end < 0 ? fault.Message : fault.Message[..end];
    }
}
