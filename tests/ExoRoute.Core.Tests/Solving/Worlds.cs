using ExoRoute.Problems;

namespace ExoRoute.Tests.Solving;

/// <summary>Ladders for tests: written by hand, from the published generator, or from rows.</summary>
internal static class Worlds
{
    internal static VenueId Venue(int place) => new($"v{place}");

    internal static LadderProblem Problem(int place, IEnumerable<(long Price, long Quantity)> rungs, long lot = 1, long minimum = 0, Int128 ticket = default) =>
        new(Venue(place), Rungs(rungs), new() { Lot = new(lot), Minimum = new(minimum), FixedCost = new(ticket) });

    internal static Rung[] Rungs(IEnumerable<(long Price, long Quantity)> rungs) =>
        [.. rungs.Select(rung => new Rung(rung.Price, rung.Quantity, new(Math.Max(1, rung.Price))))];

    /// <summary>The canonical taker books (SplitMix64, one draw an item, in this order).</summary>
    internal static Rung[][] Canonical(int venues, int levels)
    {
        var state = 0x5EEDUL + ((ulong)venues * 1_000_003) + (ulong)levels;
        ulong Next()
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }

        var ladders = new Rung[venues][];
        for (var venue = 0; venue < venues; venue++)
        {
            var fee = -20 + (long)(Next() % 51);
            var tick = 10_000 + (long)(Next() % 4);
            ladders[venue] = new Rung[levels];
            for (var level = 0; level < levels; level++)
            {
                ladders[venue][level] = new((tick * 100) + fee, 100 * (1 + (long)(Next() % 20)), new(tick));
                tick += 1 + (long)(Next() % 3);
            }
        }

        return ladders;
    }

    internal static LadderProblem[] Problems(Rung[][] ladders) => [.. ladders.Select((rungs, place) => new LadderProblem(Venue(place), rungs))];
}
