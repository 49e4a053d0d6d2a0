using System.Text.Json;

namespace ExoRoute.Cli.Documents;

/// <summary>Reads a JSON file into values that know their place, and says what is wrong with a file that is none.</summary>
/// <remarks>A document is at most 16 MiB, nests at most 16 deep, names a member of an object once, and is UTF-8.</remarks>
internal sealed class DocumentFile
{
    private const int MostBytes = 16 << 20;
    private const int MostDepth = 16;
    private static readonly byte[] ByteOrderMark = [0xef, 0xbb, 0xbf];

    private readonly string _file;
    private string _last = ""; // the place of the last member begun: a syntax fault lies at it or behind it

    private DocumentFile(string file) => _file = file;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It cannot be read, or is no JSON object; the place is named.</exception>
    internal static DocumentNode Read(string file)
    {
        var bytes = ReadBytes(file).AsSpan();
        if (bytes.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        return new DocumentFile(file).Parse(bytes);
    }

    private static byte[] ReadBytes(string file)
    {
        try
        {
            var length = new FileInfo(file).Length; // answers for files only: a directory or nothing throws
            return length <= MostBytes
                ? File.ReadAllBytes(file)
                : throw CommandException.BadInput(FormattableString.Invariant($"'{file}' has {length} bytes; a document has at most {MostBytes}. Name a scenario or problem document."));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandException.BadInput($"There is no file '{file}'. Name a JSON document that exists.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandException.BadInput($"'{file}' cannot be read. Look whether it is a file and whether this user may read it.", e);
        }
    }

    private DocumentNode Parse(ReadOnlySpan<byte> bytes)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            throw CommandException.BadInput(FormattableString.Invariant($"'{_file}', byte {FirstInvalid(bytes)}: is not UTF-8. Save the document as UTF-8."));
        }

        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth + 8 });
        try
        {
            if (!json.Read())
            {
                throw NotJson(json.BytesConsumed, bytes);
            }

            var node = Value(ref json, "", 0);
            return json.Read() ? throw NotJson(json.TokenStartIndex, bytes) : node;
        }
        catch (JsonException e)
        {
            throw NotJson(json.BytesConsumed, bytes, e);
        }
        catch (InvalidOperationException e)
        {
            throw NotJson(json.BytesConsumed, bytes, e); // an escape that stands for half a character
        }
    }

    private DocumentNode Value(ref Utf8JsonReader json, string path, int depth)
    {
        if (depth > MostDepth)
        {
            throw CommandException.BadInput(FormattableString.Invariant($"'{_file}': {path}: nests deeper than {MostDepth} levels; no document of this tool does. Take the brackets out."));
        }

        return json.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref json, path, depth),
            JsonTokenType.StartArray => List(ref json, path, depth),
            JsonTokenType.String => new(path, DocumentKind.Text, json.GetString()!, [], []),
            JsonTokenType.Number => new(path, DocumentKind.Number, System.Text.Encoding.UTF8.GetString(json.ValueSpan), [], []),
            JsonTokenType.True => new(path, DocumentKind.Flag, "true", [], []),
            JsonTokenType.False => new(path, DocumentKind.Flag, "false", [], []),
            _ => new(path, DocumentKind.Null, "", [], []),
        };
    }

    private DocumentNode Object(ref Utf8JsonReader json, string path, int depth)
    {
        var members = new List<(string, DocumentNode)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            var shown = name.Length is > 0 and <= 48 && name.All(char.IsAsciiLetterOrDigit) ? name : DocumentFaults.Quote(name);
            var place = path.Length == 0 ? shown : $"{path}.{shown}";
            _last = place;
            if (!names.Add(name))
            {
                throw CommandException.BadInput($"'{_file}': {place}: stands twice in one object; which one counts cannot be said. Take one out.");
            }

            json.Read();
            members.Add((name, Value(ref json, place, depth + 1)));
        }

        return new(path, DocumentKind.Object, "", [], members);
    }

    private DocumentNode List(ref Utf8JsonReader json, string path, int depth)
    {
        var items = new List<DocumentNode>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            _last = FormattableString.Invariant($"{path}[{items.Count}]");
            items.Add(Value(ref json, _last, depth + 1));
        }

        return new(path, DocumentKind.List, "", items, []);
    }

    private CommandException NotJson(long at, ReadOnlySpan<byte> bytes, Exception? inner = null)
    {
        var before = bytes[..(int)Math.Min(at, bytes.Length)];
        var (line, column) = (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
        var place = _last.Length == 0 ? "the document" : _last;
        var what = EndsEarly(bytes) ? "ends too early" : "is not JSON from here on";
        return CommandException.BadInput(FormattableString.Invariant(
            $"'{_file}', line {line}, column {column}: {place}: {what}. Mend the document there; it is one JSON object, closed brackets, no comments."), inner);
    }

    // Whether more bytes could still make it JSON.
    private static bool EndsEarly(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MostDepth + 8 }));
        var ends = false;
        try
        {
            while (json.Read())
            {
                ends = json.CurrentDepth == 0 && json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return !ends;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
