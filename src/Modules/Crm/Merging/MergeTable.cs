using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Merging;

/// <summary>The statements about merges.</summary>
internal static class MergeTable
{
    private const int ListMax = 100;

    /// <summary>Behind the time in which a merge can be undone, nobody needs to know what the two were.</summary>
    public static RetentionRule Retention { get; } =
        RetentionRule.By<RetentionOptions>(
            CrmDatabase.Name,
            static options => options.Merges,
            """
            update customer_merges set kept = null where id in (
              select id from customer_merges where kept is not null and merged_at < $1 order by merged_at limit $2)
            """);

    /// <summary>
    /// Notes down, in the commit that makes one customer of two, that what belongs to the one that is gone has to follow.
    /// </summary>
    public static async ValueTask<MergeRow> InsertAsync(ITransaction transaction, MergedPair pair, string actor, DateTimeOffset now)
    {
        var kept = JsonSerializer.SerializeToUtf8Bytes(pair, MergeJson.Wire.MergedPair);
        var (loser, survivor) = (pair.Loser.Id, pair.Before.Id);
        var id = await transaction.FirstAsync(
            """
            insert into customer_merges (loser, survivor, state, actor, merged_at, looks, due_at, kept)
            values ($1, $2, $3, $4, $5, 0, $5, $6) returning id
            """,
            static row => row.Int64(0), loser, survivor, MergeState.Following, actor, now, SqlValue.Utf8(kept));
        return new MergeRow(id, loser, survivor, MergeState.Following, actor, now, null, null, 0, kept);
    }

    /// <summary>The merge by which a customer is gone; held for this write.</summary>
    public static ValueTask<MergeRow?> FindOpenForUpdateAsync(ITransaction transaction, long loser) => transaction.FirstForUpdateAsync(
        $"select {MergeRow.Columns} from customer_merges where loser = $1 and state <> 'undone'", MergeRow.Read, loser);

    /// <summary>Begins an undo.</summary>
    public static ValueTask UndoAsync(ITransaction transaction, MergeRow merge, string actor, DateTimeOffset now) => transaction.SendAsync(
        "update customer_merges set state = $2, undone_by = $3, undone_at = $4, due_at = $4 where id = $1",
        merge.Id, MergeState.Undoing, actor, now);

    /// <summary>Merges for which something is to be done by now.</summary>
    public static ValueTask<IReadOnlyList<MergeRow>> ListDueAsync(IReader reader, DateTimeOffset now, int limit) => reader.QueryAsync(
        $"select {MergeRow.Columns} from customer_merges where due_at <= $1 order by due_at, id limit $2", MergeRow.Read, now, limit);

    /// <summary>Ends a look; nothing changes when the merge is in another state by now.</summary>
    public static ValueTask SettleAsync(ITransaction transaction, MergeRow merge, string state, int looks, DateTimeOffset? dueAt) =>
        transaction.SendAsync(
            """
            update customer_merges set state = $3, looks = $4, due_at = $5, kept = case when $3 = 'undone' then null else kept end
            where id = $1 and state = $2
            """,
            merge.Id, merge.State, state, looks, dueAt);

    /// <summary>Notes down how far a part is.</summary>
    public static ValueTask NoteAsync(ITransaction transaction, long merge, MergePartView part) => transaction.SendAsync(
        """
        insert into customer_merge_parts (merge_id, part, moved, is_done, fault) values ($1, $2, $3, $4, $5)
        on conflict (merge_id, part) do update set moved = excluded.moved, is_done = excluded.is_done, fault = excluded.fault
        """,
        merge, part.Name, part.Moved, part.IsDone, part.Fault);

    /// <summary>Forgets how far the parts were, before they go the other way.</summary>
    public static ValueTask ForgetPartsAsync(ITransaction transaction, long merge) =>
        transaction.SendAsync("update customer_merge_parts set is_done = 0, fault = null where merge_id = $1", merge);

    /// <summary>The merges in which a customer takes part, the newest first.</summary>
    public static ValueTask<IReadOnlyList<MergeRow>> ListAsync(IReader reader, long customer) => reader.QueryAsync(
        $"select {MergeRow.Columns} from customer_merges where loser = $1 or survivor = $1 order by id desc limit $2",
        MergeRow.Read, customer, ListMax);

    /// <summary>How far the parts of a merge are.</summary>
    public static ValueTask<IReadOnlyList<MergePartView>> PartsAsync(IReader reader, long merge) => reader.QueryAsync(
        "select part, moved, is_done, fault from customer_merge_parts where merge_id = $1 order by part",
        static row => new MergePartView(row.Text(0), row.Int64(1), row.Int64(2) == 1, row.TextOrNull(3)), merge);

    /// <summary>Forgets what the two customers were; the merge can't be undone any more.</summary>
    public static ValueTask<int> ForgetAsync(ITransaction transaction, long customer) => transaction.ExecuteAsync(
        "update customer_merges set kept = null where (loser = $1 or survivor = $1) and kept is not null", customer);
}
