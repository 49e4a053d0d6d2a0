using ExoRoute.Market;

namespace ExoRoute.Tests.Market;

public class BookTests
{
    private static readonly Stamp At = new(1_000);

    [Fact]
    public void A_new_book_is_empty_and_broken_for_want_of_a_snapshot()
    {
        var book = Fresh();
        book.Status.Should().Be(BookStatus.Broken);
        book.LastGap.Cause.Should().Be(BookGapCause.NoSnapshot);
        (book.Bids.Count, book.Asks.Count, book.IsCrossed).Should().Be((0, 0, false));
    }

    [Fact]
    public void An_update_before_the_first_snapshot_is_applied_but_proves_nothing()
    {
        var book = Fresh();
        book.Apply(Update((BookSide.Bid, 99, 5)), At);
        book.Bids.At(new(99)).Should().Be(new Lots(5));
        book.Status.Should().Be(BookStatus.Broken);
        book.LastGap.Cause.Should().Be(BookGapCause.NoSnapshot);
    }

    [Theory]
    [InlineData(BookStatus.Unproved)]
    [InlineData(BookStatus.Seeded)]
    [InlineData(BookStatus.Sequenced)]
    [InlineData(BookStatus.Checksummed)]
    public void A_snapshot_gives_the_grade_of_the_protocol_and_updates_keep_it(BookStatus grade)
    {
        var book = Fresh(grade);
        book.Apply(Snapshot((BookSide.Bid, 99, 5), (BookSide.Ask, 101, 7)), At);
        book.Status.Should().Be(grade);
        book.LastGap.Should().Be(default(BookGap));
        book.Apply(Update((BookSide.Bid, 100, 1)), At.Plus(1));
        book.Status.Should().Be(grade);
        book.UpdatedAt.Should().Be(At.Plus(1));
    }

    [Theory]
    [InlineData(BookGapCause.SequenceGap)]
    [InlineData(BookGapCause.ChecksumMismatch)]
    [InlineData(BookGapCause.MalformedFrame)]
    public void A_broken_book_stays_broken_through_any_update_until_a_snapshot_and_its_content_goes_on(BookGapCause cause)
    {
        var book = Whole();
        book.Break(cause, expected: 7, found: 9, At);
        book.Apply(Update((BookSide.Bid, 100, 3)), At.Plus(1));
        book.Status.Should().Be(BookStatus.Broken);
        book.LastGap.Should().Be(new BookGap(cause, 7, 9, At));
        book.Gaps(cause).Should().Be(1);
        book.Bids[0].Should().Be(new Level(new(100), new(3)));

        book.Apply(Snapshot((BookSide.Bid, 98, 1)), At.Plus(2));
        book.Status.Should().Be(BookStatus.Sequenced);
        book.Gaps(cause).Should().Be(1, "a mended book remembers what broke it");
    }

    [Theory]
    [InlineData(101)]
    [InlineData(105)]
    public void A_crossed_or_locked_book_breaks_once_and_uncrossing_does_not_mend_it(long bid)
    {
        var book = Whole();
        book.Apply(Update((BookSide.Bid, bid, 1)), At.Plus(1));
        book.IsCrossed.Should().BeTrue();
        book.LastGap.Should().Be(new BookGap(BookGapCause.Crossed, 101, bid, At.Plus(1)));
        book.Apply(Update((BookSide.Ask, 110, 1)), At.Plus(2));
        book.Gaps(BookGapCause.Crossed).Should().Be(1, "it broke once, however long it stays crossed");
        book.Apply(Update((BookSide.Bid, bid, 0)), At.Plus(3));
        book.IsCrossed.Should().BeFalse();
        book.Status.Should().Be(BookStatus.Broken);
    }

    [Fact]
    public void A_crossed_book_that_is_broken_already_keeps_its_first_cause()
    {
        var book = Whole();
        book.Break(BookGapCause.SequenceGap, 1, 3, At);
        book.Apply(Update((BookSide.Bid, 102, 1)), At.Plus(1));
        book.LastGap.Cause.Should().Be(BookGapCause.SequenceGap);
        book.Gaps(BookGapCause.Crossed).Should().Be(0);
    }

    [Fact]
    public void A_crossed_snapshot_mends_nothing()
    {
        var book = Fresh();
        book.Apply(Snapshot((BookSide.Bid, 102, 5), (BookSide.Ask, 101, 7)), At);
        book.Status.Should().Be(BookStatus.Broken);
        book.LastGap.Cause.Should().Be(BookGapCause.Crossed);
    }

