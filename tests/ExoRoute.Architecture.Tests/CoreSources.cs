using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExoRoute.Tests.Architecture;

/// <summary>Core's sources as the compiler understands them, so that a rule asks what a name means and not what it looks like.</summary>
internal sealed class CoreSources
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] Platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Where(path => !Path.GetFileName(path).StartsWith("ExoRoute.", StringComparison.OrdinalIgnoreCase))
        .Select(path => MetadataReference.CreateFromFile(path))];

    private readonly CSharpCompilation _compilation;
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private CoreSources(IEnumerable<(string Path, string Text)> files)
    {
        Trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, Language, file.Path))];
        _compilation = CSharpCompilation.Create(
            "ExoRoute.Core.Understood",
            [.. Trees, CSharpSyntaxTree.ParseText(ImplicitUsings, Language)],
            Platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
    }

    /// <summary>What lies in src/ExoRoute.Core.</summary>
    public static CoreSources Real { get; } = new(Checkout.Sources
        .Where(file => file.StartsWith("src/ExoRoute.Core/", StringComparison.Ordinal)).Select(file => (file["src/ExoRoute.Core/".Length..], Checkout.Read(file))));

    /// <summary>Sources written to break a rule; paths from Core's folder.</summary>
    public static CoreSources Of(params (string Path, string Text)[] files) => new(files);

    public IReadOnlyList<SyntaxTree> Trees { get; }

    // Kept: a model remembers what it has worked out, and several rules ask it.
    public SemanticModel Model(SyntaxTree tree) => _models.GetOrAdd(tree, one => _compilation.GetSemanticModel(one));

    /// <summary>What the compiler does not understand; a rule that reads such sources proves nothing.</summary>
    public IEnumerable<string> Errors => _compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString());

    /// <summary>The room a file stands in.</summary>
    public static string Room(SyntaxTree tree) => tree.FilePath.Contains('/', StringComparison.Ordinal) ? tree.FilePath[..tree.FilePath.IndexOf('/', StringComparison.Ordinal)] : "";

    public static string Place(SyntaxNode node) => $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
