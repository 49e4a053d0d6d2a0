using ExoRoute.Benchmarks.Exchanging;
using ExoRoute.Benchmarks.Taking;
using ExoRoute.Problems;
using ExoRoute.Solving;
using ScottPlot;

namespace ExoRoute.Benchmarks.Reports;

/// <summary>Time against size on logarithmic axes, one line for what grows: its slope is the power.</summary>
internal static class ScalingPlot
{
    /// <summary>What grows, its sizes, and the time of each in nanoseconds of the thread.</summary>
    internal sealed record Series(string Name, int[] Sizes, double[] Times)
    {
        /// <summary>The power of the size that fits the times best, by least squares of the logarithms.</summary>
        public double Slope
        {
            get
            {
                double[] x = [.. Sizes.Select(size => Math.Log10(size))], y = [.. Times.Select(Math.Log10)];
                var (meanX, meanY) = (x.Average(), y.Average());
                return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
            }
        }
    }

    public static IReadOnlyList<Series> Measure(bool quick, Action<string> say)
    {
        say("scaling");
        var rounds = quick ? 11 : 31;
        return
        [
            Of("venues V, 50 levels each", [10, 20, 50, 100, 200, 500, 1_000], size => Taker(new(size, 50), rounds)),
            Of("levels K, at 16 venues", [10, 20, 50, 100, 200, 500, 1_000], size => Taker(new(16, size), rounds)),
            Of("desks, over 16 x 50", [5, 10, 20, 50, 100, 200], size => DeskRace.Time(new(size, 16, 50, Tight: false), rounds)),
            Of("instruments, each 20 x 20", [5, 10, 20, 50, 100, 200], size => ExchangeRace.BasketTime(new(size, 20, 20), rounds)),
            Of("pools m, over sqrt m tokens", [30, 100, 300, 1_000, 3_000, 10_000], size => ExchangeRace.PoolTime(size, rounds)),
        ];
    }

    public static void Save(IEnumerable<Series> all, string file)
    {
        using var plot = new Plot();
        foreach (var series in all)
        {
            var line = plot.Add.Scatter(series.Sizes.Select(size => Math.Log10(size)).ToArray(), series.Times.Select(time => Math.Log10(time / 1_000)).ToArray());
            (line.LegendText, line.LineWidth, line.MarkerSize) = (FormattableString.Invariant($"{series.Name}: slope {series.Slope:F2}"), 2, 8);
        }

        plot.Axes.Left.TickGenerator = CostPlot.Decades(-1, 6);
        plot.Axes.Bottom.TickGenerator = CostPlot.Decades(0, 4);
        plot.YLabel("microseconds of one thread");
        plot.XLabel("size");
        plot.Title("Solved from nothing: time against size");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(file, 1_000, 500);
    }

    private static Series Of(string name, int[] sizes, Func<int, double> time) => new(name, sizes, [.. sizes.Select(time)]);

    // Ladders, problem, solution and proof made anew for half of the depth.
    private static double Taker(BookSize size, int rounds)
    {
        var ladders = CanonicalBooks.Make(size);
        var wanted = new Lots(CanonicalBooks.Wanted(ladders));
        void Solve() => Solver.Solve([.. ladders.Select(rungs => new LadderProblem(new("v"), rungs))], wanted, SolverSettings.Default);
        return Rounds.ThreadMedians(rounds, (Solve, Math.Max(8, 20_000 / (size.Venues * size.Levels))))[0];
    }
}
