using System.Globalization;

namespace ExoRoute.Cli.Scenarios;

/// <summary>A point in time of a scenario: counted from the session's first frame, or an absolute one.</summary>
/// <param name="IsOffset">Whether it counts from the session's first frame.</param>
/// <param name="Nanoseconds">Since the first frame, or since 1970.</param>
internal readonly record struct ScenarioTime(bool IsOffset, long Nanoseconds)
{
    /// <summary>The stamp in a session that begins at <paramref name="start"/>.</summary>
    internal Stamp In(Stamp start) => IsOffset ? start.Plus(Nanoseconds) : new(Nanoseconds);
}

/// <summary>Durations ("20ms", "1.5s", "250us") and times ("+5s", "2026-01-01T00:00:05.25Z") as scenarios and options write them.</summary>
internal static class TimeText
{
    /// <summary>What a duration looks like, in words.</summary>
    internal const string DurationWanted = "a duration such as \"250us\", \"20ms\", \"1.5s\", \"2m\" or \"1h\"";

    /// <summary>What a time looks like, in words.</summary>
    internal const string TimeWanted = "a time: \"+5s\" from the session's first frame, or \"2026-01-01T00:00:05Z\"";

    private const int SecondsLength = 19; // 2026-01-01T00:00:05

    // Longest names first: "ms" and "us" end in "s".
    private static readonly (string Name, int Decimals, long Factor)[] Units =
        [("ns", 0, 1), ("us", 3, 1), ("ms", 6, 1), ("s", 9, 1), ("m", 9, 60), ("h", 9, 3600)];

    /// <summary>Reads a duration in nanoseconds; not negative.</summary>
    internal static bool TryDuration(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        foreach (var (name, decimals, factor) in Units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal))
            {
                continue;
            }

            if (text.Length == name.Length || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^(name.Length + 1)])
                || DecimalText.Parse(text.AsSpan(0, text.Length - name.Length), decimals, out var count) != DecimalFault.None
                || count > long.MaxValue / factor)
            {
                return false;
            }

            nanoseconds = count * factor;
            return true;
        }

        return false;
    }

    /// <summary>Reads a time.</summary>
    internal static bool TryTime(string text, out ScenarioTime time)
    {
        time = default;
        if (text.StartsWith('+'))
        {
            var ok = TryDuration(text[1..], out var offset);
            time = new(true, offset);
            return ok;
        }

        if (text.Length < SecondsLength + 1 || text[^1] != 'Z'
            || !DateTime.TryParseExact(text[..SecondsLength], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var whole)
            || whole.Year is < 1970 or > 2200)
        {
            return false;
        }

        var part = 0L;
        var fraction = text.AsSpan(SecondsLength, text.Length - SecondsLength - 1);
        if (!fraction.IsEmpty && (fraction[0] != '.' || fraction.Length is < 2 or > 10 || fraction[1..].ContainsAnyExceptInRange('0', '9')
            || DecimalText.Parse(fraction, 9, out part) != DecimalFault.None))
        {
            return false;
        }

        time = new(false, ((whole.Ticks - DateTime.UnixEpoch.Ticks) * 100) + part);
        return true;
    }

    /// <summary>A duration as people read it.</summary>
    internal static string Duration(long nanoseconds) => Math.Abs(nanoseconds) switch
    {
        < 1_000 => DecimalText.FormatShort(nanoseconds, 0) + " ns",
        < 1_000_000 => DecimalText.FormatShort(nanoseconds, 3) + " us",
        < Stamp.PerSecond => DecimalText.FormatShort(nanoseconds, 6) + " ms",
        _ => DecimalText.FormatShort(nanoseconds, 9) + " s",
    };
}
