using System.Xml.Linq;

namespace ExoRoute.Tests.Architecture;

/// <summary>The files of this checkout, as a reader sees them: paths from its top, with forward slashes.</summary>
internal static class Checkout
{
    private static readonly string[] Unread = ["bin", "obj", ".git", ".vs", "artifacts", "TestResults", "node_modules"];

    public static string Top { get; } = CaseFolder.ProjectTop();

    /// <summary>Every file but built ones, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Below(new DirectoryInfo(Top))
        .Select(file => Path.GetRelativePath(Top, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The hand-written C# files of src.</summary>
    public static IEnumerable<string> Sources => Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> With(string extension) => Files.Where(file => file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Top, file));

    public static IReadOnlyList<Project> Projects { get; } = [.. With(".csproj").Select(Project.Load)];

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFiles().Select(file => file.FullName)
        .Concat(folder.EnumerateDirectories().Where(inner => !Unread.Contains(inner.Name) && inner.LinkTarget is null).SelectMany(Below))
        .Where(file => !file.EndsWith("/.git", StringComparison.Ordinal));
}

/// <summary>What a project file says that the rules look at.</summary>
internal sealed record Project(string File, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> VersionsNamed)
{
    public string Name => Path.GetFileNameWithoutExtension(File);

    public string Folder => Path.GetDirectoryName(File)!.Replace('\\', '/');

    public bool In(string top) => File.StartsWith(top + "/", StringComparison.Ordinal);

    public static Project Load(string file) => Parse(file, Checkout.Read(file));

    public static Project Parse(string file, string xml)
    {
        var items = XDocument.Parse(xml).Descendants().ToList();
        string[] Named(string item) => [.. items.Where(e => e.Name.LocalName == item).Select(e => (string?)e.Attribute("Include")).OfType<string>()];
        return new(
            file,
            [.. Named("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            Named("PackageReference"),
            [.. items.Where(e => e.Name.LocalName == "PackageReference" && (e.Attribute("Version") ?? e.Attribute("VersionOverride")) is not null)
                .Select(e => (string)e.Attribute("Include")!)]);
    }
}
