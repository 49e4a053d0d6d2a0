using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExoRoute.Tests.Architecture;

/// <summary>Where a file stands, what it is called, and how long it may be.</summary>
public partial class HouseStyleTests
{
    private const int LongestFile = 500;

    // The primitives stand in ExoRoute itself, whatever room they live in; so do Core's units.
    private static readonly string[] Primitives =
        ["LocalProblem", "SharedVariables", "PlanDelta", "DualVariables", "PrivacyBudget", "AuditLog", "GraphOfContractsRegistry"];

    // Folder of src (or the start of its path, with *), the namespace of its files, and why it is not the folder's own.
    private static readonly (string Folder, string Namespace, string Why)[] NamespaceExceptions =
    [
        ("ExoRoute.Core/Units", "ExoRoute", "nothing without a unit: every room uses them"),
        ("ExoRoute.Runtime/Ports", "ExoRoute.Runtime", "what a host implements stands at the door"),
    ];

    // Not rooms, and not names: they say nothing about what is inside. (In pieces, so that this file passes its own test.)
    private static readonly string[] EmptyWords = ["Util", "Utils", "Utility", "Utilities", "Common", "Helper", "Helpers", "Manager", "Misc"];

    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    [Fact]
    public void A_namespace_is_its_folder() => Checkout.Sources.Select(file => WrongNamespace(file, Checkout.Read(file))).OfType<string>().Should().BeEmpty();

    [Theory]
    [InlineData("src/ExoRoute.Core/Market/Book.cs", "namespace ExoRoute.Markets; class Book;", false)]
    [InlineData("src/ExoRoute.Core/Market/Book.cs", "namespace ExoRoute; class Book;", false)]
    [InlineData("src/ExoRoute.Core/Market/Book.cs", "namespace ExoRoute.Market; class Book;", true)]
    [InlineData("src/ExoRoute.Core/Units/Names.cs", "namespace ExoRoute; class Names;", true)]
    [InlineData("src/ExoRoute.Core/Problems/LocalProblem.cs", "namespace ExoRoute; class LocalProblem;", true)]
    [InlineData("src/ExoRoute.Adapters.WebSocket/Map/Kraken/KrakenMap.cs", "namespace ExoRoute.Adapters.WebSocket.Map.Kraken; class KrakenMap;", true)]
    [InlineData("src/ExoRoute.Adapters.WebSocket/Map/Kraken/KrakenMap.cs", "namespace ExoRoute; class KrakenMap;", false)]
    [InlineData("src/ExoRoute.Adapters.WebSocket/X.cs", "namespace ExoRoute; static class X { static ExoRouteBuilder AddCapture(this ExoRouteBuilder b) => b; }", true)]
    [InlineData("src/ExoRoute.Runtime/X.cs", "namespace Microsoft.Extensions.DependencyInjection; static class X { static ExoRouteBuilder AddExoRoute(this IServiceCollection s) => null; }", true)]
    [InlineData("src/ExoRoute.Runtime/X.cs", "namespace Microsoft.Extensions.DependencyInjection; static class X { static void AddOther() { } }", false)]
    public void A_namespace_that_is_not_its_folder_is_seen(string file, string code, bool right) => (WrongNamespace(file, code) is null).Should().Be(right);

    [Fact]
    public void A_file_is_named_for_its_type_or_for_its_family_of_types() => Checkout.Sources.Select(file => WrongName(file, Checkout.Read(file))).OfType<string>().Should().BeEmpty();

    [Theory]
    [InlineData("src/A/Book.cs", "class Book;", true)]
    [InlineData("src/A/Book.Levels.cs", "partial class Book;", true)]
    [InlineData("src/A/Names.cs", "class VenueId; class InstrumentId;", true)]
    [InlineData("src/A/Program.cs", "return 0;", true)]
    [InlineData("src/A/Books.cs", "class Book;", false)]
    [InlineData("src/A/book.cs", "class book;", false)]
    public void A_file_that_is_named_for_something_else_is_seen(string file, string code, bool right) => (WrongName(file, code) is null).Should().Be(right);

