namespace ExoRoute.Runtime.Store;

/// <summary>A store in memory, for seeded runs and tests: as the disk's, but a sync costs nothing and a power cut takes all.</summary>
/// <remarks>Zeros at the end of a file take no memory, so that segments may be as long as on a disk. Safe from several threads.</remarks>
public sealed class MemoryMedium(string name = "memory") : IStoreMedium
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Content> _files = new(StringComparer.Ordinal);
    private bool _locked;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        var start = folder.Length == 0 ? "" : folder + "/";
        lock (_gate)
        {
            return [.. _files.Keys
                .Where(file => file.StartsWith(start, StringComparison.Ordinal) && !file.AsSpan(start.Length).Contains('/'))
                .Select(file => file[start.Length..])];
        }
    }

    /// <inheritdoc/>
    public IStoreFile Open(string name, StoreFileAccess access)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(name, out var content))
            {
                if (access == StoreFileAccess.Read)
                {
                    throw new FileNotFoundException($"'{Name}' holds no file '{name}'.", name);
                }

                _files[name] = content = new();
            }

            if (access == StoreFileAccess.Replace)
            {
                content.Truncate(0);
            }

            return new Handle(content);
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            if (!_files.Remove(from, out var content))
            {
                throw new FileNotFoundException($"'{Name}' holds no file '{from}'.", from);
            }

            _files[to] = content;
        }
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
    }

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        lock (_gate)
        {
            if (_locked)
            {
                throw new StoreLockedException($"The store '{Name}' is open for writing already: one writer at a time; close the other one first.");
            }

            _locked = true;
            return new Unlock(this);
        }
    }

    private sealed class Unlock(MemoryMedium medium) : IDisposable
    {
        public void Dispose()
        {
            lock (medium._gate)
            {
                medium._locked = false;
            }
        }
    }

    private sealed class Handle(Content content) : IStoreFile
    {
        public long Length => content.Length;

        public int Read(long offset, Span<byte> into) => content.Read(offset, into);

        public int Write(long offset, ReadOnlySpan<byte> bytes) => content.Write(offset, bytes);

        public void Truncate(long length) => content.Truncate(length);

        public void ZeroFillTo(long length) => content.ZeroFillTo(length);

        public void Sync()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Content
    {
        private readonly Lock _gate = new();
        private byte[] _bytes = [];
        private int _used; // bytes behind it, up to Length, are zeros that take no memory
        private long _length;

        public long Length
        {
            get
            {
                lock (_gate)
                {
                    return _length;
                }
            }
        }

        public int Read(long offset, Span<byte> into)
        {
            lock (_gate)
            {
                var count = (int)Math.Min(into.Length, Math.Max(0, _length - offset));
                var stored = (int)Math.Min(count, Math.Max(0, _used - offset));
                if (stored > 0)
                {
                    _bytes.AsSpan((int)offset, stored).CopyTo(into);
                }

                into[stored..count].Clear();
                return count;
            }
        }

        public int Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (_gate)
            {
                var end = checked((int)(offset + bytes.Length));
                _length = Math.Max(_length, end);
                if (_bytes.Length < end)
                {
                    Array.Resize(ref _bytes, Math.Max(end, Math.Max(4096, 2 * _bytes.Length)));
                }

                bytes.CopyTo(_bytes.AsSpan((int)offset));
                _used = Math.Max(_used, end);
                return bytes.Length;
            }
        }

        public void ZeroFillTo(long length)
        {
            lock (_gate)
            {
                _length = Math.Max(_length, length);
            }
        }

        public void Truncate(long length)
        {
            lock (_gate)
            {
                _length = Math.Min(_length, length);
                if (_used > _length)
                {
                    _bytes.AsSpan((int)_length, _used - (int)_length).Clear();
                    _used = (int)_length;
                }
            }
        }
    }
}
