using ExoRoute.Cli;
using ExoRoute.Encoding;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Tests.Cli.Verbs;

/// <summary>verify, replay, explain, diff and metrics on sound, damaged, forged and missing stores.</summary>
public sealed class StoreVerbTests : IDisposable
{
    private static readonly string[][] Readers = [["verify"], ["replay"], ["replay", "--without", "beta"], ["explain", "0"], ["diff"], ["metrics"]];

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_sound_store_verifies_and_replays_identically()
    {
        var store = _tool.Store();
        var verify = Tool.Run("verify", store);
        verify.Code.Should().Be(ExitCode.Done);
        verify.Out.Should().Contain("store       0123456789abcdef0123456789abcdef").And.EndWith("verify: sound\n");
        var replay = Tool.Run("replay", store);
        replay.Code.Should().Be(ExitCode.Done);
        replay.Out.Should().EndWith("replay: identical\n");
        var (a, b) = (Tool.Run("verify", store, "--json").Json, Tool.Run("replay", store, "--json").Json);
        a["sound"]!.GetValue<bool>().Should().BeTrue();
        b["replay"]!["identical"]!.GetValue<bool>().Should().BeTrue();
        b["replay"]!["replayedRoot"]!.GetValue<string>().Should().Be(a["root"]!.GetValue<string>());
    }

    [Fact]
    public void Where_no_store_is_every_reader_says_so()
    {
        Directory.CreateDirectory(_tool.At("empty"));
        foreach (var reader in Readers)
        {
            foreach (var (path, message) in new[] { (_tool.At("nowhere"), "There is no directory"), (_tool.At("empty"), "holds no store") })
            {
                var run = Read(reader, path);
                run.Code.Should().Be(ExitCode.BadInput);
                run.Error.Should().Contain(message).And.Contain(path);
                run.Out.Should().BeEmpty();
            }
        }
    }

