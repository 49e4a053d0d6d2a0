using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>One term of an exchange problem: whose cost, and which node each of its ports feeds.</summary>
/// <param name="Problem">The cost.</param>
/// <param name="Nodes">A node's place for each port.</param>
public sealed record ExchangeTerm(LocalProblem Problem, IReadOnlyList<int> Nodes)
{
    /// <summary>A term with one port for each node named.</summary>
    public ExchangeTerm(LocalProblem problem, params int[] nodes)
        : this(problem, (IReadOnlyList<int>)nodes)
    {
    }
}

/// <summary>Convex costs on a graph: minimise the sum of all terms' costs so that what flows into each node is what it demands.</summary>
/// <remarks>
/// minimise sum_i f_i(x_i) subject to sum_i A_i x_i = demand, where A_i only says which node each port feeds. A node is a thing that must
/// balance: an instrument's quantity, a currency, megawatts. Immutable where its terms are; safe to share between threads.
/// Source: S. Boyd et al., Distributed Optimization and ... ADMM (2011), section 7.3; T. Diamandis, G. Angeris, A. Edelman, Convex Network Flows (2024).
/// </remarks>
public sealed class ExchangeProblem
{
    private readonly ExchangeTerm[] _terms;
    private readonly double[] _demand;
    private readonly string[] _nodes;
    private readonly int[] _firstPort;
    private readonly int[] _portNode;

    /// <summary>A problem over named nodes.</summary>
    /// <param name="nodes">Their names; at least one, no two alike.</param>
    /// <param name="demand">What each node demands, in its unit; finite.</param>
    /// <param name="terms">At least one.</param>
    /// <exception cref="ArgumentException">A name, demand, port or node is missing, doubled or out of range; the message says which.</exception>
    public ExchangeProblem(IReadOnlyList<string> nodes, ReadOnlySpan<double> demand, IReadOnlyList<ExchangeTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(terms);
        if (nodes.Count == 0 || terms.Count == 0 || demand.Length != nodes.Count)
        {
            throw new ArgumentException(Text($"An exchange needs a node, a term, and a demand a node; there were {nodes.Count} nodes, {terms.Count} terms, {demand.Length} demands."), nameof(nodes));
        }

        (_nodes, _terms, _demand) = ([.. nodes], [.. terms], demand.ToArray());
        if (_nodes.Distinct(StringComparer.Ordinal).Count() != _nodes.Length)
        {
            throw new ArgumentException("Two nodes have one name; give each its own.", nameof(nodes));
        }

        for (var node = 0; node < _demand.Length; node++)
        {
            if (!double.IsFinite(_demand[node]))
            {
                throw new ArgumentException(Text($"Node '{_nodes[node]}' demands {_demand[node]}; a demand must be finite."), nameof(demand));
            }
        }

        _firstPort = new int[_terms.Length + 1];
        for (var term = 0; term < _terms.Length; term++)
        {
            var (problem, feeds) = _terms[term];
            if (feeds.Count != problem.Ports)
            {
                throw new ArgumentException(Text($"Term {term}, {problem}, has {problem.Ports} ports and feeds {feeds.Count} nodes; name a node for each port."), nameof(terms));
            }

            _firstPort[term + 1] = _firstPort[term] + feeds.Count;
        }

        _portNode = new int[_firstPort[^1]];
        for (var (term, port) = (0, 0); term < _terms.Length; term++)
        {
            foreach (var node in _terms[term].Nodes)
            {
                if (node < 0 || node >= _nodes.Length)
                {
                    throw new ArgumentException(Text($"Term {term}, {_terms[term].Problem}, feeds node {node}; there are nodes 0 to {_nodes.Length - 1}."), nameof(terms));
                }

                _portNode[port++] = node;
            }
        }
    }

    /// <summary>The nodes' names.</summary>
    public IReadOnlyList<string> Nodes => _nodes;

    /// <summary>The terms.</summary>
    public IReadOnlyList<ExchangeTerm> Terms => _terms;

    /// <summary>What each node demands.</summary>
    public ReadOnlySpan<double> Demand => _demand;

    /// <summary>All terms' ports together: flows stand in one row, term by term.</summary>
    public int Ports => _portNode.Length;

    /// <summary>The node that each port feeds, term by term.</summary>
    public ReadOnlySpan<int> PortNodes => _portNode;

    /// <summary>Where a term's flows begin in the row of all flows; for the number of terms, where the row ends.</summary>
    public int FirstPort(int term) => _firstPort[term];

    /// <summary>The part of a row of all flows that is one term's.</summary>
    public Span<double> Part(Span<double> row, int term) => row[_firstPort[term].._firstPort[term + 1]];

    /// <inheritdoc cref="Part(Span{double}, int)"/>
    public ReadOnlySpan<double> Part(ReadOnlySpan<double> row, int term) => row[_firstPort[term].._firstPort[term + 1]];

    /// <summary>What flows into each node beyond its demand: the residual of balance.</summary>
    /// <param name="flows">All flows.</param>
    /// <param name="excess">Written, one a node. Summed in the order of the ports.</param>
    public void Excess(ReadOnlySpan<double> flows, Span<double> excess)
    {
        for (var node = 0; node < _demand.Length; node++)
        {
            excess[node] = -_demand[node];
        }

        for (var port = 0; port < _portNode.Length; port++)
        {
            excess[_portNode[port]] += flows[port];
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
