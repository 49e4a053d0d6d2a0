using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Problems;
using ExoRoute.Risk;
using ExoRoute.Solving;

namespace ExoRoute.Routing;

/// <summary>What a plan is asked: a parent's rest, and what each venue has for it now.</summary>
/// <remarks>
/// Kept with the parent: only a venue whose book moved gets its ladder filled anew, in the consolidated one as well, and in the
/// buffers that are there. Not thread-safe; whoever is shown a question reads it at once, or takes a <see cref="With"/> of it.
/// </remarks>
public sealed class PlanQuestion
{
    private readonly List<PlanVenue> _venues = [];
    private ConsolidatedLadder? _ladder;

    internal PlanQuestion(ParentOrder order, int maxNodes) => (Order, Settings) = (order, new SolverSettings { MaxNodes = maxNodes });

    /// <summary>The parent order.</summary>
    public ParentOrder Order { get; }

    /// <summary>What it still needs.</summary>
    public Lots Rest { get; internal set; }

    /// <summary>What of it traded already.</summary>
    public Lots Filled { get; internal set; }

    /// <summary>What of it is out: working and possibly filled.</summary>
    public Lots Out { get; internal set; }

    /// <summary>The number the next plan delta gets.</summary>
    public int Number { get; internal set; }

    /// <summary>The venues that list the instrument, in venue order.</summary>
    public IReadOnlyList<PlanVenue> Venues => _venues;

    /// <summary>The instrument's units; null where no venue could be used yet.</summary>
    public InstrumentUnits? Units
    {
        get
        {
            foreach (var venue in _venues)
            {
                if (venue.Definition is { } definition)
                {
                    return definition.Units;
                }
            }

            return null;
        }
    }

    internal SolverSettings Settings { get; }

    /// <summary>The problems of the venues that can be used, in venue order.</summary>
    internal List<LadderProblem> Problems { get; } = [];

    /// <summary>The last answer, for its certificate; without a plan where there was none to make.</summary>
    internal KeptAnswer Answer { get; } = new();

    /// <summary>The same question under other terms: fees of some venues changed, or venues left out. This one stays as it is.</summary>
    /// <param name="fees">A venue's fees now; null leaves the venue out.</param>
    public PlanQuestion With(Func<PlanVenue, FeeSchedule?> fees)
    {
        ArgumentNullException.ThrowIfNull(fees);
        var other = new PlanQuestion(Order, Settings.MaxNodes) { Rest = Rest, Filled = Filled, Out = Out, Number = Number };
        foreach (var venue in _venues)
        {
            if (fees(venue) is { } schedule)
            {
                other._venues.Add(venue.Under(schedule, Order));
            }
        }

        other.Gather();
        return other;
    }

    /// <summary>Whether all problems are plain: then one price splits any quantity.</summary>
    internal bool IsPlain => Problems.TrueForAll(static problem => problem.IsPlain);

    /// <summary>Finds the cheapest split of the rest over the problems, or of as much of it as can be had, with its proof: <see cref="Answer"/>.</summary>
    /// <returns>As much as can be had; where that is nothing there is no plan. There must be a problem.</returns>
    /// <exception cref="OverflowException">Prices, quantities, lots and venues together are beyond 127 bits.</exception>
    internal Lots Solve()
    {
        Answer.Clear();
        if (IsPlain)
        {
            var most = Lots.Min(Rest, _ladder!.Capacity);
            if (most > Lots.Zero)
            {
                Answer.Split(_ladder, most);
            }

            return most;
        }

        var (solution, fillable) = (Solver.Solve(Problems, Rest, Settings), Rest);
        if (solution.Status == SolveStatus.Infeasible)
        {
            fillable = solution.Fillable;
            solution = fillable > Lots.Zero ? Solver.Solve(Problems, fillable, Settings) : solution;
        }

        Answer.Take(solution);
        return fillable;
    }

    /// <summary>Whether a pre-trade limit keeps a venue out that could be used otherwise.</summary>
    internal bool IsHeldByRisk => _venues.Exists(static venue => venue.Exclusion == ExclusionReason.RiskLimit);

    /// <summary>Leaves out all but so many venues of an answer: those that give most, the first of equals.</summary>
    internal void Keep(int most, PlanDelta answer)
    {
        var kept = answer.Changes.OrderByDescending(change => change.Quantity.Count).Take(most).Select(change => change.Venue).ToHashSet();
        foreach (var venue in _venues)
        {
            venue.Exclusion ??= kept.Contains(venue.Venue) ? null : ExclusionReason.RiskLimit;
        }

        Gather();
    }

