using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;
using ExoRoute.Runtime;

namespace ExoRoute;

/// <summary>Registers recorded captures as feeds.</summary>
public static class CaptureBuilderExtensions
{
    /// <summary>Adds a capture: a feed that replays it, and a listing for each book in it.</summary>
    /// <param name="builder">From <c>AddExoRoute</c>.</param>
    /// <param name="path">The file. The same file again replaces its listings.</param>
    /// <param name="listing">
    /// Says what a venue lists and charges, given what the capture itself shows (symbol, assets, units); null leaves the book out.
    /// Without it every book is listed as the capture shows it, without fees.
    /// </param>
    /// <remarks>The file is read through once here, to learn which books it holds, and a second time while the session runs.</remarks>
    /// <exception cref="CaptureException">It cannot be read, is damaged, or is of a format that is not read.</exception>
    /// <exception cref="ArgumentException">A listing has faults; all are named.</exception>
    public static ExoRouteBuilder AddCapture(this ExoRouteBuilder builder, string path, Func<InstrumentDefinition, Listing?>? listing = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        var survey = CaptureSurvey.Of(path);
        var listings = survey.Define().Select(definition => listing is null ? new Listing(definition, FeeSchedule.None) : listing(definition)).OfType<Listing>().ToArray();
        foreach (var one in listings)
        {
            builder.AddListing(one.Definition, one.Fees);
        }

        return builder.AddRecordedFeed(Path.GetFullPath(path), _ => CaptureFeed.Open(survey, [.. listings.Select(one => one.Definition)]));
    }
}
