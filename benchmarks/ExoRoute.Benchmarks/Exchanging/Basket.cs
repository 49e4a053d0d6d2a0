using ExoRoute.Adapters.Simulation;
using ExoRoute.Problems;

namespace ExoRoute.Benchmarks.Exchanging;

/// <summary>How many instruments, each at how many venues with how many levels.</summary>
internal readonly record struct BasketSize(int Instruments, int Venues, int Levels)
{
    public override string ToString() => FormattableString.Invariant($"{Instruments}x{Venues}x{Levels}");
}

/// <summary>Several instruments to buy, each on its ladders, against the variance of what is not bought. Prices are slippage, in the same 1e-4 of the quote asset.</summary>
internal sealed class Basket
{
    private readonly LadderProblem[][] _ladders;
    private readonly PiecewiseLinearProblem[] _curves;
    private readonly CovarianceRisk _risk; // made once: it does not depend on the books

    public Basket(BasketSize size, ulong seed)
    {
        Size = size;
        var random = new SeededRandom(seed + ((ulong)size.Instruments * 1_000));
        double Share() => random.Below(2_000_001) / 1e6 - 1;
        var count = size.Instruments;
        (_ladders, _curves, Books) = (new LadderProblem[count][], new PiecewiseLinearProblem[count], new Rung[count][][]);
        var target = new double[count];
        var range = 0.0;
        for (var instrument = 0; instrument < count; instrument++)
        {
            (Books[instrument], _ladders[instrument]) = (new Rung[size.Venues][], new LadderProblem[size.Venues]);
            for (var venue = 0; venue < size.Venues; venue++)
            {
                var (rungs, price) = (Books[instrument][venue] = new Rung[size.Levels], 100 + random.Below(300));
                for (var level = 0; level < size.Levels; level++)
                {
                    rungs[level] = new(price, 100 * (1 + random.Below(20)), new(price));
                    target[instrument] += 0.4 * rungs[level].Quantity;
                    range = Math.Max(range, price);
                    price += 100 * (1 + random.Below(3));
                }

                _ladders[instrument][venue] = new(new("v"), rungs);
            }

            Remerge(instrument);
        }

        // Three factors and an own part, as models of risk have them.
        var (factors, sigma) = (new double[count * 3], new double[count * count]);
        foreach (ref var one in factors.AsSpan())
        {
            one = Share();
        }

        for (var row = 0; row < count; row++)
        {
            factors[row * 3] += 1;
            for (var column = 0; column <= row; column++)
            {
                var sum = row == column ? 0.5 + (0.5 * Math.Abs(Share())) : 0;
                for (var k = 0; k < 3; k++)
                {
                    sum += factors[(row * 3) + k] * factors[(column * 3) + k];
                }

                sigma[(row * count) + column] = sigma[(column * count) + row] = sum;
            }
        }

        // Aversion such that the first unit of an average instrument is worth twice its dearest level.
        var mean = 0.0;
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < count; column++)
            {
                mean += sigma[(row * count) + column] * target[column] / count;
            }
        }

        _risk = new("risk", target, sigma, range / mean);
    }

    public BasketSize Size { get; }

    /// <summary>Rungs by instrument and venue.</summary>
    public Rung[][][] Books { get; }

    /// <summary>Another quantity at one level: its ladder and its instrument's curve are made anew.</summary>
    public void Change(int instrument, int venue, int level, long quantity)
    {
        Books[instrument][venue][level] = Books[instrument][venue][level] with { Quantity = quantity };
        _ladders[instrument][venue] = new(new("v"), Books[instrument][venue]);
        Remerge(instrument);
    }

    /// <summary>The problem over kept curves, one an instrument.</summary>
    public ExchangeProblem OverCurves() => Problem([.. _curves.Select((curve, instrument) => new ExchangeTerm(curve, instrument))]);

    /// <summary>The problem over all ladders: the solver merges them.</summary>
    public ExchangeProblem OverLadders() => Problem([.. _ladders.SelectMany((venues, instrument) => venues.Select(ladder => new ExchangeTerm(ladder, instrument)))]);

    private ExchangeProblem Problem(IEnumerable<ExchangeTerm> books) =>
        new(Names.Of(Size.Instruments), new double[Size.Instruments], [new(_risk, [.. Enumerable.Range(0, Size.Instruments)]), .. books]);

    private void Remerge(int instrument) => _curves[instrument] = PiecewiseLinearProblem.Merged("i", _ladders[instrument]);
}
