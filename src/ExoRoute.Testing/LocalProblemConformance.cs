using System.Globalization;

namespace ExoRoute.Testing;

/// <summary>Holds a <see cref="LocalProblem"/> of your own against what the engines and the certificate rely on, at drawn points.</summary>
/// <remarks>
/// Tried: the value is convex between possible flows; the proximal step is possible, never beaten nearby or along the way to other possible flows, firmly
/// non-expansive, and rho x (point - step) is a price at which the response does no better; the response is possible and never beaten; the slope of the step is
/// symmetric, with eigenvalues 0 to 1, and agrees with differences where the step is smooth; answers are finite and the same bits twice; prices once admitted stay.
/// Passing proves nothing at points that were not drawn; failing names the place. Pure: what it asks follows from the settings alone.
/// </remarks>
public static class LocalProblemConformance
{
    /// <summary>Tries a problem.</summary>
    /// <param name="problem">Yours.</param>
    /// <param name="settings">Where to look; sizes should be those of the problem. Null for <see cref="ConformanceSettings.Default"/>.</param>
    /// <returns>Each fault found, in words with place and values, 20 at most; empty when none was.</returns>
    /// <exception cref="ArgumentException">The settings have faults.</exception>
    public static IReadOnlyList<string> Check(LocalProblem problem, ConformanceSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        settings ??= ConformanceSettings.Default;
        return settings.Faults().FirstOrDefault() is { } fault ? throw new ArgumentException(fault, nameof(settings)) : new LocalProblemTrial(problem, settings).Run();
    }
}

/// <summary>One run of the kit: the points drawn, what the problem answered, and the faults so far.</summary>
internal sealed class LocalProblemTrial(LocalProblem problem, ConformanceSettings settings)
{
    private const int MostFaults = 20;
    private readonly Func<ulong> _draw = settings.Draw ?? new SeededDraws(settings.Seed).Next;
    private readonly List<string> _faults = [];
    private readonly List<Step> _steps = [];
    private readonly int _ports = problem.Ports;

    private sealed record Step(double[] Point, double Rho, double[] Flows, double Cost);

    internal List<string> Run()
    {
        RefusesWhatIsNoPoint();
        for (var i = 0; i < settings.Points && _faults.Count < MostFaults; i++)
        {
            if (Take(Points(settings.FlowSize), Rho()) is { } step)
            {
                _steps.Add(step);
            }
        }

        for (var i = 0; i < _steps.Count && _faults.Count < MostFaults; i++)
        {
            var step = _steps[i];
            IsNotBeaten(step);
            AnswersItsOwnPrice(step);
            SlopeHolds(step);
            for (var j = 0; j < i; j++)
            {
                Compare(step, _steps[j]);
            }
        }

        for (var i = 0; i < settings.Points && _faults.Count < MostFaults; i++)
        {
            ResponseHolds(Points(settings.PriceSize));
        }

        return _faults.Count > MostFaults ? _faults[..MostFaults] : _faults;
    }

    private void RefusesWhatIsNoPoint()
    {
        var (point, flows) = (new double[_ports], new double[_ports]);
        Refuses("a penalty of 0", () => problem.Prox(new double[_ports], 0, flows));
        point[^1] = double.NaN;
        Refuses("a point that is not a number", () => problem.Prox(point, 1, flows));
    }

    private void Refuses(string what, Action step)
    {
        try
        {
            step();
        }
        catch (ArgumentException)
        {
            return;
        }

        Fault($"The proximal step takes {what}; it must throw an ArgumentException. Call Demand(point, rho) first.");
    }

    private Step? Take(double[] point, double rho)
    {
        var (flows, again) = (Unset(), Unset());
        problem.Prox(point, rho, flows);
        problem.Prox(point, rho, again);
        var cost = problem.Value(flows);
        if (!flows.AsSpan().SequenceEqual(again) || !problem.Value(again).Equals(cost))
        {
            Fault($"The proximal step at {Text(point)}, rho {rho}, answers {Text(flows)} and then {Text(again)}; it must be a pure function.");
        }
        else if (!Array.TrueForAll(flows, double.IsFinite) || !double.IsFinite(cost))
        {
            Fault($"The proximal step at {Text(point)}, rho {rho}, answers {Text(flows)}, which costs {cost}; it must be finite and possible.");
        }
        else
        {
            return new(point, rho, flows, cost);
        }

        return null;
    }

