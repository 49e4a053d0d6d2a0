using System.Globalization;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Tests.Days;

namespace ExoRoute.Tests.Crashes;

/// <summary>One life of a router over a store on disk, to be killed: it tells of each flush, and its venues remember in files.</summary>
internal static class LiveDay
{
    /// <summary>Runs a day, or goes on with the store that is there; prints "count root" after each flush of decisions.</summary>
    public static void Run(string directory, Durability durability, ulong seed)
    {
        var medium = new FileMedium(StoreOf(directory));
        var (life, start) = (0L, (Stamp?)null);
        if (medium.List("wal").Count > 0)
        {
            var fold = ReplayFold.Run(StoreReader.Read(medium));
            (life, start) = (fold.Inputs, fold.State.Now.Plus(Stamp.PerSecond));
        }

        var seeded = SeededDay.Of(seed, start, 300 * Stamp.PerSecond, parents: 80, prefix: FormattableString.Invariant($"from-{life}"));
        var world = new DayWorld(seeded, (venue, time) => new RememberingVenue(venue, time, Path.Combine(directory, $"{venue.Id}.txt")));
        using var day = Day.Of(seeded, medium, world, durability);
        var told = 0L;
        day.Router.Decided = _ =>
        {
            if (day.Router.Store.FlushedCount is var count && count != told)
            {
                told = count;
                Console.WriteLine(FormattableString.Invariant($"{count} {day.Router.Store.Root}"));
            }
        };
        day.Run();
    }

    public static string StoreOf(string directory) => Path.Combine(directory, "store");
}

/// <summary>A venue whose memory outlives our process: every order and every report is in its file before anybody hears of it.</summary>
internal sealed class RememberingVenue : IVenue, IMarketSink, IDisposable
{
    private readonly Dictionary<string, Known> _before = new(StringComparer.Ordinal); // from earlier lives
    private readonly HashSet<string> _now = new(StringComparer.Ordinal);
    private readonly SimulatedVenue _venue;
    private readonly VirtualTime _time;
    private readonly StreamWriter _memory;
    private IVenueSink? _sink;

    public RememberingVenue(SimulatedVenue venue, VirtualTime time, string file)
    {
        (_venue, _time) = (venue, time);
        foreach (var (id, known) in Read(file))
        {
            _before.Add(id, known);
        }

        _memory = new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    public VenueId Id => _venue.Id;

    public VenueCapabilities Capabilities => _venue.Capabilities;

    /// <summary>Orders sent to a venue and what it told of them, by client order id. A second sending of one is an error.</summary>
    public static Dictionary<string, Known> Read(string file)
    {
        var known = new Dictionary<string, Known>(StringComparer.Ordinal);
        string[] lines = File.Exists(file) ? File.ReadAllText(file).Split('\n') : [];
        foreach (var line in lines.SkipLast(1)) // behind the last line end nothing, or a line that was cut off
        {
            switch (line.Split(' '))
            {
                case ["sent", var id, var number, var target]:
                    known.Should().NotContainKey(id, "'{0}' gets no order twice", file);
                    known.Add(id, new(Number(number), Number(target)));
                    break;
                case ["fill", var number, var execution, var quantity, var price, var fee]:
                    known.Values.Single(order => order.Number == Number(number)).Fills.TryAdd(execution, new()
                    {
                        Child = new(Number(number)),
                        Kind = OrderEventKind.Fill,
                        ExecutionId = execution,
                        Quantity = new(Number(quantity)),
                        Price = new(Number(price)),
                        Fee = new(Int128.Parse(fee, CultureInfo.InvariantCulture)),
                    });
                    break;
                case ["reject", var number]:
                    known.Values.Single(order => order.Number == Number(number)).IsRejected = true;
                    break;
                default:
                    throw new InvalidOperationException($"'{file}' holds '{line}', which no venue wrote.");
            }
        }

        return known;
    }

    public void Attach(IVenueSink sink) => _venue.Attach(new Ears(this, _sink = sink));

    public void Changed(Book book, Stamp receivedAt) => _venue.Changed(book, receivedAt);

    public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation)
    {
        _memory.Write(FormattableString.Invariant($"sent {order.ClientId} {order.Id} {order.Target.Count}\n"));
        _now.Add(order.ClientId.Text);
        return _venue.SendAsync(order, cancellation);
    }

    public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) => _venue.CancelAsync(order, cancellation);

    // An order of an earlier life came to its end while nobody listened: what was not told of by then did not trade.
    public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation)
    {
        if (_now.Contains(order.ClientId.Text) || !_before.TryGetValue(order.ClientId.Text, out var known))
        {
            return _venue.QueryAsync(order, cancellation);
        }

        _time.At(_time.Now.Plus(1_000_000), () =>
        {
            foreach (var fill in known.Fills.Values)
            {
                _sink!.Happened(Id, fill);
            }

            var filled = known.Fills.Values.Sum(fill => fill.Quantity.Count);
            if (filled < known.Target)
            {
                _sink!.Happened(Id, new() { Child = order.Id, Kind = known.IsRejected ? OrderEventKind.Reject : OrderEventKind.Expire, FilledInAll = known.IsRejected ? null : new(filled) });
            }
        });
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _memory.Dispose();

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What a venue knows of an order.</summary>
    internal sealed record Known(long Number, long Target)
    {
        public SortedDictionary<string, OrderEvent> Fills { get; } = new(StringComparer.Ordinal);

        public bool IsRejected { get; set; }
    }

    // What it says of an order stands on record before it is heard: an end that counts fills which are still on their way waits for them.
    private sealed class Ears(RememberingVenue venue, IVenueSink sink) : IVenueSink
    {
        private readonly Dictionary<ChildId, Dictionary<string, long>> _fills = [];
        private readonly Dictionary<ChildId, OrderEvent> _ends = [];

        public void Happened(VenueId from, OrderEvent happened)
        {
            if (happened.Kind == OrderEventKind.Fill)
            {
                venue._memory.Write(FormattableString.Invariant(
                    $"fill {happened.Child} {happened.ExecutionId} {happened.Quantity.Count} {happened.Price.Count} {happened.Fee.Count}\n"));
                FillsOf(happened.Child)[happened.ExecutionId] = happened.Quantity.Count;
            }
            else if (happened.Kind == OrderEventKind.Reject)
            {
                venue._memory.Write($"reject {happened.Child}\n");
            }
            else if (happened.FilledInAll is { } inAll && FillsOf(happened.Child).Values.Sum() < inAll.Count)
            {
                _ends[happened.Child] = happened;
                return;
            }

            sink.Happened(from, happened);
            if (_ends.Remove(happened.Child, out var end))
            {
                Happened(from, end);
            }
        }

        private Dictionary<string, long> FillsOf(ChildId child)
        {
            if (!_fills.TryGetValue(child, out var fills))
            {
                _fills.Add(child, fills = new(StringComparer.Ordinal));
            }

            return fills;
        }
    }
}
