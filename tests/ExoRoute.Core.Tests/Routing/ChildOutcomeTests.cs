using CsCheck;
using ExoRoute.Orders;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

/// <summary>What venues say of children, in every order they may say it.</summary>
public class ChildOutcomeTests
{
    [Fact]
    public void An_unknown_outcome_counts_as_possibly_filled_is_asked_about_with_growing_patience_and_never_sent_again()
    {
        var world = Market(out _);
        world.Event(1, OrderEventKind.Lost);
        world.Plan.Should().BeEmpty();
        world.State.WorkingParents.Single().Open.Should().Be(new Lots(5));
        var waits = new List<long>();
        for (var i = 0; i < 9; i++)
        {
            var wait = world.State.NextTimer!.Value.Since(world.Now) / 1_000_000;
            waits.Add(wait);
            world.Wait(wait).Timer();
            world.Last.Should().ContainSingle().Which.Should().BeOfType<Asked>().Which.Child.Should().Be(new ChildId(1));
        }

        waits.Should().Equal(5_000, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000);
        world.Placed.Should().ContainSingle();
    }

    [Fact]
    public void A_venue_that_counts_fills_it_never_shows_is_asked_with_growing_patience_and_raises_one_alarm()
    {
        var world = Market(out _);
        world.Expire(1, 3);
        var (waits, alarms) = (new List<long>(), new List<string>());
        for (var i = 0; i < 9; i++)
        {
            var wait = world.State.NextTimer!.Value.Since(world.Now) / 1_000_000;
            waits.Add(wait);
            world.Wait(wait).Timer();
            world.Last.OfType<Asked>().Should().ContainSingle();
            alarms.AddRange(world.Alarms);
            world.Expire(1, 0); // its answer: at once, and against its own word
            world.Last.Should().BeEmpty();
        }

        waits.Should().Equal(5_000, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000);
        alarms.Should().ContainSingle().Which.Should().Contain("counted 3 traded").And.Contain("fills hold 0");
        world.State.OpenChildren.Single().Open.Should().Be(new Lots(3), "what a venue once counted may have traded");

        world.Fill(1, 3);
        world.State.OpenChildren.Should().BeEmpty();
    }

    [Fact]
    public void Fills_that_stay_away_raise_the_alarm_also_where_the_venue_was_silent_for_long_before()
    {
        var world = Market(out _);
        void Ask(int times)
        {
            for (; times > 0; times--)
            {
                world.Wait(world.State.NextTimer!.Value.Since(world.Now) / 1_000_000).Timer();
            }
        }

        Ask(5);
        world.Expire(1, 3);
        Ask(3);
        world.Alarms.Should().BeEmpty();
        Ask(1);
        world.Alarms.Should().ContainSingle().Which.Should().Contain("counted 3 traded");
    }

    [Fact]
    public void Silence_makes_an_outcome_unknown()
    {
        var world = Market(out _);
        world.Wait(5_000).Timer();
        world.Last.OfType<Asked>().Should().ContainSingle();
        world.State.OpenChildren.Single().State.Should().Be(OrderState.Unknown);
    }

    [Fact]
    public void Not_found_is_believed_only_when_asked_for_and_when_the_order_had_time_to_arrive()
    {
        var world = Market(out _);
        world.Event(1, OrderEventKind.NotFound);
        world.State.OpenChildren.Single().State.Should().Be(OrderState.Pending, "nobody asked");
        world.Apply(new SessionOpened(0xA5, 2, world.Settings));
        world.Last.OfType<Asked>().Should().ContainSingle();
        world.Event(1, OrderEventKind.NotFound);
        world.State.OpenChildren.Single().State.Should().Be(OrderState.Unknown, "it may still be on its way");
        world.Wait(5_000).Timer();
        world.Event(1, OrderEventKind.NotFound);
        world.State.OpenChildren.Should().BeEmpty();
    }

    [Fact]
    public void A_restart_asks_about_every_open_child_and_forgets_the_books()
    {
        var world = Market(out _);
        world.Apply(new SessionOpened(0xA5, 2, world.Settings));
        world.Last.Should().ContainSingle().Which.Should().BeOfType<Asked>();
        world.Submit(Buy(1, "q"));
        world.Last.OfType<ParentEnded>().Single().Limit.Should().Be(ExoRoute.Plans.PlanLimit.NoVenue);
        world.Book("a", (100, 5));
        world.Submit(Buy(1, "r"));
        world.Placed[^1].ClientId.Should().Be(ClientOrderId.For(0xA5, 2, new(2)), "numbers go on, the epoch is the new one's");
    }

    [Fact]
    public void Epochs_beyond_what_a_name_holds_go_round()
    {
        var world = new RouterWorld(null, "a");
        world.Apply(new SessionOpened(0xA5, ClientOrderId.MaxEpoch + 2, world.Settings));
        world.Book("a", (100, 5));
        world.Submit(Buy(5));
        world.Placed.Single().ClientId.Should().Be(ClientOrderId.For(0xA5, 1, new(1)));
    }

