using System.Text.Json.Nodes;
using System.Text.Json;
using ExoRoute.Cli;

namespace ExoRoute.Tests.Cli;

/// <summary>One way to spoil a valid document.</summary>
/// <param name="How">In words.</param>
/// <param name="Path">The member spoilt.</param>
/// <param name="Text">The document.</param>
internal sealed record SpoiltDocument(string How, string Path, string Text)
{
    public override string ToString() => $"{Path}: {How}";
}

/// <summary>Spoils every member of a document in every way there is.</summary>
internal static class Hostile
{
    private static readonly string Deep = new string('[', 10_000) + new string(']', 10_000);
    private static readonly string Digits = new('9', 10_000);

    // What stands for a raw text in a document.
    private static readonly (string How, string Raw)[] Replacements =
    [
        ("null", "null"),
        ("a flag", "true"),
        ("empty", "\"\""),
        ("negative", "\"-1\""),
        ("a negative number", "-1"),
        ("10,000 digits in text", $"\"{Digits}\""),
        ("10,000 digits", Digits),
        ("NaN", "\"NaN\""),
        ("an object", "{}"),
        ("a list", "[]"),
        ("nested 10,000 deep", Deep),
        ("half a character", "\"\\ud800\""),
        ("not ASCII", "\"\\u0661\""),
    ];

    public static IEnumerable<SpoiltDocument> Of(string document)
    {
        foreach (var path in Paths(JsonNode.Parse(document)!, "").Skip(1).Where(path => Find(JsonNode.Parse(document)!, path) is not null).ToList()) // null stands there: an open end
        {
            foreach (var (how, raw) in Replacements)
            {
                yield return new(how, path, Replace(document, path, raw));
            }

            if (!path.EndsWith(']'))
            {
                yield return new("missing", path, Replace(document, path, null));
            }
        }

        foreach (var path in Paths(JsonNode.Parse(document)!, "").Where(path => Find(JsonNode.Parse(document)!, path) is JsonObject).ToList())
        {
            var root = JsonNode.Parse(document)!;
            ((JsonObject)Find(root, path)!)["unheard"] = 1;
            yield return new("unknown member", path.Length == 0 ? "unheard" : path + ".unheard", root.ToJsonString());
        }
    }

    /// <summary>The places of all numbers.</summary>
    public static IReadOnlyList<string> Numbers(string document)
    {
        var root = JsonNode.Parse(document)!;
        return [.. Paths(root, "").Where(path => Find(root, path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number)];
    }

    /// <summary>A document with another number.</summary>
    public static string With(string document, string path, double number) => Replace(document, path, number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<string> Paths(JsonNode? node, string path)
    {
        yield return path;
        var inner = node switch
        {
            JsonObject members => members.SelectMany(member => Paths(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
            JsonArray items => items.SelectMany((item, i) => Paths(item, $"{path}[{i}]")),
            _ => [],
        };
        foreach (var one in inner)
        {
            yield return one;
        }
    }

    private static string Replace(string document, string path, string? raw)
    {
        var root = JsonNode.Parse(document)!;
        var node = Find(root, path)!;
        var (parent, mark) = (node.Parent, "@@@");
        if (parent is JsonObject members)
        {
            var name = node.GetPropertyName();
            if (raw is null)
            {
                members.Remove(name);
            }
            else
            {
                members[name] = mark;
            }
        }
        else
        {
            ((JsonArray)parent!)[node.GetElementIndex()] = mark;
        }

        return root.ToJsonString(new JsonSerializerOptions { MaxDepth = 64 }).Replace($"\"{mark}\"", raw, StringComparison.Ordinal);
    }

    private static JsonNode? Find(JsonNode root, string path)
    {
        var node = root;
        foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = step[0] == '[' ? node![int.Parse(step[1..^1])] : node![step];
        }

        return node;
    }
}
