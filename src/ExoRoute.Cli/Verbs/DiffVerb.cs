using System.CommandLine;
using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Encoding;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Verbs;

/// <summary>Finds the first record in which two stores differ, and says it in words.</summary>
internal sealed class DiffVerb : Verb
{
    private readonly Argument<string> _a = StoreDirectory.Argument("A", "A store's directory");
    private readonly Argument<string> _b = StoreDirectory.Argument("B", "Another store's directory");

    internal DiffVerb()
        : base("diff", "Finds the first difference of two stores; exit code 1 where there is one", "exoroute diff ./day1 ./day1-again")
    {
        Command.Add(_a);
        Command.Add(_b);
    }

    /// <inheritdoc/>
    internal override int Run(ParseResult result, Report report, CancellationToken cancellation)
    {
        var (a, b) = (result.GetRequiredValue(_a), result.GetRequiredValue(_b));
        using var left = StoreDirectory.Open(a);
        using var right = StoreDirectory.Open(b);
        var (same, difference) = Progress.Run(report.Error, "comparing", 0, told => First(left, right, told));
        report.Line(FormattableString.Invariant($"the same: {SessionText.Count(same)} records from the first on"));
        if (difference is { } found)
        {
            report.Line(FormattableString.Invariant($"first difference: record {same}"));
            report.Line($"  {a}: {found.A}");
            report.Line($"  {b}: {found.B}");
        }
        else
        {
            report.Line("no difference");
        }

        report.Document(new JsonObject
        {
            ["schema"] = 1,
            ["verb"] = "diff",
            ["identical"] = difference is null,
            ["sameRecords"] = same,
            ["firstDifference"] = difference is { } one ? new JsonObject { ["record"] = same, ["a"] = one.A, ["b"] = one.B } : null,
        });
        if (difference is not null)
        {
            report.Say(FormattableString.Invariant($"'{a}' and '{b}' differ from record {same} on."));
        }

        return difference is null ? ExitCode.Done : ExitCode.Found;
    }

    private static (long Same, (string A, string B)? Difference) First(FileMedium left, FileMedium right, Action<long> told)
    {
        var (context, decoder, same) = (new RecordContext(), new RecordDecoder(), 0L);
        using var a = StoreReader.Read(left).GetEnumerator();
        using var b = StoreReader.Read(right).GetEnumerator();
        while (true)
        {
            var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
            if (!hasA && !hasB)
            {
                return (same, null);
            }

            if (hasA && hasB && a.Current.Bytes.Span.SequenceEqual(b.Current.Bytes.Span))
            {
                Tell(decoder, a.Current.Bytes, context, seen: true);
                told(++same);
                continue;
            }

            return (same, (
                hasA ? Tell(decoder, a.Current.Bytes, context, seen: false) : "ends here",
                hasB ? Tell(decoder, b.Current.Bytes, context, seen: false) : "ends here"));
        }
    }

    private static string Tell(RecordDecoder decoder, ReadOnlyMemory<byte> bytes, RecordContext context, bool seen)
    {
        try
        {
            var record = decoder.Decode(bytes);
            if (seen)
            {
                context.See(record);
                return "";
            }

            return RecordWords.Tell(record, context);
        }
        catch (RecordFaultException fault)
        {
            return $"bytes that are no record of this version: {fault.Message}";
        }
    }
}
