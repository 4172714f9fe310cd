using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Records;

/// <summary>What is special about writing orders: their lines, and in whose hands they are.</summary>
internal static class OrderTable
{
    private static readonly RecordTable<Order, OrderHead> Table = OrderRecord.Table;

    /// <summary>Adds rows and their lines; the ids of the orders are those that the table gave.</summary>
    public static async ValueTask<IReadOnlyList<Order>> InsertManyAsync(ITransaction transaction, IReadOnlyList<Order> orders)
    {
        var made = await Table.InsertManyAsync(transaction, orders);
        await OrderLines.InsertAsync(transaction, made);
        return made;
    }

    /// <summary>Replaces what may change of a row, and its lines when they differ.</summary>
    public static async ValueTask UpdateAsync(ITransaction transaction, Order before, Order after)
    {
        await Table.UpdateAsync(transaction, before, after);
        if (!OrderRules.SameItems(before.Items, after.Items))
        {
            await OrderLines.DeleteAsync(transaction, after.Id);
            await OrderLines.InsertAsync(transaction, [after]);
        }
    }

    /// <summary>Notes down in whose hands orders left NEW, and ends their leases.</summary>
    /// <param name="transaction">The commit in which they leave it.</param>
    /// <param name="orderIds">The orders.</param>
    /// <param name="taker">Who acknowledged them; null when they left NEW in another way, then it is who was handed them.</param>
    public static async ValueTask EndLeasesAsync(ITransaction transaction, IEnumerable<long> orderIds, string? taker)
    {
        var keys = SqlValue.List(orderIds);
        await transaction.SendAsync(
            $"""
            update orders set taken_by = coalesce($2, (select l.holder from order_leases l where l.order_id = orders.id)),
              taken_token = (select l.token from order_leases l where l.order_id = orders.id)
            where {transaction.Dialect.InIntegers("id", "$1")}
            """,
            keys, taker);
        await transaction.SendAsync($"delete from order_leases where {transaction.Dialect.InIntegers("order_id", "$1")}", keys);
    }

    /// <summary>Removes a row, its lines and its lease, and leaves a tombstone.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, Order order, DateTimeOffset now)
    {
        await OrderLines.DeleteAsync(transaction, order.Id);
        await transaction.SendAsync("delete from order_leases where order_id = $1", order.Id);
        await Table.DeleteAsync(transaction, order, now);
    }
}
