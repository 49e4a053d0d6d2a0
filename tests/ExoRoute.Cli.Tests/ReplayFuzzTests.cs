using ExoRoute.Encoding;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Tests.Cli;

/// <summary>A day with a hostile input in it, readable and in its one form: the state takes it and the replay says where decisions part, or it is refused by name.</summary>
public sealed class ReplayFuzzTests : IDisposable
{
    private const int Rounds = 60;
    private const int Tries = 60;
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Hostile_inputs_on_record_part_the_replay_at_a_named_record_and_throw_nothing() => Fuzz(Rounds);

    [Fact]
    [Trait("Kind", "long")]
    public void Hostile_inputs_on_record_throw_nothing_in_a_long_run_either() => Fuzz(Rounds * Fuzzing.Times);

    private void Fuzz(int rounds)
    {
        List<byte[]> day;
        using (var medium = new FileMedium(_tool.Store()))
        {
            day = [.. StoreReader.Read(medium).Select(entry => entry.Bytes.ToArray())];
        }

        // Book changes are nearly all of a day: the other inputs get half of the tries.
        int[] inputs = [.. Enumerable.Range(0, day.Count).Where(index => RecordDecoder.IsInput(day[index]))];
        int[] others = [.. inputs.Where(index => new RecordDecoder().Decode(day[index]).Schema != RecordSchema.BookChanged)];
        var decoder = new RecordDecoder();
        Fuzzing.Run("inputs of a day", day, rounds, (input, mutator) =>
        {
            var (index, spoilt) = (mutator.OneOf(mutator.Below(2) == 0 ? inputs : others), input);
            for (var tries = 0; tries < Tries && !IsInput(decoder, spoilt); tries++)
            {
                spoilt = mutator.Next([day[index]]);
            }

            var (fold, at) = (new ReplayFold(), 0);
            foreach (var record in day)
            {
                if (!fold.Take(at, at == index ? spoilt : record))
                {
                    break;
                }

                at++;
            }

            if (fold.Divergence is not { } divergence)
            {
                return null;
            }

            divergence.Index.Should().BeGreaterThanOrEqualTo(index);
            divergence.Text.Should().NotBeEmpty();
            divergence.Text.Should().NotContain("Exception");
            return divergence.Index == index ? "at the record" : "behind the record";
        });
    }

    private static bool IsInput(RecordDecoder decoder, byte[] bytes)
    {
        try
        {
            return decoder.Decode(bytes).Input is not null;
        }
        catch (RecordFaultException)
        {
            return false;
        }
    }
}
