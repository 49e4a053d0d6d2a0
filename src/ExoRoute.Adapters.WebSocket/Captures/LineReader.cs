using System.IO.Compression;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>Reads a file, gzipped or not, by lines and byte counts, never holding more than one of them.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line taken: five times the deepest book seen in one.</summary>
    internal const int MaxLength = 64 << 20;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;

    internal LineReader(string path)
    {
        Path = path;
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
        _stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
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

        if (_to == _buffer.Length)
        {
            if (_to >= MaxLength)
            {
                throw Fault(FormattableString.Invariant($"the line is longer than {MaxLength} bytes. The records before it are intact; this is not a capture of frames from here on."));
            }

            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLength));
        }

        try
        {
            var read = _stream.Read(_buffer.AsSpan(_to));
            _to += read;
            return read > 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Fault("the file is cut off or damaged here (its gzip data does not decode). The records before it are intact; fetch the file again.", e);
        }
    }
}
