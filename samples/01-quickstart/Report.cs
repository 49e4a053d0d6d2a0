using ExoRoute;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace Quickstart;

/// <summary>Prints what happens, for people.</summary>
internal sealed class Report(TextWriter to, InstrumentDefinition listing)
{
    private readonly InstrumentUnits _units = listing.Units;
    private PlanComparison? _comparison;

    public void Show(IReadOnlyList<Book> books)
    {
        to.WriteLine($"Books of {listing.Instrument}");
        to.WriteLine("  venue     grade                  bid                   ask");
        foreach (var book in books.OrderBy(book => book.Venue))
        {
            to.WriteLine(book.Status == BookStatus.Broken || book.Bids.Count == 0 || book.Asks.Count == 0
                ? $"  {book.Venue,-9} {book.Status} ({book.LastGap.Cause})"
                : $"  {book.Venue,-9} {book.Status,-11} {_units.Text(book.Bids[0].Quantity),10} x {_units.Text(book.Bids[0].Price),-9} {_units.Text(book.Asks[0].Quantity),10} x {_units.Text(book.Asks[0].Price)}");
        }
    }

    public void Compare(PlanQuestion question, PlanDelta delta) => _comparison = PlanComparison.Of(question, delta);

    public void Show(Stamped<Decision> decision)
    {
        if (decision.Value is not Placed placed)
        {
            return;
        }

        var (delta, quote) = (placed.Delta, listing.QuoteAsset);
        to.WriteLine();
        to.WriteLine($"Plan {delta.Number} ({delta.Engine}): {_units.Text(delta.Quantity)} of {_units.Text(delta.Asked)} {listing.BaseAsset}");
        to.WriteLine("  venue       quantity        limit  cost with fees");
        foreach (var change in delta.Changes)
        {
            to.WriteLine($"  {change.Venue,-9} {_units.Text(change.Quantity),10} {_units.Text(change.Limit),12}  {Money(change.Cost),12}");
        }

        var price = delta.Prices[0];
        to.WriteLine($"  one more {listing.BaseAsset} would cost {DecimalText.Format(price.Numerator / price.Denominator, _units.PriceDecimals + 6)[..^6]} {quote}");
        to.WriteLine($"  certificate: cost {Money(delta.Cost)}, bound {Money(delta.Bound)}, gap {_units.Text(delta.Gap)}");
        Show("best single venue", _comparison!.SingleCost, _comparison.SingleVenue.Name, delta.Cost);
        Show("pro rata", _comparison.ProRataCost, "", delta.Cost);
    }

    public void Show(ParentEnded ended)
    {
        to.WriteLine();
        to.WriteLine($"Ended: {ended.End}, {_units.Text(ended.Filled)} {listing.BaseAsset} for {Money(ended.Traded)} {listing.QuoteAsset}"
            + $" and {Money(ended.Fees)} {listing.QuoteAsset} in fees" + (ended.Limit == default ? "" : $"; in the way: {ended.Limit}"));
    }

    public void Show(RecordStore store, ReplayFold replay)
    {
        to.WriteLine();
        to.WriteLine($"Store: {store.Count} records, {replay.Inputs} inputs of {replay.Bytes.Inputs / Math.Max(1, replay.Inputs)} bytes"
            + $" and {replay.Decisions} decisions of {replay.Bytes.Decisions / Math.Max(1, replay.Decisions)} bytes on average");
        to.WriteLine($"root: {store.Root}");
        to.WriteLine(replay.Divergence is { } divergence ? $"replay: {divergence.Text}" : replay.Root == store.Root ? "replay: identical" : "replay: another root");
    }

    private void Show(string rival, Cost? cost, string venue, Cost planned)
    {
        var (name, text) = (venue.Length == 0 ? rival : $"{rival} ({venue})", "cannot fill it");
        if (cost is { } other && PlanComparison.Saved(planned, other) is { } saved)
        {
            text = $"{Money(other)}, {DecimalText.Format(saved, 4)[..^2]} bps dearer";
        }

        to.WriteLine($"  {name}: {text}");
    }

    // Two decimals for people; the records hold all of them.
    private string Money(Cost cost) => DecimalText.Format(cost.Count, _units.CostDecimals)[..^(_units.CostDecimals - 2)];
}
