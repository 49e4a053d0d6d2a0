using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>Convex costs on named nodes.</summary>
/// <param name="File">The document.</param>
/// <param name="Quote">What costs are in; may be empty.</param>
/// <param name="Units">Each node's unit; may be empty.</param>
/// <param name="Terms">The terms as they were read.</param>
/// <param name="Exchange">What is solved.</param>
/// <param name="Settings">How exactly, and how long.</param>
internal sealed record ExchangeDocument(
    string File, string Quote, IReadOnlyList<string> Units, IReadOnlyList<ProblemTerm> Terms, ExchangeProblem Exchange, ExchangeSettings Settings) : ProblemDocument(File)
{
    /// <summary>A term's flows and prices, cut out of the rows of all.</summary>
    internal TermView View(int term, ReadOnlySpan<double> flows, IReadOnlyList<double> prices)
    {
        var (nodes, largest) = (Terms[term].Nodes, 0.0);
        foreach (var flow in flows)
        {
            largest = Math.Max(largest, Math.Abs(flow));
        }

        return new(Exchange.Part(flows, term).ToArray(), [.. nodes.Select(node => prices[node])], [.. nodes.Select(node => Exchange.Nodes[node])], largest);
    }
}

/// <summary>A term as a document has it.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Kind">The document's word.</param>
/// <param name="Nodes">The node of each port.</param>
/// <param name="Problem">Its cost.</param>
/// <param name="Why">Says why its flows are what they are.</param>
/// <param name="Linear">Its straight pieces; null where it has a curve.</param>
internal sealed record ProblemTerm(string Name, string Kind, IReadOnlyList<int> Nodes, LocalProblem Problem, Func<TermView, TermReason> Why, LinearForm? Linear);

/// <summary>A term in a solution: one entry a port.</summary>
/// <param name="Flows">Into the nodes.</param>
/// <param name="Prices">The nodes'.</param>
/// <param name="Nodes">Their names.</param>
/// <param name="Largest">The largest flow of the whole solution.</param>
internal sealed record TermView(double[] Flows, double[] Prices, string[] Nodes, double Largest)
{
    /// <summary>Whether a flow is but rounding beside the others.</summary>
    internal bool IsNothing(int port) => Math.Abs(Flows[port]) <= 1e-10 * Largest;
}

/// <summary>Why a term's flows are what they are.</summary>
/// <param name="Words">Its marginal cost against its nodes' prices.</param>
/// <param name="Limit">The limit that binds, in words; null for none.</param>
/// <param name="Worth">What one more unit of that limit saves.</param>
internal sealed record TermReason(string Words, string? Limit = null, double Worth = 0);

/// <summary>A cost of straight pieces over one level that moves each port in proportion.</summary>
/// <param name="Coefficients">Flow into each port's node at level 1.</param>
/// <param name="Knots">Where pieces begin and end; only the outer ones infinite.</param>
/// <param name="Prices">Cost of one more level in each.</param>
/// <param name="Start">The cost at the first finite knot.</param>
internal sealed record LinearForm(double[] Coefficients, double[] Knots, double[] Prices, double Start);
