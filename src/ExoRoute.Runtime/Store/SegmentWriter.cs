using ExoRoute.Store;

namespace ExoRoute.Runtime.Store;

/// <summary>Writes sealed frames into segments, one behind the other. Used by one thread at a time.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int Step = 1 << 20;
    private readonly IStoreMedium _medium;
    private readonly StoreSettings _settings;
    private readonly List<IStoreFile> _unsynced = []; // full segments of the page-cache grade: kept open, so that their sync hears of every error
    private IStoreFile _file;
    private long _offset, _capacity, _filled;

    private SegmentWriter(IStoreMedium medium, StoreSettings settings, DeltaStore chain, IStoreFile file, long offset)
    {
        (_medium, _settings, Chain, _file, _offset) = (medium, settings, chain, file, offset);
        _capacity = Math.Max(settings.SegmentBytes, file.Length);
        _filled = file.Length;
    }

    /// <summary>The chain that is written.</summary>
    public DeltaStore Chain { get; }

    /// <summary>Goes on behind the last frame, or begins the first segment.</summary>
    public static SegmentWriter Open(IStoreMedium medium, StoreSettings settings, DeltaStore chain, string? segment, long offset)
    {
        var file = medium.Open(segment ?? StoreFiles.SegmentName(chain.Count), StoreFileAccess.Write);
        try
        {
            var writer = new SegmentWriter(medium, settings, chain, file, offset);
            writer.Fill(offset);
            file.Sync();
            medium.SyncFolder(StoreFiles.Wal);
            return writer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a frame. Where there is no space nothing counts as written, and the same frame may be tried again.</summary>
    public void Write(ReadOnlySpan<byte> frame, long firstIndex)
    {
        if (_offset + frame.Length > _capacity)
        {
            Roll(firstIndex, frame.Length);
        }

        Fill(_offset + frame.Length);
        _file.WriteAll(_offset, frame);
        _offset += frame.Length;
    }

    /// <summary>Makes all that was written durable.</summary>
    public void Sync()
    {
        foreach (var full in _unsynced)
        {
            full.Sync();
            full.Dispose();
        }

        if (_unsynced.Count > 0)
        {
            _unsynced.Clear();
            _medium.SyncFolder(StoreFiles.Wal);
        }

        _file.Sync();
    }

    /// <summary>Marks what the store holds; all of it must be durable. Over the old mark at once, so that there is always one.</summary>
    public void WriteMark() => WriteMark(_medium, StoreMark.Of(Chain));

    internal static void WriteMark(IStoreMedium medium, StoreMark mark)
    {
        const string Fresh = StoreFiles.Mark + ".new";
        Span<byte> bytes = stackalloc byte[StoreMark.Bytes];
        mark.Write(bytes);
        using (var file = medium.Open(Fresh, StoreFileAccess.Replace))
        {
            file.WriteAll(0, bytes);
            file.Sync();
        }

        medium.Rename(Fresh, StoreFiles.Mark);
        medium.SyncFolder("");
    }

    public void Dispose()
    {
        _unsynced.ForEach(full => full.Dispose());
        _file.Dispose();
    }

    // On the disk grade every segment was synced before the next begins: each commit ends with a sync.
    private void Roll(long firstIndex, int frameBytes)
    {
        var next = _medium.Open(StoreFiles.SegmentName(firstIndex), StoreFileAccess.Write);
        try
        {
            if (_settings.Durability == Durability.Disk)
            {
                next.ZeroFillTo(Math.Max(_settings.SegmentBytes, frameBytes));
                next.Sync();
                _medium.SyncFolder(StoreFiles.Wal);
                _file.Dispose();
            }
            else
            {
                _unsynced.Add(_file);
            }
        }
        catch
        {
            next.Dispose();
            throw;
        }

        (_file, _offset, _filled) = (next, 0, next.Length);
        _capacity = Math.Max(_settings.SegmentBytes, Math.Max(frameBytes, _filled));
    }

    // Disk: the whole segment at once, so that a commit's sync has no metadata to write. Page cache: a step ahead of the frames.
    private void Fill(long needed)
    {
        if (needed > _filled || (_filled < _capacity && _settings.Durability == Durability.Disk))
        {
            var ahead = _settings.Durability == Durability.Disk ? _capacity : Math.Min(_capacity, (needed / Step * Step) + Step);
            _file.ZeroFillTo(ahead);
            _filled = ahead;
        }
    }
}
