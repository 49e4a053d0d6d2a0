using ExoRoute.Adapters.WebSocket.Map;

namespace ExoRoute.Adapters.WebSocket.Captures;

/// <summary>One venue of a capture: its map, and what of its records is no frame. Not thread-safe.</summary>
public sealed class CaptureVenue
{
    private readonly List<RestAuditResult> _audits = [];

    internal CaptureVenue(VenueId venue, VenueProtocol protocol, VenueMap map)
    {
        (Venue, Protocol, Map) = (venue, protocol, map);
        Witness = protocol == VenueProtocol.Bitstamp ? new RestAuditWitness([.. map.Tallies.Select(tally => tally.Definition)]) : null;
    }

    /// <summary>The venue.</summary>
    public VenueId Venue { get; }

    /// <summary>What it speaks.</summary>
    public VenueProtocol Protocol { get; }

    /// <summary>Its books and their counts.</summary>
    public VenueMap Map { get; }

    /// <summary>Frames of its socket.</summary>
    public long SocketFrames { get; internal set; }

    /// <summary>REST books that seeded.</summary>
    public long RestSeeds { get; internal set; }

    /// <summary>REST books that were taken for comparison.</summary>
    public long RestAudits { get; internal set; }

    /// <summary>How often its connection ended.</summary>
    public long SessionsEnded { get; internal set; }

    /// <summary>Frames and REST bodies together.</summary>
    public long Frames => SocketFrames + RestSeeds + RestAudits;

    /// <summary>How the book agreed with each REST book of the same time (Bitstamp).</summary>
    public IReadOnlyList<RestAuditResult> AuditResults => _audits;

    internal RestAuditWitness? Witness { get; }

    internal void Add(RestAuditResult result) => _audits.Add(result);
}
