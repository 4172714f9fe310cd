using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Records;

/// <summary>The lines of orders, in a table of their own.</summary>
internal static class OrderLines
{
    private static readonly string[] Columns =
    [
        "order_id", "line", "product_id", "sku", "name", "quantity", "unit_price", "discount", "line_total"
    ];

    public static async ValueTask<Order> AddToAsync(IReader reader, Order order) => (await AddToAsync(reader, [order]))[0];

    /// <summary>The orders with their lines, however many orders in one question.</summary>
    public static async ValueTask<IReadOnlyList<Order>> AddToAsync(IReader reader, IReadOnlyList<Order> orders)
    {
        var ids = SqlValue.List(orders.Select(static order => order.Id));
        var lines = await reader.QueryAsync(
            $"select {string.Join(", ", Columns)} from order_lines where order_id in ({reader.Dialect.Integers("$1")}) order by order_id, line",
            static row => (OrderId: row.Int64(0), Item: new OrderItem(
                row.Int64(2), row.Text(3), row.Text(4), row.Int64(5), Money.FromUnits(row.Int64(6)), Money.FromUnits(row.Int64(7)),
                Money.FromUnits(row.Int64(8)))),
            ids);
        var byOrder = lines.ToLookup(line => line.OrderId, line => line.Item);
        return [.. orders.Select(order => order with { Items = [.. byOrder[order.Id]] })];
    }

    /// <summary>Adds the lines of orders whose ids are known.</summary>
    public static ValueTask InsertAsync(ITransaction transaction, IReadOnlyList<Order> orders) => transaction.InsertManyAsync(
        "order_lines", Columns,
        [
            .. orders.SelectMany(order => order.Items.Select((item, index) => new SqlValue[]
            {
                order.Id, index + 1, item.ProductId, item.Sku, item.Name, item.Quantity, Money.ToUnits(item.UnitPrice),
                Money.ToUnits(item.Discount), Money.ToUnits(item.LineTotal),
            })),
        ]);

    public static ValueTask DeleteAsync(ITransaction transaction, long orderId) =>
        transaction.SendAsync("delete from order_lines where order_id = $1", orderId);
}
