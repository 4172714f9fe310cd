using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;

namespace Lockstep.Orders.Dialects;

/// <summary>An order as the shop knows it: of one product. One of several, which came in elsewhere, tells its lines besides.</summary>
internal sealed record ShopOrder(
    long Id, long? CustomerId, long? ProductId, long? Quantity, string Status, decimal TotalAmount, DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ShopLine>? Items)
{
    public static ShopOrder Of(Order order)
    {
        var isOne = IsOfOneProduct(order);
        return new(
            order.Id, order.CustomerId, order.Items.FirstOrDefault()?.ProductId,
            isOne ? order.Items.Sum(static item => item.Quantity) : order.Items.FirstOrDefault()?.Quantity, WordOf(order.Status),
            order.TotalAmount, order.CreatedAt,
            isOne ? null : [.. order.Items.Select(static item => new ShopLine(item.ProductId, item.Quantity))]);
    }

    /// <summary>Whether all lines are of one product: what was agreed before and what came on top have a line each.</summary>
    public static bool IsOfOneProduct(Order order) =>
        order.Items.Select(static item => (item.ProductId, item.Discount)).Distinct().Count() == 1;

    /// <summary>The shop knows four states.</summary>
    private static string WordOf(string status) => status switch
    {
        OrderStatus.New => "pending",
        OrderStatus.Processing or OrderStatus.Shipped => "processing",
        OrderStatus.Cancelled => "cancelled",
        _ => "completed",
    };
}

/// <summary>A line of an order of several.</summary>
internal sealed record ShopLine(long ProductId, long Quantity);

/// <summary>What the shop says of one; whatever else it sends is left aside. Of the customer only the staff say who it is.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopOrderInput(long? CustomerId, long? ProductId, long? Quantity)
{
    public OrderInput ToOrder() => new()
    {
        CustomerId = CustomerId, Items = [new OrderItemInput { ProductId = ProductId, Quantity = Quantity }],
    };
}

/// <summary>What changes of one: how much of it, or its status.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopOrderChange(long? Quantity, string? Status);

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ShopOrderInput))]
[JsonSerializable(typeof(ShopOrderChange))]
[JsonSerializable(typeof(List<ShopOrder>))]
internal sealed partial class ShopOrderJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static ShopOrderJson Wire { get; } = new(JsonBodies.Wire());
}
