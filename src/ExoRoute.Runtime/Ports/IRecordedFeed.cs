using ExoRoute.Market;

namespace ExoRoute.Runtime;

/// <summary>A feed whose frames already have their times (a capture, a seeded market): pulled step by step, in virtual time.</summary>
/// <remarks>Not thread-safe: one puller. The frames go through the same maps and books as a live feed's.</remarks>
public interface IRecordedFeed : IDisposable
{
    /// <summary>The books this feed keeps, known before the first step.</summary>
    IReadOnlyList<Book> Books { get; }

    /// <summary>When the next frame arrives; false when there is none.</summary>
    /// <remarks>Times may step back by a little between venues; whoever pulls makes a running maximum of them.</remarks>
    bool TryPeek(out Stamp at);

    /// <summary>Applies the next frame, and tells <paramref name="sink"/> of every book it changed.</summary>
    /// <exception cref="InvalidOperationException">There is no next frame.</exception>
    void Step(IMarketSink sink);
}
