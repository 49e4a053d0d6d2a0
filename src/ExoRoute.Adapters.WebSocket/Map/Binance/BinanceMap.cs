using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Binance;

/// <summary>Binance depth differences of one market: seeded by REST, proved by U, u and pu.</summary>
/// <remarks>
/// Best-price messages (<c>bookTicker</c>) on the same connection are a second witness: where one has the number of an update,
/// price and size of both sides are compared and counted. They break nothing.
/// </remarks>
public sealed class BinanceMap : SeededMap
{
    private readonly BinanceMarket _market;
    private readonly TickerWitness[] _witnesses;

    /// <summary>Maps one connection.</summary>
    /// <param name="market">Which of Binance's markets; the rules differ.</param>
    /// <param name="definitions">The listings subscribed to.</param>
    /// <exception cref="ArgumentException">A definition is at fault, or two answer to one symbol.</exception>
    public BinanceMap(BinanceMarket market, IReadOnlyList<InstrumentDefinition> definitions)
        : base(new BinanceFrameReader(futures: market != BinanceMarket.Spot), Tally(definitions, BookStatus.Sequenced))
    {
        _market = market;
        _witnesses = [.. Tallies.Select(tally => new TickerWitness(tally))];
    }

    private protected override bool ApplyEntry(int place, in FrameEntry entry, BookUpdate update, ReadOnlySpan<byte> bytes, Stamp at)
    {
        if (Frame.Kind != FrameKind.Ticker)
        {
            return base.ApplyEntry(place, entry, update, bytes, at);
        }

        _witnesses[place].Take(entry.Last, update.Changes[0], update.Changes[1]);
        return false;
    }

    private protected override DiffAnswer Judge(DiffChain chain, in FrameEntry entry) =>
        BinanceRules.Judge(_market, chain, entry.First, entry.Last, entry.Previous);

    private protected override void AfterUpdate(int place, long id) => _witnesses[place].Follow(id);

    private protected override void ForgetConnection()
    {
        base.ForgetConnection();
        foreach (var witness in _witnesses)
        {
            witness.Forget();
        }
    }
}
