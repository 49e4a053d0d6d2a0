using ExoRoute.Market;

namespace ExoRoute.Runtime;

/// <summary>What a venue lists and charges, as a host registers it.</summary>
public sealed record Listing(InstrumentDefinition Definition, FeeSchedule Fees);
