using System.Collections;
using Lockstep.Contracts;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Import;

/// <summary>Enters orders that an import makes, each under its key, with its history and event.</summary>
internal static class NewOrders
{
    /// <summary>The orders with the ids that the table gave, in their order.</summary>
    /// <param name="transaction">The commit of the batch.</param>
    /// <param name="database">The database.</param>
    /// <param name="import">The import.</param>
    /// <param name="actor">Goes into the histories.</param>
    /// <param name="made">The orders and their keys.</param>
    /// <param name="known">The keys that there are; what such a key of a new order stood for was deleted.</param>
    /// <param name="now">When the event happens.</param>
    public static async ValueTask<IReadOnlyList<Order>> AddAsync(
        ITransaction transaction, OrdersDatabase database, long import, string actor, IReadOnlyList<(ExternalKey Key, Order Order)> made,
        Dictionary<ExternalKey, OrderKey> known, DateTimeOffset now)
    {
        if (made.Count == 0)
        {
            return [];
        }

        var orders = await OrderTable.InsertManyAsync(transaction, [.. made.Select(one => one.Order)]);
        var keys = new List<(ExternalKey, OrderKey)>(orders.Count);
        foreach (var (order, key) in orders.Zip(made, (order, one) => (order, one.Key)))
        {
            var lines = order.Items.Count;
            var entry = new OrderKey(order.Id, import, MetLines.Bytes(new BitArray(lines, defaultValue: true), lines));
            if (known.ContainsKey(key))
            {
                await OrderKeys.UpdateAsync(transaction, key, entry);
            }
            else
            {
                keys.Add((key, entry));
            }
        }

        await OrderKeys.InsertAsync(transaction, keys);
        await database.Log.AppendManyAsync<OrderCreated>(transaction, [.. orders.Select(order => new RecordChange(
            OrderTable.Kind, order.Id, 1, ChangeKind.Created, actor, now, OrderRules.Changed(null, order), OrderTable.ToJson(order)))]);
        return orders;
    }
}
