using CsCheck;
using ExoRoute.Market;
using ExoRoute.Routing;

namespace ExoRoute.Runtime.Tests;

public class IntakeTests
{
    private static readonly VenueId Venue = new("v");
    private static readonly InstrumentId Btc = new("btc-usd");

    [Fact]
    public void The_differences_taken_make_the_top_of_the_book_however_often_it_is_looked_at() =>
        Gen.Select(Gen.Int[1, 6], Gen.Select(Gen.Int[1, 12], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 9]).List[1, 80]).Sample((depth, moves) =>
        {
            var (intake, book) = (new Intake(depth, static () => { }), new Book(Venue, Btc, BookStatus.Sequenced));
            var model = new SortedDictionary<(BookSide, long), long>();
            var at = 0L;
            Apply(book, intake, new(at), true, (BookSide.Bid, 40, 1), (BookSide.Ask, 60, 1));
            foreach (var (place, lots, isBid, take) in moves)
            {
                Apply(book, intake, new(++at), false, isBid ? (BookSide.Bid, 30 + place, lots) : (BookSide.Ask, 50 + place, lots));
                if (take < 4)
                {
                    Take(intake, model);
                    Compare(book, depth, model);
                }
            }

            Take(intake, model);
            Compare(book, depth, model);
        });

    [Fact]
    public void However_often_a_book_changed_it_is_taken_once_and_nothing_where_it_came_back()
    {
        var arrived = 0;
        var (intake, book) = (new Intake(2, () => arrived++), new Book(Venue, Btc, BookStatus.Sequenced));
        Apply(book, intake, default, true, (BookSide.Ask, 60, 1));
        intake.TryTake(out var first).Should().BeTrue();
        first!.Update.IsSnapshot.Should().BeTrue("the first is the whole top");
        for (var i = 2; i < 100; i++)
        {
            Apply(book, intake, default, false, (BookSide.Ask, 60, i));
        }

        arrived.Should().Be(2);
        intake.TryTake(out var change).Should().BeTrue();
        (change!.Update.IsSnapshot, change.Update.Changes.ToArray().Single()).Should().Be((false, new LevelChange(BookSide.Ask, new(60), new(99))));
        Apply(book, intake, default, false, (BookSide.Ask, 60, 1));
        Apply(book, intake, default, false, (BookSide.Ask, 60, 99));
        intake.TryTake(out _).Should().BeFalse();
    }

    [Fact]
    public void Changes_deeper_than_decisions_look_are_news_only_by_their_age()
    {
        var (intake, book) = (new Intake(1, static () => { }), new Book(Venue, Btc, BookStatus.Sequenced));
        Apply(book, intake, default, true, (BookSide.Ask, 60, 1), (BookSide.Ask, 61, 1));
        intake.TryTake(out _);
        Apply(book, intake, new(Intake.AgeStep - 1), false, (BookSide.Ask, 61, 2));
        intake.TryTake(out _).Should().BeFalse();
        Apply(book, intake, new(Intake.AgeStep), false, (BookSide.Ask, 61, 3));
        intake.TryTake(out var older).Should().BeTrue();
        (older!.UpdatedAt, older.Update.Changes.Length).Should().Be((new Stamp(Intake.AgeStep), 0));
    }

    [Fact]
    public void A_break_and_the_end_of_a_session_are_news_with_their_cause()
    {
        var (intake, book) = (new Intake(5, static () => { }), new Book(Venue, Btc, BookStatus.Checksummed));
        Apply(book, intake, default, true, (BookSide.Ask, 60, 1));
        intake.TryTake(out _);
        book.Break(BookGapCause.ChecksumMismatch, 1, 2, default);
        intake.Changed(book, default);
        intake.TryTake(out var broken).Should().BeTrue();
        (broken!.Status, broken.Cause, broken.Update.Changes.Length).Should().Be((BookStatus.Broken, BookGapCause.ChecksumMismatch, 0));
        book.EndSession(default);
        intake.Changed(book, default);
        intake.TryTake(out var ended).Should().BeTrue();
        (ended!.Cause, ended.Update.Changes.ToArray().Single()).Should().Be((BookGapCause.SessionEnded, new LevelChange(BookSide.Ask, new(60), Lots.Zero)));
    }

    [Fact]
    public void Books_are_taken_in_the_order_of_their_news()
    {
        var intake = new Intake(5, static () => { });
        var books = new[] { "c", "a", "b" }.Select(name => new Book(new(name), Btc, BookStatus.Sequenced)).ToList();
        books.ForEach(book => Apply(book, intake, default, true, (BookSide.Ask, 60, 1)));
        var taken = new List<string>();
        while (intake.TryTake(out var change))
        {
            taken.Add(change!.Venue.Name);
        }

        taken.Should().Equal("c", "a", "b");
    }

    private static void Apply(Book book, Intake intake, Stamp at, bool snapshot, params (BookSide Side, long Price, long Lots)[] levels)
    {
        var update = new BookUpdate { IsSnapshot = snapshot };
        foreach (var (side, price, lots) in levels)
        {
            update.Add(side, new(price), new(lots));
        }

        book.Apply(update, at);
        intake.Changed(book, at);
    }

    private static void Take(Intake intake, SortedDictionary<(BookSide, long), long> model)
    {
        while (intake.TryTake(out var change))
        {
            if (change!.Update.IsSnapshot)
            {
                model.Clear();
            }

            foreach (var (side, price, lots) in change.Update.Changes)
            {
                _ = lots == Lots.Zero ? model.Remove((side, price.Count)) : (model[(side, price.Count)] = lots.Count) > 0;
            }
        }
    }

    private static void Compare(Book book, int depth, SortedDictionary<(BookSide Side, long), long> model)
    {
        foreach (var side in Enum.GetValues<BookSide>())
        {
            var levels = Enumerable.Range(0, Math.Min(depth, book.Side(side).Count)).Select(place => (book.Side(side)[place].Price.Count, book.Side(side)[place].Quantity.Count));
            model.Where(level => level.Key.Side == side).Select(level => (level.Key.Item2, level.Value)).Should().BeEquivalentTo(levels);
        }
    }
}
