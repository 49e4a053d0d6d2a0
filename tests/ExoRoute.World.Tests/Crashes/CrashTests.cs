using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Store;
using ExoRoute.Tests.Days;
using Xunit.Sdk;

namespace ExoRoute.Tests.Crashes;

/// <summary>A router that ends between any two of its steps, and the next one that takes over its store.</summary>
public class CrashTests
{
    /// <summary>Between which two steps it ends.</summary>
    public enum Moment
    {
        /// <summary>The input is not kept.</summary>
        BeforeInputIsKept,

        /// <summary>The input is kept, what it decided is not.</summary>
        BetweenInputAndDecisions,

        /// <summary>The decisions are kept, nothing was sent.</summary>
        BeforeSending,

        /// <summary>One child was sent, those behind it were not.</summary>
        BetweenSends,
    }

    [Theory]
    [InlineData(Moment.BeforeInputIsKept)]
    [InlineData(Moment.BetweenInputAndDecisions)]
    [InlineData(Moment.BeforeSending)]
    [InlineData(Moment.BetweenSends)]
    public void After_a_crash_every_child_is_at_its_venue_once_or_never_and_the_books_agree(Moment moment)
    {
        var crashes = 0;
        for (var seed = 0UL; seed < 12; seed++)
        {
            foreach (var number in (int[])[1, 2, 4, 9])
            {
                try
                {
                    crashes += Crash(seed, moment, number) ? 1 : 0;
                }
                catch (Exception failed)
                {
                    throw new XunitException($"Day {seed}, {moment}, occasion {number}: {failed.Message}", failed);
                }
            }
        }

        crashes.Should().BeGreaterThan(15, "days that go well prove nothing here");
    }

    private static bool Crash(ulong seed, Moment moment, int number)
    {
        var seeded = SeededDay.Of(seed);
        var (medium, line) = (new MemoryMedium(), new Line());
        var world = new DayWorld(seeded, (venue, _) => new Wired(venue, line));
        var crashed = FirstLife(seeded, medium, world, line, moment, number);
        if (!crashed)
        {
            return false;
        }

        line.Revive();
        using var second = Day.Of(SeededDay.Of(seed, prefix: "later"), medium, world).Run();
        second.Router.Store.Epoch.Should().Be(2);
        var watch = new DayWatch(seeded);
        var fold = watch.Follow(second.Records());
        fold.Root.Should().Be(second.Router.Store.Root);
        line.Sent.Should().OnlyHaveUniqueItems("no child is ever placed twice");
        fold.State.OpenChildren.Select(child => child.ToString()).Should().BeEmpty("the venues were asked about every child without an answer");
        fold.State.WorkingParents.Select(parent => parent.ToString()).Should().BeEmpty();
        line.Sent.Select(id => id.Text).Except(watch.ClientIds).Should().BeEmpty("only what is on record was sent");
        watch.FillsByVenue.Should().Equal(world.Venues.Values.Cast<Wired>().Where(venue => venue.Fills > 0).ToDictionary(venue => venue.Id, venue => venue.Fills), "what traded is what is booked");
        return true;
    }

    private static bool FirstLife(SeededDay seeded, MemoryMedium medium, DayWorld world, Line line, Moment moment, int number)
    {
        using var day = Day.Of(seeded, medium, world);
        var (router, occasion) = (day.Router, 0);
        void End(bool keep)
        {
            if (++occasion == number)
            {
                if (keep)
                {
                    router.Store.Flush();
                }

                line.Cut();
                router.Store.Abandon();
            }
        }

        switch (moment)
        {
            case Moment.BeforeInputIsKept or Moment.BetweenInputAndDecisions:
                router.State.PlanSeen = (_, delta) =>
                {
                    if (!delta.Changes.IsEmpty)
                    {
                        End(keep: moment == Moment.BetweenInputAndDecisions);
                    }
                };
                break;
            case Moment.BeforeSending:
                router.Decided = _ => End(keep: false);
                break;
            default:
                line.SentOne = () => End(keep: false);
                break;
        }

        try
        {
            day.Run();
        }
        catch (ObjectDisposedException)
        {
            return true;
        }

        return false;
    }

    // The line between router and venues: cut, nothing passes either way; what a venue did stays done.
    private sealed class Line
    {
        public bool IsCut { get; private set; }

        public int Life { get; private set; }

        public List<ClientOrderId> Sent { get; } = [];

        public Action? SentOne { get; set; }

        public void Cut() => IsCut = true;

        public void Revive() => (IsCut, SentOne, Life) = (false, null, Life + 1);
    }

    private sealed class Wired(SimulatedVenue venue, Line line) : IVenue, IMarketSink
    {
        private readonly HashSet<string> _executions = new(StringComparer.Ordinal);

        public VenueId Id => venue.Id;

        public VenueCapabilities Capabilities => venue.Capabilities;

        /// <summary>Executions that the venue told of, each once.</summary>
        public int Fills => _executions.Count;

        public void Attach(IVenueSink sink) => venue.Attach(new Ears(this, sink, line.Life));

        public void Changed(Book book, Stamp receivedAt) => venue.Changed(book, receivedAt);

        public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation)
        {
            if (line.IsCut)
            {
                return ValueTask.CompletedTask;
            }

            line.Sent.Add(order.ClientId);
            var sent = venue.SendAsync(order, cancellation);
            line.SentOne?.Invoke();
            return sent;
        }

        public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) => line.IsCut ? default : venue.CancelAsync(order, cancellation);

        public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation) => line.IsCut ? default : venue.QueryAsync(order, cancellation);

        // A report that was on its way when the router ended reaches nobody.
        private sealed class Ears(Wired wired, IVenueSink sink, int life) : IVenueSink
        {
            public void Happened(VenueId from, OrderEvent happened)
            {
                if (happened.Kind == OrderEventKind.Fill)
                {
                    wired._executions.Add(happened.ExecutionId);
                }

                if (!wired.IsDead(life))
                {
                    sink.Happened(from, happened);
                }
            }
        }

        private bool IsDead(int life) => line.IsCut || line.Life != life;
    }
}
