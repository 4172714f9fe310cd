using Lockstep.Contracts.Customers;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders;

/// <summary>The orders of a customer that still have a step to take.</summary>
internal sealed class OrderTies(OrdersDatabase database) : ICustomerTies
{
    private static readonly string[] Live = [.. OrderStatus.All.Where(static status => OrderStatus.Next(status).Any())];

    public ValueTask<IReadOnlyList<string>> ListAsync(long customerId, int limit, CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.QueryAsync(
            $"select id, status from orders where customer_id = $1 and {reader.Dialect.InTexts("status", "$2")} order by id limit $3",
            static row => $"order {row.Int64(0)} ({row.Text(1)})", customerId, SqlValue.List(Live), limit),
        ct);
}
