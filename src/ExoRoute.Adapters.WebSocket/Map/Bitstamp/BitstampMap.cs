using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Bitstamp;

/// <summary>Bitstamp v2 <c>diff_order_book</c>: seeded by REST, ordered by microtimestamp.</summary>
/// <remarks>
/// There is no sequence number: a loss cannot be seen, save by a book that ends crossed or by time that runs backwards. So its
/// grade is <see cref="BookStatus.Seeded"/>, its age counts, and it should be seeded again by period.
/// </remarks>
public sealed class BitstampMap : SeededMap
{
    /// <summary>Maps one connection.</summary>
    /// <param name="definitions">The listings subscribed to.</param>
    /// <exception cref="ArgumentException">A definition is at fault, or two answer to one symbol.</exception>
    public BitstampMap(IReadOnlyList<InstrumentDefinition> definitions)
        : base(new BitstampFrameReader(), Tally(definitions, BookStatus.Seeded))
    {
    }

    // Updates at or before the seed's time are in it. Two at one time are taken in the order they came.
    private protected override DiffAnswer Judge(DiffChain chain, in FrameEntry entry) =>
        entry.Last <= chain.SeedId ? new(DiffVerdict.Drop)
        : entry.Last < chain.LastId ? new(DiffVerdict.Gap, chain.LastId, entry.Last)
        : new(DiffVerdict.Apply);
}
