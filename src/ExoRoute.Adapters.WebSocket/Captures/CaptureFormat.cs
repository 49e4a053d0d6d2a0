namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>The formats of recorded market data.</summary>
public enum CaptureFormat : byte
{
    /// <summary>None that is known.</summary>
    Unknown,

    /// <summary>Known by name, and not read yet.</summary>
    NotYet,

    /// <summary>Several venues on one clock, a JSON object a line.</summary>
    Tape,

    /// <summary>One Binance market, a local time and a frame a line.</summary>
    BinanceCollector,

    /// <summary>CBCAP1 of Kraken: byte-counted frames.</summary>
    KrakenCbcap,

    /// <summary>A JSON document of Kraken frames.</summary>
    KrakenFixture,

    /// <summary>cryptofeed's socket file, with its REST file beside it.</summary>
    Cryptofeed,

    /// <summary>cryptofeed's REST file: read together with the socket file of its name.</summary>
    CryptofeedRest,
}

/// <summary>What a file was found to be.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Description">In words.</param>
public sealed record DetectedCapture(string Path, CaptureFormat Format, string Description)
{
    /// <summary>Whether a <see cref="CaptureFeed"/> can be opened on it.</summary>
    public bool IsReadable => Format is >= CaptureFormat.Tape and <= CaptureFormat.Cryptofeed;

    /// <summary>Finds out what a file is, by its content first and its name second.</summary>
    /// <exception cref="CaptureException">The file cannot be opened, or its gzip data is damaged at once.</exception>
    public static DetectedCapture Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        using var lines = new LineReader(path);
        var start = lines.Peek(4_096);
        var (format, description) = Look(start, System.IO.Path.GetFileName(path));
        return new(path, format, description);
    }

    internal CaptureReader OpenReader() => Format switch
    {
        CaptureFormat.Tape => new TapeReader(Path),
        CaptureFormat.BinanceCollector => new BinanceCollectorReader(Path),
        CaptureFormat.KrakenCbcap => new KrakenCbcapReader(Path),
        CaptureFormat.KrakenFixture => new KrakenFixtureReader(Path),
        CaptureFormat.Cryptofeed => new CryptofeedReader(Path, CryptofeedProtocol()),
        CaptureFormat.CryptofeedRest => throw new CaptureException(Path, 0, "this is the REST half of a cryptofeed capture; name its .ws file instead, the two are read together."),
        CaptureFormat.NotYet => throw new CaptureException(Path, 0, $"{Description} is not read yet. Read are: tapes, Binance collector files, Kraken cbcap and JSON, cryptofeed of Binance and Bitstamp."),
        _ => throw new CaptureException(Path, 0, "this is no capture that is known. Read are: tapes, Binance collector files, Kraken cbcap and JSON, cryptofeed of Binance and Bitstamp."),
    };

    private Map.VenueProtocol CryptofeedProtocol()
    {
        using var lines = new LineReader(Path);
        return CryptofeedReader.ProtocolOf(FirstLine(lines.Peek(4_096)))!.Value;
    }

    private static (CaptureFormat Format, string Description) Look(ReadOnlySpan<byte> start, string name)
    {
        var line = FirstLine(start);
        if (line.StartsWith("CBCAP1 "u8))
        {
            return line.StartsWith("CBCAP1 kraken "u8) ? (CaptureFormat.KrakenCbcap, "CBCAP1 of Kraken") : (CaptureFormat.NotYet, "CBCAP1 of another venue than Kraken");
        }

        if (line.IndexOf(" <-> "u8) > 0)
        {
            return CryptofeedReader.ProtocolOf(line) is { } protocol
                ? (CaptureFormat.Cryptofeed, $"cryptofeed of {protocol}")
                : (CaptureFormat.NotYet, "cryptofeed of another venue than Binance and Bitstamp");
        }

        if (line.StartsWith("http"u8) && line.IndexOf(" -> "u8) > 0)
        {
            return name.Contains(".http.", StringComparison.Ordinal)
                ? (CaptureFormat.CryptofeedRest, "the REST half of a cryptofeed capture")
                : (CaptureFormat.NotYet, "cryptofeed's reference data");
        }

        return LookAtJson(start, line) ?? LookAtOthers(start, name);
    }

    private static (CaptureFormat Format, string Description)? LookAtJson(ReadOnlySpan<byte> start, ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("{"u8) && line.IndexOf("\"venue\""u8) > 0 && line.IndexOf("\"elapsed_nanos\""u8) > 0)
        {
            return (CaptureFormat.Tape, "a tape of several venues");
        }

        if (line.StartsWith("{\"t\""u8) && line.IndexOf("\"conn\""u8) > 0)
        {
            return (CaptureFormat.NotYet, "cryptofeed's format 2");
        }

        var digits = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits > 0 && line[digits..].StartsWith(" {"u8))
        {
            return (CaptureFormat.BinanceCollector, "a Binance collector's file");
        }

        return start.StartsWith("{"u8) && start.IndexOf("\"init\""u8) > 0 && start.IndexOf("\"book\""u8) > 0
            ? (CaptureFormat.KrakenFixture, "a JSON document of Kraken frames")
            : null;
    }

    private static (CaptureFormat Format, string Description) LookAtOthers(ReadOnlySpan<byte> start, string name)
    {
        const int TarMagic = 257;
        if (start.Length > TarMagic + 5 && start[TarMagic..].StartsWith("ustar"u8))
        {
            return (CaptureFormat.NotYet, "a tar of protocol examples");
        }

        return start.IndexOf("8=FIX"u8) >= 0 || name.Contains(".fix.", StringComparison.OrdinalIgnoreCase)
            ? (CaptureFormat.NotYet, "FIX messages")
            : (CaptureFormat.Unknown, $"unknown; it begins with {Map.VenueFrame.Quote(start)}");
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        return end < 0 ? start : start[..end];
    }
}
