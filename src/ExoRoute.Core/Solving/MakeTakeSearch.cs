using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>Several venues: one venue after the other gets the lots that are best given all others', with what is taken chosen anew each time.</summary>
/// <remarks>
/// For given orders at rest what is taken is a newsvendor's quantile. With it chosen so, the cost is convex in one venue's expected fill, so that the sign of a
/// subgradient finds the best lots by bisection. At kinks such steps can stop early: then pairs of venues exchange lots.
/// Sums of venues are kept as products in front of a venue and behind it. Cost of a sweep: three convolutions a venue, and for each of about
/// log2(S) steps log2(S) sums over a band (some 14 standard deviations of one outflow, S at most). Of the exchanges: K convolutions a pair, one a try.
/// </remarks>
internal sealed class MakeTakeSearch
{
    // Sweeps in which a lot may move without a gain.
    private const int FlatSweeps = 16;

    private const int SmallLattice = 4096;
    private const int VenuesAround = 5;

    private readonly MakeTakeCosts _costs;
    private readonly FillCurve[] _curves;
    private readonly int[] _rest;
    private readonly double[][] _behind; // _behind[k]: the law of what venues k, k + 1, ... fill

    internal MakeTakeSearch(MakeTakeCosts costs, FillCurve[] curves)
    {
        (_costs, _curves, _rest) = (costs, curves, new int[curves.Length]);
        for (var venue = 0; venue < _rest.Length; venue++)
        {
            _rest[venue] = Math.Min(curves[venue].Most, costs.Target / (curves.Length + 1));
        }

        _behind = new double[curves.Length + 1][];
    }

    internal ReadOnlySpan<int> Rest => _rest;

    internal int Take { get; private set; }

    internal int Evaluations { get; private set; }

    internal int Sweeps { get; private set; }

    internal int Exchanges { get; private set; }

    /// <summary>Goes through the venues until none changes.</summary>
    /// <returns>Whether it came to an end within the sweeps.</returns>
    internal bool Settle(int maxSweeps)
    {
        for (var changed = true; changed;)
        {
            if (Sweeps == maxSweeps)
            {
                return false;
            }

            changed = Sweep();
            Sweeps++;
        }

        return true;
    }

    /// <summary>Lets each pair of venues exchange lots.</summary>
    /// <returns>Whether any did; null where the limit came first.</returns>
    internal bool? Exchange(int maxExchanges)
    {
        var changed = false;
        for (var first = 0; first < _rest.Length; first++)
        {
            for (var second = first + 1; second < _rest.Length; second++)
            {
                var others = Convolution.Nothing;
                for (var venue = 0; venue < _rest.Length; venue++)
                {
                    others = venue == first || venue == second ? others : Convolution.Sum(_curves[venue].Fills(_rest[venue]), others, _costs.Target);
                }

                changed |= Exchange(first, second, others, maxExchanges);
                if (Exchanges >= maxExchanges)
                {
                    return null;
                }
            }
        }

        return changed;
    }

    /// <summary>Looks at all allocations where they are few, else at those one lot away at any venues, up to <see cref="VenuesAround"/> of them.</summary>
    /// <returns>Whether a better one was found and is there now.</returns>
    internal bool Around(int maxExchanges)
    {
        var (few, count) = (true, 1L);
        foreach (var curve in _curves)
        {
            count *= few ? curve.Most + 1 : 1;
            few &= count <= SmallLattice;
        }

        if (!few && _rest.Length > VenuesAround)
        {
            return false;
        }

        var (first, last, best) = (new int[_rest.Length], new int[_rest.Length], (int[])_rest.Clone());
        for (var venue = 0; venue < _rest.Length; venue++)
        {
            first[venue] = few ? 0 : Math.Max(0, _rest[venue] - 1);
            last[venue] = few ? _curves[venue].Most : Math.Min(_curves[venue].Most, _rest[venue] + 1);
        }

        var (least, changed) = (CostOfRest(out var take), false);
        first.CopyTo(_rest, 0);
        for (var more = true; more && Exchanges < maxExchanges; Exchanges++)
        {
            if (CostOfRest(out var taken) is var cost && cost < least - _costs.Noise)
            {
                (least, take, changed) = (cost, taken, true);
                _rest.CopyTo(best, 0);
            }

            // The next one, counted like the wheels of an odometer.
            var wheel = 0;
            while (wheel < _rest.Length && _rest[wheel] == last[wheel])
            {
                _rest[wheel] = first[wheel];
                wheel++;
            }

            more = wheel < _rest.Length;
            if (more)
            {
                _rest[wheel]++;
            }
        }

        best.CopyTo(_rest, 0);
        Take = take;
        return changed;
    }

    private double CostOfRest(out int take)
    {
        var others = Convolution.Nothing;
        for (var venue = 1; venue < _rest.Length; venue++)
        {
            others = Convolution.Sum(_curves[venue].Fills(_rest[venue]), others, _costs.Target);
        }

        return Cost(0, new FillTotal(others, _costs.Target), _rest[0], out take);
    }

