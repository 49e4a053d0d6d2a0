using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;

namespace ExoRoute.Tests.Captures;

/// <summary>Hostile capture files of every format, packed and plain: read to the end, or refused with the file and the record.</summary>
public sealed class CaptureFuzzTests : IDisposable
{
    private const int Rounds = 300;
    private const int Beginning = 12_000;
    private readonly ScratchFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Hostile_captures_are_read_to_their_end_or_refused_by_name() => Fuzz(Rounds);

    [Fact]
    [Trait("Kind", "long")]
    public void Hostile_captures_are_read_or_refused_in_a_long_run_too() => Fuzz(Rounds * Fuzzing.Times);

    private void Fuzz(int rounds)
    {
        var plain = CaptureCorpus.Starts(Beginning);
        byte[][] packed = [.. plain.Select(ScratchFiles.Compress)];
        Fuzzing.Run("captures", plain, rounds, leastTaken: 20, door: (input, mutator) =>
        {
            var bytes = mutator.Below(8) switch
            {
                0 => mutator.Next(packed), // the packing itself spoilt
                1 or 2 => ScratchFiles.Compress(input),
                _ => input,
            };
            var path = _files.Write(mutator.Below(3) == 0 ? "fuzz.http.gz" : "fuzz.ws.gz", bytes);
            try
            {
                using var feed = CaptureFeed.Open(path);
                for (var steps = 0L; feed.TryPeek(out _); steps++)
                {
                    if (steps > 1_000_000)
                    {
                        Assert.Fail("a record takes bytes, this file has not so many");
                    }

                    feed.Step(new Heard());
                }

                feed.Books.All(book => book.Status == BookStatus.Broken || !book.IsCrossed).Should().BeTrue("a crossed book is not proved");
                foreach (var fault in feed.Faults)
                {
                    ShouldBeOurs(fault.ToString());
                }

                return feed.FaultCount == 0 ? null : "records left out";
            }
            catch (CaptureException refusal)
            {
                ShouldBeOurs(refusal.Message);
                refusal.File.Should().NotBeNullOrEmpty();
                return nameof(CaptureException);
            }
        });
    }

    private static void ShouldBeOurs(string message)
    {
        message.Should().Contain("fuzz."); // a socket file is read with the REST file beside it: either may be at fault
        foreach (var word in (string[])["Exception", "System.", "   at ", "BytePositionInLine", "(Parameter"])
        {
            message.Should().NotContain(word, "no text of the runtime's own is shown");
        }
    }
}
