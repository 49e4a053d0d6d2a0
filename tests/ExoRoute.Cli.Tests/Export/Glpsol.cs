using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ExoRoute.Tests.Cli.Export;

/// <summary>The independent solver that exported files are given to.</summary>
internal static class Glpsol
{
    /// <summary>Skips the test that asks where it is not on this machine.</summary>
    public static void Demand() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "glpsol"))),
        "glpsol is not on this machine (package glpk-utils): exported files are not solved by it.");

    /// <summary>The least cost of a file; null where it says that there is no plan.</summary>
    public static double? Solve(string file, string format)
    {
        var answer = file + ".answer";
        using var process = Process.Start(new ProcessStartInfo("glpsol", [format == "mps" ? "--freemps" : "--lp", file, "-o", answer, "--tmlim", "60"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, said);
        said.Should().NotContain("warning");
        var written = File.ReadAllText(answer);
        return Regex.IsMatch(written, "^Status: +(INTEGER )?OPTIMAL", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            ? double.Parse(Regex.Match(written, "^Objective: +cost = (?<cost>[^ ]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["cost"].Value, CultureInfo.InvariantCulture)
            : null;
    }
}
