using System.Collections.Immutable;
using ExoRoute.Orders;

namespace ExoRoute.Routing;

/// <summary>A kill switch with the child orders that were out when it came.</summary>
/// <param name="number">The sequence of its input.</param>
/// <param name="at">When it came.</param>
internal sealed class KillWork(long number, Stamp at)
{
    private readonly Dictionary<long, Lots> _waiting = []; // filled before, by number; looked up only
    private readonly ImmutableArray<KilledChild>.Builder _over = ImmutableArray.CreateBuilder<KilledChild>();

    internal long Number { get; } = number;

    internal long Took { get; private set; }

    internal bool IsOver => _waiting.Count == 0;

    internal ImmutableArray<KilledChild> Children => _over.ToImmutable();

    internal void Add(ChildWork child) => _waiting.Add(child.Order.Id.Number, child.Order.Filled);

    internal void End(ChildWork child, Stamp now)
    {
        if (_waiting.Remove(child.Order.Id.Number, out var before))
        {
            Took = now.Since(at);
            if (_over.Count < KillCompleted.MaxChildren)
            {
                _over.Add(new(child.Order.Id, Took, child.Order.Filled - before));
            }
        }
    }
}
