using System.Text.Json;
using System.Text.RegularExpressions;

namespace ExoRoute.Tests.Captures;

/// <summary>The folder of recorded data: what of it is run here, and what is not yet.</summary>
internal static class DataFiles
{
    internal const string Captures = "captures";
    internal const string Rest = "read with its socket file";
    internal const string Vectors = "checksum vectors";
    internal const string Elsewhere = "elsewhere";
    internal const string NotYet = "not yet";

    /// <summary>Pattern, what is done with it, and what it is.</summary>
    internal static readonly (string Pattern, string Does, string What)[] Patterns =
    [
        (@"^tapes/.*\.jsonl\.gz$", Captures, "tape"),
        (@"^binance3/.*\.gz$", Captures, "Binance collector"),
        (@"^kraken/.*\.cbcap\.gz$", Captures, "Kraken cbcap"),
        (@"^kraken/.*\.json\.gz$", Captures, "Kraken JSON"),
        (@"^cryptofeed/(BINANCE|BITSTAMP)_[^/]*\.ws\.gz$", Captures, "cryptofeed"),
        (@"^cryptofeed/(BINANCE|BITSTAMP)_[^/]*\.http\.gz$", Rest, "cryptofeed"),
        (@"^protocol/checksum_vectors\.json$", Vectors, "published checksums"),
        (@"^(README\.md|LICENSES/.*|facts\.json)$", Elsewhere, "about the data"),
        (@"^fees\.json$", Elsewhere, "fee schedules: read by the fee tests"),
        (@"^cryptofeed/KRAKEN_v1_.*\.ws\.gz$", NotYet, "Kraken v1"),
        (@"^cryptofeed/KRAKEN_.*\.assetpairs\.gz$", NotYet, "Kraken reference data"),
        (@"^cryptofeed/OKX_.*$", NotYet, "OKX"),
        (@"^cryptofeed/COINBASE_legacy_.*$", NotYet, "Coinbase legacy level2"),
        (@"^cryptofeed/GEMINI_.*$", NotYet, "Gemini"),
        (@"^cryptofeed/BYBIT_.*$", NotYet, "Bybit"),
        (@"^cryptofeed/.*\.jsonl\.gz$", NotYet, "cryptofeed format 2"),
        (@"^fix/.*$", NotYet, "FIX"),
        (@"^protocol/.*\.tar\.gz$", NotYet, "protocol examples"),
    ];

    internal static IEnumerable<string> Of(string does) => CaseFolder.Data.Files().Where(file => string.Equals(Find(file)?.Does, does, StringComparison.Ordinal));

    internal static (string Pattern, string Does, string What)? Find(string file)
    {
        foreach (var entry in Patterns)
        {
            if (Regex.IsMatch(file, entry.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            {
                return entry;
            }
        }

        return null;
    }

    internal static string PathOf(string file) => Path.Combine(CaseFolder.Data.Demand(), file);

    internal static JsonDocument Facts() => JsonDocument.Parse(File.ReadAllBytes(PathOf("facts.json")));

    /// <summary>The file that facts are about: by its own name, or by the name that a socket file and its REST file share.</summary>
    internal static string FileOf(string factsKey) => CaseFolder.Data.Files().FirstOrDefault(file => file == factsKey) ?? factsKey + ".ws.gz";
}
