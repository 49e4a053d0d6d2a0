using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ExoRoute.Benchmarks.Deciding;
using ExoRoute.Benchmarks.Feeds;
using ExoRoute.Benchmarks.Stores;
using ExoRoute.Benchmarks.Taking;

namespace ExoRoute.Benchmarks.Reports;

/// <summary>The tables, as Markdown: ratios first, with the conditions they hold under.</summary>
internal sealed class Report(bool quick)
{
    private const string Begin = "<!-- tables: begin -->";
    private const string End = "<!-- tables: end -->";
    private readonly StringBuilder _text = new();
    private IReadOnlyList<MicroFigure> _taker = [];

    public string Text => _text.ToString();

    public void Taker(IReadOnlyList<MicroFigure> figures)
    {
        _taker = figures;
        Head("Canonical taker problem", "Times faster than MinCostFlow (build and solve), all answers equal to the unit. Last row: MinCostFlow itself.");
        Row(["", .. BookSize.All.Select(size => size.ToString()), "allocated at (16,50)"]);
        Row(["---", .. BookSize.All.Select(_ => "---:"), "---:"]);
        foreach (var (method, name) in Names)
        {
            Row([name, .. BookSize.All.Select(size => Ratio(At("MinCostFlow", size) / At(method, size))), Bytes(method)]);
        }

        Row(["OR-Tools MinCostFlow", .. BookSize.All.Select(size => Time(At("MinCostFlow", size))), Bytes("MinCostFlow")]);
    }

    public void RealBooks(IReadOnlyList<MicroFigure> figures)
    {
        Head("Books whose fees are shares of the price", "No common price grid. Times, and as multiples of the re-route at (5,20).");
        Row(["", .. BookSize.All.Select(size => size.ToString()), "allocated"]);
        Row(["---", .. BookSize.All.Select(_ => "---:"), "---:"]);
        var unit = figures.First(figure => figure.Method == "Reroute" && figure.Size == BookSize.All[0]).Nanoseconds;
        foreach (var (method, name) in new[] { ("Reroute", "one level changes: priced, new price, all quantities"), ("PriceAndReroute", "the same, the venue's whole side priced again"), ("KeptSums", "full solve, kept sums") })
        {
            var rows = figures.Where(figure => figure.Method == method).ToDictionary(figure => figure.Size);
            Row([name, .. BookSize.All.Select(size => $"{Ratio(rows[size].Nanoseconds / unit)} ({Time(rows[size].Nanoseconds)})"), Text1(rows.Values.Max(row => row.Bytes)) + " B"]);
        }
    }

