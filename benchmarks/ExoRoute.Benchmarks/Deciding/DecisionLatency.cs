using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ExoRoute.Adapters.Simulation;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Store;
using HdrHistogram;
using Microsoft.Extensions.DependencyInjection;

namespace ExoRoute.Benchmarks.Deciding;

/// <summary>From a book change taken to the children decided on it.</summary>
/// <param name="Case">What is between the two.</param>
/// <param name="Decisions">How many were timed.</param>
/// <param name="P50">Microseconds.</param>
/// <param name="P99">Microseconds.</param>
/// <param name="P999">Microseconds.</param>
/// <param name="BytesEach">Bytes allocated for a book change with all that followed from it, its fills among them.</param>
internal sealed record LatencyFigure(string Case, long Decisions, double P50, double P99, double P999, long BytesEach);

/// <summary>Tick to decision, in process: three venues of 20 levels, a working parent, a level that comes within its limit at every input.</summary>
internal static class DecisionLatency
{
    private const string StateAloneCommand = "--state-alone";
    private const int Levels = 20;
    private const long Inside = 60_000_00;
    private static readonly string[] Names = ["alpha", "beta", "gamma"];
    private static readonly InstrumentId Instrument = new("btc-usd");

    private static IEnumerable<Listing> Listings => Names.Select((name, place) => new Listing(
        new InstrumentDefinition
        {
            Venue = new(name), Instrument = Instrument, Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8),
        },
        new FeeSchedule { TakerPpm = 100 + (10 * place) }));

    /// <summary>Arithmetic that always takes as long and allocates nothing: what the machine itself adds to a tail.</summary>
    public static LatencyFigure Machine(int decisions)
    {
        const int Draws = 1_000;
        var (histogram, random, sum) = (Histogram(), new SeededRandom(1), 0UL);
        for (var i = -decisions; i < decisions; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var draw = 0; draw < Draws; draw++)
            {
                sum ^= random.Next();
            }

            var taken = Nanoseconds(Stopwatch.GetTimestamp() - begun);
            if (i >= 0)
            {
                histogram.RecordValue(Math.Max(1, taken));
            }
        }

        return Figure(sum == 0 ? "nothing" : "for comparison: a fixed thousand random draws, nothing of ours", histogram, 0);
    }

    /// <summary>A page of memory touched for the first time: what the system takes for each, wherever new memory is written to.</summary>
    public static LatencyFigure FreshPage()
    {
        const int Pages = 10_000, PageBytes = 4096;
        var histogram = Histogram();
        var memory = GC.AllocateUninitializedArray<byte>(Pages * PageBytes);
        for (var at = 0; at < memory.Length; at += PageBytes)
        {
            var begun = Stopwatch.GetTimestamp();
            memory[at] = 1;
            histogram.RecordValue(Math.Max(1, Nanoseconds(Stopwatch.GetTimestamp() - begun)));
        }

        return Figure("for comparison: a page of memory written to for the first time", histogram, 0);
    }

    /// <summary><see cref="StateAlone"/> in a process of its own, whose first generation is collected after a mebibyte at the latest.</summary>
    public static LatencyFigure StateAloneInSmallGeneration(int decisions)
    {
        var host = Environment.ProcessPath!;
        var program = Environment.GetCommandLineArgs()[0];
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(program);
        }

        start.ArgumentList.Add(StateAloneCommand);
        start.ArgumentList.Add(decisions.ToString(CultureInfo.InvariantCulture));
        start.Environment["DOTNET_GCGen0MaxBudget"] = "100000"; // hexadecimal
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<LatencyFigure>(text)! with { Case = "state alone, first generation of at most 1 MiB" }
            : throw new InvalidOperationException($"The process for a small first generation ended with {process.ExitCode}.");
    }

    /// <summary>Answers such a process's command; false when the arguments are none.</summary>
    public static bool TryAnswer(string[] args)
    {
        if (args is not [StateAloneCommand, var decisions])
        {
            return false;
        }

        Console.WriteLine(JsonSerializer.Serialize(StateAlone(int.Parse(decisions, CultureInfo.InvariantCulture))));
        return true;
    }

    /// <summary><see cref="RouterState.Apply"/> alone.</summary>
    public static LatencyFigure StateAlone(int decisions)
    {
        var (state, sequence, clock) = (new RouterState(), 0L, Stamp.PerSecond);
        Stamped<RouterInput> Next(RouterInput input) => new(sequence++, new(clock += 1_000), input);
        state.Apply(Next(new SessionOpened(1, 1, new RouterSettings { MaxChildren = 100_000 })));
        foreach (var listing in Listings)
        {
            state.Apply(Next(new ListingChanged(listing.Definition, listing.Fees)));
        }

        var change = new BookChanged { Venue = new(Names[0]), Instrument = Instrument, Status = BookStatus.Sequenced, UpdatedAt = default, Update = new() };
        foreach (var name in Names)
        {
            change.Venue = new(name);
            Snapshot(change.Update);
            change.UpdatedAt = new(clock);
            state.Apply(Next(change));
        }

        var children = new List<ChildOrder>();
        var histogram = Histogram();
        var (before, counted, parents) = (0L, 0L, 0);
        const int WarmUp = 100_000; // half a second: what the compiler needs to be done
        for (var i = -WarmUp; i < decisions; i++)
        {
            if ((i + WarmUp) % 50_000 == 0)
            {
                state.Apply(Next(new ParentCanceled(new(FormattableString.Invariant($"p{parents}"))))); // one parent at a time; the first time there is none
                state.Apply(Next(new ParentSubmitted(Parent(++parents, new(clock)))));
            }

            before = i == 0 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Tick(change, i + WarmUp);
            change.UpdatedAt = new(clock);
            var input = Next(change);
            var begun = Stopwatch.GetTimestamp();
            var decided = state.Apply(in input);
            var ended = Stopwatch.GetTimestamp();
            if (decided is not [Placed placed])
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Input {i} decided {string.Join(", ", decided)}, expected one placing."));
            }

            if (i >= 0)
            {
                histogram.RecordValue(Math.Max(1, Nanoseconds(ended - begun)));
                counted++;
            }

            children.Clear();
            children.AddRange(placed.Children);
            foreach (var child in children)
            {
                state.Apply(Next(new ChildChanged(new() { Child = child.Id, Kind = OrderEventKind.Sent })));
                state.Apply(Next(new ChildChanged(Fill(child))));
            }
        }

        return Figure("state alone", histogram, (GC.GetAllocatedBytesForCurrentThread() - before) / counted);
    }

    /// <summary>The whole router on a store in a folder: input appended, applied, decisions appended and flushed to the page cache, then told.</summary>
    public static LatencyFigure WithStore(int decisions)
    {
        var folder = Directory.CreateTempSubdirectory("exoroute-latency-");
        try
        {
            return WithStore(decisions, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LatencyFigure WithStore(int decisions, string folder)
    {
        var services = new ServiceCollection();
        var builder = services.AddExoRoute(options =>
        {
            (options.StoreDirectory, options.MaxChildren) = (folder, 100_000);
        });
        foreach (var name in Names)
        {
            builder.AddVenue(name, _ => new FillingVenue(new(name)));
        }

        foreach (var listing in Listings)
        {
            builder.AddListing(listing.Definition, listing.Fees);
        }

        using var provider = services.BuildServiceProvider();
        var router = provider.GetRequiredService<Router>();
        var (histogram, begun, placed, timed) = (Histogram(), 0L, 0L, false);
        router.Decided = decided =>
        {
            if (decided.Value is Placed)
            {
                placed++;
                if (timed)
                {
                    histogram.RecordValue(Math.Max(1, Nanoseconds(Stopwatch.GetTimestamp() - begun)));
                }
            }
        };
        router.Start();
        var update = new BookUpdate();
        var books = Names.Select(name => new Book(new(name), Instrument, BookStatus.Sequenced)).ToArray();
        foreach (var book in books)
        {
            Snapshot(update);
            book.Apply(update, Now());
            router.Intake.Changed(book, Now());
        }

        Drain();
        var change = new BookChanged { Venue = default, Instrument = Instrument, Status = BookStatus.Sequenced, UpdatedAt = default, Update = update };
        var (before, parents) = (0L, 0);
        var warmUp = Math.Min(decisions, 20_000);
        for (var i = -warmUp; i < decisions; i++)
        {
            if ((i + warmUp) % 50_000 == 0)
            {
                router.Cancel(new(FormattableString.Invariant($"p{parents}"))); // one parent at a time; the first time there is none
                _ = router.SubmitAsync(Parent(++parents, Now()));
                Drain();
            }

            before = i == 0 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Tick(change, i + warmUp);
            var book = books[(i + warmUp) % books.Length];
            book.Apply(update, Now());
            router.Intake.Changed(book, Now());
            timed = i >= 0;
            begun = Stopwatch.GetTimestamp();
            router.Step();
            timed = false;
            Drain();
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / decisions;
        return placed >= decisions + warmUp
            ? Figure("with the store: appended, flushed to the page cache", histogram, bytes)
            : throw new InvalidOperationException(FormattableString.Invariant($"{placed} placings, expected {decisions + warmUp}."));

        void Drain()
        {
            while (router.Step())
            {
            }
        }
    }

    private static Stamp Now() => new((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100);

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));

    private static LongHistogram Histogram() => new(10_000_000_000, 3);

    private static LatencyFigure Figure(string name, LongHistogram histogram, long bytes) => new(
        name, histogram.TotalCount, histogram.GetValueAtPercentile(50) / 1e3, histogram.GetValueAtPercentile(99) / 1e3, histogram.GetValueAtPercentile(99.9) / 1e3, bytes);

    private static ParentOrder Parent(int number, Stamp now) => new()
    {
        Id = new(FormattableString.Invariant($"p{number}")),
        Instrument = Instrument,
        Side = Side.Buy,
        Quantity = new(1L << 50),
        Limit = new(Inside),
        Deadline = now.Plus(86_400 * Stamp.PerSecond),
    };

    // Asks of 20 levels beyond the limit, bids below.
    private static void Snapshot(BookUpdate update)
    {
        update.Clear();
        update.IsSnapshot = true;
        for (var place = 0; place < Levels; place++)
        {
            update.Add(BookSide.Ask, new(Inside + 100 + (place * 10)), new(100_000_000 + place));
            update.Add(BookSide.Bid, new(Inside - 100 - (place * 10)), new(100_000_000 + place));
        }
    }

    // One level within the limit; its quantity is another each time, so that it is new to the parent.
    private static void Tick(BookChanged change, int i)
    {
        change.Venue = new(Names[i % Names.Length]);
        change.Update.Clear();
        change.Update.IsSnapshot = false;
        change.Update.Add(BookSide.Ask, new(Inside - (i / Names.Length % 5)), new(1_000_000 + i));
    }

    private static OrderEvent Fill(ChildOrder child) => new()
    {
        Child = child.Id, Kind = OrderEventKind.Fill, Quantity = child.Target, Price = child.Limit, ExecutionId = FormattableString.Invariant($"x{child.Id.Number}"),
    };

    private sealed class FillingVenue(VenueId id) : IVenue
    {
        private IVenueSink? _sink;

        public VenueId Id => id;

        public VenueCapabilities Capabilities { get; } = new();

        public void Attach(IVenueSink sink) => _sink = sink;

        public ValueTask SendAsync(ChildOrder order, CancellationToken cancellation)
        {
            _sink!.Happened(id, Fill(order));
            return ValueTask.CompletedTask;
        }

        public ValueTask CancelAsync(ChildOrder order, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask QueryAsync(ChildOrder order, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
