using ExoRoute.Problems;

namespace ExoRoute.Solving;

/// <summary>How the solve of an exchange problem ended.</summary>
public enum ExchangeStatus : byte
{
    /// <summary>Gap and residual are within the tolerance.</summary>
    Optimal,

    /// <summary>A round or step limit was reached first: flows, prices and bound are what they are, with their gap and residual.</summary>
    RoundLimit,

    /// <summary>No flows balance the nodes: along <see cref="ExchangeSolution.Direction"/>, a row of node weights, all terms together cannot give what is demanded.</summary>
    Infeasible,

    /// <summary>The cost has no lower end: along <see cref="ExchangeSolution.Direction"/>, a row of flows that balances, it falls for ever.</summary>
    Unbounded,
}

/// <summary>Which engine an exchange problem's shape chose.</summary>
public enum ExchangeEngine : byte
{
    /// <summary>One node, one port a term: bisection of its price.</summary>
    PriceBisection,

    /// <summary>Several nodes: ADMM to the neighbourhood of the prices, then Newton steps on the proximal dual, each one guess of the active set.</summary>
    AdmmAndNewton,
}

/// <summary>Flows, prices, and the proof of how close to the least cost they are.</summary>
/// <remarks><see cref="Certificate.Check(ExchangeProblem, ExchangeSolution)"/> recomputes every claim. Immutable, safe to share between threads.</remarks>
public sealed record ExchangeSolution
{
    /// <summary>How it ended.</summary>
    public required ExchangeStatus Status { get; init; }

    /// <summary>By which engine.</summary>
    public required ExchangeEngine Engine { get; init; }

    /// <summary>All flows, term by term (<see cref="ExchangeProblem.Part(ReadOnlySpan{double}, int)"/>); empty where there are none.</summary>
    public required IReadOnlyList<double> Flows { get; init; }

    /// <summary>Each node's price: what one more unit demanded there would cost; empty where there are no flows.</summary>
    public required IReadOnlyList<double> Prices { get; init; }

    /// <summary>What the flows cost.</summary>
    public required double Cost { get; init; }

    /// <summary>What any balanced flows cost at least, proved by the prices; minus infinity where they prove nothing.</summary>
    public required double Bound { get; init; }

    /// <summary>
    /// Infinite where the bound holds for all balanced flows. Else a term has unlimited flows and its price is right to the last digits only: the bound then
    /// holds for all that lie within this distance, term by term; beyond, convexity lets the gap grow in proportion.
    /// </summary>
    public double Reach { get; init; } = double.PositiveInfinity;

    /// <summary>The largest excess or lack at a node, relative to what flows there, to a thousandth of the busiest node, or to a millionth of a unit, whichever is most.</summary>
    public required double Residual { get; init; }

    /// <summary>Rounds of ADMM.</summary>
    public required int Rounds { get; init; }

    /// <summary>Steps of bisection or of the finish.</summary>
    public required int Steps { get; init; }

    /// <summary>When infeasible: a weight a node. When unbounded: a flow a port. Else empty.</summary>
    public IReadOnlyList<double> Direction { get; init; } = [];

    /// <summary>Cost less bound; rounding can leave it below zero by a relative 1e-15 or so.</summary>
    public double Gap => Cost - Bound;

    /// <summary>Gap relative to the cost, or to 1 cost unit where that is smaller.</summary>
    public double RelativeGap => Gap / Math.Max(1, Math.Abs(Cost));
}
