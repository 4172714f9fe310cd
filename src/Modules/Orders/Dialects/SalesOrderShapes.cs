using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;

namespace Lockstep.Orders.Dialects;

/// <summary>An order as sales management knows it.</summary>
internal sealed record SalesOrder(
    long Id, long? CustomerId, IReadOnlyList<SalesItem> Items, decimal TotalAmount, string Status, DateTimeOffset CreatedAt)
{
    public static SalesOrder Of(Order order) => new(
        order.Id, order.CustomerId, [.. order.Items.Select(static item => new SalesItem(item.ProductId, item.Quantity, item.UnitPrice))],
        order.TotalAmount, order.Status, order.CreatedAt);
}

/// <summary>A line of it; the price is that of one unit.</summary>
internal sealed record SalesItem(long ProductId, long Quantity, decimal Price);

/// <summary>What sales management says of one; whatever else it sends is left aside.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record SalesOrderInput(long? CustomerId, IReadOnlyList<SalesItemInput?>? Items, string? Status)
{
    public OrderInput ToOrder() => new() { CustomerId = CustomerId, Items = ToItems(), Status = Status };

    public IReadOnlyList<OrderItemInput?>? ToItems() => Items is null ? null : [.. Items.Select(static item => item?.ToItem())];
}

/// <summary>A line of it.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record SalesItemInput(long? ProductId, long? Quantity, decimal? Price)
{
    public OrderItemInput ToItem() => new() { ProductId = ProductId, Quantity = Quantity, UnitPrice = Price };
}

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SalesOrderInput))]
[JsonSerializable(typeof(List<SalesOrder>))]
internal sealed partial class SalesOrderJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static SalesOrderJson Wire { get; } = new(JsonBodies.Wire());
}