    [Fact]
    public void An_execution_told_twice_counts_once()
    {
        var world = Market(out _);
        world.Fill(1, 2, execution: "e1");
        world.Fill(1, 2, execution: "e1");
        world.State.WorkingParents.Single().Filled.Should().Be(new Lots(2));
        world.Fill(1, 2, execution: "e2");
        world.State.WorkingParents.Single().Filled.Should().Be(new Lots(4));
    }

    [Fact]
    public void A_bust_that_came_before_its_fill_is_not_taken_for_done()
    {
        var world = Market(out _);
        OrderEvent Bust(OrderEvent bust) => bust with { Quantity = new(2), Price = new(100), ExecutionId = "e1" };
        world.Event(1, OrderEventKind.Bust, Bust);
        world.Alarms.Should().ContainSingle();
        world.Fill(1, 2, execution: "e1");
        world.Event(1, OrderEventKind.Bust, Bust);
        world.State.WorkingParents.Single().Filled.Should().Be(Lots.Zero);
    }

    [Fact]
    public void An_overfill_raises_an_alarm_and_is_booked()
    {
        var world = Market(out _);
        world.Fill(1, 7);
        world.Alarms.Single().Should().Contain("7 of 5").And.Contain("booked");
        (world.Ended.End, world.Ended.Filled).Should().Be((ParentEnd.Filled, new Lots(7)));
    }

    [Fact]
    public void A_fill_of_a_refused_child_that_fills_the_parent_beyond_raises_an_alarm_and_cancels_the_rest()
    {
        var world = Market(out _);
        world.Book("b", (101, 10));
        world.Event(1, OrderEventKind.Reject);
        world.Plan.Should().Equal(("b", 5));
        world.Fill(1, 5);
        world.Last.OfType<CancelSent>().Single().Child.Should().Be(new ChildId(2), "nothing more is wanted");
        world.Fill(2, 1, 101);
        world.Alarms.Single().Should().Contain("6 of 5");
        world.Event(2, OrderEventKind.CancelAck);
        (world.Ended.End, world.Ended.Filled).Should().Be((ParentEnd.Filled, new Lots(6)));
    }

    [Fact]
    public void A_cancel_that_was_lost_is_sent_again_when_the_venue_says_the_order_lives()
    {
        var world = Market(out _);
        world.Cancel();
        world.Wait(5_000).Timer();
        world.Event(1, OrderEventKind.Ack);
        world.Last.OfType<CancelSent>().Should().ContainSingle();
        world.Event(1, OrderEventKind.CancelReject);
        world.Last.Should().BeEmpty("a venue that will not is not asked for ever");
    }

    [Fact]
    public void A_bust_lowers_what_is_filled_and_is_alarming_once_the_parent_is_over()
    {
        var world = Market(out _);
        world.Fill(1, 5);
        world.Event(1, OrderEventKind.Bust, bust => bust with { Quantity = new(2), Price = new(100), ExecutionId = "b1" });
        world.Alarms.Single().Should().Contain("took back 2");
        world.State.OpenChildren.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(-1, 100, 0)]
    [InlineData(1, 0, 0)]
    [InlineData((1L << 56) + 1, 100, 0)]
    [InlineData(1, (1L << 40) + 1, 0)]
    [InlineData(1, 100, 127)]
    public void A_fill_that_cannot_be_is_told_and_not_booked(long lots, long price, int feeBits)
    {
        var world = Market(out _);
        world.Event(1, OrderEventKind.Fill, fill => fill with { Quantity = new(lots), Price = new(price), Fee = feeBits == 0 ? default : new(Int128.MaxValue) });
        world.Alarms.Single().Should().Contain("cannot be");
        world.State.WorkingParents.Single().Filled.Should().Be(Lots.Zero);
    }

    [Fact]
    public void A_venue_that_lies_without_end_never_throws()
    {
        var world = Market(out _);
        for (var i = 0; i < 5_000; i++)
        {
            world.Event(1, OrderEventKind.Fill, fill => fill with { Quantity = new(Lots.MaxCount), Price = new(Ticks.MaxCount), Fee = new((Int128.One << 116) - 1) });
            world.Event(1, OrderEventKind.Bust, bust => bust with { Quantity = new(Lots.MaxCount), Price = new(1), Fee = new(1 - (Int128.One << 116)), FilledInAll = new(long.MaxValue) });
        }

        world.Last.Should().NotBeEmpty();
    }

