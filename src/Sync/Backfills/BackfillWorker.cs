using System.Collections.Concurrent;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Backfills;

/// <summary>
/// Sets the backfills to work that are to go on, each under a lease of its own: what one process left behind another goes on with, from the
/// cursor that stands in the table.
/// </summary>
internal sealed partial class BackfillWorker(
    SyncDatabase database, FlowRegistry flows, BackfillPages pages, Instance instance, IOptions<LeaseOptions> leases,
    IOptions<TriggerOptions> options, ILogger<BackfillWorker> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<long, Task> _busy = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Rounds.RunAsync(
            LookAsync, error => LookFailed(logger, error.Message),
            new Pause(options.Value.LookInterval, database.Clock, database.Store.Signals.On(BackfillTable.Topic)), stoppingToken);
        await Task.WhenAll(_busy.Values);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        foreach (var (id, _) in _busy.Where(static one => one.Value.IsCompleted).ToList())
        {
            _busy.TryRemove(id, out _);
        }

        var now = database.Clock.GetUtcNow();
        foreach (var job in await database.Store.AskAsync(reader => BackfillTable.DueAsync(reader, now), ct))
        {
            // One of a flow that is not in force, or paused, waits for it.
            if (flows.Now.Running.GetValueOrDefault(job.Flow) is { } flow && !_busy.ContainsKey(job.Id))
            {
                _busy[job.Id] = WorkAsync(job.Id, flow, ct);
            }
        }
    }

    private Task WorkAsync(long id, Flow flow, CancellationToken ct)
    {
        var covering = leases.Value.Covering(flow.Timeout);
        var holder = new LeaseHolder(database.Store, $"backfill:{id}", instance.Name, covering, database.Clock);
        return LeasedWork.RunAsync(holder, () => StepsAsync(id, holder, ct), logger, reason => LookFailed(logger, reason), ct);
    }

    private async Task StepsAsync(long id, LeaseHolder holder, CancellationToken ct)
    {
        while (await StepAsync(id, holder, ct) is { } pause)
        {
            await Task.Delay(pause, database.Clock, ct);
        }
    }

    /// <summary>One page; how long to wait before the next one, or null when there is none for now.</summary>
    private async Task<TimeSpan?> StepAsync(long id, LeaseHolder holder, CancellationToken ct)
    {
        var (lease, _) = await holder.HoldAsync(ct);
        var job = await database.Store.ReadAsync(reader => BackfillTable.FindDueAsync(reader, id, database.Clock.GetUtcNow()), ct);
        if (job is null || flows.Now.Running.GetValueOrDefault(job.Flow)?.Backfilled is not { } flow)
        {
            return null;
        }

        var step = new BackfillStep(database, pages, options.Value, logger);
        return job.IsCounting ? await step.CountAsync(job, flow, holder, ct) : await step.ReadAsync(job, flow, lease, ct);
    }

    [LoggerMessage(5068, LogLevel.Warning, "backfills could not go on ({Reason}); looked at again in a while")]
    private static partial void LookFailed(ILogger logger, string reason);
}