    private bool Sweep()
    {
        var changed = false;
        _behind[_rest.Length] = Convolution.Nothing;
        for (var venue = _rest.Length - 1; venue > 0; venue--)
        {
            _behind[venue] = Convolution.Sum(_curves[venue].Fills(_rest[venue]), _behind[venue + 1], _costs.Target);
        }

        var before = Convolution.Nothing;
        for (var venue = 0; venue < _rest.Length; venue++)
        {
            var total = new FillTotal(Convolution.Sum(before, _behind[venue + 1], _costs.Target), _costs.Target);
            changed |= Step(venue, total);
            before = Convolution.Sum(_curves[venue].Fills(_rest[venue]), before, _costs.Target);
        }

        return changed;
    }

    private bool Step(int venue, FillTotal total)
    {
        var (curve, old) = (_curves[venue], _rest[venue]);
        var (low, high) = (0, curve.Most);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            (low, high) = Rises(venue, total, middle) ? (low, middle) : (middle + 1, high);
        }

        // The smooth optimum lies between `low` and the lot before it. Where costs do not tell (deep lots hardly ever fill), the chance to be short does.
        var cost = Cost(venue, total, old, out var stays);
        var best = Cost(venue, total, low, out var take);
        if (low > 0)
        {
            var before = Cost(venue, total, low - 1, out var taken);
            var flat = Math.Abs(best - before) <= _costs.Noise;
            if (flat ? _costs.Weight * total.AtMost(_costs.Target - take - low) <= _costs.Rest[venue] : before < best)
            {
                (low, best, take) = (low - 1, before, taken);
            }
        }

        // A flat move pays nothing but proves more; a few sweeps of them are enough.
        var moves = best < cost - _costs.Noise || (best <= cost + _costs.Noise && Sweeps < FlatSweeps);
        (_rest[venue], Take) = moves ? (low, take) : (old, stays);
        return _rest[venue] != old;
    }

    // Whether more at rest than `lots` costs more, what is taken chosen anew: the sign of a subgradient by the expected fill.
    private bool Rises(int venue, FillTotal total, int lots)
    {
        var (curve, target) = (_curves[venue], _costs.Target);
        var filled = total.Lots(curve, lots, _costs.Take, _costs.Weight);
        Evaluations++;
        var tie = total.Mass(curve, lots, filled);
        var share = tie > 0 && _costs.Weight > 0 ? Math.Clamp(((_costs.Take / _costs.Weight) - total.AtMost(curve, lots, filled - 1)) / tie, 0, 1) : 1;
        var lack = total.AtMost(filled - lots - 1) + (share * total.Mass(filled - lots));
        var impact = _costs.Impact == 0 ? 0 : _costs.Impact / curve.AtLeast(lots + 1);
        return _costs.Rest[venue] + impact - (_costs.Weight * lack) >= 0;
    }

    private double Cost(int venue, FillTotal total, int lots, out int take)
    {
        var curve = _curves[venue];
        var filled = total.Lots(curve, lots, _costs.Take, _costs.Weight);
        Evaluations++;
        take = _costs.Target - filled;
        var old = _rest[venue];
        _rest[venue] = lots;
        var cost = _costs.Cost(_curves, take, _rest, total.Short(curve, lots, filled));
        _rest[venue] = old;
        return cost;
    }

    // Exchanges and common moves of ever more lots until none pays; after one that pays it begins again.
    private bool Exchange(int first, int second, double[] others, int maxExchanges)
    {
        var changed = false;
        var cost = Try(first, second, others, 0, 0, out var take);
        Take = take;
        var lots = 1;
        while (lots <= Math.Max(_rest[first], _rest[second]) + 1 && Exchanges < maxExchanges)
        {
            var moved = false;
            foreach (var (more, less) in stackalloc[] { (lots, -lots), (-lots, lots), (lots, lots), (-lots, -lots) })
            {
                var (one, other) = (_rest[first] + more, _rest[second] + less);
                if (one < 0 || other < 0 || one > _curves[first].Most || other > _curves[second].Most)
                {
                    continue;
                }

                Exchanges++;
                if (Try(first, second, others, more, less, out take) is var now && now < cost - _costs.Noise)
                {
                    (cost, _rest[first], _rest[second], Take, moved) = (now, one, other, take, true);
                    break;
                }
            }

            (lots, changed) = (moved ? 1 : lots * 2, changed || moved);
        }

        return changed;
    }

    private double Try(int first, int second, double[] others, int more, int less, out int take)
    {
        _rest[first] += more;
        var total = new FillTotal(Convolution.Sum(_curves[first].Fills(_rest[first]), others, _costs.Target), _costs.Target);
        var cost = Cost(second, total, _rest[second] + less, out take);
        _rest[first] -= more;
        return cost;
    }
}
