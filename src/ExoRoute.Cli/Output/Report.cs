using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ExoRoute.Cli.Output;

/// <summary>Where a verb's result goes: lines and tables for people, or one JSON document for programs.</summary>
internal sealed class Report(TextWriter output, TextWriter error, bool json)
{
    private const int WidthWithoutTerminal = 200;
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Standard error.</summary>
    internal TextWriter Error => error;

    /// <summary>Whether the result is a JSON document.</summary>
    internal bool Json => json;

    /// <summary>A line of the result; nothing where that is JSON.</summary>
    internal void Line(string text = "")
    {
        if (!json)
        {
            output.WriteLine(text);
        }
    }

    /// <summary>A table of the result; nothing where that is JSON.</summary>
    /// <param name="columns">Headings; those that begin with '>' are aligned to the right.</param>
    /// <param name="rows">Cells, as many as columns.</param>
    internal void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (json)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            table.AddColumn(new TableColumn(new Text(right ? column[1..] : column)) { Alignment = right ? Justify.Right : Justify.Left, NoWrap = true });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(cell)));
        }

        var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(written),
        });
        console.Profile.Width = WidthWithoutTerminal;
        console.Write(table);
        foreach (var line in written.ToString().Split('\n').Select(static line => line.TrimEnd()).Where(static line => line.Length > 0))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>The one JSON document of the result; nothing where that is text.</summary>
    internal void Document(JsonObject document)
    {
        if (json)
        {
            output.WriteLine(Text(document, Indented));
        }
    }

    /// <summary>A JSON document in one line, flushed at once.</summary>
    internal void Stream(JsonObject document)
    {
        output.WriteLine(Text(document, OneLine));
        output.Flush();
    }

    /// <summary>A line on standard error: why the exit code is not zero.</summary>
    internal void Say(string text) => error.WriteLine(text);

    private static string Text(JsonNode node, JsonWriterOptions options)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, options))
        {
            node.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