    /// <summary>Brings the venues up to date with the books.</summary>
    internal void See(List<RoutingBook> books, ParentWork parent, Stamp now, RouterSettings settings, RiskState risk, long marketTwice)
    {
        var sameVenues = _venues.Count == books.Count;
        if (!sameVenues)
        {
            _venues.Clear();
            foreach (var book in books)
            {
                _venues.Add(new(book.Venue));
            }
        }

        var (usable, moved, slowest) = (0, !sameVenues, 0L);
        for (var i = 0; i < books.Count; i++)
        {
            var was = _venues[i].Exclusion;
            _venues[i].Exclusion = Planner.Excluded(parent, books[i], now, settings);
            if (_venues[i].Exclusion is null && !risk.IsIdle)
            {
                _venues[i].Bound(parent.Tally.Who with { Venue = books[i].Venue }, Order.Side == Side.Buy, now, risk, marketTwice);
            }
            else
            {
                _venues[i].Unbound();
            }

            moved |= was != _venues[i].Exclusion;
            slowest = _venues[i].Exclusion is null ? Math.Max(slowest, books[i].Definition.OrderLatency) : slowest;
        }

        for (var i = 0; i < books.Count; i++)
        {
            var venue = _venues[i];
            if (venue.Exclusion is null && venue.See(books[i], Order, slowest) && !moved)
            {
                _ladder!.Set(usable, venue.Problem!.Rungs);
            }

            usable += venue.Exclusion is null ? 1 : 0;
        }

        if (moved)
        {
            Gather();
        }
    }

    private void Gather()
    {
        Problems.Clear();
        foreach (var venue in _venues)
        {
            if (venue.Exclusion is null)
            {
                Problems.Add(venue.Problem!);
            }
        }

        _ladder = Problems.Count == 0 ? null : new(Problems.Count);
        for (var i = 0; i < Problems.Count; i++)
        {
            _ladder!.Set(i, Problems[i].Rungs);
        }
    }
}

/// <summary>What one venue has for a parent now.</summary>
/// <remarks>Levels and problem are kept buffers, filled anew when the book moves: to be read at once. Not thread-safe.</remarks>
public sealed class PlanVenue
{
    private long _version = -1, _delay, _beyond, _seenBeyond;
    private Level[] _levels = [];
    private int _count;

    internal PlanVenue(VenueId venue) => Venue = venue;

