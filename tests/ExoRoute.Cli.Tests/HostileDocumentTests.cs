using System.Text;
using ExoRoute.Cli;
using ExoRoute.Cli.Problems;
using ExoRoute.Cli.Scenarios;

namespace ExoRoute.Tests.Cli;

/// <summary>Whatever stands in a document: exit code 2, the member's place in the message, nothing written. Or it is allowed.</summary>
public sealed class HostileDocumentTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Every_member_of_a_scenario_spoilt_in_every_way_is_named_and_nothing_is_written() =>
        Spoil(File.ReadAllText(Tool.ScenarioFile), ["run", "", "--store", _tool.At("never")], minimum: 1_500);

    [Fact]
    public void Every_member_of_a_problem_spoilt_in_every_way_is_named() => Spoil(File.ReadAllText(Tool.ProblemFile), ["solve", ""], minimum: 400);

    [Theory]
    [InlineData("groups", 200)]
    [InlineData("desks", 250)]
    [InlineData("exchange", 2_500)]
    [InlineData("makeTake", 250)]
    public void Every_member_of_a_shape_spoilt_in_every_way_is_named_or_solved_with_a_certificate_that_holds(string shape, int minimum)
    {
        var (refused, solved, document) = (0, 0, File.ReadAllText(Tool.Fixture(shape)));
        foreach (var spoilt in Hostile.Of(document))
        {
            var run = Tool.Run("solve", _tool.Write("spoilt.json", spoilt.Text), "--explain", "--json");
            if (run.Code != ExitCode.BadInput)
            {
                run.Code.Should().BeOneOf([ExitCode.Done, ExitCode.Infeasible], spoilt.ToString() + run.Error);
                run.Json["certificate"]!["holds"]!.GetValue<bool>().Should().BeTrue(spoilt.ToString());
                solved++;
                continue;
            }

            refused++;
            run.Out.Should().BeEmpty();
            run.Error.Should().Contain("spoilt.json");
            if (spoilt.Path is not ("nodes" or "terms" or "desks" or "makeTake") || spoilt.How != "missing")
            {
                run.Error.Should().Contain(Told(shape, spoilt), spoilt.ToString());
            }
        }

        refused.Should().BeGreaterThan(minimum);
        solved.Should().BeGreaterThan(5);
    }

    [Theory]
    [InlineData("exchange", 300)]
    [InlineData("makeTake", 150)]
    public void Numbers_drawn_from_anywhere_are_refused_or_give_a_certificate_that_holds_or_says_why_not(string shape, int rounds)
    {
        var random = new Random(20261125);
        double[] odd = [0, 1, -1, 1e-27, 1e27, -1e27, 5e-324, 0.1, 3, 1e9, 1e-9, 1e15];
        var paths = Hostile.Numbers(File.ReadAllText(Tool.Fixture(shape)));
        for (var round = 0; round < rounds; round++)
        {
            var text = File.ReadAllText(Tool.Fixture(shape));
            for (var change = 0; change < 2; change++)
            {
                text = Hostile.With(text, paths[random.Next(paths.Count)], odd[random.Next(odd.Length)]);
            }

            var run = Tool.Run("solve", _tool.Write("drawn.json", text), "--explain");
            run.Code.Should().BeOneOf([ExitCode.Done, ExitCode.Found, ExitCode.BadInput, ExitCode.Infeasible], text);
            run.Error.Should().NotContain("it was not made for", text);
            run.Out.Should().NotContain("NaN", text);
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("solve")]
    public void A_document_cut_off_anywhere_is_told_with_line_and_place(string verb)
    {
        var bytes = File.ReadAllBytes(verb == "run" ? Tool.ScenarioFile : Tool.ProblemFile);
        for (var length = 0; length < bytes.Length - 3; length += 50)
        {
            File.WriteAllBytes(_tool.At("cut.json"), bytes[..length]);
            var run = Document(verb, _tool.At("cut.json"));
            run.Code.Should().Be(ExitCode.BadInput);
            run.Error.Should().Contain("cut.json', line ").And.Contain("ends too early");
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("solve")]
    public void Bytes_that_are_no_text_are_told_with_their_place(string verb)
    {
        var bytes = File.ReadAllBytes(verb == "run" ? Tool.ScenarioFile : Tool.ProblemFile);
        for (var at = 0; at < bytes.Length; at += 97)
        {
            var spoilt = (byte[])bytes.Clone();
            spoilt[at] = 0xff;
            File.WriteAllBytes(_tool.At("bytes.json"), spoilt);
            var run = Document(verb, _tool.At("bytes.json"));
            run.Code.Should().Be(ExitCode.BadInput);
            run.Error.Should().Contain($"byte {at}: is not UTF-8");
        }
    }

    [Theory]
    [InlineData("[]", "the document: must be an object")]
    [InlineData("7", "the document: must be an object")]
    [InlineData("{} {}", "is not JSON from here on")]
    [InlineData("{\"schema\": 1, \"schema\": 1}", "schema: stands twice")]
    [InlineData("{\"schema\": 1, // remark\n}", "is not JSON from here on")]
    public void What_is_no_document_is_told(string text, string message)
    {
        foreach (var verb in (string[])["run", "solve"])
        {
            var run = Document(verb, _tool.Write("odd.json", text));
            run.Code.Should().Be(ExitCode.BadInput);
            run.Error.Should().Contain(message);
        }
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var text = File.ReadAllText(Tool.ScenarioFile).Replace("\"tick\": \"0.1\"", "\"tick\": \"0.001\"").Replace("\"side\": \"buy\"", "\"side\": \"hold\"");
        var run = Document("run", _tool.Write("faults.json", text));
        run.Error.Should().Contain("venues[0].listings[0].tick: must be a decimal text from \"0.01\"").And.Contain("was \"0.001\"")
            .And.Contain("venues[2].listings[0].tick").And.Contain("orders[0].side: must be one of \"buy\", \"sell\", was \"hold\"").And.Contain("5 faults; nothing was done");
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        File.WriteAllText(_tool.At("bom.json"), File.ReadAllText(Tool.ProblemFile), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Tool.Run("solve", _tool.At("bom.json")).Code.Should().Be(ExitCode.Done);
    }

    private ToolRun Document(string verb, string file)
    {
        var run = verb == "run" ? Tool.Run("run", file, "--store", _tool.At("never")) : Tool.Run("solve", file);
        run.Out.Should().BeEmpty();
        Directory.Exists(_tool.At("never")).Should().BeFalse("bad input writes nothing");
        return run;
    }

    private void Spoil(string document, string[] args, int minimum)
    {
        var (refused, allowed) = (0, new List<string>());
        foreach (var spoilt in Hostile.Of(document))
        {
            args[1] = _tool.Write("spoilt.json", spoilt.Text);
            if (IsTaken(args))
            {
                allowed.Add(spoilt.ToString()); // not run: a session for each would take its time
                continue;
            }

            refused++;
            var run = Tool.Run(args);
            run.Code.Should().Be(ExitCode.BadInput, spoilt.ToString());
            run.Out.Should().BeEmpty();
            run.Error.Should().Contain("spoilt.json");
            Directory.Exists(_tool.At("never")).Should().BeFalse("bad input writes nothing");
            if (!ToldElsewhere(spoilt))
            {
                run.Error.Should().Contain(spoilt.Path, spoilt.ToString());
            }
        }

        refused.Should().BeGreaterThan(minimum);
        allowed.Where(one => !IsAllowed(one)).Should().BeEmpty();
    }

    private static bool IsTaken(string[] args)
    {
        try
        {
            _ = args[0] == "run" ? (object)ScenarioReader.Read(args[1]) : ProblemReader.Read(args[1]);
            return true;
        }
        catch (CommandException)
        {
            return false;
        }
    }

    // Where a name or a word is at fault, what refers to it or depends on it may be told in its place.
    private static string Told(string shape, SpoiltDocument spoilt)
    {
        var path = spoilt.Path;
        if (spoilt.How == "negative" && path.EndsWith(".id", StringComparison.Ordinal))
        {
            return shape == "groups" ? "groups[0].venues" : "credit"; // a name that is a name, but nobody's
        }

        if (spoilt.How is "negative" or "NaN" && path.StartsWith("nodes[", StringComparison.Ordinal) && path.EndsWith(".name", StringComparison.Ordinal))
        {
            return "must be the name of a node";
        }

        // What is left out has a default, and a number or a list may be right alone: then what does not go with it is told, in the same term.
        var together = spoilt.How is "missing" or "null" or "a negative number" or "a list" && path.StartsWith("terms[", StringComparison.Ordinal);
        return together ? path[..(path.IndexOf(']', StringComparison.Ordinal) + 1)] : path;
    }

    // A name that is a name, but nobody's: what refers to it is told.
    private static bool ToldElsewhere(SpoiltDocument spoilt) => spoilt is { How: "negative", Path: "instruments[0].id" or "venues[0].id" or "orders[2].id" }
        or { How: "a list" or "missing", Path: "orders" }
        or { How: "missing", Path: "actions[2].limits[0].scope.instrument" }; // the scope lacks it

    // What is left out has a default, a name may be nearly anything, a rebate is a fee below zero, lists may be empty.
    private static bool IsAllowed(string spoilt)
    {
        var (path, how) = spoilt.Split(": ", 2) is [var before, var after] ? (before, after) : ("", "");
        var member = path[(path.LastIndexOf('.') + 1)..];
        var required = member is "schema" or "instruments" or "venues" or "listings" or "instrument" or "symbol" or "at" or "side" or "base"
            || path is "priceDecimals" or "quantityDecimals" or "quantity" || (member is "quantity" && path.StartsWith("orders", StringComparison.Ordinal)) || (member == "price" && path.Contains("market"));
        return how switch
        {
            "missing" => !required && !(member == "id" && path != "store.id") && !(member == "quote" && path != "quote"),
            "negative" or "NaN" when member is "reason" or "asset" => true,
            "negative" => member is "desk" or "trader" or "client" or "by" or "takerBps" or "makerBps" or "perUnit" or "id" or "base" or "quote" or "settlement" or "symbol" || member.StartsWith("aliases[", StringComparison.Ordinal),
            "NaN" => member is "base" or "quote" or "settlement" or "symbol" || member.StartsWith("aliases[", StringComparison.Ordinal),
            "an object" => member is "store" or "router" or "latency" or "fees" or "books" or "scope" or "kill" or "release",
            "a flag" => member is "soft" or "dayBegins",
            "a list" => member is "aliases" or "captures" or "levels" or "limits" || path is "actions",
            _ => false,
        };
    }
}
