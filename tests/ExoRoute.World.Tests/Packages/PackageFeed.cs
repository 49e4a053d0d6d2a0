using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ExoRoute.Tests.Machines;

namespace ExoRoute.Tests.Packages;

/// <summary>Everything that ships, packed once from what the suite has built, into a folder that serves as a package feed.</summary>
public sealed partial class PackageFeed : IDisposable
{
    private const string Key = "exoroute-feed";
    private readonly string _top = Directory.CreateTempSubdirectory("exoroute-packages-").FullName;

    public PackageFeed()
    {
        Folder = Directory.CreateDirectory(Path.Combine(_top, "feed")).FullName;
        var (code, output) = Dotnet(
            CaseFolder.ProjectTop(), "pack", "ExoRoute.sln", "-c", Configuration, "--no-build", "-v", "quiet", "-o", Folder,
            $"-p:MinVerVersionOverride={Version}", $"-p:NuspecOutputPath={Path.Combine(_top, "nuspec")}/");
        code.Should().Be(0, output);
        output.Should().BeEmpty("packing has nothing to warn of");
    }

    /// <summary>A version that nobody has seen: no cache of packages can hold it already and hide a broken one.</summary>
    public string Version { get; } = $"0.1.0-test.x{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";

    public string Folder { get; }

    public static string Configuration => typeof(PackageFeed).Assembly.Location.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        ? "Release"
        : "Debug";

    public static IReadOnlyList<string> Libraries { get; } = [.. Projects().Where(name => name != "ExoRoute.Cli")];

    public static IReadOnlyList<string> All { get; } = [.. Libraries, "exoroute"];

    /// <summary>A folder outside the repository where ExoRoute comes from this feed alone, and all else from where the machine gets its packages.</summary>
    public string NewFolder(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_top, name)).FullName;
        File.Copy(Path.Combine(CaseFolder.ProjectTop(), "global.json"), Path.Combine(folder, "global.json"));
        var (_, listed) = Dotnet(folder, "nuget", "list", "source");

        var config = Path.Combine(folder, "nuget.config");
        new XElement("configuration", new XElement(
            "packageSourceMapping",
            Mapped(Key, "ExoRoute.*", "exoroute"),
            Source().Matches(listed).Select(match => Mapped(match.Groups["name"].Value, "*")))).Save(config);
        var (code, output) = Dotnet(folder, "nuget", "add", "source", Folder, "--name", Key, "--configfile", config);
        code.Should().Be(0, output);
        return folder;

        static XElement Mapped(string source, params string[] patterns) =>
            new("packageSource", new XAttribute("key", source), patterns.Select(pattern => new XElement("package", new XAttribute("pattern", pattern))));
    }

    /// <summary>Runs the SDK's command; its exit code and all that it wrote.</summary>
    internal static (int Code, string Output) Dotnet(string folder, params string[] args)
    {
        var (code, output, errors) = Child.Await(Child.Start("dotnet", [("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"), ("DOTNET_NOLOGO", "1")], args, folder));
        return (code, (output + errors).Trim());
    }

    /// <summary>Takes the packages of this run out of the cache that restoring has put them in.</summary>
    public void Dispose()
    {
        foreach (var assets in Directory.EnumerateFiles(_top, "project.assets.json", SearchOption.AllDirectories))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
            if (!document.RootElement.TryGetProperty("packageFolders", out var caches))
            {
                continue; // the installed tool's: it keeps its package to itself
            }

            foreach (var kept in caches.EnumerateObject().SelectMany(cache => All.Select(id => Path.Combine(cache.Name, id.ToLowerInvariant(), Version))).Where(Directory.Exists))
            {
                Directory.Delete(kept, recursive: true);
            }
        }

        Directory.Delete(_top, recursive: true);
    }

    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(Path.Combine(CaseFolder.ProjectTop(), "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\s*\d+\.\s+(?<name>.+) \[Enabled\]\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Source();
}

/// <summary>Tests of packages share one feed, and run one after another.</summary>
[CollectionDefinition("packages")]
public class PackageFeedDefinition : ICollectionFixture<PackageFeed>;