    // No possible flows nearby make cost + rho/2 |flows - point|^2 less.
    private void IsNotBeaten(Step step)
    {
        foreach (var share in (ReadOnlySpan<double>)[1e-6, 1e-4, 1e-2])
        {
            for (var port = 0; port < _ports; port++)
            {
                foreach (var sign in (ReadOnlySpan<double>)[-1, 1])
                {
                    var near = (double[])step.Flows.Clone();
                    near[port] += sign * share * (settings.FlowSize + Math.Abs(near[port]));
                    if (problem.Value(near) is var cost && double.IsFinite(cost))
                    {
                        NotBeatenBy(step, near, cost);
                    }
                }
            }
        }
    }

    // The step, less the linear part, beaten by the linear part's own certificate: rho (point - step) is a subgradient of the cost at the step.
    private void NotBeatenBy(Step step, double[] other, double cost)
    {
        var (gain, size, distance) = (step.Cost - cost, Math.Abs(step.Cost) + Math.Abs(cost), 0.0);
        for (var port = 0; port < _ports; port++)
        {
            var (price, moved) = (step.Rho * (step.Point[port] - step.Flows[port]), other[port] - step.Flows[port]);
            (gain, distance) = (gain + (price * moved), distance + (0.5 * step.Rho * moved * moved));
            size += Math.Abs(price) * (Math.Abs(other[port]) + Math.Abs(step.Flows[port])) + (step.Rho * Math.Abs(step.Point[port]) * Math.Abs(moved) * 1e-3);
        }

        if (gain > Slack(size))
        {
            Fault($"The proximal step at {Text(step.Point)}, rho {step.Rho}, answers {Text(step.Flows)}; {Text(other)} shows that it is not the least: at the price rho x (point - step) it is better by {gain}, squared distance {distance}.");
        }
    }

    private void AnswersItsOwnPrice(Step step)
    {
        var (price, size) = (new double[_ports], settings.PriceSize);
        for (var port = 0; port < _ports; port++)
        {
            price[port] = step.Rho * (step.Point[port] - step.Flows[port]);
            size = Math.Max(size, step.Rho * (Math.Abs(step.Point[port]) + Math.Abs(step.Flows[port])));
        }

        var admitted = Admitted(price);
        for (var port = 0; port < _ports; port++)
        {
            if (!(Math.Abs(admitted[port] - price[port]) <= settings.Tolerance * size))
            {
                Fault($"The price rho x (point - step) = {Text(price)} of the step at {Text(step.Point)}, rho {step.Rho}, is moved to {Text(admitted)}: a step's own price has an end.");
                return;
            }
        }

        if (Respond(admitted) is { } flows)
        {
            NotBeatenBy(step, flows, problem.Value(flows));
        }
    }

    private void Compare(Step one, Step other)
    {
        NotBeatenBy(one, other.Flows, other.Cost);
        NotBeatenBy(other, one.Flows, one.Cost);
        var middle = new double[_ports];
        foreach (var share in (ReadOnlySpan<double>)[0.5, 0.125, 1.0 / 1024])
        {
            for (var port = 0; port < _ports; port++)
            {
                middle[port] = one.Flows[port] + (share * (other.Flows[port] - one.Flows[port]));
            }

            var (cost, line) = (problem.Value(middle), one.Cost + (share * (other.Cost - one.Cost)));
            if (!(cost <= line + Slack(Math.Abs(one.Cost) + Math.Abs(other.Cost))))
            {
                Fault($"The value is not convex: between {Text(one.Flows)} and {Text(other.Flows)}, at {Text(middle)}, it is {cost}, above the line's {line}.");
            }
        }

        var apart = Take(other.Point, one.Rho);
        var (along, square, size) = (0.0, 0.0, 0.0);
        for (var port = 0; apart is not null && port < _ports; port++)
        {
            var (moved, pushed) = (one.Flows[port] - apart.Flows[port], one.Point[port] - apart.Point[port]);
            (along, square) = (along + (moved * pushed), square + (moved * moved));
            size += (moved * moved) + (pushed * pushed);
        }

        if (along < square - (settings.Tolerance * (size + (settings.FlowSize * settings.FlowSize))))
        {
            Fault($"The proximal step, rho {one.Rho}, is not firmly non-expansive between {Text(one.Point)} and {Text(other.Point)}: steps x points is {along}, below the steps' square {square}.");
        }
    }

