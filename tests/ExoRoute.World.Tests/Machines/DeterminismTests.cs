using System.Globalization;
using ExoRoute.Runtime.Store;
using ExoRoute.Tests.Days;
using Xunit.Sdk;

namespace ExoRoute.Tests.Machines;

/// <summary>The same inputs give the same bytes whatever the machine, its settings and its language.</summary>
public class DeterminismTests
{
    private const string ArmLibraries = "/usr/aarch64-linux-gnu";

    // Variable, value, and the line by which the child shows that it took effect; null where nothing can be seen from inside.
    private static readonly (string Name, string Value, string? Shows)[] Environments =
    [
        ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA", "glibc"),
        ("DOTNET_EnableAVX2", "0", "vector 2"),
        ("DOTNET_EnableAVX", "0", "vector 2"),
        ("DOTNET_EnableHWIntrinsic", "0", "vector 2"),
        ("DOTNET_EnableFMA", "0", null),
        ("DOTNET_EnableAVX512F", "0", null),
        ("DOTNET_PROCESSOR_COUNT", "1", "processors 1"),
        ("DOTNET_TieredPGO", "0", null),
        ("DOTNET_TieredCompilation", "0", null),
        ("DOTNET_ReadyToRun", "0", null),
        ("DOTNET_JITMinOpts", "1", null),
        ("DOTNET_gcServer", "1", "server True"),
        ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1", "culture "),
        ("LANG", "tr_TR.UTF-8", "culture tr-TR"),
        ("LANG", "de_DE.UTF-8", "culture de-DE"),
    ];

    [Fact]
    public void Days_run_stores_replay_and_problems_are_solved_to_the_same_bytes_in_every_environment()
    {
        using var world = new Recorded();
        var (expected, plain) = (world.Expected(), Lines([], world.Arguments));
        Same(plain, expected, "another process");
        Parallel.ForEach(Environments, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / 2) }, row =>
        {
            var (name, lines) = ($"{row.Name}={row.Value}", Lines([(row.Name, row.Value)], world.Arguments));
            Same(lines, expected, name);
            if (row.Shows is "glibc")
            {
                // Only where this machine has what is switched off: then the bits of its mathematics move, and ours do not.
                (System.Runtime.Intrinsics.X86.Fma.IsSupported && OperatingSystem.IsLinux() && lines[0] == plain[0]).Should().BeFalse("{0} must take effect", name);
            }
            else if (row.Shows is { } shown && (!shown.StartsWith("vector", StringComparison.Ordinal) || plain.Contains("vector 4")))
            {
                lines.Should().Contain(shown, "{0} must take effect", name);
            }
        });
        CaseFolder.Report("environments", FormattableString.Invariant($"{Environments.Length + 1}, same root and decision bytes, same bits of smooth optima"));
    }

    [Fact]
    public void A_thread_that_speaks_Turkish_decides_the_same()
    {
        using var world = new Recorded();
        var before = CultureInfo.CurrentCulture;
        var expected = world.Expected();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new("tr-TR");
            world.Expected().Should().Equal(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void An_arm64_machine_decides_the_same()
    {
        var emulator = new[] { "/usr/bin/qemu-aarch64", "/usr/local/bin/qemu-aarch64" }.FirstOrDefault(File.Exists);
        string[] libraries = ["lib/libstdc++.so.6", "usr/lib/aarch64-linux-gnu/libssl.so.3"]; // the runtime needs the one, its SHA-256 the other
        Assert.SkipWhen(
            emulator is null || libraries.Any(library => !File.Exists(Path.Combine(ArmLibraries, library))),
            $"arm64: no qemu-aarch64 with {string.Join(" and ", libraries)} below {ArmLibraries} here, the replay on arm64 is skipped");
        using var world = new Recorded();
        var guest = ArmGuest.Publish(world.Folder, out var why);
        Assert.SkipWhen(guest is null, $"arm64: no arm64 runtime could be had ({why}), the replay on arm64 is skipped");

        (string, string)[] environment = [("QEMU_LD_PREFIX", ArmLibraries), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_GCHeapHardLimit", "20000000"), ("DOTNET_TieredPGO", "0")];
        var lines = Lines(Child.Start(emulator!, environment, ["-cpu", "max", guest!, Child.Assembly, Child.Word, .. world.Arguments]), "qemu-aarch64");
        lines.Should().Contain("architecture Arm64");
        Same(lines, world.Expected(), "arm64");
        CaseFolder.Report("arm64", "same root and decision bytes, same bits of smooth optima");
    }

    private static void Same(string[] lines, string[] expected, string where) =>
        lines.TakeLast(expected.Length).Should().Equal(expected, "decisions are the same under {0}", where);

    private static string[] Lines(IEnumerable<(string, string)> environment, string[] args) => Lines(Child.Start(environment, args), string.Join(' ', environment));

    private static string[] Lines(System.Diagnostics.Process child, string what)
    {
        var (code, output, errors) = Child.Await(child);
        return code == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new XunitException($"{what}: ended with code {code}: {output}{errors}");
    }

    // A store on disk, recorded here, and the tape where the data is there.
    private sealed class Recorded : IDisposable
    {
        private readonly IReadOnlyList<string> _tapes;

        public Recorded()
        {
            Folder = Directory.CreateTempSubdirectory("exoroute-").FullName;
            using var day = Day.Of(SeededDay.Of(11), new FileMedium(Store)).Run();
            _tapes = CaseFolder.Data.IsThere ? [.. CaseFolder.Data.Files().Where(file => file.StartsWith("tapes/", StringComparison.Ordinal)).Take(1).Select(file => Path.Combine(CaseFolder.Data.Demand(), file))] : [];
        }

        public string Folder { get; }

        private string Store => Path.Combine(Folder, "store");

        public string[] Arguments => ["days", Store, .. _tapes];

        public string[] Expected()
        {
            string[] days = [.. Child.Days(Store, _tapes)];
            days.Should().OnlyContain(line => line.EndsWith("replay identical", StringComparison.Ordinal));
            return [.. days, .. Optima.Lines()];
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
