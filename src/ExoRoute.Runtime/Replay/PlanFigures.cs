using ExoRoute.Plans;
using ExoRoute.Routing;

namespace ExoRoute.Runtime.Replay;

/// <summary>How one engine came to its plans.</summary>
public sealed class EngineFigures
{
    /// <summary>Nodes of the search tree of each plan; 1 where the problem is convex.</summary>
    public Distribution Nodes { get; } = new();

    /// <summary>Plans whose cost is their dual bound: nothing is cheaper on the books seen.</summary>
    public long Proved { get; private set; }

    /// <summary>The largest gap between cost and bound, in ten-thousandths of a basis point of the cost; 0 where all are proved, null where one has no such measure.</summary>
    public long? LargestGap { get; private set; } = 0;

    internal void Add(PlanDelta delta)
    {
        Nodes.Add(delta.Nodes);
        if (delta.Gap == default)
        {
            Proved++;
            return;
        }

        LargestGap = LargestGap is { } largest && PlanComparison.Saved(delta.Bound, delta.Cost) is { } gap ? Math.Max(largest, gap) : null;
    }
}

/// <summary>How much work the plans on record took, and how far they are proved. Not thread-safe.</summary>
/// <remarks>No engine of this logic exchanges proposals: there are no rounds to count, only nodes.</remarks>
public sealed class PlanFigures
{
    private readonly SortedDictionary<string, EngineFigures> _engines = new(StringComparer.Ordinal);
    private readonly SortedDictionary<PlanLimit, long> _nothing = [];
    private readonly Dictionary<ParentId, int> _last = []; // counted only

    /// <summary>Questions put for a plan, met anew in the replay.</summary>
    public long Questions { get; private set; }

    /// <summary>Questions that nothing could be planned for, by what was in the way.</summary>
    public IReadOnlyDictionary<PlanLimit, long> Nothing => _nothing;

    /// <summary>Plans on record, by engine.</summary>
    public IReadOnlyDictionary<string, EngineFigures> Engines => _engines;

    /// <summary>Plan deltas of each parent order that has any.</summary>
    public Distribution PerParent
    {
        get
        {
            var deltas = new Distribution();
            foreach (var number in _last.Values)
            {
                deltas.Add(number);
            }

            return deltas;
        }
    }

    internal void Asked(PlanDelta answer)
    {
        Questions++;
        if (answer.Changes.IsEmpty)
        {
            _nothing[answer.Limit] = _nothing.GetValueOrDefault(answer.Limit) + 1;
        }
    }

    internal void Add(PlanDelta delta)
    {
        if (!_engines.TryGetValue(delta.Engine, out var engine))
        {
            _engines[delta.Engine] = engine = new();
        }

        engine.Add(delta);
        _last[delta.Parent] = delta.Number;
    }
}
