using ExoRoute.Tests.Machines;
using Xunit.MicrosoftTestingPlatform;

namespace ExoRoute.Tests;

/// <summary>Runs the tests; or, as their child, what must be seen from another process.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is [Child.Word, .. var rest]
        ? Task.FromResult(Child.Run(rest))
        : TestPlatformTestFramework.RunAsync(args, World.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