    public void Desks(IReadOnlyList<DeskFigure> figures)
    {
        Head("Desks on shared ladders", "Desks x venues x levels, 40 % of the depth. Times faster than MinCostFlow (build and solve), all answers equal to the unit.");
        Row(["", "kept problem", "everything from the ladders", "MinCostFlow", "parts", "allocated, kept"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            Row([figure.Size.ToString(), $"{Ratio(figure.Peer / figure.Kept)} ({Time(figure.Kept)})", $"{Ratio(figure.Peer / figure.Rebuilt)} ({Time(figure.Rebuilt)})",
                Time(figure.Peer), Text1(figure.Parts), Text1(figure.KeptBytes) + " B"]);
        }
    }

    public void Lots(IReadOnlyList<LotFigure> figures)
    {
        Head("Lots, minimums and tickets", "Times faster than CP-SAT (build and solve, all cores) to the same proved optimum; ours with ladders and proof.");
        Row(["(venues, levels)", "of CP-SAT", "ours", "CP-SAT", "nodes"]);
        Row(["---", "---:", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            Row([figure.Size.ToString(), Ratio(figure.Peer / figure.Ours), Time(figure.Ours), Time(figure.Peer), Text1(figure.Nodes)]);
        }
    }

    public void Kraken(IReadOnlyList<MicroFigure> figures)
    {
        Head("Verified Kraken frame", "From the frame's bytes to a proved book: read, converted, applied, its checksum worked out and held against the venue's. Every one is right.");
        Row(["frames", "a frame", "of the aim (3 us)", "allocated"]);
        Row(["---", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            var frames = KrakenFrames.Find(figure.Depth);
            Row([FormattableString.Invariant($"{frames.Source}, depth {frames.Depth}, {frames.BytesEach} bytes"), Time(figure.Nanoseconds), Ratio(figure.Nanoseconds / 3_000), Text1(figure.Bytes) + " B"]);
        }
    }

    public void Append(IReadOnlyList<(string Name, double Median, double Least, double Most)> figures, int records, int rounds)
    {
        var peer = figures.First(figure => figure.Name == "FasterLog").Median;
        Head("Records appended", FormattableString.Invariant(
            $"{AppendRace.RecordBytes} bytes each, a commit every {AppendRace.Group}, {records} records, {rounds} rounds one store after the other, same disk. ExoRoute hashes every record (chain, Merkle tree, frame sum); the others do not."));
        Row(["store", "of FasterLog", "records/s, median", "least - most"]);
        Row(["---", "---:", "---:", "---:"]);
        foreach (var (name, median, least, most) in figures)
        {
            Row([name, Ratio(median / peer), Thousands(median), $"{Thousands(least)} - {Thousands(most)}"]);
        }
    }

    public void Replay(IReadOnlyList<ReplayFigure> figures)
    {
        Head("Replay", "Chain and tree checked, every input decoded and applied, every decision encoded again and compared, one thread. Shares of the time: reading and checking, decoding, the rest (deciding, the replay's own tree).");
        Row(["inputs from", "inputs/s", "of the aim (300k)", "read + decode + decide", "inputs", "bytes an input", "decisions"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            Row([figure.Source, Thousands(figure.PerSecond), Ratio(figure.PerSecond / 300_000),
                FormattableString.Invariant($"{figure.Read:P0} + {figure.Decode:P0} + {1 - figure.Read - figure.Decode:P0}"), Text1(figure.Inputs), Text1(figure.BytesPerInput), Text1(figure.Decisions)]);
        }
    }

    public void Decision(IReadOnlyList<LatencyFigure> figures)
    {
        Head("Tick to decision", "A book change taken -> children decided, certificate checked; three venues of 20 levels. In process, one thread. Allocation covers the input with all that followed from it, the fill among them.");
        Row(["", "p50", "p99", "p99.9", "p99 of the aim (20 us)", "allocated", "decisions"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            Row([figure.Case, Time(figure.P50 * 1e3), Time(figure.P99 * 1e3), Time(figure.P999 * 1e3), Ratio(figure.P99 / 20), Text1(figure.BytesEach) + " B", Text1(figure.Decisions)]);
        }
    }

    /// <summary>Writes the tables between the page's marks, and the plot beside it.</summary>
    /// <param name="program">The file of the caller, which stands at the project's top.</param>
    public void WriteDocs([CallerFilePath] string program = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "..", "..", "docs"));
        var file = Path.Combine(folder, "benchmarks.md");
        var page = File.ReadAllText(file);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"'{file}' has no '{Begin}' before '{End}': the tables go between the two.");
        }

        var conditions = FormattableString.Invariant(
            $"Measured with {(quick ? "`--quick`" : "the full run")} on {DateTime.UtcNow:yyyy-MM-dd}: .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores shared with other work, the JIT as hosts have it. Only ratios count.");
        File.WriteAllText(file, page[..(from + Begin.Length)] + "\n\n" + conditions + "\n" + Text + "\n" + page[to..]);
        CostPlot.Save(_taker, Names.Append(("MinCostFlow", "OR-Tools MinCostFlow")), Path.Combine(folder, "benchmarks.png"));
    }

    private static IEnumerable<(string Method, string Name)> Names =>
    [
        ("OneLevel", "one level changes: price and all quantities"),
        ("OneLadder", "the same, the venue's whole ladder handed over"),
        ("KeptSums", "full solve, kept prefix sums"),
        ("Rebuilt", "everything from the ladders, with its proof"),
        ("GlopOneLevel", "OR-Tools GLOP, one level changes"),
        ("Glop", "OR-Tools GLOP, build and solve"),
    ];

    private double At(string method, BookSize size) => _taker.First(figure => figure.Method == method && figure.Size == size).Nanoseconds;

    private string Bytes(string method) => Text1(_taker.First(figure => figure.Method == method && figure.Size == BookSize.All[1]).Bytes) + " B";

    private void Head(string title, string what) => _text.Append(CultureInfo.InvariantCulture, $"\n### {title}\n\n{what}\n\n");

    private void Row(IEnumerable<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Text1(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Thousands(double perSecond) => (perSecond / 1_000).ToString("F0", CultureInfo.InvariantCulture) + "k";

    private static string Ratio(double ratio) => ratio.ToString(ratio >= 100 ? "F0" : ratio >= 10 ? "F0" : ratio >= 1 ? "F1" : "F2", CultureInfo.InvariantCulture) + "x";

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => (nanoseconds / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " ms",
        >= 1e4 => (nanoseconds / 1e3).ToString("F0", CultureInfo.InvariantCulture) + " us",
        >= 1e3 => (nanoseconds / 1e3).ToString("F1", CultureInfo.InvariantCulture) + " us",
        _ => nanoseconds.ToString("F0", CultureInfo.InvariantCulture) + " ns",
    };
}
