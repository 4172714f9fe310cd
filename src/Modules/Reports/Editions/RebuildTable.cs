using Lockstep.Reports.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Editions;

/// <summary>The rebuilds that were asked for.</summary>
internal static class RebuildTable
{
    /// <summary>Rung when one is asked for.</summary>
    public const string Topic = "reports rebuild";

    /// <summary>No rebuild waits that long for its next attempt.</summary>
    public static FutureRule Future { get; } = new(
        ReportsDatabase.Name, TimeSpan.FromDays(2), "update rebuilds set next_at = $1 where state <> 'done' and next_at > $2");

    /// <summary>The newest one; there is always one, for the first start asks for it.</summary>
    public static ValueTask<RebuildView?> NewestAsync(IReader reader) =>
        reader.FirstAsync($"select {RebuildView.Columns} from rebuilds order by id desc limit 1", RebuildView.Read);

    /// <summary>Asks for one; the one that waits already is enough, and is tried at once. The one that runs is not, for it may have read
    /// what
    /// was wrong.</summary>
    public static async ValueTask<RebuildView> AskAsync(ITransaction transaction, string actor, DateTimeOffset now)
    {
        await transaction.SendAsync(
            """
            insert into rebuilds (state, actor, asked_at) values ('asked', $1, $2)
            on conflict (state) where state = 'asked' do update set next_at = null
            """,
            actor, now);
        return (await transaction.FirstAsync($"select {RebuildView.Columns} from rebuilds where state = 'asked'", RebuildView.Read))!;
    }

    /// <summary>The one to be done now: one that was left behind first. 0 when there is none.</summary>
    public static ValueTask<long> OpenAsync(IReader reader, DateTimeOffset now) => reader.FirstAsync(
        "select id from rebuilds where state in ('asked', 'running') and (next_at is null or next_at <= $1) order by id limit 1",
        static row => row.Int64(0), now);

    /// <summary>How many attempts at one failed.</summary>
    public static ValueTask<long> AttemptsAsync(IReader reader, long id) =>
        reader.FirstAsync("select attempts from rebuilds where id = $1", static row => row.Int64(0), id);

    public static ValueTask StartAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.SendAsync(
        "update rebuilds set state = 'running', started_at = $2, kind = null, records = 0 where id = $1", id, now);

    public static ValueTask ProgressAsync(ITransaction transaction, long id, string kind, int records) => transaction.SendAsync(
        "update rebuilds set kind = $2, records = records + $3 where id = $1", id, kind, records);

    /// <summary>Notes an attempt down that failed, and when there is another one.</summary>
    public static ValueTask<int> FailedAsync(ITransaction transaction, long id, string reason, DateTimeOffset next) =>
        transaction.ExecuteAsync(
            "update rebuilds set attempts = attempts + 1, reason = $2, next_at = $3 where id = $1 and state <> 'done'", id, reason, next);

    /// <summary>Ends it, and those that were asked for before and came to nothing.</summary>
    public static ValueTask FinishAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.SendAsync(
        """
        update rebuilds set state = 'done', finished_at = $2, kind = null, next_at = null, reason = null
        where id <= $1 and state <> 'done'
        """,
        id, now);
}
