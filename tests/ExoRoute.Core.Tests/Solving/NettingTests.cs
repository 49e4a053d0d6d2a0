using CsCheck;
using ExoRoute.Market;
using ExoRoute.Solving;

namespace ExoRoute.Tests.Solving;

public class NettingTests
{
    private static readonly Gen<DeskOrder[]> AnyOrders =
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Long[0, 9], Gen.Long[0, Lots.MaxCount])).Array[0, 7]
            .Select(rows => rows.Select((row, at) => new DeskOrder($"d{at}", row.Item1 ? Side.Buy : Side.Sell, new(row.Item2))).ToArray());

    [Fact]
    public void The_smaller_side_is_filled_and_the_larger_shares_it_pro_rata_with_earlier_desks_first_among_equals()
    {
        var netted = Netting.Net([Buy("a", 5), Sell("b", 4), Buy("c", 5), Buy("d", 1), Sell("e", 2)]);

        // 6 x 5/11 = 2 8/11 twice, 6 x 1/11 = 6/11: two units are left, and go to a and c.
        netted.Left.Select(left => left.Count).Should().Equal(2, 0, 2, 1, 0);
        netted.Side.Should().Be(Side.Buy);
        netted.Crosses.Should().Equal(new DeskCross(0, 1, new(3)), new DeskCross(2, 1, new(1)), new DeskCross(2, 4, new(2)));
    }

    [Fact]
    public void A_single_unit_goes_to_the_earlier_of_two_equal_desks() =>
        Netting.Net([Sell("a", 3), Sell("b", 3), Buy("c", 1)]).Crosses.Should().Equal(new DeskCross(2, 0, new(1)));

    [Fact]
    public void Equal_sides_leave_nothing_for_the_venues() => Netting.Net([Buy("a", 7), Sell("b", 7)]).Side.Should().BeNull();

    [Fact]
    public void Every_unit_is_crossed_once_or_left_and_only_one_side_is_left() => AnyOrders.Sample(
        orders =>
        {
            var netted = Netting.Net(orders);

            var crossed = new Int128[orders.Length];
            foreach (var (buyer, seller, quantity) in netted.Crosses)
            {
                quantity.Count.Should().BePositive();
                (orders[buyer].Side, orders[seller].Side).Should().Be((Side.Buy, Side.Sell));
                crossed[buyer] += quantity.Count;
                crossed[seller] += quantity.Count;
            }

            var (bought, sold) = (Sum(orders, Side.Buy), Sum(orders, Side.Sell));
            var (larger, part) = (Int128.Max(bought, sold), Int128.Min(bought, sold));
            for (var at = 0; at < orders.Length; at++)
            {
                var wanted = orders[at].Quantity.Count;
                (crossed[at] + netted.Left[at].Count).Should().Be(wanted);
                if (orders[at].Side != netted.Side)
                {
                    netted.Left[at].Count.Should().Be(0);
                }
                else
                {
                    (Int128.Abs((crossed[at] * larger) - (wanted * part)) < larger).Should().BeTrue("a share is rounded by less than a unit");
                }
            }

            netted.Crosses.Count.Should().BeLessThan(Math.Max(1, orders.Length));
        },
        iter: 20_000);

    [Fact]
    public void A_desk_with_two_orders_is_refused_for_it_would_trade_with_itself() =>
        FluentActions.Invoking(() => Netting.Net([Buy("a", 7), Sell("a", 7)])).Should().Throw<ArgumentException>().WithMessage("*'a'*two orders*");

    [Fact]
    public void A_quantity_below_zero_is_refused() =>
        FluentActions.Invoking(() => Netting.Net([Buy("a", -1)])).Should().Throw<ArgumentException>().WithMessage("*'a'*-1*");

    private static Int128 Sum(DeskOrder[] orders, Side side)
    {
        Int128 sum = 0;
        foreach (var order in orders.Where(order => order.Side == side))
        {
            sum += order.Quantity.Count;
        }

        return sum;
    }

    private static DeskOrder Buy(string desk, long quantity) => new(desk, Side.Buy, new(quantity));

    private static DeskOrder Sell(string desk, long quantity) => new(desk, Side.Sell, new(quantity));
}
