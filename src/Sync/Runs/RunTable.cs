using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Runs;

/// <summary>The runs of flows that ask their sources at times, and up to when each of these flows has looked.</summary>
internal static class RunTable
{
    /// <summary>Rung when somebody asks for a run.</summary>
    public const string Topic = "sync runs";

    /// <summary>No run waits that long for its next attempt.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromDays(2);

    public static IReadOnlyList<FutureRule> Future { get; } =
    [
        new(SyncDatabase.Name, FutureRule.Skew, "update flow_clocks set last_at = $1 where last_at > $2"),
        new(SyncDatabase.Name, PauseMax, "update flow_runs set next_at = $1 where state = 'due' and next_at > $2"),
    ];

    public static RetentionRule Retention { get; } = RetentionRule.By<TriggerRetentionOptions>(
        SyncDatabase.Name, static options => options.Runs, """
        delete from flow_runs where id in (
          select id from flow_runs where state <> 'due' and due_at < $1 order by due_at limit $2)
        """);

    /// <summary>Up to when each flow has looked, and whether it has a run to do.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, (DateTimeOffset LastAt, bool IsOpen)>> LookAsync(
        IReader reader, IEnumerable<string> flows, DateTimeOffset now)
    {
        var rows = await reader.QueryAsync(
            $"""
            select c.flow, c.last_at, (select count(*) from flow_runs r where r.flow = c.flow and r.state = 'due'
              and (r.next_at is null or r.next_at <= $2))
            from flow_clocks c where {reader.Dialect.InTexts("c.flow", "$1")}
            """,
            static row => (Flow: row.Text(0), LastAt: row.Instant(1), IsOpen: row.Int64(2) > 0), SqlValue.List(flows), now);
        return rows.ToDictionary(static row => row.Flow, static row => (row.LastAt, row.IsOpen), StringComparer.Ordinal);
    }

    /// <summary>
    /// Notes down the times of a flow that have come, each once: who comes second finds the clock set. A flow that is new has missed
    /// nothing.
    /// </summary>
    /// <returns>How many times get no run.</returns>
    public static async ValueTask<long> NoteAsync(
        ITransaction transaction, string flow, CronSettings cron, DateTimeOffset now, TimeSpan late)
    {
        var last = await transaction.FirstForUpdateAsync(
            "select last_at from flow_clocks where flow = $1", static row => (DateTimeOffset?)row.Instant(0), flow);
        if (last is null)
        {
            await transaction.SendAsync("insert into flow_clocks (flow, last_at) values ($1, $2) on conflict (flow) do nothing", flow, now);
            return 0;
        }

        var plan = cron.Plan(last.Value, now, late);
        if (plan.Last is not { } newest)
        {
            return 0;
        }

        var leftOut = plan.LeftOut;
        foreach (var time in plan.Runs)
        {
            await transaction.SendAsync(
                """
                insert into flow_runs (flow, due_at, state, changes, left_out, attempts) values ($1, $2, 'due', 0, $3, 0)
                on conflict (flow, due_at) where actor is null do nothing
                """,
                flow, time, leftOut);
            leftOut = 0;
        }

        await transaction.SendAsync("update flow_clocks set last_at = $2 where flow = $1", flow, newest);
        return plan.LeftOut;
    }

    /// <summary>Asks for a run now; one that somebody asked for and that has not begun is enough.</summary>
    public static async ValueTask<FlowRun> AskAsync(ITransaction transaction, string flow, string actor, DateTimeOffset now)
    {
        await transaction.SendAsync("insert into flow_clocks (flow, last_at) values ($1, $2) on conflict (flow) do nothing", flow, now);
        await transaction.SendAsync(
            """
            insert into flow_runs (flow, due_at, state, actor, changes, left_out, attempts) values ($1, $2, 'due', $3, 0, 0, 0)
            on conflict (flow) where state = 'due' and actor is not null do update set next_at = null
            """,
            flow, now, actor);
        return (await transaction.FirstAsync(
            $"select {FlowRun.Columns} from flow_runs where flow = $1 and state = 'due' and actor is not null", FlowRun.Read, flow))!;
    }

    /// <summary>The run of a flow that is to be done now; null when there is none.</summary>
    public static ValueTask<FlowRun?> DueAsync(IReader reader, string flow, DateTimeOffset now) => reader.FirstAsync(
        $"""
        select {FlowRun.Columns} from flow_runs where flow = $1 and state = 'due' and (next_at is null or next_at <= $2)
        order by id limit 1
        """,
        FlowRun.Read, flow, now);

    public static ValueTask StartAsync(ITransaction transaction, long id, DateTimeOffset now) =>
        transaction.SendAsync("update flow_runs set started_at = $2 where id = $1", id, now);

    public static ValueTask DoneAsync(ITransaction transaction, long id, long changes, DateTimeOffset now) => transaction.SendAsync(
        "update flow_runs set state = 'done', finished_at = $3, changes = changes + $2, next_at = null, reason = null where id = $1",
        id, changes, now);

    /// <summary>Notes an attempt down that failed, and when there is another one; null for none.</summary>
    public static ValueTask FailedAsync(
        ITransaction transaction, FlowRun run, long changes, string reason, DateTimeOffset now, DateTimeOffset? next) =>
        transaction.SendAsync(
        """
        update flow_runs set attempts = attempts + 1, changes = changes + $2, reason = $3, next_at = $4, state = $5, finished_at = $6
        where id = $1
        """,
        run.Id, changes, reason, next, next is null ? "failed" : "due", next is null ? now : (DateTimeOffset?)null);

    /// <summary>The newest run of each flow.</summary>
    public static ValueTask<IReadOnlyList<FlowRun>> NewestAsync(IReader reader, IEnumerable<string> flows) => reader.QueryAsync(
        $"""
        select {FlowRun.Columns} from flow_runs
        where id in (select max(id) from flow_runs where {reader.Dialect.InTexts("flow", "$1")} group by flow)
        """,
        FlowRun.Read, SqlValue.List(flows));
}
