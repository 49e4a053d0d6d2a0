using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExoRoute.Tests.Architecture;

/// <summary>The page of each package: what it shows compiles, what it points at is there. And the record of each library's public API.</summary>
public partial class PackagePagesTests
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    public static TheoryData<string> Packages => [.. Checkout.Projects.Where(project => project.In("src")).Select(project => project.Folder)];

    public static TheoryData<string> Libraries => [.. Checkout.Projects.Where(project => project.In("src") && project.Name != "ExoRoute.Cli").Select(project => project.Folder)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_a_page_of_its_own_that_says_how_it_is_installed(string folder)
    {
        var page = Checkout.Read($"{folder}/README.md");
        var title = page.Split('\n')[0]["# ".Length..];
        page.Should().MatchRegex($@"\n\$ dotnet (add package|tool install --global) {Regex.Escape(title)} --prerelease\n");
        page.Split('\n').Length.Should().BeLessThan(80, "a page is a look, not a manual");
    }

    // A package's page is read far from its repository: links to files would lead nowhere there, so files are named.
    [Theory]
    [MemberData(nameof(Packages))]
    public void A_page_names_files_that_exist_and_links_none(string folder)
    {
        var page = Checkout.Read($"{folder}/README.md");
        page.Should().NotContain("](");
        var named = FileName().Matches(page).Select(match => match.Groups["path"].Value).ToList();
        named.Should().Contain("CHANGELOG.md");
        named.Except(Checkout.Files).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_example_of_a_page_compiles(string folder)
    {
        var examples = Example().Matches(Checkout.Read($"{folder}/README.md")).Select(match => match.Groups["code"].Value).ToList();
        examples.Should().ContainSingle();
        Errors(examples[0]).Should().BeEmpty();
    }

    [Fact]
    public void An_example_that_does_not_compile_is_seen() => Errors("using ExoRoute;\nvar lots = new Lots(1).NoSuchMember;").Should().ContainSingle().Which.Should().Contain("NoSuchMember");

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_API_of_a_library_is_on_record_and_unshipped_until_1_0(string folder)
    {
        Checkout.Read($"{folder}/PublicAPI.Shipped.txt").Should().Be("#nullable enable\n");
        var lines = Checkout.Read($"{folder}/PublicAPI.Unshipped.txt").TrimEnd().Split('\n');
        lines[0].Should().Be("#nullable enable");
        lines.Length.Should().BeGreaterThan(10);
    }

    private static List<string> Errors(string code)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var tree = CSharpSyntaxTree.ParseText(code, parse);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var kind = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return [.. CSharpCompilation.Create("Example", [tree, CSharpSyntaxTree.ParseText(ImplicitUsings, parse)], references, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics().Where(found => found.Severity >= DiagnosticSeverity.Warning).Select(found => found.ToString())];
    }

    [GeneratedRegex("`(?<path>[A-Za-z0-9_./-]+\\.(md|cs))`", RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
