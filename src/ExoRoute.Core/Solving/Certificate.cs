using System.Globalization;
using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>What the check of a solution found.</summary>
/// <param name="Faults">Each false claim, in words with place and values; empty when all hold.</param>
/// <param name="Cost">The cost of the flows, recomputed.</param>
/// <param name="Bound">The bound proved by the leaves, recomputed: the least of them.</param>
/// <param name="Residual">The flows' sum less the quantity asked for: the node's residual.</param>
public sealed record CertificateVerdict(IReadOnlyList<string> Faults, Cost Cost, Cost Bound, Lots Residual)
{
    /// <summary>Whether every claim holds.</summary>
    public bool Holds => Faults.Count == 0;
}

/// <summary>Checks a solution's claims against the problems' rungs alone: it uses no solver, and trusts none.</summary>
/// <remarks>
/// Recomputes the cost by walking the rungs, looks at every rule of every venue, follows the search tree from the root (so that no
/// quantity is left out) and proves every leaf's bound anew from its dual price. What holds is optimal *on these problems*, no
/// more. For a node limit: the plan is one, and the bound is one. For an infeasible answer: that there is no plan; not how much
/// could be filled. Cost: leaves x rungs. Pure.
/// </remarks>
public static partial class Certificate
{
    private const int MostOnStack = 64; // venues

    /// <summary>Checks everything that <paramref name="solution"/> claims.</summary>
    /// <param name="problems">The problems that were solved, in the same order.</param>
    /// <param name="quantity">What was asked for.</param>
    /// <param name="solution">The claims; they may be hostile.</param>
    public static CertificateVerdict Check(IReadOnlyList<LadderProblem> problems, Lots quantity, Solution solution)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(solution);

