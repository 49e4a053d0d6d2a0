using System.Text.Json.Nodes;
using ExoRoute.Cli;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Tests.Cli.Verbs;

public sealed class RunVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_run_tells_books_plans_fills_rivals_certificate_and_ends_with_an_identical_replay()
    {
        var run = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("a"));
        run.Code.Should().Be(ExitCode.Done);
        run.Error.Should().BeEmpty();
        run.Out.Should().Contain("books at the end").And.Contain("parent order 'p1': buy 3 btc-usd, at any price, for now").And.Contain("fills at")
            .And.Contain("against the best single venue").And.Contain("against pro rata").And.Contain("certificate: cost").And.Contain("records: ");
        run.Out.TrimEnd().Split('\n')[^1].Should().Be("replay: identical");
    }

    [Fact]
    public void The_same_scenario_gives_the_same_root_and_another_seed_another_one()
    {
        var first = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("a"), "--json").Json;
        var second = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("b"), "--json").Json;
        var other = _tool.Write("other.json", File.ReadAllText(Tool.ScenarioFile).Replace("\"seed\": 12", "\"seed\": 99"));
        var third = Tool.Run("run", other, "--store", _tool.At("c"), "--json").Json;
        Root(second).Should().Be(Root(first));
        Root(third).Should().NotBe(Root(first));

        static string Root(JsonObject run) => run["replay"]!["root"]!.GetValue<string>();
    }

    [Fact]
    public void A_store_id_is_drawn_where_the_scenario_names_none()
    {
        var file = _tool.Write("drawn.json", File.ReadAllText(Tool.ScenarioFile).Replace("\"id\": \"0123456789abcdef0123456789abcdef\", ", ""));
        var ids = new[] { "a", "b" }.Select(name => Tool.Run("run", file, "--store", _tool.At(name), "--json").Json["store"]!.GetValue<string>()).ToList();
        ids.Distinct().Should().HaveCount(2);
    }

    [Fact]
    public void The_document_of_a_run_holds_every_parent_with_its_plans_and_money()
    {
        var json = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("a"), "--json").Json;
        json["schema"]!.GetValue<int>().Should().Be(1);
        json["replay"]!["identical"]!.GetValue<bool>().Should().BeTrue();
        json["books"]!.AsArray().Should().HaveCount(3);
        var parents = json["parents"]!.AsArray().ToDictionary(parent => parent!["id"]!.GetValue<string>(), parent => parent!.AsObject());
        parents.Keys.Should().Equal("p1", "p2", "p3");
        parents["p1"]["state"]!.GetValue<string>().Should().Be("Filled");
        parents["p1"]["filled"]!.GetValue<string>().Should().Be("3");
        parents["p3"]["state"]!.GetValue<string>().Should().BeOneOf("Canceled", "Filled");
        foreach (var plan in parents.Values.SelectMany(parent => parent["plans"]!.AsArray()))
        {
            plan!["gap"]!.GetValue<string>().Should().Be("0");
            foreach (var rival in new[] { plan["bestSingleVenue"], plan["proRata"] }.OfType<JsonObject>())
            {
                rival["savedBps"]!.GetValue<string>().Should().NotStartWith("-", "a proved plan is never dearer than its rivals");
            }
        }
    }

    [Fact]
    public void Follow_prints_a_line_for_every_decision_with_its_record_and_the_summary_last()
    {
        var run = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("a"), "--follow");
        var lines = run.Out.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        lines[^1]["verb"]!.GetValue<string>().Should().Be("run");
        using var medium = new FileMedium(_tool.At("a"));
        var decisions = StoreReader.Read(medium).Where(entry => !Encoding.RecordDecoder.IsInput(entry.Bytes.Span)).ToList();
        lines.SkipLast(1).Select(line => line["record"]!.GetValue<long>()).Should().Equal(decisions.Select(entry => entry.Index));
        var decoder = new Encoding.RecordDecoder();
        lines.SkipLast(1).Select(line => line["decision"]!.GetValue<string>()).Should().Equal(decisions.Select(entry => decoder.Decode(entry.Bytes).Decision!.GetType().Name));
    }

    [Fact]
    public void Until_stops_early_and_a_second_run_goes_on_with_the_store()
    {
        var store = _tool.At("a");
        var short1 = Tool.Run("run", Tool.ScenarioFile, "--store", store, "--until", "+2500ms", "--json").Json;
        var records = short1["replay"]!["records"]!.GetValue<long>();
        var again = Tool.Run("run", Tool.ScenarioFile, "--store", store);
        again.Code.Should().Be(ExitCode.Done);
        again.Out.Should().Contain($"the store was there already, with {records} records").And.Contain("epoch 2").And.EndWith("replay: identical\n");
        Tool.Run("verify", store).Code.Should().Be(ExitCode.Done);
        Tool.Run("replay", store).Code.Should().Be(ExitCode.Done);
    }

    [Fact]
    public void A_store_in_use_another_stores_id_and_a_file_are_refused_and_left_alone()
    {
        var store = _tool.Store();
        using (RecordStore.Open(new FileMedium(store)))
        {
            var busy = Tool.Run("run", Tool.ScenarioFile, "--store", store);
            busy.Code.Should().Be(ExitCode.BadInput);
            busy.Error.Should().Contain("open for writing already");
        }

        var other = _tool.Write("other.json", File.ReadAllText(Tool.ScenarioFile).Replace("0123456789abcdef0123456789abcdef", "ffffffffffffffffffffffffffffffff"));
        var foreign = Tool.Run("run", other, "--store", store);
        foreign.Code.Should().Be(ExitCode.BadInput);
        foreign.Error.Should().Contain("holds store 0123456789abcdef0123456789abcdef").And.Contain("ffffffffffffffffffffffffffffffff");

        var file = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.Write("file", "x"));
        file.Code.Should().Be(ExitCode.BadInput);
        file.Error.Should().Contain("is no directory");
        File.ReadAllText(_tool.At("file")).Should().Be("x");
    }

    [Theory]
    [InlineData("5s")]
    [InlineData("+5")]
    [InlineData("")]
    [InlineData("+-5s")]
    [InlineData("2026-13-01T00:00:00Z")]
    public void A_wrong_until_is_told(string until)
    {
        var run = Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("a"), "--until", until);
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain("--until must be a time").And.Contain($"was \"{until}\"");
        Directory.Exists(_tool.At("a")).Should().BeFalse();
    }

    [Fact]
    public void A_missing_capture_and_one_that_is_none_are_told_with_their_place()
    {
        var text = File.ReadAllText(Tool.ScenarioFile);
        var missing = Tool.Run("run", _tool.Write("missing.json", text.Replace("\"captures\": []", "\"captures\": [{\"file\": \"nowhere.jsonl.gz\"}]")), "--store", _tool.At("a"));
        missing.Code.Should().Be(ExitCode.BadInput);
        missing.Error.Should().Contain("captures[0].file: there is no file");
        _tool.Write("odd.bin", "neither this nor that");
        var odd = Tool.Run("run", _tool.Write("odd.json", text.Replace("\"captures\": []", "\"captures\": [{\"file\": \"odd.bin\"}]")), "--store", _tool.At("a"));
        odd.Code.Should().Be(ExitCode.BadInput);
        odd.Error.Should().Contain("captures[0].file: cannot be used").And.Contain("no capture that is known");
        Directory.Exists(_tool.At("a")).Should().BeFalse();
    }
}
