namespace ExoRoute.Risk;

/// <summary>What a limit or a kill reaches: everything that agrees with each name that is set. <c>default</c> reaches everything.</summary>
/// <remarks>
/// A scope with a venue reaches what is sent to that venue, and leaves an order to the other venues; one without a venue reaches the whole order.
/// Immutable, safe to share between threads.
/// </remarks>
public readonly record struct RiskScope
{
    /// <summary>Only what goes to this venue; <c>default</c> for all.</summary>
    public VenueId Venue { get; init; }

    /// <summary>Only this instrument; <c>default</c> for all.</summary>
    public InstrumentId Instrument { get; init; }

    /// <summary>Only orders of this desk; <c>default</c> for all.</summary>
    public PartyId Desk { get; init; }

    /// <summary>Only orders of this trader; <c>default</c> for all.</summary>
    public PartyId Trader { get; init; }

    /// <summary>Only orders of this client; <c>default</c> for all.</summary>
    public PartyId Client { get; init; }

    /// <summary>Everything.</summary>
    public static RiskScope Everything => default;

    /// <summary>Whether it reaches <paramref name="one"/>: an order (without a venue) or what of it goes to a venue.</summary>
    public bool Reaches(in RiskScope one) =>
        (Venue == default || Venue == one.Venue) && (Instrument == default || Instrument == one.Instrument)
        && (Desk == default || Desk == one.Desk) && (Trader == default || Trader == one.Trader) && (Client == default || Client == one.Client);

    /// <summary>"everything", or the names that are set: "venue 'a', desk 'x'".</summary>
    public override string ToString()
    {
        if (this == default)
        {
            return "everything";
        }

        List<string> names = [];
        Add("venue", Venue.Name);
        Add("instrument", Instrument.Name);
        Add("desk", Desk.Name);
        Add("trader", Trader.Name);
        Add("client", Client.Name);
        return string.Join(", ", names);

        void Add(string what, string name)
        {
            if (name.Length > 0)
            {
                names.Add($"{what} '{name}'");
            }
        }
    }
}
