namespace ExoRoute.Problems;

/// <summary>An order resting in one queue as a cost: what fills until the deadline costs the quote, what does not is taken then at a fallback price.</summary>
/// <remarks>
/// The flow is what is rested, and all of it arrives: late and dear where it does not fill. One more lot at depth x costs
/// fallback - (fallback - rest) P(outflow > ahead + x) + wait (ahead + x) / mean: it rises with x, so the cost is convex. The last part prices the delay of a lot that
/// waits its turn in a queue that drains evenly. Shared penalties over several venues do not separate; those have an engine of their own (<see cref="MakeTakeProblem"/>).
/// Between whole lots the cost is drawn straight (with a delay: as the parabola). Each question is a binary search over lots.
/// Immutable, safe to share between threads. Source: as <see cref="MakeTakeProblem"/>; for the delay C. Maglaras, C. Moallemi, H. Zheng, Optimal execution
/// in a limit order book and an associated microstructure market impact model (2015), whose routing weighs price against the queue's expected delay.
/// </remarks>
public sealed class RestingOrderProblem : LocalProblem
{
    private readonly FillLaw _law;
    private readonly long _ahead;
    private readonly long _most;
    private readonly double _fallback;
    private readonly double _saved;
    private readonly double _wait;

    /// <summary>A resting order.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="ahead">Lots in front of it; 0 to 2^56.</param>
    /// <param name="law">How much flows out of the queue until the deadline.</param>
    /// <param name="restPrice">What a lot costs that fills, its rebate taken off; finite.</param>
    /// <param name="fallbackPrice">What a lot costs at the deadline that did not fill; finite, no less than <paramref name="restPrice"/>.</param>
    /// <param name="most">The most that may rest, in lots; 0 to 2^56.</param>
    /// <param name="waitPrice">Cost of one lot waiting for one deadline's time; 0 or more, 0 where waiting is free.</param>
    /// <exception cref="ArgumentException">A number is out of range, or resting is no cheaper than the fallback.</exception>
    public RestingOrderProblem(string name, Lots ahead, FillLaw law, double restPrice, double fallbackPrice, Lots most, double waitPrice = 0)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (ahead.Count is < 0 or > Lots.MaxCount || most.Count is < 0 or > Lots.MaxCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"Lots ahead and the most to rest must be 0 to 2^56; they were {ahead.Count} and {most.Count}."), nameof(ahead));
        }

        if (!(double.IsFinite(restPrice) && double.IsFinite(fallbackPrice) && fallbackPrice >= restPrice))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Prices must be finite and the fallback no cheaper than resting, or the cost is not convex; they were {fallbackPrice} and {restPrice}."), nameof(fallbackPrice));
        }

        if (!(waitPrice >= 0 && double.IsFinite(waitPrice)) || (waitPrice > 0 && law.Mean == 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The price of waiting must be 0 or more and finite, and 0 for a queue that does not move; it was {waitPrice}, the mean outflow {law.Mean}."), nameof(waitPrice));
        }

        (_law, _ahead, _most, _fallback, _saved) = (law, ahead.Count, most.Count, fallbackPrice, fallbackPrice - restPrice);
        _wait = waitPrice == 0 ? 0 : waitPrice / law.Mean;
    }

    /// <inheritdoc/>
    public override string Kind => "resting-order";

    /// <summary>The fill expected of so many lots at rest; between whole lots in proportion.</summary>
    /// <param name="rested">0 to the most that may rest.</param>
    public double ExpectedFill(double rested)
    {
        var whole = (long)Math.Clamp(rested, 0, _most);
        return _law.ExpectedFill(_ahead, whole) + ((rested - whole) * _law.MoreThan(_ahead + whole));
    }

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> flows)
    {
        var slack = 1e-12 * Math.Max(1, (double)_most);
        if (!(flows[0] >= -slack && flows[0] <= _most + slack))
        {
            return double.PositiveInfinity;
        }

        var rested = Math.Clamp(flows[0], 0, _most);
        return (_fallback * rested) - (_saved * ExpectedFill(rested)) + (_wait * rested * (_ahead + (rested / 2)));
    }

    /// <inheritdoc/>
    public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) => flows[0] = Least(prices[0], 0, 0);

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
    {
        Demand(point, rho);
        flows[0] = Least(0, rho, point[0]);
    }

    /// <inheritdoc/>
    public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope)
    {
        var inside = flows[0] > 0 && flows[0] < _most && Math.Floor(flows[0]) < flows[0];
        slope[0] = inside ? rho / (rho + _wait) : 0;
    }

    // Where the cost less price x flow plus rho/2 (flow - point)^2 is least: the first lot within which going on stops to pay, and how far into it.
    private double Least(double price, double rho, double point)
    {
        var (low, high) = (0L, _most);
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            (low, high) = Slope(middle, middle + 1) >= 0 ? (low, middle) : (middle + 1, high);
        }

        // Before lot `low` ends it does not pay to go on; where the slope is straight within it, it is zero part of the way.
        if (low == _most)
        {
            return _most;
        }

        var start = Slope(low, low);
        var bend = _wait + rho;
        return start >= 0 || bend == 0 ? low : Math.Min(low - (start / bend), low + 1);

        double Slope(long lot, double at) => _fallback - (_saved * _law.MoreThan(_ahead + lot)) + (_wait * (_ahead + at)) - price + (rho * (at - point));
    }
}
