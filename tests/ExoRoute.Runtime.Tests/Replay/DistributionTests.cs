using CsCheck;
using ExoRoute.Runtime.Replay;

namespace ExoRoute.Runtime.Tests.Replay;

public class DistributionTests
{
    [Fact]
    public void Nothing_has_figures_of_zero()
    {
        var none = new Distribution();
        (none.Count, none.Sum, none.Median, none.P99, none.Max).Should().Be((0, 0, 0, 0, 0));
    }

    [Fact]
    public void Ranks_are_those_of_the_sorted_values() => Gen.Long[-50, 50].Array[1, 250].Sample(values =>
    {
        var distribution = new Distribution();
        foreach (var value in values)
        {
            distribution.Add(value);
        }

        var sorted = values.Order().ToArray();
        long Rank(int percent) => sorted[((values.Length * percent) + 99) / 100 - 1];
        (distribution.Count, distribution.Sum, distribution.Median, distribution.P99, distribution.Max)
            .Should().Be((values.Length, values.Sum(), Rank(50), Rank(99), sorted[^1]));
        distribution.AtMost(1).Should().Be(Rank(1));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_percentage_that_is_none_is_refused(int percent) => FluentActions.Invoking(() => new Distribution().AtMost(percent)).Should().Throw<ArgumentOutOfRangeException>();
}
