using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ExoRoute.Benchmarks.Taking;
using Perfolizer.Horology;

namespace ExoRoute.Benchmarks.Reports;

/// <summary>One benchmark's figure.</summary>
/// <param name="Method">The benchmark method's name.</param>
/// <param name="Size">Its book size; <c>default</c> where it has none.</param>
/// <param name="Depth">Its book's depth; 0 where it has none.</param>
/// <param name="Nanoseconds">The median.</param>
/// <param name="Bytes">Bytes allocated an operation.</param>
internal sealed record MicroFigure(string Method, BookSize Size, int Depth, double Nanoseconds, long Bytes);

/// <summary>Runs a class of benchmarks in this process, long or short.</summary>
internal static class Micro
{
    public static IReadOnlyList<MicroFigure> Run<T>(bool quick, Action<string> say)
    {
        say(typeof(T).Name);
        // Many warm-ups, for the JIT optimises in the background, twice.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(BenchmarkDotNet.Engines.RunStrategy.Throughput)
            .WithWarmupCount(12).WithIterationCount(quick ? 5 : 15).WithIterationTime(TimeInterval.FromMilliseconds(quick ? 50 : 200))
            .WithUnrollFactor(1);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "exoroute-benchmarks"));
        var summary = BenchmarkRunner.Run<T>(config);
        return [.. summary.Reports.Select(report => report.ResultStatistics is { } statistics
            ? new MicroFigure(
                report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
                report.BenchmarkCase.Parameters["Size"] is BookSize size ? size : default,
                report.BenchmarkCase.Parameters["Depth"] is int depth ? depth : 0,
                statistics.Median,
                report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)
            : throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run: {string.Join(' ', report.ExecuteResults.SelectMany(result => result.Errors))}"))];
    }
}
