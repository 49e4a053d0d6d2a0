using System.Text;
using System.Text.RegularExpressions;
using ExoRoute.Market;

namespace ExoRoute.Tests.Architecture;

/// <summary>The pages say what is there: their links lead somewhere, their commands name files and verbs that exist.</summary>
public partial class DocsTests
{
    // Where packages come from is the machine's setting and stands in no file. (In pieces, so that this file passes its own test.)
    private static readonly string[] RegistryHosts =
        ["nuget" + ".org", "nuget" + ".pkg.github", "pkgs.dev" + ".azure.com", "npm" + "js.", "pypi" + ".org", "crates" + ".io", "proxy.golang" + ".org", "artifact" + "ory"];

    private static readonly string[] SourceSettings = ["Restore" + "Sources", "RestoreAdditionalProject" + "Sources", "package" + "Sources"];

    [Fact]
    public void Every_link_of_every_page_leads_somewhere() => Checkout.With(".md").SelectMany(page => DeadLinks(page, Checkout.Read(page))).Should().BeEmpty();

    [Theory]
    [InlineData("[x](docs/nowhere.md)")]
    [InlineData("[x](README.md#no-such-heading)")]
    [InlineData("[x](#no-such-heading)")]
    [InlineData("![x](docs/no.png \"title\")")]
    public void A_link_that_leads_nowhere_is_seen(string text) => DeadLinks("README.md", "# Here\n" + text).Should().ContainSingle();

    [Fact]
    public void A_link_to_a_file_a_heading_or_the_web_is_let_be() =>
        DeadLinks("docs/tour.md", "# A `small` heading, here\n[a](../AGENTS.md) [b](#a-small-heading-here) [c](https://example.org/x) `[d](nowhere)`\n```\n[e](nowhere)\n```\n").Should().BeEmpty();

