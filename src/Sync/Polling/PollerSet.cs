using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Polling;

/// <summary>One poller for each flow that is triggered by polling and not paused, as flows come, change and go.</summary>
internal sealed class PollerSet(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, Parts parts, DispatcherSet dispatchers,
    Instance instance, IOptions<LeaseOptions> leases, IOptions<DispatchOptions> options, ILogger<PollerSet> logger) : BackgroundService
{
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = flows.Listen();
        while (!stoppingToken.IsCancellationRequested)
        {
            await KeepAsync(stoppingToken);
            await changed.WaitAsync(options.Value.PollInterval, database.Clock, stoppingToken).OrEndAsync();
        }

        await Task.WhenAll(_running.Values.Select(static one => one.EndAsync()));
    }

    /// <summary>
    /// A page and the cursor behind it are one commit, so a poller may be ended at any moment: the one that follows goes on where it was,
    /// by the flow as it is then. Two of one flow are never at work, for the first has ended before.
    /// </summary>
    private async Task KeepAsync(CancellationToken ct)
    {
        var wanted = (
            from flow in flows.Now.Running.Values
            from side in flow.Triggered
            where side.Poll is not null
            select (Flow: flow, Side: side)).ToDictionary(static one => one.Side.Cursor, StringComparer.Ordinal);
        foreach (var (name, running) in _running.ToList())
        {
            if (running.Polling.IsCompleted || !ReferenceEquals(wanted.GetValueOrDefault(name).Flow, running.Flow))
            {
                await running.EndAsync();
                _running.Remove(name);
            }
        }

        foreach (var (cursor, (flow, side)) in wanted.Where(one => !_running.ContainsKey(one.Key)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            _running[cursor] = new Running(flow, stop, Create(side).RunAsync(stop.Token));
        }
    }

    private Poller Create(Flow flow)
    {
        var source = systems.Single(system => string.Equals(system.Name, flow.Source, StringComparison.Ordinal));
        var news = new SourceNews(flow, parts, dispatchers, database.Clock);
        return new Poller(
            flow,
            new PollRound(flow, flow.Poll!.Overlap, source, database.Store, news, database.Clock, logger),
            flow.Sweep is { } sweep ? new Sweep(flow, sweep, source, database.Store, news, database.Clock, logger) : null,
            database.Store,
            new LeaseHolder(database.Store, flow.SourceLease, instance.Name, leases.Value.Covering(flow.Timeout), database.Clock),
            database.Clock,
            logger);
    }

    /// <summary>A flow that is polled.</summary>
    private sealed record Running(Flow Flow, CancellationTokenSource Stop, Task Polling)
    {
        public async Task EndAsync()
        {
            await Stop.CancelAsync();
            await Polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Stop.Dispose();
        }
    }
}
