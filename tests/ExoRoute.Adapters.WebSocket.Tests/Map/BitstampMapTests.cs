using System.Globalization;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;
using static ExoRoute.Tests.Map.Written;

namespace ExoRoute.Tests.Map;

public class BitstampMapTests
{
    [Fact]
    public void Updates_up_to_the_seeds_time_are_dropped_and_later_ones_applied()
    {
        var map = Written.Map(VenueProtocol.Bitstamp);
        map.Take(Diff(99, "8"));
        map.Take(Diff(101, "4"));
        map.Start(VenueProtocol.Bitstamp);
        map.Take(Diff(100, "9"));
        map.Take(Diff(102, "5"));
        map.Take(Diff(102, "6"));

        map.Books[0].Status.Should().Be(BookStatus.Seeded);
        map.Books[0].Show().Should().Be("1000x600000000 | 1001x200000000", "two updates of one time are taken in their order");
        var tally = map.Tallies[0];
        (tally.Buffered, tally.Dropped, tally.Applied, tally.SeedId, tally.LastId).Should().Be((2, 2, 3, 100, 102));
        tally.LastVenueTime.Should().Be(new Stamp(102_000));
    }

    [Fact]
    public void Time_that_runs_backwards_is_a_gap()
    {
        var map = Written.Map(VenueProtocol.Bitstamp);
        map.Start(VenueProtocol.Bitstamp);
        map.Take(Diff(105, "5"));
        map.Take(Diff(104, "4"));
        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.SequenceGap, 105, 104, At(2)));
    }

    [Fact]
    public void A_book_that_was_crossed_once_stays_broken_until_it_is_seeded_again()
    {
        var map = Written.Map(VenueProtocol.Bitstamp);
        map.Start(VenueProtocol.Bitstamp);
        map.Take(Diff(105, "5", price: "10.02"));
        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.Crossed, 1001, 1002, At(2)));
        map.Take(Diff(106, "0", price: "10.02"));
        map.Books[0].Status.Should().Be(BookStatus.Broken);

        map.Seed(Utf8("""{"microtimestamp":"106","bids":[["10.00","1.0"]],"asks":[["10.01","2.0"]]}"""), "AB"u8, At(3), new Heard());
        map.Books[0].Status.Should().Be(BookStatus.Seeded);
    }

    [Fact]
    public void After_a_session_the_old_seed_is_worth_nothing()
    {
        var map = Written.Map(VenueProtocol.Bitstamp);
        map.Start(VenueProtocol.Bitstamp);
        map.EndSession(At(3), new Heard());
        map.Take(Diff(200, "5"));
        (map.Books[0].LastGap.Cause, map.Books[0].Bids.Count, map.Tallies[0].Buffered).Should().Be((BookGapCause.SessionEnded, 0, 1));
    }

    private static string Diff(long time, string bid, string price = "10.00") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"data":{"timestamp":"0","microtimestamp":"{{time}}","bids":[["{{price}}","{{bid}}"]],"asks":[]},"channel":"diff_order_book_ab","event":"data"}""");
}
