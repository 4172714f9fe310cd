using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Deliveries;

/// <summary>One dispatcher for each system that some flow writes to, so that a slow system holds up no other.</summary>
internal sealed class DispatcherSet : BackgroundService
{
    private readonly Dictionary<string, Dispatcher> _byTarget;

    public DispatcherSet(
        [FromKeyedServices(SyncModule.Key)] ModuleDatabase database, FlowBook flows, IEnumerable<IConnector> connectors, Instance instance,
        IOptions<LeaseOptions> leases, IOptions<DispatchOptions> options, LockstepMeter meter, Random random, ILogger<SyncModule> logger)
    {
        var targets = flows.All.Select(flow => flow.Target).ToHashSet(StringComparer.Ordinal);
        _byTarget = connectors.Where(connector => targets.Contains(connector.System)).ToDictionary(
            connector => connector.System,
            connector => new Dispatcher(
                connector, flows.ByName, database.Store,
                new LeaseHolder(database.Store, $"deliveries:{connector.System}", instance.Name, Covering(leases.Value, connector, flows), database.Clock),
                options.Value, database.Clock, random, logger),
            StringComparer.Ordinal);
        foreach (var (target, dispatcher) in _byTarget)
        {
            meter.Counter("lockstep_deliveries_delivered", "Deliveries that ended well since the start", "target", target, () => dispatcher.Delivered);
            meter.Counter("lockstep_deliveries_dead", "Deliveries that became dead letters since the start", "target", target, () => dispatcher.Dead);
            meter.Gauge("lockstep_deliveries_held", "Deliveries in memory, waiting or on their way", "target", target, () => dispatcher.Held);
        }
    }

    /// <summary>
    /// An attempt only starts when more lease is left than it may take: a lease shorter than a flow's patience would never let it start.
    /// </summary>
    private static LeaseOptions Covering(LeaseOptions leases, IConnector target, FlowBook flows)
    {
        var longest = flows.All.Where(flow => string.Equals(flow.Target, target.System, StringComparison.Ordinal)).Max(flow => flow.Timeout);
        var needed = longest + (2 * leases.Renewal);
        return new LeaseOptions { Renewal = leases.Renewal, Duration = needed > leases.Duration ? needed : leases.Duration };
    }

    /// <summary>Hands over a delivery that was just committed as pending.</summary>
    public void Offer(Delivery delivery)
    {
        if (_byTarget.TryGetValue(delivery.Target, out var dispatcher))
        {
            dispatcher.Offer(delivery);
        }
    }

    /// <summary>Has every dispatcher look at the table at once.</summary>
    public void WakeAll()
    {
        foreach (var dispatcher in _byTarget.Values)
        {
            dispatcher.Wake();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_byTarget.Values.Select(dispatcher => dispatcher.RunAsync(stoppingToken)));
}
