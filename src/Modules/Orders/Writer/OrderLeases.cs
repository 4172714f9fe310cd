using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Writer;

/// <summary>What becomes of the leases of orders that leave NEW.</summary>
internal static class OrderLeases
{
    /// <summary>Notes down in whose hands orders left NEW, and ends their leases.</summary>
    /// <param name="transaction">The commit in which they leave it.</param>
    /// <param name="orderIds">The orders.</param>
    /// <param name="taker">Who acknowledged them; null when they left NEW in another way, then it is who was handed them.</param>
    public static async ValueTask EndAsync(ITransaction transaction, IEnumerable<long> orderIds, string? taker)
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
}
