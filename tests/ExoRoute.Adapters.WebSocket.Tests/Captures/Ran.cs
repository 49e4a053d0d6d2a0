using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;

namespace ExoRoute.Tests.Captures;

/// <summary>A capture run to its end, and what its first moments looked like.</summary>
internal sealed class Ran : IDisposable
{
    private Ran(string file, CaptureFeed feed) => (File, Feed) = (file, feed);

    internal string File { get; }

    internal CaptureFeed Feed { get; }

    internal long FirstRaw { get; private set; }

    internal long FirstWall { get; private set; }

    internal Stamp FirstStamp { get; private set; }

    /// <summary>The first time that each book was live, and its best then.</summary>
    internal Dictionary<Book, (long At, Level Bid, Level Ask)> First { get; } = [];

    internal static Ran Of(string file)
    {
        var ran = new Ran(file, CaptureFeed.Open(DataFiles.PathOf(file)));
        ran.Run();
        ran.Feed.FaultCount.Should().Be(0, "{0} is whole", file);
        ran.Feed.Venues.Should().OnlyContain(venue => venue.Map.Counts.Malformed == 0 && venue.Map.Counts.UnknownSymbols == 0);
        return ran;
    }

    internal CaptureVenue Venue(string name) => Feed.Venues.Single(venue => venue.Venue.Name == name);

    /// <summary>Frames of all channels with this in their name.</summary>
    internal long Channel(string name) => Feed.Venues.SelectMany(venue => venue.Map.Counts.Channels.All)
        .Where(channel => channel.Key.Contains(name, StringComparison.Ordinal)).Sum(channel => channel.Value);

    /// <summary>The best of the first REST book by itself, before any update.</summary>
    internal (Level Bid, Level Ask) FirstSeed()
    {
        using var reader = Feed.Survey.Capture.OpenReader();
        var record = new CaptureRecord();
        while (reader.TryRead(record))
        {
            if (record.Kind == CaptureRecordKind.Seed)
            {
                var map = record.Protocol.CreateMap(Feed.Survey.Define());
                map.Seed(record.Payload, [], record.At, new Heard());
                return (map.Books[0].Bids[0], map.Books[0].Asks[0]);
            }
        }

        throw new InvalidOperationException($"{File} has no REST book");
    }

    public void Dispose() => Feed.Dispose();

    private void Run()
    {
        var sink = new Heard((book, _) =>
        {
            if (book.Status != BookStatus.Broken)
            {
                First.TryAdd(book, (Feed.RawTime, book.Bids[0], book.Asks[0]));
            }
        });
        while (Feed.TryPeek(out var at))
        {
            Feed.Step(sink);
            if (Feed.Records == 1)
            {
                (FirstRaw, FirstWall, FirstStamp) = (Feed.RawTime, Feed.WallTime, at);
            }
        }
    }
}
