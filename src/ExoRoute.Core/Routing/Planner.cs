using System.Collections.Immutable;
using ExoRoute.Market;
using ExoRoute.Plans;
using ExoRoute.Problems;
using ExoRoute.Solving;

namespace ExoRoute.Routing;

/// <summary>From a parent's rest and the books to a plan delta. Pure.</summary>
public static class Planner
{
    /// <summary>Puts the question of a parent's rest, on the books as they are now.</summary>
    internal static PlanQuestion Ask(ParentWork parent, List<RoutingBook> books, Stamp now, RouterSettings settings)
    {
        var question = parent.Question;
        if (question is null || !ReferenceEquals(question.Order, parent.Order))
        {
            parent.Question = question = new(parent.Order, settings.MaxNodes);
        }

        (question.Rest, question.Filled, question.Out, question.Number) = (parent.Rest, parent.Filled, parent.Open, parent.Plan.Number + 1);
        question.See(books, book => Excluded(parent, book, now, settings));
        return question;
    }

    /// <summary>The cheapest plan for as much of the rest as can be had, or a delta without changes that names the limit.</summary>
    public static PlanDelta Answer(PlanQuestion question, long basis)
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Solution = null;
        var excluded = ImmutableArray.CreateBuilder<PlanExclusion>();
        foreach (var venue in question.Venues)
        {
            if (venue.Exclusion is { } reason)
            {
                excluded.Add(new(venue.Venue, reason));
            }
        }

        PlanDelta None(PlanLimit limit) => new()
        {
            Parent = question.Order.Id,
            Number = question.Number,
            Basis = basis,
            Engine = "none",
            Asked = question.Rest,
            Changes = [],
            Excluded = excluded.ToImmutable(),
            Prices = DualVariables.None,
            Cost = default,
            Bound = default,
            Nodes = 0,
            Limit = limit,
        };

        var problems = question.Problems;
        if (problems.Count == 0)
        {
            return None(PlanLimit.NoVenue);
        }

        Solution solution;
        try
        {
            solution = question.Solve(question.Rest);
        }
        catch (OverflowException)
        {
            return None(PlanLimit.OutOfRange);
        }

        var limit = solution.Status == SolveStatus.Infeasible ? Limit(question, solution) : PlanLimit.None;
        if (solution.Status == SolveStatus.Infeasible && solution.Fillable > Lots.Zero)
        {
            solution = question.Solve(solution.Fillable);
        }

        if (!solution.HasPlan || solution.Flows.Total == Lots.Zero)
        {
            return None(limit == PlanLimit.None ? PlanLimit.LotOrMinimum : limit);
        }

        if (question.Filled + question.Out + solution.Flows.Total < question.Order.MinimumFill)
        {
            return None(PlanLimit.MinimumFill);
        }

        var changes = ImmutableArray.CreateBuilder<PlanChange>();
        for (var i = 0; i < problems.Count; i++)
        {
            if (solution.Flows[i] > Lots.Zero)
            {
                changes.Add(new(problems[i].Venue, solution.Flows[i], problems[i].VenuePriceOf(solution.Flows[i]), problems[i].Value(solution.Flows[i])));
            }
        }

        question.Solution = solution;
        return None(limit) with
        {
            Engine = problems.TrueForAll(static problem => problem.IsPlain) ? "bisection" : "branch-and-bound",
            Changes = changes.ToImmutable(),
            Prices = solution.Prices,
            Cost = solution.Cost,
            Bound = solution.Bound,
            Nodes = solution.Nodes,
        };
    }

    /// <summary>What is wrong with an answer by its certificate; null when it holds. Trusts no engine.</summary>
    internal static string? Certify(PlanQuestion question, PlanDelta delta)
    {
        var solution = question.Solution;
        if (solution is null || solution.Cost != delta.Cost || solution.Bound != delta.Bound || solution.Flows.Total != delta.Quantity)
        {
            return "The delta is not the solution that was found.";
        }

        var verdict = Certificate.Check(question.Problems, delta.Quantity, solution);
        return verdict.Holds ? null : string.Join(' ', verdict.Faults);
    }

    private static ExclusionReason? Excluded(ParentWork parent, RoutingBook book, Stamp now, RouterSettings settings)
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
    private static PlanLimit Limit(PlanQuestion question, Solution solution)
    {
        var (within, inLots, atAnyPrice, atAnyShare) = (Lots.Zero, Lots.Zero, Lots.Zero, Lots.Zero);
        foreach (var venue in question.Venues)
        {
            if (venue.Exclusion is null)
            {
                (within, inLots) = (within + venue.Problem!.Shown, inLots + venue.Problem.Capacity);
                (atAnyPrice, atAnyShare) = (atAnyPrice + venue.AtAnyPrice, atAnyShare + venue.AtAnyShare);
            }
        }

        return within >= question.Rest || solution.Fillable < inLots ? PlanLimit.LotOrMinimum
            : atAnyPrice > within ? PlanLimit.LimitPrice
            : atAnyShare > atAnyPrice ? PlanLimit.Participation
            : PlanLimit.Liquidity;
    }
}