    [Fact]
    public void Every_command_of_every_page_names_files_and_verbs_that_exist()
    {
        var commands = Checkout.With(".md").SelectMany(page => Commands(Checkout.Read(page)).Select(command => (page, command))).ToList();
        commands.Should().NotBeEmpty();
        commands.SelectMany(one => Missing(one.command).Select(what => $"{one.page}: '{one.command}': {what}")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("./nosuch.sh --long", "./nosuch.sh")]
    [InlineData("dotnet run -c Release --project samples/99-nosuch", "samples/99-nosuch")]
    [InlineData("EXOROUTE_DATA=/data ./nosuch.sh", "./nosuch.sh")]
    [InlineData("exoroute nosuchverb DIR", "nosuchverb")]
    [InlineData("dotnet run -c Release --project src/ExoRoute.Cli -- nosuchverb", "nosuchverb")]
    public void A_command_that_names_nothing_is_seen(string command, string what)
    {
        Commands($"Text\n```console\n$ {command}\noutput\n```\n").Should().Equal(command);
        Missing(command).Should().ContainSingle().Which.Should().Contain(what);
    }

    [Fact]
    public void The_changelog_has_a_place_for_what_is_not_released() => Checkout.Read("CHANGELOG.md").Split('\n').Should().Contain("## Unreleased");

    [Fact]
    public void The_readme_names_every_package_and_the_two_commands()
    {
        var readme = Checkout.Read("README.md");
        Checkout.Projects.Where(project => project.In("src")).Select(project => project.Name).Should().OnlyContain(name => readme.Contains($"`{name}`"));
        Commands(readme).Should().Contain("dotnet run -c Release --project samples/01-quickstart").And.Contain("./test.sh");
    }

    [Fact]
    public void The_readme_shows_what_the_sample_really_prints()
    {
        const string Expected = "samples/01-quickstart/expected.txt";
        var readme = Checkout.Read("README.md");
        var (from, to) = (readme.IndexOf("<!-- output: begin -->", StringComparison.Ordinal), readme.IndexOf("<!-- output: end -->", StringComparison.Ordinal));
        (from >= 0 && to > from).Should().BeTrue("the sample's output stands between these two marks");
        var shown = readme[from..to].Split('\n').Skip(1).Where(line => line.Trim().Length > 0 && !line.StartsWith("```", StringComparison.Ordinal)).ToList();
        var printed = Exists(Expected) ? Checkout.Read(Expected).Split('\n') : [];
        shown.Except(printed).Should().BeEmpty();
        (shown.Count > 0).Should().Be(printed.Length > 0, "the page shows an excerpt as soon as there is a sample");
    }

    [Fact]
    public void The_page_of_errors_names_every_gap_and_every_fault_of_numbers() => Enum.GetNames<BookGapCause>().Concat(Enum.GetNames<DecimalFault>())
        .Where(name => !Checkout.Read("docs/errors.md").Contains($"| `{name}` |", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void The_page_of_words_names_every_grade_and_state() => Enum.GetNames<BookStatus>().Concat(Enum.GetNames<TradingState>())
        .Where(name => !Checkout.Read("docs/vocabulary.md").Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Agents_names_every_room_of_Core() => CoreSources.Real.Trees.Select(CoreSources.Room).Distinct()
        .Where(room => !Checkout.Read("AGENTS.md").Contains($"`{room}`", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Decisions_are_numbered_without_a_gap_and_say_what_why_and_what_not()
    {
        var pages = Checkout.Files.Where(file => file.StartsWith("docs/decisions/", StringComparison.Ordinal)).ToList();
        pages.Should().NotBeEmpty();
        pages.Select(page => Path.GetFileName(page)[..4]).Should().Equal(Enumerable.Range(1, pages.Count).Select(number => $"{number:d4}"));
        foreach (var page in pages)
        {
            Checkout.Read(page).Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))
                .Should().ContainInOrder(["## What", "## Why", "## Rejected"], page);
        }
    }

    [Fact]
    public void No_file_says_where_packages_come_from()
    {
        Checkout.Files.Where(file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();
        Checkout.Files.Where(file => Checkout.Read(file) is var text
            && RegistryHosts.Concat(SourceSettings).Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))).Should().BeEmpty();
    }

    private static IEnumerable<string> DeadLinks(string page, string text)
    {
        var prose = CodeSpan().Replace(Fence().Replace(text, ""), "");
        foreach (var target in Link().Matches(prose).Select(match => match.Groups["target"].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            var (path, heading) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
            var file = path.Length == 0 ? page : Path.GetRelativePath(Checkout.Top, Path.GetFullPath(Path.Combine(Checkout.Top, Path.GetDirectoryName(page)!, path))).Replace('\\', '/');
            var there = path.Length == 0 || Exists(file);
            if (!there || (heading.Length > 0 && !Headings(path.Length == 0 ? text : Checkout.Read(file)).Contains(heading)))
            {
                yield return $"{page}: ({target}) leads nowhere";
            }
        }
    }

    // As the hosts of such pages make them: small letters, no signs, hyphens for blanks.
    private static IEnumerable<string> Headings(string text) => Heading().Matches(Fence().Replace(text, "")).Select(match =>
    {
        var anchor = new StringBuilder();
        foreach (var c in match.Groups["text"].Value.Trim())
        {
            anchor.Append(char.IsLetterOrDigit(c) || c is '-' or '_' ? char.ToLowerInvariant(c).ToString() : c == ' ' ? "-" : "");
        }

        return anchor.ToString();
    });

    private static IEnumerable<string> Commands(string text) => ConsoleFence().Matches(text).SelectMany(match => match.Groups["lines"].Value.Split('\n'))
        .Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..].Trim());

    private static IEnumerable<string> Missing(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Where(word => word.Contains('/', StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal) && word[0] is not ('/' or '<')
            && !word.StartsWith("../", StringComparison.Ordinal)))
        {
            var path = word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word.TrimEnd('/');
            // A path under bin is what a build makes.
            if (!path.Contains("/bin/", StringComparison.Ordinal) && !Exists(path))
            {
                yield return $"no {word}";
            }
        }

        var tool = Array.IndexOf(words, "exoroute") is var named and >= 0 ? named
            : words.Contains("src/ExoRoute.Cli") ? Array.IndexOf(words, "--") : -1;
        if (tool >= 0 && tool + 1 < words.Length && words[tool + 1] is var verb && verb[0] != '-'
            && !Checkout.Sources.Any(file => file.StartsWith("src/ExoRoute.Cli/", StringComparison.Ordinal) && Checkout.Read(file).Contains($"\"{verb}\"", StringComparison.Ordinal)))
        {
            yield return $"the tool has no verb {verb}";
        }
    }

    private static bool Exists(string path) => Checkout.Files.Contains(path) || Checkout.Files.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)[^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^#{1,6} (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex("^```console\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ConsoleFence();
}
