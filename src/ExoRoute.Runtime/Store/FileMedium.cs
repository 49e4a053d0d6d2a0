using Microsoft.Win32.SafeHandles;

namespace ExoRoute.Runtime.Store;

/// <summary>A store in a directory of a disk.</summary>
/// <remarks>
/// Written with positioned writes and synced by the operating system's own calls (see <c>NativeSync</c>). Directories are opened before
/// names in them change and kept open until <see cref="Dispose"/>: a handle opened later may not hear of an error.
/// </remarks>
public sealed class FileMedium : IStoreMedium, IDisposable
{
    private const string LockName = "LOCK";
    private static readonly byte[] Zeros = new byte[1 << 20];

    private readonly string _top;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SafeFileHandle> _folders = new(StringComparer.Ordinal);

    /// <summary>The store in this directory. Nothing is touched yet: reading never makes a directory, writing does.</summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public FileMedium(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _top = Path.GetFullPath(directory);
        Name = directory;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        var path = Path.Combine(_top, folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <inheritdoc/>
    public IStoreFile Open(string name, StoreFileAccess access)
    {
        var path = Path.Combine(_top, name);
        if (access == StoreFileAccess.Read)
        {
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"'{_top}' holds no file '{name}'.", path);
            }

            return Guarded(path, () => new OnDisk(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
        }

        Folder(Path.GetDirectoryName(name) ?? "");
        return Guarded(path, () =>
        {
            var mode = access == StoreFileAccess.Replace ? FileMode.Create : FileMode.OpenOrCreate;
            return new OnDisk(path, File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        });
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        Folder(Path.GetDirectoryName(to) ?? "");
        var path = Path.Combine(_top, to);
        Guarded(path, () =>
        {
            File.Move(Path.Combine(_top, from), path, overwrite: true);
            return 0;
        });
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder) => NativeSync.Directory(Folder(folder), Path.Combine(_top, folder));

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        Folder("");
        var path = Path.Combine(_top, LockName);
        FileStream? held = null;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (NativeSync.TryLock(held.SafeFileHandle, path))
            {
                return held;
            }
        }
        catch (IOException taken) when (taken is not StoreFailedException)
        {
            throw Locked(path, taken);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StoreFailedException($"'{path}' cannot be opened for writing: {refused.Message} Give this process the right to write there, or open the store for reading.", refused);
        }

        held.Dispose();
        throw Locked(path, null);
    }

    /// <summary>Closes the directories.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (_, handle) in _folders)
            {
                handle.Dispose();
            }

            _folders.Clear();
        }
    }

    private static StoreLockedException Locked(string path, Exception? inner) =>
        new($"The store is open for writing already: another writer holds '{path}'. One writer at a time; end the other one first, or open the store for reading.", inner);

    // Made where it is not there, and then its own name is made durable in the folder above.
    private SafeFileHandle Folder(string folder)
    {
        lock (_gate)
        {
            if (_folders.TryGetValue(folder, out var known))
            {
                return known;
            }

            var path = folder.Length == 0 ? _top : Path.Combine(_top, folder);
            var isNew = !Directory.Exists(path);
            Guarded(path, () => Directory.CreateDirectory(path));
            if (isNew && Path.GetDirectoryName(path) is { Length: > 0 } above)
            {
                using var handle = NativeSync.OpenDirectory(above);
                NativeSync.Directory(handle, above);
            }

            return _folders[folder] = NativeSync.OpenDirectory(path);
        }
    }

    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception thrown) when (thrown is (IOException and not StoreFailedException) or UnauthorizedAccessException)
        {
            throw Told(path, thrown);
        }
    }

    private static IOException Told(string path, Exception thrown)
    {
        // .NET leaves the operating system's own number in HResult: ENOSPC is 28 everywhere, EDQUOT 122 on Linux and 69 on macOS.
        const int NoSpace = 28, QuotaLinux = 122, QuotaMac = 69, WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);
        return thrown.HResult is NoSpace or QuotaLinux or QuotaMac or WindowsDiskFull or WindowsHandleDiskFull
            ? new StoreFullException($"No space for '{path}': {thrown.Message} Nothing that waits is lost; make space and flush again.", thrown)
            : new StoreFailedException($"'{path}' failed: {thrown.Message}", thrown);
    }

    private sealed class OnDisk(string path, SafeFileHandle handle) : IStoreFile
    {
        public long Length => Guarded(path, () => RandomAccess.GetLength(handle));

        public int Read(long offset, Span<byte> into)
        {
            try
            {
                return RandomAccess.Read(handle, into, offset);
            }
            catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
            {
                throw Told(path, thrown);
            }
        }

        public int Write(long offset, ReadOnlySpan<byte> bytes)
        {
            try
            {
                RandomAccess.Write(handle, bytes, offset); // loops on short writes itself
                return bytes.Length;
            }
            catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
            {
                throw Told(path, thrown);
            }
        }

        public void Truncate(long length)
        {
            if (length < Length)
            {
                Guarded(path, () =>
                {
                    RandomAccess.SetLength(handle, length);
                    return 0;
                });
            }
        }

        public void ZeroFillTo(long length)
        {
            for (var at = Length; at < length;)
            {
                at += Write(at, Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, length - at)));
            }
        }

        public void Sync() => NativeSync.File(handle, path);

        public void Dispose() => handle.Dispose();
    }
}
