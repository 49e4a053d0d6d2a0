using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>The finish: proximal steps of the whole problem, each solved in the node prices by Newton's method.</summary>
/// <remarks>
/// Each outer step minimises cost + rho/2 |x - last x|^2 over balanced flows. Its dual, in the node prices alone, has a gradient (each node's excess) that is
/// piecewise smooth, so that Newton's method guesses which pieces hold: an active set a step, one linear system over the nodes. The penalty then
/// falls, as fast as Newton's method bears; on straight and quadratic costs a few outer steps end exactly. Where rounding is in the way, prices are counted
/// anew from where they stand, so that fees which differ in their eleventh digit still differ. The gap says what is left.
/// Source: R. T. Rockafellar, Augmented Lagrangians and applications of the proximal point algorithm (1976); A. Gleixner, D. Steffy, K. Wolter, Iterative refinement for linear
/// programming (2016); L. Qi, J. Sun, A nonsmooth version of
/// Newton's method (1993); X. Li, D. Sun, K.-C. Toh, A highly efficient semismooth Newton augmented Lagrangian method (2018).
/// </remarks>
internal sealed class ProximalNewton
{
    private const int MaxTries = 30;

    // A proximal step that took so few Newton steps can be sharper, one that took more than so many should be gentler.
    private const int Easy = 6;
    private const int Hard = 10;
    private const int Patience = 8; // for flows that cost too little, once nothing else is amiss
    private const double NearRounding = 1e-7;
    private const double Divergent = 1e14;
    private const double Gentlest = 1e100;
    private readonly ExchangeState _state;
    private readonly ExchangeProblem _problem;
    private readonly ExchangeSettings _settings;
    private readonly NodeSystem _system;
    private readonly double[] _origin;
    private readonly double[] _known;
    private readonly double[] _moved;
    private readonly double[] _last;
    private readonly double[] _center;
    private readonly double[] _points;
    private readonly double[] _excess;
    private readonly double[] _sizes;
    private readonly double[] _step;
    private readonly double[] _from;
    private readonly double[][] _slopes;
    private ExchangeState _near; // prices counted from _origin
    private bool _exact = true;
    private double _ahead;
    private double _rho;
    private int _steps;

    private ProximalNewton(ExchangeState state, ExchangeSettings settings)
    {
        (_state, _near, _problem, _settings, _rho) = (state, state, state.Problem, settings, state.Rho);
        var (ports, nodes) = (_problem.Ports, _problem.Nodes.Count);
        (_center, _points, _moved, _last) = (new double[ports], new double[ports], new double[ports], new double[ports]);
        (_origin, _known) = (new double[nodes], new double[nodes]);
        (_excess, _sizes, _step, _from) = (new double[nodes], new double[nodes], new double[nodes], new double[nodes]);
        _system = new(nodes);
        _slopes = [.. _problem.Terms.Select(static term => new double[term.Problem.Ports * term.Problem.Ports])];
    }

    internal static ExchangeSolution Run(ExchangeState state, ExchangeSettings settings, int rounds) => new ProximalNewton(state, settings).Run(rounds);

