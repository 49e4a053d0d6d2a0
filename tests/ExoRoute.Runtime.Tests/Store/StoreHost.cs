using System.Diagnostics;
using System.Runtime.CompilerServices;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Tests.Store;

/// <summary>A process of its own that writes a real store: this test program itself, when the variable tells it to.</summary>
internal static class StoreHost
{
    private const string Variable = "EXOROUTE_TEST_STORE_HOST";

    /// <summary>Where the host is asked for, it runs instead of the tests.</summary>
    [ModuleInitializer]
    internal static void RunInstead()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is [var what, var directory, var durability, var count])
        {
            Run(what, directory, Enum.Parse<Durability>(durability), long.Parse(count));
            Environment.Exit(0);
        }
    }

    /// <summary>This test program as a command: itself, or dotnet with it.</summary>
    public static string[] Itself => Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "dotnet"
        ? [program, typeof(StoreHost).Assembly.Location]
        : [Environment.ProcessPath!];

    /// <summary>Starts a host, perhaps under another program.</summary>
    public static Process Start(string what, string directory, Durability durability, long count, params string[] under)
    {
        var command = (string[])[.. under, .. Itself];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment[Variable] = $"{what}|{directory}|{durability}|{count}";
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>What a host says until it ends.</summary>
    public static string[] Lines(Process host)
    {
        using (host)
        {
            var errors = host.StandardError.ReadToEndAsync();
            var lines = host.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            host.WaitForExit();
            return [.. lines, .. errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "stderr: " + line)];
        }
    }

    private static void Run(string what, string directory, Durability durability, long count)
    {
        if (what == "sync")
        {
            CompareSyncs(directory);
            return;
        }

        var settings = SmallStores.Settings with { Durability = durability, SegmentBytes = 1 << 16 };
        try
        {
            using var medium = new FileMedium(directory);
            using var store = RecordStore.Open(medium, settings);
            Say($"OPEN {store.Count}");
            for (var i = store.Count; i < count; i++)
            {
                store.Append(SmallStores.Record(i));
                while (!TryFlush(store))
                {
                    File.Delete(Path.Combine(directory, "ballast")); // makes space where a test put one
                }

                Say($"ACK {i}");
            }

            Say("DONE");
        }
        catch (Exception thrown)
        {
            Say($"REFUSED {thrown.GetType().Name} {thrown.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static bool TryFlush(RecordStore store)
    {
        try
        {
            store.Flush();
            return true;
        }
        catch (StoreFullException)
        {
            Say("FULL");
            return false;
        }
        catch (StoreFailedException)
        {
            Say("FAILED");
            store.Flush(); // the next sync would succeed; the store must not believe it
            Say("BELIEVED");
            return true;
        }
    }

    // Each on its own handle, under a tracer that makes every sync fail.
    private static void CompareSyncs(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, sync) in ((string, Action<Microsoft.Win32.SafeHandles.SafeFileHandle>)[])[("BCL", RandomAccess.FlushToDisk), ("OURS", file => NativeSync.File(file, "file")), ("FOLDER", file => NativeSync.Directory(file, "folder"))])
        {
            using var handle = File.OpenHandle(Path.Combine(directory, name), FileMode.Create, FileAccess.ReadWrite);
            RandomAccess.Write(handle, [1], 0);
            try
            {
                sync(handle);
                Say($"{name} returned");
            }
            catch (IOException thrown)
            {
                Say($"{name} threw {thrown.Message}");
            }
        }
    }

    private static void Say(string line)
    {
        Console.Out.Write(line + "\n"); // one write, so that a kill leaves no half line behind an acknowledged record
        Console.Out.Flush();
    }
}
