using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Amount = Lockstep.Runtime.Records.MoneyField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;
using Instant = Lockstep.Runtime.Records.InstantField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;
using Number = Lockstep.Runtime.Records.NumberField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;

namespace Lockstep.Orders.Records;

/// <summary>
/// The head of an order, told once. What a client may say of an order becomes one by the catalogue's prices, not field by field, and its
/// lines stand beside it: see <see cref="OrderTable"/> and <see cref="OrderLines"/>.
/// </summary>
internal static class OrderRecord
{
    public const string Kind = "order";

    public static readonly RecordTable<Order, OrderHead> Table = new(
        Kind, "orders",
        [
            new Text("kind", "kind", o => o.Kind, h => h.Kind, (h, v) => h.Kind = v)
            {
                Filter = ListFilter.OneOf("kind", OrderKind.Sale, OrderKind.Return),
            },
            new Number("returnOf", "return_of", o => o.ReturnOf, h => h.ReturnOf, (h, v) => h.ReturnOf = v)
            {
                Filter = ListFilter.Number("return_of"),
            },
            new Text("externalId", "external_id", o => o.ExternalId, h => h.ExternalId, (h, v) => h.ExternalId = v)
            {
                Key = "external_key", Folding = Keys.Fold, Filter = ListFilter.Key("external_key"), IsSearched = true,
            },
            new Text("source", "source", o => o.Source, h => h.Source, (h, v) => h.Source = v)
            {
                Key = "source_key", Folding = Keys.Fold, Filter = ListFilter.Key("source_key"),
            },
            new Number("customerId", "customer_id", o => o.CustomerId, h => h.CustomerId, (h, v) => h.CustomerId = v)
            {
                Filter = ListFilter.Number("customer_id"),
            },
            new Text("customerName", "customer_name", o => o.CustomerName, h => h.CustomerName, (h, v) => h.CustomerName = v)
            {
                Key = "customer_key", IsSearched = true,
            },
            new Text("status", "status", o => o.Status, h => h.Status, (h, v) => h.Status = v)
            {
                Filter = new ListFilter(
                    "status = {0}", static text => OrderStatus.Parse(text) is { } status ? (SqlValue?)status : null,
                    "one of " + string.Join(", ", OrderStatus.All)),
            },
            new Text("currency", "currency", o => o.Currency, h => h.Currency, (h, v) => h.Currency = v),
            new Amount("totalAmount", "total", o => o.TotalAmount, h => h.TotalAmount, (h, v) => h.TotalAmount = v) { IsSorted = true },
            new Text("reference", "reference", o => o.Reference, h => h.Reference, (h, v) => h.Reference = v)
            {
                Filter = ListFilter.Exact("reference"), IsSearched = true,
            },
            new Text("erpReference", "erp_reference", o => o.ErpReference, h => h.ErpReference, (h, v) => h.ErpReference = v)
            {
                Filter = ListFilter.Exact("erp_reference"), IsSearched = true,
            },
            new Text("cancellation", "cancellation", o => o.Cancellation, h => h.Cancellation, (h, v) => h.Cancellation = v)
            {
                Filter = ListFilter.OneOf("cancellation", Cancellations.All),
            },
            new Text(
                "cancellationNote", "cancellation_note", o => o.CancellationNote, h => h.CancellationNote,
                (h, v) => h.CancellationNote = v),
            new Text("amendment", "amendment", o => o.Amendment, h => h.Amendment, (h, v) => h.Amendment = v)
            {
                Filter = ListFilter.OneOf("amendment", Cancellations.All),
            },
            new Text("amendmentNote", "amendment_note", o => o.AmendmentNote, h => h.AmendmentNote, (h, v) => h.AmendmentNote = v),
            new Text("amendedItems", "amended_items", o => LineJson.Of(o.AmendedItems), h => h.AmendedItems, (h, v) => h.AmendedItems = v),
            new Instant("placedAt", "placed_at", o => o.PlacedAt, h => h.PlacedAt, (h, v) => h.PlacedAt = v) { IsSorted = true },
            new CustomValuesField<Order, OrderHead>(o => o.Custom, h => h.Custom, (h, v) => h.Custom = v),
        ],
        new RecordSearch("orders_search"))
    {
        Json = ContractsJson.Wire.Order,
        Make = Make,
        WithId = static (order, id) => order with { Id = id },
        Complete = OrderLines.AddToAsync,
        Owner = new("customer_id", static order => order.CustomerId),
    };

