using System.Diagnostics;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Benchmarks.Deciding;

/// <summary>What a store's replay took.</summary>
/// <param name="Source">Where the inputs are from.</param>
/// <param name="Inputs">Inputs in it.</param>
/// <param name="Decisions">Decisions in it.</param>
/// <param name="BytesPerInput">Bytes of an input, on average.</param>
/// <param name="PerSecond">Inputs per second; the median of the rounds.</param>
internal sealed record ReplayFigure(string Source, long Inputs, long Decisions, long BytesPerInput, double PerSecond);

/// <summary>Inputs per second of a whole replay: chain and tree checked, decoded, decided again, encoded, compared, hashed.</summary>
internal static class ReplayRate
{
    public static ReplayFigure Run(string source, IStoreMedium medium, int rounds)
    {
        var rates = new List<double>();
        var fold = ReplayFold.Run(StoreReader.Read(medium));
        for (var round = 0; round < rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            fold = ReplayFold.Run(StoreReader.Read(medium));
            rates.Add(fold.Inputs / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            if (fold.Divergence is { } divergence)
            {
                throw new InvalidOperationException($"The replay differs, so nothing was measured: {divergence.Text}");
            }
        }

        return new(source, fold.Inputs, fold.Decisions, fold.Bytes.Inputs / fold.Inputs, Figures.Median(rates));
    }
}
