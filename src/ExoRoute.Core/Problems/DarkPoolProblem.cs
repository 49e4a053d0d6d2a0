using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>A venue whose size is hidden: what is sent fills as far as there is something, by a law or an estimate of it.</summary>
/// <remarks>
/// The flow is what is sent; its cost is cost per unit sent - value per unit filled x E[min(hidden, sent)], and E[min(s, v)] = sum of T(u) for u = 1 to v with
/// T(u) = P(s >= u). T falls, so the cost is convex and, between whole units, of straight pieces: a ladder's engine serves lit and dark venues alike.
/// Each question is a binary search over the steps of T. Immutable, safe to share between threads.
/// Source: K. Ganchev, M. Kearns, Y. Nevmyvaka, J. Wortman Vaughan, Censored exploration and the dark pool problem (2010), section 2.
/// </remarks>
public sealed class DarkPoolProblem : LocalProblem
{
    private readonly long[] _upTo;
    private readonly double[] _survival;
    private readonly double[] _filled; // expected at the end of each step

    private DarkPoolProblem(string name, long[] upTo, double[] survival, double value, double unitCost)
        : base(name)
    {
        Given.Positive(value, "The value of a fill", nameof(value));
        Given.Finite(unitCost, "The unit cost", nameof(unitCost));
        (_upTo, _survival, _filled) = (upTo, survival, new double[upTo.Length]);
        var (knots, prices) = (new double[upTo.Length + 1], new double[upTo.Length]);
        for (var i = 0; i < upTo.Length; i++)
        {
            if (!(survival[i] >= 0 && survival[i] <= (i == 0 ? 1 : survival[i - 1])))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A survival falls from 1 to 0; at {upTo[i]} it is {survival[i]}."), nameof(survival));
            }

            var before = i == 0 ? 0 : upTo[i - 1];
            (knots[i + 1], prices[i]) = (upTo[i], unitCost - (value * survival[i]));
            _filled[i] = (i == 0 ? 0 : _filled[i - 1]) + (survival[i] * (upTo[i] - before));
        }

        (FillValue, UnitCost, Curve) = (value, unitCost, new(knots, prices, 0));
    }

    /// <summary>A pool by its law.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="survival">T(1), T(2), ...: the chance that so many units or more are there; from 1 to 0, falling. More than that is never sent.</param>
    /// <param name="value">Cost units that a filled unit is worth; above 0, finite.</param>
    /// <param name="unitCost">Cost units for each unit sent, such as what the venue learns of us; finite.</param>
    /// <exception cref="ArgumentException">A number is out of range or order.</exception>
#pragma warning disable RS0026 // the two are told apart by what they must be given
    public static DarkPoolProblem Of(string name, ReadOnlySpan<double> survival, double value = 1, double unitCost = 0)
    {
        var (upTo, steps) = (new List<long>(), new List<double>());
        for (var i = 0; i < survival.Length; i++)
        {
            if (i > 0 && survival[i].Equals(survival[i - 1]))
            {
                upTo[^1] = i + 1;
            }
            else
            {
                upTo.Add(i + 1);
                steps.Add(survival[i]);
            }
        }

        return new(name, [.. upTo], [.. steps], value, unitCost);
    }

    /// <summary>A pool by what our own fills tell.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="survival">The estimate.</param>
    /// <param name="most">No more is sent; 1 to <see cref="Lots.MaxCount"/>.</param>
    /// <param name="value">As above.</param>
    /// <param name="unitCost">As above.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static DarkPoolProblem Of(string name, FillSurvival survival, Lots most, double value = 1, double unitCost = 0)
