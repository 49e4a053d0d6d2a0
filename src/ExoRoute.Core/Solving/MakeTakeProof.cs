namespace ExoRoute.Solving;

/// <summary>First-order conditions of an allocation, and the subgradient there that proves the most.</summary>
/// <remarks>Cost: about eight convolutions a venue.</remarks>
internal sealed class MakeTakeProof
{
    // Thirds that the search for the share of ties in which several orders fill whole leaves out; the other shares follow from the conditions.
    private const int Thirds = 60;

    private readonly MakeTakeCosts _costs;
    private readonly FillCurve[] _curves;
    private readonly int[] _rest;
    private readonly int _take;

    // Of the chance to be short, and to hit the target: at all (entry 0), and given that a venue's order fills whole. _alone: such hits where no other order does.
    private readonly double[] _short;
    private readonly double[] _tie;
    private readonly double[] _alone;
    private readonly double[] _whole;
    private readonly double[] _just; // of such hits, the share where the venue's flow ends with its order's last lot

    internal MakeTakeProof(MakeTakeCosts costs, FillCurve[] curves, int take, ReadOnlySpan<int> rest)
    {
        (_costs, _curves, _take, _rest) = (costs, curves, take, rest.ToArray());
        for (var venue = 0; venue < _rest.Length; venue++)
        {
            _rest[venue] = Math.Min(_rest[venue], curves[venue].Most); // what cannot fill proves nothing
        }

        (_short, _tie, _alone, _whole) = (new double[_rest.Length + 1], new double[_rest.Length + 1], new double[_rest.Length + 1], new double[_rest.Length + 1]);
        _just = new double[_rest.Length + 1];
        Lack = Fill();
        (Slopes, TieShares, Bound) = Choose();
    }

    /// <summary>E max(S - A, 0).</summary>
    internal double Lack { get; }

    /// <summary>P(A &lt; S).</summary>
    internal double ShortChance => _short[0];

    internal double Bound { get; }

    internal double[] TieShares { get; }

    private double[] Slopes { get; }

    internal FillCondition[] Conditions()
    {
        var conditions = new FillCondition[_rest.Length + 1];
        var (even, weight) = (_costs.Take, _costs.Weight > 0 ? _costs.Weight : 1);
        conditions[0] = new(new(_take), new(_costs.Target), _short[0], _short[0] + _tie[0], even / weight, even / weight);
        for (var venue = 0; venue < _rest.Length; venue++)
        {
            var (curve, lots) = (_curves[venue], _rest[venue]);
            var (next, last) = (curve.AtLeast(lots + 1), curve.AtLeast(lots));
            conditions[venue + 1] = new(new(lots), new(curve.Most), _short[venue + 1], _short[venue + 1] + _tie[venue + 1],
                (_costs.Rest[venue] + Impact(next)) / weight, (_costs.Rest[venue] + Impact(last)) / weight);
        }

        return conditions;
    }

    private double Impact(double chance) => _costs.Impact == 0 ? 0 : _costs.Impact / Math.Max(chance, double.Epsilon);

    private double Fill()
    {
        var (venues, target) = (_rest.Length, _costs.Target);
        var (after, afterPart) = (new double[venues + 1][], new double[venues + 1][]);
        (after[venues], afterPart[venues]) = (Convolution.Nothing, Convolution.Nothing);
        for (var venue = venues - 1; venue >= 0; venue--)
        {
            after[venue] = Convolution.Sum(_curves[venue].Fills(_rest[venue]), after[venue + 1], target);
            afterPart[venue] = Convolution.Sum(_curves[venue].PartFills(_rest[venue]), afterPart[venue + 1], target);
        }

        var (before, beforePart, open) = (Convolution.Nothing, Convolution.Nothing, target - _take);
        for (var venue = 0; venue < venues; venue++)
        {
            var others = new FillTotal(Convolution.Sum(before, after[venue + 1], target), target);
            var room = open - _rest[venue];
            (_short[venue + 1], _tie[venue + 1]) = (others.AtMost(room - 1), others.Mass(room));
            if (_rest[venue] > 0)
            {
                _whole[venue + 1] = _curves[venue].AtLeast(_rest[venue]);
                _just[venue + 1] = 1 - (_curves[venue].Beyond(_rest[venue]) / _whole[venue + 1]);
                var part = Convolution.Sum(beforePart, afterPart[venue + 1], target);
                _alone[venue + 1] = room >= 0 && room < part.Length ? part[room] : 0;
            }

            before = Convolution.Sum(before, _curves[venue].Fills(_rest[venue]), target);
            beforePart = Convolution.Sum(beforePart, _curves[venue].PartFills(_rest[venue]), target);
        }

        var total = new FillTotal(before, target);
        (_short[0], _tie[0]) = (total.AtMost(open - 1), total.Mass(open));
        _alone[0] = open < beforePart.Length ? beforePart[open] : 0;
        return total.Short(_curves[0], 0, open);
    }

