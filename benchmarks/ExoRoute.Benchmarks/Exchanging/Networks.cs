using ExoRoute.Adapters.Simulation;
using ExoRoute.Problems;

namespace ExoRoute.Benchmarks.Exchanging;

/// <summary>How many nodes, ladders of how many levels, and lines between nodes.</summary>
internal readonly record struct NetworkSize(int Nodes, int Ladders, int Levels, int Lines)
{
    public static IReadOnlyList<NetworkSize> All { get; } = [new(5, 15, 10, 12), new(20, 100, 20, 80), new(100, 500, 20, 400)];

    public override string ToString() => FormattableString.Invariant($"{Nodes} nodes, {Ladders}x{Levels} levels, {Lines} lines");
}

/// <summary>A line: what leaves one node reaches another less a loss, the first part of it cheaper.</summary>
internal readonly record struct Line(int Tail, int Head, double Yield, double Fee, double First);

/// <summary>A transport network: ladders at nodes, lines with losses between them, a dear last resort at each node, waste for free.</summary>
internal sealed record Network(NetworkSize Size, Rung[][] Ladders, Line[] Lines, double[] Demand)
{
    /// <summary>Price of the last resort, far above all others.</summary>
    public const double LastPrice = 100_000;

    /// <summary>What a line's second part costs beyond the first.</summary>
    public const double Dearer = 150;

    public static Network Make(NetworkSize size, ulong seed)
    {
        var random = new SeededRandom(seed + ((ulong)size.Nodes * 1_000));
        var (ladders, lines, demand) = (new Rung[size.Ladders][], new Line[size.Lines], new double[size.Nodes]);
        var depth = 0L;
        for (var ladder = 0; ladder < ladders.Length; ladder++)
        {
            var price = 1_000 + random.Below(1_000);
            ladders[ladder] = new Rung[size.Levels];
            for (var level = 0; level < size.Levels; level++)
            {
                ladders[ladder][level] = new(price, 1 + random.Below(2_000), new(1));
                depth += ladders[ladder][level].Quantity;
                price += 1 + random.Below(100);
            }
        }

        for (var line = 0; line < lines.Length; line++)
        {
            var tail = (int)random.Below(size.Nodes);
            lines[line] = new(tail, (tail + 1 + (int)random.Below(size.Nodes - 1)) % size.Nodes,
                random.Between(800, 999) / 1_000.0, random.Below(200), 100 + random.Below(2_000));
        }

        for (var node = 0; node < demand.Length; node++)
        {
            demand[node] = depth * 4 / 10 / size.Nodes * random.Below(2_000) / 1_000; // 40 % of the depth in all
        }

        return new(size, ladders, lines, demand);
    }

    public ExchangeProblem Problem()
    {
        var terms = new List<ExchangeTerm>(Ladders.Length + Lines.Length + Size.Nodes);
        for (var ladder = 0; ladder < Ladders.Length; ladder++)
        {
            terms.Add(new(new LadderProblem(new("v"), Ladders[ladder]), ladder % Size.Nodes));
        }

        foreach (var line in Lines)
        {
            terms.Add(new(new ActivityProblem("line", [-1, line.Yield], [0, line.First, double.PositiveInfinity], [line.Fee, line.Fee + Dearer]), line.Tail, line.Head));
        }

        for (var node = 0; node < Size.Nodes; node++)
        {
            terms.Add(new(new PiecewiseLinearProblem("last", [double.NegativeInfinity, 0, double.PositiveInfinity], [0, LastPrice]), node));
        }

        return new(Names.Of(Size.Nodes), Demand, terms);
    }
}

/// <summary>Names of nodes by their number, made once.</summary>
internal static class Names
{
    private static readonly Dictionary<int, string[]> Made = [];

    public static string[] Of(int count)
    {
        if (!Made.TryGetValue(count, out var names))
        {
            Made[count] = names = [.. Enumerable.Range(0, count).Select(node => FormattableString.Invariant($"n{node}"))];
        }

        return names;
    }
}
