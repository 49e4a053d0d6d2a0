using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Makes one term of all costs of straight pieces that feed the same node, and shares its flow out again.</summary>
/// <remarks>
/// The least cost of a sum split over several such costs (their infimal convolution) is one curve: all their pieces, cheapest first. A node then
/// has one unknown instead of one a venue and level, and the split back is exact: pieces filled in that order, ties to the earlier term.
/// </remarks>
internal sealed class CurveMerge
{
    private readonly ExchangeProblem _whole;
    private readonly Group[] _groups;
    private readonly int[] _kept;

    private CurveMerge(ExchangeProblem whole, Group[] groups, int[] kept)
    {
        (_whole, _groups, _kept) = (whole, groups, kept);
        var terms = new List<ExchangeTerm>(kept.Length + groups.Length);
        foreach (var term in kept)
        {
            terms.Add(whole.Terms[term]);
        }

        foreach (var group in groups)
        {
            terms.Add(new(group.Merged, group.Node));
        }

        Merged = new(whole.Nodes, whole.Demand, terms);
    }

    /// <summary>The smaller problem.</summary>
    internal ExchangeProblem Merged { get; }

    /// <summary>The merge of a problem; null where no node has two terms to merge.</summary>
    internal static CurveMerge? Of(ExchangeProblem problem)
    {
        var (members, kept) = (new List<int>?[problem.Nodes.Count], new List<int>());
        for (var term = 0; term < problem.Terms.Count; term++)
        {
            // A curve that begins at minus infinity has no piece to start filling from.
            if (CurveOf(problem.Terms[term].Problem) is { } curve && double.IsFinite(curve.Low))
            {
                (members[problem.Terms[term].Nodes[0]] ??= []).Add(term);
            }
            else
            {
                kept.Add(term);
            }
        }

        var groups = new List<Group>();
        for (var node = 0; node < members.Length; node++)
        {
            if (members[node] is { Count: > 1 } several)
            {
                groups.Add(Group.Of(problem, node, [.. several]));
            }
            else if (members[node] is { } one)
            {
                kept.AddRange(one);
            }
        }

        kept.Sort();
        return groups.Count == 0 ? null : new(problem, [.. groups], [.. kept]);
    }

    /// <summary>Flows of the merged problem from flows of the whole.</summary>
    internal double[] Gather(IReadOnlyList<double> flows)
    {
        var gathered = new double[Merged.Ports];
        for (var place = 0; place < _kept.Length; place++)
        {
            for (var (from, to) = (_whole.FirstPort(_kept[place]), Merged.FirstPort(place)); to < Merged.FirstPort(place + 1); from++, to++)
            {
                gathered[to] = flows[from];
            }
        }

        for (var place = 0; place < _groups.Length; place++)
        {
            foreach (var term in _groups[place].Terms)
            {
                gathered[Merged.FirstPort(_kept.Length + place)] += flows[_whole.FirstPort(term)];
            }
        }

        return gathered;
    }

    /// <summary>Flows of the whole problem from flows of the merged.</summary>
    internal double[] Spread(IReadOnlyList<double> flows) => Spread(flows, static (group, whole, flow, row) => group.Fill(whole, flow, row));

    /// <summary>A direction without end in the whole problem from one in the merged: it runs along a piece without end.</summary>
    internal double[] SpreadDirection(IReadOnlyList<double> flows) => Spread(flows, static (group, whole, flow, row) => group.Run(whole, flow, row));

    private double[] Spread(IReadOnlyList<double> flows, Action<Group, ExchangeProblem, double, double[]> share)
    {
        var spread = new double[_whole.Ports];
        for (var place = 0; place < _kept.Length; place++)
        {
            for (var (from, to) = (Merged.FirstPort(place), _whole.FirstPort(_kept[place])); from < Merged.FirstPort(place + 1); from++, to++)
            {
                spread[to] = flows[from];
            }
        }

        for (var place = 0; place < _groups.Length; place++)
        {
            share(_groups[place], _whole, flows[Merged.FirstPort(_kept.Length + place)], spread);
        }

        return spread;
    }

    private static PiecewiseLinear? CurveOf(LocalProblem problem) => problem switch
    {
        LadderProblem ladder => ladder.Curve,
        PiecewiseLinearProblem pieces => pieces.Curve,
        _ => null,
    };

    private sealed record Group(int Node, int[] Terms, PiecewiseLinearProblem Merged, CurvePiece[] Pieces)
    {
        internal static Group Of(ExchangeProblem problem, int node, int[] terms)
        {
            var curves = new PiecewiseLinear[terms.Length];
            for (var place = 0; place < terms.Length; place++)
            {
                curves[place] = CurveOf(problem.Terms[terms[place]].Problem)!;
            }

            var pieces = CurvePiece.InOrder(curves);
            return new(node, terms, new(problem.Nodes[node], CurvePiece.Joined(curves, pieces)), pieces);
        }

        internal void Run(ExchangeProblem whole, double flow, Span<double> flows)
        {
            foreach (var piece in Pieces)
            {
                if (double.IsPositiveInfinity(piece.Length))
                {
                    flows[whole.FirstPort(Terms[piece.Curve])] = flow;
                    return;
                }
            }
        }

        internal void Fill(ExchangeProblem whole, double flow, Span<double> flows)
        {
            foreach (var term in Terms)
            {
                var low = CurveOf(whole.Terms[term].Problem)!.Low;
                flows[whole.FirstPort(term)] = low;
                flow -= low;
            }

            foreach (var piece in Pieces)
            {
                if (!(flow > 0))
                {
                    return;
                }

                var taken = Math.Min(flow, piece.Length);
                flows[whole.FirstPort(Terms[piece.Curve])] += taken;
                flow -= taken;
            }
        }
    }
}
