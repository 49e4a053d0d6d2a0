using ExoRoute.Cli.Documents;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Cli.Problems;

/// <summary>An order to take and to rest, and the laws of outflows.</summary>
internal static class MakeTakeReader
{
    private const int MostOutflows = 1_000_000;
    private const long WidestOutflows = 1 << 20; // a law keeps a mass for each lot between
    private static readonly NumberRange PoissonMean = new("a number from 0 to 4294967296", 0, 1L << 32);
    private static readonly NumberRange ExponentialMean = new("a number from 0.0009765625 to 1099511627776", 1.0 / 1024, 1L << 40);

    private static readonly (string, Func<DocumentObject, Func<FillLaw>>)[] Laws =
    [
        ("poisson", static from =>
        {
            var mean = from.Number("mean", PoissonMean);
            return () => FillLaw.Poisson(mean);
        }),
        ("exponential", static from =>
        {
            var mean = from.Number("mean", ExponentialMean);
            return () => FillLaw.Exponential(mean);
        }),
        ("empirical", Empirical),
    ];

    /// <summary>Reads the shape; null where there are faults.</summary>
    internal static ProblemDocument? Read(string file, DocumentObject from, DocumentFaults faults)
    {
        var quote = from.Words("quote", "the name of an asset", "");
        var settings = new MakeTakeSettings
        {
            MaxSweeps = (int)from.Whole("maxSweeps", 1, 100_000, MakeTakeSettings.Default.MaxSweeps),
            MaxExchanges = (int)from.Whole("maxExchanges", 0, 10_000_000, MakeTakeSettings.Default.MaxExchanges),
        };
        var order = from.Object("makeTake", required: true);
        from.Close();
        return order is not null && Order(order, faults) is { } problem && faults.Count == 0 ? new RestingProblem(file, quote, problem, settings) : null;
    }

    /// <summary>A law of outflows, to be made once all is read; null where there are faults.</summary>
    internal static Func<FillLaw>? Law(DocumentObject parent, DocumentFaults faults)
    {
        if (parent.Object("law", required: true) is not { } from)
        {
            return null;
        }

        var before = faults.Count;
        (string, int)[] words = [.. Laws.Select(static (law, place) => (law.Item1, place))];
        var kind = from.Word("kind", words);
        if (faults.Count > before)
        {
            return null; // whose numbers the others are cannot be said
        }

        var make = Laws[kind].Item2(from);
        from.Close();
        return faults.Count > before ? null : make;
    }

    private static MakeTakeProblem? Order(DocumentObject from, DocumentFaults faults)
    {
        var (half, over) = (from.Number("halfSpread", NumberRange.NotNegative), from.Number("overPenalty", NumberRange.NotNegative));
        var fee = from.Number("takeFee", NumberRange.Any, 0);
        if (half + fee + over < 0)
        {
            from.Fault("takeFee", FormattableString.Invariant($"must be no less than {-half - over} (less halfSpread and overPenalty), or taking too much would pay; was {fee}."));
        }

        var (target, under) = (new Lots(from.Whole("target", 0, MakeTakeProblem.MaxTarget)), from.Number("underPenalty", NumberRange.NotNegative));
        var impact = from.Number("impact", NumberRange.NotNegative, 0);
        var (venues, names) = (new List<MakeTakeVenue>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var one in from.Objects("venues", 1, MakeTakeProblem.MaxVenues))
        {
            var before = faults.Count;
            var id = one.Text("id", "1 to 32 characters of a-z, 0-9, '-', '_', '.'", static text => VenueId.TryParse(text, out _));
            if (id.Length > 0 && !names.Add(id))
            {
                one.Fault("id", $"\"{id}\" stands twice; a venue has one queue.");
            }

            var (ahead, rebate) = (one.Whole("ahead", 0, Lots.MaxCount, 0), one.Number("rebate", NumberRange.Any, 0));
            if (half + rebate > over)
            {
                one.Fault("rebate", FormattableString.Invariant($"must be at most {over - half} (overPenalty less halfSpread), or more than is wanted would be rested; was {rebate}."));
            }

            var law = Law(one, faults);
            one.Close();
            if (faults.Count == before && law is not null && ProblemReader.Make(faults, one.At("law"), law) is { } made)
            {
                venues.Add(new(id, new(ahead), rebate, made));
            }
        }

        from.Close();
        if (faults.Count > 0)
        {
            return null;
        }

        var problem = new MakeTakeProblem
        {
            Target = target, HalfSpread = half, TakeFee = fee, UnderPenalty = under, OverPenalty = over, Impact = impact, Venues = venues,
        };
        foreach (var fault in problem.Faults())
        {
            faults.Add(from.Path, fault);
        }

        return problem;
    }

    private static Func<FillLaw> Empirical(DocumentObject from)
    {
        var items = from.List("outflows", "whole numbers of lots", 1, MostOutflows);
        var outflows = new long[items.Count];
        var (least, most) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < outflows.Length; i++)
        {
            if (DocumentObject.WholeOf(items[i], Lots.MaxCount) is { } whole)
            {
                outflows[i] = whole;
            }
            else
            {
                from.FaultAt(items[i], $"must be a whole number from 0 to 72057594037927936, was {items[i].Shown}.");
                continue;
            }

            (least, most) = (Math.Min(least, outflows[i]), Math.Max(most, outflows[i]));
            if (most - least > WidestOutflows)
            {
                from.FaultAt(items[i], FormattableString.Invariant($"must lie within {WidestOutflows} lots of the others, which begin at {least}; was {outflows[i]}. Count in larger lots."));
                break;
            }
        }

        return () => FillLaw.Empirical(outflows);
    }
}
