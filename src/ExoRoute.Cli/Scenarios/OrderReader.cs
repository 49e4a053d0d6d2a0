using ExoRoute.Cli.Documents;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Routing;

namespace ExoRoute.Cli.Scenarios;

/// <summary>Reads a scenario's parent orders, and what is done to them later.</summary>
/// <param name="faults">Where faults go.</param>
/// <param name="instruments">The document's instruments.</param>
/// <param name="listed">Those that a venue lists.</param>
/// <param name="risk">Reads limits and kill switches.</param>
internal sealed class OrderReader(DocumentFaults faults, IReadOnlyDictionary<string, InstrumentTerms> instruments, IReadOnlySet<string> listed, RiskReader risk)
{
    private const int MostOrders = 100_000;

    private static readonly (string, BookStatus)[] Grades =
        [("checksummed", BookStatus.Checksummed), ("sequenced", BookStatus.Sequenced), ("seeded", BookStatus.Seeded), ("unproved", BookStatus.Unproved)];

    private static readonly string[] Actions = ["cancel", "amend", "kill", "release", "limits"];

    private readonly Dictionary<string, InstrumentTerms> _orders = new(StringComparer.Ordinal);

    internal (IReadOnlyList<ScenarioOrder> Orders, IReadOnlyList<ScenarioAction> Actions) Read(DocumentObject document)
    {
        List<ScenarioOrder> orders = [.. document.Objects("orders", 0, MostOrders).Select(Order)];
        List<ScenarioAction> actions = [.. document.Objects("actions", 0, MostOrders).Select(Action)];
        return (orders, actions);
    }

    private ScenarioOrder Order(DocumentObject from)
    {
        var at = Time(from, "at");
        var id = from.Text("id", RiskReader.NameWanted, static text => ParentId.TryParse(text, out _));
        var instrument = from.Text("instrument", $"an instrument that a venue of this document lists ({string.Join(", ", listed)})", listed.Contains);
        var terms = instruments.GetValueOrDefault(instrument) ?? InstrumentTerms.None;
        if (id.Length > 0 && !_orders.TryAdd(id, terms))
        {
            from.Fault("id", $"\"{id}\" stands twice; every order needs a name of its own.");
        }

        var units = terms.Units;
        var quantity = new Lots(from.Amount("quantity", units.QuantityDecimals, 1, Lots.MaxCount));
        ScenarioTime? deadline = from.Has("deadline") ? Time(from, "deadline") : null;
        if (at is { } begin && deadline is { } end && begin.IsOffset == end.IsOffset && end.Nanoseconds <= begin.Nanoseconds)
        {
            from.Fault("deadline", "must lie behind \"at\"; leave it out for an order that is for now.");
        }

        var order = new ParentOrder
        {
            Id = id.Length == 0 ? default : new(id),
            Instrument = instrument.Length == 0 ? default : new(instrument),
            Side = from.Word("side", MarketTerms.Sides),
            Quantity = quantity,
            Limit = new(from.Amount("limit", units.PriceDecimals, 1, Ticks.MaxCount, 0)),
            Basis = from.Word("basis", MarketTerms.Bases, FeeBasis.Gross),
            MinimumFill = new(from.Amount("minimumFill", units.QuantityDecimals, 0, Math.Max(quantity.Count, 0), 0)),
            ParticipationPpm = MarketTerms.Participation(from),
            DiscretionPpm = (int)from.Whole("discretionPpm", 0, LimitDiscretion.MaxPpm, 0),
            Desk = RiskReader.Party(from, "desk"),
            Trader = RiskReader.Party(from, "trader"),
            Client = RiskReader.Party(from, "client"),
            Books = Policy(from.Object("books")),
        };
        from.Close();
        return new(at ?? default, order, deadline);
    }

    private static BookPolicy Policy(DocumentObject? from)
    {
        var standard = BookPolicy.Default;
        if (from is null)
        {
            return standard;
        }

        var policy = new BookPolicy(
            from.Word("leastProved", Grades, standard.LeastProved),
            Age(from, "maximumAge", standard.MaximumAge),
            Age(from, "maximumSeededAge", standard.MaximumSeededAge));
        from.Close();
        return policy;
    }

    private ScenarioAction Action(DocumentObject from)
    {
        var at = Time(from, "at") ?? default;
        var named = Actions.Where(from.Has).ToList();
        if (named.Count != 1)
        {
            var places = string.Join(", ", Actions.Select(from.At));
            from.Fault(named.FirstOrDefault() ?? Actions[0], named.Count == 0 ? $"is missing; an action is one of {places}." : $"stands beside {string.Join(", ", named.Skip(1))}; an action is one of {places}.");
        }

        var action = named.FirstOrDefault() switch
        {
            "cancel" => new ScenarioAction(at, new ParentCanceled(Known(from, "cancel") is { Length: > 0 } parent ? new(parent) : default)),
            "amend" => Amend(at, from.Object("amend")),
            "kill" => new(at, risk.Kill(from)),
            "release" => new(at, risk.Release(from)),
            _ => new(at, risk.Rules(from)),
        };
        from.Close();
        return action;
    }

    private ScenarioAction Amend(ScenarioTime at, DocumentObject? amend)
    {
        if (amend is null)
        {
            return new(at, new ParentCanceled(default));
        }

        var parent = Known(amend, "id");
        var units = (_orders.GetValueOrDefault(parent) ?? InstrumentTerms.None).Units;
        var (quantity, limit, deadline, participation) = (
            amend.Has("quantity") ? new Lots(amend.Amount("quantity", units.QuantityDecimals, 1, Lots.MaxCount)) : (Lots?)null,
            amend.Has("limit") ? new Ticks(amend.Amount("limit", units.PriceDecimals, 1, Ticks.MaxCount)) : (Ticks?)null,
            amend.Has("deadline") ? Time(amend, "deadline") : null,
            amend.Has("participation") ? MarketTerms.Participation(amend) : (int?)null);
        amend.Close();
        return new(at, new ParentAmended(parent.Length == 0 ? default : new(parent), quantity, limit, null, participation), deadline);
    }

    private string Known(DocumentObject from, string name)
    {
        var id = from.Text(name, RiskReader.NameWanted, static text => ParentId.TryParse(text, out _));
        if (id.Length > 0 && !_orders.ContainsKey(id))
        {
            faults.Add(from.At(name), $"there is no order \"{id}\" in this document.");
        }

        return id;
    }

    private static ScenarioTime? Time(DocumentObject from, string name) =>
        TimeText.TryTime(from.Text(name, TimeText.TimeWanted, static text => TimeText.TryTime(text, out _)), out var time) ? time : null;

    private static long Age(DocumentObject from, string name, long standard) => TimeText.TryDuration(
        from.Text(name, $"{TimeText.DurationWanted}; \"0s\" is any age", static text => TimeText.TryDuration(text, out var ns) && ns <= ParentOrder.MaxNanoseconds, ""), out var age) ? age : standard;
}
