using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Solving;

/// <summary>A routing case over constant function market makers, from the file's words: "max c.psi, psi>=0", "max psi_1, psi_0=-10, psi_2=0".</summary>
internal sealed partial class PoolCase
{
    // An instance that the file names and does not hold: github:bcc-research/CFMMRouter.jl @5932e42, examples/liquidate.jl.
    private const string Liquidate =
        """
        [{"kind":"geometric_mean","tokens":[0,1],"reserves":[1000,10000],"weights":[1,1],"gamma":0.997},
         {"kind":"geometric_mean","tokens":[1,2],"reserves":[1000,100],"weights":[1,1],"gamma":0.997},
         {"kind":"geometric_mean","tokens":[0,2],"reserves":[1000,20000],"weights":[1,1],"gamma":0.997}]
        """;

    private readonly double[] _worth;
    private readonly double[] _held;

    private PoolCase(JsonElement pools, double[] worth, double[] held, double?[] wanted, JsonElement expected)
    {
        (_worth, _held, Expected) = (worth, held, expected);
        var (terms, demand) = (new List<ExchangeTerm>(), new double[worth.Length]);
        foreach (var pool in pools.EnumerateArray())
        {
            terms.Add(new(Pool(pool, terms.Count), [.. pool.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())]));
        }

        for (var token = 0; token < worth.Length; token++)
        {
            // What is held may be spent; what is left is worth its price; a token with a wanted amount has no market.
            demand[token] = wanted[token] ?? -held[token];
            if (wanted[token] is null)
            {
                terms.Add(new(PiecewiseLinearProblem.Market($"market {token}", worth[token], double.NegativeInfinity, 0), token));
            }
        }

        Problem = new([.. Enumerable.Range(0, worth.Length).Select(token => $"token {token}")], demand, terms);
    }

    internal ExchangeProblem Problem { get; }

    internal JsonElement Expected { get; }

    /// <summary>The objective, from the cost: what is held was never gained.</summary>
    internal double Gain(double cost)
    {
        var gain = -cost;
        for (var token = 0; token < _worth.Length; token++)
        {
            gain -= _worth[token] * _held[token];
        }

        return gain;
    }

    internal static IEnumerable<PoolCase> Of(JsonElement file, JsonElement @case)
    {
        var pools = @case.GetProperty("pools");
        if (pools.ValueKind == JsonValueKind.String)
        {
            var name = pools.GetString()!["as ".Length..];
            var other = file.GetProperty("cases").EnumerateArray().FirstOrDefault(one => one.GetProperty("id").GetString() == name);
            name = other.ValueKind == JsonValueKind.Undefined ? name : string.Empty;
            pools = name.Length == 0 ? other.GetProperty("pools") : name == "cfmmrouter_liquidate" ? JsonDocument.Parse(Liquidate).RootElement : throw new InvalidDataException($"No case '{name}' in the file.");
        }

        var words = @case.GetProperty("objective").GetString()!;
        var tokens = 1 + pools.EnumerateArray().SelectMany(pool => pool.GetProperty("tokens").EnumerateArray()).Max(token => token.GetInt32());
        var (worth, wanted) = (new double[tokens], new double?[tokens]);
        var (aim, rest) = (words["max ".Length..words.IndexOf(',', StringComparison.Ordinal)], words[(words.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        if (aim == "c.psi")
        {
            worth = [.. @case.GetProperty("c").EnumerateArray().Select(one => one.GetDouble())];
        }
        else
        {
            foreach (Match token in Token().Matches(aim))
            {
                worth[int.Parse(token.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] = 1;
            }
        }

        foreach (Match fixing in Fixed().Matches(rest))
        {
            wanted[int.Parse(fixing.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] = double.Parse(fixing.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        }

        if (!rest.Contains("psi+[", StringComparison.Ordinal))
        {
            yield return new(pools, worth, new double[tokens], wanted, @case.GetProperty("expected"));
            yield break;
        }

        var places = rest[(rest.IndexOf('[', StringComparison.Ordinal) + 1)..rest.IndexOf(']', StringComparison.Ordinal)].Split(',');
        foreach (var point in @case.GetProperty("points").EnumerateArray())
        {
            var t = point.GetProperty("t").GetDouble();
            yield return new(pools, worth, [.. places.Select(place => place.Trim() == "t" ? t : double.Parse(place, CultureInfo.InvariantCulture))], wanted, point);
        }
    }

    private static LocalProblem Pool(JsonElement pool, int place)
    {
        double[] reserves = [.. Numbers(pool.GetProperty("reserves"))];
        var gamma = pool.GetProperty("gamma").GetDouble();
        return pool.GetProperty("kind").GetString() switch
        {
            "constant_sum" => new ConstantSumPool($"pool {place}", reserves, gamma),
            "geometric_mean" when Numbers(pool.GetProperty("weights")).Distinct().Count() == 1 && reserves.Length == 2 => new ConstantProductPool($"pool {place}", reserves[0], reserves[1], gamma),
            "geometric_mean" => new GeometricMeanPool($"pool {place}", reserves, [.. Numbers(pool.GetProperty("weights"))], gamma),
            var kind => throw new InvalidDataException($"A pool of kind '{kind}' is not known here."),
        };
    }

    private static IEnumerable<double> Numbers(JsonElement array) => array.EnumerateArray().Select(one => one.GetDouble());

    [GeneratedRegex(@"psi_(\d+)(?!\s*=)")]
    private static partial Regex Token();

    [GeneratedRegex(@"psi_(\d+)\s*=\s*(-?[0-9.eE+-]+)")]
    private static partial Regex Fixed();
}
