using ExoRoute.Adapters.Simulation;
using ExoRoute.Encoding;
using ExoRoute.Routing;
using ExoRoute.Runtime;
using ExoRoute.Runtime.Replay;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;
using ExoRoute.Tests.Days;

namespace ExoRoute.Tests.Records;

/// <summary>A day whose records somebody changed and chained anew, so that every sum is right: the replay still finds it.</summary>
public class ForgedRecordTests
{
    private static readonly (IReadOnlyList<byte[]> Records, Sha256Digest Root) Real = Run();
    private readonly IReadOnlyList<byte[]> _day = Real.Records;
    private readonly Sha256Digest _root = Real.Root;

    [Fact]
    public void A_day_that_nobody_touched_replays_to_its_root()
    {
        var fold = Replay(_day);
        fold.Divergence.Should().BeNull();
        fold.Root.Should().Be(_root);
        Decisions.Should().HaveCountGreaterThan(3);
    }

    [Fact]
    public void A_changed_byte_of_a_decision_is_found_at_its_record_wherever_it_is()
    {
        foreach (var index in Decisions)
        {
            // Every byte of the first bytes, and of the rest about a dozen.
            for (var at = 0; at < _day[index].Length; at += at < 8 ? 1 : 1 + (_day[index].Length / 12))
            {
                Found(Fold(Changed(index, at)), index, FormattableString.Invariant($"Record {index} "));
            }
        }
    }

    [Fact]
    public void A_changed_byte_of_an_input_is_found_or_moves_the_root()
    {
        var (random, found) = (new SeededRandom(5), 0);
        for (var round = 0; round < 400; round++)
        {
            var index = (int)random.Below(_day.Count);
            var forged = Changed(index, (int)random.Below(_day[index].Length));
            var fold = Fold(forged);
            if (fold.Divergence is { } divergence)
            {
                found++;
                divergence.Index.Should().BeGreaterThanOrEqualTo(index);
                divergence.Text.Should().StartWith(FormattableString.Invariant($"Record {divergence.Index} "));
            }
            else
            {
                fold.Root.Should().NotBe(_root);
            }
        }

        found.Should().BePositive();
    }

    [Fact]
    public void A_missing_decision_is_found_where_it_is_missing()
    {
        foreach (var index in Decisions.Where(index => index + 1 < _day.Count))
        {
            var fold = Fold([.. _day.Take(index), .. _day.Skip(index + 1)]);
            Found(fold, index, IsInput(index + 1) ? "which is missing" : "decides");
        }
    }

    [Fact]
    public void A_missing_input_is_found_at_the_first_decision_that_does_not_follow()
    {
        foreach (var decision in Decisions.Where(index => IsInput(index - 1)))
        {
            var fold = Fold([.. _day.Take(decision - 1), .. _day.Skip(decision)]);
            Found(fold, decision - 1, "decides no such thing");
        }
    }

    [Fact]
    public void Swapped_records_are_found_at_the_first_of_them_or_move_the_root()
    {
        for (var index = 0; index + 1 < _day.Count; index++)
        {
            var swapped = _day.ToList();
            (swapped[index], swapped[index + 1]) = (swapped[index + 1], swapped[index]);
            var fold = Fold(swapped);
            if (!IsInput(index) || !IsInput(index + 1))
            {
                fold.Divergence!.Index.Should().BeInRange(index, index + 1);
            }
            else if (At(index) < At(index + 1))
            {
                // What the later one decides is missed, or else its time tells.
                fold.Divergence!.Index.Should().Be(index + 1);
                fold.Divergence.Text.Should().Match(text => text.Contains("records were swapped") || text.Contains("which is missing"));
            }
            else if (!_day[index].AsSpan().SequenceEqual(_day[index + 1]))
            {
                (fold.Divergence is not null || fold.Root != _root).Should().BeTrue("inputs of one time have their order, too (record {0})", index);
            }
        }
    }

    [Fact]
    public void An_extra_decision_is_found_at_its_record()
    {
        foreach (var index in Decisions)
        {
            Found(Fold([.. _day.Take(index + 1), _day[index], .. _day.Skip(index + 1)]), index + 1, "decides");
        }
    }

    [Fact]
    public void Decisions_of_a_build_with_other_logic_are_told_as_such()
    {
        var (decoder, encoder) = (new RecordDecoder(), new RecordEncoder());
        byte[][] other = [.. _day.Select(record => decoder.Decode(record).Decision is { } decision
            ? encoder.Encode(decision with { LogicVersion = RouterState.LogicVersion + 1 }).ToArray()
            : record)];
        var fold = Fold(other);
        Found(fold, Decisions[0], FormattableString.Invariant($"It was decided by logic {RouterState.LogicVersion + 1}, this build is logic {RouterState.LogicVersion}"));
        fold.LogicVersions.Should().Contain(RouterState.LogicVersion + 1);
    }

    [Fact]
    public void An_input_that_is_stamped_a_nanosecond_later_leads_to_other_decisions()
    {
        // What a look at a clock would do: the same input at another time. Times of decisions come from the stamp, and only from it.
        var (decoder, encoder, moved) = (new RecordDecoder(), new RecordEncoder(), 0);
        foreach (var index in Decisions.Where(index => IsInput(index - 1) && decoder.Decode(_day[index]).Decision is Placed))
        {
            var input = decoder.Decode(_day[index - 1]);
            var later = _day.ToList();
            later[index - 1] = encoder.Encode(input.At.Plus(1), input.Input!).ToArray();
            var fold = Fold(later);
            Found(fold, index, "with other bytes");
            moved++;
        }

        moved.Should().BePositive();
    }

    private static (IReadOnlyList<byte[]>, Sha256Digest) Run()
    {
        using var day = Day.Of(SeededDay.Of(20)).Run();
        return ([.. day.Records().Select(record => record.Bytes.ToArray())], day.Router.Store.Root);
    }

    private List<int> Decisions => [.. Enumerable.Range(0, _day.Count).Where(index => !IsInput(index))];

    private bool IsInput(int index) => RecordDecoder.IsInput(_day[index]);

    private Stamp At(int index) => new RecordDecoder().Decode(_day[index]).At;

    private List<byte[]> Changed(int index, int at)
    {
        var changed = _day.ToList();
        changed[index] = [.. _day[index]];
        changed[index][at] ^= (byte)(1 << (at % 8));
        return changed;
    }

    private static void Found(ReplayFold fold, int index, string words)
    {
        fold.Divergence.Should().NotBeNull();
        fold.Divergence!.Index.Should().Be(index, fold.Divergence.Text);
        fold.Divergence.Text.Should().Contain(words);
    }

    private static ReplayFold Fold(IEnumerable<byte[]> records)
    {
        var (fold, index) = (new ReplayFold(), 0);
        foreach (var record in records)
        {
            if (!fold.Take(index++, record))
            {
                break;
            }
        }

        return fold;
    }

    // Through a store of the forger's own: its chain, sums and roots are all in order.
    private static ReplayFold Replay(IEnumerable<byte[]> records)
    {
        var medium = new MemoryMedium();
        using (var store = RecordStore.Open(medium))
        {
            foreach (var record in records)
            {
                store.Append(record);
            }

            store.Flush();
        }

        StoreVerifier.Verify(medium).Problems.Should().BeEmpty();
        return ReplayFold.Run(StoreReader.Read(medium));
    }
}
