using System.Text.Json;
using System.Text.RegularExpressions;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;

namespace ExoRoute.Tests.Captures;

[Trait("Kind", "cases")]
public class CaptureStatesTests
{
    [Fact]
    public void Every_book_stands_at_T_as_the_published_state_says()
    {
        using var document = DataFiles.Facts();
        var surveys = new Dictionary<string, CaptureSurvey>(StringComparer.Ordinal);
        var states = 0;
        foreach (var state in document.RootElement.GetProperty("states").EnumerateArray())
        {
            var onTape = state.TryGetProperty("file", out var file);
            var at = state.GetProperty(onTape ? "elapsed_ns" : "local_ns").GetInt64();
            if (onTape)
            {
                using var feed = CaptureFeed.At(Survey(file.GetString()!), at);
                feed.Venues.Select(venue => venue.Venue.Name).Should().BeEquivalentTo(state.GetProperty("venues").EnumerateObject().Select(venue => venue.Name));
                foreach (var venue in state.GetProperty("venues").EnumerateObject())
                {
                    Check(feed.Venues.Single(one => one.Venue.Name == venue.Name), venue.Value, at);
                }
            }
            else
            {
                foreach (var venue in state.GetProperty("venues").EnumerateObject())
                {
                    using var feed = CaptureFeed.At(Survey(CollectorFile(state.GetProperty("files").GetString()!, venue.Name)), at);
                    Check(feed.Venues.Should().ContainSingle().Which, venue.Value, at);
                }
            }

            states++;
        }

        states.Should().BePositive();
        CaseFolder.Report("states", states);

        CaptureSurvey Survey(string name) => surveys.TryGetValue(name, out var known) ? known : surveys[name] = CaptureSurvey.Of(DataFiles.PathOf(name));
    }

    private static void Check(CaptureVenue venue, JsonElement state, long at)
    {
        var because = $"{venue.Venue} at {at}";
        var tally = venue.Map.Tallies.Should().ContainSingle().Which;
        var usable = !state.TryGetProperty("usable", out var says) || says.GetBoolean();
        (tally.Book.Status != BookStatus.Broken).Should().Be(usable, because);
        if (state.TryGetProperty("reason", out var reason))
        {
            var wanted = reason.GetString() switch
            {
                "ok" => new[] { BookGapCause.None },
                "not live" => [BookGapCause.NoSnapshot, BookGapCause.SessionEnded],
                { } text when text.Contains("crossed", StringComparison.Ordinal) => [BookGapCause.Crossed],
                var unknown => throw new InvalidOperationException($"'{unknown}' is no reason that is understood"),
            };
            wanted.Should().Contain(tally.Book.LastGap.Cause, because);
        }

        tally.ShouldHaveBest(state.GetProperty("best"), because);
        tally.ShouldHaveTop(state.GetProperty("top5"), because);
    }

    // "binance3 BTC" and "spot": the file of that folder, market and asset.
    private static string CollectorFile(string files, string market)
    {
        var (folder, asset) = files.Split(' ') is [var first, var second] ? (first, second) : throw new InvalidOperationException($"'{files}' does not name files");
        return CaseFolder.Data.Files().Single(file =>
            Regex.IsMatch(file, $"^{Regex.Escape(folder)}/{Regex.Escape(market)}_{Regex.Escape(asset)}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
    }
}
