using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>One level that moves several nodes in fixed proportion: a conversion, a line without loss, a column of a linear program.</summary>
/// <remarks>
/// At level w each port has the flow coefficient x w, and w itself costs what a curve of straight pieces says. A currency conversion is (-1, rate) at a level from
/// 0; a power line is (-1, 1), and its reactance at a node for each cycle of the grid (flows around a cycle drop no voltage: that node demands 0).
/// The term of linear programming: G. B. Dantzig, Linear Programming and Extensions (1963), chapter 3. Immutable, safe to share between threads.
/// </remarks>
public sealed class ActivityProblem : LocalProblem
{
    private readonly double[] _coefficients;
    private readonly PiecewiseLinear _curve;
    private readonly double _square;

    /// <summary>An activity.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="coefficients">Flow into each port's node at level 1; finite, none zero.</param>
    /// <param name="knots">Levels, strictly ascending, one more than prices; only the outer two may be infinite. <c>[0]</c> alone: it stands still.</param>
    /// <param name="prices">Cost units for one more level between two knots; finite, ascending.</param>
    /// <param name="start">The cost at the first finite knot.</param>
    /// <exception cref="ArgumentException">A coefficient is zero or not finite, or the curve is none.</exception>
    public ActivityProblem(string name, ReadOnlySpan<double> coefficients, ReadOnlySpan<double> knots, ReadOnlySpan<double> prices, double start = 0)
        : this(name, coefficients, new PiecewiseLinear(knots, prices, start))
    {
    }

    private ActivityProblem(string name, ReadOnlySpan<double> coefficients, PiecewiseLinear curve)
        : base(name, Math.Max(1, coefficients.Length))
    {
        (_coefficients, _curve) = (coefficients.ToArray(), curve);
        for (var port = 0; port < _coefficients.Length; port++)
        {
            if (!double.IsFinite(_coefficients[port]) || _coefficients[port] == 0)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Coefficient {port} is {_coefficients[port]}; it must be finite and not 0. Leave out a port that is not moved."), nameof(coefficients));
            }

            _square += _coefficients[port] * _coefficients[port];
        }

        if (_coefficients.Length == 0)
        {
            throw new ArgumentException("An activity moves at least one node; there were no coefficients.", nameof(coefficients));
        }
    }

    /// <inheritdoc/>
    public override string Kind => "activity";

    /// <summary>Flow into each port's node at level 1.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>Where the pieces of the level's cost begin and end.</summary>
    public ReadOnlySpan<double> Knots => _curve.Knots;

    /// <summary>Cost of one more level in each piece.</summary>
    public ReadOnlySpan<double> Prices => _curve.Prices;

    /// <summary>The level behind flows: the one nearest to them.</summary>
    public double Level(ReadOnlySpan<double> flows) => Dot(flows) / _square;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var level = Level(flows);
        for (var port = 0; port < flows.Length; port++)
        {
            if (!(Math.Abs(flows[port] - (_coefficients[port] * level)) <= 1e-12 * Math.Max(Math.Abs(flows[port]), Math.Abs(_coefficients[port] * level))))
            {
                return double.PositiveInfinity;
            }
        }

        return _curve.Value(level);
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) => Spread(_curve.Respond(Dot(prices)), flows);

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        Spread(_curve.Prox(Dot(point) / _square, rho * _square), flows);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var free = _curve.ProxSlope(Dot(point) / _square, rho * _square) / _square;
        for (var row = 0; row < _coefficients.Length; row++)
        {
            for (var column = 0; column < _coefficients.Length; column++)
            {
                slope[(row * _coefficients.Length) + column] = free * _coefficients[row] * _coefficients[column];
            }
        }
    }

    /// <inheritdoc/>
    public override void Admit(Span<double> prices)
    {
        // Along the coefficients, by what is amiss and then by twice as much each time: a last digit may not move a larger price.
        var paid = Dot(prices);
        var amiss = _curve.Admit(paid) - paid;
        Span<double> moved = Ports <= 32 ? stackalloc double[Ports] : new double[Ports];
        for (var (by, tries) = (amiss / _square, 0); amiss != 0 && tries < 8; by *= 2, tries++)
        {
            for (var port = 0; port < Ports; port++)
            {
                moved[port] = prices[port] + (by * _coefficients[port]);
            }

            paid = Dot(moved);
            if (_curve.Admit(paid).Equals(paid))
            {
                moved.CopyTo(prices);
                return;
            }
        }
    }

    internal override LocalProblem From(ReadOnlySpan<double> prices) => new ActivityProblem(Name, _coefficients, _curve.From(Dot(prices)));

    private double Dot(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        for (var port = 0; port < _coefficients.Length; port++)
        {
            sum += _coefficients[port] * row[port];
        }

        return sum;
    }

    private void Spread(double level, Span<double> flows)
    {
        for (var port = 0; port < _coefficients.Length; port++)
        {
            flows[port] = _coefficients[port] * level;
        }
    }
}
