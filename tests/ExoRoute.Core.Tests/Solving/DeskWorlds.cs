using CsCheck;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Solving;

/// <summary>Small problems of several desks, and the slow, plain way to their least cost.</summary>
internal sealed record DeskWorld((long Price, long Quantity)[][] Ladders, long[] Wanted, long[][] Credits)
{
    /// <summary>Few prices, so that many are equal; credits and quantities that are often zero or short.</summary>
    internal static readonly Gen<DeskWorld> Any =
        from venues in Gen.Int[1, 5]
        from desks in Gen.Int[1, 4]
        from starts in Gen.Long[-6, 6].Array[venues]
        from rungs in Gen.Select(Gen.Long[1, 3], Gen.Long[1, 5]).Array[0, 4].Array[venues]
        from wanted in Gen.Long[0, 9].Array[desks]
        from credits in Gen.OneOf(Gen.Const(0L), Gen.Long[0, 4], Gen.Long[0, 12], Gen.Const(20L)).Array[venues].Array[desks]
        select new DeskWorld([.. rungs.Select((steps, venue) => Climb(starts[venue], steps))], wanted, credits);

    internal DeskProblem Problem() => new(
        [.. Ladders.Select((rungs, venue) => Worlds.Problem(venue, rungs))],
        [.. Wanted.Select((wanted, desk) => new Desk($"d{desk}", new(wanted), [.. Credits[desk].Select(credit => new Lots(credit))]))]);

    /// <summary>Successive shortest paths by Bellman and Ford on source -> desks -> venues -> rungs -> sink: the most that can be filled, and its least cost.</summary>
    internal (long Filled, Int128 Cost) Oracle()
    {
        var (desks, venues) = (Wanted.Length, Ladders.Length);
        var (source, sink) = (desks + venues, desks + venues + 1);
        var arcs = new List<(int From, int To, long Room, Int128 Price)>();
        void Arc(int from, int to, long room, long price)
        {
            arcs.Add((from, to, room, price));
            arcs.Add((to, from, 0, -price));
        }

        for (var desk = 0; desk < desks; desk++)
        {
            Arc(source, desk, Wanted[desk], 0);
            for (var venue = 0; venue < venues; venue++)
            {
                Arc(desk, desks + venue, Credits[desk][venue], 0);
            }
        }

        for (var venue = 0; venue < venues; venue++)
        {
            foreach (var (price, quantity) in Ladders[venue])
            {
                Arc(desks + venue, sink, quantity, price);
            }
        }

        var (filled, cost) = (0L, (Int128)0);
        while (true)
        {
            var (least, by) = (new Int128?[sink + 1], new int[sink + 1]);
            least[source] = 0;
            for (var changed = true; changed;)
            {
                changed = false;
                for (var arc = 0; arc < arcs.Count; arc++)
                {
                    var (from, to, room, price) = arcs[arc];
                    if (room > 0 && least[from] is { } here && (least[to] is not { } known || here + price < known))
                    {
                        (least[to], by[to], changed) = (here + price, arc, true);
                    }
                }
            }

            if (least[sink] is not { } each)
            {
                return (filled, cost);
            }

            var part = long.MaxValue;
            for (var at = sink; at != source; at = arcs[by[at]].From)
            {
                part = Math.Min(part, arcs[by[at]].Room);
            }

            for (var at = sink; at != source; at = arcs[by[at]].From)
            {
                var arc = by[at];
                arcs[arc] = arcs[arc] with { Room = arcs[arc].Room - part };
                arcs[arc ^ 1] = arcs[arc ^ 1] with { Room = arcs[arc ^ 1].Room + part };
            }

            (filled, cost) = (filled + part, cost + (each * part));
        }
    }

    private static (long, long)[] Climb(long start, (long Step, long Quantity)[] steps)
    {
        var price = start;
        return [.. steps.Select(step => (price += step.Step, step.Quantity))];
    }
}
