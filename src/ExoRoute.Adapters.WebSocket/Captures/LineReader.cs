using System.IO.Compression;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>Reads a file, gzipped or not, by lines and byte counts, never holding more than one of them.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line taken: five times the deepest book seen in one.</summary>
    internal const int MaxLength = 64 << 20;

    private readonly Stream _stream;
    private readonly int _maxLength;
    private readonly bool _zipped;
    private bool _ended;
    private byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;

    internal LineReader(string path, int maxLength = MaxLength)
    {
        (Path, _maxLength) = (path, maxLength);
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CaptureException(path, 0, "the file cannot be opened: it is missing, or may not be read.", e);
        }

        Span<byte> magic = stackalloc byte[2];
        var zipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        file.Position = 0;
        (_stream, _zipped) = (zipped ? new GZipStream(new MarkedEndStream(file), CompressionMode.Decompress) : file, zipped);
    }

    internal string Path { get; }

    /// <summary>Lines and records begun, counted from 1 with the first.</summary>
    internal long Record { get; private set; }

    /// <summary>The next line without its end; false at the end of the file. Valid until the next call.</summary>
    internal bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        Record++;
        var looked = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_from + looked, _to - _from - looked).IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = _buffer.AsSpan(_from, looked + end);
                _from += looked + end + 1;
                return true;
            }

            looked = _to - _from;
            if (Fill())
            {
                continue;
            }

            line = _buffer.AsSpan(_from, looked);
            _from = _to;
            return looked > 0;
        }
    }

    /// <summary>The next so many bytes and the line end behind them; false when the file ends before.</summary>
    internal bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        while (_to - _from < count + 1 && Fill())
        {
        }

        if (_to - _from < count || (_to - _from > count && _buffer[_from + count] != (byte)'\n'))
        {
            return false;
        }

        bytes = _buffer.AsSpan(_from, count);
        _from = Math.Min(_from + count + 1, _to);
        return true;
    }

    /// <summary>The first bytes of what is left, without reading them.</summary>
    internal ReadOnlySpan<byte> Peek(int count)
    {
        while (_to - _from < count && Fill())
        {
        }

        return _buffer.AsSpan(_from, Math.Min(count, _to - _from));
    }

    internal CaptureException Fault(string what, Exception? inner = null) => new(Path, Record, what, inner);

    public void Dispose() => _stream.Dispose();

    // Reads more behind what is there; false at the end of the file.
    private bool Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        var had = _to;
        while (!_ended && (_to == had || EndsInPartOfMarker()))
        {
            Read();
        }

        return _to > had;
    }

    private void Read()
    {
        if (_to == _buffer.Length)
        {
            if (_to >= _maxLength)
            {
                throw Fault(FormattableString.Invariant($"the line is longer than {_maxLength} bytes. The records before it are intact; this is not a capture of frames from here on."));
            }

            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, _maxLength));
        }

        int read;
        try
        {
            read = _stream.Read(_buffer.AsSpan(_to));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw CutOff(e);
        }

        _to += read;
        var marked = _zipped && _buffer.AsSpan(0, _to).EndsWith(MarkedEndStream.Marker);
        if (read == 0 && _zipped)
        {
            throw CutOff(null);
        }

        _to -= marked ? MarkedEndStream.Marker.Length : 0;
        _ended = marked || read == 0;
    }

    private bool EndsInPartOfMarker()
    {
        var marker = MarkedEndStream.Marker;
        var tail = _buffer.AsSpan(0, _to);
        for (var length = Math.Min(marker.Length - 1, _zipped ? _to : 0); length > 0; length--)
        {
            if (tail.EndsWith(marker[..length]))
            {
                return true;
            }
        }

        return false;
    }

    private CaptureException CutOff(Exception? inner) =>
        Fault("the file is cut off or damaged here (its gzip data does not decode). The records before it are intact; fetch the file again.", inner);
}
