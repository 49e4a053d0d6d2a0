using System.Diagnostics;
using ExoRoute.Encoding;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Benchmarks.Deciding;

/// <summary>What a store's replay took.</summary>
/// <param name="Source">Where the inputs are from.</param>
/// <param name="Inputs">Inputs in it.</param>
/// <param name="Decisions">Decisions in it.</param>
/// <param name="BytesPerInput">Bytes of an input, on average.</param>
/// <param name="PerSecond">Inputs per second; the median of the rounds.</param>
/// <param name="Read">The share of the time that reading and checking the chain alone takes.</param>
/// <param name="Decode">The share that decoding takes.</param>
internal sealed record ReplayFigure(string Source, long Inputs, long Decisions, long BytesPerInput, double PerSecond, double Read, double Decode);

/// <summary>Inputs per second of a whole replay: chain and tree checked, decoded, decided again, encoded, compared, hashed.</summary>
internal static class ReplayRate
{
    public static ReplayFigure Run(string source, IStoreMedium medium, int rounds)
    {
        var (read, decoded, folded) = (new List<double>(), new List<double>(), new List<double>());
        var fold = new ReplayFold();
        var decoder = new RecordDecoder();
        for (var round = -2; round < rounds; round++)
        {
            Time(round, read, () =>
            {
                foreach (var _ in StoreReader.Read(medium))
                {
                }
            });
            Time(round, decoded, () =>
            {
                foreach (var entry in StoreReader.Read(medium))
                {
                    decoder.Decode(entry.Bytes);
                }
            });
            Time(round, folded, () => fold = ReplayFold.Run(StoreReader.Read(medium)));
            if (fold.Divergence is { } divergence)
            {
                throw new InvalidOperationException($"The replay differs, so nothing was measured: {divergence.Text}");
            }
        }

        // Shares of the fastest rounds: what others do on the machine is least in them.
        var whole = folded.Min();
        return new(
            source, fold.Inputs, fold.Decisions, fold.Bytes.Inputs / fold.Inputs, fold.Inputs / Figures.Median(folded), read.Min() / whole,
            (decoded.Min() - read.Min()) / whole);
    }

    // The first rounds warm up.
    private static void Time(int round, List<double> into, Action what)
    {
        var begun = Stopwatch.GetTimestamp();
        what();
        if (round >= 0)
        {
            into.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
    }
}
