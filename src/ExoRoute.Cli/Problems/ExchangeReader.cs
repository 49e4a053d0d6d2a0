using ExoRoute.Cli.Documents;
using ExoRoute.Cli.Problems.Terms;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>Nodes and terms.</summary>
internal static class ExchangeReader
{
    private const int MostNodes = 1_000; // the finish solves a dense system over them
    private const int MostTerms = 100_000;
    private const string NameWanted = "1 to 48 characters, printable ASCII";
    private static readonly NumberRange Tolerances = new("a number from 1e-14 to 0.01", 1e-14, 1e-2);

    /// <summary>Reads the shape; null where there are faults.</summary>
    internal static ProblemDocument? Read(string file, DocumentObject from, DocumentFaults faults)
    {
        var quote = from.Words("quote", "the name of an asset", "");
        var settings = new ExchangeSettings
        {
            Tolerance = from.Number("tolerance", Tolerances, ExchangeSettings.Default.Tolerance),
            MaxRounds = (int)from.Whole("maxRounds", 0, 1_000_000, ExchangeSettings.Default.MaxRounds),
            MaxSteps = (int)from.Whole("maxSteps", 1, 100_000, ExchangeSettings.Default.MaxSteps),
        };
        var (names, demand, units) = (new List<string>(), new List<double>(), new List<string>());
        foreach (var node in from.Objects("nodes", 1, MostNodes))
        {
            var name = Name(node, names);
            names.Add(name);
            demand.Add(node.Number("demand", NumberRange.Any, 0));
            units.Add(node.Words("unit", "the name of a unit", ""));
            node.Close();
        }

        var (terms, owners) = (new List<ProblemTerm>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var one in from.Objects("terms", 1, MostTerms))
        {
            var name = Name(one, owners);
            owners.Add(name);
            if (Term(new TermSource(one, faults, name, names)) is { } term)
            {
                terms.Add(term);
            }
        }

        from.Close();
        return faults.Count > 0 || ProblemReader.Make(faults, "terms", () => new ExchangeProblem(names, [.. demand], [.. terms.Select(static term => new ExchangeTerm(term.Problem, term.Nodes))])) is not { } problem
            ? null
            : new ExchangeDocument(file, quote, units, terms, problem, settings);
    }

    private static string Name(DocumentObject from, ICollection<string> known)
    {
        var name = from.Text("name", NameWanted, static text => text.Length is > 0 and <= 48 && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !string.IsNullOrWhiteSpace(text));
        if (name.Length > 0 && known.Contains(name))
        {
            from.Fault("name", $"{DocumentFaults.Quote(name)} stands twice; give each its own name.");
        }

        return name;
    }

    private static ProblemTerm? Term(TermSource source)
    {
        var before = source.Faults.Count;
        var kind = source.From.Word("kind", TermKinds.Words);
        if (source.Faults.Count > before)
        {
            return null; // whose numbers the others are cannot be said
        }

        var make = TermKinds.All[kind].Read(source);
        source.From.Close();
        return source.Faults.Count > before || source.Name.Length == 0 ? null : ProblemReader.Make(source.Faults, source.From.Path, make);
    }
}
