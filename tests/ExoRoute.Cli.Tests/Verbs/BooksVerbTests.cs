using ExoRoute.Cli;

namespace ExoRoute.Tests.Cli.Verbs;

public sealed class BooksVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    [Trait("Kind", "cases")]
    public void Every_readable_capture_is_shown_with_its_books()
    {
        var data = CaseFolder.Data.Demand();
        var captures = 0;
        foreach (var file in CaseFolder.Data.Files().Where(file => file.StartsWith("tapes/") || file.StartsWith("kraken/")))
        {
            var run = Tool.Run("books", "auto", Path.Combine(data, file), "--top", "3");
            run.Code.Should().Be(ExitCode.Done, file);
            run.Out.Should().Contain("ask quantity").And.Contain("records");
            var json = Tool.Run("books", "auto", Path.Combine(data, file), "--json").Json;
            json["venues"]!.AsArray().Should().NotBeEmpty();
            foreach (var book in json["venues"]!.AsArray().SelectMany(venue => venue!["books"]!.AsArray()))
            {
                book!["checksumsRight"]!.GetValue<long>().Should().Be(book["checksums"]!.GetValue<long>());
                book["bids"]!.AsArray().Count.Should().BeInRange(1, 10);
            }

            captures++;
        }

        captures.Should().BePositive();
        CaseFolder.Report("captures shown by the tool", captures);
    }

    [Fact]
    [Trait("Kind", "cases")]
    public void A_scenario_over_a_tape_runs_and_replays_identically()
    {
        var tape = Directory.GetFiles(Path.Combine(CaseFolder.Data.Demand(), "tapes"), "*live*").First();
        var file = _tool.Write("tape.json", $$$$"""
            {"schema":1,"store":{"id":"00000000000000000000000000000abc"},
             "instruments":[{"id":"btc-usd","base":"BTC","quote":"USD","priceDecimals":2,"quantityDecimals":8}],
             "venues":[
              {"id":"coinbase","latency":{"order":"20ms","report":"20ms"},"listings":[{"instrument":"btc-usd","symbol":"BTC-USD","tick":"0.01","lot":"0.00000001","fees":{"takerBps":"5"}}]},
              {"id":"kraken","listings":[{"instrument":"btc-usd","symbol":"BTC/USD","tick":"0.1","lot":"0.00000001","fees":{"takerBps":"8"}}]},
              {"id":"bitstamp","listings":[{"instrument":"btc-usd","symbol":"btcusd","tick":"0.01","lot":"0.00000001","fees":{"takerBps":"3"}}]}],
             "captures":[{"file":{{{{System.Text.Json.JsonSerializer.Serialize(tape)}}}}}],
             "orders":[{"at":"+60s","id":"p1","instrument":"btc-usd","side":"buy","quantity":"3","deadline":"+90s"}]}
            """);
        var run = Tool.Run("run", file, "--store", _tool.At("tape"), "--json");
        run.Code.Should().Be(ExitCode.Done, run.Error);
        run.Json["replay"]!["identical"]!.GetValue<bool>().Should().BeTrue();
        run.Json["parents"]![0]!["filled"]!.GetValue<string>().Should().Be("3");
        var coarse = Tool.Run("run", _tool.Write("coarse.json", File.ReadAllText(file).Replace("\"priceDecimals\":2", "\"priceDecimals\":1").Replace("\"tick\":\"0.01\"", "\"tick\":\"0.1\"")), "--store", _tool.At("coarse"));
        coarse.Code.Should().Be(ExitCode.BadInput);
        coarse.Error.Should().Contain("instruments[0].priceDecimals: must be at least 2");
    }

    [Theory]
    [InlineData("nosuchfeed", "x", "FEED must be one of auto, tape, binance, kraken, cryptofeed")]
    [InlineData("auto", "nowhere.gz", "There is no file")]
    [InlineData("auto", "odd.txt", "no capture that is known")]
    [InlineData("auto", "bad.gz", "bad.gz'")]
    public void What_is_no_capture_is_told(string feed, string file, string message)
    {
        _tool.Write("odd.txt", "neither this nor that");
        File.WriteAllBytes(_tool.At("bad.gz"), [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        var run = Tool.Run("books", feed, _tool.At(file));
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain(message);
        run.Out.Should().BeEmpty();
    }

    [Fact]
    public void A_capture_of_another_kind_and_a_wrong_count_are_told()
    {
        var tape = _tool.Write("tape.jsonl", """{"venue":"kraken","symbol":"BTC-USD","elapsed_nanos":1,"recorded_wall_unix_nanos":2,"payload":"{}"}""" + "\n");
        Tool.Run("books", "kraken", tape).Error.Should().Contain("is a tape of several venues, not 'kraken'");
        Tool.Run("books", "tape", tape, "--top", "many").Error.Should().Contain("--top must be a whole number from 1 to 10000, was \"many\"");
    }

    [Fact]
    public void A_damaged_record_is_counted_named_and_ends_with_1()
    {
        var run = Tool.Run("books", "tape", _tool.Write("tape.jsonl", """
            {"venue":"kraken","symbol":"BTC-USD","elapsed_nanos":1,"recorded_wall_unix_nanos":2,"payload":"{\"channel\":\"heartbeat\"}"}
            {"venue":"kraken","elapsed_nanos":
            """));
        run.Code.Should().Be(ExitCode.Found);
        run.Error.Should().Contain("1 damaged records were left out").And.Contain("record 2");
    }
}
