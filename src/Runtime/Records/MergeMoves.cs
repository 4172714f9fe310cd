using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>
/// The records of one kind that follow a customer which was merged into another (see <see cref="IMergePart"/>): which these were is noted
/// down in the commit that moves them, so that a repeat moves nothing twice and an undo gives back just these.
/// </summary>
/// <param name="database">The module's database.</param>
/// <param name="kind">The kind of record.</param>
/// <param name="table">Its table, which has an <c>id</c>.</param>
/// <param name="owner">Gives a record to a customer, through its one writer.</param>
/// <param name="of">The column with the customer, behind what else a row fulfils that is such a record.</param>
public sealed class MergeMoves(ModuleDatabase database, string kind, string table, OwnerChange owner, string of = "customer_id")
{
    private const int BatchMax = 100;

    private readonly string _own = $"select id from {table} where {of} = $1 order by id limit $2";

    /// <summary>Gives the next records to the customer that is left.</summary>
    public async Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct)
    {
        // Most looks find nothing, and need no write.
        var (first, moved) = await database.Store.ReadAsync(
            async reader => (await reader.FirstAsync(_own, static row => row.Int64(0), merge.From, 1), await CountAsync(reader, merge)),
                ct);
        return first == 0 ? new MergeProgress(moved, IsDone: true) : await database.Store.WriteAsync(
            async transaction =>
            {
                await LockAsync(transaction, merge);
                if (await transaction.FirstAsync("select 1 from merge_ends where merge_id = $1", static row => row.Int64(0), merge.Id) == 1)
                {
                    return new MergeProgress(0, IsDone: true);
                }

                var ids = await transaction.QueryAsync(_own, static row => row.Int64(0), merge.From, BatchMax);
                foreach (var id in ids)
                {
                    await owner(transaction, id, merge.From, merge.Into, merge.Actor);
                    await transaction.SendAsync(
                        "insert into merge_moves (merge_id, kind, record_id, at) values ($1, $2, $3, $4) on conflict do nothing",
                        merge.Id, kind, id, database.Clock.GetUtcNow());
                }

                return new MergeProgress(await CountAsync(transaction, merge), ids.Count < BatchMax);
            },
            ct);
    }

    /// <summary>Gives the next records back that are still with the customer that they went to.</summary>
    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            await LockAsync(transaction, merge);
            await transaction.SendAsync(
                "insert into merge_ends (merge_id, at) values ($1, $2) on conflict do nothing", merge.Id, database.Clock.GetUtcNow());
            var ids = await transaction.QueryAsync(
                "select record_id from merge_moves where merge_id = $1 and kind = $2 order by record_id limit $3",
                static row => row.Int64(0), merge.Id, kind, BatchMax);
            foreach (var id in ids)
            {
                await owner(transaction, id, merge.Into, merge.From, merge.Actor);
                await transaction.SendAsync(
                    "delete from merge_moves where merge_id = $1 and kind = $2 and record_id = $3", merge.Id, kind, id);
            }

            return new MergeProgress(await CountAsync(transaction, merge), ids.Count < BatchMax);
        },
        ct);

    /// <summary>One after the other, whoever works on a merge: whoever follows and whoever takes back.</summary>
    private static ValueTask LockAsync(ITransaction transaction, CustomerMerge merge) =>
        transaction.LockAsync(string.Create(CultureInfo.InvariantCulture, $"merge {merge.Id}"));

    private ValueTask<long> CountAsync(IReader reader, CustomerMerge merge) => reader.FirstAsync(
        "select count(*) from merge_moves where merge_id = $1 and kind = $2", static row => row.Int64(0), merge.Id, kind);
}

/// <summary>
/// Gives a record to another customer, with its history and event; nothing when it is gone, or is not the first one's any more.
/// </summary>
/// <param name="transaction">The write.</param>
/// <param name="id">The record.</param>
/// <param name="from">Whose it must be.</param>
/// <param name="to">Whose it is to be.</param>
/// <param name="actor">Who wants it.</param>
public delegate ValueTask OwnerChange(ITransaction transaction, long id, long from, long to, string actor);
