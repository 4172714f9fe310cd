using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Incoming;

/// <summary>A call as it was stored, to be worked through.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Body">The bytes as they came.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Attempts">Failed attempts.</param>
/// <param name="IsBackfill">Whether it lists the ids of a backfill instead.</param>
internal sealed record StoredHook(long Id, byte[] Body, DateTimeOffset ReceivedAt, int Attempts, bool IsBackfill);

/// <summary>A call in whose body an erasure looks for a person.</summary>
internal sealed record ErasableHook(long Id, string Flow, string? Subjects, byte[] Body);

/// <summary>The calls of outside systems to flows: believed, then stored, then worked through.</summary>
internal static class HookTable
{
    /// <summary>Rung when a call is stored.</summary>
    public const string Topic = "sync hooks";

    public static FutureRule Future { get; } = new(
        SyncDatabase.Name, TimeSpan.FromDays(2), "update incoming_hooks set due_at = $1 where state = 'received' and due_at > $2");

    /// <summary>What nobody has worked through yet stays.</summary>
    public static RetentionRule Retention { get; } = RetentionRule.By<TriggerRetentionOptions>(
        SyncDatabase.Name, static options => options.Hooks, """
        delete from incoming_hooks where id in (
          select id from incoming_hooks where state <> 'received' and received_at < $1 order by received_at limit $2)
        """);

    public static ValueTask<long> InsertAsync(
        ITransaction transaction, string flow, string? senderId, string dedupe, byte[] body, DateTimeOffset now, bool isBackfill = false) =>
        transaction.FirstAsync(
            """
            insert into incoming_hooks (flow, state, sender_id, dedupe, body, size, received_at, due_at, attempts, replays, repeats,
              records, is_backfill, is_erased)
            values ($1, 'received', $2, $3, $4, $7, $5, $5, 0, 0, 0, 0, $6, 0) returning id
            """,
            static row => row.Int64(0), flow, senderId, dedupe, body, now, isBackfill ? 1 : 0, body.Length);

    /// <summary>
    /// Counts a repeat of a call that came since an instant, and gives its id; 0 when there was none. One that came to nothing is not
    /// remembered.
    /// </summary>
    public static async ValueTask<long> RepeatAsync(ITransaction transaction, string flow, string dedupe, DateTimeOffset since)
    {
        var first = await transaction.FirstAsync(
            """
            select id from incoming_hooks where flow = $1 and dedupe = $2 and received_at >= $3 and state <> 'failed'
            order by id desc limit 1
            """,
            static row => row.Int64(0), flow, dedupe, since);
        if (first != 0)
        {
            await transaction.SendAsync("update incoming_hooks set repeats = repeats + 1 where id = $1", first);
        }

        return first;
    }

    /// <summary>How many of a flow wait, up to a number.</summary>
    public static ValueTask<long> WaitingAsync(IReader reader, string flow, int most) => reader.FirstAsync(
        "select count(*) from (select id from incoming_hooks where flow = $1 and state = 'received' limit $2) as waiting",
        static row => row.Int64(0), flow, most);

    /// <summary>Which of some flows have calls that are due.</summary>
    public static ValueTask<IReadOnlyList<string>> WithWorkAsync(IReader reader, IEnumerable<string> flows, DateTimeOffset now) =>
        reader.QueryAsync(
            $"""
            select f.value from ({reader.Dialect.Texts("$1")}) as f
            where exists (select 1 from incoming_hooks h where h.flow = f.value and h.state = 'received' and h.due_at <= $2)
            """,
            static row => row.Text(0), SqlValue.List(flows), now);

    /// <summary>Those of a flow that are due, the oldest first.</summary>
    public static ValueTask<IReadOnlyList<StoredHook>> DueAsync(IReader reader, string flow, DateTimeOffset now, int limit) =>
        reader.QueryAsync(
            """
            select id, body, received_at, attempts, is_backfill from incoming_hooks
            where flow = $1 and state = 'received' and due_at <= $2 order by due_at, id limit $3
            """,
            static row => new StoredHook(row.Int64(0), row.Bytes(1), row.Instant(2), (int)row.Int64(3), row.Int64(4) != 0),
            flow, now, limit);

    /// <summary>In the commit of its deliveries: it is worked through.</summary>
    public static ValueTask DoneAsync(ITransaction transaction, long id, int records, string subjects, DateTimeOffset now) =>
        transaction.SendAsync(
            """
            update incoming_hooks set state = 'done', records = $2, subjects = $3, finished_at = $4, reason = null
            where id = $1 and state = 'received'
            """,
            id, records, subjects, now);

    /// <summary>An attempt failed; with an instant there is another one then.</summary>
    public static ValueTask FailedAsync(
        ITransaction transaction, long id, (int Records, string Subjects) taken, string reason, DateTimeOffset now, DateTimeOffset? next) =>
        transaction.SendAsync(
            """
            update incoming_hooks set state = $2, attempts = attempts + 1, reason = $3, finished_at = $4, due_at = $5,
              records = $6, subjects = $7
            where id = $1 and state = 'received'
            """,
            id, next is null ? "failed" : "received", reason, next is null ? now : (DateTimeOffset?)null, next ?? now,
            taken.Records, taken.Subjects);

    /// <summary>Has one worked through once more.</summary>
    public static ValueTask ReplayAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.SendAsync(
        """
        update incoming_hooks set state = 'received', replays = replays + 1, attempts = 0, due_at = $2, finished_at = null, reason = null
        where id = $1 and state <> 'received' and is_erased = 0
        """,
        id, now);

    /// <summary>Calls that are not erased, behind an id.</summary>
    public static ValueTask<IReadOnlyList<ErasableHook>> PageAsync(IReader reader, long after, int limit) => reader.QueryAsync(
        "select id, flow, subjects, body from incoming_hooks where id > $1 and is_erased = 0 order by id limit $2",
        static row => new ErasableHook(row.Int64(0), row.Text(1), row.TextOrNull(2), row.Bytes(3)), after, limit);

    /// <summary>Takes out what came. What was not worked through yet fails with that, so that somebody sees it.</summary>
    public static ValueTask<int> EraseAsync(ITransaction transaction, IEnumerable<long> ids, string reason, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            $"""
            update incoming_hooks set body = $2, subjects = null, sender_id = null, is_erased = 1, reason = $3,
              state = case when state = 'received' then 'failed' else state end, finished_at = coalesce(finished_at, $4)
            where {transaction.Dialect.InIntegers("id", "$1")}
            """,
            SqlValue.List(ids), Array.Empty<byte>(), reason, now);
}
