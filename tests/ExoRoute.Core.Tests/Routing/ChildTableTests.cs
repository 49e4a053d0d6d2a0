using CsCheck;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using static ExoRoute.Tests.Routing.RouterWorld;

namespace ExoRoute.Tests.Routing;

public class ChildTableTests
{
    [Fact]
    public void Children_are_found_by_number_and_open_ones_stand_in_order() => Gen.Select(Gen.Int[1, 2_000], Gen.Int[1, 2_000].Array[0, 400]).Sample((count, changed) =>
    {
        var (table, open) = (new ChildTable(), new SortedDictionary<long, ChildWork>());
        for (var number = 1; number <= count; number++)
        {
            var child = Child(number);
            table.Add(child);
            open[number] = child;
        }

        foreach (var number in changed.Where(number => number <= count))
        {
            var child = table.Find(number)!;
            var isOpen = !open.Remove(number); // out, or in again
            if (isOpen)
            {
                open[number] = child;
            }

            table.SetOpen(child, isOpen);
            table.SetOpen(child, isOpen); // what is said twice is so once
        }

        table.Count.Should().Be(count);
        table.Open.SequenceEqual(open.Values).Should().BeTrue();
        table.Find(count)!.Order.Id.Number.Should().Be(count);
        new[] { 0L, -1, count + 1, long.MaxValue, long.MinValue }.Should().OnlyContain(number => table.Find(number) == null);
        table.FirstToAsk().Should().Be(open.Count == 0 ? null : open.Values.Min(static child => child.AskAt));
    }, iter: 100);

    private static ChildWork Child(long number)
    {
        var order = new ChildOrder
        {
            Id = new(number),
            ClientId = default,
            Parent = new("p"),
            Venue = new("a"),
            Instrument = Btc,
            Side = Side.Buy,
            Target = new(1),
            Limit = new(1),
        };
        return new(order, new ParentWork(Buy(1), new(default)), new RoutingBook(Listing("a"), FeeSchedule.None)) { Reach = order.Limit, AskAt = new((number * 7_919) % 1_000) };
    }
}
