using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using ExoRoute.Encoding;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Tests.Crashes;
using ExoRoute.Tests.Days;

namespace ExoRoute.Tests.Machines;

/// <summary>What this program does as a child process, and how it is started as one.</summary>
internal static class Child
{
    /// <summary>The first argument that makes it a child.</summary>
    public const string Word = "child";

    public static string Assembly => typeof(Child).Assembly.Location;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["days", var store, .. var tapes]:
                foreach (var line in Machine().Concat(Days(store, tapes)))
                {
                    Console.WriteLine(line);
                }

                return 0;
            case ["live", var directory, var durability, var seed]:
                LiveDay.Run(directory, Enum.Parse<Durability>(durability), ulong.Parse(seed, CultureInfo.InvariantCulture));
                return 0;
            default:
                Console.Error.WriteLine($"'{string.Join(' ', args)}' is nothing a child does.");
                return 2;
        }
    }

    /// <summary>This program, as a child under some environment; its output is read by the caller.</summary>
    public static Process Start(IEnumerable<(string Name, string Value)> environment, params string[] args) =>
        Start(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) is "dotnet" ? host : "dotnet", environment, [Assembly, Word, .. args]);

    /// <summary>A program, with its output to be read.</summary>
    public static Process Start(string program, IEnumerable<(string Name, string Value)> environment, IEnumerable<string> args, string folder = "")
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a program's end, and disposes it: its exit code and what it wrote.</summary>
    public static (int Code, string Output, string Errors) Await(Process program)
    {
        using (program)
        {
            var errors = new StringBuilder();
            program.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
            program.BeginErrorReadLine();
            var output = program.StandardOutput.ReadToEnd();
            program.WaitForExit();
            return (program.ExitCode, output, errors.ToString());
        }
    }

    /// <summary>Lines that must be the same on every machine: roots and decision digests of days run here, and of a store replayed here.</summary>
    public static IEnumerable<string> Days(string store, IEnumerable<string> tapes)
    {
        foreach (var seed in (ulong[])[3, 20, 41])
        {
            using var day = Day.Of(SeededDay.Of(seed)).Run();
            yield return Line(FormattableString.Invariant($"day {seed}"), day.Records());
        }

        foreach (var tape in tapes)
        {
            using var day = Day.OfTape(tape).Run();
            yield return Line("tape", day.Records());
        }

        yield return Line("store", [.. StoreReader.Read(new FileMedium(store))]);
    }

    // Lines that tell machines apart: the last bits of what glibc computes, the width of vectors, the culture, the processors.
    private static IEnumerable<string> Machine()
    {
        double[] numbers = [.. Enumerable.Range(1, 4_000).SelectMany(n => (double[])[Math.Exp(n / 777.0), Math.Sin(n), Math.Pow(n, 0.37), Math.Log(n)])];
        yield return "glibc " + Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan())))[..16];
        yield return FormattableString.Invariant($"vector {Vector<double>.Count}");
        yield return $"culture {CultureInfo.CurrentCulture.Name}";
        yield return FormattableString.Invariant($"processors {Environment.ProcessorCount}");
        yield return $"server {System.Runtime.GCSettings.IsServerGC}";
        yield return $"architecture {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}";
    }

    private static string Line(string name, IReadOnlyList<StoredEntry> records)
    {
        var fold = ReplayFold.Run(records);
        using var decisions = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in records)
        {
            if (!RecordDecoder.IsInput(record.Bytes.Span))
            {
                decisions.AppendData(record.Bytes.Span);
            }
        }

        return FormattableString.Invariant(
            $"{name}: {records.Count} records, root {fold.Root}, decisions {Convert.ToHexStringLower(decisions.GetHashAndReset())}, {fold.Divergence?.Text ?? "replay identical"}");
    }
}
