namespace ExoRoute.Runtime;

/// <summary>A feed that lives: it connects, keeps its books proved, and publishes them as they change.</summary>
public interface IMarketFeed
{
    /// <summary>Runs until it is cancelled; reconnects by itself.</summary>
    /// <param name="sink">Where every book goes after each frame that touched it.</param>
    /// <param name="cancellation">Ends it.</param>
    Task RunAsync(IMarketSink sink, CancellationToken cancellation);
}
