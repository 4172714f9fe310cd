using Lockstep.Reports.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Schedules;

/// <summary>
/// Sends reports when they are due; one process at a time, held by a lease. A time is noted down as a run before anything is sent, and the
/// run
/// is done only once its report has arrived: killed in between, it is brought again.
/// </summary>
internal sealed partial class ScheduleWorker(
    ReportsDatabase database, ScheduledReports reports, Instance instance, IOptions<LeaseOptions> leases,
    IOptions<ScheduleOptions> options, ILogger<ScheduleWorker> logger) : BackgroundService
{
    private const int DoublingsMax = 10;
    private readonly LeaseHolder _lease = new(database.Store, "report-schedules", instance.Name, leases.Value, database.Clock);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The work ends first: given back under it, the lease would let another process send the same report.
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                await database.Store.Signals.On(ScheduleTable.Topic).WaitAsync(options.Value.ScheduleInterval, database.Clock,
                    stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // What is pending is brought after the next start.
            }
            catch (Exception error)
            {
                if (error is LeaseLostException lost)
                {
                    _lease.Lost(lost.Token);
                }

                Stopped(logger, error.Message);
                await Task.Delay(options.Value.ScheduleInterval, database.Clock,
                    stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        foreach (var schedule in await database.Store.AskAsync(ScheduleTable.AllAsync, ct))
        {
            await NoteAsync(schedule, ct);
        }

        while (await NextAsync(ct) is not null)
        {
            var (held, _) = await _lease.HoldAsync(ct);

            // Only now: another process may have brought it while we waited for the lease.
            if (await NextAsync(ct) is { } run)
            {
                await BringAsync(held, run, ct);
            }
        }

        await _lease.ReleaseAsync();
    }

    private ValueTask<DueRun?> NextAsync(CancellationToken ct) =>
        database.Store.AskAsync(reader => ScheduleTable.DueAsync(reader, database.Clock.GetUtcNow()), ct);

    /// <summary>Notes down the times that have come. Any process may: each time has one row, and one that was done has it still.</summary>
    private async Task NoteAsync(ScheduleView schedule, CancellationToken ct)
    {
        if (schedule.StoppedAt is not null)
        {
            return;
        }

        var now = database.Clock.GetUtcNow();
        if (schedule.LastAt > now + FutureRule.Skew)
        {
            // A clock that was ahead noted down times that are still to come; those have their rows, and come to nothing again.
            await database.Store.WriteAsync(transaction => transaction.ExecuteAsync("update schedules set last_at = $2 where id = $1",
                schedule.Id, now), ct);
            return;
        }

        var (times, leftOut) = ScheduleTimes.Due(schedule, now, options.Value.CatchUpMax);
        if (times.Count > 0)
        {
            await database.Store.WriteAsync(
                async transaction =>
                {
                    await ScheduleTable.NoteAsync(transaction, schedule.Id, times, times[^1]);
                    return true;
                },
                ct);
        }

        if (leftOut > 0)
        {
            LeftOut(logger, schedule.Name, leftOut);
        }
    }

    private async Task BringAsync(Lease held, DueRun run, CancellationToken ct)
    {
        string? fault;
        var isHopeless = false;
        try
        {
            var schedule = await database.Store.AskAsync(reader => ScheduleTable.FindAsync(reader, run.Schedule), ct);
            if (schedule is { StoppedAt: null } && await reports.RefuseAsync(schedule, ct) is { } refusal)
            {
                await StopAsync(held, schedule, refusal, ct);
                return;
            }

            isHopeless = schedule is not { StoppedAt: null };
            (var file, fault) = isHopeless
                ? (null, schedule?.StopReason ?? "The schedule is gone.")
                : await reports.MakeAsync(schedule!, run.DueAt, ct);
            if (file is not null)
            {
                // A large report takes longer than the lease lasts; then another process may have brought it.
                (held, var isNew) = await _lease.HoldAsync(ct);
                if (isNew)
                {
                    return;
                }

                // Before the mark. The other order loses the report if we die in between; this one only brings it again.
                await reports.BringAsync(schedule!, run.DueAt, file, held.Left, ct);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            fault = error.Message.ReplaceLineEndings(" ");
        }

        await MarkAsync(held, run, fault, isHopeless, ct);
    }

    /// <summary>Nothing more is sent in the name of somebody who may not have it any longer, until somebody who may says so.</summary>
    private async Task StopAsync(Lease held, ScheduleView schedule, string reason, CancellationToken ct)
    {
        await reports.TellStoppedAsync(schedule, ct);
        if (await database.Store.WriteAsync(
            async transaction =>
            {
                await held.CheckAsync(transaction);
                return await ScheduleTable.StopAsync(transaction, schedule, reason, database.Clock.GetUtcNow());
            },
            ct))
        {
            Halted(logger, schedule.Id, schedule.Name, reason);
        }
    }

    private async Task MarkAsync(Lease held, DueRun run, string? fault, bool isHopeless, CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();
        DateTimeOffset? next = isHopeless || run.Attempts + 1 >= options.Value.AttemptsMax
            ? null
            : now + (options.Value.RetryDelay * Math.Pow(2, Math.Min(run.Attempts, DoublingsMax)));
        await database.Store.WriteAsync(
            async transaction =>
            {
                // Who lost the lease does not know any more what became of the report.
                await held.CheckAsync(transaction);
                return fault is null
                    ? await ScheduleTable.DoneAsync(transaction, run, now)
                    : await ScheduleTable.FailedAsync(transaction, run, fault, now, next);
            },
            ct);
        if (fault is null)
        {
            Sent(logger, run.Schedule, run.DueAt);
        }
        else if (next is null)
        {
            GivenUp(logger, run.Schedule, run.DueAt, fault);
        }
        else
        {
            Failed(logger, run.Schedule, run.DueAt, fault);
        }
    }

    [LoggerMessage(9030, LogLevel.Information, "the report of schedule {Id} for {DueAt} is sent")]
    private static partial void Sent(ILogger logger, long id, DateTimeOffset dueAt);

    [LoggerMessage(9031, LogLevel.Warning, "the report of schedule {Id} for {DueAt} could not be sent ({Reason}); it is tried again")]
    private static partial void Failed(ILogger logger, long id, DateTimeOffset dueAt, string reason);

    [LoggerMessage(9032, LogLevel.Error, "the report of schedule {Id} for {DueAt} is given up: {Reason}")]
    private static partial void GivenUp(ILogger logger, long id, DateTimeOffset dueAt, string reason);

    [LoggerMessage(9033, LogLevel.Warning, "{Count} times of the schedule {Name} lie too far back and are left out")]
    private static partial void LeftOut(ILogger logger, string name, long count);

    [LoggerMessage(9035, LogLevel.Error, "the schedule {Id} ({Name}) is stopped: {Reason}")]
    private static partial void Halted(ILogger logger, long id, string name, string reason);

    [LoggerMessage(9034, LogLevel.Warning, "reports could not be sent ({Reason}); looked at again in a while")]
    private static partial void Stopped(ILogger logger, string reason);
}