    /// <summary>That people may give it fields.</summary>
    public static readonly CustomFieldKind Fields = CustomFieldKind.Of<OrderFieldCreated, OrderFieldChanged, OrderFieldDeleted>(
        Kind, "orders", Permissions.OrdersRead);

    public static readonly RecordReads<Order, OrderHead> Reads = new(
        Table,
        ("from", ListFilter.Since("placed_at") with { Sort = "placedAt" }),
        ("to", ListFilter.Since("placed_at") with { Condition = "placed_at < {0}", Sort = "placedAt" }))
    {
        Permission = Permissions.OrdersRead,
        OwnPermission = Permissions.OrdersReadOwn,
        ChangesPermission = Permissions.OrdersPull,
    };

    /// <summary>A row without its lines; see <see cref="OrderLines.AddToAsync(IReader, Order)"/>.</summary>
    private static Order Make(OrderHead head, RecordStamp stamp, Order? before) => new()
    {
        Id = stamp.Id,
        Kind = head.Kind!,
        ReturnOf = head.ReturnOf,
        ExternalId = head.ExternalId,
        Source = head.Source,
        CustomerId = head.CustomerId,
        CustomerName = head.CustomerName,
        Status = head.Status!,
        Currency = head.Currency!,
        Items = [],
        TotalAmount = head.TotalAmount!.Value,
        Reference = head.Reference,
        ErpReference = head.ErpReference,
        Cancellation = head.Cancellation,
        CancellationNote = head.CancellationNote,
        Amendment = head.Amendment,
        AmendmentNote = head.AmendmentNote,
        AmendedItems = LineJson.Read(head.AmendedItems),
        PlacedAt = head.PlacedAt!.Value,
        Custom = head.Custom,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };
}

/// <summary>What is special about writing orders: their lines, and in whose hands they are.</summary>
internal static class OrderTable
{
    private static readonly RecordTable<Order, OrderHead> Table = OrderRecord.Table;

    /// <summary>
    /// Adds rows and their lines; the ids of the orders are those that they bring along from another system, where no order had them so
    /// far, else those that the table gives.
    /// </summary>
    public static async ValueTask<IReadOnlyList<Order>> InsertManyAsync(ITransaction transaction, IReadOnlyList<Order> orders)
    {
        var ids = orders.Select(static order => order.Id).Where(static id => id != 0).ToHashSet();
        if (ids.Count > 0)
        {
            ids.ExceptWith(await transaction.QueryAsync(
                $"""
                select record_id from history
                where kind = '{OrderRecord.Kind}' and version = 1 and {transaction.Dialect.InIntegers("record_id", "$1")}
                union select id from orders where {transaction.Dialect.InIntegers("id", "$1")}
                """,
                static row => row.Int64(0), SqlValue.List(ids)));
        }

        // Each free id once, for the first order that brings it.
        var made = await Table.InsertManyAsync(
            transaction, [.. orders.Select(order => ids.Remove(order.Id) ? order : order with { Id = 0 })]);
        await OrderLines.InsertAsync(transaction, made);
        return made;
    }

    /// <summary>Replaces what may change of a row, and its lines when they differ.</summary>
    public static async ValueTask UpdateAsync(ITransaction transaction, Order before, Order after)
    {
        await Table.UpdateAsync(transaction, before, after);
        if (!OrderLines.AreSame(before.Items, after.Items))
        {
            await OrderLines.DeleteAsync(transaction, after.Id);
            await OrderLines.InsertAsync(transaction, [after]);
        }
    }

