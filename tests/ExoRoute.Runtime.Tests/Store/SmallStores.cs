using System.Text;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Runtime.Tests.Store;

/// <summary>Small stores of known content for the tests.</summary>
internal static class SmallStores
{
    public static readonly StoreId Id = new(0xA5);

    public static StoreSettings Settings { get; } = new() { Id = Id, SegmentBytes = StoreSettings.LeastBytes, MaxFrameBytes = StoreSettings.LeastBytes };

    public static StoreSettings OnDisk { get; } = Settings with { Durability = Durability.Disk };

    /// <summary>Record <paramref name="i"/>: its number and some bytes, 0 to 60 of them.</summary>
    public static byte[] Record(long i) => System.Text.Encoding.ASCII.GetBytes($"record {i} {new string((char)('a' + (i % 26)), (int)(i * 7 % 61))}");

    /// <summary>Appends records in commits of 1, 2, 3, 1, 2, 3, ...</summary>
    public static void Fill(RecordStore store, long until)
    {
        for (var (i, left) = (store.Count, 1L); i < until; i++)
        {
            store.Append(Record(i)).Should().Be(i);
            if (--left == 0)
            {
                store.Flush();
                left = 1 + (i % 3);
            }
        }

        store.Flush();
    }

    public static MemoryMedium Made(long records, StoreSettings? settings = null)
    {
        var medium = new MemoryMedium();
        using var store = RecordStore.Open(medium, settings ?? Settings);
        Fill(store, records);
        return medium;
    }

    public static List<byte[]> Read(IStoreMedium medium) => [.. StoreReader.Read(medium).Select(entry => entry.Bytes.ToArray())];

    public static void ShouldHold(IStoreMedium medium, long records)
    {
        var read = Read(medium);
        read.Should().HaveCount((int)records);
        for (var i = 0; i < read.Count; i++)
        {
            read[i].Should().Equal(Record(i), "record {0} is as it was appended", i);
        }
    }

    public static byte[] Bytes(IStoreMedium medium, string name)
    {
        using var file = medium.Open(name, StoreFileAccess.Read);
        var bytes = new byte[file.Length];
        file.ReadAll(0, bytes);
        return bytes;
    }

    public static void Write(IStoreMedium medium, string name, ReadOnlySpan<byte> bytes)
    {
        using var file = medium.Open(name, StoreFileAccess.Replace);
        file.WriteAll(0, bytes);
    }

    /// <summary>All files by name, as they are now.</summary>
    public static SortedDictionary<string, byte[]> Image(IStoreMedium medium)
    {
        var image = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in medium.List("").Concat(medium.List("wal").Select(file => "wal/" + file)))
        {
            image[name] = Bytes(medium, name);
        }

        return image;
    }

    public static MemoryMedium Of(SortedDictionary<string, byte[]> image)
    {
        var medium = new MemoryMedium();
        foreach (var (name, bytes) in image)
        {
            Write(medium, name, bytes);
        }

        return medium;
    }
}
