// A venue of one's own beside a simulated one: both are asked, the cheaper parts of both are taken.
using CustomVenue;
using ExoRoute;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using Microsoft.Extensions.DependencyInjection;

var opens = new Stamp(1_767_225_600L * Stamp.PerSecond); // 2026-01-01
var units = new InstrumentUnits(PriceDecimals: 2, QuantityDecimals: 4);
InstrumentDefinition Listing(string venue) => new()
{
    Venue = new(venue), Instrument = new("eth-usd"), Symbol = "ETH/USD", BaseAsset = "ETH", QuoteAsset = "USD", Units = units,
};

var dealer = new DealerVenue(Listing("dealer"), opens, bid: new(new(2_999_50), new(80_000)), ask: new(new(3_000_40), new(60_000)));
var services = new ServiceCollection();
services.AddExoRoute(options => options.StoreId = "00000000000000000000000000000002")
    .AddVenue("dealer", _ => dealer)
    .AddListing(Listing("dealer"))
    .AddRecordedFeed("dealer", _ => dealer)
    .AddSimulatedVenue("exchange")
    .AddSeededMarket(Listing("exchange"), new FeeSchedule { TakerPpm = 100 }, new SeededMarketSettings { Seed = 7, Start = opens, Price = new(3_000_00), HalfSpread = 5, LargestLots = 20_000, Length = Stamp.PerSecond });

await using var provider = services.BuildServiceProvider();
var router = provider.GetRequiredService<Router>();
router.Decided = decision =>
{
    foreach (var change in decision.Value is Placed placed ? placed.Delta.Changes : [])
    {
        Console.WriteLine($"plan:  {units.Text(change.Quantity),7} at {change.Venue,-8} up to {units.Text(change.Limit)}");
    }
};

var session = provider.GetRequiredService<SimulatedSession>();
var outcome = session.Submit(opens.Plus(10_000_000), new ParentOrder
{
    Id = new("buy-eth"), Instrument = new("eth-usd"), Side = Side.Buy, Quantity = new(100_000), Deadline = opens.Plus(Stamp.PerSecond / 2),
});
session.Run();

var ended = (await outcome).Ended!;
Console.WriteLine($"ended: {ended.End}, {units.Text(ended.Filled)} ETH for {units.Text(ended.Traded)} USD and {units.Text(ended.Fees)} USD in fees");
