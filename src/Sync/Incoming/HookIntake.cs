using System.Collections.Concurrent;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Incoming;

/// <summary>
/// Works the calls through that are stored: finds their records, and commits what is news as deliveries, or as looks at the records of a
/// flow that goes both ways, together with the mark that the call is done. One process at a time for each flow, under its lease: what is
/// read later is newer.
/// </summary>
internal sealed partial class HookIntake(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, HookCommit commit, Instance instance,
    IOptions<LeaseOptions> leases, IOptions<TriggerOptions> options, ILogger<HookIntake> logger) : BackgroundService
{
    private const int BatchMax = 32;
    private readonly ConcurrentDictionary<string, Task> _busy = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Rounds.RunAsync(
            LookAsync, error => LookFailed(logger, error.Message),
            new Pause(options.Value.LookInterval, database.Clock, database.Store.Signals.On(HookTable.Topic)), stoppingToken);
        await Task.WhenAll(_busy.Values);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var told = flows.Now.Running.Where(static one => one.Value.Incoming is not null).ToDictionary(StringComparer.Ordinal);
        if (told.Count == 0)
        {
            return;
        }

        var now = database.Clock.GetUtcNow();
        foreach (var name in await database.Store.AskAsync(reader => HookTable.WithWorkAsync(reader, told.Keys, now), ct))
        {
            if (!_busy.TryGetValue(name, out var busy) || busy.IsCompleted)
            {
                _busy[name] = WorkAsync(told[name], ct);
            }
        }
    }

    private async Task WorkAsync(Flow flow, CancellationToken ct)
    {
        var covering = leases.Value.Covering(flow.Timeout);
        var holder = new LeaseHolder(database.Store, flow.CallsLease, instance.Name, covering, database.Clock);
        var isDone = await LeasedWork.RunAsync(
            holder, () => WorkAsync(flow, holder, ct), logger, reason => LookFailed(logger, reason), ct);

        // What came while the last look was under way must not wait for the next one; behind a failure it must.
        if (isDone)
        {
            database.Store.Signals.RingHere(HookTable.Topic);
        }
    }

    private async Task WorkAsync(Flow flow, LeaseHolder holder, CancellationToken ct)
    {
        var told = flow.Told!;
        var source = systems.FirstOrDefault(system => string.Equals(system.Name, told.Source, StringComparison.Ordinal));
        var batch = new HookBatch(told, source, options.Value.HookReadsMax, database.Clock);

        // One that was paused or replaced meanwhile stops, and the next look goes on by the flow as it is then.
        while (ReferenceEquals(flows.Now.Running.GetValueOrDefault(flow.Name), flow))
        {
            // Before the calls are read: only behind this is nobody else at them.
            var (lease, _) = await holder.HoldAsync(ct);
            var askedAt = database.Clock.GetUtcNow();
            var hooks = await database.Store.ReadAsync(reader => HookTable.DueAsync(reader, flow.Name, askedAt, BatchMax), ct);
            if (hooks.Count == 0)
            {
                return;
            }

            await CommitAsync(told, await batch.FindAsync(hooks, holder, lease, ct), askedAt, lease, ct);
        }
    }

    /// <summary>All in one commit; one by one when that can't be, so that one that can't be taken in stops no other.</summary>
    private async Task CommitAsync(
        Flow flow, IReadOnlyList<FoundHook> found, DateTimeOffset askedAt, Lease lease, CancellationToken ct)
    {
        try
        {
            await commit.RunAsync(flow, found, askedAt, lease, ct);
            foreach (var failed in found.Where(static one => one.Failure is not null))
            {
                NotTaken(logger, failed.Hook.Id, flow.Name, failed.Failure!.Message);
            }
        }
        catch (Exception error) when (!HookCommit.IsPassing(error))
        {
            if (found.Count > 1)
            {
                foreach (var one in found)
                {
                    await CommitAsync(flow, [one], askedAt, lease, ct);
                }

                return;
            }

            var failure = new Failure(FailureCause.Validation, error.Message.ReplaceLineEndings(" "));
            await CommitAsync(flow, [found[0] with { Records = [], Failure = failure }], askedAt, lease, ct);
        }
    }

    [LoggerMessage(5066, LogLevel.Warning, "call {Id} to {Flow} could not be worked through: {Reason}")]
    private static partial void NotTaken(ILogger logger, long id, string flow, string reason);

    [LoggerMessage(5067, LogLevel.Warning, "calls to flows could not be worked through ({Reason}); looked at again in a while")]
    private static partial void LookFailed(ILogger logger, string reason);
}
