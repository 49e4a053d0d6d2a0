using ExoRoute.Runtime.Store;
using ExoRoute.Store;
using ExoRoute.Tests;

namespace ExoRoute.Runtime.Tests.Store;

/// <summary>Hostile stores for reader, verifier and writer: what is read is what was appended, and what is wrong has a name.</summary>
public class StoreFuzzTests
{
    private const int Rounds = 300;
    private const int Records = 60;

    [Fact]
    public void Hostile_stores_give_their_intact_records_and_a_name_for_the_rest() => Fuzz(Rounds);

    [Fact]
    [Trait("Kind", "long")]
    public void Hostile_stores_give_their_intact_records_in_a_long_run_too() => Fuzz(Rounds * Fuzzing.Times);

    private static void Fuzz(int rounds)
    {
        var images = new[] { SmallStores.Image(SmallStores.Made(Records)), Killed() };
        Fuzzing.Run("stores", [.. images.SelectMany(image => image.Values.Select(Used))], rounds, (foreign, mutator) =>
        {
            var image = mutator.OneOf(images);
            var name = mutator.OneOf((string[])[.. image.Keys]);
            var input = mutator.Below(4) == 0 ? foreign : mutator.Next([Used(image[name])]); // now and then what belongs elsewhere
            var medium = SmallStores.Of(new(image, StringComparer.Ordinal) { [name] = input });
            var verified = StoreVerifier.Verify(medium);
            var (read, refusal) = Read(medium);
            read.Should().Be(verified.Count, "reader and verifier agree");
            (refusal is not null && verified.IsSound).Should().BeFalse("what the reader refuses the verifier names");
            foreach (var problem in verified.Problems)
            {
                problem.Should().NotBeEmpty();
                problem.Should().NotContain("Exception");
            }

            return Opened(medium, read) ?? (verified.IsSound ? null : "problems named");
        });
    }

    private static SortedDictionary<string, byte[]> Killed()
    {
        var medium = new MemoryMedium();
        var store = RecordStore.Open(medium, SmallStores.Settings);
        SmallStores.Fill(store, Records);
        store.Abandon();
        return SmallStores.Image(medium);
    }

    private static (long Count, ChainBrokenException? Refusal) Read(MemoryMedium medium)
    {
        var count = 0L;
        try
        {
            foreach (var entry in StoreReader.Read(medium))
            {
                if (!entry.Bytes.Span.SequenceEqual(SmallStores.Record(count)))
                {
                    Assert.Fail($"record {count} is not as it was appended");
                }

                count++;
            }

            return (count, null);
        }
        catch (ChainBrokenException refusal)
        {
            refusal.Message.Should().NotBeEmpty();
            return (count, refusal);
        }
    }

    // A writer keeps what a reader reads, or refuses and changes nothing.
    private static string? Opened(MemoryMedium medium, long intact)
    {
        var before = SmallStores.Image(medium);
        try
        {
            using var store = RecordStore.Open(medium, SmallStores.Settings);
            store.Count.Should().Be(intact);
            return null;
        }
        catch (ChainBrokenException refusal)
        {
            var after = SmallStores.Image(medium);
            (after.Count == before.Count && after.All(file => file.Value.AsSpan().SequenceEqual(before[file.Key]))).Should().BeTrue("a refusal changes nothing");
            return refusal.Fault.Kind.ToString();
        }
    }

    // Without the zeros that are reserved behind the last frame.
    private static byte[] Used(byte[] file) => file[..(file.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)];
}