    private void SlopeHolds(Step step)
    {
        var (slope, again) = (new double[_ports * _ports], new double[_ports * _ports]);
        slope.AsSpan().Fill(double.NaN);
        again.AsSpan().Fill(double.NaN);
        problem.ProxSlope(step.Point, step.Rho, step.Flows, slope);
        problem.ProxSlope(step.Point, step.Rho, step.Flows, again);
        if (!slope.AsSpan().SequenceEqual(again) || !Array.TrueForAll(slope, double.IsFinite))
        {
            Fault($"The slope at {Text(step.Point)}, rho {step.Rho}, is {Text(slope)} and then {Text(again)}; it must be finite and the same.");
            return;
        }

        for (var row = 0; row < _ports; row++)
        {
            for (var column = 0; column < row; column++)
            {
                var (a, b) = (slope[(row * _ports) + column], slope[(column * _ports) + row]);
                if (!(Math.Abs(a - b) <= 1e-6))
                {
                    Fault($"The slope at {Text(step.Point)}, rho {step.Rho}, is not symmetric: {a} and {b} at {row}, {column}.");
                }
            }
        }

        var (least, most) = (-Largest(slope, 1, -1) + 1, Largest(slope, 0, 1));
        if (!(least >= -1e-6 && most <= 1 + 1e-6))
        {
            Fault($"The slope at {Text(step.Point)}, rho {step.Rho}, is {Text(slope)}, with eigenvalues from {least} to {most}; a proximal step's lie within 0 to 1.");
        }

        AgreesWithDifferences(step, slope);
    }

    private void AgreesWithDifferences(Step step, double[] slope)
    {
        var (direction, length) = (Points(1), 1e-5 * settings.FlowSize);
        var (above, below, up, down) = ((double[])step.Point.Clone(), (double[])step.Point.Clone(), Unset(), Unset());
        for (var port = 0; port < _ports; port++)
        {
            direction[port] = Math.Clamp(direction[port], -1, 1);
            (above[port], below[port]) = (above[port] + (length * direction[port]), below[port] - (length * direction[port]));
        }

        problem.Prox(above, step.Rho, up);
        problem.Prox(below, step.Rho, down);
        for (var row = 0; row < _ports; row++)
        {
            var (rise, before, told) = ((up[row] - step.Flows[row]) / length, (step.Flows[row] - down[row]) / length, 0.0);
            for (var column = 0; column < _ports; column++)
            {
                told += slope[(row * _ports) + column] * direction[column];
            }

            // Where the two sides differ there is a kink, and either side's slope will do.
            var within = Math.Min(rise, before) - 1e-3 <= told && told <= Math.Max(rise, before) + 1e-3;
            if (Math.Abs(rise - before) <= 1e-3 && !within)
            {
                Fault($"The slope at {Text(step.Point)}, rho {step.Rho}, along {Text(direction)} moves port {row} by {told}; the step itself moves it by {rise} ahead and {before} behind.");
            }
        }
    }

