using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using ExoRoute.Market;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ExoRoute.Runtime.Tests;

public class RegistrationTests
{
    private static readonly InstrumentDefinition Listed = new() { Venue = new("v"), Instrument = RouterRig.Btc, Symbol = "BTC/USD", BaseAsset = "BTC", QuoteAsset = "USD", Units = new(2, 8) };

    [Fact]
    public void Adding_a_thing_twice_does_no_harm_and_the_last_one_counts()
    {
        var services = new ServiceCollection();
        for (var i = 1; i <= 2; i++)
        {
            services.AddExoRoute(options => options.Depth++).AddVenue("v", _ => new Named(new("v"))).AddListing(Listed, new() { TakerPpm = i });
        }

        using var provider = services.BuildServiceProvider();
        provider.GetVenues().Should().ContainSingle();
        provider.GetServices<Listing>().Should().ContainSingle().Which.Fees.TakerPpm.Should().Be(2);
        provider.GetServices<Router>().Should().ContainSingle().Which.Should().BeSameAs(provider.GetRequiredService<Router>());
        provider.GetRequiredService<IOptions<ExoRouteOptions>>().Value.Depth.Should().Be(52, "each call's configuration runs");
        provider.GetServices<IValidateOptions<ExoRouteOptions>>().Should().ContainSingle();
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once_when_the_host_starts()
    {
        var services = new ServiceCollection();
        services.AddExoRoute(options => (options.Depth, options.MaxRejects, options.StoreId, options.StoreDirectory, options.Durability) = (0, 0, "xyz", " ", (Durability)9));
        using var provider = services.BuildServiceProvider();
        FluentActions.Invoking(() => provider.GetRequiredService<IStartupValidator>().Validate()).Should().Throw<OptionsValidationException>()
            .Which.Failures.Should().HaveCount(5).And.Contain(fault => fault.Contains("Depth")).And.Contain(fault => fault.Contains("MaxRejects"))
            .And.Contain(fault => fault.Contains("StoreId")).And.Contain(fault => fault.Contains("StoreDirectory")).And.Contain(fault => fault.Contains("Durability"));
    }

    [Fact]
    public void A_clock_that_the_host_brought_stays()
    {
        var clock = new RouterRig.StandingClock();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(clock);
        services.AddExoRoute();
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<TimeProvider>().Should().BeSameAs(clock);
    }

    [Fact]
    public void A_listing_with_faults_is_refused_with_all_of_them() => FluentActions
        .Invoking(() => new ServiceCollection().AddExoRoute().AddListing(Listed with { TickSize = default }, new() { TakerPpm = 1_000_000 }))
        .Should().Throw<ArgumentException>().WithMessage("*TickSize*TakerPpm*");

    [Fact]
    public void The_page_of_metrics_names_every_instrument_with_its_unit_and_no_other()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == RouterMetrics.Name)
                {
                    lock (seen)
                    {
                        seen.Add($"{instrument.Name} {(instrument is Counter<long> ? "counter" : "histogram")} {instrument.Unit}");
                    }
                }
            },
        };
        listener.Start();
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new RouterMetrics(provider.GetRequiredService<IMeterFactory>());
        var page = File.ReadAllText(Path.Combine(ExoRoute.Tests.CaseFolder.ProjectTop(), "docs", "metrics.md"));
        lock (seen)
        {
            seen.Distinct().Should().BeEquivalentTo(Regex.Matches(page, @"^\| `(?<name>\S+)` \| (?<kind>counter|histogram) \| (?<unit>\S+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)
                .Select(row => $"{row.Groups["name"].Value} {row.Groups["kind"].Value} {row.Groups["unit"].Value}"));
        }

        page.Should().Contain($"`{RouterMetrics.Name}`").And.Contain("`exoroute.order.submit`").And.Contain("`exoroute.store.commit`");
    }

    [Fact]
    public void A_host_that_listens_sees_a_hand_over_and_its_commit_and_one_that_does_not_pays_nothing()
    {
        RouterMetrics.Submitting(new Routing.TimerFired()).Should().BeNull();
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RouterMetrics.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (seen)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var rig = RouterRig.Started();
        _ = rig.Submit("spanned", 5);
        lock (seen)
        {
            var submit = seen.Single(activity => activity.OperationName == "exoroute.order.submit" && (string?)activity.GetTagItem("exoroute.parent") == "spanned");
            seen.Should().Contain(activity => activity.OperationName == "exoroute.store.commit" && activity.ParentId == submit.Id);
        }
    }

    // Frozen: hosts filter and alert by these.
    [Fact]
    public void Event_ids_are_unique_and_stay_what_they_are() => typeof(Router).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
        .Select(method => (method.Name, Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)).Where(method => method.Id is not null)
        .OrderBy(method => method.Id).Select(method => $"{method.Id} {method.Name}").Should().Equal(
            "1001 LogStarted", "1002 LogEnded", "1003 LogRefused", "1004 LogAsked", "1005 LogLost", "1006 LogAlarm", "1007 LogFull", "1008 LogFailed", "1009 LogBypass",
            "1010 LogRemarked", "1011 LogKilled", "1012 LogTooMany", "1013 LogNotReconciled");

    private sealed class Named(VenueId id) : IVenue
    {
        public VenueId Id => id;

        public VenueCapabilities Capabilities { get; } = new();

        public void Attach(IVenueSink sink)
        {
        }

        public ValueTask SendAsync(Orders.ChildOrder order, CancellationToken cancellation) => default;

        public ValueTask CancelAsync(Orders.ChildOrder order, CancellationToken cancellation) => default;

        public ValueTask QueryAsync(Orders.ChildOrder order, CancellationToken cancellation) => default;
    }
}
