using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Amount = Lockstep.Runtime.Records.MoneyField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;
using Instant = Lockstep.Runtime.Records.InstantField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;
using Number = Lockstep.Runtime.Records.NumberField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Orders.Order, Lockstep.Orders.Records.OrderHead>;

namespace Lockstep.Orders.Records;

/// <summary>What the row of an order holds; its lines have a table of their own.</summary>
internal sealed record OrderHead
{
    public string? Kind { get; set; }

    public string? ExternalId { get; set; }

    public long? CustomerId { get; set; }

    public string? CustomerName { get; set; }

    public string? Status { get; set; }

    public string? Currency { get; set; }

    public decimal? TotalAmount { get; set; }

    public string? Reference { get; set; }

    public DateTimeOffset? PlacedAt { get; set; }
}

/// <summary>
/// The head of an order, told once. What a client may say of an order (<see cref="OrderInput"/>) becomes one by the catalogue's prices, not field
/// by field, and its lines stand beside it: see <see cref="OrderTable"/>.
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
            new Text("externalId", "external_id", o => o.ExternalId, h => h.ExternalId, (h, v) => h.ExternalId = v)
            {
                Filter = ListFilter.Exact("external_id"), IsSearched = true,
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
            new Text("reference", "reference", o => o.Reference, h => h.Reference, (h, v) => h.Reference = v) { IsSearched = true },
            new Instant("placedAt", "placed_at", o => o.PlacedAt, h => h.PlacedAt, (h, v) => h.PlacedAt = v) { IsSorted = true },
        ],
        new RecordSearch("orders_search", Start: "customer_key"))
    {
        Json = ContractsJson.Wire.Order,
        Make = Make,
        WithId = static (order, id) => order with { Id = id },
        Complete = OrderLines.AddToAsync,
        Owner = new("customer_id", static order => order.CustomerId),
    };

    public static readonly RecordReads<Order, OrderHead> Reads = new(
        Table,
        ("from", ListFilter.Since("placed_at") with { Sort = "placedAt" }),
        ("to", ListFilter.Since("placed_at") with { Condition = "placed_at < {0}", Sort = "placedAt" }))
    {
        Permission = Permissions.OrdersRead,
        OwnPermission = Permissions.OrdersReadOwn,
    };

    /// <summary>A row without its lines; see <see cref="OrderLines.AddToAsync(IReader, Order)"/>.</summary>
    private static Order Make(OrderHead head, RecordStamp stamp, Order? before) => new()
    {
        Id = stamp.Id,
        Kind = head.Kind!,
        ExternalId = head.ExternalId,
        CustomerId = head.CustomerId,
        CustomerName = head.CustomerName,
        Status = head.Status!,
        Currency = head.Currency!,
        Items = [],
        TotalAmount = head.TotalAmount!.Value,
        Reference = head.Reference,
        PlacedAt = head.PlacedAt!.Value,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };
}
