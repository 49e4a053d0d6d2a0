using System.Buffers.Text;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>Venues' time texts as stamps. A text that cannot be read is no time: venue times prove nothing here.</summary>
internal static class VenueTime
{
    /// <summary>"2026-08-01T02:53:53.398143Z", with 0 to 9 decimals; <c>default</c> when it is something else.</summary>
    internal static Stamp Iso(ReadOnlySpan<byte> text)
    {
        const int Whole = 19; // yyyy-MM-ddTHH:mm:ss
        if (text.Length is < Whole + 1 or > Whole + 11 || text[^1] != (byte)'Z' || text[10] != (byte)'T'
            || text[4] != (byte)'-' || text[7] != (byte)'-' || text[13] != (byte)':' || text[16] != (byte)':')
        {
            return default;
        }

        var ok = Digits(text[..4], out var year) & Digits(text.Slice(5, 2), out var month) & Digits(text.Slice(8, 2), out var day)
            & Digits(text.Slice(11, 2), out var hour) & Digits(text.Slice(14, 2), out var minute) & Digits(text.Slice(17, 2), out var second);
        if (!ok || year is < 1970 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return default;
        }

        var fraction = 0;
        var decimals = text[Whole..^1];
        if (!decimals.IsEmpty && (decimals[0] != (byte)'.' || !Digits(decimals[1..], out fraction)))
        {
            return default;
        }

        for (var written = decimals.Length - 1; written is >= 0 and < 9; written++)
        {
            fraction *= 10;
        }

        var days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Days;
        var seconds = (days * 86_400L) + (hour * 3_600L) + (minute * 60L) + second;
        return new((seconds * Stamp.PerSecond) + (decimals.IsEmpty ? 0 : fraction));
    }

    /// <summary>So many units of <paramref name="nanoseconds"/> since 1970; <c>default</c> outside the range of stamps.</summary>
    internal static Stamp Since1970(long count, long nanoseconds) =>
        count > 0 && count <= long.MaxValue / nanoseconds ? new(count * nanoseconds) : default;

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        return !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;
    }
}
