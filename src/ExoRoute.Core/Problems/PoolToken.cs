namespace ExoRoute.Problems;

/// <summary>One token of a pool with a smooth invariant: how its reserve follows its flow, and its share in a projection.</summary>
/// <param name="Reserve">What the pool holds; above 0.</param>
/// <param name="Weight">Its weight, all together 1.</param>
/// <param name="Gamma">1 less the fee on what is tendered.</param>
/// <remarks>
/// A flow y pays out of the reserve where it is above 0 and fills it by gamma |y| below. The invariant is sum of weight x ln(reserve). A projection moves each flow
/// to y = point - pull x c(y), c(y) = weight x (1 or gamma) / reserve left: a quadratic equation, and no flow at all between the two slopes at y = 0.
/// </remarks>
internal readonly record struct PoolToken(double Reserve, double Weight, double Gamma)
{
    /// <summary>Prices below this share of the largest are taken as it: the pool then gives all of the others, to rounding, for a finite amount.</summary>
    internal const double LeastPrice = 1e-241;

    /// <summary>By how much of itself the reserve grows.</summary>
    internal double Growth(double flow) => (flow < 0 ? -Gamma * flow : -flow) / Reserve;

    /// <summary>How the growth follows a flow.</summary>
    internal double Thrift(double flow) => (flow < 0 ? -Gamma : -1) / Reserve;

    /// <summary>A flow less what rounding may have added to it.</summary>
    internal double Eased(double flow) => flow - (1e-12 * (Reserve + Math.Abs(flow)));

    /// <summary>The pull at which a point comes to rest at no flow; no more is needed of any token.</summary>
    internal double Pull(double point) => point > 0 ? point * Reserve / Weight : 0;

    /// <summary>The flow that a pull leaves of a point.</summary>
    internal double Flow(double point, double pull) => Flow(point, pull, out _, out _);

    /// <summary>The flow that a pull leaves of a point, its derivative by the pull, and what is then left of the reserve as a share of it.</summary>
    internal double Flow(double point, double pull, out double slope, out double share)
    {
        var paid = (point * Reserve) - (pull * Weight);
        if (paid > 0)
        {
            return Solve(point, pull, 1, paid, out slope, out share);
        }

        var filled = (point * Reserve) - (pull * Weight * Gamma);
        if (filled < 0)
        {
            return Solve(point, pull, Gamma, filled, out slope, out share);
        }

        (slope, share) = (0, 1);
        return 0;
    }

    // d = reserve left - reserve = -factor y solves d^2 + (R + factor z) d + factor (z R - pull w factor) = 0; the larger root, without cancellation.
    private double Solve(double point, double pull, double factor, double rest, out double slope, out double share)
    {
        var (sum, gap) = (Reserve + (factor * point), Reserve - (factor * point));
        var bend = 4 * pull * Weight * factor * factor;
        var root = Math.Sqrt((gap * gap) + bend);
        var flow = sum > 0 ? 2 * rest / (sum + root) : (sum - root) / (2 * factor);
        slope = -Weight * factor / root;
        share = 0.5 * (gap > 0 ? gap + root : bend / (root - gap)) / Reserve; // 2 x what is left = gap + root
        return flow;
    }

    // c(y), and how far y follows its point for each unit of pull, over what is left squared.
    private (double Push, double Stiff) Push(double flow)
    {
        if (flow == 0 && Gamma < 1)
        {
            return (0, double.PositiveInfinity);
        }

        var factor = flow < 0 ? Gamma : 1;
        var left = Reserve - (factor * flow);
        return (Weight * factor / left, Weight * factor * factor / (left * left));
    }

    /// <summary>How a projection on a pool's invariant follows its point: the pull follows from what it answered.</summary>
    internal static void ProjectionSlope(ReadOnlySpan<PoolToken> tokens, ReadOnlySpan<double> point, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var count = tokens.Length;
        slope[..(count * count)].Clear();
        if (point.SequenceEqual(flows[..count]))
        {
            for (var token = 0; token < count; token++)
            {
                slope[(token * count) + token] = 1;
            }

            return;
        }

        Span<double> pushes = count <= 32 ? stackalloc double[count] : new double[count];
        Span<double> follows = count <= 32 ? stackalloc double[count] : new double[count];
        var (moved, pushed) = (0.0, 0.0);
        for (var token = 0; token < count; token++)
        {
            (pushes[token], follows[token]) = tokens[token].Push(flows[token]);
            (moved, pushed) = (moved + (pushes[token] * (point[token] - flows[token])), pushed + (pushes[token] * pushes[token]));
        }

        if (pushed == 0)
        {
            return;
        }

        var (pull, total) = (moved / pushed, 0.0);
        for (var token = 0; token < count; token++)
        {
            follows[token] = pushes[token] > 0 ? 1 / (1 + (pull * follows[token])) : 0;
            total += pushes[token] * pushes[token] * follows[token];
        }

        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < count; column++)
            {
                slope[(row * count) + column] = (row == column ? follows[row] : 0) - (pushes[row] * follows[row] * pushes[column] * follows[column] / total);
            }
        }
    }

    /// <summary>At a price below 0 a token is given to the pool for ever: answers so, and all that the others hold.</summary>
    /// <returns>Whether it is answered: so, or by no flow where no price is above 0.</returns>
    internal static bool GivenAway(ReadOnlySpan<PoolToken> tokens, ReadOnlySpan<double> prices, Span<double> flows)
    {
        var (given, wanted) = (false, false);
        for (var token = 0; token < tokens.Length; token++)
        {
            (given, wanted) = (given || prices[token] < 0, wanted || prices[token] > 0);
        }

        if (wanted && !given)
        {
            return false;
        }

        for (var token = 0; token < tokens.Length; token++)
        {
            flows[token] = prices[token] < 0 ? double.NegativeInfinity : prices[token] > 0 ? tokens[token].Reserve : 0;
        }

        return true;
    }

    /// <summary>The nearest prices at which nothing is given away for ever: none below 0.</summary>
    internal static void Admit(Span<double> prices)
    {
        foreach (ref var price in prices)
        {
            price = Math.Max(price, 0);
        }
    }
}
