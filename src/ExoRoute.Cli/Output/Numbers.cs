using System.Globalization;
using System.Text.Json.Nodes;

namespace ExoRoute.Cli.Output;

/// <summary>Numbers as people read them, those of smooth costs to ten digits; JSON has all digits.</summary>
internal static class Numbers
{
    /// <summary>Ten digits, no more than there are.</summary>
    internal static string Text(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "no number" : number > 0 ? "infinity" : "-infinity";
        }

        var rounded = number == 0 ? 0 : number; // no minus before nothing
        var size = Math.Abs(rounded);
        return size is 0 or (>= 1e-6 and < 1e15) ? Plain(rounded) : rounded.ToString("G10", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
    }

    /// <summary>"1 round", "2 rounds".</summary>
    internal static string Count(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>A JSON number; null where there is none in JSON.</summary>
    internal static JsonNode? Json(double number) => double.IsFinite(number) ? JsonValue.Create(number == 0 ? 0 : number) : null;

    private static string Plain(double number)
    {
        var text = number.ToString("G10", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : text;
    }
}
