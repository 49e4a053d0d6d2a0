using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute.Adapters.Simulation.Tests;

public class SeededMarketTests
{
    private static readonly InstrumentDefinition Listing = new()
    {
        Venue = new("v"), Instrument = new("btc-usd"), Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8), TickSize = new(5), LotSize = new(10),
    };

    private static readonly SeededMarketSettings Settings = new() { Price = new(100_000), Step = 2_000, Levels = 10, Length = 30 * Stamp.PerSecond, Interval = 10_000_000 };

    [Fact]
    public void One_seed_gives_the_same_frames_and_another_seed_others() =>
        Frames(Settings).Should().Equal(Frames(Settings)).And.NotEqual(Frames(Settings with { Seed = 2 }));

    [Fact]
    public void The_book_is_never_crossed_its_prices_stay_in_range_on_the_tick_and_its_quantities_on_the_lot()
    {
        var frames = 0;
        Run(Settings, (book, _) =>
        {
            frames++;
            (book.Status, book.IsCrossed).Should().Be((BookStatus.Sequenced, false));
            foreach (var side in new[] { book.Bids, book.Asks })
            {
                side.Count.Should().Be(Settings.Levels);
                for (var place = 0; place < side.Count; place++)
                {
                    (side[place].Price.Count % 5, side[place].Quantity.Count % 10).Should().Be((0, 0));
                    side[place].Price.Count.Should().BeInRange(50_000 - 100, 200_000 + 100);
                    side[place].Quantity.Count.Should().BeInRange(10, 1_000);
                }
            }
        });
        frames.Should().Be(3_001, "one at the start and one each 10 ms for 30 s");
    }

    [Fact]
    public void After_its_end_there_is_no_frame()
    {
        using var market = new SeededMarket(Listing, Settings with { Length = 1_000_000, Interval = 1_000_000_000 });
        market.Step(new Sink((_, _) => { }));
        market.TryPeek(out _).Should().BeFalse();
        FluentActions.Invoking(() => market.Step(new Sink((_, _) => { }))).Should().Throw<InvalidOperationException>().WithMessage("*has ended*");
    }

    [Fact]
    public void Settings_with_faults_are_refused_with_all_of_them() => FluentActions
        .Invoking(() => new SeededMarket(Listing, new() { Price = new(10), Start = new(-1), Length = 0, Interval = 0, HalfSpread = 0, Step = -1, Levels = 0, LargestLots = 0 }))
        .Should().Throw<ArgumentException>().WithMessage("*'btc-usd' at 'v'*Start*Length*Interval*HalfSpread*Step*Levels*LargestLots*Price*");

    // SplitMix64 from seed 0, as its authors' code gives it.
    [Fact]
    public void The_random_numbers_are_those_of_splitmix64()
    {
        var random = new SeededRandom(0);
        new[] { random.Next(), random.Next(), random.Next() }.Should().Equal(0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F);
        Enumerable.Range(0, 1_000).Select(_ => random.Between(-2, 2)).Distinct().Should().BeEquivalentTo([-2L, -1, 0, 1, 2]);
        random.Chance(0).Should().BeFalse();
        random.Chance(1_000_000).Should().BeTrue();
    }

    private static List<string> Frames(SeededMarketSettings settings)
    {
        var frames = new List<string>();
        Run(settings with { Length = Stamp.PerSecond }, (book, at) => frames.Add($"{at.Nanoseconds} {book.Bids[0]} {book.Asks[0]} {book.Asks[5]}"));
        return frames;
    }

    private static void Run(SeededMarketSettings settings, Action<Book, Stamp> seen)
    {
        using var market = new SeededMarket(Listing, settings);
        while (market.TryPeek(out _))
        {
            market.Step(new Sink(seen));
        }
    }

    private sealed class Sink(Action<Book, Stamp> seen) : IMarketSink
    {
        public void Changed(Book book, Stamp receivedAt) => seen(book, receivedAt);
    }
}
