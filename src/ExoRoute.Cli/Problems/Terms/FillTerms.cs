using ExoRoute.Cli.Documents;
using ExoRoute.Problems;

namespace ExoRoute.Cli.Problems.Terms;

/// <summary>Venues that fill by chance: dark pools and queues.</summary>
internal static class FillTerms
{
    private const int MostOrders = 10_000;
    private const int MostPowerSizes = 1_000_000;

    /// <summary>A hidden size, by a survival, by our own fills, or by a zero bin and a power.</summary>
    internal static Func<ProblemTerm> DarkPool(TermSource source)
    {
        var (from, node) = (source.From, source.Node());
        var (value, unitCost) = (from.Number("value", NumberRange.Positive, 1), from.Number("unitCost", NumberRange.Any, 0));
        Func<DarkPoolProblem> make;
        if (from.Has("survival"))
        {
            var survival = Survival(from);
            make = () => DarkPoolProblem.Of(source.Name, survival, value, unitCost);
        }
        else if (from.Has("fills"))
        {
            var (fills, most) = (Fills(from), from.Whole("most", 1, Lots.MaxCount));
            make = () => DarkPoolProblem.Estimated(source.Name, fills, new(most), value, unitCost);
        }
        else
        {
            var (empty, power, most) = (from.Number("empty", NumberRange.Chance), from.Number("power", new("a number from -64 to 64", -64, 64)), from.Whole("most", 1, MostPowerSizes));
            make = () => DarkPoolProblem.ZeroBinPower(source.Name, empty, power, (int)most, value, unitCost);
        }

        return () =>
        {
            var problem = make();
            return new(source.Name, "dark-pool", node, problem, view => Why(view, problem), null);
        };
    }

    /// <summary>An order in a queue; what does not fill is taken at a fallback price.</summary>
    internal static Func<ProblemTerm> RestingOrder(TermSource source)
    {
        var (from, node) = (source.From, source.Node());
        var (ahead, most) = (from.Whole("ahead", 0, Lots.MaxCount, 0), from.Whole("most", 0, Lots.MaxCount));
        var (rest, fallback, wait) = (from.Number("restPrice", NumberRange.Any), from.Number("fallbackPrice", NumberRange.Any), from.Number("waitPrice", NumberRange.NotNegative, 0));
        var law = MakeTakeReader.Law(from, source.Faults);
        if (fallback < rest)
        {
            from.Fault("fallbackPrice", FormattableString.Invariant($"must be no less than restPrice, {rest}, or the cost is not convex; was {fallback}."));
        }

        return () =>
        {
            var made = law!();
            return new(source.Name, "resting-order", node, new RestingOrderProblem(source.Name, new(ahead), made, rest, fallback, new(most), wait), Why, null);

            TermReason Why(TermView view)
            {
                var flow = Math.Clamp(view.Flows[0], 0, most);
                var (last, next) = ((long)Math.Ceiling(flow) - 1, (long)Math.Floor(flow));
                return Margins.OneFlow(flow, view.Prices[0], new(Slope(last, flow), Slope(next, flow)), 0, most, "lot");
            }

            double Slope(long lot, double at) => fallback - ((fallback - rest) * made.MoreThan(ahead + Math.Max(lot, 0))) + (wait == 0 ? 0 : wait * (ahead + at) / made.Mean);
        };
    }

    private static TermReason Why(TermView view, DarkPoolProblem pool)
    {
        var most = pool.Most.Count;
        var flow = Math.Clamp(view.Flows[0], 0, most);
        return Margins.OneFlow(flow, view.Prices[0], new(Slope((long)Math.Ceiling(flow)), Slope((long)Math.Floor(flow) + 1)), 0, most);

        // What the unit of a number costs: its price, less what it is worth when it fills.
        double Slope(long unit) => unit < 1 ? double.NegativeInfinity : unit > most ? double.PositiveInfinity
            : pool.UnitCost - (pool.FillValue * (pool.ExpectedFill(new(unit)) - pool.ExpectedFill(new(unit - 1))));
    }

    private static double[] Survival(DocumentObject from)
    {
        var items = from.List("survival", "chances that fall", 1, TermKinds.MostNumbers);
        var survival = new double[items.Count];
        for (var i = 0; i < survival.Length; i++)
        {
            survival[i] = from.Number(items[i], NumberRange.Chance);
            if (i > 0 && survival[i] > survival[i - 1])
            {
                from.FaultAt(items[i], FormattableString.Invariant($"must be no more than the one before, {survival[i - 1]}: more is there less often; was {survival[i]}."));
            }
        }

        return survival;
    }

    private static FillSurvival Fills(DocumentObject from)
    {
        var survival = FillSurvival.None;
        foreach (var item in from.List("fills", "pairs [sent, filled] of whole numbers", 0, MostOrders))
        {
            if (item.Kind != DocumentKind.List || item.Items.Count != 2)
            {
                from.FaultAt(item, $"must be a pair [sent, filled], was {item.Shown}.");
                continue;
            }

            var (sent, filled) = (DocumentObject.WholeOf(item.Items[0], Lots.MaxCount), DocumentObject.WholeOf(item.Items[1], Lots.MaxCount));
            for (var side = 0; side < 2; side++)
            {
                if ((side == 0 ? sent : filled) is null)
                {
                    from.FaultAt(item.Items[side], $"must be a whole number from 0 to 72057594037927936, was {item.Items[side].Shown}.");
                }
            }

            if (filled > sent)
            {
                from.FaultAt(item.Items[1], FormattableString.Invariant($"must be no more than was sent, {sent}; was {filled}."));
            }
            else if (sent is { } all && filled is { } part)
            {
                survival = survival.Add(new(all), new(part));
            }
        }

        return survival;
    }
}
