using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Turns what venues take at a price into whole plans, good ones early: the search prunes by the best of them.</summary>
/// <remarks>A heuristic: nothing that is proved depends on it, and every plan it keeps fills the quantity by the rules. Not thread-safe.</remarks>
internal sealed class PlanRepair
{
    private const int LongestExchange = 32; // lots given back to make room for another venue's coarser lot

    private readonly IReadOnlyList<LadderProblem> _problems;
    private readonly long _quantity;
    private readonly Relaxation _restricted;
    private readonly long[] _from, _to, _flows;
    private readonly int[] _coarsestFirst;

    internal PlanRepair(IReadOnlyList<LadderProblem> problems, long quantity)
    {
        (_problems, _quantity, _restricted) = (problems, quantity, new(problems, quantity));
        (_from, _to, _flows, Best) = (new long[problems.Count], new long[problems.Count], new long[problems.Count], new long[problems.Count]);
        _coarsestFirst = new int[problems.Count];
        for (var venue = 0; venue < problems.Count; venue++)
        {
            _coarsestFirst[venue] = venue;
        }

        Array.Sort(_coarsestFirst, (a, b) => (problems[b].Lot.CompareTo(problems[a].Lot), a.CompareTo(b)) is var (lot, place) && lot != 0 ? lot : place);
    }

    /// <summary>The cheapest plan so far.</summary>
    internal long[] Best { get; }

    /// <summary>What it costs; null while there is none.</summary>
    internal Int128? Cost { get; private set; }

    /// <summary>Tries plans that use the venues used on either side of a node's price.</summary>
    internal void Try(Relaxation node)
    {
        node.Under.CopyTo(_flows, 0);
        if (Ration(node.Over))
        {
            Keep();
        }
        else
        {
            node.Under.CopyTo(_flows, 0);
            CompleteAndKeep();
        }

        TryUsing(node.Under, node.Price);
        if (!SameUse(node.Under, node.Over))
        {
            TryUsing(node.Over, node.Price);
        }
    }

    // The venues are chosen: what is left is lots alone.
    private void TryUsing(long[] flows, Int128 price)
    {
        for (var venue = 0; venue < flows.Length; venue++)
        {
            var problem = _problems[venue];
            var used = flows[venue] > 0;
            (_from[venue], _to[venue]) = IsFree(problem) ? (0, _quantity) : used ? (1, _quantity) : (0, 0);
        }

        if (_restricted.Solve(_from, _to, price, Cost) == SearchVerdict.Bounded && (Cost is null || _restricted.Bound < Cost))
        {
            _restricted.Under.CopyTo(_flows, 0);
            Ration(_restricted.Over);
            CompleteAndKeep();
        }
    }

    // Raises flows toward what venues take just above the price, coarse lots first, so that fine ones can make up the sum.
    private bool Ration(long[] over)
    {
        var missing = Missing();
        foreach (var venue in _coarsestFirst)
        {
            var problem = _problems[venue];
            var room = over[venue] - _flows[venue];
            var part = Math.Min(room, missing) / problem.Lot.Count * problem.Lot.Count;
            if (part > 0 && _flows[venue] + part >= problem.Minimum.Count)
            {
                _flows[venue] += part;
                missing -= part;
            }
        }

        return missing == 0;
    }

    private void CompleteAndKeep()
    {
        var missing = Missing();
        while (missing > 0)
        {
            var part = RaiseCheapest(missing);
            if (part == 0)
            {
                if (!Exchange(missing))
                {
                    return;
                }

                break;
            }

            missing -= part;
        }

        Keep();
    }

    // Adds to the venue where a unit costs least, to the end of its rung or as much as is missing.
    private long RaiseCheapest(long missing)
    {
        var (chosen, amount, least) = (-1, 0L, default(Int128));
        for (var venue = 0; venue < _flows.Length; venue++)
        {
            var problem = _problems[venue];
            var (lot, flow) = (problem.Lot.Count, _flows[venue]);
            var most = Math.Min(missing, problem.Capacity.Count - flow) / lot * lot;
            var fewest = flow > 0 ? lot : Math.Max(lot, problem.Minimum.Count);
            if (most < fewest)
            {
                continue;
            }

            var rung = problem.Table.UpTo.AsSpan(0, problem.Table.Count + 1).BinarySearch(flow + fewest);
            var end = problem.Table.UpTo[rung < 0 ? ~rung : rung];
            var part = Math.Clamp((end - flow) / lot * lot, fewest, most);
            var each = (problem.Value(new(flow + part)) - problem.Value(new(flow))).Count / part;
            if (chosen < 0 || each < least)
            {
                (chosen, amount, least) = (venue, part, each);
            }
        }

        if (chosen >= 0)
        {
            _flows[chosen] += amount;
        }

        return amount;
    }

    // One venue gives a few lots back, so that another can take them and what is missing in lots of its own.
    private bool Exchange(long missing)
    {
        (int Giver, long Given, int Taker, Int128 Cost)? chosen = null;
        for (var giver = 0; giver < _flows.Length; giver++)
        {
            var problem = _problems[giver];
            for (var lots = 1; lots <= LongestExchange; lots++)
            {
                var given = lots * problem.Lot.Count;
                var left = _flows[giver] - given;
                if (left < 0 || (left > 0 && left < problem.Minimum.Count))
                {
                    break;
                }

                var saved = (problem.Value(new(_flows[giver])) - problem.Value(new(left))).Count;
                for (var taker = 0; taker < _flows.Length; taker++)
                {
                    var (other, taken) = (_problems[taker], given + missing);
                    var after = _flows[taker] + taken;
                    if (taker == giver || taken % other.Lot.Count != 0 || after < other.Minimum.Count || after > other.Capacity.Count)
                    {
                        continue;
                    }

                    var cost = (other.Value(new(after)) - other.Value(new(_flows[taker]))).Count - saved;
                    if (chosen is null || cost < chosen.Value.Cost)
                    {
                        chosen = (giver, given, taker, cost);
                    }
                }
            }
        }

        if (chosen is { } exchange)
        {
            _flows[exchange.Giver] -= exchange.Given;
            _flows[exchange.Taker] += exchange.Given + missing;
        }

        return chosen is not null;
    }

    private void Keep()
    {
        Int128 cost = 0;
        for (var venue = 0; venue < _flows.Length; venue++)
        {
            cost += _problems[venue].Value(new(_flows[venue])).Count;
        }

        if (Cost is null || cost < Cost)
        {
            Cost = cost;
            _flows.CopyTo(Best, 0);
        }
    }

    private long Missing()
    {
        var missing = _quantity;
        foreach (var flow in _flows)
        {
            missing -= flow;
        }

        return missing;
    }

    private bool SameUse(long[] left, long[] right)
    {
        for (var venue = 0; venue < left.Length; venue++)
        {
            if (left[venue] > 0 != right[venue] > 0 && !IsFree(_problems[venue]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFree(LadderProblem problem) => problem.FixedCost.Count == 0 && problem.Minimum <= problem.Lot;
}
