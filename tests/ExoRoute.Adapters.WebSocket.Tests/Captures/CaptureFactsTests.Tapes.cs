using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Captures;
using ExoRoute.Market;

namespace ExoRoute.Tests.Captures;

public partial class CaptureFactsTests
{
    private static void CheckTape(Ran ran, JsonElement facts)
    {
        foreach (var fact in facts.EnumerateObject())
        {
            switch (fact.Name)
            {
                case "kind": break;
                case "lines": ran.Feed.Records.Should().Be(fact.Value.GetInt64()); break;
                case "first_elapsed_ns": ran.FirstRaw.Should().Be(fact.Value.GetInt64()); break;
                case "last_elapsed_ns": ran.Feed.RawTime.Should().Be(fact.Value.GetInt64()); break;
                case "first_wall_ns": ran.FirstWall.Should().Be(fact.Value.GetInt64()); break;
                case "last_wall_ns": ran.Feed.WallTime.Should().Be(fact.Value.GetInt64()); break;
                case "elapsed_steps_back_in_file_order": ran.Feed.StepsBack.Should().Be(fact.Value.GetInt64()); break;
                case "lines_by_venue_kind_source": CheckLines(ran, fact.Value); break;
                case "first_live_best": CheckFirst(ran, fact.Value); break;
                case "venues": CheckVenues(ran, fact.Value); break;
                default: Assert.Fail($"{ran.File}: '{fact.Name}' is no fact that is understood"); break;
            }
        }
    }

    // "('bitstamp', 'frame', 'web_socket')": lines.
    private static void CheckLines(Ran ran, JsonElement facts)
    {
        var lines = ran.Feed.Venues.SelectMany(venue => new[]
        {
            ($"('{venue.Venue}', 'frame', 'web_socket')", venue.SocketFrames),
            ($"('{venue.Venue}', 'frame', 'rest_snapshot')", venue.RestSeeds),
            ($"('{venue.Venue}', 'frame', 'rest_audit')", venue.RestAudits),
            ($"('{venue.Venue}', 'session_ended', 'web_socket')", venue.SessionsEnded),
        }).Where(line => line.Item2 > 0);
        lines.Should().BeEquivalentTo(facts.EnumerateObject().Select(fact => (fact.Name, fact.Value.GetInt64())));
    }

    private static void CheckFirst(Ran ran, JsonElement facts)
    {
        foreach (var fact in facts.EnumerateObject())
        {
            var tally = ran.Venue(fact.Name).Map.Tallies.Should().ContainSingle().Which;
            var first = ran.First[tally.Book];
            first.At.Should().Be(fact.Value.GetProperty("elapsed_ns").GetInt64(), "{0} is live from then on", fact.Name);
            first.Bid.Should().Be(tally.Level(fact.Value.GetProperty("bid"), fact.Value.GetProperty("bid_qty")));
            first.Ask.Should().Be(tally.Level(fact.Value.GetProperty("ask"), fact.Value.GetProperty("ask_qty")));
        }
    }

    private static void CheckVenues(Ran ran, JsonElement venues)
    {
        ran.Feed.Venues.Select(venue => venue.Venue.Name).Should().BeEquivalentTo(venues.EnumerateObject().Select(venue => venue.Name));
        foreach (var facts in venues.EnumerateObject())
        {
            var venue = ran.Venue(facts.Name);
            var tally = venue.Map.Tallies.Should().ContainSingle().Which;
            tally.Book.IsCrossed.Should().Be(facts.Value.GetProperty("final_crossed").GetBoolean());
            CheckFinal(ran, tally, facts.Value);
            CheckCounts(ran, venue, facts.Value.GetProperty("counts"));
            foreach (var fact in facts.Value.EnumerateObject())
            {
                switch (fact.Name)
                {
                    case "counts" or "final_best" or "final_levels" or "final_top10" or "final_crossed": break;
                    case "checksums": tally.Checksums.Should().Be(fact.Value.GetInt64()); break;
                    case "checksum_ok": tally.ChecksumsRight.Should().Be(fact.Value.GetInt64()); break;
                    case "last_checksum": ((long)tally.LastChecksum).Should().Be(fact.Value.GetInt64()); break;
                    case "sequence_gaps": venue.Map.Counts.SequenceGaps.Should().Be(fact.Value.GetInt64()); break;
                    case "last_sequence_num": venue.Map.Counts.LastSequence.Should().Be(fact.Value.GetInt64()); break;
                    case "crossed_frames": tally.Book.Gaps(BookGapCause.Crossed).Should().Be(fact.Value.GetInt64()); break;
                    case "first_crossed": (fact.Value.ValueKind == JsonValueKind.Null).Should().Be(tally.Book.Gaps(BookGapCause.Crossed) == 0); break;
                    case "rest_audit_oracle": CheckAudits(venue, fact.Value); break;
                    default: Assert.Fail($"{ran.File}, {facts.Name}: '{fact.Name}' is no fact that is understood"); break;
                }
            }
        }
    }

    private static void CheckCounts(Ran ran, CaptureVenue venue, JsonElement counts)
    {
        var tally = venue.Map.Tallies[0];
        var channels = venue.Map.Counts.Channels.All.ToDictionary();
        foreach (var fact in counts.EnumerateObject())
        {
            long? found = fact.Name switch
            {
                "frames" => venue.Frames,
                "rest_audits" => venue.RestAudits,
                "rest_snapshots" => venue.RestSeeds,
                "session_resets" => venue.SessionsEnded,
                "rest_levels" => RestLevels(venue),
                "level_changes" when venue.RestSeeds > 0 => tally.UpdateLevels, // the seed's levels are counted apart
                _ when fact.Name.StartsWith("ch:", StringComparison.Ordinal) || fact.Name.StartsWith("ev:", StringComparison.Ordinal) => channels.GetValueOrDefault(fact.Name[3..]),
                _ => Count(tally, fact.Name),
            };
            found.Should().Be(fact.Value.GetInt64(), "{0} is a count of {1} in {2}", fact.Name, venue.Venue, ran.File);
        }
    }

    // The facts count the levels of the last seed.
    private static long RestLevels(CaptureVenue venue) => venue.Map.Tallies[0].LastSnapshotLevels;

    private static void CheckAudits(CaptureVenue venue, JsonElement facts)
    {
        venue.AuditResults.Should().Equal(facts.EnumerateArray().Select(fact => new RestAuditResult(
            fact.GetProperty("elapsed_ns").GetInt64(),
            fact.GetProperty("microtimestamp").GetInt64(),
            fact.GetProperty("diffs_since_snapshot").GetInt64(),
            Agreement(fact.GetProperty("equal_of_top10")),
            Agreement(fact.GetProperty("equal_of_top100")),
            Agreement(fact.GetProperty("equal_of_top500")))));

        static LevelAgreement Agreement(JsonElement pair) => new(pair[0].GetInt32(), pair[1].GetInt32());
    }
}
