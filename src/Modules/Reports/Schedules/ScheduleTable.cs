using Lockstep.Reports.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Schedules;

/// <summary>Schedules and their times.</summary>
internal static class ScheduleTable
{
    /// <summary>Rung when there is something to do.</summary>
    public const string Topic = "report schedules";

    private const int RunsShown = 100;

    /// <summary>What was sent long ago.</summary>
    public static RetentionRule Retention { get; } = RetentionRule.By<ScheduleOptions>(
        ReportsDatabase.Name, static options => options.RunsKept, """
        delete from schedule_runs where (schedule_id, due_at) in (
          select schedule_id, due_at from schedule_runs where finished_at is not null and finished_at < $1 order by finished_at limit $2)
        """);

    /// <summary>No report waits that long for its next attempt.</summary>
    public static FutureRule Future { get; } = new(
        ReportsDatabase.Name, TimeSpan.FromDays(2), "update schedule_runs set next_at = $1 where state = 'pending' and next_at > $2");

    public static ValueTask<IReadOnlyList<ScheduleView>> AllAsync(IReader reader) =>
        reader.QueryAsync($"select {ScheduleView.Columns} from schedules order by id", ScheduleView.Read);

    public static ValueTask<ScheduleView?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {ScheduleView.Columns} from schedules where id = $1", ScheduleView.Read, id);

    public static ValueTask<IReadOnlyList<RunView>> RunsAsync(IReader reader, long id) => reader.QueryAsync(
        $"select {RunView.Columns} from schedule_runs where schedule_id = $1 order by due_at desc limit $2", RunView.Read, id, RunsShown);

    /// <summary>Adds one; null when its name is taken.</summary>
    public static ValueTask<ScheduleView?> InsertAsync(ITransaction transaction, ScheduleInput input, string actor, DateTimeOffset now) =>
        transaction.FirstAsync(
            $"""
            insert into schedules (name, report, query, cron, zone, format, mail, folder, actor, last_at, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict do nothing returning {ScheduleView.Columns}
            """,
            ScheduleView.Read, input.Name, input.Report, input.Query ?? "", input.Cron, input.Zone ?? "UTC", input.Format ?? "csv",
            input.Mail is { Count: > 0 } mail ? string.Join(' ', mail) : null, input.Folder, actor, now);

    public static async ValueTask<bool> DeleteAsync(ITransaction transaction, long id)
    {
        await transaction.SendAsync("delete from schedule_runs where schedule_id = $1", id);
        return await transaction.ExecuteAsync("delete from schedules where id = $1", id) == 1;
    }

    /// <summary>Notes times down, each once however often it is done; a schedule that was deleted or stopped meanwhile gets none.</summary>
    public static async ValueTask NoteAsync(ITransaction transaction, long id, IReadOnlyList<DateTimeOffset> times, DateTimeOffset last)
    {
        if (await transaction.ExecuteAsync("update schedules set last_at = $2 where id = $1 and stopped_at is null", id, last) == 0)
        {
            return;
        }

        foreach (var time in times)
        {
            await transaction.SendAsync(
                "insert into schedule_runs (schedule_id, due_at, state, next_at) values ($1, $2, 'pending', $2) on conflict do nothing",
                    id, time);
        }
    }

    /// <summary>The run that waits longest; null when none is to be done now.</summary>
    public static ValueTask<DueRun?> DueAsync(IReader reader, DateTimeOffset now) => reader.FirstAsync(
        """
        select schedule_id, due_at, attempts from schedule_runs where state = 'pending' and next_at <= $1 order by next_at, schedule_id
          limit 1
        """,
        static row => new DueRun(row.Int64(0), row.Instant(1), row.Int64(2)), now);

    public static ValueTask<int> DoneAsync(ITransaction transaction, DueRun run, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        update schedule_runs set state = 'done', reason = null, finished_at = $3
        where schedule_id = $1 and due_at = $2 and state = 'pending'
        """,
        run.Schedule, run.DueAt, now);

    /// <summary>Notes an attempt down that failed; without a next one the run is given up.</summary>
    public static ValueTask<int> FailedAsync(ITransaction transaction, DueRun run, string reason, DateTimeOffset now,
        DateTimeOffset? next) =>
        transaction.ExecuteAsync(
            """
            update schedule_runs set state = $3, attempts = attempts + 1, reason = $4, next_at = $5, finished_at = $6
            where schedule_id = $1 and due_at = $2 and state = 'pending'
            """,
            run.Schedule, run.DueAt, next is null ? "failed" : "pending", reason, next ?? now, next is null ? now : (DateTimeOffset?)null);

    /// <summary>Stops a schedule and gives up what it still had to bring; not when somebody else has it go on in their name by
    /// now.</summary>
    public static async ValueTask<bool> StopAsync(ITransaction transaction, ScheduleView schedule, string reason, DateTimeOffset now)
    {
        if (await transaction.ExecuteAsync(
            "update schedules set stopped_at = $3, stop_reason = $4 where id = $1 and actor = $2 and stopped_at is null", schedule.Id,
            schedule.Actor, now, reason) == 0)
        {
            return false;
        }

        await transaction.SendAsync(
            "update schedule_runs set state = 'failed', reason = $2, finished_at = $3 where schedule_id = $1 and state = 'pending'",
            schedule.Id, reason, now);
        return true;
    }

    /// <summary>Has a schedule that was stopped go on in somebody's name; the times that passed meanwhile are left out.</summary>
    public static ValueTask<int> ResumeAsync(ITransaction transaction, long id, string actor, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            update schedules set stopped_at = null, stop_reason = null, actor = $2,
              last_at = case when last_at < $3 then $3 else last_at end
            where id = $1 and stopped_at is not null
            """,
            id, actor, now);

    /// <summary>Tries runs again that were given up.</summary>
    public static ValueTask<int> ReviveAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        update schedule_runs set state = 'pending', attempts = 0, next_at = $2, finished_at = null
        where schedule_id = $1 and (state = 'failed' or (state = 'pending' and next_at > $2))
        """,
        id, now);
}

/// <summary>A report that is to be sent.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="DueAt">For which time.</param>
/// <param name="Attempts">How many attempts failed.</param>
internal sealed record DueRun(long Schedule, DateTimeOffset DueAt, long Attempts);