        List<string>? faults = null;
        var claims = new Claims { Status = solution.Status, Flows = solution.Flows.Flows, Cost = solution.Cost, Bound = solution.Bound, Proof = solution.Proof.Nodes };
        var (cost, bound, residual) = CheckClaims(problems, quantity, claims, ref faults);
        return new(faults ?? [], cost, bound, residual);
    }

    /// <summary>The same on claims wherever they lie; allocates nothing where they all hold and no search was needed.</summary>
    internal static (Cost Cost, Cost Bound, Lots Residual) CheckClaims(IReadOnlyList<LadderProblem> problems, Lots quantity, Claims claims, ref List<string>? faults)
    {
        try
        {
            var (cost, residual) = CheckFlows(problems, quantity, claims, ref faults);
            var bound = CheckTree(problems, quantity.Count, claims.Proof, ref faults);
            CheckStatus(claims, cost, bound, ref faults);
            return (new(cost), new(bound ?? 0), new(residual));
        }
        catch (OverflowException)
        {
            Add(ref faults, "A claimed price, bound or flow is so large that the proof cannot be computed in 127 bits.");
            return default;
        }
    }

    private static (Int128 Cost, long Residual) CheckFlows(
        IReadOnlyList<LadderProblem> problems, Lots quantity, Claims claims, ref List<string>? faults)
    {
        if (!claims.HasPlan)
        {
            return (0, 0);
        }

        if (claims.Flows.Length != problems.Count)
        {
            Add(ref faults, Text($"There are {claims.Flows.Length} flows for {problems.Count} venues."));
            return (0, 0);
        }

        var (cost, total) = ((Int128)0, 0L);
        for (var venue = 0; venue < problems.Count; venue++)
        {
            var (problem, flow) = (problems[venue], claims.Flows[venue]);
            total = checked(total + flow);
            if (flow == 0)
            {
                continue;
            }

            if (flow % problem.Lot.Count != 0)
            {
                Add(ref faults, Text($"Venue '{problem.Venue}' gets {flow}, which is no multiple of its lot {problem.Lot.Count}."));
            }

            if (flow < problem.Minimum.Count)
            {
                Add(ref faults, Text($"Venue '{problem.Venue}' gets {flow}, its least quantity is {problem.Minimum.Count}."));
            }

            var left = flow;
            cost += problem.FixedCost.Count;
            foreach (var rung in problem.Rungs)
            {
                var taken = Math.Min(left, rung.Quantity);
                cost = checked(cost + ((Int128)rung.Price * taken));
                left -= taken;
            }

            if (left > 0)
            {
                Add(ref faults, Text($"Venue '{problem.Venue}' gets {flow}, {left} more than its rungs hold."));
            }
        }

        if (total != quantity.Count)
        {
            Add(ref faults, Text($"The flows add up to {total}, asked for were {quantity.Count}."));
        }

        if (cost != claims.Cost.Count)
        {
            Add(ref faults, Text($"The flows cost {cost}, claimed is {claims.Cost.Count}."));
        }

        return (cost, checked(total - quantity.Count));
    }

    private static void CheckStatus(Claims claims, Int128 cost, Int128? proved, ref List<string>? faults)
    {
        if (claims.Status == SolveStatus.Infeasible)
        {
            if (claims.HasPlan)
            {
                Add(ref faults, "The answer is that there is no plan, and yet it has flows.");
            }

            if (proved is not null)
            {
                Add(ref faults, "The answer is that there is no plan, and a leaf of its proof may hold one.");
            }

            return;
        }

        // Leaves without a plan bound nothing; where all are so, any plan would contradict the proof.
        if (claims.HasPlan && proved is null)
        {
            Add(ref faults, "The proof says that there is no plan, and yet there are flows.");
        }

        if (proved is { } bound && bound < claims.Bound.Count)
        {
            Add(ref faults, Text($"The leaves prove a bound of {bound}, claimed is {claims.Bound.Count}."));
        }

        if (claims.Status == SolveStatus.Optimal)
        {
            if (!claims.HasPlan)
            {
                Add(ref faults, "The answer is an optimal plan, and it has no flows.");
            }

            if (claims.Bound.Count != cost)
            {
                Add(ref faults, Text($"The gap of an optimal plan is zero: its cost is {cost}, its bound {claims.Bound.Count}."));
            }
        }
        else if (claims.HasPlan && claims.Bound.Count > cost)
        {
            Add(ref faults, Text($"The bound {claims.Bound.Count} is above the cost {cost}."));
        }
    }

    // The least bound of all leaves; null when none of them holds a plan.
    private static Int128? CheckTree(IReadOnlyList<LadderProblem> problems, long quantity, IReadOnlyList<SearchNode> nodes, ref List<string>? faults)
    {
        if (nodes.Count == 0)
        {
            Add(ref faults, "There is no proof: its tree has no root.");
            return null;
        }

        // Each venue's quantities from..to, followed down the tree; both ends of what a split changes are restored on the way back.
        Int128? least = null;
        var visits = 0;
        var from = problems.Count <= MostOnStack ? stackalloc long[problems.Count] : new long[problems.Count];
        var to = problems.Count <= MostOnStack ? stackalloc long[problems.Count] : new long[problems.Count];
        to.Fill(quantity);
        Stack<(int Node, int Stage, long Kept)>? path = null; // a proof of one leaf needs none
        var at = (Node: 0, Stage: 0, Kept: 0L);
        do
        {
            if (at.Stage == 0 && ++visits > nodes.Count)
            {
                Add(ref faults, "The proof is no tree: a node is the child of two.");
                return null;
            }

            var node = nodes[at.Node];
            if (node.Verdict != SearchVerdict.Split)
            {
                if (LeafBound(problems, quantity, from, to, at.Node, node, ref faults) is { } bound)
                {
                    least = least is { } other ? Int128.Min(other, bound) : bound;
                }

                continue;
            }

            var split = node.Venue;
            var outside = split < 0 || split >= problems.Count;
            if (outside || node.Lower <= at.Node || node.Upper <= node.Lower || node.Upper >= nodes.Count)
            {
                Add(ref faults, Text($"Node {at.Node} splits venue {split} into nodes {node.Lower} and {node.Upper}: a venue or a child is missing, or not behind it."));
                return null;
            }

            path ??= new();
            switch (at.Stage)
            {
                case 0:
                    path.Push((at.Node, 1, to[split]));
                    to[split] = Math.Min(to[split], node.At.Count);
                    path.Push((node.Lower, 0, 0));
                    break;
                case 1:
                    to[split] = at.Kept;
                    path.Push((at.Node, 2, from[split]));
                    from[split] = Math.Max(from[split], checked(node.At.Count + 1));
                    path.Push((node.Upper, 0, 0));
                    break;
                default:
                    from[split] = at.Kept;
                    break;
            }
        }
        while (path?.TryPop(out at) == true);

        return least;
    }

    private static Int128? LeafBound(
        IReadOnlyList<LadderProblem> problems, long quantity, ReadOnlySpan<long> from, ReadOnlySpan<long> to, int place, SearchNode leaf, ref List<string>? faults)
    {
        if (leaf.Verdict != SearchVerdict.Bounded)
        {
            if (leaf.Verdict > SearchVerdict.Empty || !HoldsNothing(problems, quantity, from, to, leaf.Verdict))
            {
                Add(ref faults, Text($"Leaf {place} claims {leaf.Verdict}, and that is not so."));
            }

            return null;
        }

        var price = leaf.Price;
        if (price.Denominator <= 0)
        {
            Add(ref faults, Text($"Leaf {place} has no dual price."));
            return null;
        }

        // cost(plan) = cost - price x (sum of flows - quantity) >= price x quantity + each venue's least of cost - price x flow.
        var scaled = checked(price.Numerator * quantity);
        for (var venue = 0; venue < problems.Count; venue++)
        {
            if (Least(problems[venue], price, from[venue], to[venue]) is not { } least)
            {
                return null; // no quantity at all: there is no plan in it, whatever it claims
            }

            scaled = checked(scaled + least);
        }

        var (whole, rest) = Int128.DivRem(scaled, price.Denominator);
        var bound = rest > 0 ? whole + 1 : whole; // costs are whole numbers
        if (bound < leaf.Bound.Count)
        {
            Add(ref faults, Text($"Leaf {place} claims a bound of {leaf.Bound.Count}, its price {price} proves {bound}."));
        }

        return bound;
    }

    // denominator x cost - numerator x flow is linear within a rung: look at the first and the last allowed flow in each.
    private static Int128? Least(LadderProblem problem, DualPrice price, long from, long to)
    {
        Int128? least = from <= 0 ? 0 : null;
        var (lot, lowest) = (problem.Lot.Count, Math.Max(from, Math.Max(1, problem.Minimum.Count)));
        var (before, cost) = (0L, problem.FixedCost.Count);
        foreach (var rung in problem.Rungs)
        {
            var after = before + rung.Quantity;
            var first = (Math.Max(lowest, before + 1) + lot - 1) / lot * lot;
            var last = Math.Min(to, after) / lot * lot;
            if (first <= last)
            {
                var atFirst = checked((price.Denominator * (cost + ((Int128)rung.Price * (first - before)))) - (price.Numerator * first));
                var atLast = checked((price.Denominator * (cost + ((Int128)rung.Price * (last - before)))) - (price.Numerator * last));
                var here = Int128.Min(atFirst, atLast);
                least = least is { } other ? Int128.Min(other, here) : here;
            }

            cost = checked(cost + ((Int128)rung.Price * rung.Quantity));
            before = after;
        }

        return least;
    }

    private static bool HoldsNothing(IReadOnlyList<LadderProblem> problems, long quantity, ReadOnlySpan<long> from, ReadOnlySpan<long> to, SearchVerdict claim)
    {
        var (least, most, pinned, step, empty) = ((Int128)0, (Int128)0, (Int128)0, 0L, false);
        for (var venue = 0; venue < problems.Count; venue++)
        {
            var problem = problems[venue];
            var lot = problem.Lot.Count;
            var low = (Math.Max(from[venue], Math.Max(1, problem.Minimum.Count)) + lot - 1) / lot * lot;
            var high = Math.Min(to[venue], problem.Shown.Count) / lot * lot;
            var (any, none) = (low <= high, from[venue] <= 0);
            empty |= !any && !none;
            var (atLeast, atMost) = (none || !any ? 0 : low, any ? high : 0);
            (least, most) = (least + atLeast, most + atMost);
            if (atLeast == atMost)
            {
                pinned += atLeast;
                continue;
            }

            for (var rest = lot; rest != 0;)
            {
                (step, rest) = (rest, step % rest);
            }
        }

        return claim switch
        {
            SearchVerdict.TooLittle => most < quantity,
            SearchVerdict.TooMuch => least > quantity,
            SearchVerdict.NoMultiple => step == 0 ? pinned != quantity : (quantity - pinned) % step != 0,
            SearchVerdict.Empty => empty,
            _ => false,
        };
    }

    private static void Add(ref List<string>? faults, string fault) => (faults ??= []).Add(fault);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
