using System.IO.Compression;
using System.Text;

namespace ExoRoute.Tests.Captures;

/// <summary>Files of one test, gone after it.</summary>
internal sealed class ScratchFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exoroute-").FullName;

    internal string Zip(string name, string text) => Zip(name, System.Text.Encoding.UTF8.GetBytes(text));

    internal string Zip(string name, byte[] bytes) => Write(name, Compress(bytes));

    internal string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    internal static byte[] Compress(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return memory.ToArray();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
