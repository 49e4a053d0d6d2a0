using System.Globalization;
using ExoRoute.Benchmarks.Taking;
using ScottPlot;

namespace ExoRoute.Benchmarks.Reports;

/// <summary>Cost against size, both on logarithmic axes.</summary>
internal static class CostPlot
{
    public static void Save(IReadOnlyList<MicroFigure> figures, IEnumerable<(string Method, string Name)> series, string file)
    {
        using var plot = new Plot();
        foreach (var (method, name) in series)
        {
            var points = figures.Where(figure => figure.Method == method).OrderBy(figure => figure.Size.Venues).ToList();
            var line = plot.Add.Scatter(
                points.Select(point => Math.Log10(point.Size.Venues * point.Size.Levels)).ToArray(),
                points.Select(point => Math.Log10(point.Nanoseconds / 1_000)).ToArray());
            (line.LegendText, line.LineWidth, line.MarkerSize) = (name, 2, 8);
        }

        plot.Axes.Left.TickGenerator = Decades(-2, 6);
        plot.Axes.Bottom.SetTicks(
            [.. BookSize.All.Select(size => Math.Log10(size.Venues * size.Levels))], [.. BookSize.All.Select(size => size.ToString())]);
        plot.Axes.SetLimitsY(-1.5, 6);
        plot.YLabel("microseconds");
        plot.XLabel("(venues, levels)");
        plot.Title("Splitting half the depth of all books exactly");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(file, 1_000, 500);
    }

    /// <summary>A tick at each power of ten.</summary>
    internal static ScottPlot.TickGenerators.NumericManual Decades(int from, int to)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var decade = from; decade <= to; decade++)
        {
            ticks.AddMajor(decade, Math.Pow(10, decade).ToString("G", CultureInfo.InvariantCulture));
        }

        return ticks;
    }
}
