using ExoRoute.Routing;
using Microsoft.Extensions.Logging;

namespace ExoRoute.Runtime;

// What venues say beside their answers about one child.
public sealed partial class Router
{
    /// <inheritdoc/>
    public void Reconnected(VenueId venue) => Put(_urgent, new(new VenueReported(venue, VenueReportKind.Reconnected, [], default), Now()));

    /// <inheritdoc/>
    public void Unsolicited(VenueId venue, string order) => Put(_urgent, new(new VenueReported(venue, VenueReportKind.Unsolicited, [order], default), Now()));

    /// <summary>Asks every venue what works there, and has that held against what the router thinks. A host does so by itself: <see cref="ExoRouteOptions.ReconcileEvery"/>.</summary>
    /// <remarks>From any thread. A venue that cannot say, or does not answer, is passed over: it is asked again the next time.</remarks>
    public async Task ReconcileAsync(CancellationToken cancellation)
    {
        foreach (var (id, venue) in _venues)
        {
            try
            {
                var asked = Now();
                if (await venue.OpenOrdersAsync(cancellation).ConfigureAwait(false) is not { } orders)
                {
                    continue;
                }

                if (orders.Count > VenueReported.MaxOrders)
                {
                    LogTooMany(_log, id.Name, orders.Count, VenueReported.MaxOrders);
                    continue;
                }

                Put(_urgent, new(new VenueReported(id, VenueReportKind.OpenOrders, [.. orders.Select(order => order.Text)], asked), Now()));
            }
#pragma warning disable CA1031 // a foreign adapter: whatever it throws is no answer, never the router's end
            catch (Exception thrown) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotReconciled(_log, id.Name, thrown.Message);
            }
        }
    }

    [LoggerMessage(1012, LogLevel.Warning, "Venue {Venue}: {Orders} orders are open, {Most} are held against ours at most; they are not reconciled")]
    private static partial void LogTooMany(ILogger log, string venue, int orders, int most);

    [LoggerMessage(1013, LogLevel.Warning, "Venue {Venue} did not say which orders are open: {Reason}")]
    private static partial void LogNotReconciled(ILogger log, string venue, string reason);
}
