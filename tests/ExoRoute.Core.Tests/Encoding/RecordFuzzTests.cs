using CsCheck;
using ExoRoute.Encoding;

namespace ExoRoute.Tests.Encoding;

/// <summary>Hostile bytes for the record decoder: refused by name, or the one form of some record, which encodes to the same bytes again.</summary>
public class RecordFuzzTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Hostile_records_are_refused_by_name_or_encode_to_the_same_bytes() => Fuzz(Rounds);

    [Fact]
    [Trait("Kind", "long")]
    public void Hostile_records_are_refused_or_encode_to_the_same_bytes_in_a_long_run_too() => Fuzz(Rounds * Fuzzing.Times);

    private static void Fuzz(int rounds)
    {
        var (decoder, encoder) = (new RecordDecoder(), new RecordEncoder());
        Fuzzing.Run("records", Corpus(), rounds, leastTaken: 50, door: (input, _) =>
        {
            try
            {
                var read = decoder.Decode(input);
                var again = read.Input is { } taken ? encoder.Encode(read.At, taken) : encoder.Encode(read.Decision!);
                again.Span.SequenceEqual(input).Should().BeTrue("{0} has one form", read.Schema);
                RecordDecoder.IsInput(input).Should().Be(read.Input is not null);
                return null;
            }
            catch (RecordFaultException fault)
            {
                ShouldBeOurs(fault.Message);
                return nameof(RecordFaultException);
            }
        });
    }

    // Records of every kind, sparse and full.
    private static List<byte[]> Corpus()
    {
        var records = new List<byte[]>();
        AnyRecord.Inputs.Sample((at, input) => records.Add(new RecordEncoder().Encode(at, input).ToArray()), iter: 300, seed: "0000KOIPe503", threads: 1);
        AnyRecord.Decisions.Sample(decision => records.Add(new RecordEncoder().Encode(decision).ToArray()), iter: 150, seed: "0000KOIPe503", threads: 1);
        return records;
    }

    private static void ShouldBeOurs(string message)
    {
        foreach (var word in (string[])["Exception", "System.", "   at ", "CBOR data", "(Parameter"])
        {
            message.Should().NotContain(word, "no text of the runtime's own is shown");
        }
    }
}
