using ExoRoute.Encoding;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;

namespace ExoRoute.Cli.Output;

/// <summary>What earlier records say that a later one is read by: units and assets of instruments, whose child is which.</summary>
internal sealed class RecordContext
{
    private readonly Dictionary<InstrumentId, InstrumentDefinition> _instruments = []; // looked up only, as all here
    private readonly Dictionary<ParentId, ParentOrder> _parents = [];
    private readonly Dictionary<long, ChildOrder> _children = [];
    private readonly SortedSet<VenueId> _venues = [];

    /// <summary>The venues that were listed.</summary>
    internal IReadOnlyCollection<VenueId> Venues => _venues;

    /// <summary>Takes in a record.</summary>
    internal void See(DecodedRecord record)
    {
        switch (record)
        {
            case { Input: ListingChanged listing }:
                _instruments[listing.Definition.Instrument] = listing.Definition;
                _venues.Add(listing.Definition.Venue);
                break;
            case { Input: ParentSubmitted submitted }:
                _parents.TryAdd(submitted.Order.Id, submitted.Order);
                break;
            case { Decision: Placed placed }:
                foreach (var child in placed.Children)
                {
                    _children[child.Id.Number] = child;
                }

                break;
            default:
                break;
        }
    }

    /// <summary>A listing of the instrument; null where none was seen.</summary>
    internal InstrumentDefinition? Instrument(InstrumentId instrument) => _instruments.GetValueOrDefault(instrument);

    /// <summary>The instrument's units; whole units where none was seen.</summary>
    internal InstrumentUnits Units(InstrumentId instrument) => Instrument(instrument)?.Units ?? default;

    /// <summary>The parent order as it was first handed over.</summary>
    internal ParentOrder? Parent(ParentId parent) => _parents.GetValueOrDefault(parent);

    /// <summary>The child as it was placed.</summary>
    internal ChildOrder? Child(ChildId child) => _children.GetValueOrDefault(child.Number);

    /// <summary>The units that a parent's amounts are in.</summary>
    internal InstrumentUnits Units(ParentId parent) => Parent(parent) is { } order ? Units(order.Instrument) : default;

    /// <summary>The asset that a parent pays in.</summary>
    internal string Quote(ParentId parent) => Parent(parent) is { } order && Instrument(order.Instrument) is { } definition ? definition.QuoteAsset : "";
}
