using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class TwoPortEdgeTests
{
    [Fact]
    public void A_line_and_a_battery_answer_as_the_published_closed_forms_do()
    {
        var line = new TwoPortEdge("line", EdgeGain.Line(3, 16, 0.25), 4);
        var battery = new TwoPortEdge("battery", EdgeGain.Quadratic(1, 0.005), 10);
        for (var ratio = 0.05; ratio < 1.3; ratio += 0.01)
        {
            Leaves(line, ratio * 7, 7).Should().BeApproximately(ratio >= 1 ? 0 : Math.Min(4 * Math.Log((3 - ratio) / (1 + ratio)), 4), 1e-14);
            Leaves(battery, ratio * 7, 7).Should().BeApproximately(ratio >= 1 ? 0 : Math.Min((1 - ratio) / 0.01, 10), 1e-12);
        }
    }

    [Fact]
    public void What_arrives_is_the_gain_of_what_leaves()
    {
        var line = EdgeGain.Line(3, 16, 0.25);
        for (var w = 0.0; w <= 4; w += 0.125)
        {
            line.Value(w).Should().BeApproximately((3 * w) - (16 * (Math.Log(1 + Math.Exp(0.25 * w)) - Math.Log(2))), 1e-14);
            line.Slope(w).Should().BeApproximately((line.Value(w + 1e-6) - line.Value(w - 1e-6)) / 2e-6, 1e-8);
            line.Bend(w).Should().BeApproximately((line.Slope(w + 1e-6) - line.Slope(w - 1e-6)) / 2e-6, 1e-8);
            line.UpTo(line.Slope(w)).Should().BeApproximately(w, 1e-13);
        }

        line.Value(1000).Should().BeApproximately(3000 - 4000 + (16 * Math.Log(2)), 1e-10);
        EdgeGain.Rate(1.25).Value(4).Should().Be(5);
        EdgeGain.Rate(1.25).UpTo(1.3).Should().Be(0);
        EdgeGain.Rate(1.25).UpTo(1.25).Should().Be(double.PositiveInfinity);
    }

    [Fact]
    public void A_conversion_is_all_or_nothing_at_its_rate()
    {
        var fx = new TwoPortEdge("fx", EdgeGain.Rate(1.1), 100, 0.01);
        var flows = new double[2];

        fx.Respond([1.0, 0.92], flows);
        flows.Should().Equal(-100, 100 * 1.1);
        fx.Respond([1.0, 0.91], flows);
        flows.Should().Equal(0, 0);
        fx.Value([-100, 110]).Should().Be(1);
        fx.Value([-50, 56]).Should().Be(double.PositiveInfinity);
        fx.Value([1, 0]).Should().Be(double.PositiveInfinity, "nothing flows back");
        fx.Value([-50, 20]).Should().Be(0.5, "what arrives may be let go");
    }

    [Fact]
    public void A_tail_that_pays_to_be_rid_of_it_is_relieved_whatever_arrives()
    {
        var fx = new TwoPortEdge("fx", EdgeGain.Rate(1.1), 100);
        var flows = new double[2];

        fx.Respond([-1.0, -1], flows);

        flows.Should().Equal(-100, 0);
    }

    [Fact]
    public void Numbers_out_of_range_are_named()
    {
        ((Action)(() => EdgeGain.Line(1, 16, 0.25))).Should().Throw<ArgumentException>().WithMessage("*first unit*-1*");
        ((Action)(() => _ = new TwoPortEdge("e", EdgeGain.Quadratic(1, 1), 2))).Should().Throw<ArgumentException>().WithMessage("*full capacity*-2*");
        ((Action)(() => _ = new TwoPortEdge("e", EdgeGain.Rate(1), double.PositiveInfinity))).Should().Throw<ArgumentException>().WithMessage("*capacity*");
    }

    private static double Leaves(TwoPortEdge edge, double tail, double head)
    {
        var flows = new double[2];
        edge.Respond([tail, head], flows);
        return -flows[0];
    }
}
