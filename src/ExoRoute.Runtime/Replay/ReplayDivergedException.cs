namespace ExoRoute.Runtime.Replay;

/// <summary>A store's decisions are not what this build decides on its inputs.</summary>
public sealed class ReplayDivergedException : Exception
{
    /// <summary>Without a text.</summary>
    public ReplayDivergedException()
    {
    }

    /// <summary>With what differs, and where.</summary>
    public ReplayDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>With what differs, and what it came from.</summary>
    public ReplayDivergedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
