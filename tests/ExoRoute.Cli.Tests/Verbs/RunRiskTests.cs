using System.Text.Json.Nodes;
using ExoRoute.Cli;
using ExoRoute.Encoding;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Tests.Cli.Verbs;

/// <summary>Limits and kill switches of a scenario, from the document to the words.</summary>
public sealed class RunRiskTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_limit_refuses_an_order_and_a_kill_ends_one_and_every_step_is_told()
    {
        var store = _tool.At("a");
        var run = Tool.Run("run", Scenario(
            """{ "at": "+0.5s", "limits": [{ "limit": "orderQuantity", "scope": { "instrument": "btc-usd", "trader": "ann" }, "quantity": "2.9" }], "by": "ops" }""",
            """{ "at": "+3.05s", "kill": { "instrument": "btc-usd" }, "reason": "drill" }""",
            """{ "at": "+5s", "release": { "instrument": "btc-usd" }, "by": "ops", "reason": "over" }"""), "--store", store, "--json").Json;
        var parents = run["parents"]!.AsArray().ToDictionary(parent => parent!["id"]!.GetValue<string>(), parent => parent!["state"]!.GetValue<string>());
        (parents["p1"], parents["p2"], parents["p3"]).Should().Be(("Refused", "Killed", "Refused"), "p3 comes while the kill is on");
        run["replay"]!["identical"]!.GetValue<bool>().Should().BeTrue();

        using var medium = new FileMedium(store);
        var records = StoreReader.Read(medium).Where(entry => (RecordSchema)entry.Bytes.Span[2] is >= RecordSchema.RiskRulesChanged and <= RecordSchema.KillReleased or RecordSchema.Refused or RecordSchema.KillCompleted)
            .Select(entry => entry.Index).ToList();
        string.Concat(records.Select(record => Tool.Run("explain", store, FormattableString.Invariant($"{record}")).Out)).Should().Contain("'ops' set 1 pre-trade limit; OrderQuantity 290000000 for instrument 'btc-usd', trader 'ann'")
            .And.Contain("refused (OrderQuantity), parent order 'p1': One order may not have so much quantity. It was 300000000;")
            .And.Contain("kill switch on instrument 'btc-usd' (drill)").And.Contain("'ops' released the kill switch on instrument 'btc-usd' (over)")
            .And.Contain("refused (KillSwitch), parent order 'p3'").And.Contain("kill switch of record");
    }

    [Theory]
    [InlineData("""{ "at": "+1s", "limits": [{ "limit": "orderQuantity", "quantity": "1" }], "by": "ops" }""", "must name the instrument")]
    [InlineData("""{ "at": "+1s", "limits": [{ "limit": "speed" }], "by": "ops" }""", "actions[0].limits[0].limit")]
    [InlineData("""{ "at": "+1s", "limits": [{ "limit": "priceCollar", "ppm": 1000000 }], "by": "ops" }""", "actions[0].limits[0].ppm")]
    [InlineData("""{ "at": "+1s", "limits": [{ "limit": "messageRate", "count": 5 }], "by": "ops" }""", "actions[0].limits[0].window")]
    [InlineData("""{ "at": "+1s", "limits": [] }""", "actions[0].by")]
    [InlineData("""{ "at": "+1s", "release": {} }""", "actions[0].by")]
    [InlineData("""{ "at": "+1s", "kill": { "desk": "X" } }""", "actions[0].kill.desk")]
    [InlineData("""{ "at": "+1s", "kill": { "instrument": "doge" } }""", "actions[0].kill.instrument")]
    [InlineData("""{ "at": "+1s", "kill": {}, "cancel": "p1" }""", "actions[0].cancel: stands beside kill; an action is one of actions[0].cancel, ")]
    [InlineData("""{ "at": "+1s" }""", "actions[0].cancel: is missing; an action is one of")]
    public void What_is_wrong_with_an_action_is_told_with_its_place(string action, string told)
    {
        var run = Tool.Run("run", Scenario(action), "--store", _tool.At("a"));
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain(told);
        Directory.Exists(_tool.At("a")).Should().BeFalse();
    }

    private string Scenario(params string[] actions)
    {
        var document = JsonNode.Parse(File.ReadAllText(Tool.ScenarioFile))!.AsObject();
        document["actions"] = new JsonArray([.. actions.Select(action => JsonNode.Parse(action))]);
        return _tool.Write("scenario.json", document.ToJsonString());
    }
}
