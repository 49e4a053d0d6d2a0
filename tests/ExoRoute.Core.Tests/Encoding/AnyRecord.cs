using System.Collections.Immutable;
using CsCheck;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Encoding;

/// <summary>Generators of every input and decision, sparse and full ones, ends of ranges among them.</summary>
internal static class AnyRecord
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-_."], 1, 32];
    private static readonly Gen<string> Text = Gen.String[Gen.Char[' ', '~'], 0, 64];
    private static readonly Gen<string> Word = Gen.String[Gen.Char['!', '~'], 1, 20];
    private static readonly Gen<long> Long = Gen.OneOf(Gen.Const(0L), Gen.Long[-30, 300], Gen.Long);
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Const(0L), Gen.Long[0, 300], Gen.Long[0, Lots.MaxCount]);
    private static readonly Gen<long> Positive = Gen.OneOf(Gen.Const(1L), Gen.Long[1, 300], Gen.Long[1, Lots.MaxCount]);
    private static readonly Gen<long> Price = Gen.OneOf(Gen.Const(1L), Gen.Long[1, Ticks.MaxCount]);
    private static readonly Gen<Int128> Wide = Gen.OneOf(Gen.Const(Int128.Zero), Gen.Long.Select(value => (Int128)value), Gen.Select(Gen.Long, Gen.Long).Select((a, b) => (Int128)(a >> 2) * b));
    private static readonly Gen<ParentId> Parent = Gen.OneOf(Name.Select(name => new ParentId(name)), Gen.Const(default(ParentId)));
    private static readonly Gen<Stamp> Stamps = Gen.OneOf(Gen.Const(0L), Gen.Long[0, long.MaxValue]).Select(value => new Stamp(value));

    private static readonly Gen<RouterInput> Session = Gen.Select(Gen.ULong, Gen.ULong, Gen.UInt, Gen.Int, Long).Select(RouterInput (a, b, epoch, some, much) =>
        new SessionOpened(new UInt128(a, b), epoch, new() { Depth = some, RestAfterReject = much, MaxRejects = -some, MaxChildren = 7, AnswerWithin = -(much / 2), MaxNodes = 9 }));

    private static readonly Gen<RouterInput> Listing = Gen.Select(Name, Name, Word.List[0, 5], Count, Wide, Gen.Int[0, 12], Gen.Int[0, 3], Gen.Int[-999_999, 999_999]).Select(RouterInput (venue, instrument, words, count, wide, decimals, which, ppm) =>
        new ListingChanged(
            new()
            {
                Venue = new(venue),
                Instrument = new(instrument),
                Symbol = words.FirstOrDefault("S"),
                Aliases = [.. words.Skip(1)],
                BaseAsset = "BTC",
                QuoteAsset = "USD",
                SettlementAsset = which == 0 ? "USD" : "BTC",
                Units = new(decimals, 12 - decimals),
                TickSize = new(1 + (count / 3)),
                LotSize = new(1 + (count / 5)),
                MinimumQuantity = new(count),
                MinimumNotional = new(wide),
                ContractMultiplier = 1 + which,
                IsInverse = which == 1,
                State = (TradingState)which,
                From = new(count),
                OrderLatency = which * count,
                WithdrawnPpm = which * 250_000,
            },
            new()
            {
                TakerPpm = ppm,
                MakerPpm = -ppm / 2,
                PerUnit = -count,
                PerOrder = new(wide),
                Minimum = new(wide / 3),
                Asset = (FeeAsset)(which & 1),
                Rounding = (FeeRounding)which,
                RoundingUnit = new(which),
            }));

    private static readonly Gen<RouterInput> Book = Gen.Select(Name, Gen.Int[0, 4], Gen.Int[0, 7], Stamps, Gen.Bool, Gen.Select(Gen.Bool, Price, Count).List[0, 40]).Select(RouterInput (name, status, cause, at, whole, levels) =>
    {
        var update = new BookUpdate { IsSnapshot = whole };
        foreach (var (bid, price, lots) in levels.OrderByDescending(level => level.Item1))
        {
            update.Add(bid ? BookSide.Bid : BookSide.Ask, new(price), new(lots));
        }

        return new BookChanged { Venue = new(name), Instrument = new(name), Status = (BookStatus)status, Cause = (BookGapCause)cause, UpdatedAt = at, Update = update };
    });

    private static readonly Gen<RouterInput> Own = Gen.Select(Name, Gen.Bool, Gen.Select(Gen.Bool, Price, Count).List[0, 9]).Select(RouterInput (name, passed, levels) =>
        new OwnOrdersChanged(new(name), new(name), passed, [.. levels.OrderByDescending(level => level.Item1).Select(level => new LevelChange(level.Item1 ? BookSide.Bid : BookSide.Ask, new(level.Item2), new(level.Item3)))]));

    private static readonly Gen<RouterInput> Submitted = Gen.Select(Parent, Name, Gen.Int[0, 255], Long, Long, Gen.Int, Gen.Bool).Select(RouterInput (id, name, some, one, other, ppm, plain) =>
        new ParentSubmitted(new()
        {
            Id = id,
            Instrument = plain ? new(name) : default,
            Side = (Side)(plain ? 1 : some),
            Quantity = new(one),
            Limit = new(other),
            Basis = (FeeBasis)(some / 2),
            MinimumFill = new(other / 2),
            Deadline = new(one / 2),
            ParticipationPpm = plain ? ParentOrder.FullParticipation : ppm,
            DiscretionPpm = plain ? 0 : ppm / 2,
            Desk = plain ? default : new("desk"),
            Trader = some % 3 == 0 ? new("ann") : default,
            Client = some % 2 == 0 ? default : new("c-1"),
            Books = plain ? BookPolicy.Default : new((BookStatus)some, one, other),
        }));

    private static readonly Gen<RouterInput> Amended = Gen.Select(Parent, Long, Gen.Int[0, 15], Gen.Int).Select(RouterInput (id, value, which, ppm) =>
        new ParentAmended(id, (which & 1) != 0 ? new Lots(value) : null, (which & 2) != 0 ? new Ticks(-value) : null, (which & 4) != 0 ? new Stamp(value / 2) : null, (which & 8) != 0 ? ppm : null));

    private static readonly Gen<RouterInput> Child = Gen.Select(Long, Gen.Int[0, (int)OrderEventKind.NotFound], Long, Wide, Text, Text, Gen.Bool).Select(RouterInput (child, kind, value, fee, execution, reason, claims) =>
        new ChildChanged(new()
        {
            Child = new(child),
            Kind = (OrderEventKind)kind,
            Quantity = new(value),
            Price = new(-value),
            Fee = new(fee),
            FilledInAll = claims ? new Lots(value) : null,
            ExecutionId = execution,
            Reason = reason,
            VenueTime = new(value),
        }));

    private static readonly Gen<PartyId> Party = Gen.OneOf(Name.Select(name => new PartyId(name)), Gen.Const(default(PartyId)));

    private static readonly Gen<RiskScope> Scope = Gen.Select(Party, Party, Party, Gen.Int[0, 3]).Select((desk, trader, client, which) => new RiskScope
    {
        Venue = (which & 1) == 0 ? default : new("v"),
        Instrument = (which & 2) == 0 ? default : new("i"),
        Desk = desk,
        Trader = trader,
        Client = client,
    });

    private static readonly Gen<RouterInput> Rules = Gen.Select(Gen.Select(Gen.Int[0, 9], Scope, Wide, Count, Gen.Bool).List[0, 6], Party, Text, Gen.Bool).Select(RouterInput (rules, by, why, begins) => new RiskRulesChanged(
        [.. rules.Select(rule => new RiskRule((RiskLimit)rule.Item1, rule.Item2, rule.Item3) { Window = rule.Item4, Soft = rule.Item5, Asset = rule.Item5 ? "USD" : "" })], by, why, begins));

    private static readonly Gen<RouterInput> Position = Gen.Select(Name, Party, Party, Party, Long).Select(RouterInput (name, desk, trader, client, net) => new PositionTold(new(name), desk, trader, client, net));

    private static readonly Gen<RouterInput> Report = Gen.Select(Name, Gen.Int[0, 2], Text.List[0, 5], Stamps).Select(RouterInput (name, kind, orders, asOf) =>
        new VenueReported(new(name), (VenueReportKind)kind, [.. orders], asOf));

    private static readonly Gen<RouterInput> Kill = Gen.Select(Scope, Party, Text, Gen.Bool).Select(RouterInput (scope, by, why, off) => off ? new KillSwitched(scope, by, why) : new KillReleased(scope, by, why));

    public static Gen<(Stamp At, RouterInput Input)> Inputs { get; } = Gen.Select(
        Stamps,
        Gen.OneOf(Session, Listing, Book, Own, Rules, Position, Kill, Report, Submitted, Amended, Parent.Select(RouterInput (id) => new ParentCanceled(id)), Child, Gen.Const<RouterInput>(new TimerFired())));

    public static Gen<Decision> Decisions { get; } = Gen.OneOf(
        Gen.Select(Name, Positive, Price, Wide, Gen.Int[1, 4], Gen.Int[0, 6], Gen.Long[1, long.MaxValue], Gen.Bool).Select(Decision (name, lots, price, cost, children, which, denominator, proved) => Placed(name, lots, price, cost, children, which, denominator, proved)),
        Gen.Select(Count, Count).Select(Decision (basis, child) => new CancelSent(basis, 1, new(child))),
        Gen.Select(Count, Count).Select(Decision (basis, child) => new Asked(basis, 7, new(child))),
        Gen.Select(Count, Name, Gen.Int[0, 5], Count, Wide, Gen.Int[0, 9]).Select(Decision (basis, name, end, filled, money, limit) =>
            new ParentEnded(basis, 1, new(name), (ParentEnd)end, new(filled), new(money), new(-money / 3), (PlanLimit)limit)),
        Gen.Select(Count, Parent, Text, Gen.Int[0, 22], Gen.Bool).Select(Decision (basis, id, text, code, soft) => soft ? new Remarked(basis, 1, id, (RefusalCode)code, text) : new Refused(basis, 1, id, (RefusalCode)code, text)),
        Gen.Select(Count, Count, Gen.Select(Count, Count, Count).List[0, 5]).Select(Decision (basis, took, children) => new KillCompleted(basis, 1, basis / 2, took, [.. children.Select(child => new KilledChild(new(child.Item1), child.Item2, new(child.Item3)))])),
        Gen.Select(Count, Count, Text).Select(Decision (basis, child, text) => new Alarmed(basis, 1, new(child), text)));

    private static Placed Placed(string name, long lots, long price, Int128 cost, int children, int which, long denominator, bool proved)
    {
        var orders = Enumerable.Range(0, children).Select(i => new ChildOrder
        {
            Id = new(1 + i),
            ClientId = ClientOrderId.For(5, 1, new(1 + i)),
            Parent = new(name),
            Venue = new($"v{i}"),
            Instrument = new(name),
            Side = (Side)(which & 1),
            Target = new(lots),
            Limit = new(price),
            SendOffset = which == 0 ? 0 : price,
            DecidedAt = new(price),
        }).ToImmutableArray();
        return new(lots, 1, new()
        {
            Parent = new(name),
            Number = 1 + which,
            Basis = lots,
            Engine = "bisection",
            Asked = new(lots),
            Changes = [.. orders.Select(order => new PlanChange(order.Venue, order.Target, order.Limit, new(cost)) { SendOffset = order.SendOffset, Discretion = new(which) })],
            Excluded = [.. Enumerable.Range(0, which).Select(i => new PlanExclusion(new($"x{i}"), (ExclusionReason)i))],
            Prices = new(new DualPrice(cost, which == 0 ? 1 : denominator)),
            Cost = new(cost / 2),
            Bound = new((cost / 2) - (proved ? 0 : Int128.Abs(cost / 4))),
            Nodes = 1 + which,
            Limit = (PlanLimit)which,
        }, orders);
    }
}
