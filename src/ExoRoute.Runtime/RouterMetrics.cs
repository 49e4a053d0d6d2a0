using System.Diagnostics;
using System.Diagnostics.Metrics;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;

namespace ExoRoute.Runtime;

/// <summary>What the router counts; the list is docs/metrics.md.</summary>
public sealed class RouterMetrics : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "ExoRoute.Runtime";

    private static readonly double[] Microseconds = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 1e-1];
    private readonly Meter _meter;
    private readonly Counter<long> _fills;
    private readonly Counter<long> _rejects;
    private readonly Counter<long> _children;
    private readonly Counter<long> _alarms;
    private readonly Counter<long> _books;
    private readonly Histogram<double> _tickToRoute;
    private readonly Histogram<double> _submit;
    private readonly Histogram<long> _nodes;

    /// <summary>Instruments on a meter of the host's factory.</summary>
    public RouterMetrics(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _meter = factory.Create(Name);
        _fills = _meter.CreateCounter<long>("exoroute.order.fills", "{fill}", "Fill reports taken, repeated ones among them.");
        _rejects = _meter.CreateCounter<long>("exoroute.order.rejects", "{reject}", "Children refused by venues.");
        _children = _meter.CreateCounter<long>("exoroute.order.children", "{child}", "Children decided.");
        _alarms = _meter.CreateCounter<long>("exoroute.router.alarms", "{alarm}", "Alarms raised.");
        _books = _meter.CreateCounter<long>("exoroute.market.book_changes", "{change}", "Book changes taken.");
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Microseconds };
        _tickToRoute = _meter.CreateHistogram("exoroute.order.tick_to_route.duration", "s", "From a book change taken to its decisions sent.", tags: null, advice: advice);
        _submit = _meter.CreateHistogram("exoroute.order.submit.duration", "s", "From a parent order taken to its decisions sent.", tags: null, advice: advice);
        _nodes = _meter.CreateHistogram<long>("exoroute.solver.nodes", "{node}", "Nodes of a plan's search.");
    }

    /// <summary>Where the router's activities come from.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Took(RouterInput input)
    {
        switch (input)
        {
            case BookChanged book:
                _books.Add(1, new KeyValuePair<string, object?>("exoroute.venue", book.Venue.Name));
                break;
            case ChildChanged { Event.Kind: OrderEventKind.Fill }:
                _fills.Add(1);
                break;
            case ChildChanged { Event.Kind: OrderEventKind.Reject }:
                _rejects.Add(1);
                break;
            default:
                break;
        }
    }

    internal void Planned(PlanDelta delta)
    {
        _nodes.Record(delta.Nodes);
        foreach (var change in delta.Changes)
        {
            _children.Add(1, new KeyValuePair<string, object?>("exoroute.venue", change.Venue.Name));
        }
    }

    /// <summary>Spans the work on a parent order that was handed over; null, and free, where nobody listens.</summary>
    internal static Activity? Submitting(RouterInput input) => input is ParentSubmitted submitted && Activities.HasListeners()
        ? Activities.StartActivity("exoroute.order.submit")?.SetTag("exoroute.parent", submitted.Order.Id.Name).SetTag("exoroute.instrument", submitted.Order.Instrument.Name)
        : null;

    /// <summary>Spans the recording and flushing of decisions; null, and free, where nobody listens.</summary>
    internal static Activity? Committing(int decisions) => decisions > 0 && Activities.HasListeners()
        ? Activities.StartActivity("exoroute.store.commit")?.SetTag("exoroute.decisions", decisions)
        : null;

    internal void Alarmed() => _alarms.Add(1);

    internal void Decided(TimeSpan elapsed, RouterInput input)
    {
        if (input is BookChanged)
        {
            _tickToRoute.Record(elapsed.TotalSeconds);
        }
        else if (input is ParentSubmitted)
        {
            _submit.Record(elapsed.TotalSeconds);
        }
    }
}
