using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExoRoute.Tests.Architecture;

/// <summary>Which folder of Core may know which: every name in its code, resolved to the folder of its declaration.</summary>
public class RoomArrowsTests
{
    private static readonly string[] Records = ["Units", "Market", "Contracts", "Privacy", "Problems", "Solving", "Plans", "Orders", "Risk", "Routing"];

    // Room, what it may know beside itself. Units < Market, Contracts, Privacy < Problems < Solving < Plans < Orders, Risk < Routing;
    // rooms of one tier do not know one another. Encoding knows the records, Store knows Encoding.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Units"] = [],
        ["Market"] = ["Units"],
        ["Contracts"] = ["Units"],
        ["Privacy"] = ["Units"],
        ["Problems"] = ["Units", "Market", "Contracts", "Privacy"],
        ["Solving"] = ["Units", "Market", "Contracts", "Privacy", "Problems"],
        ["Plans"] = ["Units", "Market", "Contracts", "Privacy", "Problems", "Solving"],
        ["Orders"] = ["Units", "Market", "Contracts", "Privacy", "Problems", "Solving", "Plans"],
        ["Risk"] = ["Units", "Market", "Contracts", "Privacy", "Problems", "Solving", "Plans"],
        ["Routing"] = ["Units", "Market", "Contracts", "Privacy", "Problems", "Solving", "Plans", "Orders", "Risk"],
        ["Encoding"] = Records,
        ["Store"] = ["Units", "Encoding"],
    };

    [Fact]
    public void The_rules_understand_every_line_of_Core() => CoreSources.Real.Errors.Should().BeEmpty("what does not compile here is not judged");

    [Fact]
    public void Rooms_know_only_what_lies_below_them() => WrongArrows(CoreSources.Real).Should().BeEmpty();

    [Fact]
    public void Core_has_only_the_rooms_of_the_table() =>
        CoreSources.Real.Trees.Select(CoreSources.Room).Distinct().Except(Arrows.Keys).Should().BeEmpty("a new room needs a row here and in AGENTS.md");

    [Theory]
    [InlineData("Units", "Market")]
    [InlineData("Market", "Contracts")]
    [InlineData("Problems", "Solving")]
    [InlineData("Plans", "Orders")]
    [InlineData("Orders", "Risk")]
    [InlineData("Routing", "Encoding")]
    [InlineData("Encoding", "Store")]
    [InlineData("Store", "Routing")]
    public void An_arrow_that_is_not_in_the_table_is_seen(string from, string to)
    {
        var sources = CoreSources.Of(
            ($"{to}/There.cs", $"namespace ExoRoute.{to}; public sealed record There(int Count) {{ public static There One => new(1); }} public static class Doors {{ public static int Far(this int x) => x; }}"),
            ($"{from}/Here.cs", $"using ExoRoute.{to};\nnamespace ExoRoute.{from};\npublic static class Here {{\n public static int Count => There.One.Count;\n public static int More => 3.Far(); }}"));
        sources.Errors.Should().BeEmpty();
        WrongArrows(sources).Should().Contain($"{from}/Here.cs:4: {from} must not know {to} ('There')")
            .And.Contain($"{from}/Here.cs:5: {from} must not know {to} ('Far')");
    }

    [Fact]
    public void An_arrow_hidden_behind_an_inferred_type_is_seen()
    {
        var sources = CoreSources.Of(
            ("Routing/There.cs", "namespace ExoRoute; public sealed class There { public int Count; }"),
            ("Units/Amount.cs", "namespace ExoRoute; public static class Amount { public static There Of() => new(); }"));
        WrongArrows(sources).Should().NotBeEmpty();
    }

    private static IEnumerable<string> WrongArrows(CoreSources sources) => sources.Trees.SelectMany(tree =>
    {
        var (model, from) = (sources.Model(tree), CoreSources.Room(tree));
        var allowed = Arrows.GetValueOrDefault(from, []);
        return tree.GetRoot().DescendantNodes().SelectMany(node => Meant(model, node).Select(symbol => (node, symbol)))
            .SelectMany(meant => Declared(meant.symbol).Select(to => (meant.node, meant.symbol, to)))
            .Where(arrow => arrow.to != from && !allowed.Contains(arrow.to))
            .Select(arrow => $"{CoreSources.Place(arrow.node)}: {from} must not know {arrow.to} ('{arrow.symbol.Name}')");
    }).Distinct();

    private static IEnumerable<ISymbol> Meant(SemanticModel model, SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => Known(model.GetSymbolInfo(name)),
        ImplicitObjectCreationExpressionSyntax creation => Known(model.GetSymbolInfo(creation)).Select(constructor => (ISymbol)constructor.ContainingType),
        _ => [],
    };

    private static ImmutableArray<ISymbol> Known(SymbolInfo info) => info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;

    // The rooms that declare it; none for namespaces and for what the platform brings.
    private static IEnumerable<string> Declared(ISymbol symbol) => symbol is INamespaceSymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol
        ? []
        : ((symbol as IMethodSymbol)?.ReducedFrom ?? symbol).OriginalDefinition.Locations
            .Where(location => location.IsInSource && location.SourceTree!.FilePath.Length > 0).Select(location => CoreSources.Room(location.SourceTree!)).Distinct();
}