    [Fact]
    public void No_room_file_or_type_has_a_name_that_says_nothing() => Checkout.With(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal)
            || file.StartsWith("tests/", StringComparison.Ordinal) || file.StartsWith("samples/", StringComparison.Ordinal)
            || file.StartsWith("benchmarks/", StringComparison.Ordinal))
        .SelectMany(file => Path.ChangeExtension(file, null).Split('/', '.').Concat(Types(Checkout.Read(file))).Where(SaysNothing).Select(name => $"{file}: '{name}'"))
        .Should().BeEmpty();

    [Theory]
    [InlineData("OrderManager", true)]
    [InlineData("Helpers", true)]
    [InlineData("StringUtils", true)]
    [InlineData("Commonwealth", false)]
    [InlineData("Book", false)]
    public void A_name_that_says_nothing_is_seen(string name, bool seen) => SaysNothing(name).Should().Be(seen);

    [Fact]
    public void A_file_is_read_in_one_sitting() => Checkout.With(".cs").Select(file => (file, lines: Checkout.Read(file).Count(c => c == '\n')))
        .Where(one => one.lines > LongestFile).Should().BeEmpty($"{LongestFile} lines hold one idea, more hold two");

    [Fact]
    public void Nothing_is_left_unfinished() => Checkout.With(".cs").Concat(Checkout.With(".sh")).Concat(Checkout.With(".csproj")).Concat(Checkout.With(".props"))
        .SelectMany(file => Checkout.Read(file).Split('\n').Select((line, at) => (line, at))
            .Where(one => Unfinished.Any(word => Regex.IsMatch(one.line, $@"\b{word}\b"))).Select(one => $"{file}:{one.at + 1}: {one.line.Trim()}"))
        .Should().BeEmpty();

    [Fact]
    public void Every_public_type_and_member_of_src_must_be_documented_for_the_build_to_pass()
    {
        var props = Checkout.Read("Directory.Build.props");
        props.Should().Contain("<GenerateDocumentationFile>true</GenerateDocumentationFile>").And.Contain("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>")
            .And.Contain("<Nullable>enable</Nullable>");
        Checkout.With(".csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal)).Select(Checkout.Read)
            .Should().OnlyContain(project => !project.Contains("NoWarn") && !project.Contains("TreatWarningsAsErrors"));
        Checkout.Sources.Where(file => SilencesDocs().IsMatch(Checkout.Read(file))).Should().BeEmpty();
    }

    private static string? WrongNamespace(string file, string code)
    {
        var root = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
        if (root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() is not { } found)
        {
            return Types(code).Any() ? $"{file}: its types stand in no namespace" : null; // Program.cs, assembly attributes, global usings
        }

        var folder = Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..];
        var own = folder.Replace('/', '.');
        own = own.StartsWith("ExoRoute.Core", StringComparison.Ordinal) ? "ExoRoute" + own["ExoRoute.Core".Length..] : own;
        var wanted = NamespaceExceptions.Where(row => row.Folder == folder).Select(row => row.Namespace).FirstOrDefault(own);
        var extends = root.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method => method.Identifier.Text.StartsWith("Add", StringComparison.Ordinal))
            .Select(method => method.ParameterList.Parameters.FirstOrDefault()).Where(first => first?.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.ThisKeyword)) == true)
            .Select(first => first!.Type!.ToString()).ToList();
        var right = found == wanted
            || (found == "ExoRoute" && (Types(code).Any(Primitives.Contains) || Types(code).Contains("ExoRouteBuilder") || extends.Contains("ExoRouteBuilder")))
            || (found == "Microsoft.Extensions.DependencyInjection" && extends.Contains("IServiceCollection"));
        return right ? null : $"{file}: namespace {found}, its folder's is {wanted}";
    }

    private static string? WrongName(string file, string code)
    {
        var name = Path.GetFileName(file).Split('.')[0];
        var types = Types(code).ToList();
        return !PascalCase().IsMatch(name) ? $"{file}: not in PascalCase"
            : types is [var only] && only != name ? $"{file}: holds {only} alone, so it is {only}.cs"
            : null;
    }

    private static IEnumerable<string> Types(string code) => CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot().DescendantNodes()
        .Where(node => node.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax).Select(node => node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            DelegateDeclarationSyntax type => type.Identifier.Text,
            _ => null,
        }).OfType<string>();

    private static bool SaysNothing(string name) => EmptyWords.Any(word => name.EndsWith(word, StringComparison.Ordinal));

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex PascalCase();

    [GeneratedRegex(@"#pragma\s+warning\s+disable[^\n]*(CS)?1591")]
    private static partial Regex SilencesDocs();
}