#pragma warning restore RS0026
    {
        ArgumentNullException.ThrowIfNull(survival);
        ArgumentOutOfRangeException.ThrowIfLessThan(most.Count, 1, nameof(most));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most.Count, Lots.MaxCount, nameof(most));
        var (upTo, steps) = survival.StepsUpTo(most.Count);
        return new(name, upTo, steps, value, unitCost);
    }

    /// <summary>A pool that is often empty, and else holds k units with a chance that falls as a power of k.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="empty">P(s = 0); 0 to 1.</param>
    /// <param name="power">alpha in P(s = k) proportional to k^-alpha; finite.</param>
    /// <param name="most">The largest size; 1 to 1,000,000.</param>
    /// <param name="value">As above.</param>
    /// <param name="unitCost">As above.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static DarkPoolProblem ZeroBinPower(string name, double empty, double power, int most, double value = 1, double unitCost = 0)
    {
        Given.Finite(power, "The power", nameof(power));
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(most));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 1_000_000, nameof(most));
        if (!(empty >= 0 && empty <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"The chance of an empty pool must be 0 to 1, was {empty}."), nameof(empty));
        }

        var (survival, sum) = (new double[most], 0.0);
        for (var k = most; k >= 1; k--)
        {
            sum += Portable.Pow(k, -power); // the small ones first
            survival[k - 1] = sum;
        }

        foreach (ref var one in survival.AsSpan())
        {
            one = (1 - empty) * (one / sum);
        }

        return Of(name, survival, value, unitCost);
    }

    /// <inheritdoc/>
    public override string Kind => "dark-pool";

    /// <summary>The most that is sent.</summary>
    public Lots Most => new(_upTo.Length == 0 ? 0 : _upTo[^1]);

    /// <summary>Cost units that a filled unit is worth.</summary>
    public double FillValue { get; }

    /// <summary>Cost units for each unit sent.</summary>
    public double UnitCost { get; }

    internal PiecewiseLinear Curve { get; }

    /// <summary>E[min(hidden, sent)].</summary>
    /// <param name="sent">0 to <see cref="Most"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public double ExpectedFill(Lots sent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sent.Count, nameof(sent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sent.Count, Most.Count, nameof(sent));
        if (sent.Count == 0)
        {
            return 0;
        }

        var place = Array.BinarySearch(_upTo, sent.Count);
        place = place < 0 ? ~place : place;
        return _filled[place] - (_survival[place] * (_upTo[place] - sent.Count));
    }

    /// <summary>Shares out a quantity, each unit where it is worth most, the first pool of several: the most expected value less cost.</summary>
    /// <param name="pools">In order of preference among equals.</param>
    /// <param name="quantity">What to share out; 0 or more.</param>
    /// <returns>What each pool is sent: all of the quantity, or each pool's most where that is less. Also where a unit is worth less than it costs.</returns>
    /// <remarks>Exact: a walk over the pools' steps in the order of their worth, by a heap. S log K for S steps of K pools.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The quantity is negative.</exception>
    public static long[] Allocate(IReadOnlyList<DarkPoolProblem> pools, Lots quantity)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentOutOfRangeException.ThrowIfNegative(quantity.Count, nameof(quantity));
        var (sent, steps, next) = (new long[pools.Count], new int[pools.Count], new PriorityQueue<int, (double Price, int Pool)>());
        for (var pool = 0; pool < pools.Count; pool++)
        {
            pools[pool].Offer(pool, 0, next);
        }

        var left = quantity.Count;
        while (left > 0 && next.TryDequeue(out var pool, out _))
        {
            var step = steps[pool]++;
            var taken = Math.Min(left, pools[pool]._upTo[step] - sent[pool]);
            (sent[pool], left) = (sent[pool] + taken, left - taken);
            pools[pool].Offer(pool, step + 1, next);
        }

        return sent;
    }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows) => Curve.Value(flows[0]);

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) => flows[0] = Curve.Respond(prices[0]);

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        flows[0] = Curve.Prox(point[0], rho);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) => slope[0] = Curve.ProxSlope(point[0], rho);

    private void Offer(int pool, int step, PriorityQueue<int, (double Price, int Pool)> next)
    {
        if (step < _upTo.Length)
        {
            next.Enqueue(pool, (UnitCost - (FillValue * _survival[step]), pool));
        }
    }
}
