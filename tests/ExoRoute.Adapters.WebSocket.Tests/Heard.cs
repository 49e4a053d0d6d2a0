using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Tests;

/// <summary>A sink that remembers how often, and lets a test look at each change.</summary>
internal sealed class Heard(Action<Book, Stamp>? look = null) : IMarketSink
{
    internal int Changes { get; private set; }

    public void Changed(Book book, Stamp receivedAt)
    {
        Changes++;
        look?.Invoke(book, receivedAt);
    }
}
