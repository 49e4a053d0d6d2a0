using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>A second look at an allocation, for the certificate: plain loops over the laws, nothing of the engine.</summary>
internal sealed class MakeTakeLook
{
    private readonly MakeTakeProblem _problem;
    private readonly int _target;
    private readonly int _take;
    private readonly long[] _sent;
    private readonly double[] _alone;
    private readonly double[] _whole;
    private readonly double[] _just;
    private double _lack;

    internal MakeTakeLook(MakeTakeProblem problem, int take, ReadOnlySpan<long> rest)
    {
        (_problem, _target, _take, _sent) = (problem, (int)problem.Target.Count, take, rest.ToArray());
        (Rest, Short, Tie) = (new int[rest.Length], new double[rest.Length + 1], new double[rest.Length + 1]);
        (_alone, _whole, _just) = (new double[rest.Length + 1], new double[rest.Length + 1], new double[rest.Length + 1]);
        for (var venue = 0; venue < Rest.Length; venue++)
        {
            Rest[venue] = (int)Math.Min(_sent[venue], Useful(venue));
        }

        Split(0, Rest.Length, [1], [1]);
        Cost = CostOf(_take, Rest);
        for (var venue = 0; venue < Rest.Length; venue++)
        {
            Cost += problem.Impact * (_sent[venue] - Rest[venue]); // sent, and of no use
        }
    }

    internal int[] Rest { get; }

    internal double Cost { get; }

    /// <summary>P(A &lt; S), then the same given that a venue's order fills whole.</summary>
    internal double[] Short { get; }

    /// <summary>P(A = S) likewise.</summary>
    internal double[] Tie { get; }

    internal double Size => (_problem.HalfSpread + Math.Abs(_problem.TakeFee) + _problem.UnderPenalty + (2 * (_problem.OverPenalty + _problem.Impact))) * Math.Max(1, _target);

    /// <summary>What any allocation costs at least, by the tangent that the shares of ties make.</summary>
    internal double Bound(ReadOnlySpan<double> shares)
    {
        var weight = _problem.UnderPenalty + _problem.Impact + _problem.OverPenalty;
        var (short0, others) = (Short[0] + (shares[0] * _alone[0]), Tie[0] - _alone[0]);
        for (var venue = 1; venue <= Rest.Length; venue++)
        {
            var only = _alone[venue] * _whole[venue];
            (short0, others) = (short0 + ((shares[venue] + (shares[^1] * (1 - shares[venue]) * _just[venue])) * only), others - only);
        }

        short0 += shares[^2] * Math.Max(0, others);
        var price = _problem.HalfSpread + _problem.TakeFee + _problem.Impact + _problem.OverPenalty - (weight * short0);
        var bound = (weight * (_lack + (short0 * _take))) - (_problem.OverPenalty * _target) + Math.Min(0, price * _target);
        for (var venue = 0; venue < Rest.Length; venue++)
        {
            var chance = Rest[venue] == 0 ? short0
                : Short[venue + 1] + (shares[venue + 1] * _alone[venue + 1]) + (shares[^2] * (Tie[venue + 1] - _alone[venue + 1]));
            var worth = _problem.OverPenalty - _problem.HalfSpread - _problem.Venues[venue].Rebate - (weight * chance);
            var (fill, least) = (0.0, 0.0);
            for (var lots = 1; lots <= Useful(venue); lots++)
            {
                fill += _problem.Venues[venue].Law.MoreThan(_problem.Venues[venue].Ahead.Count + lots - 1);
                least = Math.Min(least, (_problem.Impact * lots) + (worth * fill));
            }

            bound += least + (weight * chance * Filled(venue, Rest[venue]));
        }

        return bound;
    }

    /// <summary>The cost after a lot was moved; null where there is none or no room. Places: -1 what is taken, then the venues, then nowhere.</summary>
    internal double? CostAfter(int from, int to)
    {
        var (take, rest) = (_take, (int[])Rest.Clone());
        foreach (var (place, lots) in new[] { (from, -1), (to, 1) })
        {
            if (place < 0)
            {
                take += lots;
            }
            else if (place < rest.Length)
            {
                rest[place] += lots;
            }
        }

        var possible = take >= 0 && take <= _target;
        for (var venue = 0; venue < rest.Length; venue++)
        {
            possible &= rest[venue] >= 0 && rest[venue] <= _target;
        }

        return possible ? CostOf(take, rest) : null;
    }

