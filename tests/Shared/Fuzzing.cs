using System.Globalization;

namespace ExoRoute.Tests;

/// <summary>Runs hostile inputs through a public door and holds what comes out against the rule: taken, or refused by name.</summary>
/// <remarks>
/// An exception that the harness does not turn into a refusal fails the test with the input in it. Work is bounded without a clock:
/// an input may not make the door allocate more than its length explains, and a harness bounds its own steps.
/// EXOROUTE_FUZZ_TIMES: how many times the short run's inputs a long run takes (default 40). EXOROUTE_FUZZ_SEED: another seed.
/// </remarks>
internal sealed class Fuzzing
{
    private const int Shown = 6_000;

    // What an input may allocate whatever its length (buffers, messages), and for each of its bytes.
    private const long FreeBytes = 8 << 20;
    private const long BytesPerByte = 2_000;

    private readonly string _harness;
    private readonly int _rounds;
    private readonly SortedDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private int _taken;

    private Fuzzing(string harness, int rounds) => (_harness, _rounds) = (harness, rounds);

    /// <summary>How many times the inputs of the short run a long one takes.</summary>
    public static int Times => Setting("EXOROUTE_FUZZ_TIMES", 40);

    /// <summary>Makes inputs from a corpus and puts each through the door.</summary>
    /// <param name="harness">What the report calls it.</param>
    /// <param name="corpus">Good inputs.</param>
    /// <param name="rounds">How many inputs.</param>
    /// <param name="door">Takes an input; answers null where it was accepted, else the refusal's name. Checks what it accepted.</param>
    /// <param name="leastTaken">How many of a thousand must get through: a fuzzer whose every input is refused at the door tests the door only.</param>
    public static void Run(string harness, IReadOnlyList<byte[]> corpus, int rounds, Func<byte[], Mutator, string?> door, int leastTaken = 1)
    {
        corpus.Count.Should().BePositive("a fuzzer needs something good to spoil");
        var run = new Fuzzing(harness, rounds);
        run.Go(new Mutator(Setting("EXOROUTE_FUZZ_SEED", 20260809)), corpus, door);
        ((long)run._taken * 1000).Should().BeGreaterThanOrEqualTo((long)leastTaken * rounds, "{0}: of {1} inputs some are accepted", harness, rounds);
        run._refusals.Values.Sum().Should().BePositive("{0}: of {1} inputs some are refused", harness, rounds);
        CaseFolder.Report($"fuzz, {harness}", run.ToString());
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_rounds} inputs, {_taken} accepted, refused as {string.Join(", ", _refusals.Select(one => $"{one.Key} {one.Value}"))}");

    private void Go(Mutator mutator, IReadOnlyList<byte[]> corpus, Func<byte[], Mutator, string?> door)
    {
        for (var round = 0; round < _rounds; round++)
        {
            var input = mutator.Next(corpus);
            var before = GC.GetAllocatedBytesForCurrentThread();
            string? refusal;
            try
            {
                refusal = door(input, mutator);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"{_harness}, input {round} of {input.Length} bytes (base64): {Text(input)}: {e.GetType().Name}: {e.Message}"), e);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > FreeBytes + (BytesPerByte * input.Length))
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{_harness}, input {round}: {input.Length} bytes made it allocate {allocated}: {Text(input)}"));
            }

            if (refusal is null)
            {
                _taken++;
            }
            else
            {
                refusal.Should().NotBeEmpty("a refusal has a name");
                _refusals[refusal] = _refusals.GetValueOrDefault(refusal) + 1;
            }
        }
    }

    private static string Text(byte[] input) => Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, Shown))) + (input.Length > Shown ? "..." : "");

    private static int Setting(string variable, int unless) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var named) ? named : unless;
}