    /// <summary>Notes down in whose hands orders left NEW, and ends their leases.</summary>
    /// <param name="transaction">The commit in which they leave it, behind the statement that takes them out.</param>
    /// <param name="orderIds">The orders.</param>
    /// <param name="taker">
    /// Who acknowledged them; null when they left NEW in another way. Then it is who was handed them as they were, for who got an older
    /// version
    /// has not got the order.
    /// </param>
    /// <param name="otherwise">Who it is when nobody was handed them; null for nobody.</param>
    public static async ValueTask EndLeasesAsync(
        ITransaction transaction, IEnumerable<long> orderIds, string? taker, string? otherwise = null)
    {
        var keys = SqlValue.List(orderIds);
        await transaction.SendAsync(
            $"""
            update orders set taken_token = (select l.token from order_leases l where l.order_id = orders.id),
              taken_by = coalesce($2, (select l.holder from order_leases l
                where l.order_id = orders.id and coalesce(l.version, orders.version - 1) = orders.version - 1), $3),
              taken_reference = case when $2 is not null then coalesce(erp_reference, '') end
            where {transaction.Dialect.InIntegers("id", "$1")}
            """,
            keys, taker, otherwise);
        await transaction.SendAsync($"delete from order_leases where {transaction.Dialect.InIntegers("order_id", "$1")}", keys);
    }

    /// <summary>Notes down as what an order was acknowledged.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="taker">Who has it; null when that is known.</param>
    /// <param name="reference">What it is called there.</param>
    public static ValueTask NoteTakenAsync(ITransaction transaction, long orderId, string? taker, string reference) =>
        transaction.SendAsync(
            "update orders set taken_by = coalesce($2, taken_by), taken_reference = $3 where id = $1", orderId, taker, reference);

    /// <summary>Who took an order over; null when nobody did.</summary>
    public static ValueTask<string?> TakerAsync(IReader reader, long orderId) =>
        reader.FirstAsync("select taken_by from orders where id = $1", static row => row.TextOrNull(0), orderId);

    /// <summary>
    /// Whether an order that moves no stock any more did so before: a sale whose stock was reserved, a return that was under way.
    /// </summary>
    public static async ValueTask<bool> HasMovedStockAsync(IReader reader, Order order) => order.Kind is OrderKind.Sale
        ? await reader.FirstAsync("select 1 from reservations where order_id = $1 limit 1", static row => row.Int64(0), order.Id) == 1
        : await reader.FirstAsync(
            "select data from history_data "
                + "where kind = $1 and record_id = $2 and version = 1", static row => row.Bytes(0), OrderRecord.Kind, order.Id)
            is { } data
            && JsonSerializer.Deserialize(data, ContractsJson.Wire.Order) is { } first && !OrderStatus.IsSettled(first.Kind, first.Status);

    /// <summary>Removes a row, its lines and its lease, and leaves a tombstone.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, Order order, DateTimeOffset now)
    {
        await OrderLines.DeleteAsync(transaction, order.Id);
        await transaction.SendAsync("delete from order_leases where order_id = $1", order.Id);
        await Table.DeleteAsync(transaction, order, now);
    }
}

/// <summary>The lines of orders, in a table of their own.</summary>
internal static class OrderLines
{
    private static readonly string[] Columns =
    [
        "order_id", "line", "product_id", "sku", "name", "quantity", "unit_price", "discount", "line_total", "return_line",
    ];

    public static bool AreSame(IReadOnlyList<OrderItem> one, IReadOnlyList<OrderItem> two) => one.SequenceEqual(two);

    public static async ValueTask<Order> AddToAsync(IReader reader, Order order) => (await AddToAsync(reader, [order]))[0];

    /// <summary>The orders with their lines, however many orders in one question.</summary>
    public static async ValueTask<IReadOnlyList<Order>> AddToAsync(IReader reader, IReadOnlyList<Order> orders)
    {
        var ids = SqlValue.List(orders.Select(static order => order.Id));
        var lines = await reader.QueryAsync(
            $"select {string.Join(", ", Columns)} from order_lines where order_id in "
                + $"({reader.Dialect.Integers("$1")}) order by order_id, line",
            static row => (OrderId: row.Int64(0), Item: new OrderItem(
                row.Int64(2), row.Text(3), row.Text(4), row.Int64(5), Money.FromUnits(row.Int64(6)), Money.FromUnits(row.Int64(7)),
                Money.FromUnits(row.Int64(8)), row.Int64OrNull(9))),
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
                Money.ToUnits(item.Discount), Money.ToUnits(item.LineTotal), item.ReturnLine,
            })),
        ]);

    public static ValueTask DeleteAsync(ITransaction transaction, long orderId) =>
        transaction.SendAsync("delete from order_lines where order_id = $1", orderId);
}