    private double CostOf(int take, int[] rest)
    {
        double[] sum = [1];
        for (var venue = rest.Length - 1; venue >= 0; venue--)
        {
            sum = Add(Fills(venue, rest[venue]), sum);
        }

        var (lack, sent, filled, earned) = (0.0, (double)take, (double)take, 0.0);
        for (var fill = Math.Min(sum.Length - 1, _target - take); fill >= 0; fill--)
        {
            lack += sum[fill] * (_target - take - fill);
        }

        for (var venue = 0; venue < rest.Length; venue++)
        {
            var fill = Filled(venue, rest[venue]);
            (sent, filled, earned) = (sent + rest[venue], filled + fill, earned + ((_problem.HalfSpread + _problem.Venues[venue].Rebate) * fill));
        }

        return ((_problem.HalfSpread + _problem.TakeFee) * take) - earned + (_problem.UnderPenalty * lack)
            + (_problem.OverPenalty * (filled - _target + lack)) + (_problem.Impact * (sent + lack));
    }

    // Halves the venues until one is left; `outside` and `outsidePart` are the laws of all venues beyond this half.
    private void Split(int first, int end, double[] outside, double[] outsidePart)
    {
        if (end - first > 1)
        {
            var middle = (first + end) / 2;
            var (left, leftPart, right, rightPart) = (outside, outsidePart, outside, outsidePart);
            for (var venue = end - 1; venue >= first; venue--)
            {
                var (fills, part) = (Fills(venue, Rest[venue]), Part(venue));
                if (venue >= middle)
                {
                    (left, leftPart) = (Add(left, fills), Add(leftPart, part));
                }
                else
                {
                    (right, rightPart) = (Add(right, fills), Add(rightPart, part));
                }
            }

            Split(first, middle, left, leftPart);
            Split(middle, end, right, rightPart);
            return;
        }

        var room = _target - _take - Rest[first];
        (Short[first + 1], Tie[first + 1]) = (Below(outside, room), At(outside, room));
        if (Rest[first] > 0)
        {
            (_alone[first + 1], _whole[first + 1]) = (At(outsidePart, room), Fills(first, Rest[first])[^1]);
            var venue = _problem.Venues[first];
            _just[first + 1] = 1 - (venue.Law.MoreThan(venue.Ahead.Count + Rest[first]) / _whole[first + 1]);
        }

        if (first == 0)
        {
            var (all, part, open) = (Add(outside, Fills(0, Rest[0])), Add(outsidePart, Part(0)), _target - _take);
            (Short[0], Tie[0], _alone[0]) = (Below(all, open), At(all, open), At(part, open));
            for (var fill = 0; fill < all.Length && fill < open; fill++)
            {
                _lack += all[fill] * (open - fill);
            }
        }
    }

    // Beyond what can flow out more at rest changes nothing.
    private long Useful(int venue) => Math.Clamp(_problem.Venues[venue].Law.Last - _problem.Venues[venue].Ahead.Count, 0, _target);

    private double Filled(int venue, int lots) => _problem.Venues[venue].Law.ExpectedFill(_problem.Venues[venue].Ahead.Count, lots);

    private double[] Fills(int venue, int lots)
    {
        var fills = new double[lots + 1];
        _problem.Venues[venue].Law.FillMasses(_problem.Venues[venue].Ahead.Count, fills);
        return fills;
    }

    private double[] Part(int venue) => Rest[venue] == 0 ? [1] : Fills(venue, Rest[venue])[..^1];

    private double[] Add(double[] one, double[] other)
    {
        var sum = new double[Math.Min(one.Length + other.Length - 1, _target + 1)];
        for (var i = 0; i < one.Length && i < sum.Length; i++)
        {
            for (var k = 0; k < other.Length && i + k < sum.Length; k++)
            {
                sum[i + k] += one[i] * other[k];
            }
        }

        return sum;
    }

    private static double Below(double[] law, int lots)
    {
        var sum = 0.0;
        for (var i = Math.Min(lots, law.Length) - 1; i >= 0; i--)
        {
            sum += law[i];
        }

        return sum;
    }

    private static double At(double[] law, int lots) => lots >= 0 && lots < law.Length ? law[lots] : 0;
}
