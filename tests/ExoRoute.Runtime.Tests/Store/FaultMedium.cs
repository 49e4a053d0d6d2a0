using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Tests.Store;

/// <summary>A medium that fails on purpose and remembers what a power cut may leave: contents are safe after a sync of the file, names after a sync of the folder, all else in any mixture.</summary>
internal sealed class FaultMedium : IStoreMedium
{
    private const int Sector = 512;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Content> _durableNames = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Content> _names = new(StringComparer.Ordinal);
    private bool _locked;

    public string Name => "faulty";

    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>Called before each operation.</summary>
    public Action? Before { get; set; }

    /// <summary>Syncs of files that fail: their numbers from 1.</summary>
    public HashSet<int> FailingSyncs { get; } = [];

    public int Syncs { get; private set; }

    /// <summary>Bytes that may still be written; a write that needs more writes what fits and fails.</summary>
    public long Space { get; set; } = long.MaxValue;

    /// <summary>Where set, a write takes a part only.</summary>
    public Random? ShortWrites { get; set; }

    public static FaultMedium Of(SortedDictionary<string, byte[]> image)
    {
        var medium = new FaultMedium();
        foreach (var (name, bytes) in image)
        {
            medium._names[name] = medium._durableNames[name] = new Content { Now = [.. bytes], Durable = [.. bytes] };
        }

        return medium;
    }

    /// <summary>What a power cut now may leave.</summary>
    public SortedDictionary<string, byte[]> PowerCut(Random random)
    {
        lock (_gate)
        {
            var image = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var name in _names.Keys.Union(_durableNames.Keys))
            {
                var (now, durable) = (_names.GetValueOrDefault(name), _durableNames.GetValueOrDefault(name));
                if ((ReferenceEquals(now, durable) || random.Next(2) == 0 ? now : durable) is { } content)
                {
                    image[name] = content.AfterPowerCut(random);
                }
            }

            return image;
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        var start = folder.Length == 0 ? "" : folder + "/";
        lock (_gate)
        {
            return [.. _names.Keys.Where(name => name.StartsWith(start, StringComparison.Ordinal) && !name[start.Length..].Contains('/')).Select(name => name[start.Length..])];
        }
    }

    public IStoreFile Open(string name, StoreFileAccess access)
    {
        Operation();
        lock (_gate)
        {
            if (!_names.TryGetValue(name, out var content))
            {
                if (access == StoreFileAccess.Read)
                {
                    throw new FileNotFoundException(name);
                }

                _names[name] = content = new();
            }

            if (access == StoreFileAccess.Replace)
            {
                content.Truncate(0);
            }

            return new Handle(this, content);
        }
    }

    public void Rename(string from, string to)
    {
        Operation();
        lock (_gate)
        {
            _names.Remove(from, out var content).Should().BeTrue();
            _names[to] = content!;
        }
    }

    public void SyncFolder(string folder)
    {
        Operation();
        lock (_gate)
        {
            bool In(string name) => (folder.Length == 0 ? "" : folder + "/") is var start && name.StartsWith(start, StringComparison.Ordinal) && !name[start.Length..].Contains('/');
            foreach (var gone in _durableNames.Keys.Where(name => In(name) && !_names.ContainsKey(name)).ToList())
            {
                _durableNames.Remove(gone);
            }

            foreach (var (name, content) in _names.Where(file => In(file.Key)))
            {
                _durableNames[name] = content;
            }
        }
    }

    public IDisposable Lock()
    {
        _locked = _locked ? throw new StoreLockedException("locked") : true;
        return new Unlock(this);
    }

    private void Operation()
    {
        Before?.Invoke();
        Operations++;
    }

    private sealed class Unlock(FaultMedium medium) : IDisposable
    {
        public void Dispose() => medium._locked = false;
    }

    private sealed class Handle(FaultMedium medium, Content content) : IStoreFile
    {
        public long Length => content.Now.Count;

        public int Read(long offset, Span<byte> into)
        {
            var count = (int)Math.Clamp(content.Now.Count - offset, 0, into.Length);
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content.Now).Slice((int)Math.Min(offset, content.Now.Count), count).CopyTo(into);
            return count;
        }

        public int Write(long offset, ReadOnlySpan<byte> bytes)
        {
            medium.Operation();
            var count = (int)Math.Min(medium.ShortWrites?.Next(1, bytes.Length + 1) ?? bytes.Length, medium.Space);
            if (count == 0)
            {
                throw new StoreFullException("no space left on the faulty medium");
            }

            medium.Space -= count;
            lock (medium._gate)
            {
                content.Write(offset, bytes[..count].ToArray());
            }

            return count;
        }

        public void Truncate(long length)
        {
            medium.Operation();
            lock (medium._gate)
            {
                content.Truncate(length);
            }
        }

        public void ZeroFillTo(long length)
        {
            while (Length < length)
            {
                Write(Length, new byte[Math.Min(1024, length - Length)]);
            }
        }

        public void Sync()
        {
            medium.Operation();
            if (medium.FailingSyncs.Contains(++medium.Syncs))
            {
                throw new StoreFailedException("EIO of the faulty medium");
            }

            lock (medium._gate)
            {
                content.Sync();
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class Content
    {
        private readonly List<(long Offset, byte[]? Bytes)> _unsynced = []; // no bytes: a cut

        public List<byte> Now { get; init; } = [];

        public byte[] Durable { get; set; } = [];

        public void Write(long offset, byte[] bytes)
        {
            Apply(Now, offset, bytes);
            _unsynced.Add((offset, bytes));
        }

        public void Truncate(long length)
        {
            if (length < Now.Count)
            {
                Now.RemoveRange((int)length, Now.Count - (int)length);
                _unsynced.Add((length, null));
            }
        }

        public void Sync()
        {
            Durable = [.. Now];
            _unsynced.Clear();
        }

        public byte[] AfterPowerCut(Random random)
        {
            var (bytes, mood) = (new List<byte>(Durable), random.Next(3)); // most lost, most kept, half of each
            foreach (var (offset, written) in _unsynced)
            {
                if (random.Next(10) < 1 + (mood * 4))
                {
                    if (written is null)
                    {
                        bytes.RemoveRange((int)Math.Min(offset, bytes.Count), bytes.Count - (int)Math.Min(offset, bytes.Count));
                        continue;
                    }

                    for (var at = 0; at < written.Length;)
                    {
                        var part = (int)Math.Min(Sector - ((offset + at) % Sector), written.Length - at); // a sector is written whole or not at all
                        if (random.Next(4) > 0)
                        {
                            Apply(bytes, offset + at, written.AsSpan(at, part).ToArray());
                        }

                        at += part;
                    }
                }
            }

            return [.. bytes];
        }

        private static void Apply(List<byte> to, long offset, byte[] bytes)
        {
            while (to.Count < offset + bytes.Length)
            {
                to.Add(0);
            }

            bytes.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(to)[(int)offset..]);
        }
    }
}