    // Ends one proximal step after the tolerance is met: prices are as exact as the square root of the gap, and one more step all but squares the gap.
    private ExchangeSolution Run(int rounds)
    {
        ExchangeSolution? best = null;
        for (var (cost, late) = (double.PositiveInfinity, 0); _steps < _settings.MaxSteps; _steps++)
        {
            Recenter();
            var before = _steps;
            var balanced = Balance();
            if (!balanced && ExchangeState.Largest(_near.Prices) > Divergent && Separates(_near.Prices))
            {
                return Without(ExchangeStatus.Infeasible, Scaled(_near.Prices), rounds);
            }

            if (ExchangeState.Largest(_near.Flows) > Divergent && Falls() is { } direction)
            {
                return Without(ExchangeStatus.Unbounded, direction, rounds);
            }

            var answer = Answer(rounds);
            var enough = best is { Status: ExchangeStatus.Optimal } && (Close(best) || ++late > Patience);
            best = Better(answer, best) ? answer : best;
            if (enough || answer.RelativeGap == 0)
            {
                return best!;
            }

            var rounded = !Close(answer) && (_rho <= 10 * Finest() || (!balanced && answer.Residual < NearRounding));
            if (balanced && !(_ahead > 0 && answer.Cost > cost))
            {
                cost = answer.Cost;
                var effort = _steps - before;
                _rho = effort > Hard ? Math.Min(3 * _rho, Gentlest) : Math.Max(_rho * (effort <= Easy ? 0.1 : 0.4), Math.Min(_rho, Finest()));
            }
            else
            {
                // Too far ahead, or too sharp for Newton's method from here: from the last flows and prices again, more gently.
                _rho = balanced ? _rho : Math.Min(10 * _rho, Gentlest);
                _last.CopyTo(_near.Flows, 0);
                _known.CopyTo(_near.Prices, 0);
            }

            if (rounded && _exact)
            {
                Restate();
            }
        }

        return best ?? Answer(rounds);
    }

    // The center of the next proximal step: the flows; where they go straight on, as far again ahead, and twice as far each time.
    private void Recenter()
    {
        var (length, along, last) = (0.0, 0.0, 0.0);
        for (var port = 0; port < _center.Length; port++)
        {
            var moved = _near.Flows[port] - _last[port];
            (length, along, last) = (length + (moved * moved), along + (moved * _moved[port]), last + (_moved[port] * _moved[port]));
            (_moved[port], _last[port]) = (moved, _near.Flows[port]);
        }

        _near.Prices.CopyTo(_known, 0);
        _ahead = along > 0 && along * along >= (1 - 1e-6) * length * last ? Math.Max(1, 2 * _ahead) : 0;
        for (var port = 0; port < _center.Length; port++)
        {
            _center[port] = _near.Flows[port] + (_ahead * _moved[port]);
        }
    }

    // Below this penalty the last digit of price / rho is more than flows may be out of balance.
    private double Finest() =>
        Math.ScaleB(1, -45) * ExchangeState.Largest(_near.Prices) / (Math.Max(ExchangeState.Largest(_near.Flows), Certificate.LeastSize) * Math.Max(_settings.Tolerance * 0.1, 2e-13));

    // Newton's method on the proximal dual; true when every node balances to the tolerance.
    private bool Balance()
    {
        var (target, worst, stale) = (Math.Max(1e-14, _settings.Tolerance * 0.1), Look(), 0);
        for (var tries = 0; (tries == 0 ? worst > 0 : worst > target) && _steps < _settings.MaxSteps && tries < MaxTries && stale < (worst <= _settings.Tolerance ? 2 : 8); tries++)
        {
            _steps++;
            Assemble();
            if (!_system.Solve(_excess, _step))
            {
                return false;
            }

            var last = worst;
            worst = Search();
            stale = worst < NearRounding && worst > 0.5 * last ? stale + 1 : 0; // near rounding it will not get better
        }

        return worst <= _settings.Tolerance;
    }

    // The terms' proximal steps at the prices, and what the nodes make of them.
    private double Look()
    {
        var feeds = _problem.PortNodes;
        for (var port = 0; port < _points.Length; port++)
        {
            _points[port] = _center[port] + (_near.Prices[feeds[port]] / _rho);
        }

        _near.Prox(_points, _rho, _near.Flows);
        return _near.Residual(_near.Flows, _excess, _sizes);
    }

    private void Assemble()
    {
        _system.Clear();
        var terms = _near.Problem.Terms;
        var feeds = _problem.PortNodes;
        for (var term = 0; term < terms.Count; term++)
        {
            var (one, slope) = (terms[term].Problem, _slopes[term]);
            one.ProxSlope(_problem.Part(_points.AsSpan(), term), _rho, _problem.Part(_near.Flows.AsSpan(), term), slope);
            _system.Add(slope, feeds.Slice(_problem.FirstPort(term), one.Ports), 1 / _rho);
        }

        // A node that no slope holds moves as far as the search along the step lets it.
        _system.Shift(1e-13 / _rho);
    }