    [Fact]
    public void A_flipped_byte_is_found_by_every_reader_and_its_record_named()
    {
        var store = _tool.Store();
        var segment = Directory.GetFiles(Path.Combine(store, "wal")).Single();
        var bytes = File.ReadAllBytes(segment);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0);
        bytes[end / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);
        var verify = Tool.Run("verify", store);
        verify.Code.Should().Be(ExitCode.Found);
        verify.Error.Should().MatchRegex("Record [0-9]+ in ").And.Contain("are intact");
        foreach (var reader in new string[][] { ["replay"], ["replay", "--set", "venue.beta.fee=0"], ["explain", "100000"], ["diff"], ["metrics"] })
        {
            var run = Read(reader, store);
            run.Code.Should().Be(ExitCode.Found, string.Join(' ', reader));
            run.Error.Should().MatchRegex("Record [0-9]+ in ");
        }
    }

    [Fact]
    public void A_forgers_decision_in_a_chain_built_anew_is_found_by_the_replay_alone()
    {
        var store = _tool.Store();
        var (forged, altered) = (_tool.At("forged"), -1L);
        using (var medium = new FileMedium(store))
        {
            var entries = StoreReader.Read(medium).ToList();
            using var into = RecordStore.Open(new FileMedium(forged), new() { Id = entries[0].Frame.Header.Store });
            var (decoder, encoder) = (new RecordDecoder(), new RecordEncoder());
            foreach (var entry in entries)
            {
                var record = decoder.Decode(entry.Bytes);
                if (altered < 0 && record.Decision is ParentEnded ended)
                {
                    altered = entry.Index;
                    into.Append(encoder.Encode(ended with { Fees = new(ended.Fees.Count - 1) }).Span);
                }
                else
                {
                    into.Append(entry.Bytes.Span);
                }
            }
        }

        Tool.Run("verify", forged).Code.Should().Be(ExitCode.Done, "a forger who rebuilds the chain makes no damage");
        var replay = Tool.Run("replay", forged);
        replay.Code.Should().Be(ExitCode.Found);
        replay.Out.Should().Contain($"replay: differs at record {altered}").And.Contain("ParentEnded");
        Tool.Run("replay", forged, "--json").Json["replay"]!["firstDifference"]!["record"]!.GetValue<long>().Should().Be(altered);
        var diff = Tool.Run("diff", store, forged);
        diff.Code.Should().Be(ExitCode.Found);
        diff.Out.Should().Contain($"first difference: record {altered}").And.Contain("ended: filled");
    }

    [Fact]
    public void Stores_of_one_scenario_do_not_differ_and_a_shorter_one_ends_before()
    {
        var (a, b) = (_tool.Store("a"), _tool.Store("b"));
        Tool.Run("diff", a, b).Code.Should().Be(ExitCode.Done);
        Tool.Run("diff", a, b, "--json").Json["identical"]!.GetValue<bool>().Should().BeTrue();
        Tool.Run("run", Tool.ScenarioFile, "--store", _tool.At("c"), "--until", "+4s");
        var shorter = Tool.Run("diff", a, _tool.At("c"));
        shorter.Code.Should().Be(ExitCode.Found);
        shorter.Out.Should().Contain("ends here");
    }

    [Fact]
    public void A_counterfactual_prices_each_step_and_says_what_it_is()
    {
        var store = _tool.Store();
        var cheaper = Tool.Run("replay", store, "--set", "venue.alpha.fee=0", "--set", "venue.beta.fee=0", "--set", "venue.gamma.fee=0");
        cheaper.Code.Should().Be(ExitCode.Done);
        cheaper.Out.Should().Contain("each step is exact for that decision on the books it saw").And.Contain("USD cheaper");
        foreach (var step in Tool.Run("replay", store, "--set", "venue.beta.fee=0", "--json").Json["steps"]!.AsArray())
        {
            step!["difference"]?.GetValue<string>().Should().Match(text => text == "0" || text.StartsWith('-'), "a lower fee never costs more");
        }

        foreach (var step in Tool.Run("replay", store, "--without", "beta", "--json").Json["steps"]!.AsArray().Where(step => step!["comparable"]!.GetValue<bool>()))
        {
            step!["difference"]!.GetValue<string>().Should().NotStartWith("-", "a venue less never costs less");
        }
    }

    [Theory]
    [InlineData("--set", "alpha.fee=1", "venue.NAME.fee=BPS")]
    [InlineData("--set", "venue.alpha.fee", "basis points")]
    [InlineData("--set", "venue.alpha.fee=NaN", "NaN")]
    [InlineData("--set", "venue.alpha.fee=0.001", "0.001")]
    [InlineData("--set", "venue.alpha.fee=10000", "10000")]
    [InlineData("--set", "venue..fee=1", "venue.NAME.fee=BPS")]
    [InlineData("--set", "venue.delta.fee=1", "No venue 'delta'")]
    [InlineData("--without", "delta", "No venue 'delta'")]
    [InlineData("--without", "Delta!", "Delta!")]
    public void Wrong_terms_are_told_with_what_there_is(string option, string value, string message)
    {
        var run = Tool.Run("replay", _tool.Store(), option, value);
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain(message);
        run.Out.Should().BeEmpty();
    }

    [Fact]
    public void Every_record_of_a_store_can_be_explained_and_a_plan_says_all_of_it()
    {
        var store = _tool.Store();
        var kinds = new HashSet<RecordSchema>();
        using var medium = new FileMedium(store);
        foreach (var entry in StoreReader.Read(medium).ToList())
        {
            var schema = (RecordSchema)entry.Bytes.Span[2];
            if (!kinds.Add(schema))
            {
                continue; // one of each kind
            }

            var run = Tool.Run("explain", store, entry.Index.ToString());
            run.Code.Should().Be(ExitCode.Done);
            run.Out.Should().StartWith($"record {entry.Index}, ").And.Contain($"({schema})");
            if (schema == RecordSchema.Placed)
            {
                run.Out.Should().Contain("decided on input").And.Contain("asked: parent order").And.Contain("expected fees").And.Contain("one more lot (")
                    .And.Contain("certificate: cost").And.Contain("in the way of more: ");
                Tool.Run("explain", store, entry.Index.ToString(), "--json").Json["plan"]!["changes"]!.AsArray().Should().NotBeEmpty();
            }
        }

        kinds.Should().Contain([RecordSchema.SessionOpened, RecordSchema.ListingChanged, RecordSchema.BookChanged, RecordSchema.ParentSubmitted, RecordSchema.ParentAmended,
            RecordSchema.ParentCanceled, RecordSchema.ChildChanged, RecordSchema.Placed, RecordSchema.ParentEnded]);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    [InlineData("100000")]
    public void A_record_that_is_none_is_told(string record)
    {
        var run = Tool.Run("explain", _tool.Store(), "--", record);
        run.Code.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain(record);
    }

    private static ToolRun Read(string[] reader, string store) => reader switch
    {
        ["diff"] => Tool.Run("diff", store, store),
        ["explain", var record] => Tool.Run("explain", store, record),
        _ => Tool.Run([reader[0], store, .. reader[1..]]),
    };
}
