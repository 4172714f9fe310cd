using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Editions;

/// <summary>The rebuilds that were asked for.</summary>
internal static class RebuildTable
{
    /// <summary>Rung when one is asked for.</summary>
    public const string Topic = "reports rebuild";

    /// <summary>The newest one; there is always one, for the first start asks for it.</summary>
    public static ValueTask<RebuildView?> NewestAsync(IReader reader) =>
        reader.FirstAsync($"select {RebuildView.Columns} from rebuilds order by id desc limit 1", RebuildView.Read);

    /// <summary>Asks for one; the one that waits already is enough, the one that runs is not, for it may have read what was
    /// wrong.</summary>
    public static async ValueTask<RebuildView> AskAsync(ITransaction transaction, string actor, DateTimeOffset now)
    {
        await transaction.SendAsync(
            "insert into rebuilds (state, actor, asked_at) values ('asked', $1, $2) on conflict (state) where state = 'asked' do nothing",
                actor, now);
        return (await transaction.FirstAsync($"select {RebuildView.Columns} from rebuilds where state = 'asked'", RebuildView.Read))!;
    }

    /// <summary>The one to be done: one that was left behind first. 0 when there is none.</summary>
    public static ValueTask<long> OpenAsync(IReader reader) =>
        reader.FirstAsync("select id from rebuilds where state in ('asked', 'running') order by id limit 1", static row => row.Int64(0));

    public static ValueTask StartAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.SendAsync(
        "update rebuilds set state = 'running', started_at = $2, kind = null, records = 0 where id = $1", id, now);

    public static ValueTask ProgressAsync(ITransaction transaction, long id, string kind, int records) => transaction.SendAsync(
        "update rebuilds set kind = $2, records = records + $3 where id = $1", id, kind, records);

    public static ValueTask FinishAsync(ITransaction transaction, long id, DateTimeOffset now) => transaction.SendAsync(
        "update rebuilds set state = 'done', finished_at = $2, kind = null where id = $1", id, now);
}
