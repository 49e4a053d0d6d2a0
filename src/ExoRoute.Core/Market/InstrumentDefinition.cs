namespace ExoRoute.Market;

/// <summary>The units an instrument is counted in, each a power of ten: what one tick, lot and cost unit are worth.</summary>
/// <param name="PriceDecimals">A price unit is 10^-this of the quote asset. 0 to 12.</param>
/// <param name="QuantityDecimals">A quantity unit is 10^-this of the base asset, or of a contract. 0 to 12.</param>
/// <remarks>A venue's tick and lot are whole multiples of these and may change by date; the units never do.</remarks>
public readonly record struct InstrumentUnits(int PriceDecimals, int QuantityDecimals)
{
    /// <summary>The most decimals of either unit.</summary>
    public const int MaxDecimals = 12;

    /// <summary>A cost unit is 10^-this of the quote asset.</summary>
    public int CostDecimals => PriceDecimals + QuantityDecimals + 6;

    /// <summary>The price as text.</summary>
    public string Text(Ticks price) => DecimalText.FormatShort(price.Count, PriceDecimals);

    /// <summary>The quantity as text.</summary>
    public string Text(Lots quantity) => DecimalText.FormatShort(quantity.Count, QuantityDecimals);

    /// <summary>The amount as text.</summary>
    public string Text(Cost cost) => DecimalText.FormatShort(cost.Count, CostDecimals);
}

/// <summary>Whether a venue trades an instrument now.</summary>
public enum TradingState : byte
{
    /// <summary>Orders are taken.</summary>
    Open,

    /// <summary>Orders can be cancelled only.</summary>
    CancelOnly,

    /// <summary>Nothing happens until the venue says otherwise.</summary>
    Halted,

    /// <summary>The session is over.</summary>
    Closed,
}

/// <summary>What a venue lists an instrument as, from a date on: a dated input, not a constant.</summary>
/// <remarks>
/// Listings of one <see cref="Instrument"/> on several venues are the same thing and merge into one node; so they must agree on
/// assets, units and contract terms (<see cref="IsFungibleWith"/>). Immutable, safe to share between threads.
/// </remarks>
public sealed record InstrumentDefinition
{
    /// <summary>The longest symbol or alias, in characters.</summary>
    public const int MaxSymbol = 64;

    /// <summary>The longest asset name, in characters.</summary>
    public const int MaxAsset = 16;

    /// <summary>The longest order latency, one minute in nanoseconds.</summary>
    public const long MaxOrderLatency = 60 * Stamp.PerSecond;

    /// <summary>The fastest withdrawal: a thousand times all that is shown in a second.</summary>
    public const long MaxWithdrawnPpm = 1_000_000_000;

    /// <summary>The most aliases.</summary>
    public const int MaxAliases = 16;

    /// <summary>The venue.</summary>
    public required VenueId Venue { get; init; }

    /// <summary>The instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>The venue's own symbol, such as "BTC/USD".</summary>
    public required string Symbol { get; init; }

    /// <summary>Other names the venue uses for it ("XBT/USD", "btcusd").</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What is bought and sold.</summary>
    public required string BaseAsset { get; init; }

    /// <summary>What prices are in.</summary>
    public required string QuoteAsset { get; init; }

    /// <summary>What is exchanged at settlement; the quote asset unless said otherwise.</summary>
    public string SettlementAsset { get => field ?? QuoteAsset; init; }

    /// <summary>What ticks and lots are worth.</summary>
    public required InstrumentUnits Units { get; init; }

    /// <summary>The price step, in price units. Default 1.</summary>
    public Ticks TickSize { get; init; } = new(1);

    /// <summary>The quantity step, in quantity units. Default 1.</summary>
    public Lots LotSize { get; init; } = new(1);

    /// <summary>The smallest order. Default none.</summary>
    public Lots MinimumQuantity { get; init; }

    /// <summary>The smallest order by price times quantity. Default none.</summary>
    public Cost MinimumNotional { get; init; }

    /// <summary>What one contract stands for: base assets, or quote assets when <see cref="IsInverse"/>. Default 1, a spot listing.</summary>
    public long ContractMultiplier { get; init; } = 1;

    /// <summary>Whether a contract is worth a fixed amount of the quote asset and settles in the base asset.</summary>
    public bool IsInverse { get; init; }

    /// <summary>Whether it trades. Default open.</summary>
    public TradingState State { get; init; }

    /// <summary>
    /// How long an order is expected to be on its way to the venue, in nanoseconds: children of one plan leave so that they arrive together. Default 0: not known, and
    /// nothing waits for it. 0 to <see cref="MaxOrderLatency"/>.
    /// </summary>
    public long OrderLatency { get; init; }

