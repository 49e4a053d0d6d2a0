using System.Text.Json;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Solving;

/// <summary>A power grid's direct-current model as an exchange problem: a node a bus, and one a cycle, around which no voltage drops.</summary>
internal sealed class GridCase
{
    private readonly List<ExchangeTerm> _terms = [];
    private readonly List<int> _buses = [];
    private readonly double[][] _branches;

    internal GridCase(JsonElement file)
    {
        _branches = [.. file.GetProperty("branches").EnumerateArray().Select(row => row.EnumerateArray().Select(item => item.GetDouble()).ToArray())];
        foreach (var bus in _branches.SelectMany(row => new[] { (int)row[0], (int)row[1] }).Where(bus => !_buses.Contains(bus)))
        {
            _buses.Add(bus);
        }

        var cycles = AddLines();
        foreach (var generator in file.GetProperty("generators").EnumerateArray())
        {
            AddGenerator(generator);
        }

        var demand = new double[_buses.Count + cycles];
        foreach (var load in file.GetProperty("load").EnumerateObject())
        {
            demand[_buses.IndexOf(int.Parse(load.Name, System.Globalization.CultureInfo.InvariantCulture))] = load.Value.GetDouble();
        }

        Problem = new([.. _buses.Select(bus => $"bus {bus}"), .. Enumerable.Range(0, cycles).Select(cycle => $"cycle {cycle}")], demand, _terms);
    }

    internal ExchangeProblem Problem { get; }

    internal int NodeOf(int bus) => _buses.IndexOf(bus);

    /// <summary>A branch's flow, from its first bus to its second.</summary>
    internal double FlowOf(IReadOnlyList<double> flows, int branch) => -flows[Problem.FirstPort(branch)];

    private int AddLines()
    {
        // A spanning tree from the first bus; every branch outside it closes a cycle through the tree.
        var (parent, by, depth) = (new int[_buses.Count], new int[_buses.Count], new int[_buses.Count]);
        Array.Fill(parent, -1);
        var (ports, queue, seen, tree) = (new List<(int Node, double Coefficient)>[_branches.Length], new Queue<int>([0]), new HashSet<int> { 0 }, new HashSet<int>());
        while (queue.TryDequeue(out var bus))
        {
            for (var branch = 0; branch < _branches.Length; branch++)
            {
                var (from, to) = Ends(branch);
                var other = from == bus ? to : to == bus ? from : -1;
                if (other >= 0 && seen.Add(other))
                {
                    (parent[other], by[other], depth[other]) = (bus, branch, depth[bus] + 1);
                    tree.Add(branch);
                    queue.Enqueue(other);
                }
            }
        }

        for (var branch = 0; branch < _branches.Length; branch++)
        {
            var (from, to) = Ends(branch);
            ports[branch] = [(from, -1), (to, 1)];
        }

        var cycles = 0;
        for (var branch = 0; branch < _branches.Length; branch++)
        {
            if (tree.Contains(branch))
            {
                continue;
            }

            var (node, (back, end)) = (_buses.Count + cycles++, Ends(branch));
            ports[branch].Add((node, _branches[branch][2]));
            for (var (at, target) = (end, back); at != target;)
            {
                // On the way from the far end back to the near one: up from `at`, or down to `target`.
                if (depth[at] >= depth[target])
                {
                    ports[by[at]].Add((node, Ends(by[at]).From == at ? _branches[by[at]][2] : -_branches[by[at]][2]));
                    at = parent[at];
                }
                else
                {
                    ports[by[target]].Add((node, Ends(by[target]).To == target ? _branches[by[target]][2] : -_branches[by[target]][2]));
                    target = parent[target];
                }
            }
        }

        for (var branch = 0; branch < _branches.Length; branch++)
        {
            var limit = _branches[branch][3] == 0 ? double.PositiveInfinity : _branches[branch][3];
            _terms.Add(new(
                new ActivityProblem($"branch {branch}", [.. ports[branch].Select(port => port.Coefficient)], [-limit, 0, limit], [0, 0]),
                [.. ports[branch].Select(port => port.Node)]));
        }

        return cycles;
    }

    private void AddGenerator(JsonElement generator)
    {
        var (bus, low, high) = (generator.GetProperty("bus").GetInt32(), generator.GetProperty("pmin").GetDouble(), generator.GetProperty("pmax").GetDouble());
        var points = generator.TryGetProperty("linear", out var line)
            ? [(low, (line[0].GetDouble() * low) + line[1].GetDouble()), (high, (line[0].GetDouble() * high) + line[1].GetDouble())]
            : generator.GetProperty("pwl").EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble())).ToArray();
        var (knots, prices, start) = (new List<double> { low }, new List<double>(), double.NaN);
        for (var i = 0; i + 1 < points.Length; i++)
        {
            var ((x, y), (nextX, nextY)) = (points[i], points[i + 1]);
            var slope = (nextY - y) / (nextX - x);
            var (from, to) = (Math.Max(low, x), Math.Min(high, nextX));
            if (to > from)
            {
                start = double.IsNaN(start) ? y + (slope * (from - x)) : start;
                knots.Add(to);
                prices.Add(slope);
            }
        }

        _terms.Add(new(new PiecewiseLinearProblem($"generator at {bus}", [.. knots], [.. prices], start), NodeOf(bus)));
    }

    private (int From, int To) Ends(int branch) => (NodeOf((int)_branches[branch][0]), NodeOf((int)_branches[branch][1]));
}
