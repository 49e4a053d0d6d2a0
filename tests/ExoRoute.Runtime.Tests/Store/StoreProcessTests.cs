using System.Diagnostics;
using System.Text.RegularExpressions;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Tests.Store;

/// <summary>Real processes, real files: kill -9, two writers, and system calls made to fail by strace.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exoroute-store-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Store => Path.Combine(_directory, "store");

    [Fact]
    public void Killed_twenty_times_the_store_opens_and_holds_every_acknowledged_record() => KillOften(rounds: 20, seed: 1);

    [Fact]
    [Trait("Kind", "long")]
    public void Killed_two_hundred_times_the_store_opens_and_holds_every_acknowledged_record() => KillOften(rounds: 200, seed: 2);

    private void KillOften(int rounds, int seed)
    {
        var (random, acked) = (new Random(seed), -1L);
        for (var round = 0; round < rounds; round++)
        {
            using (var host = StoreHost.Start("append", Store, round % 2 == 0 ? Durability.PageCache : Durability.Disk, long.MaxValue))
            {
                for (var left = random.Next(1, 60); left > 0; left--)
                {
                    host.StandardOutput.ReadLine().Should().MatchRegex("^(ACK|OPEN) [0-9]+$");
                }

                host.Kill(); // SIGKILL
                var last = host.StandardOutput.ReadToEnd().Split('\n').SkipLast(1).LastOrDefault(line => line.StartsWith("ACK ", StringComparison.Ordinal));
                acked = last is null ? acked : long.Parse(last.AsSpan(4));
                host.WaitForExit();
            }

            using var medium = new FileMedium(Store);
            var read = SmallStores.Read(medium);
            ((long)read.Count).Should().BeGreaterThan(acked, "round {0}", round);
            StoreVerifier.Verify(medium).Problems.Should().BeEmpty();
        }

        using var end = new FileMedium(Store);
        using var store = RecordStore.Open(end, SmallStores.Settings);
        store.Epoch.Should().Be((uint)rounds + 1);
        SmallStores.ShouldHold(end, store.Count);
    }

    [Fact]
    public void A_second_process_is_excluded_also_where_the_runtimes_locks_are_switched_off()
    {
        using var medium = new FileMedium(Store);
        using (var store = RecordStore.Open(medium, SmallStores.Settings))
        {
            SmallStores.Fill(store, 3);
            StoreHost.Lines(StoreHost.Start("append", Store, Durability.PageCache, 10)).Should().ContainSingle().Which.Should().Contain("StoreLockedException").And.Contain("LOCK");
            StoreHost.Lines(StoreHost.Start("append", Store, Durability.PageCache, 10, "env", "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1"))
                .Should().ContainSingle().Which.Should().Contain("StoreLockedException");
            FluentActions.Invoking(() => RecordStore.Open(new FileMedium(Store), SmallStores.Settings)).Should().Throw<StoreLockedException>();
        }

        StoreHost.Lines(StoreHost.Start("append", Store, Durability.Disk, 10)).Should().EndWith("DONE");
    }

    [Fact]
    public void The_runtimes_own_sync_hides_an_error_and_ours_does_not()
    {
        var lines = Strace("sync", Durability.Disk, 0, "fsync,fdatasync", "fsync,fdatasync:error=EIO");
        lines.Should().Contain(line => line.StartsWith("OURS threw", StringComparison.Ordinal) && line.Contains("error 5"));
        lines.Should().Contain(line => line.StartsWith("FOLDER threw", StringComparison.Ordinal) && line.Contains("error 5"));

        // Not ours to hold: says when the runtime is mended. What matters is that nothing here leans on it.
        Console.WriteLine($"store: RandomAccess.FlushToDisk under EIO {lines.Single(line => line.StartsWith("BCL", StringComparison.Ordinal))["BCL ".Length..]} (.NET {Environment.Version})");
    }

    [Theory]
    [InlineData(1)] // the first segment, at opening
    [InlineData(2)] // the mark; also the second commit, in the thread that syncs
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void A_failed_fdatasync_is_never_acknowledged_and_final(int failing)
    {
        var lines = Strace("append", Durability.Disk, 20, "fdatasync", $"fdatasync:error=EIO:when={failing}");
        lines.Should().Contain(line => line.StartsWith("REFUSED StoreFailedException", StringComparison.Ordinal) && line.Contains("error 5"));
        lines.Should().NotContain("BELIEVED").And.NotContain("DONE");
        var acked = lines.Count(line => line.StartsWith("ACK", StringComparison.Ordinal));
        acked.Should().BeLessThan(failing);
        if (failing > 2)
        {
            acked.Should().Be(failing - 1, "all before it were");
            lines.Should().Contain("FAILED");
        }

        using var medium = new FileMedium(Store);
        using var store = RecordStore.Open(medium, SmallStores.Settings);
        store.Count.Should().BeInRange(acked, acked + 1);
        SmallStores.ShouldHold(medium, store.Count);
    }

    [Theory]
    [InlineData("ENOSPC")]
    [InlineData("EDQUOT")]
    public void A_write_without_space_is_refused_and_done_when_there_is(string error)
    {
        var lines = Strace("append", Durability.Disk, 12, "pwrite64", $"pwrite64:error={error}:when=4");
        lines.Should().Contain("FULL").And.Contain("DONE");
        lines.Count(line => line.StartsWith("ACK", StringComparison.Ordinal)).Should().Be(12);
        using var medium = new FileMedium(Store);
        SmallStores.ShouldHold(medium, 12);
        StoreVerifier.Verify(medium).IsSound.Should().BeTrue();
    }

    [Fact]
    public void A_short_write_is_followed_by_the_rest()
    {
        Strace("append", Durability.PageCache, 8, "pwrite64", "pwrite64:retval=7:when=3");
        var calls = File.ReadAllLines(Trace).Select(line => Regex.Match(line, @"pwrite64\([0-9]+, .*, ([0-9]+), ([0-9]+)\) += ([0-9]+)( \(INJECTED\))?")).Where(match => match.Success).ToList();
        var cut = calls.FindIndex(call => call.Groups[4].Success);
        cut.Should().BeGreaterThanOrEqualTo(0);
        (long.Parse(calls[cut + 1].Groups[1].Value), long.Parse(calls[cut + 1].Groups[2].Value))
            .Should().Be((long.Parse(calls[cut].Groups[1].Value) - 7, long.Parse(calls[cut].Groups[2].Value) + 7));
    }

    [Fact]
    public void On_a_full_file_system_flushes_are_refused_until_there_is_space()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Runs("unshare", "-rm", "true"), "unshare: user namespaces are not to be had, the full tmpfs is skipped");
        var script = $"mount -t tmpfs -o size=512k none {_directory} && head -c 200000 /dev/zero > {_directory}/ballast && mkdir {Store} && mv {_directory}/ballast {Store}/ballast && {string.Join(' ', StoreHost.Itself)} && rm -f {Store}/ballast";
        foreach (var durability in Enum.GetValues<Durability>())
        {
            var lines = StoreHost.Lines(StoreHost.Start("append", Store, durability, 1800, "unshare", "-rm", "sh", "-c", script));
            lines.Should().Contain("FULL").And.Contain("DONE");
            lines.Count(line => line.StartsWith("ACK", StringComparison.Ordinal)).Should().Be(1800);
        }
    }

    private string Trace => Path.Combine(_directory, "trace");

    private string[] Strace(string what, Durability durability, long count, string calls, string inject)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Runs("strace", "-qq", "-e", "trace=none", "true"), "strace: not to be had, the tests that make system calls fail are skipped");
        return StoreHost.Lines(StoreHost.Start(what, Store, durability, count, "strace", "-f", "-qq", "-o", Trace, "-e", "trace=" + calls, "-e", "inject=" + inject));
    }

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
