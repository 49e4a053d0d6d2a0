using ExoRoute.Market;

namespace ExoRoute.Runtime;

/// <summary>Where a feed says that a book changed: content, status, or both.</summary>
/// <remarks>Called on the feed's thread, after each frame that touched the book. The book is the feed's; read it at once.</remarks>
public interface IMarketSink
{
    /// <summary>The book changed.</summary>
    /// <param name="book">The feed's own book; valid to read until the call returns.</param>
    /// <param name="receivedAt">When the frame arrived.</param>
    void Changed(Book book, Stamp receivedAt);
}
