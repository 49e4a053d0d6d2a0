using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Tests.Map;

namespace ExoRoute.Tests.Captures;

/// <summary>Good captures to spoil: recorded ones where the folder of them is there, and one of each format written here.</summary>
internal static class CaptureCorpus
{
    /// <summary>The recorded captures, the smallest first; none where the folder is absent.</summary>
    internal static IReadOnlyList<string> Files { get; } = CaseFolder.Data.IsThere
        ? [.. DataFiles.Of(DataFiles.Captures).Select(DataFiles.PathOf).OrderBy(file => new FileInfo(file).Length).ThenBy(file => file, StringComparer.Ordinal)]
        : [];

    /// <summary>The start of each recorded capture, unpacked, and a capture of each format.</summary>
    internal static IReadOnlyList<byte[]> Starts(int bytes) =>
    [
        .. Files.Select(file => Start(file, bytes)),
        .. ((string[])[
            CaptureFeedTests.Line("coinbase", 1, 1, Written.First(VenueProtocol.Coinbase)) + "\n" + CaptureFeedTests.Line("kraken", 2, 2, Written.First(VenueProtocol.Kraken)) + "\n"
                + CaptureFeedTests.Line("coinbase", 3, 3, Written.Next(VenueProtocol.Coinbase)) + "\n",
            $"6 {Written.First(VenueProtocol.BinanceSpot)}\n7 {Written.Next(VenueProtocol.BinanceSpot)}\n",
            CaptureFeedTests.Cbcap(Written.First(VenueProtocol.Kraken), Written.Next(VenueProtocol.Kraken)),
            $$"""{ "init": {{Written.First(VenueProtocol.Kraken)}}, "updates": [ {{Written.Next(VenueProtocol.Kraken)}} ] }""",
        ]).Select(Written.Utf8),
    ];

    // Whole lines, so that what is cut is not the only fault.
    private static byte[] Start(string file, int bytes)
    {
        using var zip = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
        var start = new byte[bytes];
        var read = zip.ReadAtLeast(start, bytes, throwOnEndOfStream: false);
        var end = read < bytes ? read : Array.LastIndexOf(start, (byte)'\n') + 1;
        return start[..(end == 0 ? read : end)];
    }
}
