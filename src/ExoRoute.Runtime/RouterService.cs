using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ExoRoute.Runtime;

/// <summary>Runs the router under a host: the one writer's loop, and the live feeds beside it.</summary>
internal sealed class RouterService(Router router, IEnumerable<IMarketFeed> feeds, IOptions<ExoRouteOptions> options, TimeProvider time) : BackgroundService
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Started before the host says that it is: after this, orders can be handed over.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        router.Arrived = () => _signal.Writer.TryWrite(true);
        router.Start();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for the loop
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var fed = Task.WhenAll([.. feeds.Select(feed => feed.RunAsync(router.Intake, running.Token)), ReconcileAsync(running.Token)]);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                while (router.Step() && !stoppingToken.IsCancellationRequested)
                {
                }

                await WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            await running.CancelAsync().ConfigureAwait(false);
            await fed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (router.Step())
            {
            }
        }
    }

    private async Task ReconcileAsync(CancellationToken stopping)
    {
        if (options.Value.ReconcileEvery == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.ReconcileEvery, time);
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
        {
            await router.ReconcileAsync(stopping).ConfigureAwait(false);
        }
    }

    // For something to take, or for the router's next timer or held-back child. Waits are whole milliseconds, cut: what is left of one passes in the loop.
    private async Task WaitAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var arrived = _signal.Reader.ReadAsync(either.Token).AsTask();
        var left = TimeSpan.FromSeconds(1); // a store that lacks space is tried again
        if (!router.LacksSpace)
        {
            var (timer, send) = (router.NextTimer, router.NextSendIn);
            if (timer is null && send is null)
            {
                await arrived.ConfigureAwait(false);
                return;
            }

            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
            var ticks = timer is { } due ? (due.Nanoseconds / 100) + 1 - now : TimeSpan.TicksPerDay;
            left = TimeSpan.FromTicks(Math.Clamp(Math.Min(ticks, ((send ?? long.MaxValue) - 1) / 100), 0, TimeSpan.TicksPerDay));
        }

        await Task.WhenAny(arrived, Task.Delay(left, time, either.Token)).ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        await either.CancelAsync().ConfigureAwait(false);
        await ((Task)arrived).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
