using System.Text.Json.Nodes;

namespace ExoRoute.Tests.Cli.Verbs;

/// <summary>Why each part is what it is: prices by hand.</summary>
public sealed class SolveExplainTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_full_venue_is_worth_the_price_less_its_own_and_one_more_is_solved_again()
    {
        var lines = Lines("""
            {"schema":1,"priceDecimals":2,"quantityDecimals":1,"side":"buy","quantity":"5","quote":"USD","venues":[
            {"id":"alpha","levels":[["100.00","3"]]},{"id":"beta","levels":[["101.00","9"]]},{"id":"gamma","levels":[["102.00","9"]]}]}
            """);
        lines.Should().Equal(
            "alpha: 3, all it has (the book shows no more): its last unit costs 100; one more unit there is worth 1",
            "beta: 2: its last unit costs 101, its next 101",
            "gamma: 0: its first unit costs 102",
            "0.1 more would cost 10.1 USD (solved again with 5.1)");
    }

    [Fact]
    public void A_minimum_that_binds_is_named()
    {
        var lines = Lines("""
            {"schema":1,"priceDecimals":2,"quantityDecimals":0,"side":"buy","quantity":"10","venues":[
            {"id":"alpha","levels":[["100.00","5"],["103.00","9"]]},{"id":"beta","levels":[["101.00","9"]],"minimumQuantity":"5"}]}
            """);
        lines[1].Should().Be("beta: 5: its last unit costs 101, its next 101; its minimum, 5, binds");
    }

    [Fact]
    public void A_groups_cap_and_a_credit_are_worth_the_difference_of_prices()
    {
        Lines(File.ReadAllText(Tool.Fixture("groups"))).Should().Contain(static line => line.StartsWith("group same: its cap, 5, binds; one more unit of it is worth 0.9", StringComparison.Ordinal));
        var desks = Lines("""
            {"schema":1,"priceDecimals":2,"quantityDecimals":0,"side":"buy","venues":[{"id":"alpha","levels":[["100.00","10"]]},{"id":"beta","levels":[["100.50","10"]]}],
             "desks":[{"id":"north","quantity":"6","credit":{"alpha":"4","beta":"9"}},{"id":"south","quantity":"5","credit":{"beta":"9"}}]}
            """);
        desks.Should().Contain("north's credit at alpha, 4, binds; one more unit of it is worth 0.5").And.Contain("south has no permission at alpha; the first unit of one is worth 0.5");
    }

    [Fact]
    public void A_terms_marginal_cost_stands_against_its_nodes_price()
    {
        var lines = Lines("""
            {"schema":1,"nodes":[{"name":"A","demand":10},{"name":"B"}],"terms":[
            {"kind":"market","name":"cash","node":"B","price":1},
            {"kind":"ladder","name":"asks","node":"A","levels":[[5,4],[8,9]]},
            {"kind":"quadratic","name":"plant","node":"A","b":2,"c":1,"low":0,"high":2},
            {"kind":"edge","name":"line","nodes":["B","A"],"gain":{"rate":0.5},"capacity":2},
            {"kind":"dark-pool","name":"dark","node":"A","survival":[0.5,0.25],"value":4,"unitCost":9.5}]}
            """);
        lines.Should().Equal(
            "cash: its next unit costs 1, the price is 1",
            "asks: its next unit costs 8, the price is 8",
            "plant: all it has: its last unit costs 6, the price is 8; the largest, 2, binds: one more unit of it is worth 2",
            "line: all it can carry: one more from B costs 1 and brings 0.5 A, worth 4; the capacity, 2, binds: one more unit of it is worth 3",
            "dark: its last unit costs 7.5 and its next 8.5; the price 8 lies between");
    }

    [Fact]
    public void A_pool_is_at_the_rate_of_its_nodes_prices()
    {
        var lines = Lines("""
            {"schema":1,"nodes":[{"name":"A","demand":10},{"name":"B"}],"terms":[
            {"kind":"market","name":"cash","node":"B","price":1},{"kind":"constant-product","name":"pool","nodes":["A","B"],"reserves":[100,10000],"gamma":1}]}
            """);
        // 90 x (10000 + 1111.1...) = 10^6; the price is 10000 x 100 / 90^2 = 123.4567901.
        lines[1].Should().StartWith("pool: takes 1111.111111 B, gives 10 A").And.Contain("one more B costs 1 and would bring 0.0081 A, worth 1.00000");
    }

    [Fact]
    public void An_order_at_rest_is_explained_by_its_chances()
    {
        var lines = Lines(File.ReadAllText(Tool.Fixture("makeTake")));
        lines[0].Should().StartWith("take 13: one more pays only while the chance to be short, 0.68");
        lines.Should().Contain(static line => line.StartsWith("one lot more taken would change the expected cost by 0.0015", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_of_people_and_of_programs_are_the_same()
    {
        var text = Tool.Run("solve", Tool.Fixture("desks"), "--explain").Out;
        foreach (var line in Lines(File.ReadAllText(Tool.Fixture("desks"))))
        {
            text.Should().Contain("  " + line);
        }
    }

    private string[] Lines(string document)
    {
        var run = Tool.Run("solve", _tool.Write("explain.json", document), "--explain", "--json");
        run.Code.Should().Be(0, run.Error);
        return [.. run.Json["explain"]!.AsArray().Select(static line => line!.GetValue<string>())];
    }
}