    [Fact]
    public void What_repeats_or_comes_late_is_no_alarm_and_what_cannot_follow_is()
    {
        var world = Market(out _);
        world.Expire(1, 0);
        foreach (var late in new[] { OrderEventKind.Sent, OrderEventKind.Ack, OrderEventKind.Expire, OrderEventKind.CancelReject, OrderEventKind.Lost, OrderEventKind.NotFound })
        {
            world.Event(1, late).Should().BeEmpty("{0} of what is over", late);
        }

        world.Event(1, OrderEventKind.Reject);
        world.Alarms.Single().Should().Contain("is Expired; Reject cannot follow");
        world.Event(99, OrderEventKind.Ack);
        world.Alarms.Single().Should().Contain("child 99").And.Contain("never decided");
    }

    [Fact]
    public void Filled_working_and_possibly_filled_never_exceed_what_was_asked_whatever_the_order_of_genuine_events() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[20, 120]).Sample((seed, steps) =>
        {
            var random = new Random(seed);
            var world = new RouterWorld(new() { RestAfterReject = 0, AnswerWithin = 1_000_000 }, "a", "b", "c");
            var venue = new ShuffledVenue(random);
            var parents = 0;
            for (var step = 0; step < steps; step++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        world.Submit(Buy(random.Next(1, 60), $"p{parents++}") with { Deadline = random.Next(2) == 0 ? default : world.Now.Plus(50_000_000) });
                        break;
                    case 1 when parents > 0:
                        world.Apply(new ParentAmended(new($"p{random.Next(parents)}"), new Lots(random.Next(1, 60)), null, null, null));
                        break;
                    case 2 when parents > 0:
                        world.Cancel($"p{random.Next(parents)}");
                        break;
                    case 3:
                        world.Wait(random.Next(5)).Timer();
                        break;
                    case 4 or 5:
                        world.Book(((char)('a' + random.Next(3))).ToString(), [.. Enumerable.Range(0, 4).Select(level => (100L + level, (long)random.Next(1, 20)))]);
                        break;
                    default:
                        if (venue.Next() is { } happened)
                        {
                            world.Apply(new ChildChanged(happened));
                        }

                        break;
                }

                venue.Take(world.Last, world.Now.Plus(0));
                world.Alarms.Where(alarm => !alarm.Contains("after its parent", StringComparison.Ordinal) && !alarm.Contains("questions brought no other", StringComparison.Ordinal))
                    .Should().BeEmpty("the venue is honest; only late, or slow on the wire");
                foreach (var (order, filled, open) in world.State.WorkingParents)
                {
                    (filled + open).Should().BeLessThanOrEqualTo(order.Quantity);
                }
            }
        }, iter: 300);

    private static RouterWorld Market(out ChildOrder child)
    {
        var world = new RouterWorld(null, "a", "b");
        world.Book("a", (100, 5));
        world.Submit(Buy(5) with { Deadline = world.Now.Plus(3_600 * Stamp.PerSecond) });
        child = world.Placed.Single();
        return world;
    }

    /// <summary>An honest venue behind a wire that reorders, repeats and delays; each end says what traded in all.</summary>
    private sealed class ShuffledVenue(Random random)
    {
        private readonly List<OrderEvent> _wire = [];
        private readonly Dictionary<long, List<OrderEvent>> _history = [];
        private int _executions;

        public void Take(IReadOnlyList<Decision> decisions, Stamp now)
        {
            _ = now;
            foreach (var decision in decisions)
            {
                switch (decision)
                {
                    case Placed placed:
                        placed.Children.ToList().ForEach(Send);
                        break;
                    case Asked asked:
                        _wire.AddRange(_history[asked.Child.Number]);
                        break;
                    case CancelSent cancel:
                        _wire.Add(new() { Child = cancel.Child, Kind = OrderEventKind.CancelReject });
                        break;
                    default:
                        break;
                }
            }
        }

        public OrderEvent? Next()
        {
            if (_wire.Count == 0)
            {
                return null;
            }

            var at = random.Next(_wire.Count);
            var happened = _wire[at];
            if (random.Next(4) > 0)
            {
                _wire.RemoveAt(at);
            }

            return happened;
        }

        private void Send(ChildOrder child)
        {
            var history = _history[child.Id.Number] = [];
            if (random.Next(6) == 0)
            {
                history.Add(new() { Child = child.Id, Kind = OrderEventKind.Reject });
            }
            else
            {
                var filled = 0L;
                for (var left = child.Target.Count; left > 0 && random.Next(3) > 0;)
                {
                    var lots = random.NextInt64(1, left + 1);
                    (left, filled) = (left - lots, filled + lots);
                    history.Add(new() { Child = child.Id, Kind = OrderEventKind.Fill, Quantity = new(lots), Price = child.Limit, ExecutionId = $"x{++_executions}" });
                }

                if (filled < child.Target.Count)
                {
                    history.Add(new() { Child = child.Id, Kind = OrderEventKind.Expire, FilledInAll = new(filled) });
                }
            }

            _wire.AddRange(history.Where(_ => random.Next(8) > 0));
        }
    }
}
