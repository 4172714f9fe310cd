using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Records;

/// <summary>The table of orders: its columns, and the statements that more than one use case runs.</summary>
internal static class OrderTable
{
    public const string Kind = "order";

    public const string Columns =
        "id, kind, external_id, customer_id, customer_name, status, currency, total, reference, placed_at, version, created_at, updated_at";

    /// <summary>How many they are.</summary>
    public const int ColumnCount = 13;

    private static readonly string[] Written =
    [
        "kind", "external_id", "customer_id", "customer_name", "customer_key", "status", "currency", "total", "reference", "placed_at", "search",
        "version", "created_at", "updated_at",
    ];

    private const string ById = $"select {Columns} from orders where id = $1";

    /// <summary>A row without its lines; see <see cref="OrderLines.AddToAsync"/>.</summary>
    public static Order Read(Row row) => new()
    {
        Id = row.Int64(0),
        Kind = row.Text(1),
        ExternalId = row.TextOrNull(2),
        CustomerId = row.Int64OrNull(3),
        CustomerName = row.TextOrNull(4),
        Status = row.Text(5),
        Currency = row.Text(6),
        Items = [],
        TotalAmount = Money.FromUnits(row.Int64(7)),
        Reference = row.TextOrNull(8),
        PlacedAt = row.Instant(9),
        Version = row.Int64(10),
        CreatedAt = row.Instant(11),
        UpdatedAt = row.Instant(12),
    };

    public static byte[] ToJson(Order order) => JsonSerializer.SerializeToUtf8Bytes(order, ContractsJson.Wire.Order);

    public static async ValueTask<Order?> FindAsync(IReader reader, long id) =>
        await reader.FirstAsync(ById, Read, id) is { } order ? await OrderLines.AddToAsync(reader, order) : null;

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public static async ValueTask<Order?> FindForUpdateAsync(ITransaction transaction, long id) =>
        await transaction.FirstForUpdateAsync(ById, Read, id) is { } order ? await OrderLines.AddToAsync(transaction, order) : null;

    /// <summary>Adds rows and their lines; the ids of the orders are those that the table gave.</summary>
    public static async ValueTask<IReadOnlyList<Order>> InsertManyAsync(ITransaction transaction, IReadOnlyList<Order> orders)
    {
        var ids = await transaction.InsertNumberedAsync("orders", Written, [.. orders.Select(Values)]);
        var made = orders.Zip(ids, static (order, id) => order with { Id = id }).ToList();
        await OrderLines.InsertAsync(transaction, made);
        foreach (var order in made)
        {
            await IndexAsync(transaction, order.Id, SearchText(order));
        }

        await Counters.AddAsync(transaction, "orders", made.Count);
        return made;
    }

    /// <summary>Replaces what may change of a row, and its lines when they differ.</summary>
    public static async ValueTask UpdateAsync(ITransaction transaction, Order before, Order after)
    {
        var search = SearchText(after);
        var isFound = string.Equals(SearchText(before), search, StringComparison.Ordinal);
        await (isFound ? ValueTask.CompletedTask : UnindexAsync(transaction, after.Id));
        await transaction.SendAsync(
            """
            update orders set external_id = $2, customer_id = $3, customer_name = $4, customer_key = $5, status = $6, currency = $7, total = $8,
              reference = $9, placed_at = $10, search = $11, version = $12, updated_at = $13
            where id = $1
            """,
            after.Id, after.ExternalId, after.CustomerId, after.CustomerName, TextRules.Fold(after.CustomerName), after.Status, after.Currency,
            Money.ToUnits(after.TotalAmount), after.Reference, after.PlacedAt, search, after.Version, after.UpdatedAt);
        await (isFound ? ValueTask.CompletedTask : IndexAsync(transaction, after.Id, search));
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

    /// <summary>Removes a row and its lines and leaves a tombstone.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, Order order, DateTimeOffset now)
    {
        await UnindexAsync(transaction, order.Id);
        await OrderLines.DeleteAsync(transaction, order.Id);
        await transaction.SendAsync("delete from orders where id = $1", order.Id);
        await transaction.SendAsync("delete from order_leases where order_id = $1", order.Id);
        await transaction.SendAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)", Kind, order.Id, order.Version + 1, now);
        await Counters.AddAsync(transaction, "orders", -1);
    }

    /// <summary>The values of <see cref="Written"/>.</summary>
    private static SqlValue[] Values(Order order) =>
    [
        order.Kind, order.ExternalId, order.CustomerId, order.CustomerName, TextRules.Fold(order.CustomerName), order.Status, order.Currency,
        Money.ToUnits(order.TotalAmount), order.Reference, order.PlacedAt, SearchText(order), order.Version, order.CreatedAt, order.UpdatedAt,
    ];

    private static string SearchText(Order order) => TextRules.Fold(string.Join(
        '\n', new[] { order.CustomerName, order.Reference, order.ExternalId }.Where(part => part is not null)))!;

    private static ValueTask IndexAsync(ITransaction transaction, long id, string search) => HasSeparateIndex(transaction)
        ? transaction.SendAsync("insert into orders_search (rowid, search) values ($1, $2)", id, search)
        : ValueTask.CompletedTask;

    /// <summary>FTS5 over the table's own text must be told the old text to take it out.</summary>
    private static ValueTask UnindexAsync(ITransaction transaction, long id) => HasSeparateIndex(transaction)
        ? transaction.SendAsync("insert into orders_search (orders_search, rowid, search) select 'delete', id, search from orders where id = $1", id)
        : ValueTask.CompletedTask;

    private static bool HasSeparateIndex(ITransaction transaction) => transaction.Dialect.Search is SqlSearch.SeparateIndex;
}

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
                Money.ToUnits(item.Discount), 
                Money.ToUnits(item.LineTotal),
            })),
        ]);

    public static ValueTask DeleteAsync(ITransaction transaction, long orderId) =>
        transaction.SendAsync("delete from order_lines where order_id = $1", orderId);
}
