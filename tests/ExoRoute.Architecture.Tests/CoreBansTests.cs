namespace ExoRoute.Tests.Architecture;

/// <summary>Core is deterministic: what no list of symbols can see is looked for in its syntax, and the list itself is kept.</summary>
public class CoreBansTests
{
    // What DESIGN keeps out of Core, one entry a row of BannedSymbols.txt. Taking one away is a decision, not a repair.
    private static readonly string[] Banned =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTime.Today", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
        "T:System.TimeProvider", "T:System.Diagnostics.Stopwatch", "T:System.Environment", "T:System.Threading.Timer", "T:System.Threading.PeriodicTimer",
        "T:System.Threading.Thread", "T:System.Threading.ThreadPool", "T:System.Threading.Tasks.Task", "T:System.Threading.Tasks.Task`1",
        "T:System.Threading.Tasks.ValueTask", "T:System.Threading.Tasks.ValueTask`1", "T:System.Threading.Tasks.Parallel",
        "M:System.Guid.NewGuid", "M:System.Guid.CreateVersion7", "T:System.Random", "T:System.Security.Cryptography.RandomNumberGenerator",
        "T:System.HashCode", "M:System.Object.GetHashCode", "M:System.String.GetHashCode",
        "T:System.IO.File", "T:System.IO.FileInfo", "T:System.IO.FileStream", "T:System.IO.Directory", "T:System.IO.DirectoryInfo", "T:System.IO.Path",
        "T:System.IO.RandomAccess", "T:System.Net.Sockets.Socket", "T:System.Net.Sockets.TcpClient", "T:System.Net.Sockets.UdpClient",
        "T:System.Net.Http.HttpClient", "T:System.Console", "T:System.Diagnostics.Process", "T:System.MathF",
        "M:System.Math.Pow(System.Double,System.Double)", "M:System.Math.Exp(System.Double)", "M:System.Math.Log(System.Double)",
        "M:System.Math.Sin(System.Double)", "M:System.Math.Cos(System.Double)", "M:System.Math.Cbrt(System.Double)",
        "M:System.Double.Pow(System.Double,System.Double)", "M:System.Double.Exp(System.Double)", "M:System.Double.Log(System.Double)",
        "T:System.Numerics.Vector`1", "P:System.Globalization.CultureInfo.CurrentCulture", "P:System.Globalization.CultureInfo.CurrentUICulture",
    ];

    [Fact]
    public void Nothing_in_Core_walks_over_a_collection_without_an_order() => CoreBans.UnorderedWalks(CoreSources.Real).Should().BeEmpty();

    [Fact]
    public void Nothing_in_Core_writes_or_reads_numbers_in_the_hosts_culture() => CoreBans.CultureNumbers(CoreSources.Real).Should().BeEmpty();

    [Fact]
    public void Nothing_in_Core_treats_text_by_the_hosts_culture() => CoreBans.CultureText(CoreSources.Real).Should().BeEmpty();

    [Fact]
    public void No_floating_point_stands_where_amounts_are_decided_kept_or_written() => CoreBans.FloatsInWholeRooms(CoreSources.Real).Should().BeEmpty();

    [Fact]
    public void The_ban_list_holds_what_it_must_and_each_row_says_why()
    {
        var rows = Checkout.Read("src/ExoRoute.Core/BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Banned.Except(rows.Select(row => row.Split(';')[0])).Should().BeEmpty();
        rows.Where(row => row.Split(';', 2) is not [_, { Length: > 5 }]).Should().BeEmpty("a row is 'symbol;reason'");
        Checkout.Read("src/ExoRoute.Core/ExoRoute.Core.csproj").Should().Contain("BannedApiAnalyzers").And.Contain("BannedSymbols.txt");
    }

    [Fact]
    public void No_one_in_Core_silences_the_ban_list() => Checkout.Sources
        .Where(file => file.StartsWith("src/ExoRoute.Core/", StringComparison.Ordinal) && Checkout.Read(file).Contains("RS0030", StringComparison.Ordinal))
        .Should().BeEmpty();

    [Theory]
    [InlineData("foreach (var pair in map) { }")]
    [InlineData("foreach (var key in map.Keys) { }")]
    [InlineData("foreach (var one in set) { }")]
    [InlineData("_ = map.Select(pair => pair.Key).Count();")]
    [InlineData("_ = map.Values.ToArray();")]
    [InlineData("int[] all = [.. set];")]
    [InlineData("_ = string.Join(',', set);")]
    [InlineData("_ = new List<int>(set);")]
    [InlineData("IReadOnlyDictionary<string, int> view = map; foreach (var pair in view) { }")]
    public void A_walk_without_an_order_is_seen(string code) => CoreBans.UnorderedWalks(Breach(code)).Should().NotBeEmpty();

    [Theory]
    [InlineData("foreach (var pair in sorted) { }")]
    [InlineData("_ = map.TryGetValue(\"a\", out _); _ = set.Contains(3); _ = map.Count;")]
    [InlineData("foreach (var x in new List<int>()) { }")]
    public void Looking_up_and_walking_in_order_are_allowed(string code) => CoreBans.UnorderedWalks(Breach(code)).Should().BeEmpty();

    [Theory]
    [InlineData("_ = $\"{d}\";")]
    [InlineData("_ = $\"{maybe:F2}\";")]
    [InlineData("_ = \"x\" + d;")]
    [InlineData("_ = d.ToString();")]
    [InlineData("_ = maybe?.ToString(\"F2\");")]
    [InlineData("_ = double.Parse(\"1.5\");")]
    [InlineData("_ = decimal.TryParse(\"1.5\", out _);")]
    [InlineData("_ = $\"{DateTime.UnixEpoch}\";")]
    public void A_number_in_the_hosts_culture_is_seen(string code) => CoreBans.CultureNumbers(Breach(code)).Should().NotBeEmpty();

    [Theory]
    [InlineData("_ = string.Create(System.Globalization.CultureInfo.InvariantCulture, $\"{d}\");")]
    [InlineData("_ = FormattableString.Invariant($\"{d}\");")]
    [InlineData("_ = d.ToString(System.Globalization.CultureInfo.InvariantCulture);")]
    public void An_invariant_number_is_allowed(string code) => CoreBans.CultureNumbers(Breach(code)).Should().BeEmpty();

    [Theory]
    [InlineData("_ = text.ToUpper();")]
    [InlineData("_ = text.StartsWith(\"a\");")]
    [InlineData("_ = text.IndexOf(\"a\");")]
    [InlineData("_ = text.CompareTo(\"a\");")]
    [InlineData("_ = string.Compare(text, \"a\");")]
    [InlineData("_ = string.Equals(text, \"a\", StringComparison.CurrentCulture);")]
    [InlineData("_ = string.Equals(text, \"a\", StringComparison.InvariantCultureIgnoreCase);")]
    [InlineData("_ = string.Format(\"{0}\", text);")]
    [InlineData("_ = new SortedDictionary<string, int>();")]
    [InlineData("SortedSet<string> names = new();")]
    [InlineData("_ = new[] { text }.Order().ToArray();")]
    [InlineData("_ = new[] { 1 }.OrderBy(x => text).ToArray();")]
    [InlineData("Array.Sort(new[] { text });")]
    [InlineData("new List<string>().Sort();")]
    public void Text_by_the_hosts_culture_is_seen(string code) => CoreBans.CultureText(Breach(code)).Should().NotBeEmpty();

    [Theory]
    [InlineData("_ = text.ToUpperInvariant().StartsWith('a');")]
    [InlineData("_ = text.IndexOf(\"a\", StringComparison.Ordinal);")]
    [InlineData("_ = string.CompareOrdinal(text, \"a\");")]
    [InlineData("_ = new SortedDictionary<string, int>(StringComparer.Ordinal);")]
    [InlineData("_ = new SortedDictionary<int, string>();")]
    [InlineData("_ = new[] { text }.Order(StringComparer.Ordinal).ToArray();")]
    [InlineData("Array.Sort(new[] { 3, 1 });")]
    public void Ordinal_text_is_allowed(string code) => CoreBans.CultureText(Breach(code)).Should().BeEmpty();

    [Theory]
    [InlineData("double x = 1;")]
    [InlineData("var x = 1 / 2.0;")]
    [InlineData("var x = Math.Sqrt(4);")]
    [InlineData("_ = DateTime.UnixEpoch.AddSeconds(5);")]
    [InlineData("Half h = default;")]
    public void Floating_point_is_seen_in_whole_rooms_and_let_be_in_Solving(string code)
    {
        CoreBans.FloatsInWholeRooms(Breach(code, fields: "", room: "Orders")).Should().NotBeEmpty();
        CoreBans.FloatsInWholeRooms(Breach(code, fields: "", room: "Solving")).Should().BeEmpty();
        CoreBans.FloatsInWholeRooms(Breach("var x = 1L * 2;", fields: "", room: "Orders")).Should().BeEmpty();
    }

    private const string Fields = """
        static readonly Dictionary<string, int> map = []; static readonly HashSet<int> set = [];
        static readonly SortedDictionary<int, int> sorted = []; static readonly double d = 1; static readonly double? maybe = 1; static readonly string text = "";
        """;

    private static CoreSources Breach(string code, string fields = Fields, string room = "Solving")
    {
        var sources = CoreSources.Of(($"{room}/Breach.cs", $"namespace ExoRoute.{room}; internal static class Breach {{ {fields} static void Run() {{ {code} }} }}"));
        sources.Errors.Should().BeEmpty();
        return sources;
    }
}
