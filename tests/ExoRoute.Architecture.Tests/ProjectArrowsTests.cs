using System.Text.RegularExpressions;

namespace ExoRoute.Tests.Architecture;

/// <summary>Which project may know which project and which package: read from the project files.</summary>
public partial class ProjectArrowsTests
{
    // Project (or the start of its name, with *), what it may reference. Rows are tried from the top.
    private static readonly (string Project, string[] Knows)[] Arrows =
    [
        ("ExoRoute.Core", []),
        ("ExoRoute.EnergiBridge", ["ExoRoute.Core"]),
        ("ExoRoute.Runtime", ["ExoRoute.Core"]),
        ("ExoRoute.Adapters.Fix.QuickFixN", ["ExoRoute.Core", "ExoRoute.Runtime", "ExoRoute.Adapters.Fix"]), // fills a port of the other
        ("ExoRoute.Adapters.*", ["ExoRoute.Core", "ExoRoute.Runtime"]),
        ("ExoRoute.Testing", ["ExoRoute.Core", "ExoRoute.Runtime"]),
        ("ExoRoute.Cli", ["ExoRoute.*"]),
    ];

    // Where a package may be referenced by name. What a project sees through another one is that one's affair.
    private static readonly (string Project, string[] Packages)[] PackageRooms =
    [
        ("ExoRoute.Core", ["System.IO.Hashing", "System.Formats.Cbor", "MathNet.Numerics"]),
        ("ExoRoute.EnergiBridge", []),
        ("ExoRoute.Runtime", ["Microsoft.Extensions.*", "BouncyCastle.Cryptography"]),
        ("ExoRoute.Adapters.Fix.QuickFixN", ["Microsoft.Extensions.*", "QuickFIXn.Core"]),
        ("ExoRoute.Adapters.*", ["Microsoft.Extensions.*"]),
        ("ExoRoute.Testing", ["Microsoft.Extensions.*"]),
        ("ExoRoute.Cli", ["Microsoft.Extensions.*", "System.CommandLine", "Spectre.Console", "ScottPlot"]),
    ];

    // Benchmarks know everything that ships but the tool, and the peers they measure beside us. Peers stand nowhere else.
    private static readonly string[] BenchmarkPackages =
    [
        "BenchmarkDotNet", "HdrHistogram", "ScottPlot", "Google.OrTools", "Google.Protobuf", "Microsoft.FASTER.Core", "Microsoft.Data.Sqlite", "RocksDB",
        "Microsoft.Extensions.*",
    ];

    private static readonly string[] TestPackages =
        ["xunit.v3", "FluentAssertions", "CsCheck", "NJsonSchema", "Microsoft.CodeAnalysis.CSharp", "Microsoft.Coyote*", "Microsoft.Extensions.*"];

    private static readonly string[] BuildPackages =
        ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.CodeAnalysis.PublicApiAnalyzers", "Microsoft.SourceLink.GitHub", "MinVer"];

    [Fact]
    public void Projects_know_only_whom_the_arrows_allow() => Checkout.Projects.SelectMany(WrongArrows).Should().BeEmpty();

    [Fact]
    public void Packages_stand_only_in_their_rooms() => Checkout.Projects.SelectMany(WrongPackages).Should().BeEmpty();

    [Theory]
    [InlineData("src/ExoRoute.Core/ExoRoute.Core.csproj", "ExoRoute.Runtime", "Spectre.Console")]
    [InlineData("src/ExoRoute.Runtime/ExoRoute.Runtime.csproj", "ExoRoute.Adapters.Simulation", "System.CommandLine")]
    [InlineData("src/ExoRoute.Adapters.Fix/ExoRoute.Adapters.Fix.csproj", "ExoRoute.Adapters.WebSocket", "QuickFIXn.Core")]
    [InlineData("src/ExoRoute.EnergiBridge/ExoRoute.EnergiBridge.csproj", "ExoRoute.Runtime", "Newtonsoft.Json")]
    [InlineData("src/ExoRoute.Unheard/ExoRoute.Unheard.csproj", "ExoRoute.Core", "MathNet.Numerics")]
    [InlineData("tests/ExoRoute.Core.Tests/ExoRoute.Core.Tests.csproj", "ExoRoute.Runtime", "BenchmarkDotNet")]
    [InlineData("samples/01-quickstart/01-quickstart.csproj", "ExoRoute.Cli", "BouncyCastle.Cryptography")]
    [InlineData("src/ExoRoute.Runtime/ExoRoute.Runtime.csproj", "ExoRoute.Benchmarks", "Google.OrTools")]
    [InlineData("benchmarks/ExoRoute.Benchmarks/ExoRoute.Benchmarks.csproj", "ExoRoute.Cli", "xunit.v3")]
    public void A_wrong_arrow_and_a_stray_package_are_seen(string file, string reference, string package)
    {
        var project = Project.Parse(file, $"""
            <Project><ItemGroup><ProjectReference Include="..\..\src\{reference}\{reference}.csproj" /><PackageReference Include="{package}" Version="1.0" /></ItemGroup></Project>
            """);
        WrongArrows(project).Should().ContainSingle().Which.Should().Contain(project.Name).And.Contain(reference);
        WrongPackages(project).Should().ContainSingle().Which.Should().Contain(project.Name).And.Contain(package);
        project.VersionsNamed.Should().Equal(package);
    }

