using System.Globalization;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Adapters.WebSocket.Map.Binance;
using ExoRoute.Market;
using static ExoRoute.Adapters.WebSocket.Map.Binance.BinanceMarket;
using static ExoRoute.Adapters.WebSocket.Map.DiffVerdict;
using static ExoRoute.Tests.Map.Written;

namespace ExoRoute.Tests.Map;

public class BinanceMapTests
{
    // Written by hand from the venue's pages. Seed 100; the chain's last u (0: nothing has followed the seed); U, u, pu; what
    // spot says, and what futures say.
    private static readonly (long Last, long First, long Final, long Previous, DiffVerdict Spot, DiffVerdict Futures)[] Rules =
    [
        (0, 90, 99, 89, Drop, Drop),
        (0, 95, 100, 94, Drop, Apply), // u is the seed's: spot has it already, futures begin with it
        (0, 95, 101, 94, Apply, Apply),
        (0, 101, 105, 100, Apply, Gap), // U = seed + 1: spot's rule allows it, futures' does not
        (0, 102, 105, 101, Gap, Gap),
        (105, 106, 110, 105, Apply, Apply),
        (105, 106, 110, 104, Apply, Gap), // pu says that an event is missing; spot has no pu
        (105, 108, 110, 105, Gap, Apply), // futures' numbers have holes; pu links over them
        (105, 101, 105, 100, Gap, Gap),   // again
        (105, 90, 95, 89, Gap, Gap),
    ];

    [Fact]
    public void Each_market_follows_its_own_rule()
    {
        foreach (var (last, first, final, previous, spot, futures) in Rules)
        {
            var chain = new DiffChain(100, last == 0 ? 100 : last, last != 0);
            BinanceRules.Judge(Spot, chain, first, final, previous).Verdict.Should().Be(spot, "spot: {0} {1} after {2}", first, final, last);
            BinanceRules.Judge(UsdM, chain, first, final, previous).Verdict.Should().Be(futures, "USD-M: {0} {1} {2} after {3}", first, final, previous, last);
            BinanceRules.Judge(CoinM, chain, first, final, previous).Verdict.Should().Be(futures, "COIN-M: {0} {1} {2} after {3}", first, final, previous, last);
        }
    }

