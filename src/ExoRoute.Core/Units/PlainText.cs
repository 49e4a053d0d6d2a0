namespace ExoRoute;

/// <summary>Foreign words that enter records: short, and plain ASCII, so that each text has one form only.</summary>
internal static class PlainText
{
    /// <summary>The text cut to so many characters; what is not printable ASCII becomes '?'.</summary>
    internal static string Of(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = text.Length <= most ? text : text[..most];
        return kept.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? kept
            : string.Create(kept.Length, kept, static (into, from) =>
            {
                for (var i = 0; i < into.Length; i++)
                {
                    into[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
                }
            });
    }
}
