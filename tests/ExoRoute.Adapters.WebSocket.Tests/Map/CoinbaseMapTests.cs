using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Adapters.WebSocket.Map.Coinbase;
using ExoRoute.Market;
using static ExoRoute.Tests.Map.Written;

namespace ExoRoute.Tests.Map;

public class CoinbaseMapTests
{
    [Fact]
    public void Frames_of_every_channel_count_in_the_sequence()
    {
        var map = Started();
        map.Take("""{"channel":"heartbeats","timestamp":"","sequence_num":101,"events":[{"heartbeat_counter":1}]}""");
        map.Take(Coinbase(102, "update", ("bid", "10", "0"), ("bid", "9.5", "4")));
        map.Books[0].Status.Should().Be(BookStatus.Sequenced);
        map.Books[0].Show().Should().Be("950x400000000 | 1001x200000000");

        map.Take(Coinbase(104, "update", ("bid", "9", "1")));
        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.SequenceGap, 103, 104, At(2)));
        (map.Counts.SequenceGaps, map.Counts.LastSequence, map.Books[0].Bids.Count).Should().Be((1, 104, 2), "content goes on being applied");

        map.Take(Coinbase(105, "update"));
        map.Books[0].Status.Should().Be(BookStatus.Broken);
        map.Take(Coinbase(106, "snapshot", ("bid", "9", "1")));
        map.Books[0].Status.Should().Be(BookStatus.Sequenced);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(99)]
    [InlineData(102)]
    [InlineData(long.MaxValue)]
    public void A_number_that_does_not_follow_is_a_gap_also_when_it_is_old(long sequence)
    {
        var map = Started();
        map.Take(Coinbase(sequence, "update"));
        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.SequenceGap, 101, sequence, At(2)));
    }

    [Fact]
    public void A_gap_breaks_every_book_of_the_connection_and_a_new_session_starts_anywhere()
    {
        var map = new CoinbaseMap([Listing("A-B"), Listing("C-D") with { Instrument = new("two") }]);
        map.Start(VenueProtocol.Coinbase);
        map.Take(Coinbase(101, "snapshot", ("bid", "1", "1")).Replace("A-B", "C-D", StringComparison.Ordinal));
        map.Take(Coinbase(103, "update"));
        map.Books.Should().OnlyContain(book => book.LastGap.Cause == BookGapCause.SequenceGap);

        map.EndSession(At(3), new Heard());
        map.Books.Should().OnlyContain(book => book.LastGap.Cause == BookGapCause.SessionEnded && book.Bids.Count == 0);
        map.Take(Coinbase(7, "snapshot", ("bid", "9", "1")));
        map.Books.Select(book => book.Status).Should().Equal([BookStatus.Sequenced, BookStatus.Broken]);
        map.Counts.SequenceGaps.Should().Be(1);
    }

    [Fact]
    public void A_crossed_book_is_broken_until_a_snapshot()
    {
        var map = Started();
        map.Take(Coinbase(101, "update", ("bid", "10.01", "1")));
        map.Books[0].LastGap.Should().Be(new BookGap(BookGapCause.Crossed, 1001, 1001, At(2)));
        map.Take(Coinbase(102, "update", ("bid", "10.01", "0")));
        map.Books[0].Status.Should().Be(BookStatus.Broken);
    }

    private static VenueMap Started()
    {
        var map = Written.Map(VenueProtocol.Coinbase);
        map.Start(VenueProtocol.Coinbase);
        return map;
    }
}
