using ExoRoute.Adapters.Simulation;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Cli.Scenarios;

/// <summary>A checked scenario: everything a session is made of. docs/formats/scenario.md tells the document.</summary>
internal sealed record Scenario
{
    /// <summary>The document.</summary>
    public required string File { get; init; }

    /// <summary>The store's id, 32 hexadecimal digits; null where one is to be drawn.</summary>
    public string? StoreId { get; init; }

    /// <summary>What a flush promises.</summary>
    public Durability Durability { get; init; }

    /// <summary>The router's numbers.</summary>
    public required RouterSettings Router { get; init; }

    /// <summary>The venues.</summary>
    public required IReadOnlyList<ScenarioVenue> Venues { get; init; }

    /// <summary>The recorded captures, surveyed.</summary>
    public required IReadOnlyList<CaptureSurvey> Captures { get; init; }

    /// <summary>The parent orders.</summary>
    public required IReadOnlyList<ScenarioOrder> Orders { get; init; }

    /// <summary>Amendments, cancels, limits and kill switches.</summary>
    public required IReadOnlyList<ScenarioAction> Actions { get; init; }
}

/// <summary>A venue with what it lists.</summary>
internal sealed record ScenarioVenue(VenueId Id, SimulatedVenueSettings Settings, IReadOnlyList<ScenarioListing> Listings);

/// <summary>A listing; with a seeded market, or with a capture's book where it has none.</summary>
internal sealed record ScenarioListing(InstrumentDefinition Definition, FeeSchedule Fees, SeededMarketSettings? Market);

/// <summary>A parent order and when it is handed over. Its deadline is set when the session's start is known.</summary>
internal sealed record ScenarioOrder(ScenarioTime At, ParentOrder Order, ScenarioTime? Deadline);

/// <summary>What the host does, and when. An amendment's new deadline is set when the session's start is known.</summary>
internal sealed record ScenarioAction(ScenarioTime At, RouterInput Input, ScenarioTime? Deadline = null);
