using System.Diagnostics;

namespace ExoRoute.Benchmarks.Taking;

/// <summary>Times peers in turn, round by round: a machine that is shared drifts from minute to minute.</summary>
internal static class Rounds
{
    /// <summary>Each peer's median, in nanoseconds a call; a fifth as many rounds warm up, five at least.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="peers">What to call, and how often in a round.</param>
    public static double[] Medians(int rounds, params (Action Call, int Times)[] peers) => Medians(Stopwatch.GetTimestamp, static begun => Stopwatch.GetElapsedTime(begun).TotalNanoseconds, rounds, peers);

    /// <summary>The same in processor time of the calling thread, for peers that use no other: other work on the machine lengthens it little.</summary>
    public static double[] ThreadMedians(int rounds, params (Action Call, int Times)[] peers) => Medians(ThreadClock.Nanoseconds, static begun => ThreadClock.Nanoseconds() - begun, rounds, peers);

    private static double[] Medians(Func<long> now, Func<long, double> since, int rounds, (Action Call, int Times)[] peers)
    {
        var warm = Math.Max(5, rounds / 5);
        var taken = peers.Select(_ => new List<double>()).ToArray();
        for (var round = -warm; round < rounds; round++)
        {
            for (var peer = 0; peer < peers.Length; peer++)
            {
                var (call, times) = peers[peer];
                var begun = now();
                for (var i = 0; i < times; i++)
                {
                    call();
                }

                if (round >= 0)
                {
                    taken[peer].Add(since(begun) / times);
                }
            }

            // The JIT optimises in the background.
            Thread.Sleep(round < 0 ? 150 : 0);
        }

        return [.. taken.Select(list => list.Order().ElementAt(list.Count / 2))];
    }
}
