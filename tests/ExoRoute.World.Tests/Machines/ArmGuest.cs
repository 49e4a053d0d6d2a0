namespace ExoRoute.Tests.Machines;

/// <summary>A small arm64 program with its own runtime that runs our portable assemblies.</summary>
internal static class ArmGuest
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup>
        </Project>
        """;

    // Its first argument is the assembly to run, the rest are that one's.
    private const string Code = """
        using System;
        using System.IO;
        using System.Reflection;
        using System.Threading.Tasks;

        var folder = Path.GetDirectoryName(args[0])!;
        AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) =>
            Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll") is var file && File.Exists(file) ? Assembly.LoadFrom(file) : null;
        return Assembly.LoadFrom(args[0]).EntryPoint!.Invoke(null, [args[1..]]) is var result && result is Task<int> task ? await task : result is int code ? code : 0;
        """;

    /// <summary>Publishes it below a folder; null, with the reason, where its runtime cannot be had.</summary>
    public static string? Publish(string below, out string why)
    {
        var folder = Directory.CreateDirectory(Path.Combine(below, "guest")).FullName;
        File.WriteAllText(Path.Combine(folder, "Guest.csproj"), Project);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Code);
        var (code, output, errors) = Child.Await(Child.Start(
            "dotnet", [("MSBUILDDISABLENODEREUSE", "1")], ["publish", Path.Combine(folder, "Guest.csproj"), "-c", "Release", "-r", "linux-arm64", "--self-contained", "-o", Path.Combine(folder, "out"), "-v", "quiet"]));
        why = (output + errors).Trim().ReplaceLineEndings(" ");
        why = why.Length > 200 ? why[..200] : why;
        var guest = Path.Combine(folder, "out", "Guest");
        return code == 0 && File.Exists(guest) ? guest : null;
    }
}
