// One parent order over three venues: books, plan, fills, proof, replay.
//   no arguments     three venues made from seeds
//   --tape FILE      a recorded capture (a tape of Coinbase, Kraken and Bitstamp, for example)
using ExoRoute;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;

if (args is not ([] or ["--tape", _]))
{
    Console.Error.WriteLine("usage: 01-quickstart [--tape FILE]");
    return 2;
}

// 1. Register the router, the venues with what they charge, and where their books come from.
var services = new ServiceCollection();
var exoRoute = services.AddExoRoute(options => options.StoreId = "00000000000000000000000000000001");
try
{
    if (args is ["--tape", var tape])
    {
        exoRoute.AddTape(tape);
    }
    else
    {
        exoRoute.AddSeededVenues();
    }
}
catch (CaptureException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}

await using var provider = services.BuildServiceProvider();
var router = provider.GetRequiredService<Router>();
var session = provider.GetRequiredService<SimulatedSession>();
var listing = provider.GetServices<Listing>().First().Definition;
var report = new Report(Console.Out, listing);
router.Decided = report.Show;

// 2. Hand over a parent order five seconds in, and let virtual time run: a recorded hour takes seconds.
var start = session.Start!.Value;
session.Run(until: start.Plus(5 * Stamp.PerSecond));
report.Show([.. session.Books.Where(book => book.Instrument == listing.Instrument)]);
router.State.PlanSeen = report.Compare;
var outcome = session.Submit(start.Plus(5 * Stamp.PerSecond), new ParentOrder
{
    Id = new("buy-1"),
    Instrument = listing.Instrument,
    Side = Side.Buy,
    Quantity = DecimalText.Parse("5", listing.Units.QuantityDecimals, out var quantity) == DecimalFault.None ? new(quantity) : default,
    Deadline = start.Plus(35 * Stamp.PerSecond),
});
session.Run();
report.Show((await outcome).Ended!);

// 3. Replay the store: the same inputs must give the same decisions, byte for byte.
var replay = ReplayFold.Run(StoreReader.Read(provider.GetRequiredService<IStoreMedium>()));
report.Show(router.Store, replay);
return replay.Divergence is null && replay.Root == router.Store.Root ? 0 : 1;
