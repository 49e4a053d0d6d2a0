using System.Text.Json.Nodes;
using ExoRoute.Cli.Output;
using ExoRoute.Cli.Problems;

namespace ExoRoute.Cli.Verbs.Solve;

/// <summary>A solved and checked problem, in words and as JSON.</summary>
internal abstract class Answer
{
    /// <summary>What the certificate's check found; empty when all holds.</summary>
    internal abstract IReadOnlyList<string> Faults { get; }

    /// <summary>Why there is no plan, in one line; null where there is one.</summary>
    internal abstract string? Refusal { get; }

    /// <summary>Whether there is anything to explain.</summary>
    internal abstract bool HasPlan { get; }

    /// <summary>Prints plan, prices and certificate.</summary>
    internal abstract void Tell(Report report);

    /// <summary>The same as one document.</summary>
    internal abstract JsonObject Json();

    /// <summary>Why each part is what it is, what one more would cost, which limits bind and what one more unit of them is worth.</summary>
    internal abstract IEnumerable<string> Explain();

    /// <summary>Solves a problem of any shape and checks the answer.</summary>
    /// <exception cref="CommandException">Its numbers are beyond what can be computed; exit code 2.</exception>
    internal static Answer To(ProblemDocument problem)
    {
        try
        {
            return problem switch
            {
                RoutingProblem routing => new RoutingAnswer(routing),
                DesksProblem desks => new DesksAnswer(desks),
                ExchangeDocument exchange => new ExchangeAnswer(exchange),
                RestingProblem resting => new MakeTakeAnswer(resting),
                _ => throw new InvalidOperationException(problem.GetType().Name),
            };
        }
        catch (OverflowException beyond)
        {
            throw CommandException.BadInput($"'{problem.File}': prices, quantities, lots and venues together are beyond 127 bits. Take coarser units: fewer priceDecimals or quantityDecimals.", beyond);
        }
        catch (ArgumentException beyond)
        {
            throw CommandException.BadInput($"'{problem.File}': the numbers lie so far apart that doubles cannot hold what is computed from them. Choose units in which they are nearer to 1.", beyond);
        }
    }

    /// <summary>A list of texts.</summary>
    private protected static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => JsonValue.Create(text))]);

    /// <summary>What the check found, at the end of the certificate's line.</summary>
    private protected string Verdict => Faults.Count == 0 ? "it holds" : "it does not hold";

    /// <summary>An amount with what it is in.</summary>
    private protected static string With(string amount, string unit) => unit.Length == 0 ? amount : $"{amount} {unit}";
}
