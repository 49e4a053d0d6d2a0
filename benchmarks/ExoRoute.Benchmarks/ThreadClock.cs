using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ExoRoute.Benchmarks;

/// <summary>What the calling thread itself used of a processor, which other work on a shared machine does not lengthen as it does the time on the wall.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Whether threads' times are read; else <see cref="Nanoseconds"/> is the wall's.</summary>
    public static bool IsOwn => OperatingSystem.IsLinux();

    public static long Nanoseconds() =>
        IsOwn && GetTime(ThreadCpuTime, out var time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out Timespec time);

    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
