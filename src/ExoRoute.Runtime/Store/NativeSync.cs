using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExoRoute.Runtime.Store;

/// <summary>Syncs that tell the truth: the operating system's own calls, each result checked.</summary>
/// <remarks>
/// .NET 10.0.12 swallows every fsync error on Linux (<c>FileStream.Flush(true)</c>, <c>RandomAccess.FlushToDisk</c>), and cannot open a
/// directory. Linux is tested; the macOS and Windows ways are written from their manuals and untested.
/// </remarks>
internal static partial class NativeSync
{
    private const int Interrupted = 4; // EINTR on every Unix
    private const int FullSync = 51; // F_FULLFSYNC, macOS: fsync alone does not reach the medium there
    private const int LockExclusiveNow = 2 | 4; // LOCK_EX | LOCK_NB

    /// <summary>Makes a file's contents and length durable.</summary>
    /// <exception cref="StoreFailedException">The operating system says that it could not.</exception>
    public static void File(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file))
            {
                throw Failed("FlushFileBuffers", path, Marshal.GetLastPInvokeError());
            }
        }
        else if (OperatingSystem.IsMacOS() || OperatingSystem.IsIOS())
        {
            Checked("fcntl(F_FULLFSYNC)", path, file, static file => fcntl(file, FullSync));
        }
        else
        {
            Checked("fdatasync", path, file, static file => fdatasync(file));
        }
    }

    /// <summary>Makes the names in a directory durable. Windows has no call for that: its file system writes them in its own log.</summary>
    public static void Directory(SafeFileHandle directory, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Checked("fsync", path, directory, static directory => fsync(directory));
        }
    }

    /// <summary>A handle of a directory, to be opened before names in it change and kept.</summary>
    public static SafeFileHandle OpenDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new SafeFileHandle(0, ownsHandle: false);
        }

        // O_RDONLY is 0 everywhere. O_DIRECTORY is left out, its value differs by CPU; O_CLOEXEC keeps the handle from child processes.
        var closeOnExec = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;
        int handle, error;
        do
        {
            handle = open(path, closeOnExec);
            error = Marshal.GetLastPInvokeError();
        }
        while (handle < 0 && error == Interrupted);

        return handle >= 0 ? new SafeFileHandle(handle, ownsHandle: true) : throw Failed("open", path, error);
    }

    /// <summary>Takes an exclusive lock, also where .NET's own locks are switched off; false where another has it.</summary>
    public static bool TryLock(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true; // FileShare.None is the operating system's own there
        }

        const int WouldBlockLinux = 11, WouldBlockBsd = 35;
        int result, error;
        do
        {
            result = flock(file, LockExclusiveNow);
            error = Marshal.GetLastPInvokeError();
        }
        while (result != 0 && error == Interrupted);

        return result == 0 || (error is WouldBlockLinux or WouldBlockBsd ? false : throw Failed("flock", path, error));
    }

    private static void Checked(string call, string path, SafeFileHandle handle, Func<SafeFileHandle, int> sync)
    {
        int result, error;
        do
        {
            result = sync(handle);
            error = Marshal.GetLastPInvokeError(); // at once: the next call of anything may change it
        }
        while (result != 0 && error == Interrupted);

        if (result != 0)
        {
            throw Failed(call, path, error);
        }
    }

    private static StoreFailedException Failed(string call, string path, int error) => new(FormattableString.Invariant(
        $"{call} of '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error}). What was written since the last sync may be lost."));

#pragma warning disable IDE1006, SA1300 // the C library's own names
    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(SafeFileHandle file, int command);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int open(string path, int flags);
#pragma warning restore IDE1006, SA1300

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