    private (double[] Slopes, double[] Shares, double Bound) Choose()
    {
        // The bound is concave in the shares.
        var best = Try(1);
        var (low, high) = (0.0, 1.0);
        for (var third = 0; third < Thirds && low < high; third++)
        {
            var (left, right) = (Try(low + ((high - low) / 3)), Try(high - ((high - low) / 3)));
            best = left.Bound > best.Bound ? left : best;
            best = right.Bound > best.Bound ? right : best;
            (low, high) = left.Bound >= right.Bound ? (low, high - ((high - low) / 3)) : (low + ((high - low) / 3), high);
        }

        return Try(0) is var none && none.Bound > best.Bound ? none : best;

        (double[] Slopes, double[] Shares, double Bound) Try(double several)
        {
            var shares = SharesFor(several);
            var slopes = SlopesFor(shares);
            return (slopes, shares, _costs.Bound(_curves, _take, _rest, Lack, slopes));
        }
    }

    // Shares that make each condition an equality, where there are any.
    private double[] SharesFor(double several)
    {
        var shares = new double[_rest.Length + 3];
        shares[^2] = several;
        var weight = _costs.Weight > 0 ? _costs.Weight : 1;
        var (left, rest, just) = ((_costs.Take / weight) - _short[0], _tie[0] - _alone[0], 0.0);
        for (var venue = 1; venue <= _rest.Length; venue++)
        {
            if (_rest[venue - 1] > 0)
            {
                var even = (_costs.Rest[venue - 1] + Impact(_whole[venue])) / weight;
                shares[venue] = Share(even - _short[venue] - (several * (_tie[venue] - _alone[venue])), _alone[venue], several);
                left -= shares[venue] * _alone[venue] * _whole[venue];
                rest -= _alone[venue] * _whole[venue];
                just += (1 - shares[venue]) * _alone[venue] * _whole[venue] * _just[venue];
            }
        }

        left -= several * rest;
        shares[0] = Share(left, _alone[0], several);
        shares[^1] = Share(left - (shares[0] * _alone[0]), just, 0);
        return shares;
    }

    private static double Share(double wanted, double of, double otherwise) => of > 0 ? Math.Clamp(wanted / of, 0, 1) : otherwise;

    private double[] SlopesFor(double[] shares)
    {
        var slopes = new double[_rest.Length + 1];
        var (all, rest) = (_short[0] + (shares[0] * _alone[0]), _tie[0] - _alone[0]);
        for (var venue = 1; venue <= _rest.Length; venue++)
        {
            slopes[venue] = -(_short[venue] + (shares[venue] * _alone[venue]) + (shares[^2] * (_tie[venue] - _alone[venue])));
            all += (shares[venue] + (shares[^1] * (1 - shares[venue]) * _just[venue])) * _alone[venue] * _whole[venue];
            rest -= _alone[venue] * _whole[venue];
        }

        slopes[0] = -(all + (shares[^2] * rest));
        for (var venue = 1; venue <= _rest.Length; venue++)
        {
            slopes[venue] = _rest[venue - 1] > 0 ? slopes[venue] : slopes[0]; // the first lot at rest that surely fills is as good as one taken
        }

        return slopes;
    }
}