    /// <summary>
    /// How much of what is shown is withdrawn in a second, in millionths of it: what is believed to be left when an order arrives is the less for it
    /// (see <see cref="Problems.LatencyHaircut"/>). Default 0: all of it. 0 to <see cref="MaxWithdrawnPpm"/>.
    /// </summary>
    public long WithdrawnPpm { get; init; }

    /// <summary>When this definition begins to hold. Default always.</summary>
    public Stamp From { get; init; }

    /// <summary>Whether the venue means this listing by a symbol. Letters' case does not matter, as at the venues.</summary>
    public bool Answers(string symbol) => string.Equals(Symbol, symbol, StringComparison.OrdinalIgnoreCase)
        || Aliases.Any(alias => string.Equals(alias, symbol, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether both are the same thing, so that their books may be merged.</summary>
    public bool IsFungibleWith(InstrumentDefinition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Instrument == other.Instrument && Units == other.Units && IsInverse == other.IsInverse
            && ContractMultiplier == other.ContractMultiplier
            && string.Equals(BaseAsset, other.BaseAsset, StringComparison.Ordinal)
            && string.Equals(QuoteAsset, other.QuoteAsset, StringComparison.Ordinal)
            && string.Equals(SettlementAsset, other.SettlementAsset, StringComparison.Ordinal);
    }

    /// <summary>All that is wrong with this definition; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Venue == default)
        {
            yield return $"{nameof(Venue)} must name a venue.";
        }

        if (Instrument == default)
        {
            yield return $"{nameof(Instrument)} must name an instrument.";
        }

        foreach (var (name, text, longest) in Texts())
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                yield return $"{name} must not be empty.";
            }
            else if (text.Length > longest || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                yield return Invariant($"{name} must be 1 to {longest} printable ASCII characters, was '{text[..Math.Min(text.Length, longest)]}' of {text.Length}.");
            }
        }

        if (Aliases.Count > MaxAliases)
        {
            yield return Invariant($"{nameof(Aliases)} must be at most {MaxAliases}, were {Aliases.Count}.");
        }

        if (Units.PriceDecimals is < 0 or > InstrumentUnits.MaxDecimals)
        {
            yield return Invariant($"{nameof(Units.PriceDecimals)} must be 0 to 12, was {Units.PriceDecimals}.");
        }

        if (Units.QuantityDecimals is < 0 or > InstrumentUnits.MaxDecimals)
        {
            yield return Invariant($"{nameof(Units.QuantityDecimals)} must be 0 to 12, was {Units.QuantityDecimals}.");
        }

        if (TickSize.Count is < 1 or > Ticks.MaxCount)
        {
            yield return Invariant($"{nameof(TickSize)} must be 1 to 2^40 price units, was {TickSize.Count}.");
        }

        if (LotSize.Count is < 1 or > Lots.MaxCount)
        {
            yield return Invariant($"{nameof(LotSize)} must be 1 to 2^56 quantity units, was {LotSize.Count}.");
        }

        if (MinimumQuantity.Count is < 0 or > Lots.MaxCount)
        {
            yield return Invariant($"{nameof(MinimumQuantity)} must be 0 to 2^56 quantity units, was {MinimumQuantity.Count}.");
        }

        if (MinimumNotional.Count < 0)
        {
            yield return Invariant($"{nameof(MinimumNotional)} must not be negative, was {MinimumNotional.Count}.");
        }

        if (ContractMultiplier < 1)
        {
            yield return Invariant($"{nameof(ContractMultiplier)} must be above 0, was {ContractMultiplier}.");
        }

        if (OrderLatency is < 0 or > MaxOrderLatency)
        {
            yield return Invariant($"{nameof(OrderLatency)} must be 0 to {MaxOrderLatency} ns, was {OrderLatency}.");
        }

        if (WithdrawnPpm is < 0 or > MaxWithdrawnPpm)
        {
            yield return Invariant($"{nameof(WithdrawnPpm)} must be 0 to {MaxWithdrawnPpm}, was {WithdrawnPpm}.");
        }

        if (!Enum.IsDefined(State))
        {
            yield return Invariant($"{nameof(State)} must be Open, CancelOnly, Halted or Closed, was {(int)State}.");
        }
    }

    // Texts enter records: short, and plain ASCII, so that they have one form only.
    private IEnumerable<(string Name, string? Text, int Longest)> Texts()
    {
        yield return (nameof(Symbol), Symbol, MaxSymbol);
        yield return (nameof(BaseAsset), BaseAsset, MaxAsset);
        yield return (nameof(QuoteAsset), QuoteAsset, MaxAsset);
        yield return (nameof(SettlementAsset), SettlementAsset, MaxAsset);
        foreach (var alias in Aliases)
        {
            yield return (nameof(Aliases), alias, MaxSymbol);
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
