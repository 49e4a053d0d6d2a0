using System.Runtime.CompilerServices;

namespace ExoRoute.Tests;

/// <summary>A folder of published cases, vectors or recorded data. It lies outside the project and may be absent.</summary>
internal sealed class CaseFolder
{
    private static readonly Lock Reports = new();
    private readonly string _variable;
    private readonly string _path;

    private CaseFolder(string variable, string name)
    {
        _variable = variable;
        _path = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? named
            : Path.GetFullPath(Path.Combine(ProjectTop(), "..", "shared", name));
    }

    /// <summary>Published problems with their answers.</summary>
    public static CaseFolder Cases { get; } = new("EXOROUTE_CASES", "cases");

    /// <summary>Test vectors.</summary>
    public static CaseFolder Vectors { get; } = new("EXOROUTE_VECTORS", "vectors");

    /// <summary>Recorded market data and its facts.</summary>
    public static CaseFolder Data { get; } = new("EXOROUTE_DATA", "data");

    /// <summary>Whether the folder is there: for tests that use it but do not need it.</summary>
    public bool IsThere => Directory.Exists(_path);

    /// <summary>The folder; skips the calling test with one line where it is absent.</summary>
    public string Demand()
    {
        Assert.SkipUnless(Directory.Exists(_path), $"{_variable}: no folder '{_path}', its tests are skipped");
        Directory.EnumerateFileSystemEntries(_path).Should().NotBeEmpty("an empty folder of cases proves nothing");
        return _path;
    }

    /// <summary>Every file below the folder, as sorted paths relative to it with forward slashes.</summary>
    public IReadOnlyList<string> Files()
    {
        var top = Demand();
        return [.. Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(top, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    /// <summary>Tells the run how many cases of a kind were run ("routing cases: 556"), or what is not yet run and why.</summary>
    /// <remarks>test.sh names a folder in EXOROUTE_CASE_LINES and prints its files at the end; without it the line goes to the console.</remarks>
    public static void Report(string kind, object count)
    {
        var line = $"{kind}: {count}";
        if (Environment.GetEnvironmentVariable("EXOROUTE_CASE_LINES") is { Length: > 0 } folder)
        {
            lock (Reports)
            {
                File.AppendAllText(Path.Combine(folder, $"{typeof(CaseFolder).Assembly.GetName().Name}.txt"), line + "\n");
            }
        }
        else
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>The top folder of the project's checkout.</summary>
    public static string ProjectTop() => AboveShared();

    private static string AboveShared([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
