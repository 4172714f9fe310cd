using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Has the flows delivered that go both ways, by a dispatcher each, as they come, change and go: a flow is with one process at a time.
/// </summary>
internal sealed class PairTargets(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, DispatcherSet dispatchers, PairQueue queue,
    IOptions<MappingOptions> limits, IOptions<DispatchOptions> options) : BackgroundService
{
    // An object for each version of a flow, gone with it.
    private readonly ConditionalWeakTable<Flow, PairLook> _looks = [];

    /// <summary>By the name of the flow: what is under way by one version of it counts for the next one too.</summary>
    private readonly ConcurrentDictionary<string, KeyedLocks> _locks = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (changed, running) = (flows.Listen(), new RunningTargets(dispatchers.RunAsync, dispatchers.IsIdle));
        while (!stoppingToken.IsCancellationRequested)
        {
            await running.KeepAsync([.. flows.All.Where(static flow => flow.Pair is not null).Select(TargetOf)], stoppingToken);
            await changed.WaitAsync(options.Value.PollInterval, database.Clock, stoppingToken).OrEndAsync();
        }

        await running.EndAsync();
    }

    private DeliveryTarget TargetOf(Flow flow) => new(
        // One part, so that one process has the whole flow: the turns of looks are in its memory.
        new PairSystem(flow.Target), () => flows.Now.Running, new Parts(1),
        options.Value.For(SystemOf(flow.Pair!.Left)).For(SystemOf(flow.Pair.Right)))
    {
        Look = (delivery, lease, ct) => LookAsync(flows.ByName.GetValueOrDefault(delivery.Flow) ?? flow, delivery, lease, ct),
    };

    /// <summary>Looks by the flow as it is when the delivery goes.</summary>
    private async Task<(ApplyResult? Result, string? SkipReason)> LookAsync(Flow flow, Delivery delivery, Lease lease, CancellationToken ct)
    {
        var looked = await _looks.GetValue(flow, LookOf).RunAsync(delivery, lease, ct);
        return (looked.Result, looked.SkipReason);
    }

    private PairLook LookOf(Flow flow)
    {
        var (left, right) = (SystemOf(flow.Pair!.Left), SystemOf(flow.Pair.Right));
        var context = new PairContext(flow, left, right, limits.Value, database.Store, database.Clock) { Wake = dispatchers.Wake };
        var creation = new PairCreation(context);
        return new PairLook(
            context, new LinkedLook(context, creation, new GoneLook(context, creation, queue)),
            new UnlinkedLook(context, creation, queue),
            _locks.GetOrAdd(flow.Name, static _ => new KeyedLocks()));
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
