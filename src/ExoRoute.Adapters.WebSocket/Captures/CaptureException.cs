namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>A capture that cannot be read on: what, where, and what is still good.</summary>
public sealed class CaptureException : Exception
{
    internal CaptureException(string file, long record, string what, Exception? inner = null)
        : base(FormattableString.Invariant($"'{file}', record {record}: {what}"), inner) => (File, Record) = (file, record);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The line or record, counted from 1; 0 where it is the file as a whole.</summary>
    public long Record { get; }
}

/// <summary>A damaged record that was left out; the capture goes on behind it.</summary>
/// <param name="File">The file.</param>
/// <param name="Record">The line or record, counted from 1.</param>
/// <param name="Text">What is wrong with it, with its value.</param>
public readonly record struct CaptureFault(string File, long Record, string Text)
{
    /// <summary>The fault as a sentence.</summary>
    public override string ToString() => FormattableString.Invariant($"'{File}', record {Record}: {Text}");
}
