using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Cli.Scenarios;

/// <summary>Reads what a scenario says of limits and kill switches.</summary>
/// <param name="instruments">The document's instruments.</param>
/// <param name="venues">The names of its venues.</param>
internal sealed class RiskReader(IReadOnlyDictionary<string, InstrumentTerms> instruments, IReadOnlyList<string> venues)
{
    /// <summary>What orders and parties are called.</summary>
    internal const string NameWanted = "1 to 48 characters of a-z, 0-9, '-', '_', '.'";

    private static readonly (string, RiskLimit)[] Limits =
    [
        ("restricted", RiskLimit.Restricted), ("orderQuantity", RiskLimit.OrderQuantity), ("orderNotional", RiskLimit.OrderNotional),
        ("priceCollar", RiskLimit.PriceCollar), ("duplicateWindow", RiskLimit.DuplicateWindow), ("position", RiskLimit.Position), ("credit", RiskLimit.Credit),
        ("childQuantity", RiskLimit.ChildQuantity), ("openOrders", RiskLimit.OpenOrders), ("messageRate", RiskLimit.MessageRate),
    ];

    /// <summary>A party's name; <c>default</c> where it is missing and need not be there.</summary>
    internal static PartyId Party(DocumentObject from, string name, bool required = false) =>
        PartyId.TryParse(from.Text(name, NameWanted, static text => PartyId.TryParse(text, out _), required ? null : ""), out var party) ? party : default;

    internal KillSwitched Kill(DocumentObject action) => new(Scope(action.Object("kill")), Party(action, "by"), Reason(action));

    internal KillReleased Release(DocumentObject action) => new(Scope(action.Object("release")), Party(action, "by", required: true), Reason(action));

    internal RiskRulesChanged Rules(DocumentObject action) =>
        new([.. action.Objects("limits", 0, RiskRulesChanged.MaxRules).Select(Rule)], Party(action, "by", required: true), Reason(action), action.Flag("dayBegins"));

    private RiskRule Rule(DocumentObject from)
    {
        var limit = from.Word("limit", Limits);
        var scope = Scope(from.Object("scope"));
        var units = (instruments.GetValueOrDefault(scope.Instrument.Name) ?? InstrumentTerms.None).Units;
        var rule = new RiskRule(limit, scope, Value(from, limit, units))
        {
            Window = limit is RiskLimit.MessageRate or RiskLimit.DuplicateWindow ? Window(from) : 0,
            Asset = limit == RiskLimit.Credit ? from.Words("asset", "an asset, as instruments name their quote") : "",
            Soft = from.Flag("soft"),
        };
        foreach (var fault in rule.Faults())
        {
            from.Fault("scope", fault); // all else was held to its range already
        }

        from.Close();
        return rule;
    }

    private static Int128 Value(DocumentObject from, RiskLimit limit, InstrumentUnits units) => limit switch
    {
        RiskLimit.OrderQuantity or RiskLimit.Position or RiskLimit.ChildQuantity => from.Wide("quantity", units.QuantityDecimals, 0, RiskRule.MaxValue),
        RiskLimit.OrderNotional => from.Wide("money", units.PriceDecimals + units.QuantityDecimals + 6, 0, RiskRule.MaxValue),
        RiskLimit.Credit => from.Wide("money", 8, 0, RiskRule.MaxValue),
        RiskLimit.PriceCollar => from.Whole("ppm", 0, 999_999),
        RiskLimit.OpenOrders or RiskLimit.MessageRate => from.Whole("count", 1, 1_000_000),
        _ => 0,
    };

    private static long Window(DocumentObject from) =>
        TimeText.TryDuration(from.Text("window", TimeText.DurationWanted, static text => TimeText.TryDuration(text, out var ns) && ns is >= 1 and <= RiskRule.MaxWindow), out var window) ? window : 1;

    private RiskScope Scope(DocumentObject? from)
    {
        if (from is null)
        {
            return default;
        }

        var (venue, instrument) = (
            from.Text("venue", $"a venue of this document ({string.Join(", ", venues)})", venues.Contains, ""),
            from.Text("instrument", $"an instrument of this document ({string.Join(", ", instruments.Keys)})", instruments.ContainsKey, ""));
        var scope = new RiskScope
        {
            Venue = venue.Length == 0 ? default : new(venue),
            Instrument = instrument.Length == 0 ? default : new(instrument),
            Desk = Party(from, "desk"),
            Trader = Party(from, "trader"),
            Client = Party(from, "client"),
        };
        from.Close();
        return scope;
    }

    private static string Reason(DocumentObject action) => action.Words("reason", "printable characters", "");
}