    [Fact]
    public void A_snapshot_replaces_all_that_was_there()
    {
        var book = Whole();
        book.Apply(Snapshot((BookSide.Ask, 120, 1), (BookSide.Bid, 90, 2), (BookSide.Ask, 110, 3), (BookSide.Bid, 95, 4)), At);
        (book.Bids.Count, book.Asks.Count).Should().Be((2, 2));
        (book.Bids[0].Price.Count, book.Asks[0].Price.Count).Should().Be((95, 110));
    }

    [Fact]
    public void Levels_beyond_the_depth_are_cut_after_every_update_and_do_not_come_back()
    {
        var book = new Book(new("kraken"), new("btc-usd"), BookStatus.Checksummed, depth: 2);
        book.Apply(Snapshot((BookSide.Bid, 99, 1), (BookSide.Bid, 98, 2), (BookSide.Bid, 97, 3), (BookSide.Ask, 101, 1), (BookSide.Ask, 103, 1), (BookSide.Ask, 102, 1)), At);
        (book.Bids.Count, book.Asks.Count, book.Asks[1].Price.Count).Should().Be((2, 2, 102));
        book.Apply(Update((BookSide.Bid, 100, 1)), At);
        book.Bids.At(new(98)).Should().Be(Lots.Zero, "a better level pushed it out");
        book.Apply(Update((BookSide.Bid, 100, 0)), At);
        book.Bids.Count.Should().Be(1, "the venue sends the level again when it comes back into depth");
    }

    [Fact]
    public void One_update_may_push_a_level_out_and_name_it_before_it_is_cut()
    {
        var book = new Book(new("kraken"), new("btc-usd"), BookStatus.Checksummed, depth: 2);
        book.Apply(Snapshot((BookSide.Ask, 101, 1), (BookSide.Ask, 102, 1)), At);
        book.Apply(Update((BookSide.Ask, 100, 1), (BookSide.Ask, 101, 0)), At);
        book.Asks.Count.Should().Be(2, "the cut comes after the whole update");
    }

    [Fact]
    public void A_level_named_twice_in_one_update_has_the_last_quantity_and_both_changes_count()
    {
        var book = Whole();
        book.Apply(Update((BookSide.Bid, 98, 4), (BookSide.Bid, 98, 0), (BookSide.Bid, 98, 6), (BookSide.Bid, 97, 0)), At);
        book.Bids.At(new(98)).Should().Be(new Lots(6));
        (book.Snapshots, book.Updates, book.LevelChanges, book.Deletes, book.DeletesOfUnknown).Should().Be((1, 1, 6, 2, 1));
    }

    [Fact]
    public void An_ended_session_empties_the_book_and_breaks_it()
    {
        var book = Whole();
        book.EndSession(At.Plus(9));
        (book.Bids.Count, book.Asks.Count).Should().Be((0, 0));
        book.LastGap.Should().Be(new BookGap(BookGapCause.SessionEnded, 0, 0, At.Plus(9)));
    }

    [Fact]
    public void A_book_without_a_grade_or_with_a_negative_depth_is_the_callers_mistake()
    {
        FluentActions.Invoking(() => new Book(new("a"), new("b"), BookStatus.Broken)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Book(new("a"), new("b"), BookStatus.Seeded, -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Whole().Break(BookGapCause.None, 0, 0, At)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(Ticks.MaxCount + 1, 1)]
    [InlineData(1, -1)]
    [InlineData(1, Lots.MaxCount + 1)]
    public void A_change_outside_the_units_range_never_reaches_a_book(long price, long quantity)
    {
        var update = new BookUpdate();
        FluentActions.Invoking(() => update.Add(BookSide.Bid, new(price), new(quantity))).Should().Throw<ArgumentOutOfRangeException>();
        update.Changes.Length.Should().Be(0);
    }

    [Fact]
    public void A_cleared_update_is_as_new_and_holds_more_than_it_first_had_room_for()
    {
        var update = Snapshot([.. Enumerable.Range(1, 200).Select(price => (BookSide.Bid, (long)price, 1L))]);
        update.Changes.Length.Should().Be(200);
        update.Clear();
        (update.Changes.Length, update.IsSnapshot).Should().Be((0, false));
    }

    private static Book Fresh(BookStatus grade = BookStatus.Sequenced) => new(new("coinbase"), new("btc-usd"), grade);

    private static Book Whole()
    {
        var book = Fresh();
        book.Apply(Snapshot((BookSide.Bid, 99, 5), (BookSide.Ask, 101, 7)), At);
        return book;
    }

    private static BookUpdate Snapshot(params (BookSide Side, long Price, long Quantity)[] levels)
    {
        var update = Update(levels);
        update.IsSnapshot = true;
        return update;
    }

    private static BookUpdate Update(params (BookSide Side, long Price, long Quantity)[] levels)
    {
        var update = new BookUpdate();
        foreach (var (side, price, quantity) in levels)
        {
            update.Add(side, new(price), new(quantity));
        }

        return update;
    }
}
