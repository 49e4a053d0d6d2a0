using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using ExoRoute.Tests.Machines;

namespace ExoRoute.Tests.Packages;

/// <summary>What is inside the packages.</summary>
[Collection("packages")]
public class PackageTests(PackageFeed feed)
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    // For these the SDK knows how a file's address follows from the repository's.
    private static readonly string[] KnownHosts = ["github.com", "gitlab.com", "dev.azure.com", "bitbucket.org"];

    public static TheoryData<string> Libraries => [.. PackageFeed.Libraries];

    public static TheoryData<string> All => [.. PackageFeed.All];

    [Fact]
    public void Every_project_of_src_is_a_package_with_symbols_beside_it_and_nothing_else_is() =>
        Directory.EnumerateFiles(feed.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            .Should().Equal(PackageFeed.All.SelectMany(id => (string[])[$"{id}.{feed.Version}.nupkg", $"{id}.{feed.Version}.snupkg"]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_shows_its_page_its_icon_and_its_licence(string id)
    {
        using var package = Open(id, "nupkg");
        var spec = Spec(package, id);
        var page = Path.Combine(CaseFolder.ProjectTop(), "src", id == "exoroute" ? "ExoRoute.Cli" : id, "README.md");
        Bytes(package, Said(spec, "readme")).AsSpan().SequenceEqual(File.ReadAllBytes(page)).Should().BeTrue();
        File.ReadLines(page).First().Should().Be($"# {id}");

        var icon = Bytes(package, Said(spec, "icon"));
        icon[..8].Should().Equal(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A);
        (BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20))).Should().Be((128, 128));

        ((string?)Named(spec, "license")!.Attribute("type"), Said(spec, "license")).Should().Be(("expression", "MIT"));
        Said(spec, "description").Length.Should().BeInRange(60, 400);
        Said(spec, "authors").Should().Be("the ExoRoute authors");
        Said(spec, "tags").Split(' ').Should().Contain("order-routing");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_names_the_commit_it_was_made_from(string id)
    {
        Assert.SkipUnless(Git(out _, "rev-parse", "HEAD"), "git: no repository here, the commit in the packages is not looked at");
        using var package = Open(id, "nupkg");
        var repository = Named(Spec(package, id), "repository")!;
        var commit = (string?)repository.Attribute("commit") ?? "";
        ((string?)repository.Attribute("type"), commit.Length).Should().Be(("git", 40));
        Git(out _, "cat-file", "-e", commit).Should().BeTrue($"'{commit}' is a commit of this repository");
        // An address is the remote's; where there is none, none is made up.
        ((string?)repository.Attribute("url") is { Length: > 0 }).Should().Be(Git(out var remote, "remote") && remote.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_depends_on_its_own_family_at_its_own_version_and_on_nothing_of_the_build(string id)
    {
        using var package = Open(id, "nupkg");
        var dependencies = Spec(package, id).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => (Id: (string)element.Attribute("id")!, Version: (string)element.Attribute("version")!)).ToList();
        dependencies.Where(one => one.Id.StartsWith("ExoRoute.", StringComparison.Ordinal) && one.Version != feed.Version).Should().BeEmpty();
        dependencies.Select(one => one.Id).Should().OnlyContain(name => name.StartsWith("ExoRoute.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name == "System.IO.Hashing" || name == "System.Formats.Cbor");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_brings_its_documentation_and_the_symbols_of_that_very_build(string id)
    {
        using var package = Open(id, "nupkg");
        using var symbols = Open(id, "snupkg");
        XDocument.Load(new MemoryStream(Bytes(package, $"lib/net10.0/{id}.xml"))).Descendants("member").Should().NotBeEmpty();

        using var assembly = new PEReader(new MemoryStream(Bytes(package, $"lib/net10.0/{id}.dll")));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes(symbols, $"lib/net10.0/{id}.pdb")));
        var view = assembly.ReadCodeViewDebugDirectoryData(assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));
        new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid.Should().Be(view.Guid);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_build_does_not_show_where_it_was_made(string id)
    {
        Assert.SkipUnless(PackageFeed.Configuration == "Release", "packages: what ships is a Release build, paths in others are not looked at");
        using var package = Open(id, "nupkg");
        using var symbols = Open(id, "snupkg");
        using var assembly = new PEReader(new MemoryStream(Bytes(package, $"lib/net10.0/{id}.dll")));
        assembly.ReadDebugDirectory().Should().Contain(entry => entry.Type == DebugDirectoryEntryType.Reproducible);

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes(symbols, $"lib/net10.0/{id}.pdb")));
        var reader = provider.GetMetadataReader();
        var paths = reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)).ToList();
        paths.Should().NotBeEmpty().And.OnlyContain(path => path.StartsWith("/_/", StringComparison.Ordinal));

        // Where the sources can be fetched from is said as soon as there is such a place.
        if (Git(out var remote, "config", "--get", "remote.origin.url") && KnownHosts.Any(host => remote.Contains(host, StringComparison.Ordinal)))
        {
            reader.CustomDebugInformation.Select(one => reader.GetCustomDebugInformation(one)).Where(one => reader.GetGuid(one.Kind) == SourceLink)
                .Select(one => System.Text.Encoding.UTF8.GetString(reader.GetBlobBytes(one.Value))).Should().ContainSingle().Which.Should().Contain("/_/*");
        }
    }

    [Fact]
    public void A_version_is_the_tags_or_the_next_ones_preview()
    {
        var version = typeof(VenueId).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        version.Should().MatchRegex(@"^\d+\.\d+\.\d+(-[0-9a-z.]+)?(\+[0-9a-f]{40})?$").And.NotStartWith("1.0.0+", "that is the SDK's own, when nobody sets one");
        Version.Parse(version.Split('-', '+')[0]).Should().BeGreaterThanOrEqualTo(new Version(0, 1, 0));
    }

    private ZipArchive Open(string id, string kind) => ZipFile.OpenRead(Path.Combine(feed.Folder, $"{id}.{feed.Version}.{kind}"));

    private static byte[] Bytes(ZipArchive package, string name)
    {
        var entry = package.GetEntry(name);
        (entry is not null).Should().BeTrue($"the package holds '{name}'");
        using var from = entry!.Open();
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }

    private static XElement Spec(ZipArchive package, string id) => XDocument.Load(new MemoryStream(Bytes(package, $"{id}.nuspec"))).Root!.Elements().Single();

    private static XElement? Named(XElement spec, string name) => spec.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    private static string Said(XElement spec, string name) => Named(spec, name)?.Value ?? "";

    private static bool Git(out string answer, params string[] args)
    {
        answer = "";
        if (!Path.Exists(Path.Combine(CaseFolder.ProjectTop(), ".git")))
        {
            return false;
        }

        try
        {
            var (code, output, _) = Child.Await(Child.Start("git", [], args, CaseFolder.ProjectTop()));
            answer = output.Trim();
            return code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no git program
        }
    }
}
