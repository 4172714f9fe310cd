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

/// <summary>One poller for each flow that is triggered by polling.</summary>
internal sealed class PollerSet(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, Parts parts, DispatcherSet dispatchers,
    Instance instance, IOptions<LeaseOptions> leases, ILogger<PollerSet> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        flows.All.SelectMany(static flow => flow.Triggered).Where(flow => flow.Poll is not null)
            .Select(flow => Create(flow).RunAsync(stoppingToken)));

    private Poller Create(Flow flow) => new(
        flow,
        systems.Single(system => string.Equals(system.Name, flow.Source, StringComparison.Ordinal)),
        database.Store,
        new LeaseHolder(database.Store, $"poll:{flow.Polled ?? flow.Name}", instance.Name, leases.Value, database.Clock),
        parts,
        dispatchers,
        database.Clock,
        logger);
}