    // Along the step the dual's derivative, excess x step, rises from below zero: take a step that brings it near zero.
    private double Search()
    {
        _near.Prices.CopyTo(_from, 0);
        var slope = -Math.Abs(Dot(_excess, _step));
        foreach (ref var one in _step.AsSpan())
        {
            one = -one;
        }

        // Between two lengths with their derivatives: where a straight line through them passes zero. An end that stays counts half the next time (Illinois).
        var (low, high, length, worst) = (0.0, double.PositiveInfinity, 1.0, 0.0);
        var (below, above, side) = (slope, 0.0, 0);
        for (var tries = 0; tries < 60; tries++)
        {
            for (var node = 0; node < _from.Length; node++)
            {
                _near.Prices[node] = _from[node] + (length * _step[node]);
            }

            worst = Look();
            var now = Dot(_excess, _step);
            if (now < 0.5 * slope)
            {
                (low, below, above, side) = (length, now, side < 0 ? 0.5 * above : above, -1);
            }
            else if (now > -0.5 * slope)
            {
                (high, above, below, side) = (length, now, side > 0 ? 0.5 * below : below, 1);
            }
            else
            {
                break;
            }

            if (!double.IsFinite(high))
            {
                length = 4 * length;
            }
            else
            {
                var cross = low + ((high - low) * (below / (below - above)));
                length = cross > low && cross < high ? cross : 0.5 * (low + high);
            }

            if (length > 1e12 || high - low <= 1e-15 * high)
            {
                break;
            }
        }

        return worst;
    }

    // Where the last digit of a price stands in the way of a sharper step: these prices are taken off every slope, and what prices are from here on begins with new digits.
    private void Restate()
    {
        Sum();
        var (terms, paid) = (new ExchangeTerm[_problem.Terms.Count], new double[_problem.Ports]);
        for (var port = 0; port < paid.Length; port++)
        {
            paid[port] = _state.Prices[_problem.PortNodes[port]];
        }

        for (var term = 0; term < terms.Length; term++)
        {
            if (_problem.Terms[term].Problem.From(_problem.Part(paid.AsSpan(), term)) is not { } from)
            {
                _exact = false;
                return;
            }

            terms[term] = new(from, _problem.Terms[term].Nodes);
        }

        var flows = _near.Flows;
        _state.Prices.CopyTo(_origin, 0);
        _near = new(new(_problem.Nodes, _problem.Demand, terms));
        flows.CopyTo(_near.Flows, 0);
    }

    private ExchangeSolution Answer(int rounds)
    {
        Sum();
        return _state.Answer(ExchangeEngine.AdmmAndNewton, _settings, rounds, _steps);
    }

    private void Sum()
    {
        if (!ReferenceEquals(_near, _state))
        {
            _near.Flows.CopyTo(_state.Flows, 0);
            for (var node = 0; node < _origin.Length; node++)
            {
                _state.Prices[node] = _origin[node] + _near.Prices[node];
            }
        }
    }

    // Flows a last digit out of balance can cost less than is possible: that is no better than costing more.
    private bool Close(ExchangeSolution one) => one.Status == ExchangeStatus.Optimal && Math.Abs(one.RelativeGap) <= _settings.Tolerance;

    private bool Better(ExchangeSolution one, ExchangeSolution? other)
    {
        if (other is null || one.Status != other.Status)
        {
            return other is null || one.Status == ExchangeStatus.Optimal;
        }

        return Math.Max(Math.Abs(one.RelativeGap), one.Residual) < 0.9 * Math.Max(Math.Abs(other.RelativeGap), other.Residual);
    }

    private bool Separates(ReadOnlySpan<double> prices) => Certificate.RisesForEver(_problem, Scaled(prices));

    private double[]? Falls()
    {
        var direction = new double[_center.Length];
        for (var port = 0; port < direction.Length; port++)
        {
            direction[port] = _near.Flows[port] - _center[port];
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
