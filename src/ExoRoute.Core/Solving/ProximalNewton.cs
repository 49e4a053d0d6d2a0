using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The finish: proximal steps of the whole problem, each solved in the node prices by Newton's method.</summary>
/// <remarks>
/// Each outer step minimises cost + rho/2 |x - last x|^2 over balanced flows. Its dual, in the node prices alone, has a gradient (each node's excess) that is
/// piecewise smooth, so that Newton's method guesses which pieces hold: an active set a step, one linear system over the nodes. The penalty then
/// falls tenfold; on straight and quadratic costs a few outer steps end exactly. Rounding is the only limit, and the gap says what is left.
/// Source: R. T. Rockafellar, Augmented Lagrangians and applications of the proximal point algorithm (1976); L. Qi, J. Sun, A nonsmooth version of
/// Newton's method (1993); X. Li, D. Sun, K.-C. Toh, A highly efficient semismooth Newton augmented Lagrangian method (2018).
/// </remarks>
internal sealed class ProximalNewton
{
    private const int MaxOuter = 60;
    private const double Divergent = 1e14;
    private readonly ExchangeState _state;
    private readonly ExchangeProblem _problem;
    private readonly ExchangeSettings _settings;
    private readonly NodeSystem _system;
    private readonly double[] _center;
    private readonly double[] _points;
    private readonly double[] _excess;
    private readonly double[] _sizes;
    private readonly double[] _step;
    private readonly double[] _from;
    private readonly double[][] _slopes;
    private double _rho;
    private int _steps;

    private ProximalNewton(ExchangeState state, ExchangeSettings settings)
    {
        (_state, _problem, _settings, _rho) = (state, state.Problem, settings, state.Rho);
        var (ports, nodes) = (_problem.Ports, _problem.Nodes.Count);
        (_center, _points) = (new double[ports], new double[ports]);
        (_excess, _sizes, _step, _from) = (new double[nodes], new double[nodes], new double[nodes], new double[nodes]);
        _system = new(nodes);
        _slopes = [.. _problem.Terms.Select(static term => new double[term.Problem.Ports * term.Problem.Ports])];
    }

    internal static ExchangeSolution Run(ExchangeState state, ExchangeSettings settings, int rounds) => new ProximalNewton(state, settings).Run(rounds);

    private ExchangeSolution Run(int rounds)
    {
        ExchangeSolution? best = null;
        var stale = 0;
        for (var outer = 0; outer < MaxOuter && _steps < _settings.MaxSteps; outer++)
        {
            _state.Flows.CopyTo(_center, 0);
            var balanced = Balance();
            if (!balanced && ExchangeState.Largest(_state.Prices) > Divergent && Separates(_state.Prices))
            {
                return Without(ExchangeStatus.Infeasible, Scaled(_state.Prices), rounds);
            }

            if (ExchangeState.Largest(_state.Flows) > Divergent && Falls() is { } direction)
            {
                return Without(ExchangeStatus.Unbounded, direction, rounds);
            }

            var answer = Answer(rounds);
            if (answer.Status == ExchangeStatus.Optimal)
            {
                return answer;
            }

            stale = Better(answer, best) ? 0 : stale + 1;
            best = stale == 0 ? answer : best;
            if (stale > 8)
            {
                break;
            }

            _rho *= 0.1;
        }

        return best ?? Answer(rounds);
    }

    // Newton's method on the proximal dual; true when every node balances to the tolerance.
    private bool Balance()
    {
        var (target, worst) = (Math.Max(1e-14, _settings.Tolerance * 1e-3), Look());
        for (var tries = 0; worst > target && _steps < _settings.MaxSteps && tries < 100; tries++)
        {
            _steps++;
            Assemble(worst);
            if (!_system.Solve(_excess, _step))
            {
                return false;
            }

            var last = worst;
            worst = Search();
            if (worst >= last && worst < _settings.Tolerance)
            {
                return true; // rounding: it will not get better
            }
        }

        return worst <= _settings.Tolerance;
    }

    // The terms' proximal steps at the prices, and what the nodes make of them.
    private double Look()
    {
        var feeds = _problem.PortNodes;
        for (var port = 0; port < _points.Length; port++)
        {
            _points[port] = _center[port] + (_state.Prices[feeds[port]] / _rho);
        }

        _state.Prox(_points, _rho, _state.Flows);
        return _state.Residual(_state.Flows, _excess, _sizes);
    }

    private void Assemble(double worst)
    {
        _system.Clear();
        var terms = _problem.Terms;
        var feeds = _problem.PortNodes;
        for (var term = 0; term < terms.Count; term++)
        {
            var (one, slope) = (terms[term].Problem, _slopes[term]);
            one.ProxSlope(_problem.Part(_points.AsSpan(), term), _rho, _problem.Part(_state.Flows.AsSpan(), term), slope);
            _system.Add(slope, feeds.Slice(_problem.FirstPort(term), one.Ports), 1 / _rho);
        }

        // Levenberg's term: moves nodes that no slope holds, and vanishes with the excess, so that the last steps are Newton's own.
        _system.Shift(Math.Clamp(worst, 1e-13, 1e-2) / _rho);
    }

    // Along the step the dual's derivative, excess x step, rises from below zero: take a step that brings it near zero.
    private double Search()
    {
        _state.Prices.CopyTo(_from, 0);
        var slope = -Math.Abs(Dot(_excess, _step));
        foreach (ref var one in _step.AsSpan())
        {
            one = -one;
        }

        var (low, high, length, worst) = (0.0, double.PositiveInfinity, 1.0, 0.0);
        for (var tries = 0; tries < 60; tries++)
        {
            for (var node = 0; node < _from.Length; node++)
            {
                _state.Prices[node] = _from[node] + (length * _step[node]);
            }

            worst = Look();
            var now = Dot(_excess, _step);
            if (now < 0.5 * slope)
            {
                low = length;
                length = double.IsFinite(high) ? 0.5 * (low + high) : 4 * length;
                if (length > 1e12)
                {
                    break;
                }
            }
            else if (now > -0.5 * slope)
            {
                high = length;
                length = 0.5 * (low + high);
            }
            else
            {
                break;
            }

            if (high - low <= 1e-15 * high)
            {
                break;
            }
        }

        return worst;
    }

    private ExchangeSolution Answer(int rounds) => _state.Answer(ExchangeEngine.AdmmAndNewton, _settings, rounds, _steps);

    private bool Better(ExchangeSolution one, ExchangeSolution? other) =>
        other is null || Math.Max(Math.Abs(one.RelativeGap), one.Residual) < 0.9 * Math.Max(Math.Abs(other.RelativeGap), other.Residual);

    private bool Separates(ReadOnlySpan<double> prices) => Certificate.RisesForEver(_problem, Scaled(prices));

    private double[]? Falls()
    {
        var direction = new double[_center.Length];
        for (var port = 0; port < direction.Length; port++)
        {
            direction[port] = _state.Flows[port] - _center[port];
        }

        direction = Scaled(direction);
        return Certificate.FallsForEver(_problem, direction) ? direction : null;
    }

    private ExchangeSolution Without(ExchangeStatus status, double[] direction, int rounds) =>
        ExchangeState.Without(status, ExchangeEngine.AdmmAndNewton, direction, rounds, _steps);

    private static double[] Scaled(ReadOnlySpan<double> row)
    {
        var (scaled, largest) = (row.ToArray(), ExchangeState.Largest(row));
        foreach (ref var one in scaled.AsSpan())
        {
            one /= largest;
        }

        return scaled;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
