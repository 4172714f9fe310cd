using Lockstep.Contracts.Customers;
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

    public string Name => "deliveries";

    public Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) =>
        EraseAsync(PersonDeliveries.OfCustomer(customerId), ct);

    public Task<long> EraseUserAsync(long userId, CancellationToken ct) => EraseAsync(PersonDeliveries.OfUser(userId), ct);

    private async Task<long> EraseAsync(PersonDeliveries deliveries, CancellationToken ct)
    {
        // Before the table is looked through: whatever is added behind that look knows of it.
        var last = await database.Store.WriteAsync(
            async transaction =>
            {
                await erasures.NoteAsync(transaction, deliveries.Subject, deliveries.Mentions);
                return await PersonDeliveries.LastAsync(transaction);
            },
            ct);
        long count = 0;
        for (long from = 0; from < last; from += PersonDeliveries.RangeSize)
        {
            var after = from;
            var ids = await database.Store.ReadAsync(
                reader => deliveries.FindAsync(reader, "id", static row => row.Int64(0), after), ct);
            if (ids.Count > 0)
            {
                count += await database.Store.WriteAsync(
                    async transaction =>
                    {
                        // What was read between the two commits is out of date with this one.
                        await erasures.NoteAsync(transaction, deliveries.Subject, deliveries.Mentions);
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
            update attempts set message = $2, answer = null, exchanges = null
            where {dialect.InIntegers("delivery_id", "$1")} and (message is not null or answer is not null or exchanges is not null)
            """,
            ids, Reason);

        // What was sent for the person goes too, although without it nobody can look for what came of it: that is for a person to judge
        // from then on.
        await OpenCreate.EraseAsync(transaction, ids);

        // A delete stays as it is, for it must go and says nothing of anybody. The fingerprint goes with the message that it is made of;
        // another one is made of what is left.
        return await transaction.ExecuteAsync(
            $"""
            update deliveries set payload = '{DeliveryTable.Erased}', is_current = 1, original = null, fingerprint = null,
              message = case when message is null then null else $2 end
            where {dialect.InIntegers("id", "$1")} and payload <> 'null'
            """,
            ids, Reason);
    }
}
