using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Takes a person's data out of deliveries, dead letters and their attempts. What is still to go brings its record as it is by then, and
/// nothing when that is gone; that a record was deleted goes on to be told.
/// </summary>
internal sealed class DeliveryErasure(SyncDatabase database) : IErasurePart
{
    private const int RangeSize = 5_000;
    private const string Reason = "The person was erased.";

    public string Name => "deliveries";

    public Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) => EraseAsync(
        string.Create(CultureInfo.InvariantCulture, $"customers/{customerId}"), HistoryErasure.Mentions(customerId), ct);

    /// <summary>Only webhooks carry users; no other record mentions them.</summary>
    public Task<long> EraseUserAsync(long userId, CancellationToken ct) =>
        EraseAsync(string.Create(CultureInfo.InvariantCulture, $"users/{userId}"), mentions: null, ct);

    private async Task<long> EraseAsync(string subject, string? mentions, CancellationToken ct)
    {
        var last = await database.Store.ReadAsync(
            reader => reader.FirstAsync("select coalesce(max(id), 0) from deliveries", static row => row.Int64(0)), ct);
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
                count += await database.Store.WriteAsync(transaction => EraseAsync(transaction, SqlValue.List(ids)), ct);
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
              message = case when finished_at is null or state = 'delivered' then message else $2 end
            where {dialect.InIntegers("id", "$1")} and payload <> 'null'
            """,
            ids, Reason);
    }
}
