using ExoRoute.Adapters.WebSocket.Captures;

namespace ExoRoute.Tests.Captures;

[Trait("Kind", "cases")]
public class DataFilesTests
{
    [Fact]
    public void Every_file_is_run_or_not_yet_by_name()
    {
        var files = CaseFolder.Data.Files();
        files.Where(file => DataFiles.Find(file) is null).Should().BeEmpty("a file that nobody expects is a file that nobody reads");
        foreach (var group in DataFiles.Of(DataFiles.NotYet).GroupBy(file => DataFiles.Find(file)!.Value.What))
        {
            CaseFolder.Report("not yet", $"{group.Key} ({string.Join(", ", group)})");
        }
    }

    [Fact]
    public void A_file_is_readable_if_and_only_if_the_list_runs_it()
    {
        foreach (var file in CaseFolder.Data.Files())
        {
            var found = DetectedCapture.Of(DataFiles.PathOf(file));
            found.IsReadable.Should().Be(DataFiles.Find(file)?.Does == DataFiles.Captures, "{0} was found to be {1}", file, found.Description);
        }
    }

    [Fact]
    public void A_file_that_is_not_read_yet_says_so_by_name()
    {
        foreach (var file in DataFiles.Of(DataFiles.NotYet).Concat(DataFiles.Of(DataFiles.Rest)).Concat(DataFiles.Of(DataFiles.Elsewhere)))
        {
            var open = () => CaptureSurvey.Of(DataFiles.PathOf(file));
            open.Should().Throw<CaptureException>().Which.Message.Should().Contain(Path.GetFileName(file));
        }
    }
}