    [Fact]
    public void Spot_and_futures_disagree_on_the_same_event()
    {
        var frame = Diff(101, 105, 100);
        var (spot, futures) = (Started(VenueProtocol.BinanceSpot), Started(VenueProtocol.BinanceUsdM));
        spot.Take(frame);
        futures.Take(frame);
        spot.Books[0].Status.Should().Be(BookStatus.Sequenced);
        futures.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.SequenceGap, 100, 101, At(2)));
    }

    [Fact]
    public void Updates_before_the_seed_are_kept_and_replayed_behind_it()
    {
        var (map, sink) = (Written.Map(VenueProtocol.BinanceSpot), new Heard());
        map.Take(Diff(95, 99, 94), sink);
        map.Take(Diff(100, 103, 99, bid: "4"), sink);
        map.Take(Diff(104, 104, 103, bid: "5"), sink);
        (sink.Changes, map.Books[0].Status, map.Tallies[0].Buffered).Should().Be((0, BookStatus.Broken, 3));

        map.Start(VenueProtocol.BinanceSpot, sink);
        map.Books[0].Show().Should().Be("1000x500000000 | 1001x200000000");
        map.Books[0].Status.Should().Be(BookStatus.Sequenced);
        (sink.Changes, map.Tallies[0].Dropped, map.Tallies[0].Applied, map.Tallies[0].LastId).Should().Be((1, 1, 2, 104));
    }

    [Fact]
    public void A_gap_names_both_numbers_and_a_second_seed_mends_it_without_losing_what_came_meanwhile()
    {
        var map = Started(VenueProtocol.BinanceSpot);
        map.Take(Diff(101, 105, 0));
        map.Take(Diff(107, 108, 0, bid: "7"));
        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.SequenceGap, 106, 107, At(2)));
        map.Take(Diff(109, 110, 0, bid: "8"));
        map.Books[0].Status.Should().Be(BookStatus.Broken);
        map.Books[0].Show().Should().StartWith("1000x800000000", "content goes on being applied");

        map.Seed(Utf8("""{"lastUpdateId":108,"bids":[["10.00","7.0"]],"asks":[]}"""), [], At(3), new Heard());
        map.Books[0].Status.Should().Be(BookStatus.Sequenced);
        map.Books[0].Show().Should().Be("1000x800000000 | ", "109 to 110 came while the answer was on its way");
        (map.Tallies[0].Applied, map.Tallies[0].Dropped).Should().Be((3, 0), "an update is counted once, however often it is replayed");
    }

    [Fact]
    public void A_seed_older_than_what_is_kept_is_a_named_gap()
    {
        var map = Written.Map(VenueProtocol.BinanceSpot);
        for (var id = 101; id <= 101 + SeededMap.MaxKept; id++)
        {
            map.Take(Diff(id, id, id - 1));
        }

        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.BufferOverflow, SeededMap.MaxKept, SeededMap.MaxKept + 1, At(2)));
        map.Start(VenueProtocol.BinanceSpot);
        map.Books[0].Gaps(BookGapCause.BufferOverflow).Should().Be(2);
        map.Books[0].Status.Should().Be(BookStatus.Broken, "101 is lost, and the seed is of 100");

        map.Seed(Utf8("""{"lastUpdateId":101,"bids":[["10.00","1.0"]],"asks":[]}"""), [], At(3), new Heard());
        map.Books[0].Status.Should().Be(BookStatus.Sequenced, "this seed holds 101");
    }

    [Fact]
    public void Best_price_messages_are_compared_at_the_very_update_they_speak_of()
    {
        var map = Started(VenueProtocol.BinanceSpot);
        map.Take(Ticker(105, "10.00", "3"));
        map.Take(Ticker(106, "9", "9"));
        map.Take(Diff(101, 105, 0));
        map.Take(Diff(106, 107, 0, bid: "6"));
        map.Take(Ticker(107, "10.00", "5"));
        map.Take(Ticker(107, "10.00", "6"));
        map.Take(Ticker(108, "0.00", "0"));
        (map.Tallies[0].TickersChecked, map.Tallies[0].TickersRight, map.Counts.UnreadTickers).Should().Be((2, 1, 1));
        map.Books[0].Status.Should().Be(BookStatus.Sequenced, "they are a witness, not a proof");
    }

    [Fact]
    public void A_connection_of_several_symbols_needs_to_be_told_whose_seed_it_is()
    {
        var map = new BinanceMap(Spot, [Listing("AB"), Listing("CD") with { Instrument = new("two") }]);
        map.Seed(Utf8(First(VenueProtocol.BinanceSpot)), [], At(1), new Heard());
        map.Counts.UnknownSymbols.Should().Be(1);
        map.Seed(Utf8(First(VenueProtocol.BinanceSpot)), "cd"u8, At(1), new Heard());
        map.Books.Select(book => book.Status).Should().Equal([BookStatus.Broken, BookStatus.Sequenced]);
    }

    [Fact]
    public void Futures_without_pu_cannot_be_proved_and_are_malformed()
    {
        var map = Started(VenueProtocol.BinanceCoinM);
        map.Take(Diff(99, 105, 0).Replace("\"pu\":0,", "", StringComparison.Ordinal));
        map.Books[0].LastGap.Cause.Should().Be(BookGapCause.MalformedFrame);
        map.Counts.LastFault.Text.Should().Contain("pu");
    }

    private static VenueMap Started(VenueProtocol protocol)
    {
        var map = Written.Map(protocol);
        map.Start(protocol);
        return map;
    }

    private static string Diff(long first, long last, long previous, string bid = "3") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"e":"depthUpdate","E":1,"s":"AB","U":{{first}},"u":{{last}},"pu":{{previous}},"b":[["10.00","{{bid}}"]],"a":[]}""");

    private static string Ticker(long id, string bid, string size) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"stream":"ab@bookTicker","data":{"u":{{{id}}},"s":"AB","b":"{{{bid}}}","B":"{{{size}}}","a":"10.01","A":"2"}}""");
}
