using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Polling;

/// <summary>How far sweeps are, and which records seem gone.</summary>
internal static class SweepTable
{
    public static FutureRule Future { get; } = new(
        SyncDatabase.Name, FutureRule.Skew, "update sweeps set ended_at = $1 where ended_at > $2");

    /// <summary>Rung when a person has confirmed one of a flow.</summary>
    public static string TopicOf(string flow) => $"sync sweep {flow}";

    /// <summary>The sweep of a source of a flow; null when there was none yet.</summary>
    public static ValueTask<SweepRow?> FindAsync(IReader reader, string cursor) =>
        reader.FirstAsync($"select {SweepRow.Columns} from sweeps where cursor = $1", SweepRow.Read, cursor);

    /// <summary>Those of some sources.</summary>
    public static ValueTask<IReadOnlyList<SweepRow>> FindAsync(IReader reader, IEnumerable<string> cursors) => reader.QueryAsync(
        $"select {SweepRow.Columns} from sweeps where {reader.Dialect.InTexts("cursor", "$1")} order by cursor", SweepRow.Read,
        SqlValue.List(cursors));

    /// <summary>Begins the next one; what seemed gone to the one before is asked for anew.</summary>
    /// <returns>False when somebody was faster; nothing is written then.</returns>
    public static async ValueTask<bool> BeginAsync(
        ITransaction transaction, SweepRow? before, string cursor, string flow, DateTimeOffset now)
    {
        var isNew = await transaction.ExecuteAsync(
            """
            insert into sweeps (cursor, flow, state, place, asked, gone, begun_at, revision) values ($1, $2, 'asking', '', 0, 0, $3, 1)
            on conflict (cursor) do update set state = 'asking', place = '', asked = 0, gone = 0, begun_at = excluded.begun_at,
              ended_at = null, revision = sweeps.revision + 1
            where sweeps.revision = $4
            """,
            cursor, flow, now, before?.Revision ?? 0) > 0;
        if (isNew && before is not null)
        {
            await transaction.SendAsync("delete from sweep_missing where cursor = $1", cursor);
        }

        return isNew;
    }

    /// <summary>Writes one on.</summary>
    /// <returns>False when it was changed since it was read; nothing is written then.</returns>
    public static async ValueTask<bool> ChangeAsync(ITransaction transaction, SweepRow row) => await transaction.ExecuteAsync(
        """
        update sweeps set state = $3, place = $4, asked = $5, gone = $6, ended_at = $7, reason = $8, revision = revision + 1
        where cursor = $1 and revision = $2
        """,
        row.Cursor, row.Revision, row.State, row.Place, row.Asked, row.Gone, row.EndedAt, row.Reason) > 0;

    /// <summary>Notes down what seems gone.</summary>
    public static ValueTask AddMissingAsync(ITransaction transaction, string cursor, IEnumerable<string> subjects) => transaction.SendAsync(
        $"""
        insert into sweep_missing (cursor, subject) select $1, missing.value from ({transaction.Dialect.Texts("$2")}) as missing where true
        on conflict (cursor, subject) do nothing
        """,
        cursor, SqlValue.List(subjects));

    /// <summary>Some of what seems gone.</summary>
    public static ValueTask<IReadOnlyList<string>> MissingAsync(IReader reader, string cursor, int limit) => reader.QueryAsync(
        "select subject from sweep_missing where cursor = $1 order by subject limit $2", static row => row.Text(0), cursor, (long)limit);

    /// <summary>What became of these is known.</summary>
    public static ValueTask RemoveMissingAsync(ITransaction transaction, string cursor, IEnumerable<string> subjects) =>
        transaction.SendAsync(
            $"delete from sweep_missing where cursor = $1 and {transaction.Dialect.InTexts("subject", "$2")}", cursor,
            SqlValue.List(subjects));
}