    /// <summary>Which.</summary>
    public VenueId Venue { get; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public ExclusionReason? Exclusion { get; internal set; }

    /// <summary>What it charges.</summary>
    public FeeSchedule Fees { get; private set; } = FeeSchedule.None;

    /// <summary>The levels as far as this parent may take them, best first: displayed, less what is taken, by its share.</summary>
    public ReadOnlySpan<Level> Levels => _levels.AsSpan(0, _count);

    /// <summary>What the levels hold, whatever the limit price.</summary>
    public Lots AtAnyPrice { get; private set; }

    /// <summary>What they would hold if all that is displayed could be taken.</summary>
    public Lots AtAnyShare { get; private set; }

    /// <summary>What stands behind resting orders of our own, and cannot be had for that.</summary>
    public Lots BehindOwn { get; private set; }

    /// <summary>What is shown at prices beyond a collar.</summary>
    public Lots BeyondCollar { get; private set; }

    /// <summary>The most that a pre-trade limit lets one child order have.</summary>
    public Lots Cap { get; private set; } = new(Lots.MaxCount);

    /// <summary>The share of what is shown that is believed to be there when the plan's children arrive, in millionths. See <see cref="LatencyHaircut"/>.</summary>
    public int ReachablePpm { get; private set; } = LadderLimits.WholePpm;

    /// <summary>Its problem; null until it was seen once while it could be used.</summary>
    public LadderProblem? Problem { get; private set; }

    internal InstrumentDefinition? Definition { get; private set; }

    // The best of our own orders that a child would trade with, or the first price beyond a collar.
    private Ticks EndsBefore { get; set; }

    private Lots SeenCap { get; set; } = new(Lots.MaxCount);

    // What limits leave of the venue, as they are now.
    internal void Bound(RiskScope child, bool buys, Stamp now, RiskState risk, long marketTwice)
    {
        var collar = risk.Tightest(RiskLimit.PriceCollar, in child);
        Exclusion = risk.KilledBy(in child) is not null ? ExclusionReason.Killed
            : risk.Forbids(in child) ? ExclusionReason.NotPermitted
            : risk.Room(in child, ofVenue: true, now) == 0 || (collar is not null && marketTwice == 0) ? ExclusionReason.RiskLimit
            : null;
        Cap = new((long)Int128.Min(risk.Tightest(RiskLimit.ChildQuantity, in child) ?? Lots.MaxCount, Lots.MaxCount));
        _beyond = collar is { } ppm && marketTwice > 0 ? RiskState.FirstBeyond(buys, marketTwice, (long)ppm) : 0;
    }

    internal void Unbound() => (Cap, _beyond) = (new(Lots.MaxCount), 0);

    // Answers whether the problem is another one now. The plan's children arrive together: at the slowest usable venue's time.
    internal bool See(RoutingBook book, ParentOrder order, long slowest)
    {
        var delay = book.Definition.WithdrawnPpm == 0 ? 0 : slowest;
        if (_version == book.Version && _delay == delay && _seenBeyond == _beyond && SeenCap == Cap)
        {
            return false;
        }

        ReachablePpm = delay == 0 ? LadderLimits.WholePpm : LatencyHaircut.ReachablePpm(book.Definition.WithdrawnPpm, delay);

        var side = book.Against(order.Side);
        if (_levels.Length < side.Count)
        {
            _levels = new Level[Math.Max(side.Count, 2 * _levels.Length)];
        }

        _count = 0;
        var (atAnyPrice, atAnyShare, behindOwn, beyondCollar, beyond, beyondAll) = (0L, 0L, 0L, 0L, 0L, 0L);
        for (var place = 0; place < side.Count; place++)
        {
            var whole = side.Free(place, ParentOrder.FullParticipation, ReachablePpm, ref beyondAll);
            if (side.IsBehindOwn(place))
            {
                behindOwn = Math.Min(Lots.MaxCount, behindOwn + whole.Count);
                continue;
            }

            if (_beyond > 0 && (order.Side == Side.Buy ? side[place].Price.Count >= _beyond : side[place].Price.Count <= _beyond))
            {
                beyondCollar = Math.Min(Lots.MaxCount, beyondCollar + whole.Count);
                continue;
            }

            var free = side.Free(place, order.ParticipationPpm, ReachablePpm, ref beyond);
            atAnyPrice = Math.Min(Lots.MaxCount, atAnyPrice + free.Count);
            atAnyShare = Math.Min(Lots.MaxCount, atAnyShare + whole.Count);
            if (free > Lots.Zero)
            {
                _levels[_count++] = new(side[place].Price, free);
            }
        }

        (_version, _delay, _seenBeyond, SeenCap) = (book.Version, delay, _beyond, Cap);
        (Definition, Fees, EndsBefore) = (book.Definition, book.Fees, Nearer(order.Side, side.EndsBefore, new(_beyond)));
        (AtAnyPrice, AtAnyShare, BehindOwn, BeyondCollar) = (new(atAnyPrice), new(atAnyShare), new(behindOwn), new(beyondCollar));
        FillProblem(order);
        return true;
    }

    internal PlanVenue Under(FeeSchedule fees, ParentOrder order)
    {
        var other = new PlanVenue(Venue)
        {
            Exclusion = Exclusion,
            Fees = fees,
            Definition = Definition,
            AtAnyPrice = AtAnyPrice,
            AtAnyShare = AtAnyShare,
            BehindOwn = BehindOwn,
            BeyondCollar = BeyondCollar,
            Cap = Cap,
            ReachablePpm = ReachablePpm,
            EndsBefore = EndsBefore,
            _delay = _delay,
            _levels = Levels.ToArray(),
            _count = _count,
            _version = _version,
        };
        if (Definition is not null)
        {
            other.FillProblem(order);
        }

        return other;
    }

    /// <summary>A child's limit where its plan reaches a price: beyond it by the parent's discretion.</summary>
    internal Ticks LimitOf(ParentOrder order, Ticks reach) =>
        order.DiscretionPpm == 0 ? reach : LimitDiscretion.Reach(reach, order.DiscretionPpm, order.Side, Definition!, Fees, Limits(order), EndsBefore);

    private void FillProblem(ParentOrder order) => (Problem ??= new(Venue)).Fill(Levels, order.Side, Fees, Definition!, Limits(order));

    private LadderLimits Limits(ParentOrder order) =>
        new() { Limit = order.HasLimit ? order.Limit : null, LimitIsNet = order.Basis == FeeBasis.Net, Cap = Cap };

    // Of two prices that must not be reached the one that comes first; default is none.
    private static Ticks Nearer(Side side, Ticks a, Ticks b) =>
        a == default ? b
        : b == default ? a
        : (side == Side.Buy) == (a < b) ? a : b;
}
