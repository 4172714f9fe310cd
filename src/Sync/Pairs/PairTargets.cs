using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Pairs;

/// <summary>Has the flows delivered that go both ways, by a dispatcher each: the flow is with one process at a time.</summary>
internal sealed class PairTargets(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, DispatcherSet dispatchers, PairQueue queue,
    IOptions<MappingOptions> limits, IOptions<DispatchOptions> options) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        from flow in flows.All where flow.Pair is not null select dispatchers.RunAsync(TargetOf(flow), stoppingToken));

    private DeliveryTarget TargetOf(Flow flow)
    {
        var (left, right) = (SystemOf(flow.Pair!.Left), SystemOf(flow.Pair.Right));
        var context = new PairContext(flow, left, right, limits.Value, database.Store, database.Clock);
        var creation = new PairCreation(context);
        var look = new PairLook(
            context, new LinkedLook(context, new GoneLook(context, creation, queue)), new UnlinkedLook(context, creation, queue));
        return new DeliveryTarget(
            new PairSystem(flow.Target), new Dictionary<string, Flow>(StringComparer.Ordinal) { [flow.Name] = flow }, new Parts(1),
            options.Value.For(left).For(right))
        {
            Look = async (delivery, lease, ct) => await look.RunAsync(delivery, lease, ct) is var looked
                ? (looked.Result, looked.SkipReason) : default,
        };
    }

    private ISystem SystemOf(PairSide side) =>
        systems.Single(system => string.Equals(system.Name, side.System, StringComparison.Ordinal));

    /// <summary>
    /// The target of such a flow. A look can be repeated, in any order, without a second effect, so how it went may reach the disk a moment
    /// later.
    /// </summary>
    private sealed class PairSystem(string name) : ISystem
    {
        public string Name => name;

        public IReadOnlyList<RecordKind> Kinds { get; } = [];

        public Task<Reply<string>> TestAsync(CancellationToken ct) => throw new NotSupportedException();
    }
}
