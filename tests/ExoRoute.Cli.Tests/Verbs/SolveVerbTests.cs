using ExoRoute.Cli;

namespace ExoRoute.Tests.Cli.Verbs;

public sealed class SolveVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_problem_gives_a_plan_a_price_and_a_certificate_that_holds()
    {
        var run = Tool.Run("solve", Tool.ProblemFile);
        run.Code.Should().Be(ExitCode.Done);
        run.Out.Should().Contain("the cheapest plan, proved").And.Contain("one more unit would cost").And.Contain("gap 0, residual 0").And.Contain("it holds");
        var json = Tool.Run("solve", Tool.ProblemFile, "--json").Json;
        json["status"]!.GetValue<string>().Should().Be("Optimal");
        json["certificate"]!["holds"]!.GetValue<bool>().Should().BeTrue();
        json["plan"]!.AsArray().Select(part => decimal.Parse(part!["quantity"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)).Sum().Should().Be(3);
    }

    [Fact]
    public void Costs_by_hand_are_the_costs_of_the_plan()
    {
        // 1 at 100 and 0.5 at 100.10 with 5 bps; 1.5 at 100.02 with 0.01 an order.
        var file = _tool.Write("hand.json", """
            {"schema":1,"priceDecimals":2,"quantityDecimals":4,"side":"buy","quantity":"3","venues":[
            {"id":"alpha","levels":[["100.00","1"],["100.10","2"]],"lot":"0.1","fees":{"takerBps":"5"}},
            {"id":"beta","levels":[["100.02","1.5"]],"fees":{"perOrder":"0.01"}}]}
            """);
        Tool.Run("solve", file, "--json").Json["certificate"]!["cost"]!.GetValue<string>().Should().Be("300.165025");
    }

    [Theory]
    [InlineData("\"quantity\": \"3\"", "\"quantity\": \"300\"", "the book shows no more")]
    [InlineData("\"limit\": \"101\"", "\"limit\": \"100.01\"", "the limit price")]
    [InlineData("\"participation\": \"1\"", "\"participation\": \"0.1\"", "the share of what is shown")]
    [InlineData("\"cap\": \"2.5\"", "\"cap\": \"0.5\"", "the venue's cap")]
    public void What_cannot_be_filled_ends_with_3_and_names_what_is_in_the_way(string from, string to, string limit)
    {
        var text = File.ReadAllText(Tool.ProblemFile);
        text.Should().Contain(from);
        var file = _tool.Write("infeasible.json", text.Replace(from, to));
        var run = Tool.Run("solve", file);
        run.Code.Should().Be(ExitCode.Infeasible);
        run.Error.Should().Contain("infeasible: ").And.Contain("alpha: ").And.Contain(limit);
        var json = Tool.Run("solve", file, "--json");
        json.Code.Should().Be(ExitCode.Infeasible);
        json.Json["blocking"]!.AsArray().Should().NotBeEmpty();
    }

    [Fact]
    public void Levels_out_of_order_are_told_with_both_prices()
    {
        var run = Tool.Run("solve", _tool.Write("order.json", File.ReadAllText(Tool.ProblemFile).Replace("\"100.10\"", "\"99.99\"")));
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain("venues[0].levels[1][0]: must be worse than the level before, 100, ").And.Contain("was 99.99");
    }

    [Theory]
    [InlineData("buy", "1099511627775", "1099511627776")]
    [InlineData("sell", "1099511627776", "1099511627775")]
    public void The_largest_numbers_that_are_taken_are_solved_and_certified(string side, string first, string second)
    {
        var run = Tool.Run("solve", _tool.Write("huge.json", $$$$"""
            {"schema":1,"priceDecimals":0,"quantityDecimals":0,"side":"{{{{side}}}}","quantity":"72057594037927936","venues":[
            {"id":"alpha","levels":[["{{{{first}}}}","72057594037927936"],["{{{{second}}}}","72057594037927936"]],
             "fees":{"takerBps":"9999.99","perUnit":"1152921504606.846976","perOrder":"1000000000000","minimum":"1000000000000"}},
            {"id":"beta","levels":[["{{{{second}}}}","72057594037927936"]],"lot":"7","fees":{"takerBps":"-9999.99","perUnit":"-1152921504606.846976"}}]}
            """), "--json");
        run.Code.Should().Be(ExitCode.Done, run.Error);
        run.Json["certificate"]!["holds"]!.GetValue<bool>().Should().BeTrue();
    }
}
