using ExoRoute.Tests.Machines;

namespace ExoRoute.Tests.Packages;

/// <summary>A user's project: outside the repository, it knows the packages and nothing else. Its code is the quickstart's.</summary>
[Collection("packages")]
public class ConsumerTests(PackageFeed feed)
{
    private static readonly string Sample = Path.Combine(CaseFolder.ProjectTop(), "samples", "01-quickstart");

    [Fact]
    public void A_fresh_project_routes_an_order_with_the_packages_alone()
    {
        var folder = Write("consumer");
        var (code, output) = PackageFeed.Dotnet(folder, "build", "-c", "Release", "-v", "quiet");
        code.Should().Be(0, output);
        File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")).Should().ContainAll(PackageFeed.Libraries.Select(id => $"\"{id}/{feed.Version}\""));
        Printed("dotnet", Path.Combine(folder, "bin", "Release", "net10.0", "consumer.dll")).Should().Be(Expected);
    }

    // Every public and private member of the libraries is compiled, not only what the quickstart reaches.
    [Fact]
    public void The_same_project_compiled_ahead_of_time_prints_the_same()
    {
        Assert.SkipUnless(OnPath("clang"), "clang: not on this machine, the ahead-of-time test is skipped");
        var folder = Write("ahead-of-time");
        var (code, output) = PackageFeed.Dotnet(folder, "publish", "-c", "Release", "-v", "quiet", "-o", "out", "-p:PublishAot=true", "-p:TrimmerSingleWarn=false", "-p:StripSymbols=true");
        Assert.SkipWhen(output.Contains("NU11", StringComparison.Ordinal) && output.Contains("ILCompiler", StringComparison.Ordinal), "ILCompiler: the package cannot be had, the ahead-of-time test is skipped");
        code.Should().Be(0, output);
        output.Should().BeEmpty("there is nothing to warn of");
        var program = Path.Combine(folder, "out", OperatingSystem.IsWindows() ? "consumer.exe" : "consumer");
        File.Exists(Path.Combine(folder, "out", "consumer.dll")).Should().BeFalse("it is native");
        Printed(program).Should().Be(Expected);
    }

    private static string Expected => File.ReadAllText(Path.Combine(Sample, "expected.txt")).ReplaceLineEndings("\n");

    private string Write(string name)
    {
        var folder = feed.NewFolder(name);
        foreach (var file in Directory.EnumerateFiles(Sample, "*.cs"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ExoRoute.Runtime" Version="[{feed.Version}]" />
                <PackageReference Include="ExoRoute.Adapters.WebSocket" Version="[{feed.Version}]" />
                <PackageReference Include="ExoRoute.Adapters.Simulation" Version="[{feed.Version}]" />
                <PackageReference Include="ExoRoute.Testing" Version="[{feed.Version}]" />
                <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="{DependencyInjection}" />
                <TrimmerRootAssembly Include="{string.Join(';', PackageFeed.Libraries)}" />
              </ItemGroup>
            </Project>
            """);
        return folder;
    }

    // The sample's own, so that no second place names a version.
    private static string DependencyInjection => System.Xml.Linq.XDocument.Load(Path.Combine(CaseFolder.ProjectTop(), "Directory.Packages.props")).Descendants("PackageVersion")
        .Single(element => (string?)element.Attribute("Include") == "Microsoft.Extensions.DependencyInjection").Attribute("Version")!.Value;

    private static string Printed(string program, params string[] args)
    {
        var (code, output, errors) = Child.Await(Child.Start(program, [], args));
        (code, errors.Trim()).Should().Be((0, ""), output);
        return output.ReplaceLineEndings("\n");
    }

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
