namespace ExoRoute.Adapters.Simulation.Tests;

public class VirtualTimeTests
{
    [Fact]
    public void Events_run_by_their_times_and_those_of_one_time_in_the_order_they_were_put_in()
    {
        var (time, ran) = (new VirtualTime(new(100)), new List<string>());
        time.At(new(300), () => ran.Add($"c {time.Now.Nanoseconds}"));
        time.At(new(200), () => ran.Add($"a {time.Now.Nanoseconds}"));
        time.At(new(200), () =>
        {
            ran.Add($"b {time.Now.Nanoseconds}");
            time.At(new(5), () => ran.Add($"past {time.Now.Nanoseconds}")); // means now
        });
        time.Next.Should().Be(new Stamp(200));
        while (time.Step())
        {
        }

        ran.Should().Equal("a 200", "b 200", "past 200", "c 300");
        time.Next.Should().BeNull();
    }

    [Fact]
    public void The_clock_never_goes_back()
    {
        var time = new VirtualTime(new(100));
        time.MoveTo(new(50));
        time.Now.Should().Be(new Stamp(100));
    }

    [Fact]
    public void It_is_a_time_provider_cut_to_its_hundred_nanoseconds()
    {
        var time = new VirtualTime(new((5 * Stamp.PerSecond) + 199));
        time.GetUtcNow().Should().Be(DateTimeOffset.UnixEpoch.AddSeconds(5).AddTicks(1));
        time.GetElapsedTime((5 * Stamp.PerSecond) - 1_000_000_001).Should().Be(TimeSpan.FromTicks(10_000_002));
    }
}
