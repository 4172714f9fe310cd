using System.Collections.Concurrent;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Runs;

/// <summary>
/// Has flows ask their sources at their times. A time is noted down as a run under the flow's lease before anything is asked, and the run
/// is done only once its round has come to its end: killed in between, it is done again, and its cursor says from where on.
/// </summary>
internal sealed partial class CronRuns(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, Parts parts, DispatcherSet dispatchers, Instance instance,
    IOptions<LeaseOptions> leases, IOptions<TriggerOptions> options, ILogger<CronRuns> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Task> _busy = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Rounds.RunAsync(
            LookAsync, error => LookFailed(logger, error.Message),
            new Pause(options.Value.LookInterval, database.Clock, database.Store.Signals.On(RunTable.Topic)), stoppingToken);
        await Task.WhenAll(_busy.Values);
    }

    /// <summary>Sets the flows to work that have something to do, and are not at it already.</summary>
    private async Task LookAsync(CancellationToken ct)
    {
        IReadOnlyList<Flow> all = [.. flows.Now.Running.Values.Where(static flow => flow.Cron is not null)];
        if (all.Count == 0)
        {
            return;
        }

        var now = database.Clock.GetUtcNow();
        var known = await database.Store.AskAsync(reader => RunTable.LookAsync(reader, all.Select(static flow => flow.Name), now), ct);
        foreach (var flow in all)
        {
            var hasWork = !known.TryGetValue(flow.Name, out var clock) || clock.IsOpen || flow.Cron!.Next(clock.LastAt) <= now;
            if (hasWork && (!_busy.TryGetValue(flow.Name, out var busy) || busy.IsCompleted))
            {
                _busy[flow.Name] = WorkAsync(flow, ct);
            }
        }
    }

    private Task WorkAsync(Flow flow, CancellationToken ct)
    {
        var covering = leases.Value.Covering(flow.Timeout);
        var holder = new LeaseHolder(database.Store, flow.SourceLease, instance.Name, covering, database.Clock);
        return LeasedWork.RunAsync(holder, () => WorkAsync(flow, holder, ct), logger, reason => LookFailed(logger, reason), ct);
    }

    private async Task WorkAsync(Flow flow, LeaseHolder holder, CancellationToken ct)
    {
        var (lease, _) = await holder.HoldAsync(ct);
        await NoteAsync(flow, lease, ct);
        while (IsCurrent(flow) && await database.Store.ReadAsync(
            reader => RunTable.DueAsync(reader, flow.Name, database.Clock.GetUtcNow()), ct) is { } run)
        {
            await RunAsync(flow, run, holder, ct);
        }
    }

    /// <summary>One that was paused or replaced meanwhile stops, and the next look goes on by the flow as it is then.</summary>
    private bool IsCurrent(Flow flow) => ReferenceEquals(flows.Now.Running.GetValueOrDefault(flow.Name), flow);

    private async Task NoteAsync(Flow flow, Lease lease, CancellationToken ct)
    {
        var leftOut = await database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                return await RunTable.NoteAsync(transaction, flow.Name, flow.Cron!, database.Clock.GetUtcNow(), options.Value.Late);
            },
            ct);
        if (leftOut > 0)
        {
            LeftOut(logger, flow.Name, leftOut);
        }
    }

    private async Task RunAsync(Flow flow, FlowRun run, LeaseHolder holder, CancellationToken ct)
    {
        await WriteAsync(holder, transaction => RunTable.StartAsync(transaction, run.Id, database.Clock.GetUtcNow()), ct);
        var end = await RoundAsync(flow, holder, ct);
        if (end.IsCutOff)
        {
            return;
        }

        var now = database.Clock.GetUtcNow();
        if (end.Fault is not { } fault)
        {
            await WriteAsync(holder, transaction => RunTable.DoneAsync(transaction, run.Id, end.Changes, now), ct);
            Ran(logger, flow.Name, run.DueAt, end.Changes);
            return;
        }

        // What one run has not read the next one does, from the same cursor: so none is tried again beyond its time.
        var pause = flow.Retry.Next(
            FailureCause.Unavailable, (int)Math.Min(run.Attempts + 1, int.MaxValue), 0, now - flow.WaitedFrom(run.DueAt),
            end.RetryAfter, 0);
        var next = now + pause;
        var isLast = next is null || flow.Cron!.Next(run.DueAt > now ? now : run.DueAt) is { } following && following <= next;
        await WriteAsync(
            holder, transaction => RunTable.FailedAsync(transaction, run, end.Changes, fault, now, isLast ? null : next), ct);
        Failed(logger, flow.Source, flow.Name, run.DueAt, fault);
    }

    private async Task<RoundEnd> RoundAsync(Flow flow, LeaseHolder holder, CancellationToken ct)
    {
        var source = systems.Single(system => string.Equals(system.Name, flow.Source, StringComparison.Ordinal));
        var news = new SourceNews(flow, parts, dispatchers, database.Clock);
        var round = new PollRound(flow, flow.Cron!.Overlap, source, database.Store, news, database.Clock, logger)
        {
            GoesOn = () => IsCurrent(flow),
        };
        try
        {
            var end = await round.RunAsync(holder, ct);
            if (flow.Sweep is { } settings && end is { Fault: null, IsCutOff: false })
            {
                await new Sweep(flow, settings, source, database.Store, news, database.Clock, logger)
                    .RunAsync(holder, () => IsCurrent(flow), ct);
            }

            return end;
        }
        catch (Exception error) when (error is not LeaseLostException && !ct.IsCancellationRequested)
        {
            return new RoundEnd(0, error.Message.ReplaceLineEndings(" "));
        }
    }

    private async Task WriteAsync(LeaseHolder holder, Func<ITransaction, ValueTask> write, CancellationToken ct)
    {
        var (lease, _) = await holder.HoldAsync(ct);
        await database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                await write(transaction);
                return true;
            },
            ct);
    }

    [LoggerMessage(5060, LogLevel.Information, "{Flow} asked for what has changed, for {DueAt}: {Count} changes")]
    private static partial void Ran(ILogger logger, string flow, DateTimeOffset dueAt, long count);

    [LoggerMessage(5061, LogLevel.Warning, "{System} could not be asked for {Flow}, for {DueAt}: {Reason}")]
    private static partial void Failed(ILogger logger, string system, string flow, DateTimeOffset dueAt, string reason);

    [LoggerMessage(5062, LogLevel.Warning, "{Flow}: {Count} of its times were missed and get no run of their own")]
    private static partial void LeftOut(ILogger logger, string flow, long count);

    [LoggerMessage(5063, LogLevel.Warning, "the times of flows could not be looked at ({Reason}); looked at again in a while")]
    private static partial void LookFailed(ILogger logger, string reason);
}
