namespace ExoRoute.Runtime.Store;

/// <summary>The store has failed for good: what it holds behind the last flushed record is unknown until it is opened again.</summary>
/// <remarks>
/// A sync that failed once may have lost its pages, and trying again would report a success that means nothing
/// (Rebello et al., "Can Applications Recover from fsync Failures?", 2020). So nothing is tried again.
/// </remarks>
public sealed class StoreFailedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>There is no space. Nothing that waits is lost: flush again when there is.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Another writer has the store open.</summary>
public sealed class StoreLockedException(string message, Exception? inner = null) : IOException(message, inner);
