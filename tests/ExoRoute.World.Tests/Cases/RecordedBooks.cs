using System.Text.RegularExpressions;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;

namespace ExoRoute.Tests.Cases;

/// <summary>A recorded book as it stood at a time, under the name that the cases have for its venue.</summary>
internal sealed record RecordedBook(string Venue, InstrumentDefinition Definition, Book Book)
{
    /// <summary>What an order of a side takes from, in the book's own units.</summary>
    public IEnumerable<Level> Levels(Side side)
    {
        var levels = side == Side.Buy ? Book.Asks : Book.Bids;
        for (var place = 0; place < levels.Count; place++)
        {
            yield return levels[place];
        }
    }

    /// <summary>The same in finer units.</summary>
    public IEnumerable<Level> Levels(Side side, InstrumentUnits units)
    {
        var (price, quantity) = (Pow10(units.PriceDecimals - Definition.Units.PriceDecimals), Pow10(units.QuantityDecimals - Definition.Units.QuantityDecimals));
        return Levels(side).Select(level => new Level(new(level.Price.Count * price), new(level.Quantity.Count * quantity)));
    }

    private static long Pow10(int exponent) => exponent == 0 ? 1 : 10 * Pow10(exponent - 1);
}

/// <summary>The recorded captures of a folder as books at a time; each file and time is read once.</summary>
internal sealed class RecordedBooks(string folder)
{
    private readonly Dictionary<string, CaptureSurvey> _surveys = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, long), IReadOnlyList<RecordedBook>> _books = [];

    /// <summary>The book of one venue of a case.</summary>
    public RecordedBook At(RoutingCase routing, string venue)
    {
        var file = routing.IsTape ? routing.Files : CollectorFile(routing.Files, venue);
        var books = Read(file, routing.RawTime);
        return routing.IsTape ? books.Single(book => book.Venue == venue) : books.Single() with { Venue = venue };
    }

    private IReadOnlyList<RecordedBook> Read(string file, long rawTime)
    {
        if (!_books.TryGetValue((file, rawTime), out var books))
        {
            if (!_surveys.TryGetValue(file, out var survey))
            {
                _surveys.Add(file, survey = CaptureSurvey.Of(Path.Combine(folder, file)));
            }

            using var feed = CaptureFeed.At(survey, rawTime);
            books = [.. feed.Venues.SelectMany(venue => venue.Map.Tallies.Select(tally => new RecordedBook(venue.Venue.Name, tally.Definition, tally.Book)))];
            _books.Add((file, rawTime), books);
        }

        return books;
    }

    // "binance3 BTC" and "spot": the one file of that folder, market and asset.
    private static string CollectorFile(string files, string market)
    {
        var (folder, asset) = files.Split(' ') is [var first, var second] ? (first, second) : throw new NotSupportedException($"'{files}' does not name files.");
        var pattern = new Regex($"^{Regex.Escape(folder)}/{Regex.Escape(market)}_{Regex.Escape(asset)}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return CaseFolder.Data.Files().Single(file => pattern.IsMatch(file));
    }
}
