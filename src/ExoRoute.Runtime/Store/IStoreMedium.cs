namespace ExoRoute.Runtime.Store;

/// <summary>Where a store's files lie: the port between the store and a disk, memory, or a medium that fails on purpose.</summary>
/// <remarks>
/// Names are relative, with forward slashes ("wal/00000000000000000000.xrw"); folders are made as needed. Contents are durable after
/// <see cref="IStoreFile.Sync"/>, names after <see cref="SyncFolder"/>. Errors: <see cref="StoreFullException"/> where there is no space,
/// <see cref="StoreFailedException"/> for all else that a disk says. Implementations may be used from two threads, never on one file at once.
/// </remarks>
public interface IStoreMedium
{
    /// <summary>What the medium is called in messages (a path).</summary>
    string Name { get; }

    /// <summary>Names of the files in a folder, without it, in ordinal order; empty where there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Opens a file.</summary>
    /// <param name="name">Relative to the medium.</param>
    /// <param name="access">Whether it is written, and whether it may be new.</param>
    /// <exception cref="FileNotFoundException">There is no such file, and it was not to be made.</exception>
    IStoreFile Open(string name, StoreFileAccess access);

    /// <summary>Gives a file another name, at once and over any file of that name.</summary>
    void Rename(string from, string to);

    /// <summary>Makes the names in a folder ("" the top) durable.</summary>
    void SyncFolder(string folder);

    /// <summary>Takes the one lock for writing; given back by <see cref="IDisposable.Dispose"/> or the end of the process.</summary>
    /// <exception cref="StoreLockedException">Another writer has it.</exception>
    IDisposable Lock();
}

/// <summary>What a file is opened for.</summary>
public enum StoreFileAccess : byte
{
    /// <summary>Reading a file that is there.</summary>
    Read,

    /// <summary>Writing; it is made where it is not there.</summary>
    Write,

    /// <summary>Writing from empty, whatever was there.</summary>
    Replace,
}

/// <summary>One file of a medium. Not thread-safe.</summary>
public interface IStoreFile : IDisposable
{
    /// <summary>Its length, in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to all of <paramref name="into"/>; 0 at the end of the file only.</summary>
    int Read(long offset, Span<byte> into);

    /// <summary>Writes some of <paramref name="bytes"/>, at least one, and says how many; see <see cref="StoreFiles.WriteAll"/>.</summary>
    int Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file to <paramref name="length"/>.</summary>
    void Truncate(long length);

    /// <summary>Appends zeros up to <paramref name="length"/>, on the medium and not only in its books; a longer file stays as it is.</summary>
    void ZeroFillTo(long length);

    /// <summary>Makes contents and length durable; returns only when that is so.</summary>
    void Sync();
}

/// <summary>What can be done with any medium's files.</summary>
public static class StoreFiles
{
    /// <summary>Folder of the segments.</summary>
    internal const string Wal = "wal";

    /// <summary>Name of the mark.</summary>
    internal const string Mark = "MARK";

    /// <summary>Ending of a segment.</summary>
    internal const string SegmentEnding = ".xrw";

    private const int Digits = 20;

    /// <summary>Writes all bytes, however few the medium takes at a time.</summary>
    public static void WriteAll(this IStoreFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = file.Write(offset, bytes);
            offset += written;
            bytes = bytes[written..];
        }
    }

    /// <summary>Reads until <paramref name="into"/> is full or the file ends; the number of bytes read.</summary>
    public static int ReadAll(this IStoreFile file, long offset, Span<byte> into)
    {
        var got = 0;
        while (got < into.Length && file.Read(offset + got, into[got..]) is > 0 and var more)
        {
            got += more;
        }

        return got;
    }

    internal static string SegmentName(long firstIndex) => FormattableString.Invariant($"{Wal}/{firstIndex:d20}{SegmentEnding}");

    /// <summary>What stands beside the segments because it was cut off: torn tails, and segments cut by hand; by name.</summary>
    internal static List<string> SetAside(this IStoreMedium medium) =>
        [.. medium.List(Wal).Where(static name => name.Contains(".torn-", StringComparison.Ordinal) || name.EndsWith(SegmentEnding + ".cut", StringComparison.Ordinal))];

    /// <summary>The segments' first indices, ascending. Names that end like a segment's but are none are <paramref name="strangers"/>.</summary>
    internal static List<long> Segments(this IStoreMedium medium, out List<string> strangers)
    {
        (var firsts, strangers) = (new List<long>(), []);
        foreach (var name in medium.List(Wal))
        {
            if (!name.EndsWith(SegmentEnding, StringComparison.Ordinal))
            {
                continue;
            }

            var digits = name.AsSpan(0, name.Length - SegmentEnding.Length);
            if (digits.Length == Digits && !digits.ContainsAnyExceptInRange('0', '9')
                && long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var first))
            {
                firsts.Add(first);
            }
            else
            {
                strangers.Add(name);
            }
        }

        return firsts; // 20 digits: the order of the names is the order of the numbers
    }
}
