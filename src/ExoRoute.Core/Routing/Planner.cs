using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ExoRoute.Market;
using ExoRoute.Plans;
using ExoRoute.Problems;
using ExoRoute.Risk;
using ExoRoute.Solving;

namespace ExoRoute.Routing;

/// <summary>From a parent's rest and the books to a plan delta. Pure.</summary>
public static class Planner
{
    /// <summary>Puts the question of a parent's rest, on the books as they are now.</summary>
    internal static PlanQuestion Ask(ParentWork parent, List<RoutingBook> books, Stamp now, RouterSettings settings, RiskState risk, long marketTwice)
    {
        var question = parent.Question;
        if (question is null || !ReferenceEquals(question.Order, parent.Order))
        {
            parent.Question = question = new(parent.Order, settings.MaxNodes);
        }

        (question.Rest, question.Filled, question.Out, question.Number) = (parent.Rest, parent.Filled, parent.Open, parent.Plans + 1);
        question.See(books, parent, now, settings, risk, marketTwice);
        return question;
    }

    /// <summary>The cheapest plan for as much of the rest as can be had, or a delta without changes that names the limit.</summary>
    public static PlanDelta Answer(PlanQuestion question, long basis)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Problems.Count == 0)
        {
            return Nothing(question, basis, question.IsHeldByRisk ? PlanLimit.RiskLimit : PlanLimit.NoVenue);
        }

        Lots fillable;
        try
        {
            fillable = question.Solve();
        }
        catch (OverflowException)
        {
            return Nothing(question, basis, PlanLimit.OutOfRange);
        }

        var limit = fillable < question.Rest ? Limit(question, fillable) : PlanLimit.None;
        var (answer, quantity) = (question.Answer, question.Answer.Quantity);
        if (quantity == Lots.Zero)
        {
            return Nothing(question, basis, limit == PlanLimit.None ? PlanLimit.LotOrMinimum : limit);
        }

        if (question.Filled + question.Out + quantity < question.Order.MinimumFill)
        {
            return Nothing(question, basis, PlanLimit.MinimumFill);
        }

        return new()
        {
            Parent = question.Order.Id,
            Number = question.Number,
            Basis = basis,
            Engine = question.IsPlain ? "bisection" : "branch-and-bound",
            Asked = question.Rest,
            Changes = Changes(question, answer.Flows),
            Excluded = Exclusions(question),
            Prices = answer.Prices,
            Cost = answer.Cost,
            Bound = answer.Bound,
            Nodes = answer.Nodes,
            Limit = limit,
        };
    }

    /// <summary>What is wrong with an answer by its certificate; null when it holds. Trusts no engine.</summary>
    internal static string? Certify(PlanQuestion question, PlanDelta delta)
    {
        var answer = question.Answer;
        if (!answer.HasPlan || answer.Cost != delta.Cost || answer.Bound != delta.Bound || answer.Quantity != delta.Quantity)
        {
            return "The delta is not the solution that was found.";
        }

        List<string>? faults = null;
        Certificate.CheckClaims(question.Problems, delta.Quantity, answer.Claims, ref faults);
        return faults is null ? null : string.Join(' ', faults);
    }

    private static PlanDelta Nothing(PlanQuestion question, long basis, PlanLimit limit) => new()
    {
        Parent = question.Order.Id,
        Number = question.Number,
        Basis = basis,
        Engine = "none",
        Asked = question.Rest,
        Changes = [],
        Excluded = Exclusions(question),
        Prices = DualVariables.None,
        Cost = default,
        Bound = default,
        Nodes = 0,
        Limit = limit,
    };

    // The children leave so that they arrive together: each is held back by what the slowest one's way is longer.
    private static ImmutableArray<PlanChange> Changes(PlanQuestion question, ReadOnlySpan<long> flows)
    {
        var (used, slowest) = (0, 0L);
        for (var (i, flow) = (0, 0); i < question.Venues.Count; i++)
        {
            if (question.Venues[i].Exclusion is null && flows[flow++] > 0)
            {
                used++;
                slowest = Math.Max(slowest, question.Venues[i].Definition!.OrderLatency);
            }
        }

        var (changes, at) = (new PlanChange[used], 0);
        for (var (i, next) = (0, 0); i < question.Venues.Count; i++)
        {
            var venue = question.Venues[i];
            if (venue.Exclusion is null && new Lots(flows[next++]) is var flow && flow > Lots.Zero)
            {
                var reach = venue.Problem!.VenuePriceOf(flow);
                var limit = venue.LimitOf(question.Order, reach);
                changes[at++] = new(venue.Venue, flow, limit, venue.Problem.Value(flow))
                {
                    SendOffset = slowest - venue.Definition!.OrderLatency,
                    Discretion = new(Math.Abs(limit.Count - reach.Count)),
                };
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(changes);
    }

    private static ImmutableArray<PlanExclusion> Exclusions(PlanQuestion question)
    {
        var (left, at) = (question.Venues.Count - question.Problems.Count, 0);
        if (left == 0)
        {
            return [];
        }

        var excluded = new PlanExclusion[left];
        for (var i = 0; i < question.Venues.Count; i++)
        {
            if (question.Venues[i].Exclusion is { } reason)
            {
                excluded[at++] = new(question.Venues[i].Venue, reason);
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(excluded);
    }

    /// <summary>Why a book cannot be used for a parent now; null when it can.</summary>
    internal static ExclusionReason? Excluded(ParentWork parent, RoutingBook book, Stamp now, RouterSettings settings)
    {
        var policy = parent.Order.Books;
        return book.Definition.State != TradingState.Open || now < book.Definition.From ? ExclusionReason.NotTrading
            : !book.HasBook ? ExclusionReason.NoBook
            : book.Status == BookStatus.Broken ? ExclusionReason.BookBroken
            : book.Status < policy.LeastProved ? ExclusionReason.BookNotProved
            : !policy.Accepts(book.Status, now.Since(book.UpdatedAt)) ? ExclusionReason.BookTooOld
            : parent.Avoids(book.Venue, now, settings.MaxRejects);
    }

    // What is in the way of the whole rest: the limit whose going would give more, the parent's own before the market's.
    private static PlanLimit Limit(PlanQuestion question, Lots fillable)
    {
        var (within, inLots, atAnyPrice, atAnyShare, behindOwn, heldByRisk) = (Lots.Zero, Lots.Zero, Lots.Zero, Lots.Zero, Lots.Zero, question.IsHeldByRisk);
        for (var i = 0; i < question.Venues.Count; i++)
        {
            var venue = question.Venues[i];
            if (venue.Exclusion is null)
            {
                (within, inLots) = (within + venue.Problem!.Shown, inLots + venue.Problem.Capacity);
                (atAnyPrice, atAnyShare, behindOwn) = (atAnyPrice + venue.AtAnyPrice, atAnyShare + venue.AtAnyShare, behindOwn + venue.BehindOwn);
                heldByRisk |= venue.BeyondCollar > Lots.Zero || venue.Problem.Shown > venue.Cap;
            }
        }

        return heldByRisk ? PlanLimit.RiskLimit
            : within >= question.Rest || fillable < inLots ? PlanLimit.LotOrMinimum
            : atAnyPrice > within ? PlanLimit.LimitPrice
            : atAnyShare > atAnyPrice ? PlanLimit.Participation
            : behindOwn > Lots.Zero ? PlanLimit.OwnOrders
            : PlanLimit.Liquidity;
    }
}
