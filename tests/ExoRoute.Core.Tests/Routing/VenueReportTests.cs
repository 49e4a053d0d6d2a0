using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Routing;

/// <summary>What venues say beside their answers: they are back, this works there, this order is none of ours.</summary>
public class VenueReportTests
{
    private static readonly VenueId A = new("a");

    private static RouterWorld Market()
    {
        var world = new RouterWorld(null, "a", "b");
        world.Book("a", (100, 5));
        world.Book("b", (101, 50));
        return world;
    }

    private static string Name(RouterWorld world, long child) => world.Placed[(int)child - 1].ClientId.Text;

    private static void Open(RouterWorld world, Stamp asOf, params string[] orders) => world.Apply(new VenueReported(A, VenueReportKind.OpenOrders, [.. orders], asOf));

    [Fact]
    public void A_venue_that_is_back_is_asked_about_every_child_that_is_out_there()
    {
        var world = Market();
        world.Submit(RouterWorld.Buy(12));
        world.Event(1, OrderEventKind.Ack);
        world.Apply(new VenueReported(A, VenueReportKind.Reconnected, [], default));
        world.Last.OfType<Asked>().Select(asked => asked.Child.Number).Should().Equal(1);
        world.State.OpenChildren.Select(child => child.State).Should().Equal(OrderState.Unknown, OrderState.Pending);
        world.Fill(1, 5);
        world.Apply(new VenueReported(A, VenueReportKind.Reconnected, [], default));
        world.Last.Count.Should().Be(0, "nothing is out there any more");
    }

    [Fact]
    public void A_child_that_does_not_work_where_it_should_is_asked_about_once_it_had_the_time_to_arrive()
    {
        var world = Market();
        var sent = world.Now;
        world.Submit(RouterWorld.Buy(5));
        world.Event(1, OrderEventKind.Ack);
        world.Wait(6_000);
        Open(world, sent.Plus(world.Settings.AnswerWithin - 1));
        world.Last.Count.Should().Be(0, "it may have been on its way when the venue was asked");
        Open(world, sent.Plus(world.Settings.AnswerWithin), Name(world, 1));
        world.Last.Count.Should().Be(0, "it works there");
        Open(world, sent.Plus(world.Settings.AnswerWithin));
        world.Last.OfType<Asked>().Select(asked => asked.Child.Number).Should().Equal(1);
        Open(world, world.Now);
        world.Last.Count.Should().Be(0, "it is asked about already");
    }

    [Fact]
    public void A_child_that_is_over_here_and_works_there_is_cancelled_with_an_alarm()
    {
        var world = Market();
        world.Submit(RouterWorld.Buy(5));
        world.Event(1, OrderEventKind.Reject);
        Open(world, world.Now, Name(world, 1));
        world.Last.OfType<CancelSent>().Select(cancel => cancel.Child.Number).Should().Equal(1);
        world.Alarms.Single().Should().Be("Child 1 is Rejected here and works at 'a'; it is cancelled there.");
    }

    [Fact]
    public void An_order_that_is_none_of_ours_raises_one_alarm_and_one_with_our_name_says_so()
    {
        var world = Market();
        world.Apply(new VenueReported(A, VenueReportKind.Unsolicited, ["manual-1"], default));
        world.Alarms.Single().Should().StartWith("'a' tells of order 'manual-1', which was never decided here.").And.EndWith("Nothing here is done about it.");
        world.Apply(new VenueReported(A, VenueReportKind.Unsolicited, ["manual-1"], default));
        world.Last.Count.Should().Be(0);
        world.Apply(new VenueReported(new("b"), VenueReportKind.Unsolicited, ["manual-1"], default));
        world.Alarms.Count().Should().Be(1, "another venue's is another order");
        Open(world, world.Now, ClientOrderId.For(0xA5, 9, new(77)).Text);
        world.Alarms.Single().Should().Contain("bears this store's name");
        Open(world, world.Now, ClientOrderId.For(UInt128.MaxValue, 9, new(77)).Text);
        world.Alarms.Single().Should().Contain("Nothing here");
    }

    [Fact]
    public void A_child_of_another_venue_that_works_here_is_a_stranger()
    {
        var world = Market();
        world.Submit(RouterWorld.Buy(12));
        Open(world, world.Now, Name(world, 2));
        world.Alarms.Single().Should().Contain("never decided here");
    }

    [Fact]
    public void The_names_of_orders_are_kept_short_and_plain() =>
        new VenueReported(A, VenueReportKind.Unsolicited, [new string('x', 99), "caf\u00e9"], default).Orders.Should().Equal(new string('x', 64), "caf?");
}
