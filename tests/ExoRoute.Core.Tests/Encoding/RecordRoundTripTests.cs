using CsCheck;
using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;
using ExoRoute.Store;

namespace ExoRoute.Tests.Encoding;

public class RecordRoundTripTests
{
    [Fact]
    public void Every_input_reads_back_as_what_it_was() => AnyRecord.Inputs.Sample((at, input) =>
    {
        var bytes = new RecordEncoder().Encode(at, input).ToArray();
        var read = new RecordDecoder().Decode(bytes);
        (read.Schema.ToString(), read.At, read.Decision).Should().Be((input.GetType().Name, at, null));
        Same(read.Input!, input).Should().BeTrue("{0} became {1}", input, read.Input);
        RecordDecoder.IsInput(bytes).Should().BeTrue();
    });

    [Fact]
    public void Every_decision_reads_back_as_what_it_was() => AnyRecord.Decisions.Sample(decision =>
    {
        var bytes = new RecordEncoder().Encode(decision).ToArray();
        var read = new RecordDecoder().Decode(bytes);
        (read.Schema.ToString(), read.At, read.Input).Should().Be((decision.GetType().Name, default(Stamp), null));
        Same(read.Decision!, decision).Should().BeTrue("{0} became {1}", decision, read.Decision);
        RecordDecoder.IsInput(bytes).Should().BeFalse();
    });

    [Fact]
    public void One_reader_and_one_writer_serve_for_all_records_in_any_order() => AnyRecord.Inputs.List[1, 30].Sample(records =>
    {
        var (encoder, decoder) = (new RecordEncoder(), new RecordDecoder());
        foreach (var (at, input) in records)
        {
            var bytes = encoder.Encode(at, input).ToArray();
            bytes.Should().Equal(new RecordEncoder().Encode(at, input).ToArray());
            Same(decoder.Decode(bytes).Input!, input).Should().BeTrue();
            FluentActions.Invoking(() => decoder.Decode(bytes.AsMemory(0, bytes.Length - 1))).Should().Throw<RecordFaultException>();
        }
    }, iter: 50);

    [Fact]
    public void Text_that_is_not_printable_ascii_is_not_written() => FluentActions
        .Invoking(() => new RecordEncoder().Encode(new Refused(1, 1, new("p"), default, "caf\u00e9"))).Should().Throw<ArgumentException>().WithMessage("*printable ASCII*");

    [Fact]
    public void A_very_long_reason_keeps_its_beginning() =>
        ((Alarmed)new RecordDecoder().Decode(new RecordEncoder().Encode(new Alarmed(1, 1, default, new('x', 70_000))).ToArray()).Decision!).Reason.Should().HaveLength(2_000);

    [Fact]
    public void As_many_limits_and_as_many_orders_as_may_be_fit_into_one_entry()
    {
        var (venue, name) = (new string('v', 32), new string('n', 48));
        var scope = new RiskScope { Venue = new(venue), Instrument = new(name), Desk = new(name), Trader = new(name), Client = new(name) };
        var rule = new RiskRule(RiskLimit.Credit, scope, RiskRule.MaxValue) { Window = RiskRule.MaxWindow, Asset = new('a', 32), Soft = true };
        var rules = new RiskRulesChanged([.. Enumerable.Repeat(rule, RiskRulesChanged.MaxRules)], new(name), new('r', KillSwitched.MaxReason), true);
        var report = new VenueReported(new(venue), VenueReportKind.OpenOrders, [.. Enumerable.Repeat(new string('o', OrderEvent.MaxText), VenueReported.MaxOrders)], new(long.MaxValue));
        foreach (var input in new RouterInput[] { rules, report })
        {
            new RecordEncoder().Encode(new(long.MaxValue), input).Length.Should().BeLessThanOrEqualTo(FrameEntries.MaxEntryBytes, input.GetType().Name);
        }

        var killed = new KillCompleted(long.MaxValue, int.MaxValue, long.MaxValue, long.MaxValue, [.. Enumerable.Repeat(new KilledChild(new(long.MaxValue), long.MaxValue, new(long.MaxValue)), KillCompleted.MaxChildren)]);
        new RecordEncoder().Encode(killed).Length.Should().BeLessThanOrEqualTo(FrameEntries.MaxEntryBytes);
    }

    [Fact]
    public void Writing_a_book_change_allocates_no_more_than_its_own_small_change()
    {
        var update = new BookUpdate();
        for (var i = 0; i < 20; i++)
        {
            update.Add(BookSide.Ask, new(1_000 + i), new(1 + i));
        }

        RouterInput input = new BookChanged { Venue = new("kraken"), Instrument = new("btc-usd"), Status = BookStatus.Checksummed, UpdatedAt = default, Update = update };
        var encoder = new RecordEncoder();
        var least = long.MaxValue;
        for (var round = 0; round < 200 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                encoder.Encode(default, input);
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / 100);
        }

        CaseFolder.Report("bytes allocated by writing a book change", least);
        least.Should().BeLessThanOrEqualTo(1_024);
    }

    private static bool Same(RouterInput read, RouterInput wrote) => (read, wrote) switch
    {
        (BookChanged a, BookChanged b) => (a.Venue, a.Instrument, a.Status, a.Cause, a.UpdatedAt, a.Update.IsSnapshot) == (b.Venue, b.Instrument, b.Status, b.Cause, b.UpdatedAt, b.Update.IsSnapshot)
            && a.Update.Changes.SequenceEqual(b.Update.Changes),
        (ListingChanged a, ListingChanged b) => a.Definition.Aliases.SequenceEqual(b.Definition.Aliases)
            && a.Definition with { Aliases = b.Definition.Aliases } == b.Definition && a.Fees == b.Fees,
        (OwnOrdersChanged a, OwnOrdersChanged b) => (a.Venue, a.Instrument, a.PassedOver) == (b.Venue, b.Instrument, b.PassedOver) && a.Levels.SequenceEqual(b.Levels),
        (VenueReported a, VenueReported b) => (a.Venue, a.Kind, a.AsOf) == (b.Venue, b.Kind, b.AsOf) && a.Orders.SequenceEqual(b.Orders, StringComparer.Ordinal),
        (RiskRulesChanged a, RiskRulesChanged b) => a.Rules.SequenceEqual(b.Rules) && a with { Rules = b.Rules } == b,
        _ => read == wrote,
    };

    private static bool Same(Decision read, Decision wrote) => (read, wrote) switch
    {
        (Placed a, Placed b) => (a.Basis, a.LogicVersion) == (b.Basis, b.LogicVersion) && a.Children.SequenceEqual(b.Children)
            && a.Delta.Changes.SequenceEqual(b.Delta.Changes) && a.Delta.Excluded.SequenceEqual(b.Delta.Excluded) && a.Delta.Prices[0].Reduced() == b.Delta.Prices[0].Reduced()
            && a.Delta with { Changes = b.Delta.Changes, Excluded = b.Delta.Excluded, Prices = b.Delta.Prices } == b.Delta,
        (KillCompleted a, KillCompleted b) => a.Children.SequenceEqual(b.Children) && a with { Children = b.Children } == b,
        _ => read == wrote,
    };
}
