using System.IO.Compression;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>A gzipped file with one more member behind it, whose content is a marker.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends in silence where a file is cut off inside a member. Behind a whole file it goes on to the marker;
/// behind a file that was cut it never gets there. Files of several members, as a recorder that appends makes them, stay readable.
/// </remarks>
internal sealed class MarkedEndStream(Stream file) : Stream
{
    /// <summary>What whole files end with, once unzipped.</summary>
    internal static ReadOnlySpan<byte> Marker => "\0\u0003\0end of the capture\0\u0003\0"u8;

    private static readonly byte[] Member = Zip();
    private int _marked = -1; // bytes of the marker member given so far; -1 while the file lasts

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = _marked < 0 ? file.Read(buffer) : 0;
        if (read > 0 || buffer.IsEmpty)
        {
            return read;
        }

        _marked = Math.Max(_marked, 0);
        var given = Math.Min(buffer.Length, Member.Length - _marked);
        Member.AsSpan(_marked, given).CopyTo(buffer);
        _marked += given;
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Zip()
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(Marker);
        }

        return memory.ToArray();
    }
}
