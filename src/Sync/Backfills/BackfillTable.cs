using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Backfills;

/// <summary>A backfill as it is worked at.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Flow">The flow.</param>
/// <param name="Since">From when on changes count.</param>
/// <param name="PerSecond">The most records in a second; null for no limit.</param>
/// <param name="IsCounting">Whether the records are to be counted first.</param>
/// <param name="Cursor">How far the source was read; null for its beginning.</param>
/// <param name="Failures">Failures in a row.</param>
internal sealed record BackfillJob(
    long Id, string Flow, DateTimeOffset Since, long? PerSecond, bool IsCounting, string? Cursor, long Failures);

/// <summary>The backfills that were asked for; one of a flow is open at a time.</summary>
internal static class BackfillTable
{
    /// <summary>Rung when one begins, goes on or is stopped.</summary>
    public const string Topic = "sync backfills";

    private const string JobColumns = "id, flow, since, per_second, is_counting, cursor, attempts";

    public static FutureRule Future { get; } = new(
        SyncDatabase.Name, TimeSpan.FromDays(2), "update backfills set next_at = $1 where state = 'running' and next_at > $2");

    public static RetentionRule Retention { get; } = RetentionRule.By<TriggerRetentionOptions>(
        SyncDatabase.Name, static options => options.Runs, """
        delete from backfills where id in (
          select id from backfills where finished_at is not null and finished_at < $1 order by finished_at limit $2)
        """);

    /// <summary>Begins one; null when one of the flow is open.</summary>
    public static ValueTask<BackfillView?> BeginAsync(
        ITransaction transaction, string flow, string actor, BackfillInput input, DateTimeOffset now) => transaction.FirstAsync(
        $"""
        insert into backfills (flow, state, actor, since, per_second, is_counting, records, queued, busy_ms, asked_at, updated_at, attempts)
        values ($1, 'running', $2, $3, $4, $5, 0, 0, 0, $6, $6, 0)
        on conflict (flow) where state in ('running', 'paused') do nothing
        returning {BackfillView.Columns}
        """,
        BackfillView.Read, flow, actor, input.Since ?? DateTimeOffset.UnixEpoch, (long?)input.PerSecond, input.Count is true ? 1 : 0, now);

    /// <summary>The newest one of a flow; null when there was none.</summary>
    public static ValueTask<BackfillView?> NewestAsync(IReader reader, string flow) => reader.FirstAsync(
        $"select {BackfillView.Columns} from backfills where flow = $1 order by id desc limit 1", BackfillView.Read, flow);

    /// <summary>The same, kept as it is until the write ends.</summary>
    public static ValueTask<BackfillView?> NewestForUpdateAsync(ITransaction transaction, string flow) => transaction.FirstForUpdateAsync(
        $"select {BackfillView.Columns} from backfills where flow = $1 order by id desc limit 1", BackfillView.Read, flow);

    /// <summary>Pauses, resumes or cancels one.</summary>
    public static ValueTask MoveAsync(ITransaction transaction, long id, string state, long? perSecond, DateTimeOffset now) =>
        transaction.SendAsync(
            """
            update backfills set state = $2, per_second = coalesce($3, per_second), updated_at = $4, finished_at = $5,
              next_at = null, attempts = 0
            where id = $1
            """,
            id, state, perSecond, now, state is "cancelled" ? now : (DateTimeOffset?)null);

    /// <summary>Those that are to go on now.</summary>
    public static ValueTask<IReadOnlyList<BackfillJob>> DueAsync(IReader reader, DateTimeOffset now) => reader.QueryAsync(
        $"select {JobColumns} from backfills where state = 'running' and (next_at is null or next_at <= $1) order by id",
        ReadJob, now);

    /// <summary>One as it is, when it is to go on now; else null.</summary>
    public static ValueTask<BackfillJob?> FindDueAsync(IReader reader, long id, DateTimeOffset now) => reader.FirstAsync(
        $"select {JobColumns} from backfills where id = $1 and state = 'running' and (next_at is null or next_at <= $2)", ReadJob, id, now);

    /// <summary>Whether it is still to go on, and stays so until the write ends.</summary>
    public static async ValueTask<bool> IsRunningAsync(ITransaction transaction, long id) => await transaction.FirstForUpdateAsync(
        "select state from backfills where id = $1", static row => row.Text(0), id) is "running";

    /// <summary>Whether its records are still to be counted.</summary>
    public static async ValueTask<bool> IsCountingAsync(IReader reader, long id) => await reader.FirstAsync(
        "select 1 from backfills where id = $1 and state = 'running' and is_counting = 1", static row => row.Int64(0), id) == 1;

    public static ValueTask CountedAsync(ITransaction transaction, long id, long total, DateTimeOffset now) => transaction.SendAsync(
        "update backfills set total = $2, is_counting = 0, updated_at = $3 where id = $1", id, total, now);

    /// <summary>In the commit of a page: it is read.</summary>
    public static ValueTask ProgressAsync(
        ITransaction transaction, long id, string? cursor, int records, int queued, long tookMs, bool isLast, DateTimeOffset now) =>
        transaction.SendAsync(
            """
            update backfills set cursor = $2, records = records + $3, queued = queued + $4, busy_ms = busy_ms + $5, state = $6,
              updated_at = $7, finished_at = $8, attempts = 0, next_at = null, reason = null
            where id = $1
            """,
            id, cursor, records, queued, tookMs, isLast ? "done" : "running", now, isLast ? now : (DateTimeOffset?)null);

    /// <summary>The source does not know the cursor any more: all is read again.</summary>
    public static ValueTask StartOverAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.SendAsync(
        "update backfills set cursor = null, records = 0, busy_ms = 0, updated_at = $2 where id = $1", id, now);

    /// <summary>An attempt failed; without an instant for the next one it stops.</summary>
    public static ValueTask FailedAsync(ITransaction transaction, long id, string reason, DateTimeOffset now, DateTimeOffset? next) =>
        transaction.SendAsync(
            """
            update backfills set attempts = attempts + 1, reason = $2, updated_at = $3, next_at = $4, state = $5, finished_at = $6
            where id = $1
            """,
            id, reason, now, next, next is null ? "failed" : "running", next is null ? now : (DateTimeOffset?)null);

    private static BackfillJob ReadJob(Row row) => new(
        row.Int64(0), row.Text(1), row.Instant(2), row.Int64OrNull(3), row.Int64(4) != 0, row.TextOrNull(5), row.Int64(6));
}
