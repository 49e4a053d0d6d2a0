using ExoRoute.Adapters.Simulation;
using ExoRoute.Problems;

namespace ExoRoute.Benchmarks.Exchanging;

/// <summary>
/// Pools over round(sqrt m) tokens, the recipe of CFMMRouter's own benchmark (benchmark/scaling.jl): reserves up to 1000, fee 0.3 %, each token worth a random price outside;
/// what they let out in all is maximised and nothing is put in.
/// </summary>
internal sealed class PoolMarket
{
    private readonly LocalProblem[] _pools;
    private readonly int[][] _tokens;
    private readonly PiecewiseLinearProblem[] _markets;
    private readonly double[] _demand;
    private readonly bool _weighted;

    /// <param name="pools">m.</param>
    /// <param name="weighted">Every second pool keeps a weighted geometric mean (0.8, 0.2); else all keep the product.</param>
    /// <param name="seed">Of the reserves.</param>
    public PoolMarket(int pools, bool weighted, ulong seed)
    {
        var random = new SeededRandom(seed + (ulong)pools);
        var tokens = (int)Math.Round(Math.Sqrt(pools));
        (_pools, _tokens, _markets, _demand, _weighted) = (new LocalProblem[pools], new int[pools][], new PiecewiseLinearProblem[tokens], new double[tokens], weighted);
        double Share() => (1 + random.Below(1_000_000)) / 1e6;
        for (var pool = 0; pool < pools; pool++)
        {
            var one = (int)random.Below(tokens);
            _tokens[pool] = [one, (one + 1 + (int)random.Below(tokens - 1)) % tokens];
            _pools[pool] = Pool(pool, 1_000 * Share(), 1_000 * Share());
        }

        for (var token = 0; token < tokens; token++)
        {
            _markets[token] = PiecewiseLinearProblem.Market("market", Share(), double.NegativeInfinity, 0);
        }
    }

    public int Pools => _pools.Length;

    public int Tokens => _markets.Length;

    public void Change(int pool, double first, double second) => _pools[pool] = Pool(pool, first, second);

    public ExchangeProblem Problem() => new(Names.Of(Tokens), _demand,
        [.. _pools.Select((pool, place) => new ExchangeTerm(pool, _tokens[place])), .. _markets.Select((market, token) => new ExchangeTerm(market, token))]);

    private LocalProblem Pool(int place, double first, double second) => _weighted && place % 2 == 1
        ? new GeometricMeanPool("pool", [first, second], [0.8, 0.2], 0.997)
        : new ConstantProductPool("pool", first, second, 0.997);
}