    [Fact]
    public void The_solution_holds_exactly_the_projects_on_disk()
    {
        var inSolution = ProjectPath().Matches(Checkout.Read("ExoRoute.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));
        // The QuickFIX/n filling is built on its own, where its package can be had. Benchmarks are built when somebody measures.
        var onDisk = Checkout.Projects.Where(project => !project.In("benchmarks")).Select(project => project.File)
            .Where(file => !file.Contains("QuickFixN", StringComparison.Ordinal));
        inSolution.Should().BeEquivalentTo(onDisk);
    }

    [Fact]
    public void A_project_beside_the_solution_locks_its_own_restore() => Checkout.Projects.Where(project => project.In("benchmarks"))
        .Should().NotBeEmpty().And.OnlyContain(project => Checkout.Read(project.File).Contains("<RestoreLockedMode Condition=\"'$(RestoreLockedMode)' == ''\">true</RestoreLockedMode>"));

    [Fact]
    public void Every_project_has_its_lock_file() => Checkout.Projects
        .Where(project => !Checkout.Files.Contains(project.Folder + "/packages.lock.json"))
        .Select(project => project.File).Should().BeEmpty("a restore is locked: run 'dotnet restore' and commit packages.lock.json");

    [Fact]
    public void Versions_stand_in_one_central_file_and_are_exact()
    {
        Checkout.Projects.SelectMany(project => project.VersionsNamed.Select(package => $"{project.File} names a version of {package}"))
            .Should().BeEmpty("versions stand in Directory.Packages.props");
        var versions = CentralVersion().Matches(Checkout.Read("Directory.Packages.props")).Select(match => match.Groups[1].Value).ToList();
        versions.Should().NotBeEmpty().And.OnlyContain(version => ExactVersion().IsMatch(version));
    }

    [Fact]
    public void Every_project_of_src_has_a_test_project_beside_it() => Checkout.Projects.Where(project => project.In("src"))
        .Select(project => $"tests/{project.Name}.Tests/{project.Name}.Tests.csproj")
        .Except(Checkout.Files).Should().BeEmpty();

    private static IEnumerable<string> WrongArrows(Project project)
    {
        var allowed = Allowed(project, project.Name, Arrows);
        return project.References.Where(name => !allowed.Any(pattern => Fits(pattern, name)))
            .Select(name => $"{project.File} must not reference {name}; it may know: {string.Join(", ", allowed)}");

        static string[] Allowed(Project project, string name, (string Project, string[] Knows)[] table)
        {
            if (project.In("samples") || project.In("benchmarks"))
            {
                return ["ExoRoute.Core", "ExoRoute.EnergiBridge", "ExoRoute.Runtime", "ExoRoute.Adapters.*", "ExoRoute.Testing"];
            }

            if (!project.In("tests"))
            {
                return Row(table, name);
            }

            // A test project knows what it tests, whatever that may know, and the kit. Two look at the whole house; samples have numbers.
            var tested = name[..^".Tests".Length];
            return tested is "ExoRoute.Architecture" or "ExoRoute.World" ? ["ExoRoute.*", .. Checkout.Projects.Where(one => one.In("samples")).Select(one => one.Name)] : [tested, "ExoRoute.Testing", .. Row(table, tested)];
        }
    }

    private static IEnumerable<string> WrongPackages(Project project)
    {
        string[] allowed =
        [
            .. project.In("tests") ? TestPackages : project.In("benchmarks") ? BenchmarkPackages : project.In("samples") ? ["Microsoft.Extensions.*"] : Row(PackageRooms, project.Name),
            .. BuildPackages,
        ];
        return project.Packages.Where(name => !allowed.Any(pattern => Fits(pattern, name)))
            .Select(name => $"{project.File} must not reference the package {name}; it may use: {string.Join(", ", allowed)}");
    }

    private static string[] Row((string Project, string[] Allowed)[] table, string name) =>
        table.Where(row => Fits(row.Project, name)).Select(row => row.Allowed).FirstOrDefault([]);

    private static bool Fits(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : string.Equals(pattern, name, StringComparison.Ordinal);

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();

    [GeneratedRegex("<PackageVersion Include=\"[^\"]+\" Version=\"([^\"]*)\"")]
    private static partial Regex CentralVersion();

    [GeneratedRegex("^\\d+\\.\\d+\\.\\d+(\\.\\d+)?(-[0-9A-Za-z.]+)?$")]
    private static partial Regex ExactVersion();
}
