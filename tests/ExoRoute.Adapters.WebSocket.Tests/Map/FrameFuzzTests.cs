using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;
using ExoRoute.Tests.Captures;

namespace ExoRoute.Tests.Map;

/// <summary>Hostile frames for every venue's map, spoilt from recorded ones where the folder of captures is there: no exception, a book in order, a cause with a name.</summary>
public class FrameFuzzTests
{
    private const int Rounds = 600;
    private const int Kept = 60; // records of one venue in the corpus
    private const int Longest = 20_000; // longer ones (deep snapshots) only where a venue begins with one

    public static TheoryData<VenueProtocol> Protocols => [.. Enum.GetValues<VenueProtocol>()];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Hostile_frames_leave_a_book_in_order_and_a_cause_with_a_name(VenueProtocol protocol) => Fuzz(protocol, Rounds);

    [Theory]
    [MemberData(nameof(Protocols))]
    [Trait("Kind", "long")]
    public void Hostile_frames_leave_a_book_in_order_in_a_long_run_too(VenueProtocol protocol) => Fuzz(protocol, Rounds * Fuzzing.Times);

    private static void Fuzz(VenueProtocol protocol, int rounds)
    {
        var (definitions, records) = Corpus(protocol);
        byte[][] frames = [.. records.Where(record => record.Kind == CaptureRecordKind.Frame).Select(record => record.Payload)];
        byte[][] seeds = [.. records.Where(record => record.Kind == CaptureRecordKind.Seed).Select(record => record.Payload)];
        var sink = new Heard();
        byte[][] corpus = [.. frames.Concat(seeds).Where(one => one.Length <= Longest)];
        Fuzzing.Run($"frames of {protocol}", corpus, rounds, leastTaken: 20, door: (input, mutator) =>
        {
            // A connection of its own, started as the venue would, at a place of the record where the input could come.
            var map = protocol.CreateMap(definitions);
            var deep = mutator.Below(25) == 0; // a book of ten thousand levels costs as much as hundreds of inputs
            if (seeds.Length > 0 && (deep || seeds[0].Length <= Longest))
            {
                map.Seed(seeds[0], [], Written.At(1), sink);
            }

            for (var (at, left) = (0, mutator.Below(6)); left > 0 && at < frames.Length; left--, at++)
            {
                if (deep || frames[at].Length <= Longest)
                {
                    map.Apply(frames[at], Written.At(2), sink);
                }
            }

            var (before, asSeed, heard) = (Content(map), mutator.Below(4) == 0, sink.Changes);
            Put(map, input, asSeed, sink);
            (sink.Changes - heard).Should().BeLessThanOrEqualTo(1_024 + map.Books.Count, "work is bounded by what a frame may hold");
            var fault = map.Counts.LastFault;
            if (fault.Kind != FrameFaultKind.None)
            {
                Content(map).Should().Be(before, "a frame that cannot be read changes no content");
                map.Books.All(book => book.Status == BookStatus.Broken && book.LastGap.Cause == BookGapCause.MalformedFrame).Should().BeTrue("it could have meant any of them");
                fault.Text.Should().NotBeNullOrEmpty();
                fault.Text!.Length.Should().BeLessThan(300);
                (fault.At >= 0 && fault.At <= input.Length).Should().BeTrue("byte {0} is in the frame", fault.At);
            }

            ShouldBeInOrder(map);

            // And on: what came before must not trip what comes behind it.
            if (mutator.Below(3) == 0)
            {
                map.Apply(mutator.OneOf(corpus), Written.At(3), sink);
                ShouldBeInOrder(map);
            }

            return fault.Kind == FrameFaultKind.None ? null : fault.Kind.ToString();
        });
    }

    private static void Put(VenueMap map, byte[] input, bool asSeed, Heard sink)
    {
        if (asSeed)
        {
            map.Seed(input, [], Written.At(3), sink);
        }
        else
        {
            map.Apply(input, Written.At(3), sink);
        }
    }

    // A sum over all levels: the books of a capture are deep.
    private static int Content(VenueMap map)
    {
        var sum = new HashCode();
        foreach (var book in map.Books)
        {
            foreach (var side in (ReadOnlySpan<BookLevels>)[book.Bids, book.Asks])
            {
                for (var place = 0; place < side.Count; place++)
                {
                    sum.Add(side[place]);
                }

                sum.Add(side.Count);
            }
        }

        return sum.ToHashCode();
    }

    private static void ShouldBeInOrder(VenueMap map)
    {
        foreach (var book in map.Books)
        {
            InOrder(book.Bids, -1);
            InOrder(book.Asks, 1);
            (book.Status == BookStatus.Broken).Should().Be(book.LastGap.Cause != BookGapCause.None || book.Snapshots == 0, "a book that is broken says why");
            (book.Status != BookStatus.Broken && book.IsCrossed).Should().BeFalse("a crossed book is not proved");
        }
    }

    private static void InOrder(BookLevels side, int direction)
    {
        for (var place = 0; place < side.Count; place++)
        {
            var level = side[place];
            if (level.Price.Count is < 1 or > Ticks.MaxCount || level.Quantity.Count is < 1 or > Lots.MaxCount)
            {
                Assert.Fail($"{level.Price} x {level.Quantity} is no level");
            }

            if (place > 0 && (level.Price.Count - side[place - 1].Price.Count) * direction <= 0)
            {
                Assert.Fail($"{side[place - 1].Price} stands before {level.Price}: the best comes first, and none twice");
            }
        }
    }

    private static (IReadOnlyList<InstrumentDefinition> Definitions, List<(CaptureRecordKind Kind, byte[] Payload)> Records) Corpus(VenueProtocol protocol)
    {
        var recorded = CaptureCorpus.Files.Select(CaptureSurvey.Of).Where(survey => survey.Listings.Any(listing => listing.Protocol == protocol)).FirstOrDefault();
        if (recorded is null)
        {
            return ([Written.Listing(Written.Symbol(protocol))], [
                (Written.IsSeeded(protocol) ? CaptureRecordKind.Seed : CaptureRecordKind.Frame, Written.Utf8(Written.First(protocol))),
                (CaptureRecordKind.Frame, Written.Utf8(Written.Next(protocol))),
            ]);
        }

        var venue = recorded.Listings.First(listing => listing.Protocol == protocol).Venue;
        var (records, record) = (new List<(CaptureRecordKind, byte[])>(), new CaptureRecord());
        using var reader = recorded.Capture.OpenReader();
        while (records.Count < Kept && reader.TryRead(record))
        {
            if (record.Protocol == protocol && record.Kind is CaptureRecordKind.Frame or CaptureRecordKind.Seed && (record.Payload.Length <= Longest || records.Count < 3))
            {
                records.Add((record.Kind, record.Payload.ToArray()));
            }
        }

        return ([.. recorded.Define().Where(definition => definition.Venue == venue)], records);
    }
}
