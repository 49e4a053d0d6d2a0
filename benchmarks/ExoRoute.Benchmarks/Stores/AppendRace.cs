using System.Diagnostics;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Benchmarks.Stores;

/// <summary>Records appended per second, in groups, each group durable before the next: stores side by side, round by round.</summary>
internal static class AppendRace
{
    public const int RecordBytes = 256;
    public const int Group = 1_000;

    private static readonly (string Name, Func<string, IRacer> Open)[] Racers =
    [
        ("ExoRoute, disk, next group appended meanwhile", folder => new ExoRouteRacer(folder, Durability.Disk, ahead: true)),
        ("ExoRoute, disk", folder => new ExoRouteRacer(folder, Durability.Disk, ahead: false)),
        ("ExoRoute, page cache", folder => new ExoRouteRacer(folder, Durability.PageCache, ahead: false)),
        ("FasterLog", folder => new FasterLogRacer(folder, fast: false)),
        ("FasterLog, fast commit", folder => new FasterLogRacer(folder, fast: true)),
        ("SQLite, WAL, FULL", folder => new SqliteRacer(folder)),
        ("RocksDB, batch, sync", folder => new RocksDbRacer(folder)),
    ];

    /// <summary>Median records per second of each, with the least and the most.</summary>
    public static IReadOnlyList<(string Name, double Median, double Least, double Most)> Run(int records, int rounds, Action<string> say)
    {
        var made = new byte[Group][];
        var random = new SeededRandom(5);
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = new byte[RecordBytes];
            for (var at = 0; at < RecordBytes; at += 8)
            {
                BitConverter.TryWriteBytes(made[i].AsSpan(at), random.Next());
            }
        }

        var rates = Racers.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var racer = 0; racer < Racers.Length; racer++)
            {
                var folder = Directory.CreateTempSubdirectory("exoroute-append-");
                try
                {
                    var rate = Once(Racers[racer].Open, folder.FullName, made, round < 0 ? Group * 10 : records);
                    if (round >= 0)
                    {
                        rates[racer].Add(rate);
                    }
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            }

            say(FormattableString.Invariant($"append: round {round + 1} of {rounds}"));
        }

        return [.. Racers.Zip(rates, (racer, rate) => (racer.Name, Figures.Median(rate), rate.Min(), rate.Max()))];
    }

    private static double Once(Func<string, IRacer> open, string folder, byte[][] made, int records)
    {
        using var racer = open(folder);
        var begun = Stopwatch.GetTimestamp();
        for (var done = 0; done < records; done += made.Length)
        {
            foreach (var record in made)
            {
                racer.Append(record);
            }

            racer.Commit();
        }

        racer.Commit(); // waits for a group that was still on its way
        return records / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
