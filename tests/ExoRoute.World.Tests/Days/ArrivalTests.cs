using ExoRoute.Encoding;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Tests.Days;

/// <summary>Days whose listings say how long orders are on their way: what leaves when, and when it arrives.</summary>
public class ArrivalTests
{
    [Fact]
    public void Children_of_one_plan_arrive_at_venues_of_different_latency_at_the_same_virtual_time()
    {
        var together = 0;
        for (ulong seed = 0; seed < 60; seed++)
        {
            using var day = Day.Of(Aligned(seed));
            day.Session.Run(cancellation: TestContext.Current.CancellationToken);
            var (plans, arrivals) = (new List<Placed>(), new Dictionary<long, Stamp>());
            foreach (var entry in day.Records())
            {
                var record = new RecordDecoder().Decode(entry.Bytes.ToArray());
                if (record.Decision is Placed placed)
                {
                    plans.Add(placed);
                }
                else if (record.Input is ChildChanged { Event: { Kind: OrderEventKind.Fill or OrderEventKind.Expire or OrderEventKind.Reject } happened })
                {
                    arrivals.TryAdd(happened.Child.Number, happened.VenueTime); // immediate orders: what happens to one happens at its arrival
                }
            }

            foreach (var plan in plans)
            {
                var times = plan.Children.Where(child => arrivals.ContainsKey(child.Id.Number)).Select(child => arrivals[child.Id.Number]).Distinct().ToList();
                times.Count.Should().BeLessThanOrEqualTo(1, "seed {0}, plan {1} of {2}", seed, plan.Delta.Number, plan.Delta.Parent);
                together += plan.Children.Count(child => arrivals.ContainsKey(child.Id.Number)) > 1 && plan.Children.Any(child => child.SendOffset > 0) ? 1 : 0;
            }

            ReplayFold.Run(StoreReader.Read(day.Medium)).Divergence.Should().BeNull();
        }

        together.Should().BeGreaterThan(40, "plans over venues of different latency are what this is about");
    }

    [Fact]
    public void The_same_day_gives_the_same_records_with_children_held_back_and_without_a_clock_at_replay()
    {
        var (first, second) = (Root(), Root());
        first.Should().Be(second);

        static string Root()
        {
            using var day = Day.Of(Aligned(3));
            day.Session.Run(cancellation: TestContext.Current.CancellationToken);
            day.Records();
            return day.Router.Store.Root.ToString();
        }
    }

    // Latencies that no two venues share, not whole hundreds of nanoseconds, and told to the router.
    private static SeededDay Aligned(ulong seed)
    {
        var day = SeededDay.Of(seed);
        return day with
        {
            Venues = [.. day.Venues.Select((venue, at) => venue with
            {
                Definition = venue.Definition with { OrderLatency = 150_037 + (at * 2_000_011L), WithdrawnPpm = at * 50_000 },
                Settings = venue.Settings with { OrderLatency = 150_037 + (at * 2_000_011L), Jitter = 0, LostReportPpm = 0 },
            })],
        };
    }
}
