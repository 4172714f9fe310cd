using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Takes a person's data out of deliveries, dead letters and their attempts. What is still to go brings its record as it is by then, and
/// nothing when that is gone; that a record was deleted goes on to be told. What is in memory anywhere is read once more before it goes,
/// and what comes in late, or is noted down late, loses the person on its way into the table.
/// </summary>
internal sealed class DeliveryErasure(SyncDatabase database, Erasures erasures) : IErasurePart
{
    /// <summary>What is said instead of what was said of the person.</summary>
    public const string Reason = "The person was erased.";

    private const int RangeSize = 5_000;

    public string Name => "deliveries";

    public Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) => EraseAsync(
        string.Create(CultureInfo.InvariantCulture, $"customers/{customerId}"), HistoryErasure.Mentions(customerId), ct);

    /// <summary>Only webhooks carry users; no other record mentions them.</summary>
    public Task<long> EraseUserAsync(long userId, CancellationToken ct) =>
        EraseAsync(string.Create(CultureInfo.InvariantCulture, $"users/{userId}"), mentions: null, ct);

    private async Task<long> EraseAsync(string subject, string? mentions, CancellationToken ct)
    {
        // Before the table is looked through: whatever is added behind that look knows of it.
        var last = await database.Store.WriteAsync(
            async transaction =>
            {
                await erasures.NoteAsync(transaction, subject, mentions);
                return await transaction.FirstAsync("select coalesce(max(id), 0) from deliveries", static row => row.Int64(0));
            },
            ct);
        long count = 0;
        for (long from = 0; from < last; from += RangeSize)
        {
            var after = from;
            var ids = await database.Store.ReadAsync(
                reader => reader.QueryAsync(
                    "select id from deliveries where id > $1 and id <= $2 and (subject = $3 or payload like $4)",
                    static row => row.Int64(0), after, after + RangeSize, subject, mentions),
                ct);
            if (ids.Count > 0)
            {
                count += await database.Store.WriteAsync(
                    async transaction =>
                    {
                        // What was read between the two commits is out of date with this one.
                        await erasures.NoteAsync(transaction, subject, mentions);
                        return await EraseAsync(transaction, SqlValue.List(ids));
                    },
                    ct);
            }
        }

        return count;
    }

    private static async ValueTask<int> EraseAsync(ITransaction transaction, SqlValue ids)
    {
        var dialect = transaction.Dialect;
        await transaction.SendAsync(
            $"""
            update attempts set message = $2, answer = null
            where {dialect.InIntegers("delivery_id", "$1")} and (message is not null or answer is not null)
            """,
            ids, Reason);
        return await transaction.ExecuteAsync(
            $"""
            update deliveries set payload = '{DeliveryTable.Erased}', is_current = 1,
              message = case when message is null then null else $2 end
            where {dialect.InIntegers("id", "$1")} and payload <> 'null'
            """,
            ids, Reason);
    }
}