    private void ResponseHolds(double[] price)
    {
        var raw = Unset();
        problem.Respond(price, raw);
        if (Array.Exists(raw, double.IsNaN))
        {
            Fault($"The response to {Text(price)} is {Text(raw)}; it may be infinite, but must be a number.");
            return;
        }

        var admitted = Admitted(price);
        if (Array.TrueForAll(raw, double.IsFinite) && !admitted.AsSpan().SequenceEqual(price))
        {
            Fault($"The prices {Text(price)} have an end, {Text(raw)}, and are moved to {Text(admitted)}; only prices without one may be.");
        }

        if (Respond(admitted) is not { } flows)
        {
            return;
        }

        var cost = problem.Value(flows);
        foreach (var other in _steps)
        {
            var (gain, size) = (cost - other.Cost, Math.Abs(cost) + Math.Abs(other.Cost));
            for (var port = 0; port < _ports; port++)
            {
                gain += admitted[port] * (other.Flows[port] - flows[port]);
                size += Math.Abs(admitted[port]) * (Math.Abs(other.Flows[port]) + Math.Abs(flows[port]));
            }

            if (gain > Slack(size))
            {
                Fault($"The response to {Text(admitted)} is {Text(flows)}, cost less paid {cost}; {Text(other.Flows)} is better by {gain}.");
                return;
            }
        }
    }

    private double[] Admitted(double[] price)
    {
        var admitted = (double[])price.Clone();
        problem.Admit(admitted);
        var again = (double[])admitted.Clone();
        problem.Admit(again);
        if (!admitted.AsSpan().SequenceEqual(again))
        {
            Fault($"The prices {Text(price)} are moved to {Text(admitted)} and then to {Text(again)}; what is admitted once must stay.");
        }

        return admitted;
    }

    // What is answered to prices that have an end.
    private double[]? Respond(double[] price)
    {
        var (flows, again) = (Unset(), Unset());
        problem.Respond(price, flows);
        problem.Respond(price, again);
        if (!flows.AsSpan().SequenceEqual(again))
        {
            Fault($"The response to {Text(price)} is {Text(flows)} and then {Text(again)}; it must be a pure function.");
        }
        else if (!Array.TrueForAll(flows, double.IsFinite) || problem.Value(flows) is var cost && !double.IsFinite(cost))
        {
            Fault($"The response to {Text(price)} is {Text(flows)}, which costs {(Array.TrueForAll(flows, double.IsFinite) ? problem.Value(flows) : double.PositiveInfinity)}; at admitted prices it must be finite and possible.");
        }
        else
        {
            return flows;
        }

        return null;
    }

    // The largest eigenvalue of a + b x slope, by the power method: close enough for a bound with a tolerance.
    private double Largest(double[] slope, double a, double b)
    {
        var vector = Points(1);
        var value = 0.0;
        for (var turn = 0; turn < 100; turn++)
        {
            var (next, square, product) = (new double[_ports], 0.0, 0.0);
            for (var row = 0; row < _ports; row++)
            {
                next[row] = a * vector[row];
                for (var column = 0; column < _ports; column++)
                {
                    next[row] += b * slope[(row * _ports) + column] * vector[column];
                }

                (square, product) = (square + (vector[row] * vector[row]), product + (vector[row] * next[row]));
            }

            value = square > 0 ? product / square : 0;
            var scale = next.Max(Math.Abs);
            if (!(scale > 0))
            {
                break;
            }

            vector = Array.ConvertAll(next, one => one / scale);
        }

        return value;
    }

    private double Slack(double size) => settings.Tolerance * (size + (1e-3 * settings.FlowSize * settings.PriceSize));

    // Mostly within the size, now and then small, large or nothing.
    private double[] Points(double size)
    {
        var points = new double[_ports];
        foreach (ref var point in points.AsSpan())
        {
            var bits = _draw();
            var even = ((bits >> 11) * (2.0 / (1UL << 53))) - 1;
            point = size * even * (bits % 16) switch { 0 => 0, 1 or 2 => 1e-3, 3 or 4 => 30, _ => 1.5 };
        }

        return points;
    }

    private double Rho() => settings.PriceSize / settings.FlowSize * (_draw() % 5) switch { 0 => 0.01, 1 => 0.1, 2 => 1, 3 => 7, _ => 100 };

    private double[] Unset()
    {
        var flows = new double[_ports];
        flows.AsSpan().Fill(double.NaN); // nothing left of an earlier answer may be read
        return flows;
    }

    private void Fault(FormattableString text)
    {
        if (_faults.Count <= MostFaults)
        {
            _faults.Add($"{problem}: {text.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    private static string Text(double[] row) => $"({string.Join(", ", row.Select(one => one.ToString("R", CultureInfo.InvariantCulture)))})";
}
