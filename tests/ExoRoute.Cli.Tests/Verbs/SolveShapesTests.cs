using System.Text.Json.Nodes;
using ExoRoute.Cli;
using ExoRoute.Cli.Problems.Terms;

namespace ExoRoute.Tests.Cli.Verbs;

/// <summary>Desks, exchanges, make and take, groups: plans, prices, refusals.</summary>
public sealed class SolveShapesTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("groups")]
    [InlineData("desks")]
    [InlineData("exchange")]
    [InlineData("makeTake")]
    public void Every_shape_is_solved_and_its_certificate_holds(string shape)
    {
        var run = Tool.Run("solve", Tool.Fixture(shape));
        run.Code.Should().Be(ExitCode.Done, run.Error);
        run.Out.Should().Contain("certificate: cost ").And.Contain("; it holds");
        Tool.Run("solve", Tool.Fixture(shape), "--json").Json["certificate"]!["holds"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public void The_fixture_has_a_term_of_every_kind()
    {
        var terms = JsonNode.Parse(File.ReadAllText(Tool.Fixture("exchange")))!["terms"]!.AsArray();
        terms.Select(static term => term!["kind"]!.GetValue<string>()).Distinct().Order().Should().Equal(TermKinds.All.Select(static kind => kind.Word).Order());
    }

    [Fact]
    public void Nodes_balance_and_have_prices_in_words()
    {
        var json = Tool.Run("solve", Tool.Fixture("exchange"), "--json").Json;
        var flows = new Dictionary<string, double>();
        foreach (var (term, given) in json["terms"]!.AsArray().Zip(JsonNode.Parse(File.ReadAllText(Tool.Fixture("exchange")))!["terms"]!.AsArray()))
        {
            string[] nodes = given!["node"] is { } one ? [one.GetValue<string>()] : [.. given["nodes"]!.AsArray().Select(static node => node!.GetValue<string>())];
            foreach (var (node, flow) in nodes.Zip(term!["flows"]!.AsArray()))
            {
                flows[node] = flows.GetValueOrDefault(node) + flow!.GetValue<double>();
            }
        }

        flows["BTC"].Should().BeApproximately(10, 1e-7);
        flows["ETH"].Should().BeApproximately(5, 1e-7);
        flows["USD"].Should().BeApproximately(0, 1e-7);
        Tool.Run("solve", Tool.Fixture("exchange")).Out.Should().Contain("price: one more BTC at BTC would cost 101.77").And.Contain("one more unit at USD would cost 1 USD (demanded: 0)");
    }

    [Fact]
    public void Economic_dispatch_by_hand_meets_its_price()
    {
        // Both plants at one price: 10 + 0.02 x = 12 + 0.04 y and x + y = 250, so x = 200, y = 50, and the price is 14.
        var json = Tool.Run("solve", _tool.Write("plants.json", """
            {"schema":1,"nodes":[{"name":"grid","demand":250,"unit":"MWh"}],"terms":[
            {"kind":"quadratic","name":"x","node":"grid","b":10,"c":0.01,"low":0,"high":null},
            {"kind":"quadratic","name":"y","node":"grid","b":12,"c":0.02,"low":0,"high":null}]}
            """), "--json").Json;
        json["nodes"]![0]!["price"]!.GetValue<double>().Should().BeApproximately(14, 1e-9);
        json["terms"]![0]!["flows"]![0]!.GetValue<double>().Should().BeApproximately(200, 1e-7);
    }

    [Fact]
    public void An_infeasible_exchange_says_what_is_demanded_and_what_there_is_at_most()
    {
        var run = Tool.Run("solve", _tool.Write("cut.json", """
            {"schema":1,"nodes":[{"name":"A","demand":7.3},{"name":"B","demand":1}],"terms":[
            {"kind":"ladder","name":"a","node":"A","levels":[[10,2],[11.1,3.3]]},
            {"kind":"ladder","name":"b","node":"B","levels":[[25,1],[28,2]]},
            {"kind":"edge","name":"line","nodes":["B","A"],"gain":{"rate":0.5},"capacity":4}]}
            """));
        run.Code.Should().Be(ExitCode.Infeasible);
        run.Error.Should().Contain("infeasible: no flows balance. Weighed by 1 of A, 0.5 of B, 7.8 is demanded and all terms together give 6.8 at most.");
    }

    [Fact]
    public void An_unbounded_exchange_says_which_flows_go_round()
    {
        var run = Tool.Run("solve", _tool.Write("ring.json", """
            {"schema":1,"nodes":[{"name":"A","demand":3}],"terms":[
            {"kind":"market","name":"dear","node":"A","price":6},{"kind":"market","name":"cheap","node":"A","price":5}]}
            """));
        run.Code.Should().Be(ExitCode.Infeasible);
        run.Error.Should().Contain("unbounded").And.Contain("dear takes 1 A, cheap gives 1 A");
    }

    [Fact]
    public void Desks_that_cannot_be_filled_are_named_with_the_min_cut()
    {
        var run = Tool.Run("solve", _tool.Write("cut.json", File.ReadAllText(Tool.Fixture("desks")).Replace("\"beta\": \"10\"", "\"beta\": \"3\"")));
        run.Code.Should().Be(ExitCode.Infeasible);
        run.Error.Should().Contain("infeasible: 12.5 asked, 11.5 can be filled. north asks for 6, more than there is for them: credits, north at alpha (2), north at beta (3).");
        run.Out.Should().Contain("can be filled: 11.5 of 12.5").And.Contain("north's credit");
    }

    [Fact]
    public void A_group_gives_no_more_than_its_cap_and_its_cap_is_named()
    {
        var json = Tool.Run("solve", Tool.Fixture("groups"), "--json").Json;
        json["plan"]!.AsArray().Select(static part => part!["quantity"]!.GetValue<string>()).Should().Equal("3", "2", "2");
        var run = Tool.Run("solve", _tool.Write("more.json", File.ReadAllText(Tool.Fixture("groups")).Replace("\"7\"", "\"15\"")));
        run.Code.Should().Be(ExitCode.Infeasible);
        run.Error.Should().Contain("14 can be filled").And.Contain("same: the group's cap, 5");
    }

    [Fact]
    public void A_delay_leaves_a_part_of_what_is_shown()
    {
        // exp(-0.5 x 2) = 0.367879 of 100.
        var run = Tool.Run("solve", _tool.Write("late.json", """
            {"schema":1,"priceDecimals":2,"quantityDecimals":4,"side":"buy","quantity":"50","venues":[{"id":"alpha","levels":[["10.00","100"]],"cancelRate":"0.5","delay":"2s"}]}
            """));
        run.Code.Should().Be(ExitCode.Infeasible);
        run.Error.Should().Contain("36.7879 can be filled").And.Contain("alpha: the share of what is shown");
    }

    [Fact]
    public void The_published_single_venue_order_is_taken_and_rested_as_published()
    {
        // Cont and Kukanov (2012), one exchange: 1,000 lots behind 2,000, Poisson(2200).
        var json = Tool.Run("solve", _tool.Write("one.json", """
            {"schema":1,"makeTake":{"target":1000,"halfSpread":0.02,"takeFee":0.003,"underPenalty":0.026,"overPenalty":0.024,
            "venues":[{"id":"v","ahead":2000,"rebate":0.002,"law":{"kind":"poisson","mean":2200}}]}}
            """), "--json").Json;
        json["take"]!.GetValue<long>().Should().Be(728);
        json["rest"]![0]!["lots"]!.GetValue<long>().Should().Be(272);
        json["certificate"]!["cost"]!.GetValue<double>().Should().BeApproximately(14.278377731168945, 1e-11);
    }

    [Theory]
    [InlineData("exchange", "\"node\": \"BTC\", \"side\"", "\"node\": \"XBT\", \"side\"", "terms[1].node: must be the name of a node (\"BTC\", \"ETH\", \"USD\"), was \"XBT\"")]
    [InlineData("exchange", "\"knots\": [0, 2]", "\"knots\": [0, -2]", "terms[4].knots[1]: must be above the one before, 0; was -2")]
    [InlineData("exchange", "[4, 1], [1, 2]", "[4, 1], [1.5, 2]", "terms[8].sigma[1][0]: must be what stands mirrored, sigma[0][1], 1; was 1.5")]
    [InlineData("exchange", "[4, 1], [1, 2]", "[1, 4], [4, 1]", "terms[8]: A direction has the variance -3")]
    [InlineData("exchange", "\"loss\": 0.0001", "\"loss\": 0.01", "terms[9]: What arrives at full capacity must be 0 or more and finite")]
    [InlineData("exchange", "\"gamma\": 0.999", "\"gamma\": 1.001", "terms[13].gamma: must be a number above 0, to 1 (1 less the fee), was the number 1.001")]
    [InlineData("exchange", "\"price\": 10,", "\"price\": 13,", "must lie within the ticks, 8 to 12; was 13")]
    [InlineData("exchange", "[5, 2]", "[5, 6]", "terms[16].fills[0][1]: must be no more than was sent, 5; was 6")]
    [InlineData("exchange", "\"kind\": \"market\"", "\"kind\": \"bazaar\"", "terms[0].kind: must be one of \"ladder\", ")]
    [InlineData("exchange", "\"price\": 1, \"low\"", "\"price\": \"1\", \"low\"", "terms[0].price: must be a number from -1e27 to 1e27, was \"1\". Numbers of this kind of problem stand without quotes.")]
    [InlineData("desks", "\"alpha\": \"9\"", "\"omega\": \"9\"", "desks[1].credit.omega: is no member of this object; those are alpha, beta")]
    [InlineData("desks", "\"cap\": \"8\"", "\"cap\": \"8\", \"lot\": \"2\"", "venues[0].id: \"alpha\" has a lot, a minimum or a fee charged once")]
    [InlineData("groups", "[\"alpha\", \"beta\"]", "[\"alpha\", \"gamma\"]", "groups[0].venues[1]: \"gamma\" has a lot, a minimum or a fee charged once")]
    [InlineData("makeTake", "\"rebate\": 0.002", "\"rebate\": 0.03", "makeTake.venues[0].rebate: must be at most 0.02")]
    [InlineData("makeTake", "\"mean\": 12", "\"mean\": 0", "makeTake.venues[1].law.mean: must be a number from 0.0009765625")]
    public void A_fault_is_told_with_its_place_and_both_values(string shape, string from, string to, string message)
    {
        var text = File.ReadAllText(Tool.Fixture(shape));
        text.Should().Contain(from);
        var run = Tool.Run("solve", _tool.Write("fault.json", text.Replace(from, to)));
        run.Code.Should().Be(ExitCode.BadInput);
        run.Out.Should().BeEmpty();
        run.Error.Should().Contain(message);
    }
}
