using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ExoRoute.Benchmarks.Deciding;
using ExoRoute.Benchmarks.Exchanging;
using ExoRoute.Benchmarks.Feeds;
using ExoRoute.Benchmarks.Stores;
using ExoRoute.Benchmarks.Taking;

namespace ExoRoute.Benchmarks.Reports;

/// <summary>The tables, as Markdown: ratios first, with the conditions they hold under.</summary>
internal sealed class Report(bool quick)
{
    private readonly List<(string Part, StringBuilder Text)> _parts = [];
    private IReadOnlyList<MicroFigure> _taker = [];
    private IReadOnlyList<ScalingPlot.Series> _scaling = [];

    public string Text => string.Concat(_parts.Select(part => part.Text.ToString()));

    public void Taker(IReadOnlyList<MicroFigure> figures)
    {
        _taker = figures;
        Head("taker", "Canonical taker problem", "Times faster than MinCostFlow (build and solve), all answers equal to the unit. Last row: MinCostFlow itself.");
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
        Head("real", "Books whose fees are shares of the price", "No common price grid. Times, and as multiples of the re-route at (5,20).");
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
        Head("desks", "Desks on shared ladders", "Desks x venues x levels, 40 % of the depth. Times faster than MinCostFlow (build and solve), all answers equal to the unit.");
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
        Head("lots", "Lots, minimums and tickets", "Times faster than CP-SAT (build and solve, all cores) to the same proved optimum; ours with ladders and proof.");
        Row(["(venues, levels)", "of CP-SAT", "ours", "CP-SAT", "nodes"]);
        Row(["---", "---:", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            Row([figure.Size.ToString(), Ratio(figure.Peer / figure.Ours), Time(figure.Ours), Time(figure.Peer), Text1(figure.Nodes)]);
        }
    }

    public void Kraken(IReadOnlyList<MicroFigure> figures)
    {
        Head("kraken", "Verified Kraken frame", "From the frame's bytes to a proved book: read, converted, applied, its checksum worked out and held against the venue's. Every one is right.");
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
        Head("append", "Records appended", FormattableString.Invariant(
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
        Head("replay", "Replay", "Chain and tree checked, every input decoded and applied, every decision encoded again and compared, one thread. Shares of the time: reading and checking, decoding, the rest (deciding, the replay's own tree).");
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
        Head("decision", "Tick to decision", "A book change taken -> children decided, certificate checked; three venues of 20 levels. In process, one thread. Allocation covers the input with all that followed from it, the fill among them.");
        Row(["", "p50", "p99", "p99.9", "p99 of the aim (20 us)", "allocated", "decisions"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in figures)
        {
            Row([figure.Case, Time(figure.P50 * 1e3), Time(figure.P99 * 1e3), Time(figure.P999 * 1e3), Ratio(figure.P99 / 20), Text1(figure.BytesEach) + " B", Text1(figure.Decisions)]);
        }
    }

    public void Exchange(IReadOnlyList<NetworkFigure> networks, IReadOnlyList<BasketFigure> baskets, IReadOnlyList<PoolFigure> pools, IReadOnlyList<MakeTakeFigure> orders)
    {
        Head("exchange", "Networks", "Ladders at nodes, lines with losses between them: a linear program. Times faster than OR-Tools' GLOP; everything is made anew, ours with its proof. Times of this part are those of the calling thread.");
        Row(["", "of GLOP", "ours", "GLOP", "of PDLP", "PDLP", "ours differs from GLOP by", "PDLP by"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in networks)
        {
            Row([figure.Size.ToString(), Ratio(figure.Glop / figure.Ours), Time(figure.Ours), Time(figure.Glop), Ratio(figure.Pdlp / figure.Ours), Time(figure.Pdlp), Small(figure.Error), Small(figure.PdlpError)]);
        }

        Head("exchange", "Several instruments with covariance", "Instruments x venues x levels, a quadratic program. No .NET library offers a peer. The risk term is made once. Kept: one level changes, its ladder and its instrument's curve are made anew, the solve starts from the last answer.");
        Row(["", "kept book, with its merge", "of the aim (3 ms)", "from nothing, kept curves", "from nothing, all ladders merged", "gap, relative"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in baskets)
        {
            Row([figure.Size.ToString(), Time(figure.Kept), Ratio(figure.Kept / 3e6), Time(figure.Curves), Time(figure.Ladders), Small(figure.Gap)]);
        }

        Head("exchange", "Pools", "The recipe of CFMMRouter's benchmark: round(sqrt m) tokens, random reserves and prices, fee 0.3 %. Kept: one pool's reserves change, the solve starts from the last answer. Weighted: every second pool keeps a mean weighted 0.8 to 0.2.");
        Row(["", "from nothing", "of the aim (15 ms at 1,000)", "a pool", "kept", "gap, relative"]);
        Row(["---", "---:", "---:", "---:", "---:", "---:"]);
        foreach (var figure in pools)
        {
            Row([FormattableString.Invariant($"{figure.Pools} pools, {figure.Tokens} tokens{(figure.Weighted ? ", weighted" : "")}"), Time(figure.Fresh),
                figure.Pools == 1_000 ? Ratio(figure.Fresh / 15e6) : "", Time(figure.Fresh / figure.Pools), Time(figure.Kept), Small(figure.Gap)]);
        }

        Head("exchange", "Make and take", "5,000 lots over queues as published by Cont and Kukanov, from nothing, with cost, conditions and bound. No peer.");
        Row(["queues", "", "gap, relative"]);
        Row(["---", "---:", "---:"]);
        foreach (var figure in orders)
        {
            Row([Text1(figure.Venues), Time(figure.Time), Small(figure.Gap)]);
        }
    }

    public void Scaling(IReadOnlyList<ScalingPlot.Series> all)
    {
        _scaling = all;
        Head("scaling", "Growth", "Everything solved from nothing. The power of the size that fits the times best; 1 is in proportion. Times of the calling thread.");
        Row(["what grows", "power", "smallest", "largest"]);
        Row(["---", "---:", "---:", "---:"]);
        foreach (var series in all)
        {
            Row([series.Name, series.Slope.ToString("F2", CultureInfo.InvariantCulture), $"{Text1(series.Sizes[0])}: {Time(series.Times[0])}", $"{Text1(series.Sizes[^1])}: {Time(series.Times[^1])}"]);
        }
    }

    /// <summary>Writes each part's tables between its marks on the page, and the plots beside it. Parts that did not run stay.</summary>
    /// <param name="program">The file of the caller, which stands at the project's top.</param>
    public void WriteDocs([CallerFilePath] string program = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "..", "..", "docs"));
        var file = Path.Combine(folder, "benchmarks.md");
        var page = File.ReadAllText(file);
        var conditions = FormattableString.Invariant(
            $"Measured with {(quick ? "`--quick`" : "the full run")} on {DateTime.UtcNow:yyyy-MM-dd}: .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores shared with other work, the JIT as hosts have it. Only ratios count.");
        foreach (var (part, text) in _parts)
        {
            var (begin, end) = ($"<!-- {part}: begin -->", $"<!-- {part}: end -->");
            var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
            if (from < 0 || to < from)
            {
                throw new InvalidOperationException($"'{file}' has no '{begin}' before '{end}': the tables of that part go between the two.");
            }

            page = page[..(from + begin.Length)] + "\n" + text + "\n" + conditions + "\n\n" + page[to..];
        }

        File.WriteAllText(file, page);
        if (_taker.Count > 0)
        {
            CostPlot.Save(_taker, Names.Append(("MinCostFlow", "OR-Tools MinCostFlow")), Path.Combine(folder, "benchmarks.png"));
        }

        if (_scaling.Count > 0)
        {
            ScalingPlot.Save(_scaling, Path.Combine(folder, "benchmarks-scaling.png"));
        }
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

    private void Head(string part, string title, string what)
    {
        if (_parts.Count == 0 || _parts[^1].Part != part)
        {
            _parts.Add((part, new()));
        }

        _parts[^1].Text.Append(CultureInfo.InvariantCulture, $"\n### {title}\n\n{what}\n\n");
    }

    private void Row(IEnumerable<string> cells) => _parts[^1].Text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Small(double share) => Math.Abs(share) < 1e-15 ? "0" : share.ToString("0e-0", CultureInfo.InvariantCulture);

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
